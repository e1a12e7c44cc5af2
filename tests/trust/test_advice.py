"""Voices used judiciously, and what the owner of a promise should know (KPT701 to KPT705)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from held import POLICY, REGISTER, STORY, TABLE, VOICE, below, findings, messages, places

if TYPE_CHECKING:
    from projects import Project

ASKS = "evidence/asks.csv"
HEADER = "speaker,asked_on,what\n"

# --- KPT701


def test_one_voice_for_too_many_promises(approved: Project) -> None:
    more = "".join(f'\n[[promises]]\nid = "p{n}"\nstatement = "We come {n}."\naudience = "public"\n' for n in (1, 2, 3))
    approved.write({REGISTER: (approved.root / REGISTER).read_text() + more})
    approved.edit(VOICE, "[on-time]", "[on-time, p1, p2, on-time, on-time]")
    assert messages(approved, "KPT701") == set()
    approved.edit(VOICE, "p1, p2", "p1, p2, p3").commit()
    assert messages(approved, "KPT701") == {"one voice speaks for 4 promises, and the policy allows 3."}
    assert places(approved, "KPT701") == {"nine-oclock.md:2:11"}
    approved.write({POLICY: "voice_max_promises = 4\n"}).commit()
    assert messages(approved, "KPT701") == set()


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (("2026-10-01", "2026-11-20"), None),
        (("2026-10-01", "2026-11-01", "2026-11-20"), 3),
        (("2026-09-30", "2026-10-01", "2026-11-20"), None),
        (("2026-10-01", "2026-11-20", "2026-11-21"), None),
        (("2025-10-01", "2025-10-02", "2025-10-03"), None),
    ],
)
def test_somebody_asked_too_often_in_a_quarter(approved: Project, asked: tuple[str, ...], count: int | None) -> None:
    approved.write(
        {ASKS: HEADER + "".join(f"crm:1,{day},a quote\n" for day in asked) + "crm:2,2026-11-01,a quote\n" * 9}
    )
    said = f"the speaker was asked {count} times this quarter, and the policy allows 2 (evidence/asks.csv)."
    assert messages(approved, "KPT701") == ({said} if count else set())
    assert len(approved.gated().public.voices) == (0 if count else 1)


def test_the_policy_may_let_it_pass(approved: Project) -> None:
    approved.write({ASKS: HEADER + "crm:1,2026-11-01,a quote\n" * 9, POLICY: '[severity]\nKPT701 = "information"\n'})
    approved.commit()
    assert {found.severity for found in findings(approved, "KPT701")} == {"information"}
    assert len(approved.gated().public.voices) == 1


# --- KPT702, KPT703, KPT704, KPT705


def figures(project: Project, second: str, third: str) -> Project:
    """The project with other results in the last two quarters, approved and committed."""
    lines = {"97.5,200,195": second, "95.5,200,191": third}
    for old, new in lines.items():
        project.edit(TABLE, old, f"{new},200,{int(float(new) * 2)}")
    project.approve("punctuality", by="connie").commit()
    return project


def test_only_praise_beside_a_missed_promise_is_told(approved: Project) -> None:
    figures(approved, "97.5", "94.0")
    assert messages(approved, "KPT702") == {"the promise was missed, and every voice beside it is praise."}
    assert len(approved.gated().public.voices) == 1


@pytest.mark.parametrize("tone", ["mixed", "criticism"])
def test_one_voice_that_is_no_praise_is_enough(approved: Project, tone: str) -> None:
    figures(below(approved, VOICE, "attribution", f"tone: {tone}"), "97.5", "94.0")
    approved.approve("nine-oclock", by="olive").commit()
    assert messages(approved, "KPT702") == set()


def test_praise_beside_a_promise_that_was_kept_is_fine(approved: Project) -> None:
    assert messages(approved, "KPT702") == set()


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ((VOICE,), "no voice"),
        ((STORY,), "no story"),
        ((VOICE, STORY), "no voice and no story"),
    ],
)
def test_what_a_promise_lacks_is_told(approved: Project, gone: tuple[str, ...], said: str) -> None:
    for path in gone:
        (approved.root / path).unlink()
    if gone == (VOICE,):
        approved.edit(STORY, "quotes: [nine-oclock]\n", "").approve("corner-books", by="olive")
    approved.commit()
    assert messages(approved, "KPT703") == {f"nothing is shown for it yet: {said}."}


@pytest.mark.parametrize(("second", "third", "times"), [("94.5", "94.0", 2), ("97.5", "94.0", 0), ("94.5", "95.5", 0)])
def test_what_is_missed_again_and_again_should_not_be_promised(
    approved: Project, second: str, third: str, times: int
) -> None:
    figures(approved, second, third)
    said = f"missed {times} times running, and still promised in: "
    assert messages(approved, "KPT704") == ({f"{said}`made_in` names no place."} if times else set())
    below(approved, REGISTER, "targets", 'made_in = ["website:/home", "sales deck, page 2"]')
    assert messages(approved, "KPT704") == ({f"{said}website:/home, sales deck, page 2."} if times else set())


@pytest.mark.parametrize(("day", "is_due"), [(date(2026, 11, 30), False), (date(2026, 12, 1), True)])
def test_a_promise_is_looked_at_again_on_its_day(approved: Project, day: date, *, is_due: bool) -> None:
    below(approved, REGISTER, "targets", "review_by = 2026-12-01")
    assert messages(approved, "KPT705", day) == ({"its review was due by 2026-12-01."} if is_due else set())


def test_advice_holds_nothing_back_and_weighs_what_the_policy_says(approved: Project) -> None:
    below(figures(approved, "94.5", "94.0"), REGISTER, "targets", "review_by = 2026-11-01")
    approved.write({POLICY: "[severity]\n" + "".join(f'KPT70{n} = "error"\n' for n in (2, 4, 5))}).commit()
    gated = approved.gated()
    assert {found.severity for n in (2, 4, 5) for found in findings(approved, f"KPT70{n}")} == {"error"}
    assert len(gated.public.promises) == len(gated.public.voices) == 1
