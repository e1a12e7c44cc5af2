"""Reads the trusted revision's metrics and promises that differ from those under review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.files import toml
from kept.files.git_history import entries
from kept.files.text import MAX_TEXT_BYTES, decode
from kept.files.tree import REGISTER
from kept.files.validation import validate
from kept.findings import Place
from kept.model.evidence import Metric
from kept.model.portfolio import Past
from kept.model.register import Promise
from kept.portfolio import metric_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from kept.files.tree import Tree

_METRICS = "evidence/metrics/"


def past(trusted: Tree, working: Tree) -> Past:
    """The metrics and promises of a trusted tree whose files differ here.

    Unusable ones are left out: they were never shown.

    Args:
        trusted: the published files.
        working: the files under review.
    """
    if trusted is working:
        return Past()
    return Past(
        metrics={metric.id: metric for metric in _metrics(trusted, working)},
        promises={} if _same(trusted, working, REGISTER) else _promises(trusted),
    )


def _same(trusted: Tree, working: Tree, path: str) -> bool:
    return _bytes(trusted, path) == _bytes(working, path)


def _bytes(tree: Tree, path: str) -> bytes | None:
    try:
        return tree.read(path, MAX_TEXT_BYTES)
    except OSError:
        return None


def _promises(tree: Tree) -> dict[str, Promise]:
    found = {}
    for name, entry in (entries(_bytes(tree, REGISTER) or b"") or {}).items():
        promise, _ = validate(Promise, entry, _nowhere, item=None)
        if promise:
            found[name] = promise
    return found


def _metrics(trusted: Tree, working: Tree) -> Iterator[Metric]:
    for table in trusted.paths():
        definition = table.removesuffix(".csv") + ".toml"
        if not table.startswith(_METRICS) or not table.endswith(".csv") or definition not in trusted:
            continue
        if _same(trusted, working, table) and _same(trusted, working, definition):
            continue
        metric = _metric(trusted, definition, table)
        if metric:
            yield metric


def _metric(tree: Tree, definition: str, table: str) -> Metric | None:
    defined, rows = (decode(_bytes(tree, path) or b"", path)[0] for path in (definition, table))
    document = toml.load(defined, definition)[0] if defined is not None else None
    if document is None or rows is None:
        return None
    name = definition.removeprefix(_METRICS).removesuffix(".toml")
    metric, _ = validate(Metric, {**document.data, "id": name}, _nowhere, item=None)
    read = metric_table.load(rows, table, metric_table.Measure.of(metric))[0] if metric else None
    return metric.model_copy(update={"rows": read.rows}) if metric and read else None


def _nowhere(*_: Any, **__: Any) -> Place:  # noqa: ANN401  no finding shows this place
    return Place(REGISTER)
