"""A corpus of quotes and stories in nine languages, made of the sentences beside it; nothing in it is a real leak."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from kept.files.toml import freeze
from kept.model.evidence import CaseStudy, Testimonial

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = date(2026, 3, 2)
_CONSENT = {
    "basis": "consent",
    "granted_on": DAY,
    "channels": ("site", "sales", "syndication", "social"),
    "assets": ("name",),
    "territories": ("GB",),
}
_VERIFIED = {"method": "matched to the order", "by": "paul", "on": DAY}


def sentences() -> dict[str, dict[str, Any]]:
    """What there is to say, by language."""
    return tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))


def quotes(count: int, seed: int = 0) -> Iterator[Testimonial]:
    """So many quotes, evenly in all languages, each by somebody else."""
    draw, languages = Random(seed), sorted(sentences().items())  # noqa: S311  for a test, not for a secret
    for number in range(count):
        lang, table = languages[number % len(languages)]
        words = " ".join(_filled(draw, table, draw.choice(table[part])) for part in ("first", "then", "last"))
        yield Testimonial.model_validate(
            freeze(
                {
                    "id": f"voice-{lang}-{number:04}",
                    "promises": ("on-time",),
                    "audience": "public",
                    "said_on": DAY,
                    "speaker": {
                        "name": draw.choice(table["names"]),
                        "role": draw.choice(table["roles"]),
                        "organisation": draw.choice(table["organisations"]),
                        "contact_ref": f"crm:{10_000 + number}",
                    },
                    "attribution": draw.choice(["named", "role-only", "anonymous"]),
                    "source": {
                        "kind": "survey",
                        "ref": f"vault:calls/{number:05}",
                        "captured_on": DAY,
                        "captured_by": "tessa",
                    },
                    "verified": _VERIFIED,
                    "original": words,
                    "consent": _CONSENT | {"ref": f"vault:consents/{number:05}"},
                    "lang": lang,
                    "body": words,
                }
            )
        )


def stories(count: int, seed: int = 0) -> Iterator[CaseStudy]:
    """So many stories, evenly in all languages; each names its customer, and whom they asked."""
    draw, languages = Random(seed + 1), sorted(sentences().items())  # noqa: S311  for a test, not for a secret
    for number in range(count):
        lang, table = languages[number % len(languages)]
        thing, place = draw.choice(table["things"]), draw.choice(table["places"])
        told = [part.format(thing=thing, place=place) for part in (table["title"], table["summary"], *table["story"])]
        asked = ", ".join(draw.choice(table[part]) for part in ("names", "roles", "organisations"))
        body = (
            f"## The challenge\n\n{told[2]}\n\n## What we did\n\n{told[3]} ({asked})\n\n## What happened\n\n{told[4]}"
        )
        yield CaseStudy.model_validate(
            freeze(
                {
                    "id": f"story-{lang}-{number:04}",
                    "promises": ("on-time",),
                    "audience": "public",
                    "title": told[0],
                    "summary": told[1],
                    "customer": draw.choice(table["organisations"]),
                    "dates": {"start": DAY},
                    "terms": "Full price",
                    "source": {
                        "kind": "interview",
                        "ref": f"vault:talks/{number:05}",
                        "captured_on": DAY,
                        "captured_by": "tessa",
                    },
                    "verified": _VERIFIED,
                    "consent": _CONSENT | {"ref": f"vault:permits/{number:05}"},
                    "lang": lang,
                    "body": body,
                }
            )
        )


def _filled(draw: Random, table: dict[str, Any], sentence: str) -> str:
    return sentence.format(thing=draw.choice(table["things"]), place=draw.choice(table["places"]))
