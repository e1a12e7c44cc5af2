"""Reads the lines of evidence/allowed_signers. Each gives one key to one person, or is ignored."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# The same way as ssh-keygen reads it: up to the first blank, or between quotation marks.
_NAME = re.compile(r'[ \t]*(?:"([^"]*)"|([^ \t"]+))(?=[ \t])')
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AUTHORITY = re.compile("cert-authority", re.IGNORECASE)
# Every public key begins with these letters: they encode the length of the key type's name, in four bytes.
_KEY = re.compile(r"AAAA[A-Za-z0-9+/]+")
_BLANK = " \t\r"
_ONE_EACH = (
    "give each approver a key and a line of their own: the id, then the key. Until then this line counts for nobody."
)


class Line(NamedTuple):
    """One line with a key."""

    number: int
    """The line number, from 1."""
    text: str
    name: str
    """The name in it; empty where it cannot be read."""
    fault: tuple[int, str, str] | None
    """The column, message and hint, where the key would belong to more than one person."""

    @property
    def counts(self) -> bool:
        """True where the key belongs to one person."""
        return self.fault is None and bool(_ID.fullmatch(self.name))


def lines(text: str) -> Iterator[Line]:
    """Every line that is not empty and not a comment."""
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
    """The valid lines, for ssh-keygen to read the keys from."""
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
