"""Telephone numbers and extensions in a text, ready to be tapped."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# A number with a country or trunk prefix and at least eight digits.
_TELEPHONE = re.compile(r"(?<![\w.])(?:\+\d|0\d)[\d ()\-]{6,16}\d(?!\w)")
_EXTENSION = re.compile(r"(?i)(?<!\w)(?:ext(?:ension)?\.?|extn\.?|durchwahl|dw|poste|int\.)\s*(\d{2,6})(?!\w)")
_NOT_DIALLED = re.compile(r"[^\d+]")


def phone(text: str, switchboard: str | None = None) -> Markup:
    """The text with links for its telephone numbers; its extensions are linked where the switchboard is known.

    An extension alone cannot be rung from a mobile telephone.
    """
    linked = _TELEPHONE.sub(lambda found: _link(found[0], found[0]), str(escape(text)))
    if switchboard:
        linked = _EXTENSION.sub(lambda found: _link(switchboard + found[1], found[0]), linked)
    return Markup(linked)  # noqa: S704  escaped first


def _link(number: str, label: str) -> str:
    return f'<a href="tel:{_NOT_DIALLED.sub("", number)}">{label}</a>'
