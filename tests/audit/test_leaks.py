"""What this audience may not see is found in every byte of a site, however it is written there (KPT801)."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from audit.searched import found, leaks, page
from hypothesis import given, settings
from hypothesis import strategies as st
from kept.audit import Needles, Secret, audit
from kept.audit.folder import File
from PIL import Image, PngImagePlugin

QUOTE = "They let the piano hang from a crane over the river for two days"
SECRETS = {
    "id": Secret("piano-on-a-crane", "id", "piano-on-a-crane"),
    "one-word id": Secret("piano", "id", "piano"),
    "file": Secret("piano-on-a-crane", "file", "case-studies/piano/Crane at dusk.JPG"),
    "reference": Secret("piano-on-a-crane", "reference", "vault:calls/88121"),
    "name": Secret("piano-on-a-crane", "name", "Zoë O'Hara-Lindqvist"),
    "surname first": Secret("piano-on-a-crane", "name", "Rosalind Keane"),
    "organisation": Secret("piano-on-a-crane", "organisation", "Halvorsen Klaviere"),
    "text": Secret("piano-on-a-crane", "text", QUOTE),
    "short text": Secret("piano-on-a-crane", "text", "A crane without any insurance!"),
    "digest": Secret("piano-on-a-crane", "digest", "0123456789abcdef" * 4),
}


def words_torn(text: str) -> str:
    return " ".join(f"{word[:1]}<em>{word[1:]}</em>" for word in text.split(" "))


def in_json_in_attribute(text: str) -> str:
    return '{"a": "' + "".join(f"\\u{ord(char):04x}" for char in text).replace('"', "&quot;") + '"}'


# How words may be written so that a reader, a browser or a crawler still gets them.
ENCODINGS: dict[str, Callable[[str], str]] = {
    "as they are": lambda text: text,
    "decimal references": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "hexadecimal references": lambda text: "".join(f"&#x{ord(char):X};" for char in text),
    "json escapes": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "script escapes": lambda text: "".join(f"\\u{{{ord(char):x}}}" for char in text),
    "byte escapes": lambda text: "".join(f"\\x{ord(char):02x}" if ord(char) < 256 else char for char in text),
    "percent signs": quote,
    "percent signs in references": lambda text: quote(text).replace("%", "&#37;"),
    "references in json": in_json_in_attribute,
    "soft hyphens": "\u00ad".join,
    "zero-width spaces": "\u200b".join,
    "decomposed accents": lambda text: unicodedata.normalize("NFD", text),
    "full width": lambda text: "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text),
}
# These change what is between words or letters, which counts in an id and does not in a sentence.
WORDS_ONLY: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "hard spaces": lambda text: text.replace(" ", "\u00a0"),
    "broken lines": lambda text: text.replace(" ", "\n\t  "),
    "tags between words": lambda text: text.replace(" ", "</b> <b class='x'>"),
    "tags inside words": words_torn,
    "escaped tags": lambda text: text.replace(" ", "&lt;br&gt;"),
    "line breaks of a script": lambda text: text.replace(" ", "\\n"),
    "other apostrophes and dashes": lambda text: text.replace("'", "\u2019").replace("-", "\u2011"),
}


def packed_in_png(text: str) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("Comment", text, zip=True)
    buffer = io.BytesIO()
    Image.new("RGB", (2, 2)).save(buffer, "PNG", pnginfo=notes)
    return buffer.getvalue()


CONTAINERS: dict[str, Callable[[str], tuple[str, str | bytes]]] = {
    "a paragraph": lambda text: ("index.html", page(f"<p>… {text}.</p>")),
    "a title": lambda text: ("voices/x/index.html", page("", title=text)),
    "a comment": lambda text: ("index.html", page(f"<!-- {text} -->")),
    "a data block": lambda text: ("index.html", page(f'<script type="application/json">["{text}"]</script>')),
    "a page that is not closed": lambda text: ("a/index.html", f"<!doctype html><p class='x>{text}"),
    "json": lambda text: ("api/v1/promises.json", f'{{"words": "{text}"}}'),
    "a feed": lambda text: ("feed.xml", f"<feed><content>{text}</content></feed>"),
    "plain text": lambda text: ("llms.txt", f"# Promises\n\n{text}\n"),
    "a stylesheet": lambda text: ("kept.css", f"/* {text} */"),
    "a script": lambda text: ("kept.js", f'const a = "{text}"'),
    "a drawing": lambda text: ("badge.svg", f"<svg><text>{text}</text></svg>"),
    "a file without a kind": lambda text: ("LICENCE", text),
    "a search index": lambda text: ("search/a.pf_fragment", gzip.compress(f'pagefind{{"content":"{text}"}}'.encode())),
    "two bytes a letter": lambda text: ("a.txt", f"\ufeff{text}".encode("utf-16-le")),
    "a program": lambda text: ("a.bin", b"\x00\x01\x02\x90" + f"\n{text}\n".encode() + b"\x00" * 9),
    "a data address": lambda text: (
        "a.css",
        f"a{{b:url(data:text/plain;base64,{base64.b64encode(text.encode()).decode()})}}",
    ),
    "a picture": lambda text: ("images/a.png", packed_in_png(text)),
}
ATTRIBUTE = {"an attribute": lambda text: ("index.html", page(f'<img alt="{text}" src="data:,">'))}
PLANTED = [
    *[(secret, how, where) for secret in SECRETS.values() for how in ENCODINGS for where in (*CONTAINERS, *ATTRIBUTE)],
    *[
        (SECRETS[kind], how, where)
        for kind in ("name", "surname first", "text", "short text")
        for how in WORDS_ONLY
        for where in CONTAINERS
        if where != "a page that is not closed"  # an apostrophe would close it
    ],
]


def shown(secret: Secret) -> str:
    """A secret as a careless template would write it."""
    if secret.kind == "id" and secret.value == "piano":
        return "../voices/piano/"
    if secret.kind == "file":
        return "Crane at dusk.JPG"
    return "Keane, Rosalind" if secret.value == "Rosalind Keane" else secret.value


@pytest.mark.parametrize("where", [*CONTAINERS, *ATTRIBUTE])
@settings(max_examples=50)
@given(data=st.data())
def test_a_planted_secret_is_found_however_it_is_written(where: str, data: st.DataObject) -> None:
    secret, how, _ = data.draw(st.sampled_from([case for case in PLANTED if case[2] == where]))
    path, content = (CONTAINERS | ATTRIBUTE)[where]((ENCODINGS | WORDS_ONLY)[how](shown(secret)))
    (finding,) = leaks(content, secret, path=path)
    assert finding.item == secret.item
    assert finding.place.path.endswith(path)


HARMLESS = [
    "They let the piano hang, and paid.",
    "The piano is on a crane",
    "a-piano-on-a-crane, piano-on-a-crane-2 and the piano-on-a-crane_",
    "vault:calls/881219 xvault:calls/88121",
    "Rosalind met Keane",
    "Rosalindo Keane",
    "what rosalind keane said",
    "the halvorsen klaviere, Halvorsen and halvorsen-klavier",
    "crane without, well, any insurance",
    "They let the piano hang from a bridge",
    "dusk.JPG and at dusk.jpg",
    '../voices/piano-forte/ and promises/grand-piano and "id": "pianola"',
    "0123456789ab".replace("b", "c"),
]


@pytest.mark.parametrize("where", [*CONTAINERS, *ATTRIBUTE])
@settings(max_examples=20)
@given(words=st.lists(st.sampled_from(HARMLESS), min_size=1, max_size=4), how=st.sampled_from(sorted(ENCODINGS)))
def test_what_was_not_planted_is_not_found(where: str, words: list[str], how: str) -> None:
    path, content = (CONTAINERS | ATTRIBUTE)[where](ENCODINGS[how](" and ".join(words)))
    assert leaks(content, *SECRETS.values(), path=path) == []


LETTERS = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8)
BETWEEN = st.sampled_from([" ", ", ", " \u2013 ", "\u00a0", "\n", "... ", " (", "; \u201c"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(LETTERS, BETWEEN), min_size=30, max_size=33))
def test_a_run_of_words_of_any_language_is_found(pairs: list[tuple[str, str]]) -> None:
    text = "".join(word + between for word, between in pairs)
    assert leaks(page(f"<p>{text}</p>"), Secret("x", "text", text))


@pytest.mark.parametrize("count", [7, 8])
def test_eight_words_in_a_row_are_no_coincidence(count: int) -> None:
    cut = " ".join(QUOTE.split()[2 : 2 + count])
    assert len(leaks(page(f"<p>So {cut} until noon.</p>"), SECRETS["text"])) == (count == 8)


def test_a_sentence_without_spaces_between_its_words_is_found() -> None:
    assert leaks(page("<p>「引っ越しは二日遅れました」</p>"), Secret("x", "text", "引っ越しは二日遅れました。"))


@pytest.mark.parametrize("kind", SECRETS)
def test_a_finding_says_where_and_whose_but_never_what(kind: str) -> None:
    secret = SECRETS[kind]
    (finding,) = leaks(page(f"<p>One line.</p>\n<p>Here: {shown(secret)}</p>"), secret)
    assert finding.place.path.endswith("/index.html")
    assert (finding.place.line, finding.place.column) == (6, 10 + (3 if kind == "one-word id" else 0))
    assert finding.item == secret.item
    assert secret.item in finding.message
    assert secret.item in finding.hint
    assert secret.kind == "id" or secret.value not in finding.message + finding.hint


def test_the_line_is_found_through_entities_and_tags() -> None:
    hidden = "&#84;hey <em>let</em> the\npiano h\u00adang from a crane"
    (finding,) = leaks(page(f"<p>One\n{hidden}</p>"), SECRETS["text"])
    assert (finding.place.line, finding.place.column) == (6, 1)


def test_a_file_name_and_a_folder_name_can_be_a_leak(site: Callable[[dict[str, str]], Path]) -> None:
    folder = site(
        {"voices/piano-on-a-crane/a.txt": "", "api/rosalind-keane.json": "", "voices/piano/index.html": page("")}
    )
    findings = found(folder, *(SECRETS[kind] for kind in ("id", "surname first", "one-word id")))
    assert [(finding.place.path, finding.item) for finding in findings] == [
        ("public/api/rosalind-keane.json", "piano-on-a-crane"),
        ("public/voices/piano-on-a-crane/a.txt", "piano-on-a-crane"),
        ("public/voices/piano/index.html", "piano"),
    ]
    assert "in the name of this file" in findings[0].message


def test_a_link_in_the_site_is_no_way_out_of_it(site: Callable[[dict[str, str]], Path], tmp_path: Path) -> None:
    folder = site({"index.html": page("")})
    (tmp_path / "secret").mkdir()
    (folder / "evidence").symlink_to(tmp_path / "secret")
    (folder / "notes.txt").symlink_to(tmp_path / "nowhere")
    findings = found(folder)
    assert [finding.place.path for finding in findings] == ["public/evidence", "public/notes.txt"]
    assert "symbolic link" in findings[0].message


def test_a_file_that_cannot_be_read_cannot_be_vouched_for(site: Callable[[dict[str, str]], Path]) -> None:
    folder = site({"index.html": page("")})
    os.mknod(folder / "note.txt", stat.S_IFSOCK | 0o600)  # a socket: nobody can open it as a file, root neither
    (finding,) = found(folder)
    assert finding.place.path.endswith("note.txt")
    assert finding.message.startswith("This file cannot be read (")
    assert finding.message.endswith("), so nobody can say what is in it.")


def test_the_same_secret_in_many_files_is_told_twenty_times_and_counted(site: Callable[[dict[str, str]], Path]) -> None:
    folder = site({f"voices/{number:02}/index.html": page(f"<p>{QUOTE}</p>") for number in range(24)})
    findings = found(folder, SECRETS["text"])
    assert len(findings) == 20
    assert findings[19].message.endswith("4 more like it are not listed.")
    assert findings[19].place.line == 5


def test_a_secret_in_the_frame_of_every_page_is_found(site: Callable[[dict[str, str]], Path]) -> None:
    frame = f'<nav title="{QUOTE}">'
    findings = found(site({f"a/{number}/index.html": page(frame) for number in range(3)}), SECRETS["text"])
    assert [finding.place.path for finding in findings] == ["public/a/0/index.html"]


def test_what_the_site_may_show_is_no_leak() -> None:
    body = page(f'<p>{QUOTE}</p><a href="../voices/piano-on-a-crane/">Rosalind Keane</a> A crane without any insurance')
    every = [*SECRETS.values(), Secret("same", "id", "same-day")]
    assert leaks(body, *every)
    allowed = (
        f"He said: {QUOTE}!",
        "piano-on-a-crane",
        "by rosalind keane",
        "A crane, without any insurance",
        "our same-day service",
    )
    assert leaks(body + "same-day", *every, allowed=allowed) == []


def test_a_sentence_that_was_shown_in_part_still_leaks_in_full() -> None:
    assert leaks(page(QUOTE), SECRETS["text"], allowed=("They let the piano hang from a crane",))


@pytest.mark.parametrize(
    "secret",
    [
        Secret("x", "text", "Yes we do"),
        Secret("x", "text", "Brilliant!"),
        Secret("x", "name", "…"),
        Secret("x", "reference", "12"),
        Secret("x", "file", "images/logo.png"),
        Secret("x", "id", "heat"),
        Secret("x", "id", "2026"),
    ],
)
def test_what_stands_on_every_site_is_no_secret(secret: Secret) -> None:
    assert leaks(page("Yes, we do. Brilliant! Mark … 12 logo.png heat 2026 images/logo.png the heat/ of"), secret) == []


def test_what_is_shown_side_by_side_is_no_run_of_words() -> None:
    """A story that waits for approval names a published speaker as their card does."""
    told = (
        "We asked Ada Mover, Head of operations, Mover and Sons, Leeds, and she was glad to tell of the two lost days."
    )
    waits = Secret("story", "text", told)
    card = page("<b>Ada Mover</b><br>Head of operations, Mover and Sons, Leeds")
    shown_apart = ("Ada Mover", "Head of operations", "Mover and Sons", "Leeds")
    assert leaks(card, waits, allowed=shown_apart) == []
    assert leaks(card, waits)
    assert leaks(page("she was glad to tell of the two lost days"), waits, allowed=shown_apart)


def test_what_two_speakers_said_is_nobody_s_secret() -> None:
    asked = "What do you like best about the service we offer?"
    both = [Secret("a", "text", f"{asked} All.", "ada"), Secret("b", "text", f"{asked} Not much, to be honest.", "bo")]
    assert leaks(page(asked), both[0])
    assert leaks(page(asked), *both) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("J. R. Smith", "by J. R. Smith"),
        ("Li Na", "Dear Li Na,"),
        ("\u7530\u4e2d\u592a\u90ce", "\u7530\u4e2d\u592a\u90ce\u3055\u3093"),
        ("\u738b\u5c0f\u660e", "\u5ba2\u6237\u738b\u5c0f\u660e\u8bf4"),
        ("Ng Mei", "mei.ng@a.example"),
    ],
)
def test_a_full_name_is_one_however_short(name: str, text: str) -> None:
    assert leaks(page(text), Secret("x", "name", name))


def test_a_file_that_holds_no_evidence_is_known_by_its_bytes_and_not_searched(site: Callable[..., Path]) -> None:
    bundle, style = f"var a='{QUOTE}'", f"/* {QUOTE} */"
    folder = site({"assets/bundle.js": bundle, "assets/own.css": style})
    known = {hashlib.sha256(bundle.encode()).hexdigest()}
    report = audit(folder, Needles.of([SECRETS["text"]], []), None, without_evidence=known)
    assert {finding.place.path for finding in report if finding.code == "KPT801"} == {"public/assets/own.css"}


def test_a_leak_on_a_hand_written_page_is_shown_where_it_was_written(site: Callable[..., Path]) -> None:
    text = f"---\ntitle: About\n---\n# About\n\nThey said: *{QUOTE}*\n"
    source = File("about.md", text.encode(), "site_templates/content/public/about.md")
    folder = site({"about/index.html": page(f"<p>They said: <em>{QUOTE}</em></p>")})
    report = audit(folder, Needles.of([SECRETS["text"]], []), None, sources={"about/index.html": source})
    (finding,) = [one for one in report if one.code == "KPT801"]
    assert finding.place == ("site_templates/content/public/about.md", 6, 13)


def test_the_name_of_two_secrets_is_found_under_the_first() -> None:
    both = [Secret("first", "text", QUOTE), Secret("second", "text", QUOTE)]
    assert {finding.item for finding in leaks(page(QUOTE), *both)} <= {"first", "second"}


@pytest.mark.parametrize(
    "content",
    [
        b"\x1f\x8bbroken",
        b"\x00\xff" * 40,
        b"a{b:url(data:image/png;base64,A====AAAA)}",
        b"&#37;2525252525252541",
        b"\\u{ffffffff} \\u{110000} \\ud800 &#xffffff; %zz %",
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_nonsense_is_read_without_complaint(content: bytes) -> None:
    assert leaks(content, *SECRETS.values(), path="a.dat") == []
    assert leaks(content, *SECRETS.values(), path="a.html") == []


def test_a_file_in_an_old_encoding_is_read_too() -> None:
    assert leaks("Zo\u00eb O'Hara-Lindqvist sagt: gr\u00fc\u00df".encode("latin-1"), SECRETS["name"], path="a.csv")


def test_a_nul_does_not_hide_a_page(site: Callable[[dict[str, bytes]], Path]) -> None:
    folder = site({"a.html": b"<html>\0<p onclick=x>" + QUOTE.replace("piano", "pia\0no").encode()})
    assert {finding.code for finding in audit(folder, Needles.of([SECRETS["text"]], []), None)} == {"KPT801", "KPT805"}


def test_a_large_file_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kept.audit.leaks.WINDOW", 1000)
    for lead in (980, 1500, 2000):
        assert leaks("x " * (lead // 2) + QUOTE + " y" * 900, SECRETS["text"], path="a.txt")
        (finding,) = leaks(b"\0\1" * (lead // 2) + QUOTE.encode() + b"\0\1" * 900, SECRETS["text"], path="a.bin")
        assert finding.place.line is None
