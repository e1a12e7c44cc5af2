"""Each kind of mistake that was once made on real material is tried in at least twenty variants."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from audit import test_chance, test_fair, test_fair_markup
from read import test_garbled, test_pictures
from render import test_printed
from trust import test_agreements, test_bodies, test_green, test_repeats, test_said_on, test_speakers

HERE = Path(__file__).parent


def table(path: str, key: str) -> Counter[str]:
    """How many entries of a data file have each value of a key."""
    lists = tomllib.loads((HERE / path).read_text(encoding="utf-8"))
    return Counter(entry[key] for entries in lists.values() for entry in entries)


EDITS = table("trust/edits.toml", "verdict")
JOBS = tomllib.loads((HERE / "trust/jobs.toml").read_text(encoding="utf-8"))
CONFLICTS = tomllib.loads((HERE / "read/conflicts.toml").read_text(encoding="utf-8"))
MISREAD = tomllib.loads((HERE / "read/garbled.toml").read_text(encoding="utf-8"))
UNITS = tomllib.loads((HERE / "read/units.toml").read_text(encoding="utf-8"))

KINDS: dict[str, int] = {
    "organisations of common words": len(test_chance.OF_COMMON_WORDS),
    "names of one word": len(test_chance.SHORT),
    "phrases that anybody uses": len(test_chance.BY_CHANCE),
    "KPT502: who speaks of all reviews and claims nothing": sum(map(len, test_fair.NOT_ALL.values())),
    "KPT502: that nothing was left out": sum(map(len, test_fair.ALL.values())),
    "KPT503: somebody else is independent": sum(map(len, test_fair.NOT_INDEPENDENT.values())),
    "KPT504: markup that rates nobody": len(test_fair_markup.OTHER_MARKUP),
    "KPT505: a customer and the environment": len(test_green.OF_A_CUSTOMER),
    "KPT505: ourselves and the environment": len(test_green.OF_OURSELVES),
    "KPT316: the name of the business": len(test_agreements.BUSINESSES),
    "KPT316: a place": len(test_agreements.PLACES),
    "KPT601: a few common words": len(test_repeats.COMMON_WORDS),
    "KPT601: words that were said": len(test_repeats.HIDDEN),
    "one person": len(test_speakers.SAME),
    "two people": len(test_speakers.OTHERS),
    "a day, month, quarter or year": len(test_said_on.WRITTEN) + len(test_said_on.LOCALES),
    "no day, month, quarter or year": len(test_said_on.OTHERWISE),
    "an edit that changes nothing": EDITS["allowed"],
    "an edit that changes the words": EDITS["changed"],
    "a wrong encoding": len(MISREAD["misread"]),
    "letters that belong there": len(MISREAD["fine"]["sentences"]),
    "a character of one font": len(test_garbled.PRIVATE),
    "a file name in the other Unicode form": len(test_pictures.NAMES),
    "a picture's ending": len(test_pictures.ENDINGS),
    "what a page cannot show": len(test_bodies.UNSHOWN),
    "what a page can show": len(test_bodies.FINE),
    "words in another script": len(test_bodies.SCRIPTS),
    "words in the site's script": len(test_bodies.OWN),
    "a CI's job about a change": len(JOBS["change"]),
    "a CI's job of the default branch": len(JOBS["own"]),
    "a merge that was not finished": len(CONFLICTS["case"]),
    "figures that look back": len(test_printed.WINDOWS),
    "a unit": len(UNITS["known"]),
    "a unit written in another way": len(UNITS["means"]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_twenty_variants(kind: str) -> None:
    assert KINDS[kind] >= 20
