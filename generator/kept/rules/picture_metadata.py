"""Reads the metadata of a picture file: the text that cameras and editors add to the pixels."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from functools import lru_cache

from PIL import ExifTags, Image, UnidentifiedImageError

_LONGEST = 100_000
_MOST_PIXELS = 50_000_000
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


@lru_cache(maxsize=4096)
def metadata(content: bytes) -> str:
    """Every text in a picture's metadata (EXIF, XMP, IPTC, PNG text), one on each line.

    Empty where it is not a picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # another check reports odd pictures
            with Image.open(io.BytesIO(content)) as image:
                # Reading on may unpack the pixels. Very large pictures are refused elsewhere and never shown.
                is_small = image.width * image.height <= _MOST_PIXELS
                return "\n".join(_texts(image)) if is_small else ""
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""


def _texts(image: Image.Image) -> Iterator[str]:
    exif = image.getexif()
    fields = [*exif.values(), *(value for ifd in ExifTags.IFD for value in exif.get_ifd(ifd).values())]
    for value in (*fields, *image.info.values(), *getattr(image, "text", {}).values()):
        yield from _of(value)


def _of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value[:_LONGEST]
    elif isinstance(value, bytes):
        yield from (value[:_LONGEST].decode(encoding, "ignore").replace("\0", " ") for encoding in _ENCODINGS)
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _of(entry)
