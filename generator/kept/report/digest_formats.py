"""A digest as Markdown, as an e-mail, as Slack blocks and as a Teams card. Whatever a file holds stays text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kept.components.sandbox import drawn
from kept.report.difference.inert import inert
from kept.report.digest import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kept.report.digest import Digest, Line

_TEMPLATE = "digest/digest.html"
_MOST = 15
"""Lines of a section in a channel, where a message may hold little."""
_LONGEST_HEADER = 150
"""Characters of a header in Slack."""
_MOST_SECTIONS = 20
"""Slack takes 50 blocks, and each section is two."""
_NOTHING = "Nothing is new."


def as_markdown(digest: Digest) -> str:
    """The digest as Markdown in which no file's text is markup, a mention or a link."""
    return "\n".join(_markdown(digest)) + "\n"


def _markdown(digest: Digest) -> Iterator[str]:
    yield from (f"# {inert(digest.title)}", "", inert(digest.about))
    if not digest.sections:
        yield from ("", _NOTHING)
    for section in digest.sections:
        yield from ("", f"## {inert(section.heading)}", "")
        for line in section.lines:
            yield f"* [{inert(line.text)}](<{line.url}>)" if line.url else f"* {inert(line.text)}"
            yield from (f"  * {inert(more)}" for more in line.more)


def as_html(digest: Digest, templates: Sequence[Path]) -> str:
    """The digest as an e-mail that loads nothing from anywhere.

    Args:
        digest: what is new.
        templates: folders that are each a `site_templates/`, the most specific first.
    """
    return drawn(_TEMPLATE, templates, d=digest, nothing=_NOTHING)


def as_slack(digest: Digest) -> str:
    """The body of a call to an incoming webhook: `{"text": ..., "blocks": [...]}`."""
    blocks: list[dict[str, object]] = [_header(digest.title), _rich([_section([_plain(digest.about)])])]
    for section in digest.sections[:_MOST_SECTIONS]:
        entries = [_section(list(_slack_line(line))) for line in shortened(section.lines, _MOST)]
        blocks += [
            _header(section.heading),
            _rich([{"type": "rich_text_list", "style": "bullet", "elements": entries}]),
        ]
    if not digest.sections:
        blocks.append(_rich([_section([_plain(_NOTHING)])]))
    return json.dumps({"text": _escaped(digest.title), "blocks": blocks}, ensure_ascii=False, indent=1) + "\n"


def _slack_line(line: Line) -> Iterator[dict[str, object]]:
    yield {"type": "link", "url": line.url, "text": line.text} if line.url else _plain(line.text)
    yield from (_plain(f"\n{more}") for more in line.more)


def _header(text: str) -> dict[str, object]:
    return {"type": "header", "text": {"type": "plain_text", "text": text[:_LONGEST_HEADER], "emoji": False}}


def _rich(elements: list[dict[str, object]]) -> dict[str, object]:
    return {"type": "rich_text", "elements": elements}


def _section(elements: list[dict[str, object]]) -> dict[str, object]:
    return {"type": "rich_text_section", "elements": elements}


def _plain(text: str) -> dict[str, object]:
    # In rich text nothing is read as a mention or a link.
    return {"type": "text", "text": text}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_teams(digest: Digest) -> str:
    """The body of a call to a Teams workflow: a message with one Adaptive Card."""
    body: list[dict[str, object]] = [_run(digest.title, size="large", weight="bolder"), _run(digest.about, subtle=True)]
    for section in digest.sections:
        body.append(_run(section.heading, weight="bolder", separator=True))
        for line in shortened(section.lines, _MOST):
            body.append(_run(f"• {line.text}", url=line.url))
            body += [_run(more, subtle=True) for more in line.more]
    body += [] if digest.sections else [_run(_NOTHING)]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    attached = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return json.dumps({"type": "message", "attachments": [attached]}, ensure_ascii=False, indent=1) + "\n"


def _run(
    text: str,
    *,
    size: str | None = None,
    weight: str | None = None,
    subtle: bool = False,
    separator: bool = False,
    url: str | None = None,
) -> dict[str, object]:
    """A line of text. A text run is never read as Markdown."""
    run: dict[str, object] = {"type": "TextRun", "text": text, "isSubtle": subtle}
    run |= {"size": size} if size else {}
    run |= {"weight": weight} if weight else {}
    run |= {"selectAction": {"type": "Action.OpenUrl", "url": url}} if url else {}
    return {"type": "RichTextBlock", "separator": separator, "inlines": [run]}
