"""KPT803: a published picture has no metadata about people, places and programs, only what is needed to show it."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kept.audit.folder import File
from kept.findings import Finding

_MOST = 1_000_000
"""The most bytes to unpack from one compressed note."""

# The chunks needed to show a picture. A colour profile is one of them; its text is searched for secrets too.
_PNG_NEEDED = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD hIST pHYs iCCP acTL fcTL fdAT cICP".split())
_WEBP_NEEDED = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_GIF_NEEDED = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
_SIGNS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF87a": "gif", b"GIF89a": "gif"}
_ANYWHERE = (b"Exif\0\0", b"http://ns.adobe.com/xap/", b"<x:xmpmeta", b"Photoshop 3.0\0")
# In a JPEG a segment begins with one or more 0xFF and a byte; in scan data 0xFF may be an escape or a restart.
_MARKER = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_END, _SCAN = 0xD9, 0xDA
_DRAWING = re.compile(
    r"<!--(.*?)-->|<metadata[\s>](.*?)</metadata>|\s((?:sodipodi|inkscape):(?:docname|export-filename|version)=\"[^\"]*\")",
    re.DOTALL | re.IGNORECASE,
)


class Note(NamedTuple):
    """A piece of metadata in a picture file."""

    kind: str
    """The kind in words: `"EXIF"`, `"a comment"`."""
    content: bytes
    needed: bool = False
    """True for metadata that a picture may keep; it is only searched for secrets."""


def notes(content: bytes) -> Iterator[Note]:
    """All metadata in a picture's bytes; empty for a file of another kind.

    For an incomplete file, the metadata before its end.
    """
    for sign, kind in _SIGNS.items():
        if content.startswith(sign):
            yield from _READERS[kind](content)
            return
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        yield from _webp(content)
    elif content[4:8] == b"ftyp" or content[:4] in {b"II*\0", b"MM\0*"}:
        yield from (Note("EXIF or XMP", content[content.find(sign) :][:_MOST]) for sign in _ANYWHERE if sign in content)


def is_image(content: bytes) -> bool:
    """True for the kinds of picture that this module can read."""
    return content.startswith(tuple(_SIGNS)) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def problems(file: File) -> Iterator[Finding]:
    """One finding for each kind of metadata in a picture or drawing."""
    found = (note.kind for note in notes(file.content) if not note.needed)
    if file.is_drawing:
        found = (_kind_of(match) for match in _DRAWING.finditer(file.text or ""))
    for kind in dict.fromkeys(found):
        yield Finding(
            code="KPT803",
            place=file.place(),
            message=f"This picture carries {kind}, which may tell who made it, where and when.",
            hint="Save it again without metadata (“export for web”), or let kept derive it from the evidence folder.",
        )


def _kind_of(match: re.Match[str]) -> str:
    if match[3]:
        return f"the file name or version of a drawing program ({match[3].split('=')[0]})"
    return "a comment" if match[1] is not None else "a <metadata> element"


def _png(content: bytes) -> Iterator[Note]:
    at = 8
    while at + 12 <= len(content):
        (length,), kind = struct.unpack_from(">I", content, at), content[at + 4 : at + 8]
        data = content[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IEND":
            break
        if kind not in _PNG_NEEDED or kind == b"iCCP":
            name = {b"eXIf": "EXIF"}.get(kind, f"text or data of its own ({kind.decode('latin-1')})")
            yield Note(name, data + b"\n" + _inflated(data), needed=kind == b"iCCP")
    yield from _after(content, at)


def _inflated(data: bytes) -> bytes:
    """The unpacked part of a zTXt, iTXt or iCCP chunk, which follows a keyword."""
    found = b""
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data[:4096]):
        try:
            found += zlib.decompressobj().decompress(data[match.start() :], _MOST) + b"\n"
        except zlib.error:
            continue
    return found


def _jpeg(content: bytes) -> Iterator[Note]:
    at = 2
    while head := _MARKER.match(content, at):
        marker = head[1][0]
        if marker == _END:
            at = head.end()
            break
        (length,) = struct.unpack_from(">H", content.ljust(head.end() + 2, b"\0"), head.end())
        at = head.end() + length
        yield from _jpeg_note(marker, content[head.end() + 2 : at])
        if marker == _SCAN:
            at = _end_of_scan(content, at)
    yield from _after(content, at)


def _jpeg_note(marker: int, data: bytes) -> Iterator[Note]:
    if marker == 0xFE:  # noqa: PLR2004  COM
        yield Note("a comment", data)
    elif marker == 0xE1:  # noqa: PLR2004  the first APP
        yield Note("EXIF" if data.startswith(b"Exif") else "XMP", data)
    elif marker == 0xED:  # noqa: PLR2004  the thirteenth
        yield Note("IPTC", data)
    elif marker == 0xE2 and data.startswith(b"ICC_PROFILE\0"):  # noqa: PLR2004  the second
        yield Note("a colour profile", data, needed=True)
    elif 0xE0 <= marker <= 0xEF and not data.startswith((b"JFIF\0", b"Adobe")):  # noqa: PLR2004  any other APP
        yield Note(f"data of a program (APP{marker - 0xE0})", data)


def _end_of_scan(content: bytes, at: int) -> int:
    """The end of the image data after the head of a scan: the next marker that is not part of it."""
    match = _AFTER_SCAN.search(content, at)
    return match.start() if match else len(content)


def _gif(content: bytes) -> Iterator[Note]:
    at = 13 + _colours(content[10:11])
    while at < len(content) and content[at] != 0x3B:  # noqa: PLR2004  the end of the file
        if content[at] == 0x21:  # noqa: PLR2004  an extension
            label, start = content[at + 1 : at + 2], at + 2
            at, data = _blocks(content, start)
            if label == b"\xfe":
                yield Note("a comment", data)
            elif label == b"\x01" or (label == b"\xff" and not data.startswith(_GIF_NEEDED)):
                yield Note("text or data of a program", data[:11] + b"\n" + data[11:])
        else:
            at, _ = _blocks(content, at + 11 + _colours(content[at + 9 : at + 10]))
    yield from _after(content, at + 1)


def _colours(flags: bytes) -> int:
    """The size in bytes of the colour table that these flags announce."""
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _blocks(content: bytes, at: int) -> tuple[int, bytes]:
    """The end of a row of data blocks, and their content."""
    data = b""
    while at < len(content) and (size := content[at]):
        data += content[at + 1 : at + 1 + size]
        at += 1 + size
    return at + 1, data


def _webp(content: bytes) -> Iterator[Note]:
    (length,) = struct.unpack_from("<I", content, 4)
    end, at = 8 + length + length % 2, 12
    while at + 8 <= min(end, len(content)):
        kind, (size,) = content[at : at + 4], struct.unpack_from("<I", content, at + 4)
        data = content[at + 8 : at + 8 + size]
        if kind not in _WEBP_NEEDED or kind == b"ICCP":
            names = {b"EXIF": "EXIF", b"XMP ": "XMP"}
            yield Note(names.get(kind, f"data of its own ({kind.decode('latin-1')})"), data, needed=kind == b"ICCP")
        at += 8 + size + size % 2
    yield from _after(content, end)


def _after(content: bytes, end: int) -> Iterator[Note]:
    if content[end:].strip(b"\0"):
        yield Note("bytes after its end", content[end:][:_MOST])


_READERS: dict[str, Callable[[bytes], Iterator[Note]]] = {"png": _png, "jpeg": _jpeg, "gif": _gif}
