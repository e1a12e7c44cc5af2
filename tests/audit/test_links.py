"""Every address that points into a site leads to a file, and to a part of it that exists (KPT802)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kept.audit import audit
from kept.audit.link_targets import Addresses, Target, Way

URL = "https://a.example/promises/"
SITE = {
    "index.html": '<html><h1 id="top-of-all">Promises</h1></html>',
    "voices/index.html": "<html></html>",
    "voices/x/index.html": '<html><p id="w&ouml;rter"></p><a name=old></a></html>',
    "assets/kept.css": "",
    "assets/a b.png": "",
    "badge.svg": '<svg><g id="g"/></svg>',
    "report.pdf": "%PDF",
}

Write = Callable[[dict[str, str]], Path]


def broken(folder: Path, url: str | None = URL) -> list[str]:
    """What the findings point to, in reading order."""
    return [finding.message for finding in audit(folder, None, url) if finding.code == "KPT802"]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="../../">Home</a> <a href="../..">Home</a>',
        '<a href="/promises/">Home</a> <a href="/promises">Home</a>',
        '<a href="../">All</a> <a href=".">This</a> <a href="">This</a> <a href="./">This</a> <a href="?q=1">This</a>',
        f'<a href="{URL}voices/x/">Whole</a> <a href="{URL[:-1]}">Root</a>',
        '<a href="HTTPS://A.EXAMPLE/promises/voices">Whole</a>',
        '<a href="//a.example/promises/report.pdf#page=2">Report</a> <a href="http://a.example/promises/">Plain</a>',
        '<a href="../../assets/a%20b.png">A</a> <img src="../../assets/a b.png"> <a href=" ../../badge.svg#g ">G</a>',
        '<a href="../x/#w%C3%B6rter">Words</a> <a href="#w&ouml;rter">Words</a> <p id="wörter">',
        '<a href="../x/index.html#old">Old</a> <a href="../x/#old">Old</a> <a href="#top">Top</a>',
        '<a href="#">Top</a> <a href="../../#:~:text=kept">K</a>',
        '<a href="mailto:a@b.example">Mail</a> <a href="tel:+3531">Ring</a> <a href="https://b.example/x">Elsewhere</a>',
        '<a href="/elsewhere/on/this/host">Host</a> <a href="http:x">?</a> <a href="https://[">?</a>',
        '<img srcset="../../assets/a%20b.png 480w, ../../assets/a%20b.png 960w" src="data:image/png;base64,AA==">',
        '<link rel="canonical" href="https://a.example/promises/voices/x/">',
        '<meta property="og:image" content="../../badge.svg">',
        '<meta name="description" content="nowhere.html">',
        '<p data-x="nowhere.html" title="href=nowhere">href="nowhere"</p>',
        '<style>a{b:url( "../../badge.svg#g" )}</style><p style="c:url(../../badge.svg)">',
        f'<script type="application/ld+json">{{"@id": "{URL}#organization", "url": "{URL}voices/{{x}}/"}}</script>',
    ],
)
def test_an_address_that_leads_somewhere_is_fine(html: str, site: Write) -> None:
    assert broken(site({**SITE, "voices/y/index.html": f"<html>{html}</html>"})) == []


@pytest.mark.parametrize(
    ("html", "pointed"),
    [
        ('<a href="../z/">Z</a>', "../z/"),
        ('<a href="../X/">X</a>', "../X/"),
        ('<a href="/promises/z.html">Z</a>', "/promises/z.html"),
        (f'<a href="{URL}z/">Z</a>', f"{URL}z/"),
        ('<a href="../../../">Out</a>', "../../../"),
        ('<a href="../../../..">Out</a>', "../../../.."),
        ('<img src="a.png" alt="">', "a.png"),
        ('<img srcset="../../badge.svg 1x,  b.png 2x" alt="">', "b.png"),
        ('<video poster="c.png"></video>', "c.png"),
        ('<form action="send"></form>', "send"),
        ('<link rel="stylesheet" href="d.css">', "d.css"),
        ('<link rel="canonical" href="https://a.example/promises/e/">', "https://a.example/promises/e/"),
        ('<meta property="og:image" content="https://a.example/promises/f.png">', "https://a.example/promises/f.png"),
        ('<meta name="twitter:image" content="g.png">', "g.png"),
        ('<svg><use xlink:href="h.svg#i"/></svg>', "h.svg#i"),
        ("<style>@import 'i.css'; a{b:url(j.png)}</style>", "i.css"),
        ('<p style="background:url(&quot;k.png&quot;)">', "k.png"),
        (
            f'<script type="application/ld+json">{{"image": "{URL.replace("/", chr(92) + "/")}l.png"}}</script>',
            f"{URL}l.png",
        ),
        ('<a title="<a href=m>">M</a>', "m"),
    ],
)
def test_an_address_that_leads_nowhere_is_found(html: str, pointed: str, site: Write) -> None:
    messages = broken(site({**SITE, "voices/y/index.html": f"<html>{html}</html>"}))
    assert messages[0].startswith(f"This file points to {pointed}, but ")


@pytest.mark.parametrize("address", ["#no", "../x/#no", "../../badge.svg#no", f"{URL}voices/x/#no"])
def test_a_part_of_a_page_that_does_not_exist_is_found(address: str, site: Write) -> None:
    (message,) = broken(site({**SITE, "voices/y/index.html": f'<html><a href="{address}">No</a></html>'}))
    assert message == f'This file points to {address}, but that page has no part with the id "no".'


def test_each_page_is_held_to_its_own_parts(site: Write) -> None:
    link = '<a href="#words">Words</a>'
    files = {
        f"voices/{name}/index.html": f"<html>{link}{part}</html>" for name, part in (("y", '<p id="words">'), ("z", ""))
    }
    (finding,) = audit(site({**SITE, **files}), None, None)
    assert finding.place == ("public/voices/z/index.html", 1, 7)
    assert finding.hint == "Correct the address where it is written, or add what it should lead to."


def test_one_wrong_link_in_the_frame_of_all_pages_is_told_once(site: Write) -> None:
    files = {f"voices/{number}/index.html": '<html><a href="../../nowhere/">N</a></html>' for number in range(9)}
    assert len(broken(site({**SITE, **files}))) == 1


def test_pages_at_different_depths_do_not_share_their_links(site: Write) -> None:
    frame = '<html><img src="../assets/a%20b.png" alt=""></html>'
    assert len(broken(site({**SITE, "voices/a.html": frame, "voices/y/z/index.html": frame}))) == 1


def test_stylesheets_are_followed_from_where_they_stand(site: Write) -> None:
    (finding,) = audit(site({**SITE, "assets/k.css": "a{b:url(\"a b.png\")}\n c{d:url('../e.woff2')}"}), None, None)
    assert finding.place == ("public/assets/k.css", 2, 11)
    assert "../e.woff2" in finding.message


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sitemap.xml", f"<urlset><url><loc>{URL}gone/</loc></url><url><loc>{URL}voices/</loc></url></urlset>"),
        ("api/v1/promises.json", '{"self": "https:\\/\\/a.example\\/promises\\/gone\\/", "x": 1}'),
        ("feed.xml", f'<entry><link href="{URL}gone/?a=1&amp;b=2"/></entry>'),
        ("llms.txt", f"- [Gone]({URL}gone/): a promise, see {URL}voices/x/."),
    ],
)
def test_what_is_made_for_machines_points_to_pages_that_exist(path: str, text: str, site: Write) -> None:
    (message,) = broken(site({**SITE, path: text}))
    assert message.startswith(f"This file points to {URL}gone/")
    assert broken(site({**SITE, path: text}), url=None) == []


def test_a_drawing_and_a_script_are_not_searched_for_the_wrong_things(site: Write) -> None:
    files = {"a.svg": '<svg><image href="gone.png"/><a href="#b"/></svg>', "a.js": f'fetch("{URL}gone/")'}
    assert len(broken(site({**SITE, **files}))) == 2


@pytest.mark.parametrize(
    ("url", "folder", "target"),
    [
        ("java\nscript:alert(1)", "", Target(Way.CODE)),
        ("\x01 VBScript:x", "", Target(Way.CODE)),
        ("data:text/html,<script>", "", Target(Way.DATA, "text/html")),
        ("data:,x", "", Target(Way.DATA, "")),
        ("..\\..\\a", "b/c/", Target(Way.HERE, "a")),
        ("a/./b//../c", "x/", Target(Way.HERE, "x/a/c")),
        ("%2e%2e/a", "x/", Target(Way.HERE, "a")),
        ("/promises/../x", "", Target(Way.BEYOND)),
        ("https://a.example", "", Target(Way.ELSEWHERE)),
        ("https://a.example.evil.example/promises/", "", Target(Way.ELSEWHERE)),
        ("/promisesx/", "", Target(Way.ELSEWHERE)),
    ],
)
def test_an_address_means_what_a_browser_makes_of_it(url: str, folder: str, target: Target) -> None:
    assert Addresses(URL).target(url, folder) == target


def test_a_site_says_itself_where_it_lives(site: Write) -> None:
    home = f'<html><link rel="canonical" href="{URL}"></html>'
    missing = (
        '<html><a href="/promises/voices/x/">X</a><a href="/promises/gone/">G</a><a href="/other/">Host</a></html>'
    )
    folder = site({**SITE, "index.html": home, "404.html": missing})
    assert broken(folder, url=None) == ["This file points to /promises/gone/, but the site has no such file."]


def test_without_an_address_of_its_own_a_site_begins_at_the_root(site: Write) -> None:
    html = f'<html><a href="/voices/x/">X</a><a href="{URL}gone/">Somebody else</a><a href="/gone">G</a></html>'
    assert broken(site({**SITE, "404.html": html}), url=None) == [
        "This file points to /gone, but the site has no such file."
    ]
