"""A large site is audited in two processes. What is found, and in which order, is the same as with one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from kept import audit as auditing
from kept.audit import Needles, Public, Secret, audit, halves
from kept.audit.folder import File, Folder

Write = Callable[[Mapping[str, str | bytes]], Path]

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

FOOT = '<footer><p data-kept="publisher">Small Removals</p></footer>'
PAGES = 130
SECRET = Needles.of([Secret("quiet-move", "reference", "crm:secret-77")], ())
LEAK = "<p>crm:secret-77</p>"
FOREIGN = '<script src="https://elsewhere.example/x.js"></script>'
CLAIM = "<p>We are independent and unfiltered: all reviews.</p>"
PROMISE = '<p data-kept="promise">We are independent and unfiltered: all reviews.</p>'
LOST = '<a href="../lost/">There</a>'
METHOD = '<section data-kept="method results reviews selection">How we know</section>'
VOICES = '<figure data-kept="voice">a</figure>'


def pages(**planted: str) -> dict[str, str]:
    """So many pages, with something planted in those of these numbers: `p5=LEAK`."""
    inside = {number: f"<p>Page {number}.</p>{planted.get(f'p{number}', '')}" for number in range(PAGES)}
    made = {f"voices/{number:03}/index.html": f'<html lang="en">{text}{FOOT}</html>' for number, text in inside.items()}
    home = f'<html lang="en"><a href="voices/040/">How we know</a>{FOOT}</html>'
    return {"index.html": home} | made


def faults(folder: Path, *, in_two: bool) -> list[str]:
    report = audit(folder, SECRET, "https://a.example/", public=Public("Small Removals"), in_two=in_two)
    return [f"{one.code} {one.place} {one.message}" for one in report]


@pytest.mark.parametrize(
    ("planted", "codes"),
    [
        ({"p40": METHOD}, set()),
        ({"p40": METHOD + VOICES, "p3": VOICES}, set()),
        ({}, {"KPT501"}),
        ({"p40": METHOD, "p0": LEAK}, {"KPT801"}),
        ({"p40": METHOD, "p129": LEAK}, {"KPT801"}),
        ({"p40": METHOD} | {f"p{number}": LEAK for number in range(50, 100)}, {"KPT801"}),
        ({"p40": METHOD, "p5": FOREIGN, "p45": FOREIGN, "p50": FOREIGN}, {"KPT805"}),
        ({"p40": METHOD, "p41": LOST, "p2": LOST}, {"KPT802"}),
        ({"p40": METHOD, "p7": CLAIM}, {"KPT502"}),
        ({"p40": METHOD, "p50": CLAIM}, {"KPT502"}),
        ({"p40": METHOD, "p50": CLAIM, "p7": PROMISE}, set()),
        ({"p40": METHOD, "p7": CLAIM, "p50": PROMISE}, set()),
    ],
)
def test_two_processes_find_what_one_finds(planted: dict[str, str], codes: set[str], site: Write) -> None:
    folder = site(pages(**planted))
    alone = faults(folder, in_two=False)
    assert {fault[:6] for fault in alone} == codes
    assert faults(folder, in_two=True) == alone


def test_each_process_reads_half_of_a_site_without_faults(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site(pages(p40=METHOD))
    read = []

    def counted(self: Folder, path: str) -> File:
        read.append(path)
        return whole(self, path)

    whole = Folder.file
    monkeypatch.setattr(Folder, "file", counted)
    assert faults(folder, in_two=True) == []
    assert len(set(read)) < 0.6 * PAGES
    read.clear()
    assert faults(folder, in_two=False) == []
    assert len(set(read)) > PAGES


def test_a_second_process_that_fails_is_replaced_by_the_first(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site(pages(p40=METHOD, p50=LEAK))
    alone, own, problems = faults(folder, in_two=False), os.getpid(), auditing._Inspector.problems_at  # noqa: SLF001

    def failing(self: auditing._Inspector, path: str) -> object:
        if os.getpid() != own:
            os._exit(9)
        return problems(self, path)

    monkeypatch.setattr(auditing._Inspector, "problems_at", failing)  # noqa: SLF001
    assert faults(folder, in_two=True) == alone != []


def test_without_memory_for_a_second_process_there_is_one(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site(pages(p40=METHOD))

    def full() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", full)
    assert faults(folder, in_two=True) == []


def test_every_file_is_in_one_half() -> None:
    for number in (0, 1, 31, 32, 33, 64, 1000):
        paths: Sequence[str] = [f"{one:04}" for one in range(number)]
        here, there = halves.halves(paths)
        assert sorted([*here, *there]) == paths
        assert abs(len(here) - len(there)) <= 32
