"""How words hide in bytes, and how they look once they do not.

A needle is looked for in what a reader, a browser or a crawler could make of a file: without character references,
escapes and invisible characters, whatever the capitals, the spaces and the compatibility forms.
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

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_UNPACKED = 64_000_000
"""Bytes read of something compressed; what unpacks to more is not a page's search index."""

# A letter before them is taken along, for an accent may have to be put on it.
_FOREIGN = re.compile(r"[A-Za-z]?[^\x00-\x7f]+")
_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\u\{[0-9a-fA-F]{1,6}\}|\\x[0-9a-fA-F]{2}|\\.")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_BASE64 = re.compile(r";base64,([A-Za-z0-9+/=_-]{8,})")
_PRINTABLE = re.compile(rb"(?:[\t\n\r -~]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}){4,}")
_ROUNDS = 3
"""Something may be escaped in something escaped: a URL in JSON in an attribute."""

# ASCII as it is compared: letters small, everything that is neither letter nor digit a space.
_ASCII = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) + bytes(range(128, 256))
# Scripts written without spaces: every character counts as a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")


def text_of(content: bytes, *, certainly: bool = False) -> str | None:
    """What a file says, or None where it is not text. `certainly`: it is text, whatever it looks like.

    A browser overlooks a NUL in a page, and so must whoever checks one.
    """
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    if b"\0" not in content[:4096]:
        return content.decode("utf-8-sig", "replace")
    return content.decode("utf-8-sig", "replace").replace("\0", "") if certainly else None


def strings(content: bytes) -> Iterator[str]:
    """What can be read in something that is not text, one or two bytes to a character."""
    yield b"\n".join(_PRINTABLE.findall(content)).decode("utf-8", "replace")
    if b"\0" in content:
        yield b"\n".join(_PRINTABLE.findall(content.replace(b"\0", b""))).decode("utf-8", "replace")


def readings(content: bytes) -> Iterator[str]:
    """A short note in every encoding that programs write into pictures."""
    for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
        yield content.decode(encoding, "replace")
        yield content[1:].decode(encoding, "replace")


def unpacked(content: bytes) -> bytes:
    """What a gzip file holds (the parts of a search index are such), as far as it can be read."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, MAX_UNPACKED)
    except zlib.error:
        return b""


def decoded(text: str) -> str:
    """The text without character references, escapes, percent signs and invisible characters; NFKC."""
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
    return text if text.isascii() else _FOREIGN.sub(_composed, text)


def embedded(text: str) -> Iterator[bytes]:
    """The bytes of every `data:` address in a text."""
    if ";base64," in text:
        for match in _BASE64.finditer(text):
            try:
                yield base64.urlsafe_b64decode(match[1].replace("+", "-").replace("/", "_").rstrip("=") + "==")
            except binascii.Error:
                continue


def words(text: str) -> list[bytes]:
    """The words of a decoded text in order, small, in UTF-8, without anything that is neither letter nor digit."""
    if not text.isascii():
        text = _FOREIGN.sub(_folded, text)
    return text.encode("utf-8", "replace").translate(_ASCII).split()


def _unescaped(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("\\u{"):
        code = int(found[3:-1], 16)
        return chr(code) if code <= 0x10FFFF else " "  # noqa: PLR2004  the last character there is
    if found[1] in "ux":
        digits = bytes.fromhex(found.replace("\\u", "").replace("\\x", "00"))
        return digits.decode("utf-16-be", "replace")
    return " " if found[1] in "nrtbf" else found[1]


def _composed(match: re.Match[str]) -> str:
    return _without_invisible(match[0])


def _folded(match: re.Match[str]) -> str:
    return _small(match[0])


@lru_cache(maxsize=1 << 16)
def _without_invisible(run: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", run) if unicodedata.category(char) != "Cf")


@lru_cache(maxsize=1 << 16)
def _small(run: str) -> str:
    small = unicodedata.normalize("NFKC", _without_invisible(run).casefold())
    kept = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in small)
    return _UNSPACED.sub(r" \g<0> ", kept)
