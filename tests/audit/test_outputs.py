"""Words that may stand on the pages and not in an output are looked for in that output."""

from __future__ import annotations

from pathlib import Path

from kept.audit import audit
from kept.audit.needles import Needles
from kept.audit.secrets import needles_of_output
from projects import Project

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
    outputs: dict[str, Needles] = {
        f"{output}/": needles_of_output(portfolio, edition, output) for output in ("api", "embed")
    }
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
