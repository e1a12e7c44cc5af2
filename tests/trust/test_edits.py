"""What an editor may do to somebody's words, and what is another statement (`edits.toml`)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import context, messages, quote
from kept.components.markdown import to_html
from kept.edition.evidence_projection import voice_view
from kept.language import markup
from kept.model.policy import Channels
from kept.rules.quotation import approved_edit, qualifier, verbatim

EDITS = tomllib.loads((Path(__file__).parent / "edits.toml").read_text("utf-8"))["edit"]


def _name(edit: dict[str, str]) -> str:
    return f"{edit['language']}: {edit['said']} -> {edit['shown']}"


@pytest.mark.parametrize("edit", [one for one in EDITS if one["verdict"] == "allowed"], ids=_name)
def test_an_ordinary_edit_leaves_the_words_as_they_were(edit: dict[str, str]) -> None:
    shown = quote(edit["shown"], edit["said"], lang=edit["language"])
    assert messages(verbatim(shown, context())) == []
    assert messages(approved_edit(shown, context())) == []
    assert messages(qualifier(shown, context())) == []


@pytest.mark.parametrize("edit", [one for one in EDITS if one["verdict"] == "changed"], ids=_name)
def test_a_change_of_words_is_found(edit: dict[str, str]) -> None:
    assert messages(verbatim(quote(edit["shown"], edit["said"], lang=edit["language"]), context())) != []


def test_the_table_has_edits_of_both_kinds_in_several_languages() -> None:
    assert len(EDITS) >= 60
    assert len({edit["language"] for edit in EDITS}) >= 9
    assert {edit["verdict"] for edit in EDITS} == {"allowed", "changed"}


def test_markup_in_exact_words_is_named_with_both_ways_out() -> None:
    (found,) = verbatim(quote("They were **very** quick.", "They were very quick."), context())
    assert found.message == ('"**very**" is shown with these very signs: exact words are plain text, and no Markdown')
    assert "format: markdown" in found.hint
    marked = quote("They were **very** quick.", "They were very quick.", format="markdown")
    assert messages(verbatim(marked, context())) == []


PLAIN = {
    "They were d**n quick, one h**l of a team.": "They were d**n quick, one h**l of a team.",
    "Open my_account_page and snake_case_too": "Open my_account_page and snake_case_too",
    "5 * 3 * 2 = 30": "5 * 3 * 2 = 30",
    "See [their page](https://example.com/).": "See [their page](https://example.com/).",
    "AT&amp;T and <b>bold</b>": "AT&amp;amp;T and &lt;b&gt;bold&lt;/b&gt;",
    "# One thing: they came": "# One thing: they came",
    "2019. That was the year": "2019. That was the year",
    "> they rang": "&gt; they rang",
    "C:\\heating\\*new*": "C:\\heating\\*new*",
    "`code` and ~~struck~~": "`code` and ~~struck~~",
    "a | b\n--|--\n1 | 2": "a | b\n--|--\n1 | 2",
    "verd*mmt *gut*": "verd*mmt *gut*",
    "p_tain de _m_": "p_tain de _m_",
    "すごい*とても*早い": "すごい*とても*早い",
    "шикарно **очень**": "шикарно **очень**",
    "ممتاز **جدا**": "ممتاز **جدا**",
    "+ friendly": "+ friendly",
    "---": "---",
    "=====": "=====",
    "![logo](https://example.com/x.png)": "![logo](https://example.com/x.png)",
    "<https://example.com>": "&lt;https://example.com&gt;",
}


@pytest.mark.parametrize(("written", "html"), PLAIN.items(), ids=PLAIN)
def test_exact_words_show_every_character_they_have(written: str, html: str) -> None:
    view = voice_view(quote(written), ("quick",), "en-GB", Channels())
    assert to_html(view.body, heading_offset=None) == f"<p>{html}</p>"
    assert markup.plain(view.body) == " ".join(written.split())


def test_lines_of_a_list_stay_lines_and_wrapped_lines_are_joined() -> None:
    view = voice_view(quote("They were:\n- quick\n- kind\nand  \ncheap.\n\nBye."), ("quick",), "en-GB", Channels())
    assert to_html(view.body, heading_offset=None) == (
        "<p>They were:<br>\n- quick<br>\n- kind\nand\ncheap.</p>\n<p>Bye.</p>"
    )


@given(st.text(alphabet=st.sampled_from("ab1 \n*_`[]()<>&|\\#+-=.:!~"), max_size=40))
def test_plain_text_is_read_as_it_is_written(text: str) -> None:
    assert markup.plain(markup.escaped(text)) == " ".join(text.split())


def test_a_paraphrase_and_words_that_say_so_are_markdown() -> None:
    assert not quote("x", edit="paraphrase").is_plain
    assert not quote("x", edit="translated").is_plain
    assert not quote("x", format="markdown").is_plain
    assert quote("x", edit="paraphrase", format="plain").is_plain
    assert quote("x", edit="trimmed").is_plain
