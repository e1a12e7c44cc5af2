"""What `kept status` tells: the verdict of each promise, why, and when something changes next."""

from __future__ import annotations

import json
from datetime import date

from kept.report.status import as_json, as_text, next_change
from projects import Project


def test_every_promise_is_told_with_its_reason_and_the_next_change(approved: Project) -> None:
    public, _, internal, _ = approved.gated()
    assert as_text(public, next_change(public, internal)) == (
        "Small Removals, public, as of 2026-11-20\n"
        "\n"
        "kept  We come when we said we would. (on-time)\n"
        "      In 2026-Q3 punctuality was 95.5 (191 of 200), promised was at least 95: met.\n"
        "\n"
        "Next change: 2027-02-14, the next result of on-time is due.\n"
    )


def test_scripts_get_exact_numbers_as_texts(approved: Project) -> None:
    assert json.loads(as_json(approved.gated().internal)) == {
        "as_of": "2026-11-20",
        "audience": "internal",
        "promises": [
            {
                "id": "on-time",
                "verdict": "kept",
                "period": "2026-Q3",
                "value": "95.5",
                "target": "95",
                "n": 200,
                "because": "In 2026-Q3 punctuality was 95.5 (191 of 200), promised was at least 95: met.",
                "counts": {"testimonials": 1, "case_studies": 1, "metrics": 1},
            }
        ],
    }


def test_a_promise_without_a_result_has_no_numbers(approved: Project) -> None:
    approved.revoke("punctuality", by="connie").commit()
    (promise,) = json.loads(as_json(approved.gated().public))["promises"]
    assert (promise["verdict"], promise["value"], promise["target"], promise["n"]) == ("no-result", None, None, None)
    assert "punctuality" not in promise["because"]


def test_the_next_change_is_the_first_day_on_which_something_runs_out(approved: Project) -> None:
    gated = approved.gated(date(2027, 11, 1))
    change = next_change(gated.public, gated.internal)
    assert change
    assert change[0] == date(2027, 11, 20)


def test_where_nothing_can_be_shown_the_way_on_is(project: Project) -> None:
    public, _, internal, _ = project.gated()
    assert next_change(public, internal) is None
    assert "No promise can be shown here; `kept check` says why." in as_text(internal, None)
