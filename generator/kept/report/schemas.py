"""The JSON Schemas of everything that other programs write or read: project files, reports, public data.

The schemas of files are made from the models, so that an editor offers exactly what `kept check` accepts. The check
also tests what a schema cannot express: that ids exist, that a target has one limit, that dates make sense.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from kept.model.approval import Approval
from kept.model.evidence import IMPLIED, CaseStudy, Metric, Testimonial
from kept.model.heard import HeardFile
from kept.model.ledgers import Permalinks, SourcesLock, Takedowns
from kept.model.policy import Policy
from kept.model.register import Register
from kept.outputs import api

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core.core_schema import DecimalSchema

DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _AsWritten(GenerateJsonSchema):
    """Describes values as people write them: an exact number is written without quotation marks."""

    def decimal_schema(self, schema: DecimalSchema) -> dict[str, Any]:  # noqa: ARG002  the method name that pydantic calls
        return {"type": "number"}


_FROM_DEFAULTS = {"Source": ("kind",), "Verification": ("by",)}
"""Fields that a file may leave out because the policy's defaults have them."""
_FILES: Mapping[str, tuple[str, type[BaseModel]]] = {
    "promises": ("promises.toml", Register),
    "policy": ("evidence/policy.toml", Policy),
    "testimonial": ("the front matter of evidence/testimonials/<id>.md", Testimonial),
    "case-study": ("the front matter of evidence/case-studies/<id>/index.md", CaseStudy),
    "metric": ("evidence/metrics/<id>.toml", Metric),
    "approval": ("evidence/approvals/<item>/<approver>.toml", Approval),
    "takedowns": ("evidence/takedowns.toml", Takedowns),
    "heard": ("evidence/heard.toml", HeardFile),
    "permalinks": ("evidence/permalinks.lock", Permalinks),
    "sources": ("evidence/sources.lock", SourcesLock),
}
_OUTPUTS = {"status": "kept status --format json", "findings": "kept check --format json"}
_DATA = {f"api-{name}": name for name in ("index", *api.DOCUMENTS)}

NAMES: Mapping[str, str] = {
    **{name: about for name, (about, _) in _FILES.items()},
    **_OUTPUTS,
    **{name: f"{api.ROOT}{document}.json of the public site" for name, document in _DATA.items()},
}
"""By name: what each schema describes; first the files that people write, then kept's output for programs."""


def schema(name: str) -> str:
    """The JSON Schema (draft 2020-12) of this name in `NAMES`, as JSON."""
    if name in _FILES:
        return _of_file(*_FILES[name])
    if name in _OUTPUTS:
        return files("kept").joinpath("schemas", f"{name}.schema.json").read_text(encoding="utf-8")
    return api.schemas()[_DATA[name]].decode()


def _of_file(about: str, noun: type[BaseModel]) -> str:
    found = noun.model_json_schema(by_alias=True, schema_generator=_AsWritten)
    if noun in {Testimonial, CaseStudy, Metric}:
        found["properties"] = {key: value for key, value in found["properties"].items() if key not in IMPLIED}
        found["required"] = [key for key in found["required"] if key not in IMPLIED]
        for name, keys in _FROM_DEFAULTS.items():
            if inner := found["$defs"].get(name):
                inner["required"] = [key for key in inner.get("required", ()) if key not in keys]
    return json.dumps({"$schema": DRAFT, **found, "title": about}, ensure_ascii=False, indent=2) + "\n"
