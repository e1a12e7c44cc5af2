"""kept beside other site generators, on the same pages, in one interleaved run. Prints ratios.

Every round runs each of them once, as a whole process, so that a slower minute of the machine meets all of them.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import project

_BLOCK = re.compile(r"<(h[1-6]|p|li|dt|dd|tr|figcaption)\b[^>]*>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_LINK = re.compile(r'<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)

_MKDOCS = """site_name: Benchmark
site_url: https://promises.example/
theme: {name: material, font: false}
validation: {links: {not_found: ignore, unrecognized_links: ignore, absolute_links: ignore}}
"""
_LEAN = "plugins: []\nnav: [index.md]\nnot_in_nav: '*'\n"
_FRAME = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head>"
    "<body><nav><a href=/>Home</a></nav><main>{content}</main><footer>Benchmark</footer></body></html>\n"
)
_ELEVENTY = """module.exports = (config) => ({
  markdownTemplateEngine: false,
  dir: {input: "docs", includes: "../frame", output: "site"},
});
"""
_EVERY = ("kept", "kept-both", "material-lean", "material-default", "zensical", "hugo", "eleventy")


@dataclass(frozen=True)
class Run:
    """One finished build."""

    cpu: float
    """Seconds of all its processes, user and system."""
    wall: float
    """Seconds by the clock."""
    peak: float
    """MB of its largest process."""


@dataclass(frozen=True)
class Peer:
    """One generator with its input in place."""

    name: str
    command: tuple[str, ...]
    folder: Path


def measure(peer: Peer) -> Run:
    """Runs a generator to its end and counts what it used."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(peer.command, cwd=peer.folder, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        if status:
            output.seek(0)
            sys.exit(f"{' '.join(peer.command)} failed:\n{output.read().decode()[-2000:]}")
    return Run(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1000)


def pages(site: Path) -> dict[str, str]:
    """Every page of a finished site as Markdown, by its folder."""
    found = {}
    for page in sorted(site.rglob("index.html")):
        inside = _MAIN.search(page.read_text(encoding="utf-8"))
        blocks = _BLOCK.findall(inside[0] if inside else "")
        text = "\n\n".join(_markdown(tag, words) for tag, words in blocks)
        found[page.parent.relative_to(site).as_posix()] = f"{text}\n"
    return found


def _markdown(tag: str, html: str) -> str:
    linked = _LINK.sub(lambda match: f"[{match[2]}](<{match[1]}>)", html)
    text = " ".join(unescape(_TAG.sub(" ", linked)).split())
    if tag.startswith("h"):
        return "#" * int(tag[1]) + " " + text
    return {"li": "- ", "dt": "**", "dd": ": "}.get(tag, "") + text + ("**" if tag == "dt" else "")


def _written(folder: Path, content: dict[str, str], others: dict[str, str], docs: str = "docs/{}/index.md") -> Path:
    """A folder with these pages and these other files."""
    for path, text in (*((docs.format(path), text) for path, text in content.items()), *others.items()):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def _others(folder: Path, content: dict[str, str], eleventy: str | None) -> list[Peer]:
    """Those of the other generators that are installed, each with the same pages."""
    material = (sys.executable, "-m", "mkdocs", "build", "--quiet", "--clean")
    lean = _written(folder / "lean", content, {"mkdocs.yml": _MKDOCS + _LEAN})
    peers = [
        Peer("material-lean", material, lean),
        Peer("material-default", material, _written(folder / "default", content, {"mkdocs.yml": _MKDOCS})),
        Peer(
            "zensical",
            (sys.executable, "-m", "zensical", "build", "--clean"),
            _written(folder / "zensical", content, {"mkdocs.yml": _MKDOCS + "nav: [index.md]\n"}),
        ),
    ]
    if hugo := shutil.which("hugo"):
        layout = _FRAME.format(title="{{ .Site.Title }}", content="{{ .Content }}")
        names = ("layouts/_default/list.html", "layouts/_default/single.html", "layouts/index.html")
        files = {"hugo.toml": 'title = "Benchmark"\nbaseURL = "https://promises.example/"\n'} | dict.fromkeys(
            names, layout
        )
        files["config.toml"] = files["hugo.toml"]  # what it was called before version 0.110
        headed = {path: f"---\ntitle: Page\n---\n{text}" for path, text in content.items()}
        peers.append(Peer("hugo", (hugo, "--quiet"), _written(folder / "hugo", headed, files, "content/{}/_index.md")))
    if eleventy:
        frame = _FRAME.format(title="Benchmark", content="{{ content | safe }}")
        files = {"eleventy.config.js": _ELEVENTY, "frame/page.njk": frame, "docs/docs.json": '{"layout": "page.njk"}'}
        command = (eleventy, "--quiet", "--config=eleventy.config.js")
        peers.append(Peer("eleventy", command, _written(folder / "eleventy", content, files)))
    return peers


def compare(items: int, runs: int, wanted: list[str], eleventy: str | None) -> None:
    """Prints one comparison."""
    with tempfile.TemporaryDirectory(prefix="kept-benchmark-") as made:
        folder = Path(made)
        root = folder / "project"
        root.mkdir()
        project.make(root, items)
        build = (sys.executable, "-c", "from kept.cli import main; main()", "build")
        kept = Peer("kept", (*build, "--audience", "public"), root)
        measure(kept)
        content = pages(root / "dist/public")
        both = Peer("kept-both", (*build, "--out", "both"), root)
        peers = [one for one in (kept, both, *_others(folder, content, eleventy)) if one.name in wanted]
        rounds = [{peer.name: measure(peer) for peer in peers} for _ in range(runs)]
    print(
        f"{items} items, {len(content)} public pages, {runs} rounds, medians; ratio: CPU of kept to theirs (spread)\n"
    )
    print("| generator | CPU | wall | peak | ratio |\n|---|---|---|---|---|")
    for peer in peers:
        own = [each[peer.name] for each in rounds]
        cpu, wall, peak = (statistics.median(getattr(run, name) for run in own) for name in ("cpu", "wall", "peak"))
        ratios = [each["kept"].cpu / each[peer.name].cpu for each in rounds]
        spread = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        print(f"| {peer.name} | {cpu:.1f} s | {wall:.1f} s | {peak:.0f} MB | {spread} |")


def main() -> None:
    """Reads the arguments and prints a comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=2000, metavar="N", help="evidence items (default 2000)")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--eleventy",
        default=shutil.which("eleventy"),
        metavar="PROGRAM",
        help="node_modules/.bin/eleventy of some folder",
    )
    parser.add_argument(
        "--without", nargs="*", default=[], choices=_EVERY[1:], help="leave these out; material-default takes minutes"
    )
    asked = parser.parse_args()
    compare(asked.items, asked.runs, [name for name in _EVERY if name not in asked.without], asked.eleventy)


if __name__ == "__main__":
    main()
