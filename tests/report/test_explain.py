"""`kept explain`: every code and every field has a meaning, and an example from a file that is right."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from kept.findings import UsageError, rules
from kept.model.policy import Policy
from kept.model.register import Register
from kept.report.explain import explained
from kept.report.fields import KINDS, fields, find

if TYPE_CHECKING:
    from collections.abc import Callable

    from projects import Ran

WITHOUT_DRAFT = {"table", "approval"}
"""A table's columns stand in its first line; records are written by kept."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_says_what_it_means_what_it_may_hold_and_shows_an_example(kind: str) -> None:
    here = [field for field in fields() if field.kind == kind]
    assert here
    lacking = [field.name for field in here if kind != "approval" and not field.says]
    assert lacking == []
    if kind not in WITHOUT_DRAFT:
        assert [field.name for field in here if not field.example] == []


@pytest.mark.parametrize(("name", "noun"), [("promises.toml", Register), ("policy.toml", Policy)])
def test_the_examples_of_whole_files_hold_every_field_and_nothing_else(
    name: str, noun: type[Register | Policy]
) -> None:
    text = files("kept.write").joinpath("drafts", "full", name).read_text(encoding="utf-8")
    written = {".".join(way) for way in _ways(tomllib.loads(text))}
    known = {field.name for field in fields() if field.kind == name}
    assert known - written <= {"promises.targets.at_most", "require"}
    assert {way for way in written if "." not in way} <= set(noun.model_fields)


def _ways(value: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if isinstance(value, list):
        return [way for entry in value for way in _ways(entry, path)]
    if isinstance(value, dict):
        inner = [way for key, entry in value.items() for way in _ways(entry, (*path, key))]
        return [*([path] if path else []), *inner]
    return [path]


@pytest.mark.parametrize("code", rules())
def test_a_code_and_its_name_are_explained_by_its_page(code: str) -> None:
    rule = rules()[code]
    assert explained(code) == explained(code.lower()) == explained(rule.slug)
    assert explained(code).startswith(f"# {code}: {rule.slug}")


@pytest.mark.parametrize("name", ["consent.channels", "testimonial.consent.channels", "Consent.Channels"])
def test_a_field_is_found_by_the_end_of_its_way(name: str) -> None:
    assert {field.name for field in find(name)} == {"consent.channels"}
    text = explained(name)
    assert "What their words may be used for" in text
    assert "a list of one of site, sales, syndication, social" in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_file_lists_its_fields(kind: str) -> None:
    text = explained(kind)
    assert all(field.name in text for field in fields() if field.kind == kind)
    assert text == explained(kind.removesuffix(".toml"))


def test_what_several_files_say_alike_is_told_once() -> None:
    assert explained("consent.ref").count("consent.ref  (") == 1


@pytest.mark.parametrize(
    ("name", "meant"), [("chanels", "channels"), ("KPT3010", "kpt301"), ("qqqqqq", "`kept check` prints codes")]
)
def test_what_nobody_knows_is_answered_with_the_nearest(name: str, meant: str) -> None:
    with pytest.raises(UsageError, match=meant):
        explained(name)


def test_the_command_prints_it(command: Callable[..., Ran]) -> None:
    ran = command("explain", "min_n")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("min_n  (metric; may be left out)")
    assert command("explain", "nothing-of-the-kind").code == 2


def test_a_field_that_may_be_a_month_or_a_year_says_so() -> None:
    text = explained("testimonial.said_on")
    assert "a day like 2026-11-20, a month like 2026-11, a quarter like 2026-Q4, or a year like 2026" in text
