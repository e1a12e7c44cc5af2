"""Published results that somebody would rather not have published; everybody approves, and the branch accepts it."""

from __future__ import annotations

from held import TABLE
from kept import pipeline
from kept.model.ledgers import RESULTS
from kept.write.results_ledger import results_file
from projects import TODAY
from scenes import PROTECTED, Scene, attack

_WAS, _LIE = "95.5,200,191", "99.5,200,199"


def _publish(scene: Scene) -> None:
    """Builds, as far as the ledger goes, and commits it with the release."""
    portfolio, found = scene.project.load()
    checked = pipeline.check(scene.project.root, portfolio, found, TODAY)
    scene.project.write({path: text.encode() for path, text in results_file(portfolio, checked.public).items()})
    scene.protect()


def _is_published(scene: Scene, trust_ref: str | None = None) -> bool:
    """True where a public site with the false value could be published."""
    portfolio, found = scene.project.load(trust_ref)
    checked = pipeline.check(scene.project.root, portfolio, found, TODAY)
    rows = [str(row.value) for metric in checked.public.metrics for row in metric.rows]
    return "99.5" in rows and not checked.report.stops_site


def approve_and_merge(scene: Scene) -> None:
    """Has the data owner approve the figures, and the branch accept that."""
    scene.approve("punctuality", by="connie", key="connie")
    scene.protect()


@attack("value-rewritten-and-merged")
def value_rewritten_and_merged(scene: Scene) -> bool:
    _publish(scene)
    scene.project.edit(TABLE, _WAS, _LIE)
    approve_and_merge(scene)
    return _is_published(scene)


@attack("value-revoked-then-rewritten")
def value_revoked_then_rewritten(scene: Scene) -> bool:
    _publish(scene)
    scene.project.revoke("punctuality", by="connie")
    scene.protect()
    scene.project.edit(TABLE, _WAS, _LIE)
    approve_and_merge(scene)
    return _is_published(scene)


@attack("ledger-cut-in-the-change")
def ledger_cut_in_the_change(scene: Scene) -> bool:
    _publish(scene)
    scene.project.edit(TABLE, _WAS, _LIE)
    approve_and_merge(scene)
    (scene.project.root / RESULTS).unlink()
    scene.project.commit()
    return _is_published(scene, PROTECTED)


@attack("ledger-extended")
def ledger_extended(scene: Scene) -> bool:
    _publish(scene)
    ledger = (scene.project.root / RESULTS).read_text(encoding="utf-8")
    line = next(line for line in ledger.splitlines() if _WAS in line)
    scene.project.write({RESULTS: f"{ledger}{line.replace(_WAS, _LIE).replace('11-20', '11-19')}\n".encode()})
    scene.project.edit(TABLE, _WAS, _LIE)
    approve_and_merge(scene)
    return _is_published(scene)


@attack("ledger-deleted-and-merged")
def ledger_deleted_and_merged(scene: Scene) -> bool:
    _publish(scene)
    (scene.project.root / RESULTS).unlink()
    scene.project.edit(TABLE, _WAS, _LIE)
    approve_and_merge(scene)
    return _is_published(scene)


@attack("late-result-dated-back")
def late_result_dated_back(scene: Scene) -> bool:
    row = "2026-Q3,95.5,200,191,final,2026-10-14,\n"
    under_way = "2026-Q4,91.0,100,91,interim,,\n"
    scene.project.edit(TABLE, row + under_way, "")
    approve_and_merge(scene)
    _publish(scene)
    text = (scene.project.root / TABLE).read_text(encoding="utf-8")
    scene.project.write({TABLE: f"{text}{row.replace(_WAS, _LIE)}".encode()})
    approve_and_merge(scene)
    return _is_published(scene)
