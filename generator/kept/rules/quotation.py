"""Whether the shown words are the speaker's own, and how they were edited."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kept.findings import Severity
from kept.language.alignment import align
from kept.language.assertions import assertions
from kept.language.edits import spelt_out
from kept.language.markup import escaped
from kept.language.plain_text import Prose, plain_prose, prose
from kept.language.word_lists import words
from kept.model.evidence import IN_THEIR_WORDS, Testimonial
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.language.alignment import Correction, Cut, Insertion, Stranger
    from kept.rules.rule import Context

_BODY = ("body",)
_LONGEST_INSERTION, _MOST_INSERTED = 5, 10
_LEFT_AT_LEAST = 0.7
_MARKS = "\"'"
_LONE = {'"': re.compile('"'), "'": re.compile(r"(?<!\w)'|'(?!\w)")}
"""Another quotation mark of the same kind; between two letters it is an apostrophe."""


def shown(item: Testimonial) -> Prose:
    """The words of a quote as a reader sees them on a page."""
    return plain_prose(item.body) if item.is_plain else prose(item.body)


@rule(Testimonial)
def verbatim(item: Testimonial, context: Context) -> Iterator[Objection]:
    """Words in a quote that are not the speaker's, or not in the speaker's order.

    Findings:
        KPT301.

    Source:
        16 CFR 255.1(b).
    """
    if item.original is None or item.edit not in IN_THEIR_WORDS:
        return
    found = align(item.body, item.original, is_plain=item.is_plain)
    yield from _insertions(found.insertions, item, context.language(item))
    yield from _corrections(found.corrections, item, context.language(item))
    if found.is_chopped:
        hint = "show fewer, longer stretches of the original."
        yield Objection("KPT301", _BODY, "the words are cut in so many places that nobody could check them", hint)
    elif found.stranger and item.is_plain and align(item.body, item.original).stranger is None:
        yield _shows_markup(item, found.stranger)
    elif found.stranger:
        yield _not_said(found.stranger, shown(item).place(found.stranger.position))
    elif not found.left:
        hint = "show at least one sentence of the original."
        yield Objection("KPT301", _BODY, "no word of the original is left", hint)
    elif item.edit == "verbatim" and not found.is_whole:
        first = min([cut.position for cut in found.cuts] + [insertion.position for insertion in found.insertions])
        says = "says more than" if found.cuts else "does not say all that"
        yield Objection(
            "KPT301",
            _BODY,
            f"the original {says} is shown, and `edit` says that nothing was {'cut' if found.cuts else 'put in'}",
            "set `edit: trimmed`, or show all of the words in `original`.",
            offset=shown(item).place(first),
        )


@rule(Testimonial)
def doubled_marks(item: Testimonial, _context: Context) -> Iterator[Objection]:
    """Quotation marks around the whole text, although the site adds its own.

    Findings:
        KPT301, for information: the marks are not words, so nobody is misquoted.

    Source:
        our judgement; doubled quotation marks look like a mistake.
    """
    text = shown(item).words.rstrip(".,")
    if item.edit != "paraphrase" and any(_is_between(text, mark) for mark in _MARKS):
        yield Objection(
            "KPT301",
            _BODY,
            "the words stand between quotation marks, and the site puts its own around them",
            "take away the marks around the whole text; marks within it stay.",
            withholds_item=False,
            weight=Severity.INFORMATION,
        )


def _is_between(text: str, mark: str) -> bool:
    """True where the first and the last character are the only quotation marks of this kind."""
    inside = text[1:-1]
    return text.startswith(mark) and text.endswith(mark) and bool(inside) and not _LONE[mark].search(inside)


def _not_said(stranger: Stranger, place: tuple[int, int]) -> Objection:
    if stranger.is_earlier:
        message = f'"{stranger.words}" comes earlier in the original words than what stands before it here'
        hint = "put the words into the order in which they were said."
    elif stranger.is_later:
        message = f'words were left out before "{stranger.words}", and no mark shows it'
        hint = "write … where something was left out, and set `edit: trimmed`."
    else:
        message = f'"{stranger.words}" is not in the original words'
        hint = (
            "use the words in `original`, with … and `edit: trimmed` where some are left out; or set "
            "`edit: paraphrase`, which shows them without quotation marks, and have the speaker approve them."
        )
    return Objection("KPT301", _BODY, message, hint, offset=place)


def _shows_markup(item: Testimonial, stranger: Stranger) -> Objection:
    """The objection to words that would be the speaker's if the signs around them were markup."""
    return Objection(
        "KPT301",
        _BODY,
        f'"{stranger.words}" is shown with these very signs: exact words are plain text, and no Markdown',
        "take the signs out, or set `format: markdown` if they are to make emphasis, links or lists.",
        offset=shown(item).place(stranger.position),
    )


def _corrections(corrections: tuple[Correction, ...], item: Testimonial, language: str) -> Iterator[Objection]:
    """Objections to corrected words. A spelling may be corrected, but the meaning must not change."""
    text = spelt_out(shown(item).words)
    for correction in corrections:
        if _says_otherwise(correction, text, language):
            said = " ".join(correction.said)
            yield Objection(
                "KPT301",
                _BODY,
                f'"[{correction.words}]" stands for "{said}", which is more than another spelling',
                "use the speaker's own word; mark a mistake that is theirs with [sic].",
                offset=shown(item).place(correction.position),
            )
            return


def _says_otherwise(correction: Correction, text: str, language: str) -> bool:
    """True where a correction adds or removes a number, a comparison or a "not"."""
    said, written, start = " ".join(correction.said), correction.words, correction.position
    if said.replace("'", "").lower() == written.replace("'", "").lower():
        return False
    if qualifiers(language).among((*correction.said, *written.split())):
        return True
    before, after = text[:start], text[start + len(f"[{written}]") :]
    return any(
        start < entry.end and entry.start < start + len(spelt)
        for spelt in (said, written)
        for entry in assertions(escaped(f"{before}{spelt}{after}"), language)
    )


def _insertions(insertions: tuple[Insertion, ...], item: Testimonial, language: str) -> Iterator[Objection]:
    """Objections to words in square brackets. They may explain who "he" is, but must not add a statement."""
    count = 0
    for insertion in insertions:
        count += len(insertion.words.split())
        fault = _fault(insertion.words, language)
        if fault is None and count > _MOST_INSERTED:
            fault = f"the words that make it more than {_MOST_INSERTED} in all"
        if fault:
            yield Objection(
                "KPT301",
                _BODY,
                f'"[{insertion.words}]" adds {fault} to what the speaker said',
                "keep what stands in square brackets to a name or a few plain words, or use the speaker's own.",
                offset=shown(item).place(insertion.position),
            )
            return


def _fault(inserted: str, language: str) -> str | None:
    """What is wrong with an inserted text; None where nothing is."""
    said = tuple(inserted.split())
    if len(said) > _LONGEST_INSERTION:
        return f"more than {_LONGEST_INSERTION} words"
    if any(char.isnumeric() for char in inserted) or assertions(inserted, language):
        return "a number or a comparison"
    return next((f'"{word}"' for word in qualifiers(language).among(said)), None)


@rule(Testimonial)
def approved_edit(item: Testimonial, context: Context) -> Iterator[Objection]:
    """An edit that may have changed the meaning and that the speaker has not approved.

    Findings:
        KPT302.

    Source:
        16 CFR 255.1(b).
    """
    edit = _edit(item)
    if edit is None:
        return
    if item.edit == "translated":
        lacking = [name for name in ("original_lang", "translated_by") if getattr(item, name) is None]
        if lacking:
            message = f"the words are translated, and {_and(lacking)} {'is' if len(lacking) == 1 else 'are'} missing"
            hint = "say from which language (`original_lang: fr`), and who translated them (`translated_by`)."
            yield Objection("KPT302", ("edit",), message, hint)
    approved, captured = item.speaker_approved_edit_on, item.source.captured_on
    if approved is None:
        fault = "the speaker has not approved it"
    elif captured and approved < captured:
        fault = f"the speaker's approval of {approved} is older than the words, which are of {captured}"
    elif approved > context.as_of:
        fault = f"the speaker's approval is dated {approved}, which is after {context.as_of}"
    else:
        return
    yield Objection(
        "KPT302",
        ("speaker_approved_edit_on",) if approved else ("edit",),
        f"{edit}, and {fault}",
        "show the speaker the words as they will stand; write the day they agree into `speaker_approved_edit_on`.",
    )


def _edit(item: Testimonial) -> str | None:
    """The kind of edit that needs the speaker's approval, for a message; None where there is none."""
    if item.edit == "paraphrase":
        return "the words are a paraphrase"
    if item.edit == "translated":
        return "the words are a translation"
    if item.original is None:
        return None
    found = align(item.body, item.original, is_plain=item.is_plain)
    if found.stranger or found.is_chopped or found.left >= _LEFT_AT_LEAST:
        return None
    return f"{round(100 * (1 - found.left))} % of the words were left out"


@rule(Testimonial)
def qualifier(item: Testimonial, context: Context) -> Iterator[Objection]:
    """A cut that removed a "not", a "but" or an "until".

    Findings:
        KPT303.

    Source:
        our judgement; cutting one of these words can reverse the meaning.
    """
    if item.original is None or item.edit not in IN_THEIR_WORDS:
        return
    found = align(item.body, item.original, is_plain=item.is_plain)
    language = context.language(item)
    dropped = [(cut, word) for cut in found.cuts for word in qualifiers(language).among(cut.words)]
    if dropped:
        yield _dropped(dropped, item)


def _dropped(dropped: list[tuple[Cut, str]], item: Testimonial) -> Objection:
    named = _and([f'"{word}"' for word in dict.fromkeys(word for _, word in dropped)][:3])
    return Objection(
        "KPT303",
        _BODY,
        f"what was cut here holds {named}",
        "read the original beside the shown words: if they now say more than the speaker did, show that part too.",
        offset=shown(item).place(dropped[0][0].position),
    )


class Qualifiers(NamedTuple):
    """The words of one language that reverse or limit a statement."""

    single: frozenset[str]
    phrases: tuple[str, ...]
    endings: tuple[str, ...]

    def among(self, said: tuple[str, ...]) -> list[str]:
        """The qualifiers in these words, as written there, single words first."""
        lower = [word.lower().strip(".,;:!?") for word in said]
        single = [word for word in lower if word in self.single or word.endswith(self.endings)]
        together = f" {' '.join(lower)} "
        return single + [phrase for phrase in self.phrases if f" {phrase} " in together]


@cache
def qualifiers(language: str) -> Qualifiers:
    """The qualifiers of a language; empty where there is no list for it."""
    lists = words(language, "qualifiers")
    entries = lists.get("words", ())
    return Qualifiers(
        single=frozenset(entry for entry in entries if " " not in entry),
        phrases=tuple(entry for entry in entries if " " in entry),
        endings=lists.get("endings", ()),
    )


def _and(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
