"""The lines of evidence/allowed_signers: each gives one key to one person, or it gives it to nobody."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# As ssh-keygen reads it: up to the first blank, or between quotation marks.
_NAME = re.compile(r'[ \t]*(?:"([^"]*)"|([^ \t"]+))(?=[ \t])')
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AUTHORITY = re.compile("cert-authority", re.IGNORECASE)
# Every public key begins so: with the length of its kind's name, in four bytes.
_KEY = re.compile(r"AAAA[A-Za-z0-9+/]+")
_BLANK = " \t\r"
_ONE_EACH = (
    "give each approver a key and a line of their own: the id, then the key. Until then this line counts for nobody."
)


class Line(NamedTuple):
    """One line that gives a key to somebody."""

    number: int
    """From 1."""
    text: str
    name: str
    """Whom it names; empty where that cannot be read."""
    fault: tuple[int, str, str] | None
    """Column, message and hint, where the key would be that of others too."""

    @property
    def counts(self) -> bool:
        """True where the key is that of one person."""
        return self.fault is None and bool(_ID.fullmatch(self.name))


def lines(text: str) -> Iterator[Line]:
    """Every line that is neither empty nor a comment."""
    written = [
        (number, line)
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip(_BLANK) and not line.lstrip(_BLANK).startswith("#")
    ]
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for _, line in written:
        for key in _KEY.findall(line):
            holders[key].add(_name(line))
    for number, line in written:
        yield Line(number, line, _name(line), _fault(line, holders))


def usable(content: bytes) -> bytes:
    """The lines that count, for ssh-keygen to look the keys up in."""
    text = content.decode("utf-8", "replace")
    return "".join(f"{line.text.strip(_BLANK)}\n" for line in lines(text) if line.counts).encode()


def _name(line: str) -> str:
    match = _NAME.match(line)
    return (match[1] or match[2] or "") if match else ""


def _fault(line: str, holders: dict[str, set[str]]) -> tuple[int, str, str] | None:
    name = _name(line)
    start = len(line) - len(line.lstrip(_BLANK)) + 1
    if "," in name:
        return start, f'"{name}" names several people, so that one of them could sign for the others', _ONE_EACH
    if set(name) & set("*?!"):
        return start, f'"{name}" is a pattern, so that one key would sign for whoever it fits', _ONE_EACH
    authority = _AUTHORITY.search(line)
    if authority:
        message = "whoever has this key could make keys that sign (cert-authority)"
        return authority.start() + 1, message, _ONE_EACH
    for key in _KEY.finditer(line):
        others = sorted(holders[key[0]] - {name})
        if others:
            message = (
                f"the same key is given to {' and '.join(others)} too, so that one of them could sign for the other"
            )
            return key.start() + 1, message, _ONE_EACH
    return None
