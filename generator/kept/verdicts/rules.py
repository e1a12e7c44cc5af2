"""The rules of verdicts, from `rules.toml`. The verdicts refer to them, and the method page prints them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from kept.model.verdict import LiveState, Status


class VerdictRule(NamedTuple):
    """One rule for verdicts."""

    id: str
    status: Status
    kind: Literal["standing", "deadline"] | None
    """The kind of promises it applies to; None for all."""
    says: str
    """The rule in one sentence, for readers."""


@cache
def verdict_rules() -> dict[str, VerdictRule]:
    """Every rule by its id, in the order in which they are tried."""
    return {
        name: VerdictRule(name, Status(entry["status"]), entry.get("kind"), entry["says"])
        for name, entry in _file().items()
        if name != "live"
    }


@cache
def live_rules() -> dict[LiveState, str]:
    """The meaning of each state of the period under way in one sentence, worst first."""
    return {LiveState(entry["status"]): entry["says"] for entry in _file()["live"].values()}


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(files("kept.verdicts").joinpath("rules.toml").read_text(encoding="utf-8"))
