"""History that changes in silence stops the site (KPT408); history that is corrected in the open does not."""

from __future__ import annotations

from datetime import date

import pytest
from projects import METRIC, TABLE, Project
from rewriting import (
    CORRECTED,
    DEFINITION,
    REGISTER,
    ROWS,
    TARGET,
    TARGET_CORRECTED,
    Change,
    corrected,
    edited,
    taken_away,
    told,
)

LOWER = "lower-is-better"
WAS = "96.0 (192 of 200)"
SILENT: dict[str, tuple[Change, str]] = {
    "another value": (
        edited(ROWS, ("96.0,200,192", "98.0,200,196")),
        f"{ROWS}:2: the published result of 2026-Q1 was 96.0 (192 of 200), and is 98.0 (196 of 200) now.",
    ),
    "other cases behind the same value": (
        edited(ROWS, ("96.0,200,192", "96.0,400,384")),
        f"{ROWS}:2: the published result of 2026-Q1 was 96.0 (192 of 200), and is 96.0 (384 of 400) now.",
    ),
    "other cases where no share was counted": (
        lambda project: (
            project.write({ROWS: TABLE.replace("96.0,200,192", "96.0,200,")}),
            project.approve("punctuality", by="connie").commit(),
            project.edit(ROWS, "96.0,200,", "96.0,300,"),
        ),
        f"{ROWS}:2: the published result of 2026-Q1 was 96.0 (n 200), and is 96.0 (n 300) now.",
    ),
    "another value where nothing was counted": (
        lambda project: (
            project.write({ROWS: TABLE.replace("96.0,200,192", "96.0,,")}),
            project.approve("punctuality", by="connie").commit(),
            project.edit(ROWS, "96.0,,", "98.0,,"),
        ),
        f"{ROWS}:2: the published result of 2026-Q1 was 96.0, and is 98.0 now.",
    ),
    "another day of publication": (
        edited(ROWS, ("2026-04-14", "2026-04-01")),
        (
            f"{ROWS}:2: the published result of 2026-Q1 was {WAS}, published on 2026-04-14, and is {WAS}, published on "
            "2026-04-01 now."
        ),
    ),
    "a result taken back": (
        edited(ROWS, ("191,final,2026-10-14,", "191,interim,,")),
        f"{ROWS}:1: the published result of 2026-Q3, 95.5, is gone.",
    ),
    "a correction that says another former value": (
        lambda project: (
            edited(ROWS, ("96.0,200,192", "98.0,200,196"))(project),
            project.write({DEFINITION: METRIC + CORRECTED.replace("was = 96.0", "was = 97.5")}),
        ),
        f"{ROWS}:2: the published result of 2026-Q1 was 96.0 (192 of 200), and is 98.0 (196 of 200) now.",
    ),
    "a correction that keeps the former cases to itself": (
        lambda project: (
            edited(ROWS, ("96.0,200,192", "98.0,200,196"))(project),
            project.write({DEFINITION: METRIC + CORRECTED.replace("was_numerator = 192\n", "")}),
        ),
        f"{ROWS}:2: the published result of 2026-Q1 was 96.0 (192 of 200), and is 98.0 (196 of 200) now.",
    ),
    "another direction": (
        edited(DEFINITION, ("higher-is-better", LOWER)),
        f"{DEFINITION}:4: `direction` was higher-is-better when its figures were published, and is {LOWER} now.",
    ),
    "a metric taken away": (
        taken_away,
        f"{ROWS}:None: the published figures of punctuality are gone.",
    ),
    "a lower target": (
        edited(REGISTER, ("at_least = 95", "at_least = 90")),
        f"{REGISTER}:30: the target for punctuality in 2026-Q1 was at least 95, and is at least 90 now.",
    ),
    "a target that begins in the past": (
        edited(REGISTER, (f"[{TARGET}]", f"[{TARGET}, {TARGET.replace('95', '90').replace('-01-01', '-07-01')}]")),
        f"{REGISTER}:30: the target for punctuality in 2026-Q3 was at least 95, and is at least 90 now.",
    ),
    "a target that begins later than it did": (
        edited(REGISTER, ("from = 2026-01-01", "from = 2026-07-01")),
        f"{REGISTER}:30: the target for punctuality in 2026-Q1 was at least 95, and is none now.",
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_whoever_changes_what_was_published_has_to_say_so(name: str, approved: Project) -> None:
    change, expected = SILENT[name]
    change(approved)
    assert told(approved) == [expected]


OPEN: dict[str, Change] = {
    "nothing": lambda _: None,
    "a row that nobody has approved": lambda project: project.write(
        {ROWS: TABLE.replace("91.0,100,91,interim,,", "92.0,100,92,interim,,")}
    ),
    "a value printed with another digit": edited(ROWS, ("97.5,200,195", "97.50,200,195")),
    "a note": edited(ROWS, ("2026-04-14,", "2026-04-14,Snow.")),
    "a correction": corrected,
    "a target that begins with a period to come": edited(
        REGISTER, (f"[{TARGET}]", f"[{TARGET}, {TARGET.replace('95', '97').replace('2026-01-01', '2027-01-01')}]")
    ),
    "a target that was corrected": edited(
        REGISTER,
        ("at_least = 95", "at_least = 97"),
        (
            "targets =",
            f"{TARGET_CORRECTED}targets =",
        ),
    ),
    "a promise that is retired": edited(
        REGISTER, ("targets =", 'retired = { on = 2026-11-20, why = "Sold." }\ntargets =')
    ),
}


@pytest.mark.parametrize("name", OPEN)
def test_what_is_said_in_the_open_or_was_never_published_is_no_fault(name: str, approved: Project) -> None:
    OPEN[name](approved)
    assert told(approved) == []


def test_what_nobody_had_approved_may_be_corrected_freely(project: Project) -> None:
    project.commit()
    SILENT["another value"][0](project)
    SILENT["a lower target"][0](project)
    assert told(project) == []


def test_a_row_published_later_was_not_published_on_a_day_before(approved: Project) -> None:
    edited(ROWS, ("95.5,200,191", "94.5,200,189"))(approved)
    assert told(approved)
    assert told(approved, date(2026, 10, 1)) == []


def test_once_the_change_is_on_the_protected_branch_it_is_what_was_published(approved: Project) -> None:
    SILENT["another value"][0](approved)
    approved.commit()
    assert told(approved) == []


# --- What ended, and what was corrected before

DUE = 'kind = "deadline"\ndue = 2026-12-31\n'
MOVED = 'moved = [{ was = 2026-06-30, now = 2026-12-31, why = "Ice.", on = 2026-05-01 }]\n'
RETIRED = 'retired = { on = 2026-11-01, why = "Sold." }\n'
ENDED = {
    "a deadline": (DUE, "due = 2026-12-31", "due = 2027-12-31"),
    "a retirement": (RETIRED, RETIRED, ""),
    "a moved deadline": (
        f"{DUE}{MOVED}",
        MOVED,
        "",
    ),
}


@pytest.mark.parametrize("name", ENDED)
def test_no_deadline_and_no_retirement_is_changed_in_silence(name: str, approved: Project) -> None:
    fields, old, new = ENDED[name]
    approved.edit(REGISTER, "targets =", f"{fields}targets =").approve("promise.on-time", by="olive").commit()
    assert told(approved) == []
    approved.edit(REGISTER, old, new)
    assert len(told(approved)) == 1


def test_a_deadline_moved_in_the_open_is_no_fault(approved: Project) -> None:
    fields, old, new = ENDED["a deadline"]
    approved.edit(REGISTER, "targets =", f"{fields}targets =").approve("promise.on-time", by="olive").commit()
    moved = 'moved = [{ was = 2026-12-31, now = 2027-12-31, why = "Ice.", on = 2026-11-20 }]'
    approved.edit(REGISTER, old, f"{new}\n{moved}")
    assert told(approved) == []


def test_a_correction_is_not_taken_back_in_silence(approved: Project) -> None:
    OPEN["a correction"](approved)
    approved.approve("punctuality", by="connie").commit()
    approved.edit(ROWS, "2026-04-14,", "2026-04-14,Snow.")
    assert told(approved) == []
    approved.write({DEFINITION: METRIC})
    assert told(approved) == [f"{DEFINITION}:1: the correction of 2026-Q1 from 96.0 to 98.0 is gone."]


@pytest.mark.parametrize(
    ("path", "text"), [(DEFINITION, "title = "), (ROWS, "period,value\n"), (REGISTER, "[organisation")]
)
def test_what_could_not_be_read_was_never_published(path: str, text: str, approved: Project) -> None:
    good = (approved.root / path).read_bytes()
    approved.write({path: text}).commit()
    approved.write({path: good}).edit(ROWS, "96.0,200,192", "98.0,200,196").edit(
        REGISTER, "at_least = 95", "at_least = 90"
    )
    assert all(path != REGISTER or REGISTER not in line for line in told(approved))


def test_a_definition_without_its_table_was_never_published(approved: Project) -> None:
    table = (approved.root / ROWS).read_bytes()
    (approved.root / ROWS).unlink()
    approved.commit()
    approved.write({ROWS: table}).edit(ROWS, "96.0,200,192", "98.0,200,196")
    assert told(approved) == []
