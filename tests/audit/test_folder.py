"""What counts as a site, and how one is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept.audit import audit
from kept.audit.html import Splitter, Tag, split, tag
from kept.audit.limit import Tally
from kept.findings import Finding, Place, UsageError

Write = Callable[[dict[str, str]], Path]


def test_a_folder_that_does_not_exist_is_a_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder; give the folder of a finished site"):
        audit(tmp_path / "dist", None, None)


def test_a_file_is_no_site(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("")
    with pytest.raises(UsageError, match="is not a folder"):
        audit(tmp_path / "index.html", None, None)


def test_an_empty_folder_is_no_site(tmp_path: Path) -> None:
    (tmp_path / "dist" / "public").mkdir(parents=True)
    with pytest.raises(UsageError, match="is empty; build the site first"):
        audit(tmp_path / "dist", None, None)


def test_a_sound_site_has_no_findings(site: Write) -> None:
    folder = site(
        {
            "index.html": '<!doctype html><html lang="en"><title>Promises</title><a href="voices/">Voices</a></html>',
            "voices/index.html": '\n<!DOCTYPE html><a href="../">Home</a>',
            "voices/feed": '<html><a href="../">Home</a>',
        }
    )
    assert len(audit(folder, None, None)) == 0


PIECES = st.sampled_from(
    [
        *(
            "<",
            "<a ",
            "<b>",
            ">",
            '"',
            "'",
            "/",
            "x",
            "=",
            "\n",
            " ",
            "!",
            "?",
            "\0",
            "\u2003",
            "</style\u00a0>",
            "</script\x1c>",
        ),
        *(
            "<script>",
            "</script>",
            "<SCRIPT x>",
            "<script",
            "<title>",
            "</title ",
            "</title>",
            "<!--",
            "-->",
            "--!>",
            "<!-->",
        ),
        *(
            "<noscript>",
            "</noscript>",
            "</NOSCRIPT/>",
            "<style>",
            "</style\x0c>",
            "<em>",
            "</em>",
            "<\u017fcript>",
            "<b a='<i>'>",
        ),
    ]
)
ONE = Splitter()


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_pages_that_share_their_frame_are_taken_apart_as_each_alone_would_be(page: str) -> None:
    assert ONE.split(page) == split(page)


def test_what_is_remembered_of_pages_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kept.audit.html._REMEMBERED", 2)
    splitter = Splitter()
    for page in ("<a>1<b>2<c>3<d>4", "<a>1<b>2", "<a>1<e>5"):
        assert splitter.split(page) == split(page)


def test_a_script_that_begins_like_another_is_read_to_its_own_end() -> None:
    splitter = Splitter()
    for page in (
        "<script>a<b</script>c",
        "<script>a<b</script>d",
        "<script>a<b",
        "<script>a<b</script",
        "<script>a<b</c>",
    ):
        assert splitter.split(page) == split(page)
    assert splitter.split("<script>a<b</SCRIPT >c") == split("<script>a<b</SCRIPT >c")


def test_a_tag_is_read_as_a_browser_reads_it() -> None:
    assert tag("<A HREF='x&amp;y' b=c/d e f=\"\" g = h>") == Tag(
        "a", (("href", "x&y"), ("b", "c/d"), ("e", ""), ("f", ""), ("g", "h")), None
    )
    assert tag("</a>") is None
    assert tag("<!doctype html>") is None
    assert tag("<script x=1>2<3</script >") == Tag("script", (("x", "1"),), "2<3")


def test_a_word_of_which_a_part_is_formatted_is_one_word() -> None:
    assert split("un<em>believ</em>able <b>x</b><a>One</a><a>Two</a> a<br>b").words.split() == [
        *("unbelievable", "x", "One", "Two", "a", "b")
    ]


def test_findings_of_one_kind_end_where_nobody_reads_on() -> None:
    tally = Tally()
    tally.add(Finding(code="KPT802", place=Place(f"{n:03}"), message="The same.", hint="Mend it.") for n in range(25))
    tally.add([Finding(code="KPT802", place=Place("999"), message="Another.", hint="Mend it.")])
    assert [finding.message for finding in tally.report][-2:] == [
        "The same. 5 more like it are not listed.",
        "Another.",
    ]
    assert len(tally.report) == 21
