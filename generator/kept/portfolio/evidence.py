"""Reads the evidence folder: each testimonial, case study and metric becomes an item or a finding."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from kept.files import front_matter, toml
from kept.files.tree import REGISTER
from kept.files.validation import invalid, validate
from kept.findings import Finding, Place
from kept.model.evidence import IMPLIED, CaseStudy, Metric, Testimonial
from kept.model.heard import HEARD
from kept.model.ledgers import ASKS, PERMALINKS, READINGS, RESULTS, SOURCES, TAKEDOWNS
from kept.portfolio import metric_table
from kept.portfolio.defaults import with_defaults
from kept.portfolio.reading import Reading, duplicate_id, unreadable_file
from kept.portfolio.references import unknown
from kept.portfolio.signatures import SIGNERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kept.files.document import Document
    from kept.model.policy import Defaults

N = TypeVar("N", bound=BaseModel)

MAX_IMAGE_BYTES = 30_000_000
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_IGNORED_NAMES = ("README.md", "Thumbs.db")
_POLICY = "evidence/policy.toml"


def testimonials(reading: Reading) -> dict[str, Testimonial]:
    """Every usable testimonial, by id."""
    files = voice_files(reading)
    read = (
        (item, _item(reading, Testimonial, item, path, _markdown(reading, item, path))) for item, path in files.items()
    )
    return {item: testimonial for item, testimonial in read if testimonial}


def case_studies(reading: Reading) -> tuple[dict[str, CaseStudy], dict[tuple[str, str], bytes]]:
    """Every usable case study, by id, and the bytes of its pictures, by case study and file name."""
    files = story_files(reading)
    read = (
        (item, _item(reading, CaseStudy, item, path, _markdown(reading, item, path))) for item, path in files.items()
    )
    found = {item: story for item, story in read if story}
    images: dict[tuple[str, str], bytes] = {}
    for story in found.values():
        images |= _images(reading, story)
    return found, images


def metrics(reading: Reading) -> dict[str, Metric]:
    """Every usable metric, by id, with its rows."""
    tables = _files(reading, "metrics", ".csv")
    definitions = metric_files(reading)
    found = {}
    for item, path in definitions.items():
        text = reading.text(path, item)
        document, faults = toml.load(text, path) if text is not None else (None, ())
        reading.findings += [replace(fault, item=item) for fault in faults]
        # Read the definition first: the table cannot be read without a valid period and unit.
        metric = _item(reading, Metric, item, path, document)
        if item not in tables:
            hint = f"add {item}.csv beside it, or rename the table; `kept new` writes both."
            reading.findings.append(unknown(Place(path, 1, 1), "this metric has no table", item, hint))
        elif metric and (table := _table(reading, metric, tables[item])):
            reading.tables[item] = table
            found[item] = metric.model_copy(update={"rows": table.rows})
    for item, path in tables.items():
        if item not in definitions:
            hint = f"add {item}.toml beside it, or rename the definition; `kept new` writes both."
            reading.findings.append(unknown(Place(path, 1, 1), "this table has no definition", item, hint))
    return found


def voice_files(reading: Reading) -> dict[str, str]:
    """By id: the path of every testimonial, also of unusable ones."""
    return _files(reading, "testimonials", ".md")


def story_files(reading: Reading) -> dict[str, str]:
    """By id: the path of every case study's text."""
    return _files(reading, "case-studies", "/index.md")


def metric_files(reading: Reading) -> dict[str, str]:
    """By id: the path of every metric's definition."""
    return _files(reading, "metrics", ".toml")


def _files(reading: Reading, folder: str, ending: str) -> dict[str, str]:
    """By id: the paths of the files of one kind."""
    prefix = f"evidence/{folder}/"
    return {
        item: path
        for path in reading.tree.paths()
        if path.startswith(prefix) and path.endswith(ending)
        if "/" not in (item := path[len(prefix) : -len(ending)]) and path[len(prefix) :] not in _IGNORED_NAMES
    }


def _markdown(reading: Reading, item: str, path: str) -> Document | None:
    text = reading.text(path, item)
    document, faults = front_matter.load(text, path) if text is not None else (None, ())
    reading.findings += [replace(fault, item=item) for fault in faults]
    return document


def _item(reading: Reading, noun: type[N], item: str, path: str, document: Document | None) -> N | None:
    """The item in one file. None where it cannot be used; its id is then added to the unreadable ones."""
    if item in reading.documents:
        other = reading.documents[item][0].path
        reading.findings += [duplicate_id(Place(twin, 1, 1), item, item) for twin in (path, other)]
        return None
    is_id = bool(_ID.fullmatch(item)) and len(item) <= 80  # noqa: PLR2004  the limits of `Slug`
    if not is_id:
        reading.findings.append(_no_id(path, item))
    good = None
    if document is not None:
        reading.documents[item] = (document, ())
        good, faults = _validated(noun, item if is_id else "unnamed", item, document, reading.defaults)
        reading.findings += faults
    if good and is_id:
        return good
    reading.unreadable.add(item)
    return None


def _validated(
    noun: type[N], name: str, item: str, document: Document, defaults: Defaults
) -> tuple[N | None, tuple[Finding, ...]]:
    stray = [key for key in ("id", "rows") if key in document.data and key in noun.model_fields]
    written = document.data if noun is Metric else with_defaults(document.data, defaults)
    values = {**written, "id": name}
    if "rows" in stray:
        del values["rows"]
    good, faults = validate(noun, values, document.place, item=item, implied=IMPLIED)
    return good, (*faults, *(_stray(document, key, item) for key in stray))


def _stray(document: Document, key: str, item: str) -> Finding:
    where = "the file's own name is the id" if key == "id" else "the rows stand in the .csv beside this file"
    message = f'"{key}" does not belong in this file: {where}'
    return invalid(document.place((key,), key=True), message, f"take `{key}` out.", item)


def _no_id(path: str, item: str) -> Finding:
    plain = unicodedata.normalize("NFKD", item).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))[:80].strip("-")
    name = path.rpartition("/")[0] if path.endswith("/index.md") else path
    hint = "an id has lower-case letters, digits and single hyphens, at most 80 of them"
    hint += f"; rename it: {slug}." if slug else "."
    return invalid(Place(name), f'the name "{item}" cannot be an id', hint, item)


def _images(reading: Reading, story: CaseStudy) -> Mapping[tuple[str, str], bytes]:
    contents: dict[tuple[str, str], bytes] = {}
    for index, image in enumerate(story.images):
        content = _image(reading, story, index)
        if isinstance(content, Finding):
            reading.findings.append(content)
        else:
            contents[story.id, image.file] = content
    return contents


def _image(reading: Reading, story: CaseStudy, index: int) -> bytes | Finding:
    """The bytes of one picture, or the finding that says why it cannot be used."""
    name = story.images[index].file
    place = reading.place(story.id, ("images", index, "file"))
    if "/" in name or "\\" in name or name.startswith("."):
        return Finding(
            code="KPT107",
            place=place,
            message=f'"{name}" leads out of the story\'s own folder.',
            hint="put the picture beside index.md and write only its name.",
            item=story.id,
        )
    path = _written_alike(reading, f"evidence/case-studies/{story.id}/{name}")
    if path is None or name == "index.md":
        hint = "put the picture beside index.md, and mind capital letters in its name."
        return unknown(place, f'there is no picture "{name}" here', story.id, hint)
    try:
        content = reading.tree.read(path, MAX_IMAGE_BYTES)
    except OSError as error:
        return unreadable_file(path, error, story.id)
    if len(content) > MAX_IMAGE_BYTES:
        return Finding(
            code="KPT104",
            place=place,
            message=f"{name} has more than {MAX_IMAGE_BYTES / 1e6:.0f} MB, which is too large for a page.",
            hint="export it again, at most 3000 pixels wide.",
            item=story.id,
        )
    return content


def _written_alike(reading: Reading, path: str) -> str | None:
    """The file with this name, also where its accents are encoded in the other Unicode form (NFC or NFD)."""
    if path in reading.tree:
        return path
    wanted = unicodedata.normalize("NFC", path)
    if wanted.isascii():
        return None
    return next((other for other in reading.tree.paths() if unicodedata.normalize("NFC", other) == wanted), None)


def _table(reading: Reading, metric: Metric, path: str) -> metric_table.Series | None:
    text = reading.text(path, metric.id)
    read, faults = metric_table.load(text, path, metric_table.Measure.of(metric)) if text is not None else (None, ())
    reading.findings += [replace(fault, item=metric.id) for fault in faults]
    if read is None:
        reading.unreadable.add(metric.id)
    return read


def unexpected(reading: Reading) -> None:
    """Reports every file under evidence/ of an unknown kind, because its author expects it to be shown."""
    stories = story_files(reading)
    headless: set[str] = set()
    for path in reading.tree.paths():
        folders, name = path.split("/")[1:-1], path.rpartition("/")[2]
        match folders:
            case _ if (
                path in {REGISTER, _POLICY, SIGNERS, TAKEDOWNS, PERMALINKS, SOURCES, RESULTS, READINGS, ASKS, HEARD}
                or name in _IGNORED_NAMES
            ):
                known = True
            case ["testimonials"]:
                known = name.endswith(".md")
            case ["metrics"]:
                known = name.endswith((".toml", ".csv"))
            case ["case-studies", story]:
                headless |= {story} - stories.keys()
                known = True
            case ["approvals", *_]:
                known = name.endswith((".toml", ".toml.sig"))
            case _:
                known = False
        if not known:
            reading.findings.append(_unexpected(path))
    for story in sorted(headless):
        message = "this folder has no index.md, so no story is shown"
        hint = f"put the story's text into {story}/index.md; `kept new case-study` writes one."
        reading.findings.append(invalid(Place(f"evidence/case-studies/{story}"), message, hint))


def _unexpected(path: str) -> Finding:
    message = "kept does not know what this file is, so it is not shown anywhere"
    hint = (
        "a quote is evidence/testimonials/<id>.md, a metric evidence/metrics/<id>.toml and .csv, a story "
        "evidence/case-studies/<id>/index.md; move it there, or out of evidence/."
    )
    return invalid(Place(path), message, hint)
