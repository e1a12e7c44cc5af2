"""Promises and metrics with nothing in them but what a record is made of."""

from __future__ import annotations

from typing import Any

from kept.model.evidence import Metric, Row
from kept.model.fields import Audience
from kept.model.register import Promise


def metric(name: str, rows: tuple[Row, ...], **differing: Any) -> Metric:  # noqa: ANN401  whatever the model accepts
    """A percentage counted by the quarter, except for what differs."""
    usual = {"unit": "percent", "direction": "higher-is-better", "period": "quarter"}
    return Metric(id=name, title=name, definition="What is counted.", rows=rows, **{**usual, **differing})


def promise(*targets: dict[str, object], **more: object) -> Promise:
    """A promise with these targets."""
    data = {"id": "punctual", "statement": "We come on time.", "audience": Audience.PUBLIC, "targets": targets}
    return Promise.model_validate({**data, **more})
