"""Reads a document as HTML: a web page, a Markdown file, or a document of Word."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

from markdown_it import MarkdownIt

from kept.files import front_matter
from kept.findings import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MAX_BYTES = 50_000_000
_MAX_UNPACKED = 200_000_000
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_STYLES = "p[style-name='Title'] => h1.title:fresh\np[style-name='Quote'] => blockquote > p:fresh"
"""What two styles of Word mean, which its reader does not know."""


class Document(NamedTuple):
    """A document."""

    html: str
    fields: Mapping[str, Any]
    """What its front matter says; empty for anything but Markdown."""


def document(path: Path) -> Document:
    """A document, by its ending: .html, .htm, .md, .markdown, .txt or .docx.

    Raises:
        UsageError: it cannot be read, or is of another kind. The message says what to do.
    """
    content = path.read_bytes()
    if len(content) > _MAX_BYTES:
        message = f"{path.name} has more than {_MAX_BYTES // 1_000_000} MB. Make its pictures smaller, and try again."
        raise UsageError(message)
    ending = path.suffix.casefold()
    if content.startswith((b"PK\x03\x04", _OLD_WORD)) or ending == ".docx":
        return Document(_of_word(content, path.name), {})
    if ending not in {".html", ".htm", ".md", ".markdown", ".txt"}:
        message = f"{path.name} is none of the kinds that kept reads: .html, .md, .docx. Save it as one of them."
        raise UsageError(message)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        message = f"{path.name} is not written in UTF-8. Save it as UTF-8, and try again."
        raise UsageError(message) from error
    if ending in {".html", ".htm"}:
        return Document(text, {})
    return _of_markdown(text, path.name)


def _of_markdown(text: str, name: str) -> Document:
    fields: Mapping[str, Any] = {}
    if text.startswith("---\n"):
        read, faults = front_matter.load(text, name)
        if read is None:
            message = "\n".join(f"{name}:{fault.place.line}: {fault.message} {fault.hint}" for fault in faults)
            raise UsageError(message)
        fields = {key: value for key, value in read.data.items() if key != "body"}
        text = read.data["body"]
    return Document(MarkdownIt("commonmark", {"html": True}).enable("table").render(text), fields)


def _of_word(content: bytes, name: str) -> str:
    if not content.startswith(b"PK"):
        message = f"{name} is locked by a password, or of an old version of Word. Save it as .docx without a password."
        raise UsageError(message)
    try:
        import mammoth  # noqa: PLC0415  an extra: only who imports documents of Word needs it
    except ImportError as error:
        message = f'{name} is a document of Word. To read those: pip install "kept[docx]". Or save it as a web page.'
        raise UsageError(message) from error
    try:
        html = (
            None
            if _unpacked(content) > _MAX_UNPACKED
            else mammoth.convert_to_html(io.BytesIO(content), style_map=_STYLES).value
        )
    except Exception as error:  # whatever the reader meets in a damaged file
        message = f"{name} cannot be read as a document of Word. Open it in Word, save it anew as .docx, and try again."
        raise UsageError(message) from error
    if html is None:
        message = f"{name} is too large. Make its pictures smaller, and try again."
        raise UsageError(message)
    return str(html)


def _unpacked(content: bytes) -> int:
    """The size of everything in a packed file, in bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return sum(entry.file_size for entry in packed.infolist())
