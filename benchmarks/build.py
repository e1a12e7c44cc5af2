"""kept against mkdocs-material, on the same pages, in one interleaved run. Prints ratios."""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import project

_BLOCK = re.compile(r"<(h[1-6]|p|li|dt|dd|tr|figcaption)\b[^>]*>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_LINK = re.compile(r'<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)


@dataclass(frozen=True)
class Run:
    """One finished build."""

    cpu: float
    """Seconds of all its processes, user and system."""
    peak: float
    """MB of its largest process."""


def measure(command: list[str], folder: Path) -> Run:
    """Runs a command to its end and counts what it used."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            output.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{output.read().decode()[-2000:]}")
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


_LEAN = "plugins: []\nnav: [index.md]\nnot_in_nav: '*'\n"


def as_markdown(site: Path, target: Path, configuration: str) -> int:
    """Writes every page of a finished site as a Markdown page for mkdocs-material; returns how many."""
    docs = target / "docs"
    pages = sorted(site.rglob("index.html"))
    for page in pages:
        inside = _MAIN.search(page.read_text(encoding="utf-8"))
        blocks = _BLOCK.findall(inside[0] if inside else "")
        file = docs / page.relative_to(site).with_suffix(".md")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n\n".join(_markdown(tag, words) for tag, words in blocks) + "\n", encoding="utf-8")
    (target / "mkdocs.yml").write_text(
        "site_name: Benchmark\nsite_url: https://promises.example/\n"
        "theme: {name: material, font: false}\n"
        f"{_LEAN if configuration == 'lean' else ''}"
        "validation: {links: {not_found: ignore, unrecognized_links: ignore, absolute_links: ignore}}\n",
        encoding="utf-8",
    )
    return len(pages)


def _markdown(tag: str, html: str) -> str:
    linked = _LINK.sub(lambda match: f"[{match[2]}](<{match[1]}>)", html)
    text = " ".join(unescape(_TAG.sub(" ", linked)).split())
    if tag.startswith("h"):
        return "#" * int(tag[1]) + " " + text
    return {"li": "- ", "dt": "**", "dd": ": "}.get(tag, "") + text + ("**" if tag == "dt" else "")


def compare(items: int, edition: str, engine: str, configuration: str, runs: int) -> None:
    """Prints one comparison."""
    with tempfile.TemporaryDirectory(prefix="kept-benchmark-") as folder:
        root, other = Path(folder) / "project", Path(folder) / "markdown"
        root.mkdir()
        other.mkdir()
        project.make(root, items)
        kept = [sys.executable, "-c", "from kept.cli import main; main()"]
        kept += ["build", "--audience", edition, "--engine", engine]
        material = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--clean"]
        measure(kept, root)
        pages = as_markdown(root / "dist" / edition, other, configuration)
        pairs = [(measure(kept, root), measure(material, other)) for _ in range(runs)]
    ours, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    ratios = [a.cpu / b.cpu for a, b in pairs]
    print(f"{items} items, {pages} pages, {edition}, {engine}; mkdocs-material {configuration}; {runs} pairs, medians")
    print(f"  kept             {_median(ours, 'cpu'):7.2f} s CPU   {_median(ours, 'peak'):6.0f} MB peak")
    print(f"  mkdocs-material  {_median(theirs, 'cpu'):7.2f} s CPU   {_median(theirs, 'peak'):6.0f} MB peak")
    print(f"  ratio            {statistics.median(ratios):7.2f}   ({min(ratios):.2f} to {max(ratios):.2f})")


def _median(runs: list[Run], name: str) -> float:
    return statistics.median(float(getattr(run, name)) for run in runs)


def main() -> None:
    """Reads the arguments and prints a comparison for each edition and engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=2000, metavar="N", help="evidence items (default 2000)")
    parser.add_argument("--editions", nargs="+", choices=["public", "internal"], default=["public"])
    parser.add_argument("--engines", nargs="+", choices=["mkdocs", "zensical"], default=["mkdocs"])
    parser.add_argument(
        "--configuration",
        choices=["default", "lean"],
        default="lean",
        help="of mkdocs-material: as it comes, or without search and without the pages in the navigation",
    )
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    for edition in asked.editions:
        for engine in asked.engines:
            compare(asked.items, edition, engine, asked.configuration, asked.runs)


if __name__ == "__main__":
    main()
