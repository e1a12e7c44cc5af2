"""The texts by which results are read, and the digest of a text, by which a wording is known without its words."""

from __future__ import annotations

import hashlib
import re
from unicodedata import normalize

PROMISE_TEXTS = ("statement", "qualifier", "counts", "excludes", "remedy")
METRIC_TEXTS = ("definition", "population", "denominator", "exclusions", "method")
"""The texts that say how a verdict is to be read."""
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def text_digest(text: str | None) -> str:
    """`sha256:` and the hexadecimal SHA-256 of a text in UTF-8 and NFC; empty where there is no text."""
    return "" if text is None else f"sha256:{hashlib.sha256(normalize('NFC', text).encode()).hexdigest()}"


def is_text_digest(text: str | None) -> bool:
    """True of a digest that stands in the place of a text."""
    return text is not None and _DIGEST.fullmatch(text) is not None
