"""Writes the text of evidence/sources.lock, always the same for the same content."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kept.model.ledgers import Pulled

_HEAD = (
    "# What was pulled last, row by row. `kept pull` writes it; commit it with the tables.\n"
    "# A row that stands here and was changed by hand waits for the data owner.\n"
)


def lock_text(metrics: Mapping[str, Pulled]) -> str:
    """The lock of these metrics, sorted."""
    return _HEAD + "".join(line for metric in sorted(metrics) for line in _entry(metric, metrics[metric]))


def _entry(metric: str, pulled: Pulled) -> Iterator[str]:
    yield f"\n[metrics.{metric}]\nsource = {_quoted(pulled.source)}\npulled_on = {pulled.pulled_on}\n"
    yield f"\n[metrics.{metric}.rows]\n"
    for period, digest in sorted(pulled.rows.items()):
        yield f'{_quoted(period)} = "{digest}"\n'


def _quoted(text: str) -> str:
    # A JSON string is also a valid TOML string.
    return json.dumps(text, ensure_ascii=False)
