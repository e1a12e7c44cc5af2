"""The picture that other sites show beside a link: 1200 by 630 pixels, legible when it is 300 wide.

Drawn with one byte a pixel: the lower values run from the ground to white, the upper ones from the verdict's colour to
the ink on it, and a palette says which colours these are. That halves the time, which counts for a thousand cards.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw

from kept.pictures import lettering

WIDTH, HEIGHT = 1200, 630
RECIPE = "share-card-1"
"""Changes with the look, so that no picture of an earlier one is taken from the cache."""
_LEFT, _ROOM = 64, WIDTH - 128
_BAND = 196
_WHITE, _SOFT, _COLOUR, _INK = 191, 138, 192, 255
"""Values of the picture: white, quieter words, the verdict's colour, and the words on it."""
_GROUND, _ON_GROUND, _ON_COLOUR = (13, 43, 37), (255, 255, 255), (13, 43, 37)
COLOURS = {
    "kept": (211, 243, 107),
    "missed": (255, 156, 134),
    "partly-kept": (246, 205, 126),
    "kept-late": (246, 205, 126),
    "measuring": (169, 210, 255),
    "in-progress": (169, 210, 255),
}
OTHER = (200, 216, 210)
"""For whatever has no verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareCard:
    """What one picture says."""

    top: str
    """Who publishes, and of a demo that it is one."""
    words: str
    """The promise, the quote or the title, whole."""
    note: str = ""
    """What must stand below the words wherever they stand."""
    kind: str = ""
    """The verdict, which chooses the colour."""
    figure: str = ""
    """The result, in the largest letters."""
    says: str
    """The verdict with its period, or who speaks."""
    beside: tuple[str, ...] = ()
    """What must stand with it: the target, or what ties the speaker to the publisher."""
    address: str = ""
    """Where it can be looked up."""


def draw(card: ShareCard) -> bytes | None:
    """The picture as PNG; None where a letter is missing in the bundled font, or something does not fit whole."""
    told = (card.top, card.words, card.note, card.figure, card.says, *card.beside, card.address)
    if not all(map(lettering.can_draw, told)):
        return None
    image = Image.new("L", (WIDTH, HEIGHT), 0)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, HEIGHT - _BAND, WIDTH, HEIGHT), fill=_COLOUR)
    if not (_head(canvas, card) and _band(canvas, card)):
        return None
    image.putpalette(_palette(COLOURS.get(card.kind, OTHER)))
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=4)
    return file.getvalue()


def _head(canvas: ImageDraw.ImageDraw, card: ShareCard) -> bool:
    """Publisher, address and words; False where the words do not fit."""
    set_top = lettering.fitted(card.top, (38, 34, 30, 26), 650, (_ROOM, 46))
    note = lettering.fitted(card.note, (38, 34, 30), 500, (_ROOM, 92)) if card.note else (0, [])
    if set_top is None or note is None:
        return False
    room = 310 - note[0] * 1.2 * len(note[1])
    if (found := lettering.fitted(card.words, (84, 76, 68, 60, 54, 48, 44), 750, (_ROOM, room))) is None:
        return False
    lettering.write(canvas, (_LEFT, 84), card.top, size=set_top[0], weight=650, ink=_SOFT)
    size, lines = found
    for number, line in enumerate(lines):
        y = 120 + size + number * size * 1.16
        lettering.write(canvas, (_LEFT, y), line, size=size, weight=750, ink=_WHITE)
    below = 120 + len(lines) * size * 1.16 + 14
    for number, line in enumerate(note[1], start=1):
        lettering.write(canvas, (_LEFT, below + number * note[0] * 1.2), line, size=note[0], weight=500, ink=_SOFT)
    return True


def _band(canvas: ImageDraw.ImageDraw, card: ShareCard) -> bool:
    """The verdict with its figure, or who speaks; False where it does not fit."""
    left = float(_LEFT)
    if card.figure:
        found = lettering.fitted(card.figure, (110, 96, 80, 64), 800, (460, 130))
        if found is None or len(found[1]) > 1:
            return False
        lettering.write(canvas, (left, HEIGHT - 58), card.figure, size=found[0], weight=800, ink=_INK)
        left += lettering.width(card.figure, found[0], 800) + 44
    room = WIDTH - left - _LEFT
    rows = [(card.says, 700, (52, 46, 42, 38)), *((text, 500, (40, 36, 32, 28)) for text in card.beside)]
    rows += [(card.address, 500, (30, 26, 22, 18))] if card.address else []
    fitted = [(text, weight, lettering.fitted(text, sizes, weight, (room, 64))) for text, weight, sizes in rows]
    height = 0.0
    for _, _, found in fitted:
        if found is None or len(found[1]) > 1:
            return False
        height += found[0] * 1.2
    y = HEIGHT - _BAND / 2 - height / 2
    for text, weight, found in fitted:
        assert found is not None  # noqa: S101  looked at above
        y += found[0] * 1.2
        lettering.write(canvas, (left, y - found[0] * 0.26), text, size=found[0], weight=weight, ink=_INK)
    return height <= _BAND - 16


@cache
def _palette(colour: tuple[int, int, int]) -> list[int]:
    """256 colours: from the ground to white, then from the verdict's colour to the ink on it."""
    lower = [_between(_GROUND, _ON_GROUND, value / _WHITE) for value in range(_WHITE + 1)]
    upper = [_between(colour, _ON_COLOUR, (value - _COLOUR) / (_INK - _COLOUR)) for value in range(_COLOUR, _INK + 1)]
    return [part for one in (*lower, *upper) for part in one]


def _between(first: tuple[int, int, int], last: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
    return red, green, blue
