"""`kept import quotes`: rows of an export become testimonials for review; nothing private enters the repository."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from projects import Project

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Ran

HEAD = "Response ID;Date;Customer name;Job title;City;Comment;May publish;Email;Topic\n"
ADA = "R-1;2026-03-02 10:12;Ada Lift;Homeowner;Leeds;They came up the hill with everything.;yes;ada@x.example;\n"
BO = "R-2;04.03.2026;Bo Packer;;York;Nothing was scratched at all.;;bo@x.example;on-time\n"
OPTIONS = ("--promise", "on-time", "--channel", "site", "--kind", "email", "--yes")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder outside the repository, with the export."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


@pytest.fixture
def ours(tmp_path: Path, project: Project) -> Project:
    """The small project in a folder of its own."""
    moved = tmp_path / "repository"
    moved.mkdir()
    for path in ("promises.toml", "evidence"):
        (project.root / path).rename(moved / path)
    whole = Project(moved)
    whole.commit()
    return whole


def bring(ours: Project, place: Path, text: str | bytes, *options: str) -> Ran:
    """The command, with an export of this text."""
    file = place / "feedback.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return ours.kept("import", "quotes", str(file), *options)


def written(ours: Project) -> dict[str, dict[str, Any]]:
    """The front matter of every imported testimonial, with its body."""
    found = {}
    for path in sorted((ours.root / "evidence/testimonials").glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        if path.stem != "nine-oclock":
            found[path.stem] = {**yaml.safe_load(front), "body": body.strip()}
    return found


def rows(path: Path) -> list[dict[str, str]]:
    """A table outside the repository."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_becomes_a_testimonial_that_somebody_reviews(ours: Project, place: Path) -> None:
    ran = bring(ours, place, HEAD + ADA, *OPTIONS)
    assert (ran.code, ran.err) == (0, "")
    assert "1 row: 1 ready for review." in ran.out
    (item, voice), *_ = written(ours).items()
    assert item == "they-came-up-the-hill"
    assert voice["body"] == voice["original"] == "They came up the hill with everything."
    assert (voice["promises"], str(voice["said_on"]), voice["attribution"]) == (["on-time"], "2026-03-02", "named")
    assert voice["speaker"]["name"] == "Ada Lift"
    assert voice["source"]["ref"] == "feedback.csv:R-1"
    assert voice["consent"]["channels"] == ["site"]
    ours.commit()
    assert ours.gated().public.voices == ours.gated().internal.voices == ()
    assert "error]" not in ours.kept("check").out


def test_a_day_that_may_be_two_is_named_and_left_out(ours: Project, place: Path) -> None:
    ran = bring(ours, place, HEAD + ADA.replace("2026-03-02", "03/04/2026"), *OPTIONS)
    assert 'feedback.csv:2: said_on "03/04/2026 10:12" may be two days' in ran.out
    (voice,) = written(ours).values()
    assert "said_on" not in voice
    assert "granted_on" not in voice.get("consent", {})


def test_a_blank_permission_stays_blank_and_says_whom_to_ask(ours: Project, place: Path) -> None:
    ran = bring(ours, place, HEAD + BO, *OPTIONS)
    assert "1 row: 1 need permission." in ran.out
    ((_, voice),) = written(ours).items()
    assert "consent" not in voice
    (request,) = rows(place / "permissions-to-ask.csv")
    assert (request["name"], request["contact"]) == ("Bo Packer", "bo@x.example")
    assert "“Nothing was scratched at all.”" in request["text"]


@pytest.mark.parametrize("answer", ["", "no", "nein", "maybe", "0", "?"])
def test_only_a_yes_is_a_yes(ours: Project, place: Path, answer: str) -> None:
    bring(ours, place, HEAD + ADA.replace(";yes;", f";{answer};"), *OPTIONS)
    assert [voice.get("consent") for voice in written(ours).values()] == [None]


def test_contact_details_stay_outside_the_repository(ours: Project, place: Path) -> None:
    bring(ours, place, HEAD + ADA + BO, *OPTIONS)
    inside = "".join(
        path.read_text(errors="replace") for path in ours.root.rglob("*") if path.is_file() and ".git" not in path.parts
    )
    assert "x.example" not in inside.replace("small.example", "")
    references = {row["contact"]: row["ref"] for row in rows(place / "contacts.csv")}
    assert {voice["speaker"]["contact_ref"] for voice in written(ours).values()} == set(references.values())
    assert all(re.fullmatch(r"contact:[0-9a-f]{10}", ref) for ref in references.values())


def test_a_folder_inside_the_repository_is_refused_for_them(ours: Project) -> None:
    (ours.root / "feedback.csv").write_text(HEAD + ADA)
    ran = ours.kept("import", "quotes", str(ours.root / "feedback.csv"), *OPTIONS)
    assert (ran.code, written(ours)) == (2, {})
    assert "--private DIR" in ran.err


def test_a_second_run_adds_only_what_is_new_and_keeps_what_a_person_edited(ours: Project, place: Path) -> None:
    bring(ours, place, HEAD + ADA, *OPTIONS)
    path = next((ours.root / "evidence/testimonials").glob("they-*.md"))
    path.write_text(path.read_text().replace("tone", "tone").replace("Homeowner", "Retired teacher"))
    ran = bring(ours, place, HEAD + ADA + BO)
    assert "2 rows: 1 need permission, 1 imported before." in ran.out
    assert "Retired teacher" in path.read_text()
    assert len(written(ours)) == 2
    assert len(rows(place / "contacts.csv")) == 2


def test_nearly_the_same_words_are_no_second_quote(ours: Project, place: Path) -> None:
    again = ADA.replace("R-1", "R-9").replace("everything.", "everything!").replace("They came", "they came")
    ran = bring(ours, place, HEAD + ADA + again, *OPTIONS)
    assert "1 ready for review, 1 duplicates" in ran.out
    known = HEAD + ADA.replace("They came up the hill with everything.", "They rang the bell at nine as they had said")
    assert "1 duplicates" in bring(ours, place, known, *OPTIONS).out


def test_a_topic_that_is_no_promise_is_named_and_nothing_is_written(ours: Project, place: Path) -> None:
    ran = bring(ours, place, HEAD + BO.replace("on-time", "parking"), *OPTIONS)
    assert "1 match no promise" in ran.out
    assert 'feedback.csv:2: "parking" is no promise' in ran.out
    assert written(ours) == {}


@pytest.mark.parametrize(
    ("cell", "words", "said"),
    [
        ("â€œNothing brokeâ€\x9d in the CafÃ©", "“Nothing broke” in the Café", "letters were repaired"),
        ("Nothing\u200b broke\x07.", "Nothing broke.", "signs that nobody can see were taken out"),
        ("“Nothing broke.”", "Nothing broke.", ""),
        ('"Nothing" broke, "really"', '"Nothing" broke, "really"', ""),
        ("Nothing   broke .", "Nothing broke .", ""),
    ],
)
def test_what_forms_leave_in_words_is_repaired_and_reported(
    ours: Project, place: Path, cell: str, words: str, said: str
) -> None:
    quoted = cell.replace('"', '""')
    ran = bring(ours, place, HEAD + BO.replace("Nothing was scratched at all.", f'"{quoted}"'), *OPTIONS)
    assert [voice["body"] for voice in written(ours).values()] == [words]
    assert said in ran.out


def test_lines_of_a_post_are_kept(ours: Project, place: Path) -> None:
    bring(ours, place, HEAD + BO.replace("Nothing was scratched at all.", '"One.\r\nTwo: yes."'), *OPTIONS)
    ((_, voice),) = written(ours).items()
    assert voice["original"].strip() == voice["body"] == "One.\nTwo: yes."


@pytest.mark.parametrize("hostile", ["- a\n---\nb", "{x: 1}", "!!python/object:os.system", "# no", "'=1+1", "a: b"])
def test_words_that_look_like_a_file_are_words(ours: Project, place: Path, hostile: str) -> None:
    quoted = hostile.replace('"', '""')
    bring(ours, place, HEAD + BO.replace("Nothing was scratched at all.", f'"{quoted}"'), *OPTIONS)
    portfolio, report = ours.load()
    (voice,) = [voice for name, voice in portfolio.testimonials.items() if name != "nine-oclock"]
    assert voice.body.split() == hostile.split()
    assert not report.has_errors


def test_formulas_do_not_reach_the_tables_outside(ours: Project, place: Path) -> None:
    bring(ours, place, HEAD + BO.replace("Bo Packer", "=HYPERLINK(1)"), *OPTIONS)
    (request,) = rows(place / "permissions-to-ask.csv")
    assert request["name"] == "'=HYPERLINK(1)"


def test_no_name_of_the_speaker_is_in_the_address(ours: Project, place: Path) -> None:
    bring(ours, place, HEAD + ADA.replace("They came up", "Ada Lift said they came up"), *OPTIONS)
    assert set(written(ours)) == {"said-they-came-up-the"}


def test_a_file_without_quotes_says_how_to_name_them(ours: Project, place: Path) -> None:
    ran = bring(ours, place, "Region;Sum\nNorth;3\n", *OPTIONS)
    assert ran.code == 2
    assert "--column quote=HEADING" in ran.err


def test_an_unknown_promise_is_refused_before_anything_is_read(ours: Project, place: Path) -> None:
    ran = bring(ours, place, HEAD + ADA, "--promise", "on-tme", "--yes")
    assert (ran.code, "there is no promise on-tme" in ran.err) == (2, True)


def test_what_the_policy_says_for_all_is_in_no_file(ours: Project, place: Path) -> None:
    ours.write(
        {"evidence/policy.toml": '[defaults]\nsource_kind = "email"\ncaptured_by = "tessa"\nchannels = ["site"]\n'}
    )
    bring(ours, place, HEAD + ADA, "--promise", "on-time", "--yes")
    ((item, voice),) = written(ours).items()
    assert set(voice["source"]) == {"ref", "captured_on"}
    assert "channels" not in voice["consent"]
    read = ours.load()[0].testimonials[item]
    assert (read.source.kind, read.source.captured_by, read.consent.channels) == ("email", "tessa", ("site",))


def test_what_differs_from_the_policy_is_in_the_file(ours: Project, place: Path) -> None:
    ours.write({"evidence/policy.toml": '[defaults]\nsource_kind = "letter"\nchannels = ["sales"]\n'})
    bring(ours, place, HEAD + ADA, *OPTIONS)
    ((_, voice),) = written(ours).items()
    assert (voice["source"]["kind"], voice["consent"]["channels"]) == ("email", ["site"])
