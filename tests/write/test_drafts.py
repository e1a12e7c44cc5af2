"""`kept new`: a draft explains every field, says what is still needed, and never writes over anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kept.model.evidence import CaseStudy, Metric, Row, Testimonial
from kept.portfolio.metric_table import COLUMNS
from kept.write.drafts import KINDS, draft
from projects import METRIC, REGISTER, TABLE, Project, Ran
from pydantic import BaseModel

Command = Callable[..., Ran]

NOUNS: dict[str, type[BaseModel]] = {"testimonial": Testimonial, "case-study": CaseStudy, "metric": Metric}
FILES = {
    "testimonial": "evidence/testimonials/first-one.md",
    "case-study": "evidence/case-studies/first-one/index.md",
    "metric": "evidence/metrics/first-one.toml",
}
IMPLIED = {"id", "body", "rows"}
"""What stands in the file's name, below the front matter, or in the table beside the definition."""
NEEDED = {
    "testimonial": {'"promises" is empty', '"said_on" is empty', "there are no words below the front matter"},
    "case-study": {
        '"promises" is empty',
        '"title" is empty',
        '"summary" is empty',
        '"customer" is empty',
        '"dates.start" is empty',
        '"terms" is empty',
    },
    "metric": {'"title" is empty', '"definition" is empty'},
}
# What a comment offers in place of the value: `# or { ... }`, `# e.g. [{ ... }]`.
OFFER = re.compile(r"^( *\w+:).*#.*?(?:\bor|e\.g\.) (\[.*\]|\{.*\})")


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path) -> Project:
    """A project with one promise and its metric."""
    metric = {"evidence/metrics/punctuality.toml": METRIC, "evidence/metrics/punctuality.csv": TABLE}
    return Project(tmp_path).write({"promises.toml": REGISTER, **metric})


def text_of(kind: str, root: Path) -> str:
    """The full draft of this kind, less its table."""
    return draft(root, kind, "first-one", full=True)[FILES[kind]]


def fields(noun: type[BaseModel], within: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to every field of a model and of the models in it."""
    for name, field in noun.model_fields.items():
        if not within and name in IMPLIED:
            continue
        way = (*within, field.alias or name)
        yield way
        for inner in models(field.annotation):
            yield from fields(inner, way)


def models(annotation: object) -> Iterator[type[BaseModel]]:
    """The models a field's annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from models(argument)


def entries(text: str) -> dict[str, str]:
    """Each outermost key of a draft, with everything said about it: its line, and the indented ones below."""
    found = re.findall(r"^(?:# )?(\w+)(?:: *| = | *=)(.*\n(?:[ \t].*\n)*)", text, re.MULTILINE)
    return dict(found)


WAYS = [(kind, way) for kind, noun in NOUNS.items() for way in fields(noun)]


@pytest.mark.parametrize(("kind", "way"), WAYS, ids=[f"{kind} {'.'.join(way)}" for kind, way in WAYS])
def test_a_draft_has_every_field_of_its_kind(kind: str, way: tuple[str, ...], tmp_path: Path) -> None:
    known = entries(text_of(kind, tmp_path))
    assert way[0] in known
    for key in way[1:]:
        assert re.search(rf"\b{key}(?::| =)", known[way[0]]), f"{'.'.join(way)} stands nowhere in the {kind} draft"


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_is_short_and_says_where_the_other_fields_are(kind: str, tmp_path: Path) -> None:
    text = draft(tmp_path, kind, "first-one")[FILES[kind]]
    assert 8 <= len(entries(text)) <= 13
    assert f"kept explain {kind}" in text
    assert set(entries(text)) <= set(entries(text_of(kind, tmp_path)))


def test_every_kind_that_can_be_begun_is_looked_at_here() -> None:
    assert set(KINDS) == set(NOUNS) == set(FILES)


def test_the_table_of_a_new_metric_has_every_column(tmp_path: Path) -> None:
    table = draft(tmp_path, "metric", "first-one")["evidence/metrics/first-one.csv"]
    assert table == ",".join(COLUMNS) + "\n"
    assert {*COLUMNS, "expected"} == set(Row.model_fields)  # who wants no projection needs no such column


@pytest.mark.parametrize("kind", ["testimonial", "case-study"])
def test_what_a_draft_offers_in_its_comments_is_good_as_it_stands(
    kind: str, fresh: Project, command: Command, tmp_path: Path
) -> None:
    lines = text_of(kind, tmp_path).split("\n")
    offered = [OFFER.match(line) for line in lines]
    taken = [f"{match[1]} {match[2]}" if match else line for match, line in zip(offered, lines, strict=True)]
    assert sum(match is not None for match in offered) >= 3
    fresh.write({FILES[kind]: "\n".join(taken).encode()})
    printed = command("check").out
    complaints = set(re.findall(r"invalid-field: (.*?)\. \[", printed))
    assert {complaint for complaint in complaints if "is empty" not in complaint} <= {
        *NEEDED[kind],
        *(f'nothing stands below the heading "{title}"' for title in ("The challenge", "What we did", "What happened")),
    }, printed
    assert "syntax:" not in printed


def test_every_line_of_a_new_metric_is_good_without_its_hash(fresh: Project, command: Command, tmp_path: Path) -> None:
    whole = text_of("metric", tmp_path)
    bare = re.sub(r"^# (\w+ = )", r"\1", whole, flags=re.MULTILINE).replace('""', '"olive"')
    bare = bare.replace('followed_by = "olive"', 'followed_by = "first-one"')
    table = "period,value,status\n2026-Q1,96.1,final\n"
    fresh.write({FILES["metric"]: bare.encode(), "evidence/metrics/first-one.csv": table})
    ran = command("check")
    assert ran.code == 0, ran
    assert "error]" not in ran.out


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_draft_is_read_without_trouble_and_told_its_needs(kind: str, fresh: Project, command: Command) -> None:
    made = command("new", kind, "first-one")
    assert made.code == 0, made
    assert f"wrote {FILES[kind]}" in made.out
    ran = command("check")
    assert ran.code == 1
    assert ran.err == ""
    assert not (fresh.root / "kept-bug.txt").exists()
    told = set(re.findall(rf"{FILES[kind]}:\d+:\d+: invalid-field: (.*)\. \[KPT101, error\]", ran.out))
    missing = {start for start in NEEDED[kind] if not any(words.startswith(start) for words in told)}
    assert not missing, ran.out


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_says_needed_wherever_a_check_would_ask_for_more(kind: str, tmp_path: Path) -> None:
    required = {name for name, field in NOUNS[kind].model_fields.items() if field.is_required()} - IMPLIED
    known = entries(text_of(kind, tmp_path))
    given = {"unit", "direction", "period"}  # a new metric has them, with what else they may be
    assert {key for key in required - given if "needed" not in known[key].split("\n")[0]} == set()


@pytest.mark.parametrize("taken_by", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_an_id_that_is_taken_is_refused_and_nothing_is_written_over(
    kind: str, taken_by: str, fresh: Project, command: Command
) -> None:
    assert command("new", taken_by, "first-one").code == 0
    before = {path: path.read_bytes() for path in fresh.root.rglob("*") if path.is_file()}
    ran = command("new", kind, "first-one")
    assert ran.code == 2
    assert "exists already, and no two items share an id; choose another, or edit that file." in ran.err
    assert FILES[taken_by] in ran.err
    assert {path: path.read_bytes() for path in fresh.root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("path", ["evidence/testimonials/first-one.md", "evidence/metrics/first-one.csv"])
def test_a_dangling_link_counts_as_taken(path: str, fresh: Project, command: Command) -> None:
    target = fresh.root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(fresh.root / "elsewhere")
    ran = command("new", "metric", "first-one")
    assert (ran.code, path in ran.err) == (2, True)
    assert not (fresh.root / "elsewhere").exists()


@pytest.mark.parametrize(
    "item",
    [
        *("First-One", "first_one", "first one", "-first", "first-", "first--one", "prémier", "../first", "a/b", ""),
        *("x" * 81, "first.md", "first\none", "first\x1b[31m"),
    ],
)
def test_a_name_that_cannot_be_an_id_is_refused_with_the_rule(item: str, fresh: Project, command: Command) -> None:
    before = sorted(fresh.root.rglob("*"))
    ran = command("new", "testimonial", "--", item)
    assert ran.code == 2
    assert "use lower-case letters, digits and single hyphens, at most 80, like boiler-sunday." in ran.err
    assert "\x1b" not in ran.err
    assert sorted(fresh.root.rglob("*")) == before


def test_the_longest_id_that_is_allowed_can_be_begun(fresh: Project, command: Command) -> None:
    item = "x" * 80
    assert command("new", "case-study", item).code == 0
    assert (fresh.root / "evidence/case-studies" / item / "index.md").is_file()


def test_a_kind_nobody_knows_is_refused_with_the_kinds_there_are(command: Command) -> None:
    ran = command("new", "story", "first-one")
    assert ran.code == 2
    assert all(kind in ran.err for kind in KINDS)


def test_no_project_no_draft(fresh: Project, command: Command) -> None:
    (fresh.root / "promises.toml").unlink()
    ran = command("new", "testimonial", "first-one")
    assert ran.code == 2
    assert "there is no promises.toml" in ran.err
    assert not (fresh.root / "evidence/testimonials").exists()


def test_the_draft_of_a_quote_says_what_of_it_everybody_will_read(project: Project) -> None:
    assert project.kept("new", "testimonial", "a-new-voice").code == 0
    draft = (project.root / "evidence/testimonials/a-new-voice.md").read_text(encoding="utf-8")
    assert "method is shown with the quote, on the public site too" in draft
    assert "without quotation marks around them: the site adds those" in draft
