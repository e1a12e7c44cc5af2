"""The rules of verdicts, from `rules.toml`: the engine names them, the method page prints them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from kept.model.verdict import LiveState, Status


class VerdictRule(NamedTuple):
    """One way to come to a verdict."""

    id: str
    status: Status
    kind: Literal["standing", "deadline"] | None
    """The promises it is for; None for all."""
    says: str
    """The rule in one sentence, for anybody."""


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
    """What each state of the period under way means, in one sentence; the worst first."""
    return {LiveState(entry["status"]): entry["says"] for entry in _file()["live"].values()}


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(files("kept.verdicts").joinpath("rules.toml").read_text(encoding="utf-8"))
