"""The verdicts that a preview shows in the place of others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeVar

    from kept.model.edition import Edition, InternalEdition, PublicEdition
    from kept.model.verdict import Verdict

    E = TypeVar("E", PublicEdition, InternalEdition)


def with_replaced(preview: E, approved: Edition) -> E:
    """The preview, with the verdict that stands until everything is approved, where it is another one.

    Args:
        preview: shows what waits for a decision.
        approved: the same site without that.
    """
    return replace(preview, replaced=tuple(_replaced(preview, approved)))


def _replaced(preview: Edition, approved: Edition) -> Iterator[tuple[str, Verdict | None]]:
    now = {promise.id: promise.verdict for promise in approved.promises}
    for promise in preview.promises:
        verdict = now.get(promise.id)
        if verdict is None or (verdict.status, verdict.record) != (promise.verdict.status, promise.verdict.record):
            yield promise.id, verdict
