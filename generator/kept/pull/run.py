"""Runs one pull: each source is asked, mapped and merged separately, so that one failure does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from kept.files.text import MAX_TEXT_BYTES, decode
from kept.findings import Finding, Place, Report, UsageError
from kept.model.ledgers import SOURCES, Pulled
from kept.portfolio import approval_records, metric_table
from kept.portfolio.ledgers import last_pulled
from kept.portfolio.sources import sourced
from kept.portfolio.table_text import columns, missing_columns, row_line, with_rows
from kept.pull.errors import Trouble
from kept.pull.filling import without_gaps
from kept.pull.lock_file import lock_text
from kept.pull.mapping import Mapped, Problem, rows
from kept.pull.merging import Merged, merge
from kept.pull.request import Request, request

if TYPE_CHECKING:
    from datetime import date

    from kept.files.tree import Tree
    from kept.model.evidence import Metric, Row
    from kept.model.sources import MetricSource
    from kept.portfolio.metric_table import Series
    from kept.portfolio.sources import Sourced

Fetch = Callable[[Request], bytes]
"""Gives the body of the answer to a request. Raises Trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one source."""

    source: MetricSource
    merged: Merged | None = None
    """None where the pull of this source failed; then nothing is written for it."""
    path: str = ""
    before: str = ""
    after: str = ""
    """The text of its table after the pull; `before` has the earlier text."""
    findings: tuple[Finding, ...] = ()

    def pulled(self, on: date) -> Mapping[str, Pulled]:
        """The entries for the lock, by metric."""
        if self.merged is None:
            return {}
        return {self.source.target: Pulled(source=self.source.id, pulled_on=on, rows=dict(self.merged.locked))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Everything a pull needs besides the files."""

    wanted: Sequence[str]
    """The ids of sources to pull; empty for all."""
    metrics: Mapping[str, Metric]
    """The usable metrics in the working tree."""
    on: date
    """The day that counts as today."""
    environment: Mapping[str, str] = field(repr=False)
    """The environment variables."""
    fetch: Fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulling:
    """The result of a pull."""

    outcomes: tuple[Outcome, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """The files to write: path and new text."""
    report: Report


def pulled(working: Tree, trusted: Tree, asking: Asking) -> Pulling:
    """Pulls the sources. Nothing is written yet.

    Args:
        working: the files to which the rows are added.
        trusted: the files that list the sources. They must be trusted because secrets are sent to the sources.
        asking: everything else the pull needs.

    Findings:
        KPT103, KPT901, KPT902, KPT904 to KPT906; also faults of the policy or the lock.

    Raises:
        UsageError: there is no such source.
    """
    policy, document, faults = approval_records.policy(trusted)
    locked, broken = last_pulled(working)
    if policy is None or locked is None:
        return Pulling(report=Report.of((*faults, *broken)))
    sources = _wanted(tuple(sourced(policy, document)) if document else (), asking.wanted)
    pull = _Pull(working=working, locked=locked.metrics, asking=asking)
    outcomes = tuple(pull.outcome(entry) for entry in sources)
    report = Report.of(finding for outcome in outcomes for finding in outcome.findings).weighed(policy.severity)
    return Pulling(outcomes=outcomes, files=_files(outcomes, locked.metrics, asking.on), report=report)


def _wanted(sources: Sequence[Sourced], wanted: Sequence[str]) -> Sequence[Sourced]:
    known = [entry.source.id for entry in sources]
    unknown = next((name for name in wanted if name not in known), None)
    if unknown is None:
        return [entry for entry in sources if not wanted or entry.source.id in wanted]
    near = get_close_matches(unknown, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else "It counts once it is committed to the protected branch."
    message = f'there is no source "{unknown}" in evidence/policy.toml as the trusted revision has it. {hint}'
    raise UsageError(message)


def _files(outcomes: Sequence[Outcome], locked: Mapping[str, Pulled], on: date) -> dict[str, str]:
    files = {outcome.path: outcome.after for outcome in outcomes if outcome.after != outcome.before}
    now = {**locked, **{metric: entry for outcome in outcomes for metric, entry in outcome.pulled(on).items()}}
    return files if now == locked else {**files, SOURCES: lock_text(now)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pull:
    """The pull of each source, with the project's files and the environment."""

    working: Tree
    locked: Mapping[str, Pulled]
    asking: Asking

    def outcome(self, entry: Sourced) -> Outcome:
        """The result of one source.

        Findings:
            KPT103, KPT901, KPT902, KPT904, KPT905, and the faults of the source itself.
        """
        source, metric = entry.source, self.asking.metrics.get(entry.source.target)
        if entry.faults:
            return Outcome(source=source, findings=entry.faults)
        if metric is None:
            hint = "`kept check` says what is wrong with it; a metric needs a table with at least its first line."
            words = f"there is no metric {source.target} that can be used"
            return Outcome(source=source, findings=(_finding(entry, Problem("KPT103", words, hint)),))
        mapped = self._asked(source, metric)
        told = tuple(_finding(entry, problem) for problem in mapped.problems)
        if not mapped.rows:
            return Outcome(source=source, findings=told)
        outcome = self._merged(entry, metric, mapped)
        return replace(outcome, findings=(*told, *outcome.findings))

    def _asked(self, source: MetricSource, metric: Metric) -> Mapped:
        try:
            asked = request(source, self.asking.environment)
            return rows(self.asking.fetch(asked), source, metric, asked.secrets)
        except Trouble as trouble:
            return Mapped(problems=(Problem(trouble.code, trouble.message, trouble.hint),))

    def _merged(self, entry: Sourced, metric: Metric, mapped: Mapped) -> Outcome:
        known = self.locked.get(metric.id)
        path = f"evidence/metrics/{metric.id}.csv"
        before = self.working.read(path, MAX_TEXT_BYTES).decode("utf-8")
        there = without_gaps(metric, mapped, can_say_why="note" in columns(before))
        merged = merge(metric.rows, known.rows if known else {}, there, unreadable=mapped.broken)
        problems = tuple(_without_a_column(path, before, merged))
        after = before if problems else with_rows(before, merged.written, metric.calendar)
        table, faults = _read(after, path, metric)
        problems += tuple(_broken(fault) for fault in faults)
        if problems or table is None:
            return Outcome(source=entry.source, findings=tuple(_finding(entry, problem) for problem in problems))
        told = tuple(_merge_findings(entry.source, merged, table, metric.id, partial(row_line, before)))
        return Outcome(source=entry.source, merged=merged, path=path, before=before, after=after, findings=told)


def _read(text: str, path: str, metric: Metric) -> tuple[Series | None, tuple[Finding, ...]]:
    """The table, read as `kept check` reads it."""
    plain, faults = decode(text.encode(), path)
    if plain is None:
        return None, faults
    return metric_table.load(plain, path, metric_table.Measure.of(metric))


def _without_a_column(path: str, text: str, merged: Merged) -> Iterator[Problem]:
    missing = missing_columns(text, merged.written.values())
    if missing:
        words = f"the source has {' and '.join(missing)}, and {path} has no such column"
        yield Problem("KPT902", words, f"add {','.join(missing)} to the first line of {path}, at its end.")


def _broken(fault: Finding) -> Problem:
    words = f"with what came the table would be broken: {fault.message.removesuffix('.')}"
    return Problem("KPT902", words, fault.hint)


def _merge_findings(
    source: MetricSource, merged: Merged, table: Series, metric: str, shown: Callable[[Row], str]
) -> Iterator[Finding]:
    lines = {row.period: table.place(index) for index, row in enumerate(table.rows)}
    for period, row in merged.conflicts.items():
        did = "deleted" if period not in lines else "changed" if period in merged.locked else "typed"
        yield Finding(
            code="KPT904",
            place=lines.get(period, Place(table.path, 1, 1)),
            message=f"{period} was {did} here, and {source.id} says something else; nothing was overwritten.",
            hint=f"to take what the source says, make the line: {shown(row)[:200]}",
            item=metric,
        )
    gone = [period for period in merged.gone if period in lines]
    if gone:
        some = ", ".join(gone[:3]) + (f" and {len(gone) - 3} more" if len(gone) > 3 else "")  # noqa: PLR2004  enough to recognise them
        yield Finding(
            code="KPT904",
            place=lines[gone[0]],
            message=f"{source.id} no longer has {some}, which came from it; here nothing is taken away.",
            hint="nothing to do where it keeps only the newest; else ask its owner what has become of them.",
            item=metric,
        )


def _finding(entry: Sourced, problem: Problem) -> Finding:
    return Finding(
        code=problem.code,
        place=entry.place,
        message=f"{entry.source.id}: {problem.message}.",
        hint=problem.hint,
    )
