"""Prepares pictures from the evidence folder: checked, upright, in sRGB, in three widths, without metadata.

A photograph's metadata can say where and when it was taken, with whose phone, and what was cropped. Only the pixels are
published. The same input gives the same output.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import PIL
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError, features

from kept.model.page import Asset
from kept.pictures.cache import PictureCache

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 30_000_000
MAX_PIXELS = 50_000_000
"""The size of a good phone's photograph. It takes four bytes per pixel while it is processed, so 200 MB of memory."""
WIDTHS = (480, 960, 1600)
FALLBACK_WIDTH = 960
SIZES = "(min-width: 60em) 640px, 100vw"

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}

_STARTS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF87a": "GIF", b"GIF89a": "GIF"}

_DECODERS = ("PNG", "JPEG", "WEBP", "GIF")
_WEBP: dict[str, Any] = {"quality": 80, "method": 4}
_JPEG: dict[str, Any] = {"quality": 82, "optimize": True, "progressive": True}
_RECIPE = f"1 {PIL.__version__} {features.version('webp')} {features.version('jpg')} {WIDTHS} {_WEBP} {_JPEG}"
"""Everything besides the original that affects the bytes of a prepared picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture ready to be shown."""

    assets: tuple[Asset, ...]
    """The files to publish, named after their content: `images/<12 hex digits>-960.webp`."""
    src: str
    """The path of the JPEG or PNG, for browsers without WebP."""
    srcset: tuple[tuple[str, int], ...]
    """(path, width in pixels) of each WebP file, narrowest first."""
    width: int
    """The width of the file at `src` in pixels, so that the page keeps room while the picture loads."""
    height: int
    sizes: str = SIZES


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a file cannot be used as a picture, in words for the person who added it."""

    message: str
    hint: str


def derive(content: bytes, name: str, *, cache: Path | None = None) -> Picture | Unusable:
    """The picture for a page, or the reason why the file cannot be used.

    `cache` is a folder with the results of earlier builds. Incomplete results are not used.
    """
    shelf = PictureCache(cache, _RECIPE) if cache else None
    key = hashlib.sha256(content).hexdigest()
    suffix = PurePosixPath(name).suffix.lower()
    # The name is checked before the cache, because the same bytes may have two names.
    if problem := _refusal(content, name, suffix):
        return problem
    if shelf and (kept := shelf.find(key)):
        return _picture(kept)
    made = _derivatives(content, name)
    if isinstance(made, Unusable):
        return made
    if shelf:
        shelf.keep(key, made)
    return _picture(made)


def mislabelled(content: bytes, name: str) -> str | None:
    """A message for a picture whose name has the wrong suffix; it is shown anyway. None where the name is right."""
    kind = kind_of(content)
    path = PurePosixPath(name)
    if kind is None or _FORMATS.get(path.suffix.lower()) == kind:
        return None
    return f"{path.stem}.{kind.lower().replace('jpeg', 'jpg')}"


def kind_of(content: bytes) -> str | None:
    """The kind of picture according to the file's first bytes: `PNG`, `JPEG`, `WEBP` or `GIF`; None for others."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)


def _picture(files: dict[str, tuple[bytes, int, int]]) -> Picture:
    """The picture made of these files, of which the fallback is last."""
    assets, sources = [], []
    for label, (content, width, _) in files.items():
        path = f"images/{hashlib.sha256(content).hexdigest()[:12]}-{label}"
        assets.append(Asset(path=path, content=content))
        sources.append((path, width))
    _, width, height = list(files.values())[-1]
    return Picture(assets=tuple(assets), src=sources[-1][0], srcset=tuple(sources[:-1]), width=width, height=height)


def _refusal(content: bytes, name: str, suffix: str) -> Unusable | None:
    """Why a file is not opened; None where it may be."""
    kind = kind_of(content)
    if (suffix == ".svg" and not kind) or content.lstrip()[:5].lower() in {b"<svg ", b"<?xml"}:
        return Unusable(
            f"{name} is an SVG drawing. Such a file can carry scripts, so kept does not publish it.",
            "Export it as a PNG, twice as wide as it will be shown.",
        )
    if suffix not in _FORMATS and not kind:
        return Unusable(
            f"{name} is not a kind of picture that every browser shows.",
            "Save it as a JPEG (photographs) or a PNG (logos, screenshots); WebP and still GIF work too.",
        )
    if not content:
        return Unusable(f"{name} is empty.", "Add the picture again; the upload may have been cut short.")
    if len(content) > MAX_BYTES:
        return Unusable(
            f"{name} has {len(content) / 1e6:.0f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB.",
            "Export it again, at most 3000 pixels wide.",
        )
    return None


def _derivatives(content: bytes, name: str) -> dict[str, tuple[bytes, int, int]] | Unusable:
    """The bytes, width and height of every file made from a picture, the fallback last."""
    try:
        with warnings.catch_warnings():
            # Pillow warns about very many pixels; our own limit is lower and has a better message.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=_DECODERS) as image:
                if problem := _misfit(image, name):
                    return problem
                clean = _clean(image)
    except UnidentifiedImageError:
        return Unusable(
            f"{name} does not hold a picture, whatever its name says.",
            "Open it on your own computer; if it shows there, save it again as a JPEG or a PNG.",
        )
    except Image.DecompressionBombError:
        return _too_many(name)
    except Exception:  # noqa: BLE001  decoders can raise anything for damaged bytes
        return Unusable(f"{name} is damaged: the picture in it breaks off.", "Add it again from the original.")
    return _encoded(clean, few_colours=image.mode == "P")


def _misfit(image: Image.Image, name: str) -> Unusable | None:
    """Why an opened file is not decoded; None where it may be."""
    if image.width * image.height > MAX_PIXELS:
        return _too_many(name, image.size)
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        return Unusable(f"{name} moves; pages show still pictures only.", "Export one frame of it as a PNG or JPEG.")
    return None


def _too_many(name: str, size: tuple[int, int] | None = None) -> Unusable:
    extent = f" ({size[0]} by {size[1]})" if size else ""
    return Unusable(
        f"{name} has too many pixels{extent}; the limit is {MAX_PIXELS // 1_000_000} million.",
        "Export it again, at most 3000 pixels wide.",
    )


def _clean(image: Image.Image) -> Image.Image:
    """Only the pixels: upright, no wider than the widest copy, in 8-bit sRGB, with alpha only where it is used."""
    # A JPEG can be decoded at a half or a quarter of its size; twice the widest copy is enough for full quality.
    image.draft(None, (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(_eight_bit(image))
    clear = upright.has_transparency_data
    small = _resized(_workable(upright, clear=clear), min(upright.width, WIDTHS[-1]))
    flat = _in_srgb(small, profile).convert("RGBA" if clear else "RGB")
    if clear and flat.getchannel("A").getextrema() == (255, 255):
        flat = flat.convert("RGB")
    # A new image, because the metadata of the old one would be saved with it.
    return Image.frombytes(flat.mode, flat.size, flat.tobytes())


def _eight_bit(image: Image.Image) -> Image.Image:
    """A 16-bit grey image in 8 bits. Pillow's own conversion would make everything that is not nearly black white."""
    if not image.mode.startswith("I"):
        return image
    grey = image.convert("F").point(lambda level: level / 257 + 0).convert("L")
    grey.info = dict(image.info)
    return grey


def _workable(image: Image.Image, *, clear: bool) -> Image.Image:
    """The image in a mode in which it can be resized and its colours converted."""
    if clear:
        return image.convert("RGBA")
    return image if image.mode in {"RGB", "CMYK", "L"} else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image with sRGB colours. An unreadable profile is ignored."""
    if not profile:
        return image
    screen, mode = ImageCms.createProfile("sRGB"), "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        return ImageCms.profileToProfile(image, io.BytesIO(profile), screen, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _encoded(image: Image.Image, *, few_colours: bool) -> dict[str, tuple[bytes, int, int]]:
    widths = [width for width in WIDTHS if width < image.width * 0.9] + [min(image.width, WIDTHS[-1])]
    widths = sorted(set(widths))
    sized = {width: _resized(image, width) for width in widths}
    webp = {**_WEBP, "lossless": True} if few_colours else _WEBP
    files = {f"{width}.webp": _saved(copy, "WEBP", webp) for width, copy in sized.items()}
    middle = max((width for width in widths if width <= FALLBACK_WIDTH), default=widths[0])
    if image.mode == "RGBA" or few_colours:
        return {**files, f"{middle}.png": _saved(sized[middle], "PNG", {"optimize": True})}
    return {**files, f"{middle}.jpg": _saved(sized[middle], "JPEG", _JPEG)}


def _resized(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    return image.resize(
        (width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS, reducing_gap=3.0
    )


def _saved(image: Image.Image, kind: str, options: dict[str, Any]) -> tuple[bytes, int, int]:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue(), image.width, image.height
