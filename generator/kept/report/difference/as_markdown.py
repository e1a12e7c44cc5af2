"""The difference as the comment of a pull request: folded to fit, and no failure left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.report.difference import sentences as say
from kept.report.difference.inert import inert

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.report.difference.values import Card, Difference, Fault, Piece, VerdictChange

ROOM = 65_000
"""Bytes of a comment, with some left for a link below it. GitHub allows 65,536 characters."""
MARK = "<!-- kept: what this change does -->"
"""By this a workflow finds the comment it wrote before."""

_TAGS = {"same": "{}", "out": "<del>{}</del>", "in": "<ins>{}</ins>"}
_MOST_FAULTS = 40
_MOST_PAGES = 12


def as_markdown(difference: Difference, room: int = ROOM) -> str:
    """The comment. Where it would be too long, cards become lines, the clean ones first, and then a number.

    Args:
        difference: what the change does.
        room: bytes there are.
    """
    head = [*_head(difference)]
    tail = ["", *(f"<sub>{inert(line)}</sub>  " for line in say.context(difference))]
    left = room - _bytes([*head, *tail])
    opened, clean = say.split(difference.cards)
    body = _fitting(difference, opened, clean, left)
    return "\n".join([*head, *body, *tail]) + "\n"


def _fitting(d: Difference, opened: Sequence[Card], clean: Sequence[Card], room: int) -> list[str]:
    """The fullest of the ways to write the cards that fits."""
    for full, folded in _ways(len(opened)):
        body = [*_opened(d, opened[:full], opened[full:]), *_clean(d, clean, is_full=folded)]
        if _bytes(body) <= room:
            return body
    lines = [f"* {inert(say.short(card, names_people=d.names_people))}" for card in (*opened, *clean)]
    fitting, used = [], 400
    for line in lines:
        used += _bytes([line])
        if used > room:
            break
        fitting.append(line)
    more = len(lines) - len(fitting)
    return ["", "### Items", *fitting, *([f"* and {more} more, too many for a comment."] if more else [])]


def _ways(opened: int) -> Iterator[tuple[int, bool]]:
    """How many cards are written in full, and whether the clean ones are."""
    yield opened, True
    counts = [opened]
    while counts[-1]:
        counts.append(counts[-1] * 3 // 4)
    yield from ((count, False) for count in counts)


def _head(d: Difference) -> Iterator[str]:
    """What always stands there, however much else there is."""
    yield MARK
    yield f"## What this change does{' to ' + inert(d.organisation) if d.organisation else ''}"
    yield ""
    if failed := say.failures(d):
        yield f"**{inert(failed)}**"
        yield ""
    yield from (f"**{inert(line)}**  " for line in say.headline(d))
    if d.verdicts:
        yield from _section("Verdicts", [line for one in d.verdicts for line in _verdict(one)][: _MOST_FAULTS * 2])
        lines = sum(1 + len(one.moves) for one in d.verdicts)
        if lines > _MOST_FAULTS * 2:
            yield f"* and {lines - _MOST_FAULTS * 2} more lines; `kept diff` has them all."
    yield from _listed("Who decides", d.settings)
    yield from _faults(d.faults)
    yield from _listed("How pages look, which nobody approves", d.look)
    yield from _pages(d)


def _pages(d: Difference) -> Iterator[str]:
    for site, proposed, paths in say.differing(d):
        shown = ", ".join(f"[{inert(path)}]({link})" if link else inert(path) for path, link in paths[:_MOST_PAGES])
        more = f" and {len(paths) - _MOST_PAGES} more" if len(paths) > _MOST_PAGES else ""
        whole = f" [Everything that is proposed]({proposed})." if proposed else ""
        yield from ("", f"Pages of the {site} site that read otherwise: {shown}{more}.{whole}")


def _section(heading: str, lines: Sequence[str]) -> Iterator[str]:
    yield from ("", f"### {heading}", "", *lines)


def _listed(heading: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        shown = [f"* {inert(entry)}" for entry in entries[:_MOST_FAULTS]]
        more = len(entries) - len(shown)
        yield from _section(heading, [*shown, *([f"* and {more} more."] if more else [])])


def _verdict(one: VerdictChange) -> Iterator[str]:
    yield f"* **{inert(say.verdict_head(one))}**"
    yield from (f"  * {inert(say.move(move))}" for move in one.moves)


def _faults(faults: Sequence[Fault]) -> Iterator[str]:
    if faults:
        ordered = sorted(faults, key=lambda fault: fault.severity != "error")
        shown = [_fault(fault) for fault in ordered[:_MOST_FAULTS]]
        more = len(faults) - len(shown)
        yield from _section("What the rules say", [*shown, *([f"* and {more} more."] if more else [])])


def _fault(fault: Fault) -> str:
    where = f"{fault.path}:{fault.line}" if fault.line else fault.path
    told = f"{fault.message} {fault.hint}".strip()
    return (
        f"* **{fault.severity}** {fault.code} {inert(fault.slug)}, {inert(where)}{': ' + inert(told) if told else ''}"
    )


def _opened(d: Difference, full: Sequence[Card], short: Sequence[Card]) -> Iterator[str]:
    if full or short:
        yield from ("", "### Read one by one")
    for card in full:
        yield from ("", *_card(d, card, is_open=True))
    yield from ("", *(f"* {inert(say.short(card, names_people=d.names_people))}" for card in short))


def _clean(d: Difference, cards: Sequence[Card], *, is_full: bool) -> Iterator[str]:
    if not cards:
        return
    yield from ("", "<details>", f"<summary>{len(cards)} without anything special, together</summary>", "")
    for card in cards:
        if is_full:
            yield from (*_card(d, card, is_open=False), "")
        else:
            yield f"* {inert(say.short(card, names_people=d.names_people))}"
    yield from ("", "</details>")


def _card(d: Difference, card: Card, *, is_open: bool) -> Iterator[str]:
    if is_open:
        yield f"<details open>\n<summary><b>{inert(say.heading(card))}</b></summary>\n"
    else:
        yield f"**{inert(say.heading(card))}**\n"
    yield from (f"* :warning: {inert(risk)}" for risk in card.risks)
    if card.silent:
        yield f"* Its words are left out here: {inert(card.silent)}."
    if card.words:
        beside = f" <sub>beside {card.beside}: <del>left out</del>, <ins>put in</ins></sub>" if card.beside else ""
        yield from ("", f"> {marked(card.words)}{beside}", "")
    for name, value in (("Shown as", card.speaker), ("Disclosed", card.disclosure), ("Permission", card.permission)):
        if value:
            yield f"* {name}: {inert(value)}"
    yield from (f"* {inert(one.name)}: {marked(one.pieces)}" for one in card.fields)
    yield from (f"* {inert(one)}" for one in card.decisions)
    yield from (f"* {inert(line)}" for line in (say.where(card),) if line)
    if held := say.nowhere(card):
        yield f"* {inert(held)}"
    links = [f"[{inert(path)}]({link})" if link else inert(path) for path, link in say.pages(card, d.preview_url)]
    if links:
        yield f"* Pages: {', '.join(links)}"
    yield from (f"* Needs: {inert(say.need(one, names_people=d.names_people))}" for one in card.needs)
    # Each sign that Markdown or HTML knows is escaped in these addresses.
    yield from (f"* [Approve as {inert(name)}]({address})" for name, address in card.approve_pages)
    yield from map(_fault, card.faults)
    if is_open:
        yield "\n</details>"


def marked(words: Sequence[Piece]) -> str:
    """Words with the differences marked; paragraphs stay apart."""
    parts = []
    for piece in words:
        lines = piece.text.split("\n")
        parts.append("<br>".join(_TAGS[piece.kind].format(inert(line)) if line else "" for line in lines))
    return "".join(parts)


def _bytes(lines: Sequence[str]) -> int:
    return sum(len(line.encode("utf-8", "backslashreplace")) + 1 for line in lines)
