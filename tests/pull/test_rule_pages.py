"""What the documentation of pulling shows is what a pull prints, from real servers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kept import pipeline
from kept.findings import rules
from kept.pull.fetch import Network
from kept.pull.run import Asking
from kept.report.findings_text import as_text
from projects import Ran
from pulled import SECRET, source

if TYPE_CHECKING:
    from projects import Project
    from servers import Server

PAGES = Path(__file__).parent.parent.parent / "docs" / "rules"
POLICY, TABLE = "evidence/policy.toml", "evidence/metrics/punctuality.csv"


def example(code: str) -> tuple[str, str]:
    """The faulty lines on the page of a rule, and what kept prints about them."""
    text = (PAGES / f"{code}-{rules()[code].slug}.md").read_text(encoding="utf-8")
    faulty, printed = re.findall(r"^```[a-z]+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return faulty, printed


def pulled(project: Project, *, environment: dict[str, str] | None = None, at: str = "127.0.0.1") -> str:
    """What a pull prints, where every host is at one address."""
    portfolio, _ = project.load()
    asking = Asking(
        wanted=(),
        metrics=portfolio.metrics,
        on=date(2027, 1, 20),
        environment=environment or {},
        fetch=Network(lambda _: [at]).fetch,
    )
    return as_text(pipeline.pull(project.root, None, asking, dry_run=False).report, None)


def of(server: Server, *lines: str) -> str:
    """A policy whose source is at a server."""
    return source(f'url = "{server.at("/figures", "jobs.example")}"', "private = true", *lines)


def test_a_variable_that_is_not_set(approved: Project, server: Server) -> None:
    faulty, printed = example("KPT901")
    approved.write({POLICY: of(server, faulty)}).commit()
    assert pulled(approved) == printed
    assert server.asked == []
    server.says("period,value,n,numerator\n2026-Q4,96.5,200,193\n")
    assert "KPT901" not in pulled(approved, environment={"JOBS_TOKEN": SECRET})


def test_a_value_that_is_no_number(approved: Project, server: Server) -> None:
    faulty, printed = example("KPT902")
    approved.write({POLICY: of(server, 'columns = { period = "quarter", value = "pct" }')}).commit()
    server.says(faulty)
    assert pulled(approved) == printed
    server.says(faulty.replace("95 %", "95"))
    assert "KPT902" not in pulled(approved)


def test_a_row_that_was_typed_and_is_another_one_at_the_source(approved: Project, server: Server) -> None:
    faulty, printed = example("KPT904")
    approved.write({POLICY: of(server)}).commit()
    assert faulty in (approved.root / TABLE).read_text(encoding="utf-8")
    server.says("period,value\n2026-Q4,96.5\n")
    assert pulled(approved) == printed
    approved.edit(TABLE, faulty, "")
    assert pulled(approved) == ""


def test_an_address_of_a_private_network(approved: Project, server: Server) -> None:
    faulty, printed = example("KPT905")
    approved.write({POLICY: source(faulty)}).commit()
    assert pulled(approved, at="10.0.0.7") == printed
    approved.write({POLICY: of(server)}).commit()
    server.says("period,value\n2026-Q4,96.5\n")
    assert "KPT905" not in pulled(approved)


@pytest.mark.parametrize("code", ["KPT901", "KPT902", "KPT904", "KPT905"])
def test_a_check_never_finds_what_only_a_pull_can(
    code: str, approved: Project, pulling: Callable[..., Project]
) -> None:
    assert f"[{code}," not in pulling().check()
    assert f"[{code}," not in approved.check()


def test_the_worked_example_is_what_a_dry_run_prints(
    pulling: Callable[..., Project], server: Server, command: Callable[..., Ran]
) -> None:
    text = (PAGES.parent / "pull.md").read_text(encoding="utf-8")
    (policy,) = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (answer,) = re.findall(r"^```json\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (printed,) = re.findall(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    local = policy.replace('https://jobs.example/api/quarters"', f'{server.at("/figures")}"\nprivate = true')
    pulling().write({POLICY: local}).commit()
    server.says(answer)
    assert command("pull", "--dry-run") == Ran(0, printed, "")
