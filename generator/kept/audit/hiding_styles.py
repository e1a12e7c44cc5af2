"""KPT804: styles that hide what is marked, or print a verdict of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kept.audit.marked import HIDDEN_STYLE

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_MARKED = re.compile(
    r"data-kept|k-said|k-v--|\.k-(?:tag|verdict|amount|table|rows|wrap)(?![\w-])|^main$",
    re.IGNORECASE,
)
_OF_A_CLASS = re.compile(r"""\[\s*class\s*(?:\]|[*^$~|]?=\s*["']?([^"'\]]*))""", re.IGNORECASE)
_CLASSES = "k-tag k-verdict k-amount k-table k-rows k-wrap k-said k-v--"
"""The classes of marked elements, for a selector that has only a part of one."""
_PRINTED = re.compile(r"""(content|--[\w-]+)\s*:\s*((?:[^;"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*)""", re.IGNORECASE)
"""The value of a text that is printed before or after an element, or of a variable that may be used in one."""
_ADDRESS = re.compile(r"""url\(\s*(?:"[^"]*"|'[^']*'|[^)"']*)\s*\)""", re.IGNORECASE)
_QUOTED = re.compile(r""""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'""")
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_LAST = re.compile(r"[\s>+~]+")


def hides(css: str) -> Iterator[str]:
    """The selector of each rule that hides marked elements; not of rules for what is in or beside them."""
    for selectors, declarations in _rules(css):
        if HIDDEN_STYLE.search(declarations):
            yield from (one.strip() for one in _selectors(selectors) if _is_of_marked(one))


def prints(css: str, words: Collection[str]) -> Iterator[str]:
    """Each text that a style prints and that has one of these words in it."""
    for _, declarations in _rules(css):
        for name, value in _PRINTED.findall(_ADDRESS.sub("", declarations)):
            if name.startswith("--") and _QUOTED.sub("", value).strip():
                continue  # no text alone, such as a list of fonts
            text = "".join(_ESCAPED.sub(_letter, one or other) for one, other in _QUOTED.findall(value))
            if any(word.casefold() in text.casefold() for word in words):
                yield text


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of every rule, also of those within others."""
    text = _COMMENT.sub("", css)
    while _RULE.search(text):
        yield from _RULE.findall(text)
        text = _RULE.sub("", text)


def _selectors(selectors: str) -> Iterator[str]:
    """The selectors of a rule; those within brackets stay together."""
    depth, start = 0, 0
    for at, letter in enumerate(selectors):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            yield selectors[start:at]
            start = at + 1
    yield selectors[start:]


def _is_of_marked(selector: str) -> bool:
    """True where the element that a selector is about is a marked one: its last part decides."""
    last = _LAST.split(selector.strip())[-1]
    if "::" in last:
        return False
    parts = (part.strip().casefold() for part in _OF_A_CLASS.findall(last))
    return _MARKED.search(last) is not None or any(part in _CLASSES for part in parts)


def _letter(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code < 0x110000 else ""  # noqa: PLR2004  the last code point of Unicode
