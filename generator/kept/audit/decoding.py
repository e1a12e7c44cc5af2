"""Decodes bytes into the words that a reader or program could see.

Secrets are searched for in the text that a reader, a browser or a crawler could see: character references and escapes
are decoded, invisible characters removed, and capitals, spaces and compatibility forms ignored.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
import zlib
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ahocorasick_rs import BytesAhoCorasick

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_UNPACKED = 64_000_000
"""The most bytes to unpack; something larger is not a page's search index."""

_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*|\\u\{[0-9a-fA-F]{1,6}\}|\\x[0-9a-fA-F]{2}|\\.")
_PERCENT = re.compile(
    r"%[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2})*"
)  # begins with a literal character, which makes the search fast
_BASE64 = re.compile(r";base64,([A-Za-z0-9+/=_-]{8,})")
_PRINTABLE = re.compile(rb"(?:[\t\n\r -~]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}){4,}")
_ROUNDS = 3
"""The levels of nested escapes: a URL in JSON in an attribute."""

# For comparing bytes: ASCII letters become lower case, all other ASCII characters except digits become spaces.
_ASCII = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) + bytes(range(128, 256))
# The UTF-8 of Latin punctuation (U+0080 to U+00BF), and of punctuation, arrows and symbols (U+2000 to U+2BFF).
_LATIN_MARKS = re.compile(rb"\xc2[\x80-\xbf]")
_SYMBOLS = re.compile(rb"\xe2[\x80-\xaf][\x80-\xbf]")
# Deleting these bytes leaves nothing where a text has only ASCII and those symbols, or no other script.
_NOT_LETTERS = bytes((*range(0xC0), 0xC2, 0xE2))
_NOT_FOREIGN = bytes((*range(0xD4), 0xE2))
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
# Scripts without spaces between words: every character counts as a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
# Invisible characters: soft hyphens, joiners, direction marks and overrides, tags.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
_FIRST_BYTES = (b"\xc2\xad", b"\xd8\x9c", b"\xe1\xa0\x8e", b"\xef\xbb\xbf", b"\xef\xbf", b"\xf3\xa0", b"\xe2\x81")
_FINDS_INVISIBLE = BytesAhoCorasick(
    [*_FIRST_BYTES, *(b"\xe2\x80" + bytes([last]) for last in (*range(0x8B, 0x90), *range(0xAA, 0xAF)))]
)


def text_of(content: bytes, *, certainly: bool = False) -> str | None:
    """The text of a file; None where it is not text. With `certainly` it is always read as text.

    Browsers ignore NUL characters in a page, so they are ignored here too.
    """
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    if b"\0" not in content[:4096]:
        return content.decode("utf-8-sig", "replace")
    return content.decode("utf-8-sig", "replace").replace("\0", "") if certainly else None


def strings(content: bytes) -> Iterator[str]:
    """The readable strings in a binary file, with one or two bytes for each character."""
    for view in (content, content.replace(b"\0", b"")):
        yield b"\n".join(_PRINTABLE.findall(view)).decode("utf-8", "replace")


def readings(content: bytes) -> Iterator[str]:
    """A short note decoded with every encoding that programs use in pictures."""
    for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
        yield content.decode(encoding, "replace")
        yield content[1:].decode(encoding, "replace")


def unpacked(content: bytes) -> bytes:
    """The content of a gzip file (such as a part of a search index), as far as it can be read."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, MAX_UNPACKED)
    except zlib.error:
        return b""


def decoded(text: str) -> str:
    """The text with character references, escapes and percent signs decoded, and no invisible characters; in NFKC."""
    for _ in range(_ROUNDS):
        before = text
        if "&" in text:
            text = unescape(text)
        if "\\" in text:
            text = _ESCAPE.sub(_unescaped, text)
        if "%" in text:
            text = _PERCENT.sub(lambda match: unquote(match[0], errors="replace"), text)
        if text is before or text == before:
            break
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    if _FINDS_INVISIBLE.find_matches_as_indexes(text.encode("utf-8", "replace")):
        # Composed again, because an invisible character may have separated an accent from its letter.
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return text


def embedded(text: str) -> Iterator[bytes]:
    """The bytes of every `data:` address in a text."""
    if ";base64," in text:
        for match in _BASE64.finditer(text):
            try:
                yield base64.urlsafe_b64decode(match[1].replace("+", "-").replace("/", "_").rstrip("=") + "==")
            except binascii.Error:
                continue


def words(text: str) -> list[bytes]:
    """The words of a decoded text in order, in lower case and UTF-8; only letters and digits."""
    content = text.encode("utf-8", "replace")
    if content.translate(None, _NOT_LETTERS):
        text = unicodedata.normalize("NFKC", text.casefold())
        content = text.encode("utf-8", "replace")
        if content.translate(None, _NOT_FOREIGN):
            content = _FOREIGN.sub(lambda run: _letters(run[0]), text).encode("utf-8", "replace")
    return _SYMBOLS.sub(b" ", _LATIN_MARKS.sub(b" ", content)).translate(_ASCII).split()


@lru_cache(maxsize=1 << 16)
def _letters(run: str) -> str:
    kept = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in run)
    return _UNSPACED.sub(r" \g<0> ", kept)


def _unescaped(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("\\u{"):
        code = int(found[3:-1], 16)
        return chr(code) if code <= 0x10FFFF else " "  # noqa: PLR2004  the last character in Unicode
    if found[1] in "ux":
        digits = bytes.fromhex(found.replace("\\u", "").replace("\\x", "00"))
        return digits.decode("utf-16-be", "replace")
    return " " if found[1] in "nrtbf" else found[1]
