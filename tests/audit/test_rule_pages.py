"""What the pages about the rules of a finished site show is what the audit prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from kept.audit import Public, audit
from kept.audit.inflated import inflated
from kept.findings import rules
from kept.model.stated import MarkedText, Stated
from kept.model.verdict import Status
from kept.report.findings_text import as_text
from projects import TODAY, Project

Write = Callable[[Mapping[str, str | bytes]], Path]
PAGES = Path(__file__).parent.parent.parent / "docs" / "rules"


def example(code: str) -> tuple[str, str]:
    """The faulty lines on the page of a rule, and what kept prints about them."""
    text = (PAGES / f"{code}-{rules()[code].slug}.md").read_text(encoding="utf-8")
    faulty, printed = re.findall(r"^```[a-z]+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return faulty, printed


@pytest.mark.parametrize("code", ["KPT501", "KPT502", "KPT503", "KPT504", "KPT807", "KPT808"])
def test_the_example_on_a_page_is_what_an_audit_prints(code: str, site: Write) -> None:
    faulty, printed = example(code)
    folder = site({"index.html": faulty, "headline.woff2": bytes(200_000)})
    assert printed in as_text(audit(folder, None, None, public=Public()), None)


def test_the_example_of_a_changed_verdict_is_what_an_audit_prints(site: Write) -> None:
    faulty, printed = example("KPT804")
    missed = MarkedText("verdict:on-time", "Missed in Q3 2026", "missed")
    must = Stated(day=TODAY, pages={"index.html": (missed,)}, files={}, templates={"index.html": "pages/home.html"})
    assert printed in as_text(audit(site({"index.html": faulty}), None, None, stated=must), None)


def test_a_public_verdict_better_than_the_internal_one_is_a_fault_of_kept(approved: Project) -> None:
    portfolio, _ = approved.load()
    gated = approved.gated()
    (promise,) = gated.internal.promises
    missed = replace(promise, verdict=replace(promise.verdict, status=Status.MISSED))
    report = inflated(portfolio, gated.public, replace(gated.internal, promises=(missed,)))
    (finding,) = report
    assert 'The public site would say "kept" of this promise, the internal one "missed".' in finding.message
    assert "fault of kept" in (finding.hint or "")
