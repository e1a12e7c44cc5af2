"""What `kept status` tells: the verdict of each promise, why, and when something changes next."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # its types are a package of their own
from kept.model.verdict import LiveState, Status, Strength
from kept.report.schemas import schema
from kept.report.status import as_json, as_text, next_change
from projects import METRIC, REGISTER, TABLE, TODAY, Gated, Project

SCHEMA = json.loads(schema("status"))


def told(gated: Gated, *, inside: bool = False) -> dict[str, Any]:
    """The document of one audience, checked against the published schema."""
    edition = gated.internal if inside else gated.public
    document = json.loads(as_json(edition, next_change(gated.public, gated.internal)))
    Draft202012Validator(SCHEMA).validate(document)
    return document  # type: ignore[no-any-return]  # whatever the schema accepts


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


def test_the_people_inside_are_told_of_the_period_under_way(approved: Project) -> None:
    internal = approved.gated().internal
    assert "      2026-Q4 so far: punctuality is 91.0, below.\n" in as_text(internal, None)
    assert told(approved.gated(), inside=True)["promises"][0]["live"] == {
        "state": "below",
        "figures": [
            {
                "metric": "punctuality",
                "period": "2026-Q4",
                "value": "91.0",
                "n": 100,
                "target": "95",
                "state": "below",
                "projection": None,
            }
        ],
    }
    assert "live" not in told(approved.gated())["promises"][0]


def test_scripts_get_exact_numbers_as_texts(approved: Project) -> None:
    assert told(approved.gated()) == {
        "as_of": "2026-11-20",
        "audience": "public",
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
                "kind": "standing",
                "due": None,
                "retired_on": None,
                "last": None,
                "strength": "own-data",
                "next_result": "2027-02-14",
                "computation": {
                    "rule": "all-met",
                    "says": "In the newest period every target in force with anything to measure was met, exactly: "
                    "no value is rounded up.",
                    "results": [
                        {
                            "metric": "punctuality",
                            "period": "2026-Q3",
                            "value": "95.5",
                            "n": 200,
                            "numerator": 191,
                            "exact": "191/2",
                            "published_on": "2026-10-14",
                            "direction": "at-least",
                            "target": "95",
                            "target_from": "2026-01-01",
                            "met": True,
                            "note": None,
                            "interval": None,
                        }
                    ],
                },
                "record": [
                    {"period": "2026-Q1", "verdict": "kept"},
                    {"period": "2026-Q2", "verdict": "kept"},
                    {"period": "2026-Q3", "verdict": "kept"},
                ],
            }
        ],
        "next_change": {"on": "2027-02-14", "what": "the next result of on-time is due"},
    }


def test_a_promise_without_a_result_has_no_numbers(approved: Project) -> None:
    approved.revoke("punctuality", by="connie").commit()
    (promise,) = told(approved.gated())["promises"]
    assert (promise["verdict"], promise["value"], promise["target"], promise["n"]) == ("no-result", None, None, None)
    assert promise["strength"] == "voices-only"
    assert "punctuality" not in json.dumps(promise)


def test_the_next_change_is_the_first_day_on_which_something_runs_out(approved: Project) -> None:
    gated = approved.gated(date(2027, 11, 1))
    change = next_change(gated.public, gated.internal)
    assert change
    assert change[0] == date(2027, 11, 20)


def test_the_public_is_told_of_no_change_in_what_only_the_inside_may_see(approved: Project) -> None:
    approved.edit("promises.toml", 'audience = "public"', 'audience = "internal"')
    approved.approve("promise.on-time", by="olive").commit()
    gated = approved.gated()
    change = next_change(gated.public, gated.internal)
    assert change is None or "on-time" not in change[1]
    inside = next_change(gated.internal, gated.internal)
    assert inside
    assert inside[1] == "the next result of on-time is due"


def test_where_nothing_can_be_shown_the_way_on_is(project: Project) -> None:
    public, _, internal, _ = project.gated()
    assert next_change(public, internal) is None
    assert f"No promise can be shown here; `kept check --as-of {internal.as_of}` says why." in as_text(internal, None)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_names_every_word_that_can_be_told() -> None:
    words = SCHEMA["$defs"]
    assert set(words["status"]["enum"]) == {str(status) for status in Status}
    assert set(words["live_state"]["enum"]) == {str(state) for state in LiveState}
    assert set(words["promise"]["properties"]["strength"]["enum"]) == {*(str(one) for one in Strength), None}


# --- Every kind of promise

DEADLINE = 'kind = "deadline"\ndue = 2026-12-31\n'
SURVEY = 'survey = { sponsor = "Us", conductor = "Us", question = "On time?", mode = "e-mail", invited = 900 }\n'
AUDIT = 'assurance = { kind = "independent-audit", by = "Byrne and Partners", on = 2026-10-20 }\n'
EXPECTED = TABLE.replace("numerator,", "numerator,expected,").replace("91,interim", "91,141,interim")
EXPECTED = "\n".join(
    line.replace(",final", ",,final", 1) if ",final" in line else line for line in EXPECTED.splitlines()
)

Case = tuple[str, Callable[[Project], object]]
CASES: dict[str, Case] = {
    "retired": (
        "retired",
        lambda project: project.edit(
            "promises.toml", "targets =", 'retired = { on = 2026-11-01, why = "Sold." }\ntargets ='
        ),
    ),
    "a deadline": ("kept", lambda project: project.edit("promises.toml", "targets =", f"{DEADLINE}targets =")),
    "a miss": ("missed", lambda project: project.edit("promises.toml", "at_least = 95", "at_least = 99")),
    "a survey": (
        "kept",
        lambda project: project.write({"evidence/metrics/punctuality.toml": METRIC + SURVEY + AUDIT}),
    ),
    "an expectation": ("kept", lambda project: project.write({"evidence/metrics/punctuality.csv": EXPECTED})),
    "no target": (
        "no-result",
        lambda project: project.write({"promises.toml": REGISTER[: REGISTER.index("targets =")]}),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_whatever_is_told_of_a_promise_is_as_the_schema_says(name: str, approved: Project) -> None:
    status, change = CASES[name]
    change(approved)
    approved.approve("promise.on-time", by="olive").approve("punctuality", by="connie").commit()
    inside = told(approved.gated(), inside=True)["promises"][0]
    assert inside["verdict"] == status
    for promise in told(approved.gated())["promises"]:
        assert {key: inside[key] for key in promise} == promise


def test_what_is_expected_of_the_open_period_makes_a_projection(approved: Project) -> None:
    CASES["an expectation"][1](approved)
    approved.commit()
    (figure,) = told(approved.gated(), inside=True)["promises"][0]["live"]["figures"]
    assert figure["projection"] == "Out of reach: at best 93.6 %, with 41 still to come."


def test_a_survey_tells_how_far_it_can_be_trusted_and_an_audit_who_checked(approved: Project) -> None:
    CASES["a survey"][1](approved)
    approved.approve("punctuality", by="connie").commit()
    (promise,) = told(approved.gated())["promises"]
    assert promise["strength"] == "independent-audit"
    assert promise["computation"]["results"][0]["interval"] == ["91.6", "97.7"]


# --- What was known then


def status(project: Project, *arguments: str) -> dict[str, Any]:
    """What the command prints for scripts."""
    ran = project.kept("status", "--format", "json", *arguments)
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    Draft202012Validator(SCHEMA).validate(document)
    return document  # type: ignore[no-any-return]  # whatever the schema accepts


def test_with_a_revision_and_a_day_everything_is_read_at_the_revision(approved: Project) -> None:
    before = approved.git("rev-parse", "HEAD")
    approved.edit("promises.toml", "at_least = 95", "at_least = 99")
    approved.approve("promise.on-time", by="olive").commit()
    approved.edit("promises.toml", "We come when we said we would.", "We come.")
    now, then = (status(approved, "--as-of", str(TODAY), *more)["promises"] for more in ((), ("--trust-ref", before)))
    assert [promise["verdict"] for promise in then] == ["kept"]
    assert then[0]["counts"] == {"testimonials": 1, "case_studies": 1, "metrics": 1}
    assert [promise["verdict"] for promise in now] == ["missed"]


def test_a_past_day_knows_no_approval_that_came_later(approved: Project) -> None:
    assert status(approved, "--as-of", "2026-11-19")["promises"] == []


def test_a_revision_that_is_not_there_is_named(approved: Project) -> None:
    ran = approved.kept("status", "--as-of", "2026-11-20", "--trust-ref", "nowhere")
    assert ran.code == 2
    assert "nowhere" in ran.err
