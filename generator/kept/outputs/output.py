"""The registry of outputs: a module of this package registers the function that makes its files.

Every file that an output makes is listed in `docs/api.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from kept.components.page_context import PageContext
from kept.model.fields import Audience
from kept.model.page import Asset


class Output(NamedTuple):
    """The files that one module makes, and for which sites."""

    make: Callable[[PageContext], Iterable[Asset]]
    audiences: frozenset[Audience]


OUTPUTS: list[Output] = []
"""The output of every module that was loaded; `outputs.all` loads all of this package."""
PERMISSIONS: dict[str, str] = {}
"""By output for which a speaker's permission is asked in `[channels]` of the policy: its paths on the public site."""

_Make = TypeVar("_Make", bound=Callable[[PageContext], Iterable[Asset]])


def output(*audiences: Audience) -> Callable[[_Make], _Make]:
    """Registers a function that makes the files of an output on the sites of these audiences."""

    def enter(make: _Make) -> _Make:
        OUTPUTS.append(Output(make, frozenset(audiences)))
        return make

    return enter


def needs_permission(name: str, paths: str) -> str:
    """Registers an output that shows a speaker's words only with a permission of its own; gives its name back.

    Args:
        name: the key in `[channels]` of the policy.
        paths: its files on the public site, as a pattern: `feeds/*`.
    """
    PERMISSIONS[name] = paths
    return name
