"""Whatever somebody writes into a file: reading it gives values or findings, never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st
from kept.files import front_matter, toml
from kept.files.text import decode
from kept.files.validation import validate
from kept.findings import rules
from kept.model.approval import Approval
from kept.model.evidence import Metric, Testimonial
from kept.model.period import Cadence, Calendar
from kept.model.policy import Policy
from kept.model.register import Organisation, Promise
from kept.portfolio import metric_table

if TYPE_CHECKING:
    from kept.files.document import Document
    from kept.findings import Finding
    from pydantic import BaseModel

NOUNS: tuple[type[BaseModel], ...] = (Testimonial, Metric, Promise, Organisation, Policy, Approval)
PIECES = st.sampled_from(
    (
        *(
            "a",
            "id",
            "promises",
            "consent",
            "audience",
            "public",
            "é",
            "1",
            "-",
            "2026-01-01",
            "1.5",
            "no",
            "null",
            "~",
        ),
        *(" ", "\n", "\n  ", "\t", ":", ": ", "=", " = ", "[", "]", "[[", "]]", "{", "}", ",", "|", ">", "#", "'", '"'),
        *(
            '"""',
            "'''",
            "\\",
            "\\u001b",
            "&a ",
            "*a",
            "!t ",
            "? ",
            "- ",
            "---",
            "\n---\n",
            "...",
            "<<: ",
            "%",
            "@",
            "`",
        ),
        *("\r", "\r\n", "\x00", "\x1b[31m", "\u202e", "\ufeff", "\u2028", "inf", "nan", "1e999", "0x1", "12:30"),
    )
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


def check(document: Document | None, faults: tuple[Finding, ...]) -> None:
    """There are values or findings; findings are in the catalogue and fit on a line."""
    assert document is not None or faults
    for fault in faults:
        assert fault.code in rules()
        assert fault.message.endswith(".")
        assert fault.hint
    for noun in NOUNS if document else ():
        assert document
        _, wrong = validate(noun, document.data, document.place, item=None)
        assert all(fault.place.line for fault in wrong)


@given(TEXTS)
@example("a = 1\n" * 3)
@example("a = " + "[" * 30 + "]" * 30)
@example("a = " + "[" * 30 + "]" * 30 + "\na = 1")
@example("a = 1\na = 2\nb =\n")
@example("[a]\n[a.b]\n[a]")
@example("a.b = 1\na.b.c = 2")
@example('a = "\\u001b"')
@example("a = 1979-05-27T07:32:00Z")
@example("a = 99:99:99")
def test_any_text_read_as_toml_is_a_document_or_findings(text: str) -> None:
    check(*toml.load(text, "x.toml"))


@given(TEXTS)
@example("---\n---")
@example("---\n? [a]\n: b\n---\n")
@example("---\n%YAML 1.1\n---\n")
@example("---\na: &a\n  b: *a\n---\n")
@example("---\na: 2026-02-30\nb: !!int 5\n---\n")
def test_any_text_read_as_front_matter_is_a_document_or_findings(text: str) -> None:
    check(*front_matter.load(text, "x.md"))
    check(*front_matter.load(f"---\n{text}\n---\nwords", "x.md"))


CELLS = st.sampled_from(
    ("2026-Q1", "2026-Q2", "2026-13", "95", "95,0", "0", "200", "-1", "final", "interim", "", '"', '""', ";", "\n", "é")
)


@given(
    st.lists(CELLS | st.text(max_size=5), max_size=30).map(",".join),
    st.sampled_from(Cadence),
    st.sampled_from(("percent", "days")),
)
def test_any_text_read_as_a_table_is_a_series_or_findings(text: str, cadence: Cadence, unit: str) -> None:
    for whole in (text, f"period,value,n,numerator,status,published_on,note\n{text}"):
        table, faults = metric_table.load(whole, "x.csv", metric_table.Measure(calendar=Calendar(cadence), unit=unit))
        assert (table is None) == bool(faults)
        assert all(fault.place.line for fault in faults)


@given(st.binary(max_size=200))
@example(b"\xff\xfea\x00")
@example(b"a\x00b\x00")
@example(b"\xef\xbb\xbfa\r\nb\rc")
@example(b"a\x85\x9f\xc2\x80")
def test_any_bytes_are_a_text_or_findings(content: bytes) -> None:
    text, faults = decode(content, "x")
    assert (text is None) == bool(faults)
    if text is not None:
        assert "\r" not in text
        assert "\x00" not in text
