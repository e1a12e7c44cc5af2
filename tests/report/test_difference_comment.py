"""The comment of `kept diff`: whatever a file holds, it stays inside the comment, and no failure is left out."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from kept.report.difference.as_markdown import MARK, ROOM, as_markdown
from kept.report.difference.as_text import as_text
from kept.report.difference.compared import field_change, pieces
from kept.report.difference.inert import inert
from kept.report.difference.values import Card, Difference, Fault, Need, OnSite, counted_errors
from markdown_it import MarkdownIt

HOSTILE = (
    "</details><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "@octocat and @org/team",
    "fixes #12 and GH-12",
    "owner/name#12",
    "5d41402abc4b2a76b9719d911017c592aaaabbbb",
    "see 5d41402 now",
    "https://evil.example/x and http://evil.example",
    "www.evil.example",
    "me@evil.example",
    "[click](https://evil.example)",
    "![picture](https://evil.example/x.png)",
    "```\nfence\n```",
    "--> <!-- kept -->",
    "| a | b |\n|---|---|\n# heading\n* list",
    "\u202eright to left\u202c \u2066isolated\u2069",
    "&lt;b&gt; &#64;octocat &commat;octocat",
    "$\\sum$ :tada: **bold** ~~out~~ <ins>in</ins>",
)
TAGS = {
    "h2",
    "h3",
    "p",
    "strong",
    "br",
    "ul",
    "li",
    "details",
    "summary",
    "b",
    "blockquote",
    "ins",
    "del",
    "sub",
    "code",
}
# What a forge makes links, mentions and references of, once it has read the entities.
REFERENCES = (
    r"(?<!\w)@\w",
    r"#\d",
    r"\bGH-\d",
    r"(?<![\w])[0-9a-f]{7,40}(?![\w])",
    r"https?://",
    r"\bwww\.",
    r"\w@\w",
    r":[a-z]+:(?<!:warning:)",
    "[\u202a-\u202e\u2066-\u2069]",
)


class _Read(HTMLParser):
    """The tags, attributes, comments and words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.comments: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def rendered(markdown: str) -> _Read:
    """The comment as a forge renders it: CommonMark with HTML, tables and strikethrough."""
    return _Read(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


def with_text(words: str) -> Difference:
    """A difference in which every text is the same one."""
    fault = Fault(
        code="KPT101", slug="invalid-field", severity="error", message=words, hint=words, item="x", path=words, line=1
    )
    card = Card(
        id="x",
        kind="quote",
        change="altered",
        title=words,
        words=pieces(words, f"{words} {words}"),
        beside="the original",
        silent=words,
        speaker=words,
        permission=words,
        disclosure=words,
        fields=(field_change(words, words, "other"),),
        decisions=(words,),
        sites=(OnSite(site="public", before=True, merged=True, approved=True, pages=(words,)),),
        needs=(Need(people=(words,), role=words, sites=("public",), why=words),),
        risks=(words,),
        faults=(fault,),
    )
    return Difference(
        organisation=words,
        as_of=date(2026, 11, 20),
        ref=words,
        base="",
        newer=2,
        waits_for=(words,),
        brings=True,
        settings=(words,),
        cards=(card,),
        faults=(fault,),
        look=(words,),
        errors=counted_errors((fault,)),
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_of_a_file_breaks_out_of_the_comment(words: str) -> None:
    page = rendered(as_markdown(with_text(words)))
    assert page.tags <= TAGS
    assert page.attributes <= {"open"}
    assert page.comments == [MARK.removeprefix("<!--").removesuffix("-->")]
    for reference in REFERENCES:
        assert not [found for text in page.words if (found := re.search(reference, text))], reference


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_text_can_still_be_read(words: str) -> None:
    """Every letter of it is there; only invisible joints are added, and turned writing becomes a code."""
    read = "".join(rendered(inert(words)).words).replace("\u2060", "")
    letters = [char for char in words if char.isalnum()]
    assert [char for char in re.sub(r"\[U\+\w+\]", "", read) if char.isalnum()] == letters


def test_a_terminal_is_not_driven_by_a_text() -> None:
    assert "\x1b" not in as_text(with_text("\x1b[2Jgone\u202e"))


def many(count: int, length: int, *, is_open: bool) -> Difference:
    """So many quotes of such a length, each with an error where they are opened."""
    fault = Fault(
        code="KPT301", slug="quote-not-verbatim", severity="error", message="no", hint="do", item=None, path="p", line=1
    )
    words = "ü " * length
    cards = tuple(
        Card(
            id=f"quote-{n}",
            kind="quote",
            change="added",
            title=f"Somebody {n}",
            words=pieces(words, words),
            risks=("It says a number.",) if is_open else (),
            faults=(fault,) if is_open else (),
        )
        for n in range(count)
    )
    errors = counted_errors(tuple(one for card in cards for one in card.faults))
    return Difference(
        organisation="O", as_of=date(2026, 11, 20), ref="main", base="", newer=0, cards=cards, errors=errors
    )


@pytest.mark.parametrize(("count", "length"), [(5, 100), (60, 900), (300, 200), (3000, 10)])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_comment_keeps_to_its_limit_in_bytes_and_counts_every_failure(
    count: int, length: int, *, is_open: bool
) -> None:
    comment = as_markdown(many(count, length, is_open=is_open))
    assert len(comment.encode()) <= ROOM
    if is_open:
        (line,) = re.findall(r"The check fails.*", "".join(rendered(comment).words).replace("\u2060", ""))
        assert f"{count} errors ({count} x KPT301" in line


def test_what_does_not_fit_becomes_a_line_and_then_a_number() -> None:
    assert "quote-299" in as_markdown(many(300, 200, is_open=True)).replace("&#45;", "-")
    crowd = as_markdown(many(3000, 10, is_open=True))
    listed = len(re.findall(r"(?m)^\* Quote&#44;|^\* Quote,", crowd))
    (more,) = re.findall(r"and (\d+) more, too many for a comment", crowd)
    assert listed + int(more) == 3000
    assert listed > 100


def test_a_small_comment_has_every_card_in_full() -> None:
    assert as_markdown(many(5, 10, is_open=True)).count("<details open>") == 5
