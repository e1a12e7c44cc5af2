"""Finds things in a text that a page cannot show, and words in a language that nobody named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kept.findings import Severity
from kept.language.scripts import foreign_script
from kept.model.evidence import CaseStudy, Testimonial
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.rules.rule import Context

_FRAMES = r"iframe|embed|object|video|audio|script"
_OTHERS = (
    r"a|abbr|b|big|blockquote|br|center|code|details|div|em|figcaption|figure|font|form|h[1-6]|hr|i|input|li|link|mark|meta|"
    r"ol|p|pre|small|span|strong|style|sub|summary|sup|svg|table|tbody|td|th|thead|tr|u|ul"
)
_HTML = re.compile(
    rf"(?P<picture><img\b[^<>]*>|!\[[^\[\]]*\]\([^()\s]*[^()]*\))|(?P<frame><(?:{_FRAMES})\b[^<>]*>)"
    rf"|(?P<html><!--|<(?:{_OTHERS})(?:\s[^<>]*)?/?>)|(?P<entity>&(?:#\d+|#x[0-9a-f]+|nbsp|amp|lt|gt|quot|apos);)",
    re.IGNORECASE,
)
_SUSPECT = re.compile(r"<|&|!\[")
_WHAT = {
    "picture": ("a picture by its address", "put a picture beside a story's index.md and name it in `images`"),
    "frame": ("a frame, a film or a script", "write a link to it instead"),
    "html": ("HTML", "write it in Markdown, or as plain words"),
    "entity": ("a character as HTML writes it", "write the character itself"),
}
_LONGEST = 40


@rule(Testimonial, CaseStudy)
def unshown(item: Testimonial | CaseStudy, _context: Context) -> Iterator[Objection]:
    """Remote pictures, frames and HTML in a text, which a page shows as plain characters or not at all.

    Findings:
        KPT101, for information: one for each kind, at its first place.

    Source:
        our judgement; an author must be told what is missing on the page.
    """
    if not _SUSPECT.search(item.body):
        return
    is_plain = isinstance(item, Testimonial) and item.is_plain
    seen: set[str] = set()
    for found in _HTML.finditer(item.body):
        kind = str(found.lastgroup)
        if kind in seen or (kind == "entity" and not is_plain):
            continue
        seen.add(kind)
        what, instead = _WHAT[kind]
        before = item.body[: found.start()]
        words = " ".join(found[0].split())
        shown = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
        how = "only its description" if kind == "picture" and not is_plain and words[0] == "!" else "these very signs"
        yield Objection(
            "KPT101",
            ("body",),
            f'"{shown}" is {what}, of which the page shows {how}',
            f"{instead}; or take it out.",
            withholds_item=False,
            weight=Severity.INFORMATION,
            offset=(before.count("\n"), len(before) - (before.rfind("\n") + 1) + 1),
        )


@rule(Testimonial, CaseStudy)
def language_missing(item: Testimonial | CaseStudy, context: Context) -> Iterator[Objection]:
    """Words in another script than the site's, without a field that names their language.

    Findings:
        KPT101, for information.

    Source:
        WCAG 2.2, 3.1.2 (language of parts): otherwise a screen reader uses the wrong language.
    """
    locale = context.portfolio.register.organisation.locale
    script = None if item.lang else foreign_script(item.body, locale)
    if script:
        yield Objection(
            "KPT101",
            ("body",),
            f'the words are in {script} letters, and nothing says in which language: "lang" is missing',
            f"add {_EXAMPLES.get(script, '`lang`, the letters of the language')}.",
            withholds_item=False,
            weight=Severity.INFORMATION,
        )


_EXAMPLES = {
    "Arabic": "`lang: ar` (Arabic), `lang: fa` (Persian) or `lang: ur` (Urdu)",
    "Hebrew": "`lang: he`",
    "Cyrillic": "`lang: uk`, `lang: ru`, `lang: bg` or whichever language it is",
    "Greek": "`lang: el`",
    "Hiragana": "`lang: ja`",
    "Katakana": "`lang: ja`",
    "Chinese or Japanese": "`lang: zh` or `lang: ja`",
    "Hangul": "`lang: ko`",
    "Thai": "`lang: th`",
    "Devanagari": "`lang: hi`, `lang: mr` or `lang: ne`",
    "Latin": "`lang: en` or whichever language it is",
}
