"""What every import needs to write a file of words: cleaned text, a new id, and front matter."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import yaml

from kept.files.garbled import repaired

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKS = re.compile(r"[^a-z0-9]+")
_CONTROLS = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\ufeff]")
_PAIRS = (("\u201c", "\u201d"), ('"', '"'), ("\u201e", "\u201c"), ("\u00ab", "\u00bb"), ("\u2018", "\u2019"))
_ID_WORDS = 5


def cleaned(text: str) -> tuple[str, list[str]]:
    """The words without leftovers of spreadsheets and web forms, and a list of the repairs."""
    repairs = []
    mended = repaired(text)
    if mended != text:
        repairs.append("letters were repaired that had been saved in a wrong encoding.")
    plain = _CONTROLS.sub("", mended)
    if plain != mended:
        repairs.append("signs that nobody can see were taken out.")
    lines = [" ".join(line.split()) for line in plain.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    whole = "\n".join(lines).strip()
    for opening, closing in _PAIRS:
        inner = whole[1:-1]
        if whole[:1] == opening and whole[-1:] == closing and inner and not {opening, closing} & set(inner):
            whole = inner.strip()
    return unicodedata.normalize("NFC", whole), repairs


def new_id(quote: str, name: str, taken: set[str]) -> str:
    """An id from the first words of the quote, without the speaker's name, because it becomes part of an address."""
    unnamed = set(_slugs(name))
    told = [word for word in _slugs(quote) if word not in unnamed][:_ID_WORDS]
    base = "-".join(told)[:60].strip("-") or "quote"
    item, more = base, 1
    while item in taken:
        more += 1
        item = f"{base}-{more}"
    return item


def _slugs(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return [word for word in _MARKS.sub(" ", plain.replace("'", "")).split() if word]


class _Dumper(yaml.SafeDumper):
    """Writes texts with several lines as blocks."""


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent)


def file_text(front: Mapping[str, Any], body: str) -> str:
    """The text of a file: the front matter and the words below it."""
    head = yaml.dump(dict(front), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return f"---\n{head}---\n\n{body}\n"
