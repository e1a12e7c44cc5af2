"""Fills values that many items share, from `[defaults]` of the policy, into an item that leaves them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kept.model.policy import NO_DEFAULTS, Defaults
from kept.portfolio.approval_records import policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kept.files.tree import Tree


def defaults_of(tree: Tree) -> Defaults:
    """The defaults in the policy of a tree; none where it has none or cannot be read."""
    written, _, _ = policy(tree)
    return written.defaults if written else NO_DEFAULTS


def with_defaults(data: Mapping[str, Any], defaults: Defaults) -> Mapping[str, Any]:
    """The values of an item's file, with the defaults for what it leaves out. A key that is there is never changed.

    A default never makes a permission or a check: it completes only one that the file already has.

    Args:
        data: the values of the file of a testimonial or a story.
        defaults: the defaults in force.
    """
    if defaults == NO_DEFAULTS:
        return data
    source, verified, consent = (data.get(key) for key in ("source", "verified", "consent"))
    filled: dict[str, Any] = dict(data)
    if isinstance(source, dict):
        filled["source"] = _filled(source, kind=defaults.source_kind, captured_by=defaults.captured_by)
    if isinstance(verified, dict) and any(verified.values()):
        filled["verified"] = _filled(verified, by=defaults.verified_by)
    if isinstance(consent, dict) and consent.get("granted_on"):
        filled["consent"] = _filled(
            consent, channels=tuple(map(str, defaults.channels)), territories=defaults.territories
        )
    return filled


def _filled(values: Mapping[str, Any], **defaults: Any) -> dict[str, Any]:  # noqa: ANN401  a value of any field
    return {**{key: value for key, value in defaults.items() if value}, **values}
