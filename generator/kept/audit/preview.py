"""KPT808: a preview says so on every page, and is never offered for publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kept.audit.folder import File
from kept.audit.html import tag
from kept.findings import Finding

_NEW = re.compile(r'<ins class="k-now">(.*?)</ins>', re.DOTALL)
_GONE = re.compile(r'<del class="k-was">.*?</del>', re.DOTALL)
_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_HEAD_ENDS = re.compile(r"</head", re.IGNORECASE)


def problems(file: File, text: str, *, expected: bool) -> Iterator[Finding]:
    """The faults of one page of a preview (`expected`), or of a site for publication."""
    said = set(_meta_elements(text))
    is_marked = ("kept", "preview") in said
    if not expected:
        if is_marked:
            yield _finding(
                file,
                "This page belongs to a preview: it may show what nobody has approved, and is never published.",
                "Build the site without --preview, and publish that.",
            )
        return
    if not is_marked:
        yield _finding(
            file,
            "This page of a preview does not say that it is one, so that it could be published by mistake.",
            'Let the frame around every page carry <meta name="kept" content="preview">.',
        )
    if not any(name == "robots" and re.search(r"\b(?:noindex|none)\b", content) for name, content in said):
        yield _finding(
            file,
            "This page of a preview may be listed by search engines.",
            'Let the frame around every page carry <meta name="robots" content="noindex">.',
        )


def without_marks(text: str) -> str:
    """A page of a preview as it will read once everything is approved: without what it strikes out."""
    return _NEW.sub(r"\1", _GONE.sub("", text))


def _meta_elements(text: str) -> Iterator[tuple[str, str]]:
    """Name and content of each meta element of a page's head, in lower case."""
    end = _HEAD_ENDS.search(text)
    yield from filter(None, map(_said, _META.findall(text, 0, end.start() if end else len(text))))


@lru_cache(maxsize=1_000)
def _said(token: str) -> tuple[str, str] | None:
    """Name and content of one meta element; most are the same on every page."""
    one = tag(token)
    return ((one.get("name") or "").lower(), (one.get("content") or "").lower().strip()) if one else None


def _finding(file: File, message: str, hint: str) -> Finding:
    return Finding(code="KPT808", place=file.place(), message=message, hint=hint)
