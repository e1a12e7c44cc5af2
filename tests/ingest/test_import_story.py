"""`kept import story`: a document becomes a story for review, with its pictures; what is left out is named."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from kept.ingest.rich_text import rich_text
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Project, Ran

PAGE = """\
<html><head><title>News - Small Removals</title><style>p { color: red }</style></head><body>
<nav><a href="/">Home</a></nav>
<article>
<h1>A shop moved <em>overnight</em></h1>
<p>Customer: Hill &amp; Sons<br>Terms: Full price, no discount<br>Started: 3 February 2026</p>
<p>Summary: Closed at six, open at nine.</p>
<h2>The challenge</h2>
<p>They had <b>4,000 </b>books, and <a href="https://hill.example/list">a list</a> of <a href="/x">them</a>.</p>
<script>alert("x")</script>
<ul><li>One van<li>Two people</ul>
<h2>What we did</h2>
<p># We came at *six*.</p>
<table><tr><th>Hour<th>Boxes<tr><td>6<td>0<tr><td>9<td>4|000</table>
<h2>What happened</h2>
<blockquote><p>Nothing was lost.</p></blockquote>
<img src="Shelves One.png" alt="Full shelves"><img src="https://elsewhere.example/y.png" alt="">
<iframe src="https://film.example"></iframe>
</article></body></html>
"""
BODY = """\
## The challenge

They had **4,000** books, and [a list](https://hill.example/list) of them.

- One van
- Two people

## What we did

\\# We came at \\*six\\*.

| Hour | Boxes |
|---|---|
| 6 | 0 |
| 9 | 4\\|000 |

## What happened

> Nothing was lost.
"""
PROMISE = ("--promise", "on-time", "--collected-by", "tessa", "--collected-on", "2026-03-01")


def picture(kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(file, kind)
    return file.getvalue()


def bring(project: Project, folder: Path, name: str, content: str | bytes, *options: str) -> Ran:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return project.kept("import", "story", str(file), *options)


def front(project: Project, item: str) -> tuple[dict[str, Any], str]:
    text = (project.root / f"evidence/case-studies/{item}/index.md").read_text(encoding="utf-8")
    _, head, body = text.split("---\n", 2)
    return yaml.safe_load(head), body.lstrip("\n")


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("downloads")
    (folder / "Shelves One.png").write_bytes(picture())
    return folder


def test_a_page_becomes_a_story_with_its_picture(project: Project, place: Path) -> None:
    ran = bring(project, place, "news.html", PAGE, *PROMISE)
    assert (ran.code, ran.err) == (0, "")
    fields, body = front(project, "a-shop-moved-overnight")
    assert body == BODY
    assert (fields["title"], fields["customer"]) == ("A shop moved overnight", "Hill & Sons")
    assert (fields["terms"], fields["summary"]) == ("Full price, no discount", "Closed at six, open at nine.")
    assert (fields["promises"], str(fields["dates"]["start"])) == (["on-time"], "2026-02-03")
    assert fields["images"] == [{"file": "shelves-one.png", "alt": "Full shelves"}]
    assert (project.root / "evidence/case-studies/a-shop-moved-overnight/shelves-one.png").read_bytes() == picture()
    assert "consent" not in fields
    assert "error]" not in project.check()


def test_what_a_page_cannot_show_is_named(project: Project, place: Path) -> None:
    out = bring(project, place, "news.html", PAGE, *PROMISE).out
    assert "news.html: left out: a script" in out
    assert "news.html: left out: a frame" in out
    assert "news.html: left out: a link that leads nowhere from here (its words stay)" in out
    assert "news.html: left out: https://elsewhere.example/y.png: it is on the web; save it beside the document" in out


def test_it_is_shown_once_permitted_and_approved(approved: Project, place: Path) -> None:
    consent = '{basis: consent, ref: "v:1", granted_on: 2026-03-02, channels: [site], assets: [name]}'
    more = (
        f"source: {{kind: interview, ref: 'v:2', captured_on: 2026-03-01, captured_by: tessa}}\n"
        f"verified: {{method: called back, by: paul, on: 2026-03-02}}\nconsent: {consent}\n"
    )
    told = "promises: [on-time]\ncustomer: Hill and Sons\nterms: Full price\nsummary: In short.\n"
    page = f"---\n{told}{more}dates: {{start: 2026-02-03}}\n---\n# A night\n\n## The challenge\n\nBooks.\n"
    assert bring(approved, place, "night.md", page).code == 0
    approved.commit()
    approved.approve("a-night", by="olive").commit()
    assert "a-night" in {story.id for story in approved.gated().public.stories}


def test_a_second_run_overwrites_nothing(project: Project, place: Path) -> None:
    bring(project, place, "news.html", PAGE, *PROMISE)
    again = bring(project, place, "news.html", PAGE, *PROMISE)
    assert again.code == 0
    assert "is there already, as it was read" in again.out
    path = "evidence/case-studies/a-shop-moved-overnight/index.md"
    project.edit(path, "4,000", "4,001")
    third = bring(project, place, "news.html", PAGE, *PROMISE)
    assert third.code == 1
    assert "says something else; it was left alone" in third.out
    assert "4,001" in (project.root / path).read_text()


def test_a_picture_without_a_description_is_asked_for(project: Project, place: Path) -> None:
    page = "# Night\n\n![](<Shelves One.png>)\n\nWords.\n"
    ran = bring(project, place, "night.md", page, *PROMISE)
    assert ran.code == 2
    assert '--alt shelves-one.png="..."' in ran.err
    assert not (project.root / "evidence/case-studies/night").exists()
    assert bring(project, place, "night.md", page, *PROMISE, "--alt", "shelves-one.png=Shelves").code == 0
    assert front(project, "night")[0]["images"] == [{"file": "shelves-one.png", "alt": "Shelves"}]


@pytest.mark.parametrize("source", ["../secret.png", "/etc/passwd", "file:///etc/passwd", "%2e%2e/secret.png"])
def test_nothing_outside_the_documents_folder_is_read(project: Project, place: Path, source: str) -> None:
    (place.parent / "secret.png").write_bytes(picture())
    ran = bring(project, place, "night.html", f'<h1>Night</h1><p>Words.</p><img src="{source}" alt="x">', *PROMISE)
    assert ran.code == 0
    assert "left out" in ran.out
    assert "images" not in front(project, "night")[0]


def test_what_is_still_needed_is_said(project: Project, place: Path) -> None:
    ran = bring(project, place, "night.md", "# Night\n\nWords.\n", *PROMISE)
    assert "night: still needed: summary, customer, dates, terms." in ran.out


def test_a_document_of_word_is_read_with_its_picture(project: Project, place: Path) -> None:
    pytest.importorskip("mammoth")
    ran = bring(project, place, "night.docx", word(), *PROMISE, "--alt", "picture-1.png=Shelves")
    assert (ran.code, ran.err) == (0, "")
    fields, body = front(project, "moved-in-a-night")
    assert (fields["title"], fields["customer"]) == ("Moved in a night", "Hill and Sons")
    assert body == "## The challenge\n\nThey had **4,000** books.\n"
    assert (project.root / "evidence/case-studies/moved-in-a-night/picture-1.png").read_bytes() == picture()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"\xd0\xcf\x11\xe0rest", "locked by a password"),
        ("a.docx", b"PK\x03\x04 and rubbish", "cannot be read as a document of Word"),
        ("a.pdf", b"%PDF-1.7", "none of the kinds"),
        ("a.md", b"\xff\xfe\x00", "not written in UTF-8"),
        ("a.md", b"---\ntitle: [\n---\nWords.\n", "a.md:"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_written(
    project: Project, place: Path, name: str, content: bytes, said: str
) -> None:
    ran = bring(project, place, name, content, *PROMISE)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_picture_inside_a_page_is_taken(project: Project, place: Path) -> None:
    data = base64.b64encode(picture("JPEG")).decode()
    page = f'<h1>Night</h1><p>Words.</p><img alt="Shelves" src="data:image/jpeg;base64,{data}">'
    assert bring(project, place, "night.html", page, *PROMISE).code == 0
    assert (project.root / "evidence/case-studies/night/picture-1.jpg").read_bytes() == picture("JPEG")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a<b> b</b><i>c</i></p>", "a **b***c*"),
        ("<p><b>open <i>never closed</p><p>next</p>", "open never closed\n\nnext"),
        ("<ol><li>x<ul><li>y</ul><li>z</ol>", "1. x\n   - y\n2. z"),
        ('<p><a href="javascript:x()">x</a></p>', "x"),
        ("<p>1. not a list</p>", "1\\. not a list"),
        ("<p>&lt;script&gt; &amp;amp; a_b _c_</p>", "\\<script\\> \\&amp; a_b \\_c\\_"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<b></b><p> </p>", ""),
    ],
)
def test_markup_that_a_body_can_hold(html: str, markdown: str) -> None:
    assert "\n\n".join(rich_text(html).blocks) == markdown


def test_a_hundred_thousand_nested_elements_are_read() -> None:
    assert rich_text("<div>" * 100_000 + "x").blocks == ["x"]


def word() -> bytes:
    """A document of Word: a title, a line with a field, a heading, words and a picture."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    r = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    wp = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    pic = 'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def paragraph(text: str, style: str = "", bold: str = "") -> str:
        styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        strong = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{bold}</w:t></w:r>" if bold else ""
        before, _, after = text.partition("@")
        return (
            f'<w:p>{styled}<w:r><w:t xml:space="preserve">{before}</w:t></w:r>{strong}'
            f'<w:r><w:t xml:space="preserve">{after}</w:t></w:r></w:p>'
        )

    drawing = (
        '<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="rId1"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    body = (
        paragraph("Moved in a night", "Title")
        + paragraph("Customer: Hill and Sons")
        + paragraph("The challenge", "Heading1")
        + paragraph("They had @ books.", bold="4,000")
        + drawing
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{called}"/></w:style>'
        for name, called in (("Title", "Title"), ("Heading1", "heading 1"))
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {w} {r} {a} {wp} {pic}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {w}>{styles}</w:styles>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/image" Target="media/image1.png"/>'
        f'<Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/></Relationships>',
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr("word/media/image1.png", picture())
    return packed.getvalue()
