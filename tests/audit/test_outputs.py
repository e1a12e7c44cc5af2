"""Words that may stand on the pages and not in an output are looked for in that output."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kept.audit import audit
from kept.audit.withheld import Secrets, needles
from kept.model.ledgers import Ledgers
from projects import TODAY, Project

WORDS = "They rang the bell at nine, as they had said."


def _site(folder: Path) -> Path:
    for path in ("voices/nine-oclock/index.html", "embed/promises/on-time/index.html", "api/v1/voices.json"):
        (folder / path).parent.mkdir(parents=True)
        text = f'{{"body": "{WORDS}"}}' if path.endswith(".json") else f"<p>{WORDS} <b>Ada Mover</b></p>"
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def _leaks(project: Project, folder: Path) -> set[str]:
    portfolio, _ = project.load()
    edition = project.gated().public
    assert edition.voices
    in_outputs = Secrets(portfolio).in_outputs(edition, ("api", "embed"))
    outputs = {f"{name}/*": hidden for name, hidden in in_outputs.items()}
    report = audit(_site(folder), None, None, outputs=outputs)
    return {finding.place.path.partition("/")[2] for finding in report if finding.code == "KPT801"}


def test_a_quote_cleared_for_the_site_alone_is_a_leak_in_an_output_and_none_on_a_page(
    approved: Project, tmp_path: Path
) -> None:
    assert _leaks(approved, tmp_path / "site") == {"embed/promises/on-time/index.html", "api/v1/voices.json"}


def test_a_quote_cleared_for_syndication_is_none(approved: Project, tmp_path: Path) -> None:
    approved.edit("evidence/testimonials/nine-oclock.md", "[site]", "[site, syndication]")
    approved.approve("nine-oclock", by="olive").commit()
    assert _leaks(approved, tmp_path / "site") == set()


def test_words_that_were_taken_down_are_a_leak_whatever_repeats_them(approved: Project, tmp_path: Path) -> None:
    portfolio, _ = approved.load()
    edition = approved.gated().public
    metric = replace(edition.metrics[0], exclusions=f"One wrote: {WORDS}")
    repeating = replace(edition, voices=(), metrics=(metric,))
    page = tmp_path / "site/metrics/punctuality/index.html"
    page.parent.mkdir(parents=True)
    page.write_text(f"<p>{WORDS}</p>", encoding="utf-8")

    def leaks(books: Ledgers) -> bool:
        found = audit(tmp_path / "site", needles(replace(portfolio, ledgers=books), repeating), None)
        return "KPT801" in {finding.code for finding in found}

    assert not leaks(portfolio.ledgers)
    assert leaks(replace(portfolio.ledgers, takedowns={"nine-oclock": TODAY}))
