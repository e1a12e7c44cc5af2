"""How much work a check and a build do: files opened and processes started, counted, whatever the machine's speed."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import frames
import pytest
from kept import audit, pipeline
from kept.audit import fairness, html, own_sentences
from kept.files import toml
from kept.model.fields import Audience
from kept.portfolio import approval_records
from kept.site.engine import Engine
from projects import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Project

_MOST_PROCESSES_TO_READ = 16
"""git, asked a fixed number of questions however many items there are."""


class _Work:
    """What the interpreter reports while it is being watched."""

    def __init__(self) -> None:
        self.is_watched = False
        self.opened: Counter[str] = Counter()
        self.processes = 0

    def note(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.is_watched and event == "open" and isinstance(arguments[0], str):
            self.opened[os.path.abspath(arguments[0])] += 1  # noqa: PTH100  no question to the file system in here
        elif self.is_watched and event == "subprocess.Popen":
            self.processes += 1


@contextmanager
def _watched() -> Iterator[_Work]:
    work = _Work()
    sys.addaudithook(work.note)  # a hook stays for good, and only counts while it is told to
    work.is_watched = True
    try:
        yield work
    finally:
        work.is_watched = False


def _opened(work: _Work, folder: Path) -> dict[str, int]:
    return {path: times for path, times in work.opened.items() if path.startswith(f"{folder.resolve()}{os.sep}")}


def test_a_check_opens_every_file_of_evidence_at_most_twice_and_starts_few_processes(approved: Project) -> None:
    with _watched() as work:
        portfolio, found = pipeline.load(approved.root, None)
        assert portfolio
        pipeline.check(approved.root, portfolio, found, TODAY)
    opened = _opened(work, approved.root / "evidence")
    assert opened
    assert {path: times for path, times in opened.items() if times > 2} == {}
    assert 0 < work.processes <= _MOST_PROCESSES_TO_READ


@pytest.mark.parametrize("path", ["promises.toml", "evidence/policy.toml"])
def test_a_check_parses_the_register_and_the_policy_once(
    approved: Project, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here and in the trusted revision they are the same."""
    approved.write({"evidence/policy.toml": "reconfirm_months = 18\n"}).commit()
    toml.load_once.cache_clear()
    approval_records._policy.cache_clear()  # noqa: SLF001  another test may have read the same text
    parsed: Counter[str] = Counter()

    def counted(text: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401  what tomllib takes
        parsed[text] += 1
        return loads(text, **options)

    loads = tomllib.loads
    monkeypatch.setattr(tomllib, "loads", counted)
    assert pipeline.load(approved.root, None)[0]
    assert parsed[(approved.root / path).read_text(encoding="utf-8")] == 1


def test_a_build_starts_two_processes_and_opens_its_pages_five_times_at_most_on_average(approved: Project) -> None:
    portfolio, found = pipeline.load(approved.root, None)
    assert portfolio
    checked = pipeline.check(approved.root, portfolio, found, TODAY)
    with frames.drawn_afresh(), _watched() as work:
        (site,) = pipeline.build(
            approved.root,
            checked,
            [Audience.PUBLIC],
            out=approved.root / "dist",
            engine=Engine.MKDOCS,
            tell=lambda _: None,
        )
    assert site.published
    assert work.processes == 2  # the site engine and Pagefind
    new = f"{os.sep}new{os.sep}public{os.sep}"
    pages = {path: times for path, times in work.opened.items() if new in path and path.endswith("index.html")}
    assert len(pages) >= site.pages - 1
    # Written, and audited; in a site this small links, weight and the rest look at nearly every page once more.
    assert sum(pages.values()) <= 5 * len(pages)


def test_an_audit_reads_sentence_by_sentence_only_the_pages_that_may_claim_too_much(
    approved: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert approved.kept("build", "--audience", "public").code == 0
    read = []

    def counted(page: str) -> own_sentences.Prose:
        read.append(page)
        return own_sentences.prose(page)

    monkeypatch.setattr(fairness, "prose", counted)
    site = approved.root / "dist/public"
    assert not list(audit.audit(site, None, None, public=audit.Public()))
    assert any('data-kept="promise"' in page.read_text(encoding="utf-8") for page in site.rglob("index.html"))
    assert read == []
    page = site / "method/index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</main>", "<p>This is an independent review site.</p></main>"), encoding="utf-8")
    assert [fault.code for fault in audit.audit(site, None, None, public=audit.Public())] == ["KPT503"]
    assert len(read) > 1  # that page, and then those with a promise, which may say the same


def test_a_tag_that_several_rules_look_at_is_parsed_once(approved: Project) -> None:
    assert approved.kept("build", "--audience", "public").code == 0
    html.tag.cache_clear()
    audit.audit(approved.root / "dist/public", None, None, public=audit.Public())
    work = html.tag.cache_info()
    assert work.hits > work.misses


def test_a_validator_is_made_when_it_is_first_used() -> None:
    script = (
        "import kept.pipeline\nfrom kept.model.policy import Policy\nfrom kept.model.register import Register\n"
        "print(Policy.__pydantic_complete__, Register.__pydantic_complete__)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]


def test_a_check_imports_nothing_that_only_builds_or_compares() -> None:
    script = "import sys, kept.cli.check\nprint(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    outputs = ("kept.outputs.api", "kept.outputs.sheets", "kept.outputs.all")
    needless = (*outputs, "kept.audit", "kept.building.making", "kept.report.difference", "kept.report.dossier")
    assert [name for name in ran.stdout.split() if name.startswith((*needless, "requests", "multiprocessing"))] == []
