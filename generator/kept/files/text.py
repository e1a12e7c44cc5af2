"""Turns bytes into text: one encoding, no hidden characters."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from kept.findings import Finding, Place
from kept.language.markup import NONCHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TEXT_BYTES = 2_000_000
"""Much larger than any real evidence file; a larger file is a mistake or an attack."""

_HIDDEN = re.compile(
    # Control characters; some of them control a terminal.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    # Line separators, byte-order marks and code points that are not characters.
    f"\u2028\u2029\ufeff\ud800-\udfff{NONCHARACTERS}"
    # Direction overrides: they show a reviewer other words than a program reads (CVE-2021-42574).
    "\u202a-\u202e\u2066-\u2069]"
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ENOUGH = 10
"""A binary file has thousands of hidden characters; ten are enough to report."""

_OURS, _BETWEEN, _THEIRS = "<<<<<<<", "=======", ">>>>>>>"
"""Git's conflict markers: a whole line, or followed by a space and the name of the side."""
_BOTH_SIDES = "keep the lines of both sides, and delete only the lines of <, = and >: each tells what was published."
_BY_FILE = {
    "evidence/permalinks.lock": _BOTH_SIDES,
    "evidence/results.csv": _BOTH_SIDES,
    "evidence/readings.csv": _BOTH_SIDES,
    "evidence/takedowns.toml": "keep the lines of both sides, and delete only the lines of <, = and >: what was taken "
    "down stays away.",
    "evidence/sources.lock": "take either side, then run `kept pull` again.",
}
_ONE_SIDE = "choose one side or write what is right of both, and delete the lines of <, = and >."
_SAVE_AS_UTF8 = "save the file again as UTF-8 (in most editors: Save as, Encoding, UTF-8)."
_TYPE_AGAIN = "delete it and type the words around it again; it often comes in by copying from another program."


def decode(content: bytes, path: str, *, at_most: int = MAX_TEXT_BYTES) -> tuple[str | None, tuple[Finding, ...]]:
    """The text of a file with LF line ends and without a byte-order mark; None where it cannot be read.

    Findings:
        KPT104: the file is too large, not UTF-8, or has git's conflict markers or hidden characters; the first ten of
            these, each with its place.
    """
    if len(content) > at_most:
        return None, (_too_large(path, at_most),)
    if content.startswith(_UTF16_MARKS) or _looks_like_utf16(content):
        return None, (_fault(Place(path, 1, 1), "the file is in UTF-16, not UTF-8", _SAVE_AS_UTF8),)
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(path, content, error),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    faults = (*_conflicts(path, text), *_hidden_characters(path, text))
    return (None, faults) if faults else (text, ())


def hidden(text: str) -> str | None:
    """The code of the first invisible character in a text, such as `U+202E`; None where there is none."""
    match = _HIDDEN.search(text)
    return f"U+{ord(match[0]):04X}" if match else None


def hidden_in_value(place: Place, name: str, character: str) -> Finding:
    """The finding for an invisible character that an escape in a quoted text produces."""
    return _fault(place, f'"{name}" has a character ({character}) that nobody can see', "write the text without it.")


def _looks_like_utf16(content: bytes) -> bool:
    start = content[:200]
    return start.count(0) * 4 > len(start)


def _too_large(path: str, at_most: int) -> Finding:
    return _fault(
        Place(path),
        f"the file has more than {at_most / 1e6:.0f} MB, which is too large for text",
        "keep the quote, story or table here and the recording or raw data where they belong.",
    )


def _not_utf8(path: str, content: bytes, error: UnicodeDecodeError) -> Finding:
    before = content[: error.start]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    wrong = content[error.start : error.start + 1]
    meant = wrong.decode("cp1252", "ignore")
    guess = f', perhaps "{meant}"' if meant.isprintable() and meant else ""
    message = f"a character here is saved in an old encoding (byte 0x{wrong.hex().upper()}{guess}), not in UTF-8"
    return _fault(Place(path, line, column), message, _SAVE_AS_UTF8)


def _conflicts(path: str, text: str) -> Iterator[Finding]:
    """The finding for an unfinished merge; one for all its places."""
    found = list(_unmerged(text)) if _OURS in text else []
    if found:
        lines = [f"{first} to {last}" for first, last in found[:_ENOUGH]]
        more = f" and in {len(found) - _ENOUGH} more places" if len(found) > _ENOUGH else ""
        message = f"this file still holds git conflict markers (lines {', '.join(lines)}{more})"
        yield _fault(Place(path, found[0][0], 1), message, _BY_FILE.get(path, _ONE_SIDE))


def _unmerged(text: str) -> Iterator[tuple[int, int]]:
    """The first and the last line of each conflict."""
    first: int | None = None
    is_theirs = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(_OURS) and line[len(_OURS) :][:1] in {"", " "}:
            first, is_theirs = number, False
        elif line == _BETWEEN:
            is_theirs = first is not None
        elif first and is_theirs and line.startswith(_THEIRS) and line[len(_THEIRS) :][:1] in {"", " "}:
            yield first, number
            first, is_theirs = None, False


def _hidden_characters(path: str, text: str) -> Iterator[Finding]:
    if text.replace("\n", " ").isprintable():
        return  # no hidden character can be printed, and this is the quicker question
    for match in islice(_HIDDEN.finditer(text), _ENOUGH):
        before = text[: match.start()]
        place = Place(path, before.count("\n") + 1, match.start() - before.rfind("\n"))
        yield _fault(place, f"there is a character (U+{ord(match[0]):04X}) that nobody can see", _TYPE_AGAIN)


def _fault(place: Place, message: str, hint: str) -> Finding:
    return Finding(code="KPT104", place=place, message=message + ".", hint=hint)
