"""Finds text that was saved in one encoding and opened in another (`CafÃ©`), and private-use characters of one font."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kept.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

# How Windows-1252 shows the bytes 80 to BF, the later bytes of a character in UTF-8.
_FOLLOWING = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xC0))
_NEXT = f"[{re.escape(_FOLLOWING)}]"
_RUN = re.compile(rf"(?:[\u00c2-\u00df]{_NEXT}|[\u00e0-\u00ef]{_NEXT}{{2}}|[\u00f0-\u00f4]{_NEXT}{{3}})+")
_LOST = re.compile(f"\u00e2\u20ac(?!{_NEXT})|\ufffd")
"""A closing quotation mark that lost a part, and the replacement character for an unreadable letter."""

# These may follow a letter in normal writing: "café…", "MAÇÃ”", « voilà ».
_MARKS = frozenset("\u2018\u2019\u201a\u201c\u201d\u201e\u2026\u2013\u2014\u2022\u2122\u2039\u203a\u00ab\u00bb\u00a0")
_SURE = ("\u00e2\u20ac", "\u00e2\u201e", "\u00e2\u201a", "\u00f0\u0178")
_WESTERN = frozenset("\u00c2\u00c3")
_NEVER_ALONE = frozenset("\u00df\u00d7")

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_MEANT = {
    "\uf0b7": "\u2022",
    "\uf0a7": "\u25aa",
    "\uf0d8": "\u27a2",
    "\uf0e0": "\u2192",
    "\uf0fc": "\u2713",
    "\uf04a": "\u263a",
    "\uf04c": "\u2639",
    "\uf02d": "-",
    "\uf020": " ",
}
_WORD = 20
"""At most this many letters on each side are quoted."""


class _Garbled(NamedTuple):
    start: int
    end: int
    meant: str
    """The intended text; empty where it cannot be known."""


def garbled(path: str, text: str) -> Iterator[Finding]:
    """One finding for all wrongly decoded text of a file, and one for private-use characters.

    Findings:
        KPT104: at the first place, with the text that was probably there.
    """
    if text.isascii():
        return
    found = sorted({one.start: one for one in _misread(text)}.values())
    if found:
        first = found[0]
        written, meant = _in_its_word(text, found)
        hint = f'it was probably "{meant}"; ' if first.meant else ""
        yield _fault(
            path,
            text,
            first.start,
            f'"{written}" is text that was opened in a wrong encoding{_and_more(len(found))}',
            f"{hint}copy the text again from where it came from, or correct it by hand, and save it as UTF-8.",
        )
    private = list(_PRIVATE.finditer(text))
    if private:
        char = private[0][0]
        meant = f'it was probably "{_MEANT[char]}"; ' if char in _MEANT else ""
        yield _fault(
            path,
            text,
            private[0].start(),
            f"a character here (U+{ord(char):04X}) means something in one font only{_and_more(len(private))}",
            f"{meant}delete it, or type the sign that you mean: other computers show an empty box.",
        )


def repaired(text: str) -> str:
    """The text with every wrongly decoded part repaired, where the intended text can be known."""
    parts, at = [], 0
    for one in sorted({found.start: found for found in _misread(text)}.values()):
        parts += [text[at : one.start], one.meant or text[one.start : one.end]]
        at = one.end
    whole = "".join((*parts, text[at:]))
    return "".join(_MEANT.get(char, char) for char in whole)


def _misread(text: str) -> Iterator[_Garbled]:
    for run in _RUN.finditer(text):
        meant = _as_meant(run[0])
        if meant and _is_misread(text, run, meant):
            yield _Garbled(run.start(), run.end(), _as_meant(meant) or meant)
    for lost in _LOST.finditer(text):
        yield _Garbled(lost.start(), lost.end(), "\u201d" if lost[0] != "\ufffd" else "")


def _as_meant(run: str) -> str | None:
    """The text whose UTF-8 bytes were read as Windows-1252; None where they are not UTF-8."""
    try:
        return b"".join(_byte(char) for char in run).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None


def _byte(char: str) -> bytes:
    return char.encode("latin-1" if char < "\u00a0" else "cp1252")


def _is_misread(text: str, run: re.Match[str], meant: str) -> bool:
    """True where nobody would write these letters next to each other on purpose."""
    letters = run[0]
    if letters.startswith(_SURE) or any(sure in letters for sure in _SURE):
        return True
    if len(meant) > 1:
        return not set(letters[1:]) <= _MARKS | {letters[0]}
    if len(letters) > 2 or letters[0] in _NEVER_ALONE:  # noqa: PLR2004  one letter of two bytes
        return False
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    if letters[0] not in _WESTERN:
        return meant.isalpha() and (after.islower() or (before.islower() and letters[1] not in _MARKS))
    return letters[1] not in _MARKS or after.isalpha() or not before.isupper()


def _in_its_word(text: str, found: list[_Garbled]) -> tuple[str, str]:
    """The word that contains the first fault, as it is and as it was meant."""
    within = {place for one in found for place in range(one.start, one.end)}
    start, end = found[0].start, found[0].end
    first, last = max(start - _WORD, 0), min(end + _WORD, len(text))
    while start > first and (text[start - 1].isalnum() or start - 1 in within):
        start -= 1
    while end < last and (text[end].isalnum() or end in within):
        end += 1
    meant, at = "", start
    for one in (one for one in found if start <= one.start < end):
        meant += text[at : one.start] + one.meant
        at = one.end
    return text[start:end], meant + text[at:end]


def _and_more(count: int) -> str:
    return f", and so are {count - 1} more in this file" if count > 2 else ", and so is one more" if count > 1 else ""  # noqa: PLR2004  different words for one and for several


def _fault(path: str, text: str, start: int, message: str, hint: str) -> Finding:
    before = text[:start]
    place = Place(path, before.count("\n") + 1, start - before.rfind("\n"))
    return Finding(code="KPT104", place=place, message=f"{message}.", hint=hint)
