"""Every value knows where it stands: line and column, counted in characters from one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kept.files import front_matter, toml
from kept.files.document import Document
from kept.findings import Place
from kept.model.period import Cadence, Calendar
from kept.portfolio import metric_table
from projects import REGISTER, STORY, TABLE, VOICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.portfolio import FieldPath

PERCENT = metric_table.Measure(calendar=Calendar(Cadence.QUARTER), unit="percent")
DEMO = Path(__file__).parents[2] / "promises.toml"
NESTED = '''\
# A comment with an é.
"quoted key" = "x"
a.b.'c d' = "dötted"
list = [
  "ä", # another
  "ü",
  { deep = "€", deeper = { deepest = "𝄞" } },
]
text = """
many lines"""

[table]
key = "é"

[[table.entries]]
name = "first"
[[table.entries]]
name = "second"
  [table.entries.below]
  name = "third"
  [[table.entries.inner]]
  name = "fourth"
[[table.entries.inner]]
name = "fifth"
'''


def leaves(value: object, path: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from leaves(entry, (*path, key))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from leaves(entry, (*path, index))
    elif isinstance(value, str):
        yield path, value


def at(text: str, place: Place) -> str:
    assert place.line
    assert place.column
    return "\n".join(text.split("\n")[place.line - 1 :])[place.column - 1 :]


@pytest.mark.parametrize("text", [NESTED, REGISTER, DEMO.read_text(encoding="utf-8")], ids=["nested", "small", "demo"])
def test_a_text_in_toml_begins_where_its_place_says(text: str) -> None:
    document, faults = toml.load(text, "x.toml")
    assert document, faults
    for path, value in leaves(document.data):
        here = at(text, document.place(path))
        assert here.lstrip("\"'\n").startswith(value[:20].split('"')[0].split("\\")[0]), (path, here[:40])


@pytest.mark.parametrize(
    "text",
    [VOICE, STORY, VOICE.replace("name: Ada", 'role: "é€𝄞"\n  name: Ada', 1).replace("  role: Home", "  sector: Home")],
)
def test_a_text_in_front_matter_begins_where_its_place_says(text: str) -> None:
    document, faults = front_matter.load(text, "x.md")
    assert document, faults
    for path, value in leaves(document.data):
        assert at(text, document.place(path)).lstrip("\"'").startswith(value[:20]), path


def test_a_key_has_a_place_of_its_own() -> None:
    document, _ = toml.load('a = 1\n  "bé".c = 2\n', "x.toml")
    assert document
    assert document.place(("bé", "c"), key=True) == Place("x.toml", 2, 3)
    document, _ = front_matter.load("---\na:\n  b: 1\n---\n", "x.md")
    assert document
    assert document.place(("a", "b"), key=True) == Place("x.md", 3, 3)


def test_what_is_missing_stands_where_it_would_have_to_stand() -> None:
    document, _ = toml.load("a = 1\n[[table]]\nb = 1\n[[table]]\nc = 1\n", "x.toml")
    assert document
    assert document.place(("table", 1, "b")) == Place("x.toml", 4, 3)
    assert document.place(("nowhere",)) == Place("x.toml", 1, 1)


def test_a_body_begins_at_its_first_line_with_words() -> None:
    document, _ = front_matter.load("---\na: 1\n---\n\n\nWords\n", "x.md")
    assert document
    assert document.place(("body",)) == Place("x.md", 6, 1)
    assert document.data["body"] == "Words"


def test_a_row_stands_on_its_line_and_a_fault_in_its_cell() -> None:
    table, _ = metric_table.load(TABLE, "x.csv", PERCENT)
    assert table
    assert table.place(1) == Place("x.csv", 3, 1)
    quoted = 'period,note,value,status\n2026-Q1,"a, b ""c""",x,final\n'
    _, (fault,) = metric_table.load(quoted, "x.csv", PERCENT)
    assert fault.place == Place("x.csv", 2, 22)


def test_a_row_after_a_note_of_many_lines_stands_where_it_begins() -> None:
    text = 'period,value,status,note\n2026-Q1,1,final,"two\nlines"\n2026-Q2,x,final,\n'
    _, (fault,) = metric_table.load(text, "x.csv", replace(PERCENT, unit="count"))
    assert fault.place == Place("x.csv", 4, 9)


def test_positions_are_worked_out_only_when_somebody_asks() -> None:
    def never() -> None:
        pytest.fail("nobody asked")

    assert Document("x", {"a": "b"}, never).data == {"a": "b"}  # type: ignore[arg-type]  # never called
