"""The difference for a person at a terminal, and for a program."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from kept.report.difference import sentences as say
from kept.report.findings_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.report.difference.values import Card, Difference

_MARKS = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}


def as_text(difference: Difference) -> str:
    """The headline, verdicts, who decides, and each item; whatever a file holds stays text on one line."""
    return "".join(f"{one_line(line)}\n" for line in _lines(difference))


def _lines(d: Difference) -> Iterator[str]:
    if failed := say.failures(d):
        yield failed
    yield from say.headline(d)
    yield ""
    for one in d.verdicts:
        yield say.verdict_head(one)
        yield from (f"  {say.move(move)}" for move in one.moves)
    yield from _listed("Who decides", d.settings)
    for card in d.cards:
        yield ""
        yield from _card(card, d)
    yield from _listed("How pages look", d.look)
    for site, _, paths in say.differing(d):
        yield f"Pages of the {site} site that read otherwise"
        yield from (f"  {path}" + (f": {link}" if link else "") for path, link in paths)
    for fault in d.faults:
        yield f"{fault.path}: {fault.message} [{fault.code}, {fault.severity}]"
        yield f"  hint: {fault.hint}"
    yield ""
    yield from say.context(d)


def _listed(heading: str, entries: tuple[str, ...]) -> Iterator[str]:
    if entries:
        yield heading
        yield from (f"  {entry}" for entry in entries)


def _card(card: Card, d: Difference) -> Iterator[str]:
    yield say.short(card, names_people=d.names_people)
    yield from (f"  ! {risk}" for risk in card.risks)
    if card.silent:
        yield f"  Its words are left out here: {card.silent}."
    if card.words:
        beside = f" (beside {card.beside}: [-left out-], {{+put in+}})" if card.beside else ""
        told = "".join(_MARKS[piece.kind].format(piece.text) for piece in card.words)
        yield f"  words{beside}: {' / '.join(line for line in told.splitlines() if line.strip())}"
    for name, value in (("who", card.speaker), ("disclosure", card.disclosure), ("permission", card.permission)):
        if value:
            yield f"  {name}: {value}"
    yield from (f"  {one.name}: {one.was or 'nothing'} becomes {one.now or 'nothing'}" for one in card.fields)
    yield from (f"  {one}" for one in card.decisions)
    if held := say.nowhere(card):
        yield f"  {held}"
    yield from (f"  page {path}" + (f": {link}" if link else "") for path, link in say.pages(card, d.preview_url))
    yield from (f"  needs: {say.need(one, names_people=d.names_people)}" for one in card.needs)
    yield from (f"  approve as {name}: {address}" for name, address in card.approve_pages)
    for fault in card.faults:
        yield f"  {fault.severity}: {fault.message} [{fault.code}]"
        yield f"    hint: {fault.hint}"


def as_json(difference: Difference) -> str:
    """The difference for a program: `{"schema": "kept.diff/1", "headline": [...], ...}`."""
    document = {"schema": "kept.diff/1", "headline": say.headline(difference)} | asdict(difference)
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"
