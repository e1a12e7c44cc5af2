"""A digest is the content and nothing but the content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from kept.approvals.digests import (
    Contents,
    canonical,
    evidence_digest,
    last_final,
    promise_digest,
    row_digest,
    wording_digest,
)
from kept.model.evidence import Metric, Row
from projects import Project

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(values)
def test_canonical_json_is_json_whose_keys_are_sorted(value: object) -> None:
    text = canonical({"value": value})
    assert canonical(json.loads(text)) == text
    assert b"\n" not in text


@given(st.text(max_size=20), st.text(max_size=20))
def test_different_texts_have_different_content_however_they_are_put_together(one: str, other: str) -> None:
    assert (canonical({"a": one, "b": ""}) == canonical({"a": "", "b": one})) is (not one)
    assert canonical([one, other]) != canonical([one + other])


def test_how_an_accent_is_stored_is_no_content() -> None:
    assert canonical("caf\u00e9") == canonical("cafe\u0301") == '"caf\u00e9"'.encode()


def test_days_and_decimals_are_as_they_were_written() -> None:
    row = Row(period="2026-01", value=Decimal("95.0"), status="final", published_on=date(2026, 2, 1))
    content = b'{"period":"2026-01","published_on":"2026-02-01","status":"final","value":"95.0"}'
    assert row_digest(row) == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_a_digest_is_the_sha_256_of_the_fields_that_were_written(project: Project) -> None:
    """Spelled out, because records in other people's repositories rest on it."""
    portfolio, _ = project.load()
    (promise,) = portfolio.register.promises
    content = (
        '{"audience":"public","id":"on-time","owner":"olive","statement":"We come when we said we would.",'
        '"targets":[{"at_least":"95","from":"2026-01-01","metric":"punctuality"}]}'
    )
    assert promise_digest(promise) == f"kept-ev1:sha256:{hashlib.sha256(content.encode()).hexdigest()}"
    wording = '{"counts":null,"excludes":null,"remedy":null,"statement":"We come when we said we would."}'
    assert wording_digest(promise) == f"sha256:{hashlib.sha256(wording.encode()).hexdigest()}"


def test_a_picture_is_part_of_its_story(project: Project) -> None:
    portfolio, _ = project.load()
    story = portfolio.case_studies["corner-books"]
    other = replace(portfolio, images={("corner-books", "shelves.png"): b"another"})
    assert evidence_digest(portfolio, story) != evidence_digest(other, story)


def test_rows_after_the_last_approved_one_and_open_ones_are_no_content(project: Project) -> None:
    portfolio, _ = project.load()
    metric = portfolio.metrics["punctuality"]
    more = Row.model_validate({"period": "2026-Q4", "value": Decimal(91), "status": "final"})
    longer = metric.model_copy(update={"rows": (*metric.rows[:3], more)})
    assert last_final(metric) == "2026-Q3"
    assert last_final(longer) == "2026-Q4"
    assert evidence_digest(portfolio, metric, "2026-Q3") == evidence_digest(portfolio, longer, "2026-Q3")
    assert evidence_digest(portfolio, metric, "2026-Q4") != evidence_digest(portfolio, longer, "2026-Q4")
    assert evidence_digest(portfolio, metric, "2026-Q2") != evidence_digest(portfolio, metric, "2026-Q3")


def test_a_metric_without_final_rows_has_no_last_one(project: Project) -> None:
    portfolio, _ = project.load()
    empty = portfolio.metrics["punctuality"].model_copy(update={"rows": ()})
    assert last_final(empty) is None
    assert evidence_digest(portfolio, empty) == evidence_digest(portfolio, empty, "2026-Q3")


def test_digests_are_worked_out_once(project: Project) -> None:
    portfolio, _ = project.load()
    contents = Contents(portfolio)
    metric: Metric = portfolio.metrics["punctuality"]
    assert contents.digest(metric, "2026-Q1") is contents.digest(metric, "2026-Q1")
    assert contents.digest(metric, "2026-Q1") != contents.digest(metric, "2026-Q2")
