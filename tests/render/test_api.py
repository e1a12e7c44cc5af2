"""The interface for machines: valid by its schemas, silent about what was not permitted, and inert."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import (  # type: ignore[import-untyped]  # its types are a package of their own
    Draft202012Validator,
    FormatChecker,
)
from kept.audit.folder import File
from kept.audit.leaks import Leaks
from kept.audit.needles import Needles, Secret
from kept.outputs import api
from kept.report.status import as_json
from render import demo, editions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kept.model.edition import PublicEdition, VoiceView
    from projects import Project

EVERYWHERE = frozenset({"api", "embed", "feeds"})
DOCUMENTS = ("index", *api.DOCUMENTS)
NOBODY: dict[str, Any] = {"voices": (), "stories": ()}
EDITIONS: dict[str, Callable[[], PublicEdition]] = {
    "the demo": demo.public,
    "seven promises": lambda: released(editions.public()),
    "one bare promise": lambda: editions.public(promises=(editions.promise("bare", stage=None, owner=None),), **NOBODY),
    "nothing": lambda: editions.public(promises=(), metrics=(), stages=(), **NOBODY),
    "no address": lambda: released(editions.public(publisher=editions.publisher(site_url=None, demo=False))),
    "many": lambda: editions.many(30, 200),
}


def released(edition: PublicEdition) -> PublicEdition:
    """The same edition, everybody in it having permitted every output."""
    return dataclasses.replace(
        edition,
        voices=tuple(dataclasses.replace(one, outputs=EVERYWHERE) for one in edition.voices),
        stories=tuple(dataclasses.replace(one, outputs=EVERYWHERE) for one in edition.stories),
    )


def said(voice: VoiceView) -> PublicEdition:
    """Seven promises and one voice."""
    promises = tuple(
        dataclasses.replace(one, voices=(voice.id,) if one.id in voice.promises else (), stories=())
        for one in editions.public().promises
    )
    return editions.public(promises=promises, voices=(voice,), stories=())


def faults(name: str, document: object) -> list[str]:
    """What is wrong with a document by the schema that is published beside it."""
    schema = json.loads(api.schemas()[name])
    found = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(document)
    return [f"{name}{fault.json_path[1:]}: {fault.message}" for fault in found]


@pytest.mark.parametrize("name", EDITIONS)
def test_every_document_follows_its_schema(name: str) -> None:
    written = demo.documents(EDITIONS[name]())
    assert written.keys() == set(DOCUMENTS)
    assert [fault for name, document in written.items() for fault in faults(name, document)] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_field_is_described(name: str) -> None:
    schema = json.loads(api.schemas()[name])
    Draft202012Validator.check_schema(schema)
    assert [path for path, field in fields(schema) if not field.get("description")] == []


def fields(schema: object, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every property that a schema speaks of."""
    if isinstance(schema, list):
        for entry in schema:
            yield from fields(entry, path)
    elif isinstance(schema, dict):
        for name, field in schema.get("properties", {}).items():
            yield f"{path}.{name}", field
        for key, entry in schema.items():
            yield from fields(entry, f"{path}/{key}")


def test_the_published_schemas_are_those_that_ship_with_kept() -> None:
    published = demo.files(editions.public())
    for name, content in api.schemas().items():
        assert published[f"api/v1/schemas/{name}.json"] == content
    index = demo.documents(editions.public())["index"]
    assert index["schemas"].keys() == api.schemas().keys()
    for document in demo.documents(editions.public()).values():
        assert f"api/v1/{document['$schema']}" in published


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("promises", lambda document: document["promises"][0].update(value=97.1)),
        ("promises", lambda document: document["promises"][0]["record"][0]["results"][0].update(target=95)),
        ("promises", lambda document: document["promises"][0].update(rating=5)),
        ("promises", lambda document: document["promises"][0].update(verdict="excellent")),
        ("metrics", lambda document: document["metrics"][0]["rows"][0].update(period="last quarter")),
        ("voices", lambda document: document["voices"][0].pop("disclosure")),
        ("index", lambda document: document.pop("publisher")),
    ],
)
def test_a_schema_refuses_what_a_document_must_not_say(name: str, change: Callable[[Any], object]) -> None:
    document = demo.documents(released(editions.public()))[name]
    assert faults(name, document) == []
    change(document)
    assert faults(name, document)


def test_what_status_tells_of_a_promise_the_interface_tells_by_the_same_names() -> None:
    edition = demo.public()
    told = {one["id"]: one for one in json.loads(as_json(edition, None))["promises"]}
    published = demo.documents(edition)["promises"]["promises"]
    assert [one["id"] for one in published] == list(told)
    for promise in published:
        known = told[promise["id"]]
        shorter = {**promise, "record": [{key: one[key] for key in ("period", "verdict")} for one in promise["record"]]}
        for found in shorter["computation"]["results"]:
            found.pop("unit")
        assert {key: shorter.get(key) for key in known} == known


def test_a_preview_says_that_it_is_one() -> None:
    drafts = demo.documents(dataclasses.replace(editions.public(), proposed=("promise.arrival",)))
    assert {document["preview"] for document in drafts.values()} == {True}
    assert {document["preview"] for document in demo.documents(editions.public()).values()} == {False}
    assert [fault for name, document in drafts.items() for fault in faults(name, document)] == []


def test_the_guide_names_every_document() -> None:
    guide = (demo.REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
    for path in demo.files(editions.public()):
        name = path.removeprefix("api/v1/")
        assert not path.startswith("api/") or f"`{name}`" in guide or name.startswith("schemas/"), path


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert demo.files(editions.public()) == demo.files(editions.public())
    for path, content in demo.files(editions.public()).items():
        assert content.endswith(b"\n") or path.endswith(".png"), path
        assert b"\r\n" not in content or path.endswith((".csv", ".png")), path


def test_characters_are_written_as_they_are() -> None:
    words = "Słoiki, 引っ越し, Διεύθυνση"
    voice = editions.voice("blathnaid", ("arrival",), words, name="Bláthnaid", outputs=EVERYWHERE)
    content = demo.files(said(voice))["api/v1/voices.json"].decode()
    assert "Bláthnaid" in content
    assert words in content
    assert "\\u" not in content


class TestPermission:
    """Who did not permit it is not in it."""

    WORDS = "The piano never touched the wall, and the tea was still warm."

    @pytest.mark.parametrize("outputs", [frozenset(), frozenset({"feeds", "one_page"}), frozenset({"embed"})])
    def test_a_voice_that_did_not_permit_it_is_in_no_byte(self, outputs: frozenset[str]) -> None:
        voice = editions.voice("piano-wall", ("arrival",), self.WORDS, name="Quirke Ollivander", outputs=outputs)
        written = {path: file for path, file in demo.files(said(voice)).items() if path.startswith("api/")}
        for path, content in written.items():
            for secret in ("piano", "Quirke", "Ollivander"):
                assert secret.encode() not in content, path
        assert json.loads(written["api/v1/voices.json"])["counts"]["on_pages"] == 1
        assert json.loads(written["api/v1/voices.json"])["counts"]["in_api"] == 0
        (promise,) = (one for one in json.loads(written["api/v1/promises.json"])["promises"] if one["id"] == "arrival")
        assert promise["voices"] == []
        assert promise["counts"]["testimonials"] == 1

    def test_a_voice_that_did_has_its_disclosure_beside_the_words(self) -> None:
        voice = editions.voice(
            "van",
            ("late",),
            self.WORDS,
            relationship="supplier",
            disclosure="Sells us crates.",
            incentive="A £10 book token",
            expected="Most wait two days.",
            outputs=frozenset({"api"}),
        )
        (found,) = demo.documents(said(voice))["voices"]["voices"]
        assert found["words"] == self.WORDS
        assert (found["relationship"], found["incentive"]) == ("supplier", "A £10 book token")
        assert (found["disclosure"], found["expected"]) == ("Sells us crates.", "Most wait two days.")
        for part in ("Rosalind Keane", "Sells us crates.", "Supplier", "A £10 book token", "Most wait two days."):
            assert part in found["show_with_words"]

    def test_a_name_that_is_withheld_stays_withheld(self) -> None:
        voice = editions.voice("jars", ("heard",), self.WORDS, name=None, outputs=frozenset({"api"}))
        (found,) = demo.documents(said(voice))["voices"]["voices"]
        assert found["speaker"]["name"] is None
        assert found["show_with_words"].startswith("Name withheld")

    def test_a_story_names_only_those_it_quotes_who_permitted_it(self) -> None:
        edition = editions.public()
        story = dataclasses.replace(edition.stories[0], outputs=frozenset({"api"}), body=self.WORDS)
        documents = demo.documents(dataclasses.replace(edition, stories=(story,)))
        (found,) = documents["stories"]["stories"]
        assert found["voices"] == []
        assert self.WORDS not in json.dumps(documents)
        assert found["callouts"][0]["source"] == "Catalogue"

    def test_a_story_that_did_not_permit_it_is_only_counted(self) -> None:
        documents = demo.documents(editions.public())
        assert documents["stories"]["stories"] == []
        assert documents["stories"]["counts"] == {"on_file": 2, "on_pages": 1, "in_api": 0}
        assert "Wharfside" not in json.dumps(documents)

    @pytest.mark.parametrize(("channels", "shown"), [("[site]", 0), ("[site, syndication]", 1)])
    def test_the_permission_in_the_file_decides(self, project: Project, channels: str, shown: int) -> None:
        project.edit("evidence/testimonials/nine-oclock.md", "channels: [site]", f"channels: {channels}")
        project.approve("promise.on-time", "nine-oclock", by="olive").approve("punctuality", by="connie").commit()
        public = project.gated().public
        files = {path: file for path, file in demo.files(public).items() if path.startswith(("api/", "embed/"))}
        assert len(public.voices) == 1
        assert len(demo.documents(public)["voices"]["voices"]) == shown
        assert any(b"rang the bell" in file for file in files.values()) is bool(shown)
        assert any(b"Ada Mover" in file for file in files.values()) is bool(shown)

    def test_the_demo_has_voices_of_both_kinds(self) -> None:
        counts = demo.documents(demo.public())["voices"]["counts"]
        assert 0 < counts["in_api"] < counts["on_pages"] < counts["on_file"]


def test_the_people_inside_get_no_interface_and_no_cards() -> None:
    public_only = ("api/", "embed/", "badge", "cards/", "llms.txt", ".well-known/")
    assert not [path for path in demo.files(editions.internal()) if path.startswith(public_only)]


HOSTILE = (
    '"}]}</script><script>alert(1)</script>',
    '\\\\" \\u0041 \\x41 \b\f\n\r\t\0\x1f\x7f',
    "\u2028\u2029\ufeff\ufffe\U0001f9f0 e\u0301",
    "<!--<script>]]>&amp;&quot;{{ 7 * 7 }}{% raw %}",
    "' onload='x' \" onerror=\"x\" javascript:alert(1)",
    "=1+1\t@SUM(A1)\r+2",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    voice = editions.voice("hall", ("arrival",), text, name=text, disclosure=text, incentive=text, outputs=EVERYWHERE)
    edition = said(voice)
    promises = tuple(dataclasses.replace(one, statement=text, counts=text) for one in edition.promises)
    documents = demo.documents(dataclasses.replace(edition, promises=promises))
    (found,) = documents["voices"]["voices"]
    assert (found["markdown"], found["speaker"]["name"], found["disclosure"]) == (text, text, text)
    assert {one["statement"] for one in documents["promises"]["promises"]} == {text}


@given(st.recursive(st.text(), lambda some: st.lists(some) | st.dictionaries(st.text(), some), max_leaves=12))
def test_whatever_is_written_can_be_read_again(value: object) -> None:
    document = {"a": value, "b": [value, value], "c": []}
    try:
        content = api.written(document)
    except UnicodeEncodeError:  # a lone surrogate, which no file that was read as UTF-8 can hold
        return
    assert json.loads(content) == document


def test_every_result_is_a_line_of_the_table() -> None:
    files = demo.files(demo.public())
    lines = list(csv.DictReader(io.StringIO(files["api/v1/records.csv"].decode(), newline="")))
    expected = [
        (promise["id"], one["period"], one["verdict"], found["metric"], found["value"] or "", found["target"])
        for promise in json.loads(files["api/v1/promises.json"])["promises"]
        for one in promise["record"]
        for found in one["results"]
    ]
    names = ("promise", "period", "verdict", "metric", "value", "target")
    assert [tuple(line[name] for name in names) for line in lines] == expected
    assert len(lines) > 40


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_statement_is_no_formula_for_a_spreadsheet(text: str) -> None:
    promise = editions.promise("arrival", editions.metric("arrival"), statement=text)
    table = demo.files(editions.public(promises=(promise,), **NOBODY))["api/v1/records.csv"].decode()
    first = next(csv.DictReader(io.StringIO(table, newline="")))
    assert first["statement"] == f"'{text}"


@pytest.mark.parametrize(
    "secret",
    [
        'They said "nine o\'clock" and came at nine',
        "C:\\moves\\late\\and nobody rang at all",
        "Słoiki babci dojechały całe i zdrowe wszystkie",
        "one line\nand another one\tand the last",
        "<b>nobody</b> had rung & nobody came before ten",
        "引っ越しの日に誰も来ませんでした",
    ],
)
def test_what_json_escapes_is_found_all_the_same(secret: str) -> None:
    """The search of the finished site reads these files: no way of writing hides a secret from it."""
    leaks = Leaks(Needles.of([Secret("piano", "text", secret)], allowed=()))
    content = api.written({"promises": [{"words": f"Before. {secret}. After.", "deeper": [{"x": "y"}]}]})
    assert [finding.code for finding in leaks.in_file(File("api/v1/x.json", content, "public/api/v1/x.json"))]
    clean = api.written({"promises": [{"words": "Before. After."}]})
    assert list(leaks.in_file(File("api/v1/x.json", clean, "public/api/v1/x.json"))) == []
