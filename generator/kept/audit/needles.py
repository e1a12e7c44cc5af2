"""What must not be found in a finished site, and the search for it.

How a secret becomes needles, by its kind:

`id`
    Two words or more (`boiler-sunday`): itself, wherever it is no part of a longer slug. One word (`heat`) is a word of
    the language as well, and is looked for only where an id stands: after a section in a path (`voices/heat`), or as
    the value of a key such as `"id"` in JSON.
`file`
    The file's name, unless every site has one of that name (`logo.png`).
`reference`
    Itself, wherever it is no part of a longer one; from four characters on.
`name`
    Full names in either order. A name that consists of common words ("Will Young") counts only with its capitals, or
    joined as in an address. One word alone is a name only from five letters on, and with its capital.
`text`
    Every six words that follow each other. A shorter text as a whole, from three words and twelve letters on: less than
    that says nothing, and would be found everywhere.
`digest`
    Its first twelve digits, which is what a file may be called after.

A needle that occurs in what the site may show is no needle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Literal, NamedTuple, Self

from ahocorasick_rs import BytesAhoCorasick

from kept.audit.decoding import decoded, words

Kind = Literal["id", "file", "reference", "name", "text", "digest"]

SHINGLE = 6
"""Words in a row that nobody writes twice by chance."""
_SHORTEST_TEXT = (3, 12)  # words, letters
_SHORTEST_REFERENCE = 4
_SHORTEST_NAME = 5
_DIGEST = 12

_SECTIONS = ("voices", "stories", "metrics", "promises", "roles", "testimonials", "case-studies", "approvals", "badge")
_KEYS = ("id", "item", "promise", "metric", "voice", "story")
_EVERYWHERE = frozenset(
    {"index", "logo", "icon", "favicon", "photo", "image", "picture", "portrait", "cover", "header"}
)
_TELLING_ID = re.compile(r"(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)+")

_SLUG = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_-")

Shingle = tuple[bytes, ...]


class Secret(NamedTuple):
    """Something this site's readers may not see."""

    item: str
    """The evidence id, or `promise.<id>`, it belongs to."""
    kind: Kind
    value: str


class Hit(NamedTuple):
    """A secret that was found, without the secret."""

    item: str
    kind: Kind


class _Pattern(NamedTuple):
    """A needle, and what it was made of."""

    text: bytes
    hit: Hit
    name: str = ""
    """The name as it is written; empty for what is no name."""
    loose: bool = False
    """Whether it counts inside a longer slug too; phrases do, for they begin and end with a space."""


class Needles:
    """Secrets, ready to be looked for in any number of texts. Made with `Needles.of`."""

    def __init__(self, exact: Iterable[_Pattern], phrases: Iterable[_Pattern], shingles: dict[Shingle, Hit]) -> None:
        """Take what is compared by character, by word, and by six words."""
        self._exact = _Finder(exact)
        self._phrases = _Finder(phrases)
        self._shingles = shingles
        self._known = frozenset(shingles)

    @classmethod
    def of(cls, secrets: Iterable[Secret], allowed: Iterable[str]) -> Self:
        """Needles for these secrets, less what occurs in the texts and ids the site may show."""
        permitted = frozenset(allowed)
        exact: list[_Pattern] = []
        phrases: list[_Pattern] = []
        shingles: dict[Shingle, Hit] = {}
        for secret in dict.fromkeys(secrets):
            if secret.value in permitted:
                continue
            if secret.kind not in {"name", "text"}:
                exact += _exact(secret)
                continue
            found = words(decoded(secret.value))
            phrases += _phrases(secret, found)
            if secret.kind == "text":
                shingles |= dict.fromkeys(_six(found), Hit(secret.item, secret.kind))
        return cls(exact, phrases, shingles).less(permitted)

    def and_of(self, others: Self) -> Self:
        """These needles and the others."""
        return type(self)(
            self._exact.less(set()) + others._exact.less(set()),
            self._phrases.less(set()) + others._phrases.less(set()),
            self._shingles | others._shingles,
        )

    def less(self, permitted: Iterable[str]) -> Self:
        """These needles without the ones that occur in any of these texts."""
        exact, phrases, shingles = set[bytes](), set[bytes](), set[Shingle]()
        for text in permitted:
            plain = decoded(text)
            found = words(plain)
            exact |= {pattern.text for pattern in self._exact.matches(_small(plain))}
            phrases |= {pattern.text for pattern in self._phrases.matches(_spaced(found))}
            shingles |= self._known.intersection(_six(found))
        kept = {shingle: hit for shingle, hit in self._shingles.items() if shingle not in shingles}
        return type(self)(self._exact.less(exact), self._phrases.less(phrases), kept)

    def hits(self, text: str) -> set[Hit]:
        """Whose secrets occur in a text that has been through `decoded`."""
        found = words(text)
        hits = {pattern.hit for pattern in self._exact.matches(_small(text))}
        hits |= {pattern.hit for pattern in self._phrases.matches(_spaced(found)) if _is_meant(pattern, text)}
        if not self._known.isdisjoint(_six(found)):
            hits |= {self._shingles[shingle] for shingle in self._known.intersection(_six(found))}
        return hits


class _Finder:
    """Looks for many byte strings at once."""

    def __init__(self, patterns: Iterable[_Pattern]) -> None:
        # Two secrets with one text are one needle; it bears the name of the first.
        self._patterns = tuple({pattern.text: pattern for pattern in reversed(tuple(patterns))}.values())
        self._automaton = BytesAhoCorasick([pattern.text for pattern in self._patterns])

    def matches(self, haystack: bytes) -> Iterator[_Pattern]:
        """Patterns that occur. Those that overlap are told apart only where there is one at all, which is rare."""
        if not self._automaton.find_matches_as_indexes(haystack):
            return
        for index, start, end in self._automaton.find_matches_as_indexes(haystack, overlapping=True):
            pattern = self._patterns[index]
            around = haystack[max(start - 1, 0) : start] + haystack[end : end + 1]
            if pattern.loose or _SLUG.isdisjoint(around):
                yield pattern

    def less(self, texts: set[bytes]) -> tuple[_Pattern, ...]:
        """The patterns without those of these texts."""
        return tuple(pattern for pattern in self._patterns if pattern.text not in texts)


def _exact(secret: Secret) -> Iterator[_Pattern]:
    """What is compared by character, in small letters."""
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
        yield from (_Pattern(f"{section}/{value}".encode(), hit) for section in _SECTIONS)
        yield from (_Pattern(f'"{key}":{space}"{value}"'.encode(), hit) for key in _KEYS for space in ("", " "))


def _phrases(secret: Secret, found: list[bytes]) -> Iterator[_Pattern]:
    """What is compared by whole words."""
    hit = Hit(secret.item, secret.kind)
    if secret.kind == "text":
        if _SHORTEST_TEXT[0] <= len(found) < SHINGLE and sum(map(len, found)) >= _SHORTEST_TEXT[1]:
            yield _Pattern(_spaced(found), hit, loose=True)
    elif len(found) > 1 or (found and len(found[0]) >= _SHORTEST_NAME):
        yield _Pattern(_spaced(found), hit, secret.value, loose=True)
        if len(found) == 2:  # noqa: PLR2004  first name and surname: "Keane, Rosalind"
            yield _Pattern(_spaced(found[::-1]), hit, " ".join(reversed(secret.value.split())), loose=True)


def _is_meant(pattern: _Pattern, text: str) -> bool:
    """Whether words that make up a name are one: with its capitals, or joined as in an address.

    "Will Young" is a name; "what will young buyers say" holds none.
    """
    written = re.findall(r"\w+", decoded(pattern.name))
    found = list(re.finditer(r"[\W_]+".join(map(re.escape, written)), text, re.IGNORECASE))
    return not written or not found or any(_is_joined(match[0]) or _has_capitals(match[0], written) for match in found)


def _is_joined(found: str) -> bool:
    return bool(re.fullmatch(r"[^\W_]+(?:[-._+@][^\W_]+)+", found))


def _has_capitals(found: str, written: list[str]) -> bool:
    pairs = zip(re.findall(r"[^\W_]+", found), written, strict=False)
    return all(word[0].isupper() for word, original in pairs if original[0].isupper())


def _six(found: list[bytes]) -> Iterator[Shingle]:
    return zip(found, found[1:], found[2:], found[3:], found[4:], found[5:], strict=False)


def _spaced(found: list[bytes]) -> bytes:
    """Words with a space on every side, so that none is found inside another."""
    return b" %b " % b" ".join(found)


def _small(text: str) -> bytes:
    """The text in UTF-8, the letters of ASCII small: ids and references have no others, and it is quick."""
    return text.encode("utf-8", "replace").lower()
