"""What other people's words can do on a page: be read, and nothing else."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kept.components.markdown import parsed, to_html
from kept.language.markup import clean, plain

ALLOWED = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "h2", "h3", "h4", "a"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
MARKUP = st.sampled_from(
    (
        *(
            "*",
            "_",
            "`",
            "[",
            "]",
            "](",
            "[…]",
            ")",
            "<",
            ">",
            "&",
            "&amp;",
            "&#106;",
            "#",
            "# ",
            "- ",
            "1. ",
            "|",
            "|-|",
            "\n",
            "\n\n",
            "  \n",
        ),
        *(
            "![",
            "<script>",
            "<img src=x onerror=y>",
            "javascript:",
            "https://a.example/",
            "mailto:a@b.example",
            "\\",
            "    ",
            "\t",
        ),
        *(
            "---",
            "===",
            "> ",
            "```",
            "~~~",
            '"',
            "'",
            "\u202e",
            "\u2066",
            "\x00",
            "\x0b",
            "\u00a0",
            "\u2028",
            "\ufeff",
            "\r",
        ),
    )
)
WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
TEXTS = st.lists(st.one_of(MARKUP, WORDS, st.sampled_from(["a", "b c", "24 hours", " "])), max_size=14).map("".join)


class Tags(HTMLParser):
    """Every tag of a fragment with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@given(TEXTS)
def test_no_text_yields_anything_outside_the_allow_list(text: str) -> None:
    for tag, attributes in Tags(to_html(text)).seen:
        assert tag in ALLOWED
        if tag == "a":
            assert set(attributes) == {"href", "rel"}
            assert re.match(r"(?:https?://|mailto:)\S", attributes["href"] or "", re.IGNORECASE)
        elif tag == "ol":
            assert set(attributes) <= {"start"}
        else:
            assert attributes == {}


@given(st.one_of(TEXTS, WORDS))
@example("24 hours\n1984 was better")
@example("They […] came [on time](or not), [W]e think [the crew]\u2019s [a]: b")
@example("[a]\x00(https://a.example/)")
@example("a\n:-")
@example('She said "yes" & no')
@example("\n\na\n\n\n b ")
def test_prose_without_markup_needs_no_parser_and_reads_the_same(text: str) -> None:
    assert to_html(text) == parsed(clean(text))


@given(TEXTS)
def test_the_plain_words_are_the_words_on_the_page(text: str) -> None:
    on_the_page = unescape(re.sub(r"<[^>]*>", " ", re.sub(r"</?(?:em|strong|code|a)\b[^>]*>", "", to_html(text))))
    without_numbers = r"\b\d+[.)]"  # a browser draws the numbers of a list; they are no text in its HTML
    assert re.sub(without_numbers, "", plain(text)).split() == re.sub(without_numbers, "", on_the_page).split()


@given(TEXTS)
def test_headings_fit_under_a_page_title_and_never_skip_a_level(text: str) -> None:
    above = 1
    for level in (int(tag[1]) for tag, _ in Tags(to_html(text)).seen if tag[0] == "h" and tag[1:].isdigit()):
        assert 2 <= level <= min(above + 1, 4)
        above = level


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("It *just* works.", "<p>It <em>just</em> works.</p>"),
        ("# The challenge\n\n#### Detail", "<h2>The challenge</h2><h3>Detail</h3>"),
        ("#\n\nWords.", "<p>Words.</p>"),
        ("<b>Bold</b> move", "<p>&lt;b&gt;Bold&lt;/b&gt; move</p>"),
        ("![A lorry](https://spy.example/p.png)", "<p>A lorry</p>"),
        ("[us](/promises/)", "<p>us</p>"),
        ("[them](//spy.example/)", "<p>them</p>"),
        ("[x](ftp://a.example/)", "<p>x</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](https://[)", "<p>x</p>"),
        ("[](https://nameless.example/)", ""),
        (
            "[*the* one](https://a.example/?b=1&c=2)",
            'REL<p><a href="https://a.example/?b=1&amp;c=2"><em>the</em> one</a></p>',
        ),
        ("<mailto:a@b.example>", 'REL<p><a href="mailto:a@b.example">mailto:a@b.example</a></p>'),
        ("Dear all\n---\n    Yours", "<p>Dear all</p><p>Yours</p>"),
        ("2019. That was the year.", '<ol start="2019"><li>That was the year.</li></ol>'),
        (
            "| | Before |\n|-|-|\n| Gas | 9 |",
            "<table><thead><tr><td></td><th>Before</th></tr></thead><tbody><tr><td>Gas</td><td>9</td></tr></tbody></table>",
        ),
    ],
)
def test_a_text_becomes(text: str, html: str) -> None:
    rel = ' rel="nofollow noreferrer ugc"' if html.startswith("REL") else ""
    wanted = re.sub(r'(href="[^"]*")', rf"\1{rel}", html.removeprefix("REL"))
    assert re.sub(r">\s+<", "><", to_html(text)) == wanted


def test_headings_are_lowered_below_what_stands_above_them() -> None:
    assert to_html("## One\n\n### Two\n\n## Three", heading_offset=1) == "<h3>One</h3>\n<h4>Two</h4>\n<h3>Three</h3>"
    assert to_html("## One", heading_offset=9) == "<h4>One</h4>"


def test_a_quote_has_no_headings() -> None:
    assert to_html("# Best ever\n\nReally.", heading_offset=None) == "<p>Best ever</p>\n<p>Really.</p>"


def test_a_direction_override_cannot_reorder_the_words_a_reviewer_approved() -> None:
    assert to_html("never\u202e late\u2066 \u202cagain") == "<p>never late again</p>"
    assert plain("\u202dnever") == "never"


def test_the_marks_that_hebrew_and_arabic_need_stay() -> None:
    assert to_html("\u05e9\u05dc\u05d5\u05dd\u200f!") == "<p>\u05e9\u05dc\u05d5\u05dd\u200f!</p>"


def test_control_characters_surrogates_and_foreign_line_ends_do_not_break_a_page() -> None:
    assert to_html("a\x00b\x1bc\ufffe \ud800d\r\ne\u2028f") == "<p>abc \ufffdd\ne\nf</p>"


def test_plain_words_of_a_text_with_markup() -> None:
    assert plain("# *Two* days\n\n> [early](https://a.example/)\n\n2019. A `good` year &amp; more") == (
        "Two days early 2019. A good year & more"
    )
    assert plain("  Plain \n words  ") == "Plain words"
