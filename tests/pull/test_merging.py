"""Three sides of a table, merged by the laws that nobody's work is lost and that pulling again changes nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.approvals.digests import row_digest
from kept.files import toml
from kept.files.validation import validate
from kept.model.evidence import Row
from kept.model.ledgers import Pulled, SourcesLock
from kept.model.period import Cadence, Calendar
from kept.portfolio import metric_table
from kept.portfolio.table_text import missing_columns, row_line, with_rows
from kept.pull.lock_file import lock_text
from kept.pull.merging import Merged, merge

if TYPE_CHECKING:
    from collections.abc import Mapping

QUARTERS = Calendar(Cadence.QUARTER)
PERCENT = metric_table.Measure(calendar=QUARTERS, unit="percent")
PERIODS = [f"{year}-Q{part}" for year in (2025, 2026) for part in (1, 2, 3, 4)]
HEADER = "period,value,n,numerator,status,published_on,note\n"


def row(period: str, value: int | str = 90, **more: object) -> Row:
    return Row.model_validate({"period": period, "value": Decimal(value), "status": "final", **more})


def digests(*rows: Row) -> dict[str, str]:
    return {entry.period: row_digest(entry) for entry in rows}


OLD, NEW, OTHER = row("2026-Q1"), row("2026-Q1", 95), row("2026-Q1", 80)


@pytest.mark.parametrize(
    ("here", "locked", "there", "expected"),
    [
        ([], [], [NEW], Merged(added={"2026-Q1": NEW}, locked=digests(NEW))),
        ([OLD], [OLD], [OLD], Merged(locked=digests(OLD))),
        ([OLD], [OLD], [NEW], Merged(changed={"2026-Q1": NEW}, locked=digests(NEW))),
        ([OTHER], [OLD], [OLD], Merged(kept=("2026-Q1",), locked=digests(OLD))),
        ([OTHER], [OLD], [NEW], Merged(conflicts={"2026-Q1": NEW}, locked=digests(OLD))),
        ([NEW], [OLD], [NEW], Merged(locked=digests(NEW))),
        ([NEW], [], [NEW], Merged(locked=digests(NEW))),
        ([OTHER], [], [NEW], Merged(conflicts={"2026-Q1": NEW})),
        ([OLD], [OLD], [], Merged(gone=("2026-Q1",), locked=digests(OLD))),
        ([OLD], [], [], Merged()),
        ([], [OLD], [OLD], Merged(kept=("2026-Q1",), locked=digests(OLD))),
        ([], [OLD], [NEW], Merged(conflicts={"2026-Q1": NEW}, locked=digests(OLD))),
        ([], [OLD], [], Merged()),
    ],
)
def test_who_wins(here: list[Row], locked: list[Row], there: list[Row], expected: Merged) -> None:
    assert merge(here, digests(*locked), there) == expected


ROWS = st.dictionaries(st.sampled_from(PERIODS), st.integers(0, 3)).map(
    lambda values: {period: row(period, value) for period, value in values.items()}
)


def after(here: Mapping[str, Row], merged: Merged) -> dict[str, Row]:
    return {**here, **merged.written}


@given(ROWS, ROWS, ROWS)
def test_pulling_twice_changes_nothing(here: dict[str, Row], locked: dict[str, Row], there: dict[str, Row]) -> None:
    first = merge(here.values(), digests(*locked.values()), there.values())
    second = merge(after(here, first).values(), first.locked, there.values())
    assert (dict(second.written), second.locked) == ({}, first.locked)
    assert (second.kept, second.conflicts, second.gone) == (first.kept, first.conflicts, first.gone)


@given(ROWS, ROWS, ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(here, locked, there, random) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    shuffled = list(there.values())
    random.shuffle(shuffled)
    one = merge(here.values(), digests(*locked.values()), there.values())
    other = merge(here.values(), digests(*locked.values()), shuffled)
    assert (dict(one.written), dict(one.locked)) == (dict(other.written), dict(other.locked))
    assert (set(one.kept), dict(one.conflicts), set(one.gone)) == (
        set(other.kept),
        dict(other.conflicts),
        set(other.gone),
    )


@given(ROWS, ROWS, ROWS)
def test_what_somebody_has_written_is_never_overwritten(
    here: dict[str, Row], locked: dict[str, Row], there: dict[str, Row]
) -> None:
    merged = merge(here.values(), digests(*locked.values()), there.values())
    for period, entry in here.items():
        if locked.get(period) != entry:
            assert after(here, merged)[period] == entry
    assert here.keys() <= after(here, merged).keys()


@given(ROWS, ROWS, ROWS)
def test_only_what_the_source_has_or_had_is_remembered(
    here: dict[str, Row], locked: dict[str, Row], there: dict[str, Row]
) -> None:
    before = digests(*locked.values())
    merged = merge(here.values(), before, there.values())
    for period, digest in merged.locked.items():
        assert digest in {before.get(period), *digests(*there.values()).values()}


# --- The text of the table


TABLE = (
    HEADER
    + '2025-Q2,90,,,final,2025-07-14,\n2025-Q3,91,,,final,2025-10-14,"kept, as it is"\n\n2026-Q1, 92 ,,,final,,\n'
)


def test_only_the_lines_that_change_change() -> None:
    rows = {"2025-Q3": row("2025-Q3", "93.50", n=200, numerator=187), "2025-Q4": row("2025-Q4", note='a "b", c')}
    assert with_rows(TABLE, rows, QUARTERS).splitlines() == [
        HEADER.strip(),
        "2025-Q2,90,,,final,2025-07-14,",
        "2025-Q3,93.50,200,187,final,,",
        "",
        '2025-Q4,90,,,final,,"a ""b"", c"',
        "2026-Q1, 92 ,,,final,,",
    ]


def test_new_rows_stand_before_after_and_between() -> None:
    text = with_rows(TABLE, {period: row(period) for period in PERIODS}, QUARTERS)
    assert [line[:7] for line in text.splitlines()[1:] if line] == PERIODS


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "\n", "\n\n"])
def test_line_ends_marks_and_blank_lines_survive(end: str, mark: str, last: str) -> None:
    before = mark + (HEADER + "2026-Q1,92,,,final,," + last).replace("\n", end)
    expected = mark + (HEADER + "2026-Q1,92,,,final,,\n2026-Q2,90,,,final,,\n").replace("\n", end)
    assert with_rows(before, {"2026-Q2": row("2026-Q2")}, QUARTERS) == expected + last[1:].replace("\n", end)
    assert with_rows(before, {}, QUARTERS) == before


def test_columns_may_stand_in_any_order_and_some_may_be_missing() -> None:
    text = "status, value ,period\nfinal,90,2025-Q4\n"
    assert with_rows(text, {"2026-Q1": row("2026-Q1", 95)}, QUARTERS) == f"{text}final,95,2026-Q1\n"
    assert missing_columns(text, [row("2026-Q1", 95)]) == []
    assert missing_columns(text, [row("2026-Q1", 95, n=5, note="x")]) == ["n", "note"]
    assert row_line(text, row("2026-Q1", 95)) == "final,95,2026-Q1"


def test_a_note_over_several_lines_is_one_record() -> None:
    text = HEADER + '2026-Q1,90,,,final,,"two\nlines"\n2026-Q3,90,,,final,,\n'
    changed = with_rows(text, {"2026-Q2": row("2026-Q2")}, QUARTERS)
    assert changed == text.replace("2026-Q3", "2026-Q2,90,,,final,,\n2026-Q3")
    assert with_rows(text, {"2026-Q1": row("2026-Q1", 95)}, QUARTERS).startswith(
        HEADER + "2026-Q1,95,,,final,,\n2026-Q3"
    )


@given(ROWS, ROWS)
def test_the_table_that_is_written_says_what_was_merged(here: dict[str, Row], there: dict[str, Row]) -> None:
    text = with_rows(HEADER, here, QUARTERS)
    text = with_rows(text, there, QUARTERS)
    merged = {**here, **there}
    table, faults = metric_table.load(text, "x.csv", PERCENT)
    if table:
        assert {entry.period: entry for entry in table.rows} == merged
    assert {fault.message.partition(" is missing")[0] for fault in faults} <= {
        f"the period before {period}" for period in PERIODS
    }


def test_a_tiny_number_is_written_out_and_keeps_its_digest() -> None:
    tiny = row("2026-Q1", "0.0000001")
    table, _ = metric_table.load(with_rows(HEADER, {"2026-Q1": tiny}, QUARTERS), "x.csv", PERCENT)
    assert table
    assert row_digest(table.rows[0]) == row_digest(tiny)


def test_the_lock_is_sorted_and_says_what_was_put_in() -> None:
    pulled = {
        name: Pulled.model_validate(
            {"source": 'a \\ "b"', "pulled_on": "2026-11-20", "rows": digests(row("2026-Q2"), OLD)}, strict=False
        )
        for name in ("zulu", "alpha")
    }
    text = lock_text(pulled)
    document, faults = toml.load(text, "evidence/sources.lock")
    assert document
    assert (validate(SourcesLock, document.data, document.place, item=None), faults) == (
        (SourcesLock(metrics=pulled), ()),
        (),
    )
    assert lock_text(dict(reversed(pulled.items()))) == text
    assert text.index("alpha") < text.index("zulu")
    assert text.index("2026-Q1") < text.index("2026-Q2")
