"""The search for secrets that must not be in a finished site.

A secret becomes one or more needles: texts that identify it and cannot occur by chance. By kind of secret:

`id` With two words or more (`boiler-sunday`): the id, where it is not part of a longer slug. A single word (`heat`) is
    also an ordinary word, so it is searched for only where ids are: after a section in a path (`voices/heat`), or as
    the value of a key such as `"id"` in JSON. `file` The name of the file, unless it is a very common one (`logo.png`).
    `reference` The reference, where it is not part of a longer one; at least four characters. `name`, `organisation` A
    full name of two words or more, in either order, with its capitals or joined as in an address. A shorter name
    ("M&S", "Target") and an organisation with only common words ("Home Office") are searched for only in the places of
    names: as a whole part of a speaker's line, of a name in JSON or XML, or of a file's name. `text` Every passage that
    identifies it, see `kept.language.passages`, unless two speakers said the same. `digest` Its first twelve digits,
    which may be in the name of a file.

A text that the site may show is not a needle. Nor is a run of words made of things it shows next to each other: a
speaker's name, role and organisation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal, NamedTuple, Self

from ahocorasick_rs import BytesAhoCorasick

from kept.audit.decoding import decoded, words
from kept.language.passages import CHINESE_JAPANESE, LENGTHS, passages, windows

Kind = Literal["id", "file", "reference", "name", "organisation", "text", "digest"]

_SHORTEST_REFERENCE = 4
_DIGEST = 12
_FULL_NAME = 6
"""The fewest letters of a full name."""
_LONGEST_FIELD = 8
"""The most words of a text that is shown next to others: a name, a role, a title."""
_OWN_WORDS = 5
"""The fewest words of a run that are in no shown text."""

_SECTIONS = ("voices", "stories", "metrics", "promises", "roles", "testimonials", "case-studies", "approvals", "badge")
_KEYS = ("id", "item", "promise", "metric", "voice", "story")
_EVERYWHERE = frozenset(
    {"index", "logo", "icon", "favicon", "photo", "image", "picture", "portrait", "cover", "header"}
)
_TELLING_ID = re.compile(r"(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)+")
_CHARACTERS = re.compile(f"[{CHINESE_JAPANESE}]")
_CHARACTERS_OF_A_NAME = {"name": 3, "organisation": 4}

_SLUG = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_-")

_Run = tuple[bytes, ...]


class Secret(NamedTuple):
    """Something this site's readers may not see."""

    item: str
    """The evidence id, or `promise.<id>`, to which it belongs."""
    kind: Kind
    value: str
    speaker: str = ""
    """For spoken words: the speaker. What two speakers said is not a secret."""


class Hit(NamedTuple):
    """A found secret, without its text."""

    item: str
    kind: Kind


class _Pattern(NamedTuple):
    """A needle, and the secret it was made from."""

    text: bytes
    hit: Hit
    name: str = ""
    """The name as written; empty for other secrets."""
    loose: bool = False
    """True where it also counts inside a longer slug. Phrases do, because they have spaces at both ends."""
    one_word_id: str = ""
    """The id, for a needle that has more than the id: `voices/heat`."""


class Needles:
    """Secrets prepared for searching many texts. Made with `Needles.of`."""

    def __init__(
        self,
        exact: Iterable[_Pattern],
        phrases: Iterable[_Pattern],
        runs: Mapping[_Run, Hit],
        labels: Mapping[_Run, Hit],
        shown: Iterable[bytes] = (),
    ) -> None:
        """Takes the needles to compare by characters, by words, by runs of words, and as whole labels.

        `shown` are the short texts that the site shows next to each other.
        """
        self._exact = _Finder(exact)
        self._phrases = _Finder(phrases)
        self._runs = runs
        self._known = frozenset(runs)
        self._lengths = sorted({*map(len, runs)} & {*LENGTHS})
        self._labels = labels
        self._shown = frozenset(shown)

    @cached_property
    def _fields(self) -> BytesAhoCorasick:
        """Finds what is shown in a run."""
        return BytesAhoCorasick(sorted(self._shown))

    @classmethod
    def of(cls, secrets: Iterable[Secret], allowed: Iterable[str], common: Collection[str] = ()) -> Self:
        """The needles for these secrets, without those in texts and ids that the site may show.

        Args:
            secrets: what the site must not contain.
            allowed: what the site may contain.
            common: ordinary words of the language, in lower case.
        """
        permitted = frozenset(allowed)
        exact: list[_Pattern] = []
        phrases: list[_Pattern] = []
        labels: dict[_Run, Hit] = {}
        told = _RunsByText()
        for secret in dict.fromkeys(secrets):
            hit = Hit(secret.item, secret.kind)
            if secret.value in permitted:
                continue
            if secret.kind == "text":
                told.add(secret)
            elif secret.kind in {"name", "organisation"}:
                found = words(decoded(secret.value))
                full = list(_full_name(secret, found, common))
                phrases += full
                if not full and found:
                    labels.setdefault(tuple(found), hit)
            else:
                exact += _exact(secret)
        runs = told.by_one()
        phrases += (_Pattern(_spaced([*run]), hit, loose=True) for run, hit in runs.items() if len(run) not in LENGTHS)
        runs = {run: hit for run, hit in runs.items() if len(run) in LENGTHS}
        return cls(exact, phrases, runs, labels).less(permitted)

    def and_of(self, others: Self) -> Self:
        """The needles of both."""
        return type(self)(
            self._exact.patterns + others._exact.patterns,
            self._phrases.patterns + others._phrases.patterns,
            {**self._runs, **others._runs},
            {**self._labels, **others._labels},
            self._shown | others._shown,
        )

    def only(self, items: Collection[str]) -> Self:
        """The needles of these items."""
        return type(self)(
            (pattern for pattern in self._exact.patterns if pattern.hit.item in items),
            (pattern for pattern in self._phrases.patterns if pattern.hit.item in items),
            {run: hit for run, hit in self._runs.items() if hit.item in items},
            {label: hit for label, hit in self._labels.items() if hit.item in items},
            self._shown,
        )

    def less(self, permitted: Iterable[str]) -> Self:
        """The needles that are in none of these texts."""
        permitted = frozenset(permitted)
        exact, phrases, runs, fields = set[bytes](), set[bytes](), set[_Run](), set[_Run]()
        for text in permitted:
            plain = decoded(text)
            found = words(plain)
            exact |= {pattern.text for pattern in self._exact.matches(_small(plain))}
            for pattern in self._phrases.matches(_spaced(found)):
                # Who may be named may be named in either order: "Ada Mover Ada Mover" is no secret "Mover, Ada".
                phrases |= {pattern.text, _spaced(pattern.text.split()[::-1])} if pattern.name else {pattern.text}
            runs.update(*map(self._known.intersection, self._windows(found)))
            if 0 < len(found) <= _LONGEST_FIELD:
                fields.add(tuple(found))
        return type(self)(
            (
                pattern
                for pattern in self._exact.less(exact)
                if not (pattern.one_word_id and pattern.one_word_id in permitted)
            ),
            self._phrases.less(phrases),
            {run: hit for run, hit in self._runs.items() if run not in runs},
            {label: hit for label, hit in self._labels.items() if label not in fields},
            self._shown | {_spaced([*field]) for field in fields},
        )

    def hits(self, text: str) -> set[Hit]:
        """The secrets in a text that `decoded` has prepared."""
        found = words(text)
        hits = {pattern.hit for pattern in self._exact.matches(_small(text))}
        hits |= {pattern.hit for pattern in self._phrases.matches(_spaced(found)) if self._is_meant(pattern, text)}
        for several in self._windows(found):
            if not self._known.isdisjoint(several):
                hits |= {self._runs[run] for run in self._known.intersection(several) if not self._is_composed(run)}
        return hits

    def hits_in_labels(self, labels: Iterable[str]) -> set[Hit]:
        """The names that are a whole label, in the places of names."""
        if not self._labels:
            return set()
        found = (self._labels.get(tuple(words(decoded(label)))) for label in labels)
        return {hit for hit in found if hit}

    @property
    def are_labels(self) -> bool:
        """True where there are names that are searched for only in the places of names."""
        return bool(self._labels)

    def _windows(self, found: list[bytes]) -> list[frozenset[_Run]]:
        return [frozenset(windows(found, length)) for length in self._lengths]

    def _is_meant(self, pattern: _Pattern, text: str) -> bool:
        if pattern.name:
            return _is_name(pattern, text)
        return not self._is_composed(tuple(pattern.text.split()))

    def _is_composed(self, run: _Run) -> bool:
        """True for a run of texts shown next to each other, with few words of its own."""
        spaced, own = _spaced([*run]), [True] * len(run)
        for _, start, end in self._fields.find_matches_as_indexes(spaced, overlapping=True):
            first = spaced.count(b" ", 0, start)
            for index in range(first, first + spaced.count(b" ", start, end) - 1):
                own[index] = False
        return not all(own) and sum(own) < min(_OWN_WORDS, len(run))


class _RunsByText:
    """Runs of words, each with the first speaker."""

    def __init__(self) -> None:
        self._by: dict[_Run, tuple[Hit, str]] = {}
        self._common: set[_Run] = set()

    def add(self, secret: Secret) -> None:
        """Adds the runs of a text."""
        fresh = (Hit(secret.item, secret.kind), secret.speaker)
        for run in passages(secret.value, lambda text: words(decoded(text))):
            _, speaker = self._by.setdefault(run, fresh)
            if speaker and secret.speaker and speaker != secret.speaker:
                self._common.add(run)

    def by_one(self) -> dict[_Run, Hit]:
        """The runs that only one speaker used."""
        return {run: hit for run, (hit, _) in self._by.items() if run not in self._common}


class _Finder:
    """Searches for many byte strings at once."""

    def __init__(self, patterns: Iterable[_Pattern]) -> None:
        # Two secrets with the same text are one needle, named after the first.
        self.patterns = tuple({pattern.text: pattern for pattern in reversed(tuple(patterns))}.values())

    @cached_property
    def _automaton(self) -> BytesAhoCorasick:
        """Built for the first search: most needles are only made to take others out of them."""
        return BytesAhoCorasick([pattern.text for pattern in self.patterns])

    def matches(self, haystack: bytes) -> Iterator[_Pattern]:
        """The patterns that occur.

        Overlapping ones are searched for separately, only if there is any match, which is rare.
        """
        if not self._automaton.find_matches_as_indexes(haystack):
            return
        for index, start, end in self._automaton.find_matches_as_indexes(haystack, overlapping=True):
            pattern = self.patterns[index]
            around = haystack[max(start - 1, 0) : start] + haystack[end : end + 1]
            if pattern.loose or _SLUG.isdisjoint(around):
                yield pattern

    def less(self, texts: set[bytes]) -> tuple[_Pattern, ...]:
        """The patterns whose text is not among these."""
        return tuple(pattern for pattern in self.patterns if pattern.text not in texts)


def _exact(secret: Secret) -> Iterator[_Pattern]:
    """The needles to compare by characters, in lower case."""
    hit, value = Hit(secret.item, secret.kind), secret.value.strip()
    if secret.kind == "digest":
        yield _Pattern(_small(value[:_DIGEST]), hit, loose=True)
    elif secret.kind == "reference":
        if len(value) >= _SHORTEST_REFERENCE:
            yield _Pattern(_small(decoded(value)), hit)
    elif secret.kind == "file":
        path = PurePosixPath(value)
        if path.stem.lower() not in _EVERYWHERE:
            yield _Pattern(_small(decoded(path.name)), hit)
    elif _TELLING_ID.fullmatch(value):
        yield _Pattern(_small(value), hit)
    else:
        yield from (_Pattern(f"{section}/{value}".encode(), hit, one_word_id=value) for section in _SECTIONS)
        written = (f'"{key}":{space}"{value}"' for key in _KEYS for space in ("", " "))
        yield from (_Pattern(text.encode(), hit, one_word_id=value) for text in written)


def _full_name(secret: Secret, found: list[bytes], common: Collection[str]) -> Iterator[_Pattern]:
    """The needles for a name by whole words, in either order; none where it is too short or too common."""
    if not _is_full(secret, found) or (secret.kind == "organisation" and _is_common(secret.value, common)):
        return
    hit = Hit(secret.item, secret.kind)
    yield _Pattern(_spaced(found), hit, secret.value, loose=True)
    if secret.kind == "name" and len(found) == 2:  # noqa: PLR2004  first name and surname: "Keane, Rosalind"
        yield _Pattern(_spaced(found[::-1]), hit, " ".join(reversed(secret.value.split())), loose=True)


def _is_full(secret: Secret, found: list[bytes]) -> bool:
    """True for "Ada Mover", "J. R. Smith" and "Li Na", but not for "Ada", "J. R.", "M&S" and "E.ON"."""
    if characters := len(_CHARACTERS.findall(secret.value)):
        return characters >= _CHARACTERS_OF_A_NAME[secret.kind]
    lengths = [len(word.decode()) for word in found]
    are_words = sum(length > 1 for length in lengths) > 1
    least = _FULL_NAME if secret.kind == "organisation" or not are_words else 4
    return len(found) > 1 and sum(lengths) >= least


def _is_common(name: str, common: Collection[str]) -> bool:
    """True where every word of a name is also an ordinary word: "Home Office"."""
    written = re.findall(r"[^\W_]+", name)
    return name != name.lower() and all(word.lower() in common for word in written)


def _is_name(pattern: _Pattern, text: str) -> bool:
    """True where the words of a name are really one: with capitals, or joined as in an address.

    "Will Young" is a name, but "what will young buyers say" contains none.
    """
    written = re.findall(r"\w+", decoded(pattern.name))
    found = list(re.finditer(r"[\W_]+".join(map(re.escape, written)), text, re.IGNORECASE))
    return not written or not found or any(_is_joined(match[0]) or _has_capitals(match[0], written) for match in found)


def _is_joined(found: str) -> bool:
    return bool(re.fullmatch(r"[^\W_]+(?:[-._+@][^\W_]+)+", found))


def _has_capitals(found: str, written: list[str]) -> bool:
    pairs = zip(re.findall(r"[^\W_]+", found), written, strict=False)
    return all(word[0].isupper() for word, original in pairs if original[0].isupper())


def _spaced(found: list[bytes]) -> bytes:
    """Words with a space on every side, so that none is found inside another word."""
    return b" %b " % b" ".join(found)


def _small(text: str) -> bytes:
    """The text in UTF-8 with ASCII letters in lower case.

    This is fast, and ids and references have no other letters.
    """
    return text.encode("utf-8", "replace").lower()
