"""`kept import permissions`: what speakers answered comes back; nothing is guessed and nothing on record is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from projects import Project, Ran

VOICE = """\
---
# Asked in spring.
promises: [on-time]
audience: public
said_on: 2026-03-02
speaker: { name: Ada Lift, contact_ref: "contact:1" }   # a neighbour
attribution: named
source: { kind: email, ref: "mail:1", captured_on: 2026-03-02, captured_by: tessa }
verified: { method: Matched to the order, by: lena, on: 2026-03-03 }
original: They came up the hill.
CONSENTlang: en
---

They came up the hill.
"""
HEAD = "id,name,contact,text,answer,channels,assets,until,conditions,answered_on,reference\n"


@pytest.fixture
def asked(project: Project) -> Project:
    """The small project with a voice that has no permission yet."""
    project.write({"evidence/testimonials/hill.md": VOICE.replace("CONSENT", "")})
    return project


def answer(asked: Project, tmp_path_factory: pytest.TempPathFactory, line: str, *options: str) -> Ran:
    """The command, with one filled-in row."""
    file = tmp_path_factory.mktemp("downloads") / "permissions-to-ask.csv"
    file.write_text(HEAD + line + "\n", encoding="utf-8-sig")
    return asked.kept("import", "permissions", str(file), *options)


def consent(asked: Project) -> dict[str, Any]:
    """What the file says about the permission."""
    text = (asked.root / "evidence/testimonials/hill.md").read_text(encoding="utf-8")
    return yaml.safe_load(text.split("---\n")[1]).get("consent") or {}


def test_a_yes_becomes_the_permission_and_the_rest_of_the_file_stays(
    asked: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ran = answer(asked, tmp_path_factory, "hill,Ada,ada@x.example,,yes,site; sales,name,2027-05-01,,04.11.2026,mail:9")
    assert (ran.code, ran.err) == (0, "")
    assert "1 row: 1 permitted." in ran.out
    given = {key: str(value) if "on" in key[-3:] else value for key, value in consent(asked).items()}
    assert given == {
        "basis": "consent",
        "ref": "mail:9",
        "granted_on": "2026-11-04",
        "channels": ["site", "sales"],
        "assets": ["name"],
        "expires_on": "2027-05-01",
    }
    text = (asked.root / "evidence/testimonials/hill.md").read_text()
    assert "# Asked in spring." in text
    assert "# a neighbour" in text
    asked.commit()
    asked.approve("hill", "promise.on-time", by="olive")
    asked.commit()
    assert "hill" in {voice.id for voice in asked.gated().public.voices}


def test_a_blank_answer_stays_blank(asked: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    ran = answer(asked, tmp_path_factory, "hill,Ada,ada@x.example,,,site,name,,,2026-11-04,")
    assert (ran.code, consent(asked)) == (0, {})
    assert "1 row: 1 blank." in ran.out


def test_a_no_is_remembered_and_nothing_is_shown(asked: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    ran = answer(asked, tmp_path_factory, "hill,,,,Nein,site,name,,,2026-11-04,")
    assert "1 row: 1 refused." in ran.out
    assert {key: str(value) for key, value in consent(asked).items()} == {"refused_on": "2026-11-04"}
    asked.commit()
    asked.approve("hill", "promise.on-time", by="olive")
    asked.commit()
    gated = asked.gated()
    assert "hill" not in {voice.id for voice in (*gated.public.voices, *gated.internal.voices)}
    assert "the speaker said no on 2026-11-04" in asked.check()


def test_conditions_hold_the_words_back_until_they_are_met(
    asked: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ran = answer(asked, tmp_path_factory, 'hill,,,,yes,site,name,,"Show me the page, first",2026-11-04,')
    assert "1 row: 1 permitted on conditions." in ran.out
    asked.commit()
    asked.approve("hill", "promise.on-time", by="olive")
    asked.commit()
    assert "hill" not in {voice.id for voice in asked.gated().public.voices}
    assert "agreed on a condition that has not been met" in asked.check()
    asked.edit("evidence/testimonials/hill.md", "consent: {", "consent: { conditions_met_on: 2026-11-10,")
    asked.commit()
    asked.approve("hill", "promise.on-time", by="olive")
    asked.commit()
    assert "hill" in {voice.id for voice in asked.gated().public.voices}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hill,,,,perhaps,site,,,,2026-11-04,", '"perhaps" is no answer'),
        ("hill,,,,yes,site,,,,,", "does not say when they answered"),
        ("hill,,,,yes,,,,,2026-11-04,", "does not say what the yes is for"),
        ("hill,,,,yes,moon,,,,2026-11-04,", '"moon" is none of the channels site, sales, syndication, social'),
        ("hill,,,,yes,site,,soon,,2026-11-04,", 'until "soon" is not a day'),
        ("hil,,,,yes,site,,,,2026-11-04,", 'no testimonial and no story "hil". Did you mean hill?'),
        ("../hill,,,,yes,site,,,,2026-11-04,", 'no testimonial and no story "../hill"'),
        ("hill,,,,conditions,site,,,,2026-11-04,", "it names no conditions"),
        ("hill,,,,yes,site,,,,2026-11-04,\nhill,,,,no,,,,,2026-11-05,", "has an answer in line 2 already"),
    ],
)
def test_what_is_not_clear_gives_no_permission_and_is_named(
    asked: Project, tmp_path_factory: pytest.TempPathFactory, line: str, said: str
) -> None:
    ran = answer(asked, tmp_path_factory, line)
    assert ran.code == 1
    assert said in ran.out
    assert "permissions-to-ask.csv:" in ran.out
    if "\n" not in line:
        assert consent(asked) == {}


@pytest.mark.parametrize(
    ("there", "reply", "said"),
    [
        ("consent: { basis: consent, granted_on: 2026-01-01 }\n", "yes", "1 on record already"),
        ("consent: { basis: consent, granted_on: 2026-01-01 }\n", "no", "kept withdraw hill"),
        ("consent: { withdrawn_on: 2026-01-01 }\n", "yes", "has a no on record"),
        ("consent: { refused_on: 2026-01-01 }\n", "no", "1 on record already"),
    ],
)
def test_what_is_on_record_is_never_overwritten(
    asked: Project, tmp_path_factory: pytest.TempPathFactory, there: str, reply: str, said: str
) -> None:
    path = asked.root / "evidence/testimonials/hill.md"
    path.write_text(VOICE.replace("CONSENT", there))
    before = path.read_bytes()
    ran = answer(asked, tmp_path_factory, f"hill,,,,{reply},site,,,,2026-11-04,")
    assert path.read_bytes() == before
    assert said in ran.out


def test_a_day_that_may_be_two_gives_no_permission(asked: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    ran = answer(asked, tmp_path_factory, "hill,Ada,ada@x.example,,yes,site,name,,,03/04/2026,mail:9")
    assert 'answered_on "03/04/2026" may be two days' in ran.out + ran.err
    assert "write it like 2026-11-20" in ran.out + ran.err
    assert consent(asked) == {}


def test_a_draft_without_an_answer_is_filled_in(asked: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    draft = "consent: { basis: null, ref: null, granted_on: null, channels: [site], assets: [name] }\n"
    (asked.root / "evidence/testimonials/hill.md").write_text(VOICE.replace("CONSENT", draft))
    answer(asked, tmp_path_factory, "hill,,,,yes,sales,,,,2026-11-04,")
    assert consent(asked)["channels"] == ["sales"]
    assert consent(asked)["basis"] == "consent"


def test_the_table_with_addresses_may_not_be_in_the_repository(asked: Project) -> None:
    (asked.root / "answers.csv").write_text(HEAD + "hill,,a@x.example,,yes,site,,,,2026-11-04,\n")
    ran = asked.kept("import", "permissions", str(asked.root / "answers.csv"))
    assert (ran.code, consent(asked)) == (2, {})
    assert "inside the repository" in ran.err


def test_a_dry_run_writes_nothing(asked: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    ran = answer(asked, tmp_path_factory, "hill,,,,yes,site,,,,2026-11-04,", "--dry-run")
    assert "1 permitted" in ran.out
    assert consent(asked) == {}


def test_the_table_that_the_import_of_quotes_wrote_comes_back_filled_in(
    asked: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("downloads")
    (place / "feedback.csv").write_text(
        "Comment,Customer name,Email,Date\nNothing was scratched.,Bo,b@x.example,2026-03-02\n"
    )
    asked.kept("import", "quotes", str(place / "feedback.csv"), "--promise", "on-time", "--yes")
    table = place / "permissions-to-ask.csv"
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    table.write_text("\n".join([lines[0], lines[1].replace(",,site,", ",yes,site,")]) + "\n")
    ran = asked.kept("import", "permissions", str(table), "--on", "2026-11-04")
    assert "1 row: 1 permitted." in ran.out
    text = (asked.root / "evidence/testimonials/nothing-was-scratched.md").read_text()
    assert "granted_on: 2026-11-04" in text
    assert "x.example" not in text
