"""A badge: a small drawing for somebody's web page or letter, as SVG and as PNG.

Left who promises what and where it can be looked up, right the verdict, on two lines each. The SVG is set in the
reader's own font, stretched to the widths of ours, so that nothing runs into anything.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import escape
from PIL import Image, ImageDraw

from kept.pictures import lettering

if TYPE_CHECKING:
    from collections.abc import Iterator

HEIGHT = 52
_PAD, _GLYPH, _LEAST = 12, 16, 96
_GROUND, _WHITE, _SOFT = "#0d2b25", "#ffffff", "#b3cac2"
_COLOURS = {"kept": "#0a6844", "missed": "#a3291a", "partly-kept": "#7d4b00", "kept-late": "#7d4b00"}
_OTHER = "#3d4f63"
_SCALE = 2
"""The PNG has twice as many pixels each way, for sharp screens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """What a badge says."""

    kind: str
    """The verdict, which chooses colour and glyph; empty for a count of several."""
    promise: str
    """What is promised, in a few words."""
    address: str
    """Where it can be looked up."""
    verdict: str
    """With its period."""
    result: str
    """The value and its target."""
    title: str
    """All of it, for whoever cannot see it."""


@dataclass(frozen=True, slots=True)
class _Text:
    x: float
    y: int
    text: str
    size: int
    weight: int
    ink: str

    @property
    def width(self) -> float:
        return lettering.width(self.text, self.size, self.weight)


def svg(badge: Badge) -> str:
    """The badge as SVG: no script, no font, nothing fetched."""
    left, width = _widths(badge)
    words = "".join(
        f'<text x="{one.x:g}" y="{one.y}" font-size="{one.size}" font-weight="{one.weight}" fill="{one.ink}"'
        f' textLength="{one.width:.0f}" lengthAdjust="spacingAndGlyphs">{escape(one.text)}</text>'
        for one in _texts(badge, left)
        if one.text
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}"'
        f' role="img" aria-labelledby="t" font-family="system-ui, -apple-system, Segoe UI, Roboto, sans-serif">'
        f'<title id="t">{escape(badge.title)}</title>'
        f'<rect width="{width}" height="{HEIGHT}" rx="6" fill="{_colour(badge)}"/>'
        f'<path d="M6 0h{left - 6}v{HEIGHT}H6a6 6 0 0 1-6-6V6a6 6 0 0 1 6-6z" fill="{_GROUND}"/>'
        f"{_glyph(badge, left)}{words}</svg>\n"
    )


def png(badge: Badge) -> bytes | None:
    """The badge as PNG; None where the bundled font lacks a letter."""
    if not all(map(lettering.can_draw, (badge.promise, badge.address, badge.verdict, badge.result))):
        return None
    left, width = _widths(badge)
    image = Image.new("RGB", (width * _SCALE, HEIGHT * _SCALE), _colour(badge))
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, left * _SCALE - 1, HEIGHT * _SCALE), fill=_GROUND)
    if line := _LINES.get(badge.kind):
        x, y = left + _PAD, 12
        for stroke in line:
            points = [((x + a) * _SCALE, (y + b) * _SCALE) for a, b in stroke]
            canvas.line(points, fill=_WHITE, width=2 * _SCALE, joint="curve")
    for one in _texts(badge, left):
        at = (one.x * _SCALE, one.y * _SCALE)
        lettering.write(canvas, at, one.text, size=one.size * _SCALE, weight=one.weight, ink=one.ink)
    file = io.BytesIO()
    image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _widths(badge: Badge) -> tuple[int, int]:
    """How wide the left half is, and the whole."""
    half = max(_LEAST, *(one.width for one in _texts(badge, 0)[:2]))
    left = round(half + 2 * _PAD)
    right = max(_LEAST, *(one.x + one.width for one in _texts(badge, 0)[2:]))
    return left, round(left + right + _PAD)


def _texts(badge: Badge, left: float) -> list[_Text]:
    """The four lines; those of the right half begin `left` pixels from the edge."""
    begins = left + _PAD + (_GLYPH + 6 if badge.kind in _LINES else 0)
    return [
        _Text(_PAD, 22, badge.promise, 15, 700, _WHITE),
        _Text(_PAD, 41, badge.address, 11, 500, _SOFT),
        _Text(begins, 22, badge.verdict, 15, 700, _WHITE),
        _Text(left + _PAD, 41, badge.result, 12, 500, _WHITE),
    ]


_LINES = {
    "kept": (((2, 6), (6, 10), (14, 1)),),
    "kept-late": (((2, 6), (6, 10), (14, 1)),),
    "missed": (((3, 1), (12, 10)), ((12, 1), (3, 10))),
    "partly-kept": (((2, 6), (13, 6)),),
}
"""The strokes of each glyph, beside the verdict's word."""


def _colour(badge: Badge) -> str:
    return _COLOURS.get(badge.kind, _OTHER)


def _glyph(badge: Badge, left: float) -> str:
    strokes = "".join(_path(stroke, left + _PAD, 12) for stroke in _LINES.get(badge.kind, ()))
    return f'<path d="{strokes}" fill="none" stroke="{_WHITE}" stroke-width="2.4"/>' if strokes else ""


def _path(stroke: tuple[tuple[int, int], ...], x: float, y: float) -> str:
    return "".join(_steps(stroke, x, y))


def _steps(stroke: tuple[tuple[int, int], ...], x: float, y: float) -> Iterator[str]:
    for number, (right, down) in enumerate(stroke):
        yield f"{'L' if number else 'M'}{x + right:g} {y + down:g}"
