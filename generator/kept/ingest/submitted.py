"""Turns a submitted form of a forge into a testimonial for review. It never approves anything, and permits nothing."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import yaml

from kept.ingest.quotes import imported
from kept.ingest.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kept.model.portfolio import Portfolio

_EMPTY = frozenset(("", "_No response_", "None"))
"""What a forge writes for a field that was left empty."""
_MOST = 20_000
"""Characters of a form that are read."""
_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|\+?\d[\d ()./-]{7,}\d")
"""An e-mail address or a telephone number."""
_DATES = re.compile(r"\d{4}-\d{2}(-\d{2})?")


class Submitted(NamedTuple):
    """What comes of a form."""

    files: dict[str, str]
    """By path: the text of the new testimonial; empty where something has to be mended first."""
    reply: str
    """The answer for the sender, in words. It never repeats what they typed."""


def submitted(portfolio: Portfolio, body: str, person: str | None) -> Submitted:
    """The testimonial that a form asks for.

    Args:
        portfolio: the promises and testimonials there are.
        body: the text of the issue that the form made.
        person: the id of whoever sent it; None where nobody is known by that login.
    """
    values = _values(body[:_MOST])
    if not values.get("words"):
        return Submitted({}, "Nothing was written: this is not the form for a customer's words, or it is empty.")
    told = "\n".join(value for key, value in values.items() if key != "said-on")
    if _CONTACT.search(_DATES.sub("", told)):
        reply = (
            "Nothing was written: there is an e-mail address, a telephone number or a long number in the form, and "
            "what git stores once it cannot forget. Take it out of this issue too, write a reference to your own "
            "records in its place, and send the form again."
        )
        return Submitted({}, reply)
    came = imported(_sheet(values), _COLUMNS, {"captured_by": person} if person else {}, portfolio, {}, {})
    if not came.files:
        ids = ", ".join(f"`{promise.id}`" for promise in portfolio.register.promises)
        why = "it names no promise" if came.counts["match no promise"] else "nearly the same words are on file"
        return Submitted({}, f"Nothing was written: {why}. The promises are {ids}. Edit nothing here; send a new form.")
    return Submitted(came.files, _reply(values, person))


_COLUMNS = {name: name for name in ("quote", "promise", "said_on", "role", "reference", "name")}


def _sheet(values: Mapping[str, str]) -> Sheet:
    """The form as a table of one row, so that it is read as every other import is."""
    store, colon, reference = values.get("source", "").partition(":")
    row = {
        "quote": values["words"],
        "promise": values.get("promise", ""),
        "said_on": values.get("said-on", ""),
        "role": values.get("speaker", ""),
        "reference": reference if colon else store,
        "name": "",
    }
    name = re.sub(r"[^\w.-]+", "-", store) if colon else "form"
    cells = tuple(row[column] for column in _COLUMNS)
    return Sheet(name=name or "form", headings=tuple(_COLUMNS), rows=((1, cells),), encoding="utf-8", separator="\t")


def _reply(values: Mapping[str, str], person: str | None) -> str:
    lines = ["Written from the form, for review. Nothing appears until it is approved. Still to do:", ""]
    lines += ["- The permission: record who gave it, when and for what. A form does not give one."]
    if values.get("permission", "").startswith("Yes"):
        lines += ["  The form says that there is one."]
    lines += ["- The check: somebody else than whoever sent the form compares it with the original."]
    lines += [] if person else ["- Who sent it: nobody in `promises.toml` has that login, so `captured_by` is missing."]
    return "\n".join(lines) + "\n"


def _values(body: str) -> dict[str, str]:
    """By field of the form, what was filled in. A heading within an answer is part of the answer.

    A forge writes the fields in the order of the form, each below its label, so the next label that is looked for is
    always the last one that leaves room for the others: text that looks like a label cannot fill in another field.
    """
    lines = body.replace("\r\n", "\n").split("\n")
    labels = _labels()
    found: dict[str, str] = {}
    end = len(lines)
    for label, field in reversed(labels.items()):
        heading = f"### {label}"
        at = next((index for index in range(end - 1, -1, -1) if lines[index].strip() == heading), None)
        if at is None:
            continue
        value = "\n".join(lines[at + 1 : end]).strip()
        found[field] = "" if value in _EMPTY else value
        end = at
    return found


@cache
def _labels() -> dict[str, str]:
    """By label, the id of each field of the form, in its order."""
    text = files("kept.write").joinpath("start", "forges", "github", "forms", "quote.yml").read_text(encoding="utf-8")
    return {entry["attributes"]["label"]: entry["id"] for entry in yaml.safe_load(text)["body"]}
