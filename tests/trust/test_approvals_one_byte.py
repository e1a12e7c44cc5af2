"""An approval is bound to what was approved: one other byte, and the item is in another state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import projects
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept.approvals.digests import evidence_digest, promise_digest
from kept.edition.gate import gates
from kept.files.text import decode
from kept.model.portfolio import Portfolio
from projects import TODAY, Project

pytestmark = pytest.mark.slow

ITEMS = {
    "evidence/testimonials/nine-oclock.md": "nine-oclock",
    "evidence/case-studies/corner-books/index.md": "corner-books",
    "evidence/case-studies/corner-books/shelves.png": "corner-books",
    "evidence/metrics/punctuality.toml": "punctuality",
}
TABLE, REGISTER = "evidence/metrics/punctuality.csv", "promises.toml"
CHANGES = st.tuples(st.integers(0, 5_000), st.integers(1, 255))
"""Which byte (counting round), and which of its bits are turned."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return projects.approved(tmp_path_factory.mktemp("one-byte"))


@contextmanager
def mutated(project: Project, path: str, change: tuple[int, int]) -> Iterator[bool]:
    """One byte of a file is another one, for a while; True where that is more than another line end."""
    before = (project.root / path).read_bytes()
    index = change[0] % len(before)
    after = before[:index] + bytes([before[index] ^ change[1]]) + before[index + 1 :]
    (project.root / path).write_bytes(after)
    try:
        is_text = not path.endswith(".png")
        yield not is_text or decode(before, path)[0] != decode(after, path)[0]
    finally:
        (project.root / path).write_bytes(before)


def is_approved(project: Project, item: str) -> bool:
    """True where nothing is said against an item and it is on both sites."""
    portfolio, report = project.load_raw()
    if portfolio is None or any(finding.severity == "error" for finding in report):
        return False
    judged = gates(portfolio, as_of=TODAY)
    shown = [
        {entry.id for kind in (edition.promises, edition.voices, edition.stories, edition.metrics) for entry in kind}
        for edition, _ in judged
    ]
    name = item.removeprefix("promise.")
    codes = {finding.code for _, found in judged for finding in found if finding.item == item}
    approvals = {code for code in codes if code.startswith(("KPT60", "KPT61"))}
    return not approvals and all(name in ids for ids in shown)


@pytest.mark.parametrize("path", ITEMS)
def test_without_a_change_it_is_approved(project: Project, path: str) -> None:
    assert is_approved(project, ITEMS[path])
    assert is_approved(project, "promise.on-time")


@pytest.mark.parametrize("path", ITEMS)
@settings(max_examples=25)
@given(change=CHANGES)
def test_one_other_byte_in_a_file_of_an_item_and_it_is_no_longer_approved(
    project: Project, path: str, change: tuple[int, int]
) -> None:
    with mutated(project, path, change) as is_another_text:
        assert is_approved(project, ITEMS[path]) is not is_another_text


def approved_rows(portfolio: Portfolio) -> str:
    return evidence_digest(portfolio, portfolio.metrics["punctuality"], "2026-Q3")


@settings(max_examples=25)
@given(change=CHANGES)
def test_one_other_byte_in_a_table_is_another_value_or_a_row_nobody_has_approved_yet(
    project: Project, change: tuple[int, int]
) -> None:
    before = approved_rows(project.load()[0])
    with mutated(project, TABLE, change):
        if is_approved(project, "punctuality"):
            assert approved_rows(project.load()[0]) == before


@settings(max_examples=40)
@given(change=CHANGES)
def test_one_other_byte_in_the_register_is_another_promise_or_none_of_what_was_approved(
    project: Project, change: tuple[int, int]
) -> None:
    before = promise_digest(project.load()[0].register.promises[0])
    with mutated(project, REGISTER, change):
        if is_approved(project, "promise.on-time"):
            (promise,) = project.load()[0].register.promises
            assert promise_digest(promise) == before


def test_one_other_byte_of_an_approved_row_takes_the_metric_off(project: Project) -> None:
    """Every byte of the values, one by one, and not only those that chance picks."""
    table = (project.root / TABLE).read_bytes()
    start, end = table.index(b"2026-Q1"), table.index(b"2026-Q4")
    for index in range(start, end):
        with mutated(project, TABLE, (index, 1)) as is_another_text:
            if is_another_text and table[index : index + 1] != b"\n":
                assert not is_approved(project, "punctuality"), table[index - 5 : index + 5]
