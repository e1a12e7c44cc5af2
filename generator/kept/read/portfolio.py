"""The whole reading: one tree of files and one trusted tree to a Portfolio and findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from kept.findings import Finding, Place, Report, Severity
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.portfolio import FieldPath, Portfolio, Record
from kept.model.register import Organisation, Person, Promise, Register, Role, Stage
from kept.read import approvals, front_matter, references, series, toml
from kept.read.document import Document
from kept.read.text import MAX_TEXT_BYTES, decode
from kept.read.tree import REGISTER
from kept.read.validate import validate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kept.read.tree import Tree, WorkingTree

N = TypeVar("N", bound=BaseModel)

MAX_IMAGE_BYTES = 30_000_000
_ARRAYS: dict[str, type[BaseModel]] = {"people": Person, "journey": Stage, "roles": Role, "promises": Promise}
_KNOWN = ("evidence/heard.toml", "evidence/asks.csv", "evidence/sources.lock", "evidence/permalinks.lock")
_IGNORED_NAMES = ("README.md", "Thumbs.db", "allowed_signers")


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    tree: WorkingTree
    findings: list[Finding] = field(default_factory=list)
    documents: dict[str, tuple[Document, FieldPath]] = field(default_factory=dict)
    """By item: its document, and where in it the item stands."""
    tables: dict[str, series.Series] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)

    def text(self, path: str) -> str | None:
        """The text of a file, or None and a finding."""
        try:
            content = self.tree.read(path, MAX_TEXT_BYTES)
        except OSError as error:
            self.findings.append(approvals.unreadable(path, error))
            return None
        text, faults = decode(content, path)
        self.findings += faults
        return text

    def place(self, item: str, path: FieldPath) -> Place:
        """Where a value of an item stands."""
        if path[:1] == ("rows",) and item in self.tables:
            table = self.tables[item]
            return table.place(int(path[1])) if len(path) > 1 else Place(table.path, 1, 1)
        if item not in self.documents:
            return Place(REGISTER, 1, 1)
        document, at = self.documents[item]
        return document.place((*at, *path))


def read(working: WorkingTree, trusted_tree: Tree, ref: str | None) -> tuple[Portfolio | None, Report]:
    """Everything the organisation wrote down, and every fault found on the way; None without a usable register.

    Args:
        working: the files under review.
        trusted_tree: the files that say what is approved.
        ref: the revision `trusted_tree` is; None where no repository protects it.

    Findings:
        KPT101 to KPT107, KPT406, and KPT610 where nothing protects the approvals.
    """
    reading = _Reading(working)
    register = _register(reading)
    if register is None:
        return None, Report.of((*working.findings, *reading.findings))
    testimonials = _testimonials(reading)
    case_studies, images = _case_studies(reading)
    metrics = _metrics(reading)
    base, faults = approvals.trusted(trusted_tree, ref)
    proposed, more_faults = approvals.records(working, base.records) if ref else ({}, ())
    _unexpected(reading)
    nouns = references.Nouns(register, testimonials, case_studies, metrics, frozenset(reading.unreadable))
    # The same broken record lies in both trees; a report says it once.
    findings = [*working.findings, *reading.findings, *faults, *more_faults]
    findings += references.check(nouns, base.policy, reading.place)
    if ref is None:
        findings.append(_unprotected())
    portfolio = Portfolio(
        register=register,
        testimonials=testimonials,
        case_studies=case_studies,
        metrics=metrics,
        images=images,
        trusted=base,
        proposed=_only_proposed(proposed, base.records),
        faulty=frozenset(f.item for f in findings if f.item and f.severity is Severity.ERROR),
        unreadable=frozenset(reading.unreadable),
        locate=reading.place,
    )
    return portfolio, Report.of(findings)


def _register(reading: _Reading) -> Register | None:
    text = reading.text(REGISTER) if REGISTER in reading.tree.paths() else None
    if text is None:
        return None
    document, faults = toml.load(text, REGISTER)
    reading.findings += faults
    if document is None:
        return None
    outline = {
        "organisation": document.data.get("organisation", {}),
        **{key: value for key, value in document.data.items() if key not in {*_ARRAYS, "organisation"}},
    }
    organisation, faults = validate(
        Organisation, outline.pop("organisation"), document.place, item=None, at=("organisation",)
    )
    reading.findings += faults
    _, faults = validate(Register, {**outline, "organisation": organisation}, document.place, item=None)
    reading.findings += [fault for fault in faults if organisation or "organisation" not in fault.message]
    if organisation is None:
        return None
    return Register(
        organisation=organisation,
        people=_entries(reading, document, "people", Person),
        journey=_entries(reading, document, "journey", Stage),
        roles=_entries(reading, document, "roles", Role),
        promises=_entries(reading, document, "promises", Promise),
    )


def _entries(reading: _Reading, document: Document, key: str, noun: type[N]) -> tuple[N, ...]:
    """The good entries of one array of tables; each faulty one stands alone."""
    entries = document.data.get(key, ())
    if not isinstance(entries, tuple):
        entries = ({},)
    good: dict[str, N] = {}
    for index, entry in enumerate(entries):
        name = str(entry.get("id", "")) if isinstance(entry, dict) else ""
        item = f"promise.{name}" if key == "promises" else f"{key}.{name}"
        noun_read, faults = validate(noun, entry, document.place, item=item if name else None, at=(key, index))
        reading.findings += faults
        if name in good:
            reading.findings.append(_twice(document.place((key, index, "id")), name, item))
            continue
        reading.documents.setdefault(item, (document, (key, index)))
        if noun_read:
            good[name] = noun_read
        elif name:
            reading.unreadable.add(item)
    return tuple(good.values())


def _twice(place: Place, name: str, item: str) -> Finding:
    return Finding(
        code="KPT102",
        place=place,
        message=f'the id "{name}" stands twice.',
        hint="give one of the two another id; ids are permanent, so rename the newer one.",
        item=item,
    )


def _items(reading: _Reading, folder: str, ending: str) -> dict[str, str]:
    """Id to path of the files of one kind."""
    prefix = f"evidence/{folder}/"
    paths = {
        path[len(prefix) : -len(ending)]: path
        for path in reading.tree.paths()
        if path.startswith(prefix) and path.endswith(ending) and not path.endswith("README.md")
    }
    return {item: path for item, path in paths.items() if "/" not in item}


def _item(reading: _Reading, noun: type[N], item: str, document: Document | None, **more: object) -> N | None:
    if document is None:
        reading.unreadable.add(item)
        return None
    if item in reading.documents:
        other = reading.documents[item][0].path
        reading.findings += [_twice(Place(path, 1, 1), item, item) for path in (document.path, other)]
        return None
    reading.documents[item] = (document, ())
    stray = [key for key in ("id", *more) if key in document.data]
    good, faults = validate(noun, {**document.data, "id": item, **more}, document.place, item=item)
    reading.findings += faults
    for key in stray:
        reading.findings.append(
            Finding(
                code="KPT101",
                place=document.place((key,), key=True),
                message=f'"{key}" does not belong in this file: the file\'s own name is the id.'
                if key == "id"
                else f'"{key}" does not belong here.',
                hint=f"take `{key}` out.",
                item=item,
            )
        )
    if good is None:
        reading.unreadable.add(item)
    return good


def _markdown(reading: _Reading, path: str) -> Document | None:
    text = reading.text(path)
    if text is None:
        return None
    document, faults = front_matter.load(text, path)
    reading.findings += faults
    return document


def _testimonials(reading: _Reading) -> dict[str, Testimonial]:
    found = {}
    for item, path in _items(reading, "testimonials", ".md").items():
        good = _item(reading, Testimonial, item, _markdown(reading, path))
        if good:
            found[item] = good
    return found


def _case_studies(reading: _Reading) -> tuple[dict[str, CaseStudy], dict[tuple[str, str], bytes]]:
    found: dict[str, CaseStudy] = {}
    images: dict[tuple[str, str], bytes] = {}
    for item, path in _items(reading, "case-studies", "/index.md").items():
        good = _item(reading, CaseStudy, item, _markdown(reading, path))
        if good:
            found[item] = good
            images |= _images(reading, good)
    return found, images


def _images(reading: _Reading, story: CaseStudy) -> dict[tuple[str, str], bytes]:
    contents: dict[tuple[str, str], bytes] = {}
    for index, image in enumerate(story.images):
        place = reading.place(story.id, ("images", index, "file"))
        if "/" in image.file or "\\" in image.file or image.file.startswith("."):
            reading.findings.append(
                Finding(
                    code="KPT107",
                    place=place,
                    message=f'"{image.file}" leads out of the story\'s own folder.',
                    hint="put the picture beside index.md and write only its name.",
                    item=story.id,
                )
            )
            continue
        path = f"evidence/case-studies/{story.id}/{image.file}"
        if path not in reading.tree.paths():
            reading.findings.append(references.unknown(place, f'there is no picture "{image.file}" here', story.id))
            continue
        try:
            content = reading.tree.read(path, MAX_IMAGE_BYTES)
        except OSError as error:
            reading.findings.append(_about(approvals.unreadable(path, error), story.id))
            continue
        contents[story.id, image.file] = content
    return contents


def _metrics(reading: _Reading) -> dict[str, Metric]:
    found = {}
    tables = _items(reading, "metrics", ".csv")
    for item, path in _items(reading, "metrics", ".toml").items():
        text = reading.text(path)
        document, faults = toml.load(text, path) if text is not None else (None, ())
        reading.findings += faults
        # The definition first: without a good period and unit the table cannot be read.
        metric = _item(reading, Metric, item, document)
        if metric is None or document is None:
            continue
        table = tables.pop(item, None)
        if table is None:
            reading.findings.append(
                references.unknown(Place(path, 1, 1), f"the table {item}.csv is missing beside this file", item)
            )
            continue
        rows = reading.text(table)
        if rows is None:
            reading.unreadable.add(item)
            continue
        read_series, faults = series.load(rows, table, metric.period, metric.unit)
        reading.findings += [_about(fault, item) for fault in faults]
        if read_series is None:
            reading.unreadable.add(item)
            continue
        reading.tables[item] = read_series
        found[item] = metric.model_copy(update={"rows": read_series.rows})
    for item, path in tables.items():
        if item not in reading.unreadable:
            reading.findings.append(
                references.unknown(Place(path, 1, 1), f"the definition {item}.toml is missing beside this table", item)
            )
    return found


def _about(fault: Finding, item: str) -> Finding:
    return Finding(code=fault.code, place=fault.place, message=fault.message, hint=fault.hint, item=item)


def _unexpected(reading: _Reading) -> None:
    """Every file under evidence/ that is of no kind: somebody meant it to be shown."""
    for path in reading.tree.paths():
        parts = path.split("/")
        name = parts[-1]
        match parts[1:-1]:
            case _ if path == REGISTER or path in {*_KNOWN, approvals.POLICY} or name in _IGNORED_NAMES:
                known = True
            case ["testimonials"]:
                known = name.endswith(".md")
            case ["metrics"]:
                known = name.endswith((".toml", ".csv"))
            case ["case-studies", _]:
                known = True
            case ["approvals", _]:
                known = name.endswith((".toml", ".sig"))
            case _:
                known = False
        if not known:
            reading.findings.append(
                Finding(
                    code="KPT101",
                    place=Place(path),
                    message="kept does not know what this file is, so it is not shown anywhere.",
                    hint="a testimonial ends in .md, a metric is .toml and .csv, a story is a folder with index.md.",
                )
            )


def _unprotected() -> Finding:
    return Finding(
        code="KPT610",
        place=Place(REGISTER),
        message="there is no git repository here, so nothing protects the approvals: anyone can write one.",
        hint="run `git init`, commit, and protect the branch before you publish.",
    )


def _only_proposed(
    proposed: Mapping[str, tuple[Record, ...]], approved: Mapping[str, tuple[Record, ...]]
) -> dict[str, tuple[Record, ...]]:
    known = {(record.path, record.digest) for records in approved.values() for record in records}
    fresh = {
        item: tuple(record for record in records if (record.path, record.digest) not in known)
        for item, records in proposed.items()
    }
    return {item: records for item, records in fresh.items() if records}
