"""Bytes to text: one encoding, no hidden characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kept.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TEXT_BYTES = 2_000_000
"""Far above any honest evidence file; a larger one is a mistake or an attack."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_OTHER_MARKS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


def decode(content: bytes, path: str) -> tuple[str | None, tuple[Finding, ...]]:
    """The text of a file with LF line ends and without a byte-order mark; None where it cannot be read.

    Findings:
        KPT104: too large, not UTF-8, or with control characters; the first ten of those, each with its place.
    """
    if len(content) > MAX_TEXT_BYTES:
        return None, (_too_large(path, len(content)),)
    encoding = next((name for mark, name in _OTHER_MARKS.items() if content.startswith(mark)), None)
    if encoding:
        return None, (_fault(Place(path, 1, 1), f"the file is in {encoding}, not UTF-8", _SAVE_AS_UTF8),)
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(path, content, error),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable() and _FORBIDDEN.search(text):
        return None, tuple(_hidden_characters(path, text))
    return text, ()


_SAVE_AS_UTF8 = "save the file again as UTF-8 (in most editors: Save as, Encoding, UTF-8)."


def too_large(path: str, size: int) -> Finding:
    """The finding for a file that is not even opened."""
    return _too_large(path, size)


def _too_large(path: str, size: int) -> Finding:
    return _fault(
        Place(path),
        f"the file has {size:,} bytes; the limit for text is {MAX_TEXT_BYTES:,}",
        "keep the quote, story or table here and the recording or raw data where they belong.",
    )


def _not_utf8(path: str, content: bytes, error: UnicodeDecodeError) -> Finding:
    before = content[: error.start]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    wrong = content[error.start]
    return _fault(Place(path, line, column), f"byte 0x{wrong:02x} is not UTF-8 text", _SAVE_AS_UTF8)


def _hidden_characters(path: str, text: str) -> Iterator[Finding]:
    for count, match in enumerate(_FORBIDDEN.finditer(text)):
        if count == 10:  # noqa: PLR2004  a binary file has thousands; ten say enough
            return
        before = text[: match.start()]
        place = Place(path, before.count("\n") + 1, match.start() - before.rfind("\n"))
        yield _fault(
            place,
            f"there is a control character (U+{ord(match[0]):04X}) that nobody can see",
            "delete it and type the words around it again; it often comes in by copying from another program.",
        )


def _fault(place: Place, message: str, hint: str) -> Finding:
    return Finding(code="KPT104", place=place, message=message + ".", hint=hint)
