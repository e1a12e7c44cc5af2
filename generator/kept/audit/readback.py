"""KPT804: reads each verdict, value and count back from the finished files and compares it with the computed one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kept.audit.data_files import difference
from kept.audit.folder import File, Folder
from kept.audit.hiding_styles import hides, prints
from kept.audit.html import Markup
from kept.audit.marked import Hit, Notes, drawings, end_of, spans, text_of, within
from kept.findings import Finding, Place
from kept.model.stated import DAY, MarkedText, Stated

_INDEX = "api/v1/index.json"
_PLAIN = "print what kept hands over, such as {{ card.tag }} or {{ figure.value }}, or take your own copy away"


class _Known(NamedTuple):
    """An element that has been read: its pieces after the first, and its end tag."""

    inside: Sequence[str]
    end: str


class Readback:
    """Compares the finished files of one site with what they must say."""

    def __init__(self, site: Folder, stated: Stated) -> None:
        """Remember what must be said; nothing is read yet but the day of the site."""
        self._site = site
        self._stated = stated
        self._said: Mapping[str, MarkedText] = stated.said
        self._needed = {path: frozenset(said.mark for said in page) for path, page in stated.pages.items()}
        self._day = _day(site, is_internal=stated.is_internal)
        self._notes = Notes(tuple(stated.labels))
        self._words = tuple(said.text for said in stated.others if said.mark.startswith("status:"))
        self._right: dict[str, _Known] = {}
        """By first piece: marked elements that say what they must."""

    @property
    def is_of_its_day(self) -> bool:
        """False where the site says that it is for another day. Then nothing can be compared."""
        return self._day in {None, self._stated.day.isoformat()}

    def of_its_day(self) -> Iterator[Finding]:
        """A finding that the site is for another day; otherwise a finding for each missing page or file."""
        if self.is_of_its_day:
            yield from self._missing()
            return
        yield Finding(
            code="KPT804",
            place=Place(f"{self._site.root.name}/{'index.html' if self._stated.is_internal else _INDEX}"),
            message=f"This site is of {self._day}, so its verdicts were not compared with those of {self._stated.day}.",
            hint=f"Name its day: --as-of {self._day}",
        )

    def _missing(self) -> Iterator[Finding]:
        """Every page and file that is missing."""
        for path in sorted((self._needed.keys() | self._stated.files.keys()) - self._site.files):
            yield Finding(
                code="KPT804",
                place=Place(f"{self._site.root.name}/{path}"),
                message="This file is missing: what it must say is said nowhere.",
                hint="Build the site again, and publish all of it.",
            )

    def file(self, file: File) -> Iterator[Finding]:
        """The first difference between a data file and its expected content."""
        true = self._stated.files.get(file.path)
        if true is None or file.content == true:
            return
        place, said, engine = difference(file.path, file.content, true)
        yield Finding(
            code="KPT804",
            place=Place(file.shown),
            message=f"This file says {said} where the engine says {engine}, at {place}.",
            hint="Nothing may change this file after it was written. Build the site again.",
        )

    def styles(self, file: File, css: str) -> Iterator[Finding]:
        """What a stylesheet, or a `<style>` of a page, hides of what is marked; verdicts that it prints itself."""
        for selector in hides(css):
            yield Finding(
                code="KPT804",
                place=file.place(selector),
                message=f"The style of “{selector}” hides what the engine says.",
                hint="Take the rule out, or let it hide something that carries no data-kept.",
            )
        for text in prints(css, self._words):
            yield Finding(
                code="KPT804",
                place=file.place(text),
                message=f"A style prints “{text}”, which reads as a verdict.",
                hint="Take it out: verdicts come from kept alone.",
            )

    def page(self, file: File, markup: Markup) -> Iterator[Finding]:
        """Everything on one page that differs from what was computed."""
        pieces = markup.pieces
        hits = self._notes.hits(pieces)
        yield from self._marks(file, pieces, hits)
        yield from self._hidden(file, pieces, hits)
        yield from self._around(file, pieces, hits)
        yield from self._beside(file, pieces, hits)
        yield from self._order(file, hits)
        yield from self._drawings(file, pieces, hits)
        seen = {note.mark for _, note in hits if note.mark}
        for mark in sorted(self._needed.get(file.path, frozenset()) - seen):
            said = self._said[mark]
            yield self._finding(file, said, f"This page does not say {_quoted(said)} ({mark}).")

    def _marks(self, file: File, pieces: Sequence[str], hits: Sequence[Hit]) -> Iterator[Finding]:
        """Marked elements whose text or colour differs from what was computed."""
        for at, note in hits:
            if not note.mark or self._is_right(pieces, at):
                continue
            said = self._said.get(note.mark)
            end = end_of(pieces, at, note.name)
            text = text_of(pieces, at, end, hits)
            if said is None:
                yield self._unknown(file, note.mark, text)
            elif text != _plain(said):
                yield self._finding(file, said, f"This page says “{text}” where the engine says {_quoted(said)}.")
            elif note.is_tag and note.colours != {said.kind}:
                shown = " and ".join(sorted(note.colours)) or "none"
                yield self._finding(file, said, f"{_quoted(said)} has the colour of another verdict: {shown}.")
            elif end < len(pieces):
                self._right[pieces[at]] = _Known(pieces[at + 1 : end], pieces[end].partition(">")[0])

    def _is_right(self, pieces: Sequence[str], at: int) -> bool:
        """True for an element that has been read before, here or on another page, and is right."""
        known = self._right.get(pieces[at])
        if known is None:
            return False
        end = at + 1 + len(known.inside)
        return end < len(pieces) and (pieces[at + 1 : end], pieces[end].partition(">")[0]) == known

    def _hidden(self, file: File, pieces: Sequence[str], hits: Sequence[Hit]) -> Iterator[Finding]:
        """Marked elements that readers cannot see."""
        marks = [hit for hit in hits if hit.note.mark in self._said]
        for is_spoken in (False, True):
            for first, last in spans(pieces, hits, spoken=is_spoken) if marks else ():
                for _, note in within(marks, first, last):
                    said = self._said[note.mark]
                    if not said.is_echo:
                        yield self._finding(file, said, f"{_quoted(said)} stands on this page and is hidden.")

    def _around(self, file: File, pieces: Sequence[str], hits: Sequence[Hit]) -> Iterator[Finding]:
        """Verdict tags without a mark, and verdict colours around no verdict of that colour."""
        for at, note in hits:
            if note.mark or not (note.colours or note.is_tag):
                continue
            end = end_of(pieces, at, note.name)
            if note.is_tag:
                text = text_of(pieces, at, end, hits)
                message = f"“{text}” looks like a verdict, and is none that kept handed over."
                yield self._unmarked(file, pieces[at], message)
                continue
            found = (self._said.get(one.mark) for _, one in within(hits, at, end))
            if wrong := sorted((note.colours & _KINDS) - {said.kind for said in found if said}):
                message = f"A part of this page has the colour of “{wrong[0]}”, and no such verdict stands in it."
                yield self._unmarked(file, pieces[at], message)

    def _beside(self, file: File, pieces: Sequence[str], hits: Sequence[Hit]) -> Iterator[Finding]:
        """Verdicts beside the name of another promise, marked or not."""
        if not any(note.mark or note.label for _, note in hits):
            return
        links = [(at, note.link) for at, note in hits if note.link]
        places = [at for at, _ in links]
        of_page = _subject(file.path)
        for at, note in hits:
            near = _near(links, places, at) | of_page
            said = self._said.get(note.mark)
            if not near or not (note.label or (said and said.promise)):
                continue
            names = " or ".join(sorted(near))
            if said and said.promise and said.promise not in near:
                message = f"{_quoted(said)} is the verdict of {said.promise}, and stands beside {names}."
                yield self._finding(file, said, message)
            is_true = not note.label or note.mark or not near.isdisjoint(self._stated.labels[note.label])
            if not is_true and not _is_in_mark(pieces, hits, at):
                yield self._unmarked(file, note.label, f"“{note.label}” stands beside {names}, and is not so.")

    def _order(self, file: File, hits: Sequence[Hit]) -> Iterator[Finding]:
        """Targets that stand before their results, as if they were results."""
        needed = self._needed.get(file.path, frozenset())
        results: set[str] = set()
        for _, note in hits:
            kind, _, about = note.mark.partition(":")
            if kind == "value":
                results.add(about)
            elif kind == "level" and note.mark in self._said:
                result = ":".join(about.split(":")[:2])
                if result not in results and f"value:{result}" in needed:
                    said = self._said[note.mark]
                    yield self._finding(file, said, f"{_quoted(said)} is the target, and stands before its result.")

    def _drawings(self, file: File, pieces: Sequence[str], hits: Sequence[Hit]) -> Iterator[Finding]:
        """Drawings of another verdict than the one they stand beside."""
        coloured = [(hit.at, hit.note) for hit in hits if hit.note.colours & self._stated.glyphs.keys()]
        places = [at for at, _ in coloured]
        for at, drawing in drawings(pieces, {at + 1 for at, note in coloured if note.is_tag}):
            before = bisect_left(places, at) - 1
            kinds = coloured[before][1].colours & self._stated.glyphs.keys() if before >= 0 else frozenset()
            if kinds and drawing not in {self._stated.glyphs[kind] for kind in kinds}:
                message = f"The drawing beside “{min(kinds)}” is not the one kept has for it."
                yield self._unmarked(file, pieces[at], message)

    def _unknown(self, file: File, mark: str, text: str) -> Finding:
        return Finding(
            code="KPT804",
            place=file.place(f'data-kept="{mark}"'),
            message=f"“{text}” is marked as {mark}, and the engine says nothing of that kind.",
            hint=f"{self._look(file)}.",
        )

    def _unmarked(self, file: File, words: str, message: str) -> Finding:
        return Finding(code="KPT804", place=file.place(words), message=message, hint=f"{self._look(file)}.")

    def _finding(self, file: File, said: MarkedText, message: str) -> Finding:
        promise = said.promise
        return Finding(
            code="KPT804",
            place=file.place(f'data-kept="{said.mark}"'),
            message=message,
            hint=f"{self._look(file)}.",
            item=f"promise.{promise}" if promise else None,
            promise=promise,
        )

    def _look(self, file: File) -> str:
        template = self._stated.templates.get(file.path)
        where = f"site_templates/{template} and the blocks it uses" if template else "the template of this page"
        return f"Look at {where}: {_PLAIN}"


_KINDS = frozenset(
    {"kept", "kept-late", "partly-kept", "no-cases", "measuring", "in-progress", "no-result", "out-of-date", "missed"}
    | {"retired", "on-track", "at-risk", "below", "no-evidence"}
)


def _day(site: Folder, *, is_internal: bool) -> str | None:
    """The day that a site says it is of."""
    text = site.text("index.html" if is_internal else _INDEX)
    before, _, after = text.partition(f'data-kept="{DAY}:' if is_internal else '"as_of": "')
    return after.partition('"')[0] if before and after else None


def _subject(path: str) -> frozenset[str]:
    """The promise that a page is about; none for most pages."""
    parts = path.removeprefix("embed/").split("/")
    is_of_one = parts[0] == "promises" and len(parts) > 2 and parts[1] != "page"  # noqa: PLR2004  promises/<id>/<file>
    return frozenset(parts[1:2]) if is_of_one else frozenset()


def _near(links: Sequence[tuple[int, str]], places: Sequence[int], at: int) -> set[str]:
    """The promises of the links before and after a piece."""
    index = bisect_left(places, at)
    return {promise for _, promise in links[max(index - 1, 0) : index + 1]}


def _is_in_mark(pieces: Sequence[str], hits: Sequence[Hit], at: int) -> bool:
    """True for a piece within a marked element, whose text as a whole is looked at."""
    before = [hit for hit in hits if hit.note.mark and hit.at < at][-1:]
    return any(end_of(pieces, hit.at, hit.note.name) > at for hit in before)


def _plain(said: MarkedText) -> str:
    return " ".join(said.text.split())


def _quoted(said: MarkedText) -> str:
    return f"“{said.text}”"
