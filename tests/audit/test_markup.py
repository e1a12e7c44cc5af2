"""A page runs no script but the theme's own, and fetches nothing from anybody else (KPT805)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kept.audit import audit

Write = Callable[[dict[str, str]], Path]
CHROME = 'scope=new URL("{}",location);if(1<2){{go("<a>")}}'
MISSING = f"<html><script>{CHROME.format('/sub/')}</script><script src=/sub/a.js></script></html>"


def unsafe(folder: Path, url: str | None = "https://a.example/sub/") -> list[str]:
    return [finding.message for finding in audit(folder, None, url) if finding.code == "KPT805"]


@pytest.mark.parametrize(
    "html",
    [
        f"<script>{CHROME.format('../..')}</script>",
        f'<SCRIPT type="text/javascript">{CHROME.format("../..")}</SCRIPT >',
        '<script src="../../a.js"></script><script src="https://a.example/sub/a.js"></script><script> </script>',
        '<script type="application/ld+json">{"a": "\\u003cscript>"}</script>',
        '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="script-src \'self\'">',
        '<a href="https://b.example/">B</a><a href="mailto:a@b.example">M</a><form action="../../a.js"></form>',
        '<link rel="license" href="https://b.example/"><link rel="me" href="https://b.example/">',
        '<img src="data:image/png;base64,AA==" alt=""><link rel="icon" href="data:,"><p style="color:red">',
        '<p title="onclick=1" data-onclick="x">onclick="x" &lt;script&gt;</p><ol start=1></ol>',
        "<title>&lt;script&gt;</title><!-- <script>x</script> --><textarea>&lt;base&gt;</textarea>",
        '<meta property="og:image" content="https://b.example/a.png"><blockquote cite="https://b.example/">',
        "1 < 2 and <3",
    ],
)
def test_what_the_theme_and_plain_pages_do_is_safe(html: str, site: Write) -> None:
    assert unsafe(site({"404.html": MISSING, "a.js": "", "voices/x/index.html": f"<html>{html}</html>"})) == []


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("<script>alert(1)</script>", "runs a script that is not the theme's: alert(1)"),
        (f'<script type="module">{CHROME.format("x")}</script>', "not the theme's"),
        ('<script type="text/unknown">x</script>', "not the theme's"),
        ("<script>x", "has no end"),
        ("<script/x>y</script>", "not the theme's: y"),
        ('<script type="application/json">{"a": </script>', "cannot be read"),
        ('<script type="application/json">"<!--<script>"</script>', "moves its end"),
        ('<script src="https://b.example/a.js"></script>', "fetches https://b.example/a.js"),
        ('<script src="//b.example/a.js"></script>', "fetches //b.example/a.js"),
        ('<link rel="preload stylesheet" href="https://b.example/a.css">', "fetches https://b.example/a.css"),
        ('<img src="\\\\b.example\\a.png" alt="">', "another party learns who reads the page"),
        ('<img srcset="../../a.js 1x, https://b.example/b.png 2x" alt="">', "fetches https://b.example/b.png"),
        ('<iframe src="https://b.example/"></iframe>', "fetches https://b.example/"),
        ('<object data="https://b.example/"></object>', "fetches https://b.example/"),
        ("<style>@font-face{src:url(https://b.example/a.woff2)}</style>", "fetches https://b.example/a.woff2"),
        ('<p style="background:url(//b.example/a.png)">', "fetches //b.example/a.png"),
        ('<svg><image href="https://b.example/a.png"/></svg>', "fetches https://b.example/a.png"),
        ('<p onclick="x">', "<p> runs a script of its own (onclick)"),
        ("<svg/onload=x>", "<svg> runs a script of its own (onload)"),
        ("<img src=a ONERROR =x>", "(onerror)"),
        ('<a href="javascript:x">', "has an address that is a script: javascript:x"),
        ('<a href=" Java&#10;Script:x">', "has an address that is a script"),
        ('<a href="vbscript:x">', "has an address that is a script"),
        ('<a href="data:text/html,x">', "has an address that is a script"),
        ('<iframe src="data:text/html;base64,AA==">', "has an address that is a script"),
        ('<a href="data:image/png;base64,AA==">', "leads to data instead of a page"),
        ('<base href="/">', "moves every link"),
        ('<meta http-equiv=" Refresh " content="0;url=/">', "sends its readers on by itself"),
        ('<meta charset="utf-7">', "not written in UTF-8"),
        ('<form action="https://b.example/">', "sends what is typed to https://b.example/"),
        ('<button formaction="https://b.example/">', "sends what is typed"),
        ('<a ping="https://b.example/" href="../../">', "sends what is typed"),
        ('<iframe srcdoc="<p>">', "holds a whole page in an attribute"),
        ("<noscript><img src=https://b.example/></noscript>", "fetches https://b.example/"),
        ('<script type="application/ld+json">"<img src=x onerror=y>"</script>', "holds something like a tag"),
        # What a browser and a careless reader see differently.
        ("<svg><style><img src=x onerror=y></style></svg>", "(onerror)"),
        ('<title><a title="</title><script>x</script>">', "not the theme's: x"),
        ('<a title="<script>x</script>">', "not the theme's: x"),
        ("<!--><script>x</script>-->", "not the theme's: x"),
        ("<!---><script>x</script>-->", "not the theme's: x"),
        ("<!-- --!><script>x</script>-->", "not the theme's: x"),
        ('<a b=x"><script>x</script><p title="">', "not the theme's: x"),
        ("<textarea></textarea/><script>x</script></textarea>", "not the theme's: x"),
        ("<style></style\x0c><script>x</script></style>", "not the theme's: x"),
    ],
)
def test_anything_else_is_found(html: str, says: str, site: Write) -> None:
    messages = unsafe(site({"404.html": MISSING, "a.js": "", "voices/x/index.html": f"<html>{html}</html>"}))
    assert any(says in message for message in messages), messages


def test_a_finding_says_where_and_what_to_do(site: Write) -> None:
    (finding,) = audit(site({"a.html": "<html>\n<p>\n  <b onclick='x'>"}), None, None)
    assert finding.place == ("public/a.html", 3, 3)
    assert finding.message == "<b> runs a script of its own (onclick)."
    assert finding.hint == "Take the attribute out of the template."


def test_without_a_page_for_everything_missing_no_script_is_the_theme_s(site: Write) -> None:
    script = f"<html><script>{CHROME.format('.')}</script></html>"
    assert len(unsafe(site({"index.html": script}))) == 1


def test_the_theme_is_known_wherever_the_site_is_audited(site: Write) -> None:
    pages = {
        f"{folder}index.html": f"<html><script>{CHROME.format(up)}</script></html>"
        for folder, up in (("", "."), ("a/", ".."))
    }
    assert unsafe(site({"404.html": MISSING, "a.js": "", **pages}), url=None) == []


def test_a_drawing_runs_nothing(site: Write) -> None:
    folder = site({"404.html": "<html><script>x</script></html>", "a.svg": "<svg onload='y'><script>x</script></svg>"})
    assert unsafe(folder) == [
        "<svg> runs a script of its own (onload).",
        "This drawing holds a script.",
    ] or sorted(unsafe(folder)) == sorted(["<svg> runs a script of its own (onload).", "This drawing holds a script."])


def test_a_stylesheet_fetches_nothing_from_elsewhere(site: Write) -> None:
    (message,) = unsafe(site({"a.css": "@import 'https://b.example/a.css'; b{c:url(data:image/png;base64,AA==)}"}))
    assert message == "This file fetches https://b.example/a.css, so that another party learns who reads the page."


def test_the_same_fault_in_the_frame_of_all_pages_is_told_once(site: Write) -> None:
    pages = {f"a/{number}/index.html": "<html><p onclick=x></html>" for number in range(9)}
    assert len(unsafe(site(pages))) == 1
