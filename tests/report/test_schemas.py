"""`kept schema`: what an editor and a script are told about a file is what `kept check` and the commands do."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from held import METRIC, REGISTER, VOICE
from jsonschema import (  # type: ignore[import-untyped]  # its types are a package of their own
    Draft202012Validator,
    FormatChecker,
)
from kept.files import front_matter
from kept.report.schemas import NAMES, schema
from projects import Project, Ran

REPOSITORY = Path(__file__).parents[2]
EVIDENCE = REPOSITORY / "evidence"
FILES = {
    "promises": [REPOSITORY / "promises.toml", REPOSITORY / "examples/rail-punctuality/promises.toml"],
    "policy": [EVIDENCE / "policy.toml"],
    "testimonial": sorted(EVIDENCE.glob("testimonials/*.md")),
    "case-study": sorted(EVIDENCE.glob("case-studies/*/index.md")),
    "metric": sorted(EVIDENCE.glob("metrics/*.toml")),
    "approval": sorted(EVIDENCE.glob("approvals/*/*.toml")),
    "permalinks": [EVIDENCE / "permalinks.lock"],
}


def faults(name: str, document: object) -> list[str]:
    """What is wrong with a document by its schema."""
    validator = Draft202012Validator(json.loads(schema(name)), format_checker=FormatChecker())
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(document)]


def parsed(path: Path) -> Any:  # noqa: ANN401  whatever stands in the file
    """A file as an editor hands it to a schema: days are texts."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".md":
        return _plain(tomllib.loads(text))
    document, faults = front_matter.load(text, path.name)
    assert document is not None, faults
    return _plain({key: value for key, value in document.data.items() if key != "body"})


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever stands in the file
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_one(name: str) -> None:
    document = json.loads(schema(name))
    Draft202012Validator.check_schema(document)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert document["additionalProperties"] is False


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_demo_is_what_its_schema_says(name: str) -> None:
    assert FILES[name]
    assert [fault for path in FILES[name] for fault in faults(name, parsed(path))] == []


@pytest.mark.parametrize(
    ("name", "path", "old", "new"),
    [
        ("promises", REGISTER, "statement =", "statment ="),
        ("promises", REGISTER, 'audience = "public"', 'audience = "everybody"'),
        ("promises", REGISTER, "at_least = 95", 'at_least = "95"'),
        ("metric", METRIC, 'unit = "percent"', 'unit = "per cent"'),
        ("metric", METRIC, "title =", "id ="),
        ("testimonial", VOICE, "attribution: named", "attribution: loud"),
        ("testimonial", VOICE, "said_on: 2026-03-02", "said_on: in March"),
        ("testimonial", VOICE, "said_on: 2026-03-02", "said_on: 2026-03-02\nname: Ada"),
    ],
)
def test_what_kept_check_refuses_an_editor_underlines(
    approved: Project, name: str, path: str, old: str, new: str
) -> None:
    assert faults(name, parsed(approved.root / path)) == []
    approved.edit(path, old, new)
    assert faults(name, parsed(approved.root / path))
    assert approved.kept("check").code == 1


def test_the_findings_of_a_check_are_what_their_schema_says(approved: Project) -> None:
    approved.edit(VOICE, "said_on: 2026-03-02", "said_on: 2026-03-03")
    document = json.loads(approved.kept("check", "--format", "json").out)
    assert document["findings"]
    assert faults("findings", document) == []
    approved.write({REGISTER: "nothing"})
    assert faults("findings", json.loads(approved.kept("check", "--format", "json").out)) == []


def test_the_command_lists_prints_and_writes_them(command: Callable[..., Ran], tmp_path: Path) -> None:
    listed = command("schema")
    assert listed.code == 0
    assert [line.split("  ")[0] for line in listed.out.splitlines()] == list(NAMES)
    assert command("schema", "status").out == schema("status")
    ran = command("schema", "--out", str(tmp_path / "schemas"))
    assert ran.code == 0
    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "schemas").iterdir()}
    assert written == {f"{name}.schema.json": schema(name) for name in NAMES}


def test_a_schema_nobody_knows_is_told_with_those_there_are(command: Callable[..., Ran]) -> None:
    ran = command("schema", "promise")
    assert ran.code == 2
    assert "'promises', 'policy'" in ran.err
