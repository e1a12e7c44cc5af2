"""Words in pictures: the bundled font, how wide a text is in it, and where its lines break."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from PIL import ImageFont

from kept.resources import FOLDER, packaged

if TYPE_CHECKING:
    from PIL import ImageDraw

_FILES = ("schibsted-grotesk-latin-wght-normal.woff2", "schibsted-grotesk-latin-ext-wght-normal.woff2")
"""The bundled font in two parts: the letters of Western Europe, and those beyond."""
_MEASURED = 100
_WORDS = re.compile(r"\s|\S+")
_ABSENT = "\ue000"
"""A character that no font has: drawn, it is the box that stands for a missing letter."""


@cache
def _font(part: int, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(packaged() / FOLDER / "assets/fonts" / _FILES[part], size)
    font.set_variation_by_axes([weight])
    return font


@cache
def _part(letter: str) -> int | None:
    """Which part of the font has a letter; None where neither has."""
    for part in range(len(_FILES)):
        font = _font(part, 20, 400)
        if letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask(_ABSENT)):
            return part
    return None


def can_draw(text: str) -> bool:
    """True where the bundled font has every letter, and they run from left to right without being joined."""
    return all(_part(letter) is not None and unicodedata.bidirectional(letter) not in {"R", "AL"} for letter in text)


def width(text: str, size: int, weight: int) -> float:
    """How wide a text is in the bundled font, in pixels; estimated for letters that it does not have."""
    return sum(_word(word, weight) for word in _WORDS.findall(text)) * size / _MEASURED


@cache
def _word(word: str, weight: int) -> float:
    """How wide a word is at the size that all are measured at: widths grow with the size."""
    runs = ((part, "".join(letters)) for part, letters in groupby(word, key=_part))
    known = (
        _guess(run, _MEASURED) if part is None else _font(part, _MEASURED, weight).getlength(run) for part, run in runs
    )
    return sum(known)


def _guess(run: str, size: int) -> float:
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in run)
    return size * (wide + 0.62 * (len(run) - wide))


def write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, *, size: int, weight: int, ink: int | str
) -> None:
    """Draws one line, its baseline at this place."""
    x, y = at
    for part, letters in groupby(text, key=lambda letter: _part(letter) or 0):
        run = "".join(letters)
        font = _font(part, size, weight)
        draw.text((x, y), run, font=font, fill=ink, anchor="ls")
        x += font.getlength(run)


def lines(text: str, size: int, weight: int, room: float) -> list[str]:
    """The text in lines that are no wider than `room`; a single word may be wider."""
    made: list[list[str]] = []
    left, gap = 0.0, width(" ", size, weight)
    for word in text.split():
        needed = width(word, size, weight)
        if made and left - gap >= needed:
            made[-1].append(word)
            left -= gap + needed
        else:
            made.append([word])
            left = room - needed
    return [" ".join(words) for words in made]


def fitted(text: str, sizes: tuple[int, ...], weight: int, room: tuple[float, float]) -> tuple[int, list[str]] | None:
    """The largest of these sizes at which the text fits, and its lines; None where it fits at none.

    Args:
        text: what is set.
        sizes: in pixels, the largest first.
        weight: of the font.
        room: width and height, in pixels. A line is 1.16 times as high as its letters are set.
    """
    for size in sizes:
        found = lines(text, size, weight, room[0])
        if len(found) * size * 1.16 <= room[1] and all(width(line, size, weight) <= room[0] for line in found):
            return size, found
    return None
