"""docs/digests.json, by which another implementation can check itself, is what this one does."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import portfolios
import pytest
from kept.approvals.digests import canonical, evidence_digest, promise_digest, wording_digest
from kept.files.toml import freeze
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.register import Organisation, Promise, Register
from pydantic import BaseModel

CASES = json.loads((Path(__file__).parent.parent.parent / "docs/digests.json").read_text(encoding="utf-8"))["cases"]
NOUNS: dict[str, type[BaseModel]] = {
    "testimonial": Testimonial,
    "case-study": CaseStudy,
    "metric": Metric,
    "promise": Promise,
    "wording": Promise,
}
DECIMALS = {"value", "low", "high", "at_least", "at_most"}


def read(value: Any, key: str = "") -> Any:  # noqa: ANN401  any JSON
    """The values as the readers give them: days as days, decimals as decimals."""
    if isinstance(value, dict):
        return {name: read(entry, name) for name, entry in value.items()}
    if isinstance(value, list):
        return [read(entry, key) for entry in value]
    if isinstance(value, str) and key in DECIMALS:
        return Decimal(value)
    is_day = key in {"from", "start", "due", "on"} or key.endswith(("_on", "_by"))
    try:
        return date.fromisoformat(value) if is_day and isinstance(value, str) else value
    except ValueError:
        return value


def digest(case: dict[str, Any]) -> str:
    noun = NOUNS[case["kind"]].model_validate(freeze(read(case.get("written", case["content"]))))
    if isinstance(noun, Promise):
        return wording_digest(noun) if case["kind"] == "wording" else promise_digest(noun)
    register = Register(organisation=Organisation(name="Small", locale="en-GB"))
    pictures = {(noun.id, name): bytes.fromhex(content) for name, content in case.get("attachments", {}).items()}  # type: ignore[attr-defined]
    whole = replace(portfolios.portfolio(register), images=pictures)
    assert isinstance(noun, (Testimonial, CaseStudy, Metric))
    return evidence_digest(whole, noun, case.get("through"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_example_has_its_canonical_form_and_its_digest(case: dict[str, Any]) -> None:
    assert canonical(case["content"]).decode() == case["canonical"]
    prefix = "" if case["kind"] == "wording" else "kept-ev1:"
    assert case["digest"] == f"{prefix}sha256:{hashlib.sha256(case['canonical'].encode()).hexdigest()}"
    assert digest(case) == case["digest"]


def test_every_kind_has_an_example() -> None:
    assert {case["kind"] for case in CASES} == set(NOUNS)
    assert len({case["name"] for case in CASES}) == len(CASES)
