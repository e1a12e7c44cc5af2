"""One of a thing is one, in every sentence that counts."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from kept.components.locale_formats import Formats
from kept.components.words import Words
from projects import Project

CATALOGUE = tomllib.loads(files("kept.components").joinpath("words.toml").read_text(encoding="utf-8"))
MANY = "voices|stories|promises|results|replies|people|items|misses|speakers|values|pieces|quotes|cases|names|pages"
FORMS = {"zero", "one", "two", "few", "many", "other"}


def sentences(table: dict[str, object], above: str = "") -> dict[str, object]:
    """Every sentence by its key: words, or its plural forms."""
    found: dict[str, object] = {}
    for key, node in table.items():
        if isinstance(node, dict) and not node.keys() <= FORMS:
            found |= sentences(node, f"{above}{key}.")
        else:
            found[above + key] = node
    return found


ENGLISH = sentences(CATALOGUE["en"])
COUNTED = sorted(key for key, node in ENGLISH.items() if isinstance(node, dict))


@pytest.mark.parametrize("key", COUNTED)
def test_a_counted_sentence_about_one_names_one(key: str) -> None:
    one = str(ENGLISH[key]["one"])  # type: ignore[index]
    assert not re.search(rf"\{{(count|Count|digits)\}} (\w+ )?({MANY})\b", one)


def test_no_sentence_counts_things_without_a_form_for_one() -> None:
    # What {organisation} promises is no count.
    fixed = {key: node.replace("{organisation}", "") for key, node in ENGLISH.items() if isinstance(node, str)}
    assert {key for key, node in fixed.items() if re.search(rf"\{{\w+\}} (\w+ )?({MANY})\b", node)} == set()


@pytest.mark.parametrize(
    ("key", "count", "said"),
    [
        ("chosen.voices", 1, "Shown on this site: 1 of 1 voice on file."),
        ("chosen.voices", 2, "Shown on this site: 1 of 2 voices on file."),
        ("chosen.stories", 1, "Shown on this site: 1 of 1 story on file."),
        ("chosen.stories", 7, "Shown on this site: 1 of 7 stories on file."),
        ("method.tally", 1, "Shown: 1 of 1 voice on file."),
        ("method.tally", 0, "Shown: 1 of 0 voices on file."),
        ("embed.chosen", 1, "Ours has 1 voice on file and shows 1."),
        ("embed.chosen", 1234, "Ours has 1,234 voices on file and shows 1."),
        ("behind.voices", 1, "voice on file, shown"),
        ("behind.owners", 1, "promise names who answers for it"),
        ("behind.counted", 1, "current result says how many cases were counted"),
        ("method.invited", 1, "T: 1 reply in Q3, 9 invited."),
        ("method.invited", 4, "T: 4 replies in Q3, 9 invited."),
    ],
)
def test_the_form_goes_by_the_number(key: str, count: int, said: str) -> None:
    words = Words(Formats("en-GB"))
    assert words.say(key, count, shown="1", organisation="Ours", title="T", period="Q3", invited="9") == said


def test_one_voice_is_one_on_every_page_and_in_the_embed(approved: Project) -> None:
    assert approved.kept("build", "--audience", "public").code == 0
    site = approved.root / "dist/public"
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert [path for path, text in pages.items() if re.search(rf"\b(1|[Oo]ne) ({MANY})\b", text)] == []
    assert "1 of 1 on file" in (site / "promises/on-time/index.html").read_text(encoding="utf-8")
