"""The marks (`data-kept`) around verdicts and figures, by which the audit finds them in finished pages.

The marks are put here and not in the templates: a project's own templates print marked values without knowing of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from kept.model.stated import MarkedText

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from kept.model.period import Period
    from kept.model.verdict import Result

_FIRST_TAG = re.compile(r"""<[a-z](?:[^>"'/]|"[^"]*"|'[^']*')*""")


def mark(kind: str, *parts: object) -> str:
    """The mark of one thing: `value:arrival:2026-q3`."""
    return ":".join([kind, *(str(part).lower() for part in parts)])


def shown(said: MarkedText, content: Markup | None = None) -> Markup:
    """What is said, with its mark around it; drawn as `content` where that is given, which must read the same."""
    inside = escape(said.text) if content is None else content
    return Markup('<k-said data-kept="{}">{}</k-said>').format(said.mark, inside)


def on(said: MarkedText, drawn: Markup) -> Markup:
    """A drawn piece with the mark on its first tag, or around it where it has none."""
    found = _FIRST_TAG.search(drawn)
    if found is None:
        return shown(said, drawn)
    attribute = Markup(' data-kept="{}"').format(said.mark)
    return drawn[: found.end()] + attribute + drawn[found.end() :]


def verdict(promise: str, text: str, kind: str, period: Period | None = None) -> MarkedText:
    """A promise's verdict: as of the day, or on one period."""
    return MarkedText(mark("verdict", promise, *([period] if period else [])), text, kind)


def of_result(result: Result, name: str, text: str) -> MarkedText:
    """A figure of one result: its value, n, cases, day of publication."""
    return MarkedText(mark(name, result.metric, result.period), text)


def level(metric: str, period: Period, direction: str, target: Decimal, text: str) -> MarkedText:
    """The target of a result. Two promises may have different targets for the same figure."""
    return MarkedText(mark("level", metric, period, direction, f"{target:f}"), text)


def all_of(*groups: Iterable[MarkedText]) -> tuple[MarkedText, ...]:
    """Everything in these collections, each once."""
    return tuple(dict.fromkeys(said for group in groups for said in group))
