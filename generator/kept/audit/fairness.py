"""KPT501, KPT502, KPT503: the public site explains its method, and claims no more than it can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kept.audit.folder import File, Folder
from kept.audit.html import split, tag
from kept.audit.link_targets import Addresses
from kept.audit.links import references, shortened
from kept.audit.own_sentences import elements, prose
from kept.audit.publisher_claims import lexicon
from kept.findings import Finding, Place

HOME = "index.html"

_LANGUAGE = re.compile(r"<html[^>]*\slang\s*=\s*[\"']?([A-Za-z-]+)", re.IGNORECASE)
_METHOD = re.compile(r'data-kept="method ([a-z ]+)"')
_PARTS = {
    "results": "how results are measured and judged",
    "reviews": "how it is made sure that voices come from real customers",
    "selection": "how voices and stories are chosen",
}
_COUNTED = re.compile(r'data-kept="(voices|stories)-counted" data-shown="(\d+)" data-received="(\d+)"')
_KINDS = {"voices": "voice", "stories": "story"}
_IS_PROMISE = 'data-kept="promise"'


class _Claim(NamedTuple):
    """A sentence that claims too much, unless a promise says the same."""

    code: str
    place: Place
    sentence: str


@dataclass
class Heard:
    """What the pages say about the whole site."""

    method: dict[str, set[str]] = field(default_factory=dict)
    """By page: the parts of the method that it explains."""
    shows_evidence: bool = False
    counted: set[tuple[int, int]] = field(default_factory=set)
    """Every "x of y" on the pages: how many are shown of how many."""

    def update(self, other: Heard) -> None:
        """Adds what other pages say."""
        self.method |= other.method
        self.shows_evidence |= other.shows_evidence
        self.counted |= other.counted


class Fair:
    """Collects what the pages of a public site say about it, and judges it after the last page."""

    def __init__(self, site: Folder, addresses: Addresses, publisher: str | None) -> None:
        """`publisher` is the name that must be given; None where it is unknown and any name is enough."""
        self._site = site
        self._addresses = addresses
        self._publisher = publisher
        self.heard = Heard()
        self._claims: list[_Claim] = []
        self._promised: set[str] = set()
        self._promising: list[str] = []
        """The pages with a promise on them, which are read word for word only where there is a claim."""

    @property
    def has_claims(self) -> bool:
        """True where a page that was read may claim too much."""
        return bool(self._claims)

    def page(self, file: File, text: str, words: str) -> Iterator[Finding]:
        """The faults of one page. `words` is all its text, with a space for each tag."""
        for parts in _METHOD.findall(text):
            self.heard.method.setdefault(file.path, set()).update(parts.split())
        counted = {kind: (int(shown), int(received)) for kind, shown, received in _COUNTED.findall(text)}
        for kind, mark in _KINDS.items():
            number = text.count(f'data-kept="{mark}"')
            self.heard.shows_evidence |= number > 0
            if number > 1 and kind not in counted:
                yield _uncounted(file, kind, mark, number)
        self.heard.counted.update(counted.values())
        self._read(file, text, words)

    def _read(self, file: File, text: str, words: str) -> None:
        found = _LANGUAGE.search(text)
        known = lexicon(found[1].lower() if found else "en")
        if not known.may_claim(words):
            if _IS_PROMISE in text:
                self._promising.append(file.path)
            return
        read = prose(text)
        self._promised.update(read.promised)
        for sentence in read.own:
            place = Place(file.shown, sentence.line, sentence.column)
            if known.claims_everything(sentence.text):
                self._claims.append(_Claim("KPT502", place, sentence.text))
            if known.claims_independence(sentence.text):
                self._claims.append(_Claim("KPT503", place, sentence.text))

    def site(self) -> Iterator[Finding]:
        """The faults that can be known only after all pages have been read."""
        yield from self._without_method()
        yield from self._without_publisher()
        for path in self._promising if self._claims else ():
            self._promised.update(prose(self._site.text(path)).promised)
        promised = [words.rstrip(".!") for words in self._promised]
        for claim in self._claims:
            if any(words in claim.sentence for words in promised) or (claim.code == "KPT502" and self._is_complete):
                continue
            message, hint = _CLAIMS[claim.code]
            said = shortened(claim.sentence)
            yield Finding(code=claim.code, place=claim.place, message=message.format(said=said), hint=hint)

    @property
    def _is_complete(self) -> bool:
        """True where the site says that it shows everything there is."""
        return bool(self.heard.counted) and all(shown >= received for shown, received in self.heard.counted)

    def _without_method(self) -> Iterator[Finding]:
        needed = [part for part in _PARTS if part == "results" or self.heard.shows_evidence]
        reachable = self._linked_from_home() & self.heard.method.keys()
        if not reachable:
            yield Finding(
                code="KPT501",
                place=Place(f"{self._site.root.name}/{HOME}"),
                message="The home page leads to no page that says how results, voices and their selection are handled.",
                hint="Link to method/ on the home page or in the row of tabs, and keep its template as it was.",
            )
            return
        page = min(reachable)
        for part in needed:
            if not any(part in self.heard.method[path] for path in reachable):
                yield Finding(
                    code="KPT501",
                    place=Place(f"{self._site.root.name}/{page}"),
                    message=f"The method page does not say {_PARTS[part]}.",
                    hint="Take your own copy of site_templates/pages/method.html away, or write that part into it, "
                    f'in an element with data-kept="method {part}".',
                )

    def _linked_from_home(self) -> set[str]:
        found = filter(None, map(tag, split(self._site.text(HOME)).tokens))
        urls = (reference.url for one in found if one.name == "a" for reference in references(one))
        paths = (self._site.serves(self._addresses.target(url, "").path) for url in urls)
        return {path for path in paths if path}

    def _without_publisher(self) -> Iterator[Finding]:
        named = " ".join(elements(self._site.text(HOME), "publisher"))
        missing = not named if self._publisher is None else " ".join(self._publisher.split()) not in named
        if missing:
            who = f"that {self._publisher} publishes it" if self._publisher else "who publishes it"
            yield Finding(
                code="KPT503",
                place=Place(f"{self._site.root.name}/{HOME}"),
                message=f"The home page does not say {who}.",
                hint='Name the organisation in the footer, in an element with data-kept="publisher".',
            )


def _uncounted(file: File, kind: str, mark: str, number: int) -> Finding:
    return Finding(
        code="KPT502",
        place=file.place(f'data-kept="{mark}"'),
        message=f"{number} {kind} stand on this page, without a word on how many there are that are not shown.",
        hint=f"Say beside them how many {kind} are shown of how many there are: in your own template, "
        f'{{% import "blocks/chosen.html" as chosen %}} and {{{{ chosen.{kind}_line() }}}}.',
    )


_CLAIMS = {
    "KPT502": (
        "“{said}” says that nothing was left out, but what is shown here was chosen.",
        "Say how many are shown of how many there are, or leave the sentence out.",
    ),
    "KPT503": (
        "“{said}” calls this site independent, but it is published by the organisation it is about.",
        "Say who publishes it instead; the word may stay where it is about somebody else.",
    ),
}
