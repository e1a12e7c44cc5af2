"""Turns a source's answer into rows of a metric: exact digits, nothing rounded, nothing guessed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import jmespath
from jmespath.exceptions import JMESPathError

from kept.files.text import hidden
from kept.portfolio.metric_table import Measure, judged
from kept.pull.errors import Refused, Unmappable

if TYPE_CHECKING:
    from kept.model.evidence import Metric, Row
    from kept.model.sources import MetricSource

_OURS = ("period", "value", "n", "numerator", "expected", "status", "published_on", "note")
_MAX_DEPTH = 30
_MAX_WORDS = 200
_ENOUGH = 20
"""After this many faults the reader knows what is wrong with the answer."""
_NO_JSON = 'check the address: open it in a browser, and see what comes. A table with commas is of type = "csv".'
_PAGE = ("<!doctype html", "<html")


class Problem(NamedTuple):
    """One fault in the answer."""

    code: str
    message: str
    """One clause, without a full stop."""
    hint: str


class Mapped(NamedTuple):
    """The result of mapping an answer."""

    rows: tuple[Row, ...] = ()
    """The good rows, in order of time."""
    problems: tuple[Problem, ...] = ()
    """The faults of the other rows."""
    broken: frozenset[str] = frozenset()
    """The periods of the other rows, where these can be read."""


class Number(Decimal):
    """A number from a JSON text, with its original digits."""

    text: str

    def __new__(cls, text: str) -> Self:
        """Raises ArithmeticError where it is larger than any number can be."""
        number = super().__new__(cls, text)
        number.text = text
        return number


def rows(body: bytes, source: MetricSource, metric: Metric, secrets: Sequence[str] = ()) -> Mapped:
    """The rows of an answer. A faulty row does not hold the others back.

    Args:
        body: the answer, unpacked.
        source: says where the rows are and how their columns are named.
        metric: says which rows are valid.
        secrets: words that must not be in any row.

    Raises:
        Unmappable: the answer as a whole is not a table.
        Refused: it is nested too deeply, or repeats a secret.
    """
    text = _text_of(body, source.type)
    records = RECORDS[source.type](text, source.rows)
    if not records:
        message = "the answer has no rows"
        raise Unmappable(message, "check the address and `rows`; a source without any rows is most often a mistake.")
    lacking = tuple(_lacking(records, source, secrets))
    if lacking:
        return Mapped(problems=lacking)
    found: dict[str, tuple[int, Row]] = {}
    problems: list[Problem] = []
    broken: set[str] = set()
    for number, record in enumerate(records, 1):
        row, wrong = _row(number, record, source, metric, secrets)
        problems += wrong
        if row is None:
            broken |= _period_of(record, source, metric)
        elif row.period in found:
            words = f"records {found[row.period][0]} and {number} are both about {row.period}"
            problems.append(_unmappable(words, "have the source send one row for each period."))
            broken.add(row.period)
        else:
            found[row.period] = number, row
    good = (row for _, row in found.values() if row.period not in broken)
    return Mapped(tuple(sorted(good, key=metric.period_of)), tuple(_at_most(problems)), frozenset(broken))


def _at_most(problems: Sequence[Problem]) -> Sequence[Problem]:
    """The first problems; the last one says how many more there are."""
    more = len(problems) - _ENOUGH
    if more <= 0:
        return problems
    last = problems[_ENOUGH - 1]
    return (*problems[: _ENOUGH - 1], last._replace(message=f"{last.message}, and {more} more problems like these"))


def _period_of(record: object, source: MetricSource, metric: Metric) -> set[str]:
    """The period of a record; empty where it cannot be read."""
    text = _cell(record.get(source.columns.theirs("period"))) if isinstance(record, Mapping) else None
    try:
        return {str(metric.calendar.period(text or ""))}
    except ValueError:
        return set()


def _row(
    number: int, record: object, source: MetricSource, metric: Metric, secrets: Sequence[str]
) -> tuple[Row | None, list[Problem]]:
    if not isinstance(record, Mapping):
        hint = "write in `rows` where the list of objects is; each of them is one row."
        return None, [_unmappable(f"record {number} is not an object with fields", hint)]
    cells: dict[str, str] = {"status": source.status or ""}
    problems = []
    for ours in _OURS:
        if ours == "status" and source.status:
            continue
        theirs = source.columns.theirs(ours)
        where = f'record {number}, "{theirs}"'
        cell = _cell(record.get(theirs))
        if cell is None:
            problems.append(_unmappable(f"{where}: this is not one value", "let `columns` name a plain value."))
        elif any(secret in cell for secret in secrets):
            message = f"{where} repeats a secret that it was asked with"
            raise Refused(message, "tell whoever runs it; nothing of it was used.")
        elif "\n" in cell or hidden(cell):
            words = f"{where}: there is a line break or another character that nobody can see"
            problems.append(_unmappable(words, "have the source send it on one line, without control characters."))
        else:
            cells[ours] = cell
    if problems:
        return None, problems
    row, complaints = judged(cells, Measure.of(metric))
    for column, message, hint in complaints:
        field = "status" if column == "status" and source.status else source.columns.theirs(column)
        problems.append(_unmappable(f'record {number}, "{field}": {message}', hint))
    return row, problems


def _cell(value: object) -> str | None:
    """The original text of one value; None where it is not a single value."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value.strip()
        case Number():
            return value.text
        case _:
            # A list, an object, or a number that an expression calculated.
            return None


def _lacking(records: Sequence[object], source: MetricSource, secrets: Sequence[str]) -> Iterator[Problem]:
    """A problem for each column that is required, or named in `columns`, and missing in all records."""
    fields = list(dict.fromkeys(field for record in records if isinstance(record, Mapping) for field in record))
    needed = {"period", "value"} | source.columns.model_fields_set
    for ours in _OURS:
        theirs = source.columns.theirs(ours)
        if ours in needed and fields and theirs not in fields:
            told = (field for field in fields[:_ENOUGH] if not hidden(field) and not any(map(field.count, secrets)))
            known = ", ".join(f'"{field[:40]}"' for field in told)
            yield _unmappable(
                f'no record has the field "{theirs}", which is to be our {ours}',
                f'it has {known}; write which of them it is: columns = {{ {ours} = "..." }}',
            )


def _unmappable(message: str, hint: str) -> Problem:
    short = message if len(message) <= _MAX_WORDS else f"{message[:_MAX_WORDS]}…"
    return Problem(Unmappable.code, short, hint)


def _text_of(body: bytes, kind: str) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"the answer is not UTF-8 (byte {error.start + 1})"
        raise Unmappable(message, "have the source send UTF-8.") from None
    if text.lstrip()[:20].lower().startswith(_PAGE):
        message = f"the answer is a web page, not {kind.upper()}: perhaps one to log in"
        raise Unmappable(message, "check the address, and whether `headers_env` names what lets kept in.")
    if kind == "csv" and text.lstrip().startswith(("{", "[")):
        message = 'the answer looks like JSON, and the source says type = "csv"'
        raise Unmappable(message, 'write type = "json" for it; or correct the address.')
    return text


def _of_csv(text: str, _rows: str | None) -> list[Mapping[str, object]]:
    try:
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), strict=True) if any(map(str.strip, line))]
    except csv.Error as error:
        message = f"the answer is not CSV: {error}"
        raise Unmappable(message, "look for a quotation mark without its partner.") from None
    header = [name.strip() for name in lines[0]] if lines else []
    separator = next((mark for mark in ";\t|" if mark in "".join(header)), None)
    if len(header) == 1 and separator:
        message = "the columns of the answer are not separated by commas"
        raise Unmappable(message, "have the source send CSV with commas, and decimals with a point.")
    twice = next((index for index, name in enumerate(header) if name in header[:index]), None)
    if twice is not None:
        message = f"column {twice + 1} has the name of another one before it"
        raise Unmappable(message, "have the source give each column a name of its own.")
    long = next((number for number, line in enumerate(lines) if len(line) > len(header)), None)
    if long is not None:
        message = f"record {long} has {len(lines[long])} cells, and the first line names {len(header)} columns"
        raise Unmappable(message, "text with a comma in it belongs between quotation marks; decimals have a point.")
    return [dict(zip(header, line, strict=False)) for line in lines[1:]]


def _of_json(text: str, expression: str | None) -> list[object]:
    found = _parsed(text)
    if expression is not None:
        try:
            found = jmespath.search(expression, found)
        except (JMESPathError, ArithmeticError, TypeError, ValueError):
            message = "the expression in `rows` cannot be applied to the answer"
            raise Unmappable(message, "it says where the list of rows is, and calculates nothing.") from None
    if isinstance(found, list):
        return found
    where = "`rows` leads to" if expression is not None else "the answer is"
    what = "nothing" if found is None else "no list"
    message = f"{where} {what}"
    raise Unmappable(message, 'write where the list of rows is, like rows = "data.quarters".')


def _parsed(text: str) -> Any:  # noqa: ANN401  any JSON value
    deep = f"the answer is nested more than {_MAX_DEPTH} deep"
    hint = "no table is; check the address."
    try:
        found = json.loads(
            text, parse_float=Number, parse_int=Number, parse_constant=str, object_pairs_hook=_without_twins
        )
    except RecursionError:
        raise Refused(deep, hint) from None
    except json.JSONDecodeError as error:
        message = f"the answer is not JSON (line {error.lineno}, column {error.colno})"
        raise Unmappable(message, _NO_JSON) from None
    except ArithmeticError:
        message = "a number in the answer is far too large"
        raise Unmappable(message, "have the source send the number that is meant.") from None
    if _is_deep(found):
        raise Refused(deep, hint)
    return found


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "a field stands twice in one object of the answer"
        raise Unmappable(message, "have the source send each field once; nobody could tell which of two is meant.")
    return found


def _is_deep(value: object) -> bool:
    level: list[object] = [value]
    for _ in range(_MAX_DEPTH):
        level = [
            entry
            for outer in level
            if isinstance(outer, (dict, list))
            for entry in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return any(isinstance(entry, (dict, list)) for entry in level)


RECORDS: Mapping[str, Callable[[str, str | None], Sequence[object]]] = {"csv": _of_csv, "json": _of_json}
"""By `type` of a source: a function from the text of an answer, and the source's `rows`, to its records."""
