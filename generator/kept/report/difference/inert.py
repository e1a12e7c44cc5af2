"""Any text in Markdown so that a forge shows it and does nothing with it."""

from __future__ import annotations

import re
import unicodedata

from kept.report.github import escaped

_GLUE = "&#8288;"
"""A word joiner: invisible, and a forge finds no reference in a word that has one."""

# A commit, `GH-12`, and the sign before a number: a forge makes links of them after it has read the entities.
_COMMIT = re.compile(r"[0-9a-fA-F]{7,}")
_GH = re.compile(r"(?i)\b(GH)-(?=\d)")
_NUMBER = re.compile(r"(&#(?:35|33|36|37|38|126);)(?=\d)")
_COLON = re.compile(r"(&#58;)(?=&#47;|\w)")
_SHORTEST = 6
"""Letters of a commit's id that a forge does not take for one yet."""
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def inert(text: str) -> str:
    """The text on one line; what turns the direction of writing, and what cannot be seen, becomes its code."""
    seen = "".join(_visible(char) for char in " ".join(text.split("\n")))
    shown = escaped(seen)
    shown = _COMMIT.sub(lambda found: _GLUE.join(re.findall("." * _SHORTEST + "|.+", found[0])), shown)
    shown = _GH.sub(rf"\1{_GLUE}-", shown)
    shown = _NUMBER.sub(rf"\1{_GLUE}", shown)
    return _COLON.sub(rf"\1{_GLUE}", shown)


def _visible(char: str) -> str:
    hidden = char in _DIRECTION or (unicodedata.category(char) in {"Cf", "Co", "Cs", "Cn"} and char != "\u00ad")
    return f"[U+{ord(char):04X}]" if hidden else char
