"""A branch with a new quote, and what `kept diff` says of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from projects import VOICE as WORDS

if TYPE_CHECKING:
    from projects import Project

NEW = "evidence/testimonials/ten-oclock.md"
NEW_WORDS = WORDS.replace("at nine", "at ten").replace("Ada Mover", "Bea Boxer").replace("crm:1", "crm:2")


def told(project: Project, *arguments: str) -> Any:  # noqa: ANN401  JSON
    """What the command says of the branch, as data."""
    ran = project.kept("diff", "main", "--format", "json", *arguments)
    assert ran.code in {0, 1}, ran.err
    return json.loads(ran.out)


def text(project: Project, *arguments: str) -> str:
    """What it says to a person."""
    return project.kept("diff", "main", *arguments).out


def card(document: Any, item: str) -> Any:  # noqa: ANN401  JSON
    (found,) = [one for one in document["cards"] if one["id"] == item]
    return found
