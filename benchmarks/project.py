"""A project of any size: promises, metrics and quotes, approved and committed for real."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kept import pipeline
from kept.model.fields import Audience
from kept.write.approve import Decision, approvable, approval_files
from kept.write.save import write_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

AS_OF = date(2026, 11, 20)
_QUOTES_PER_PROMISE = 50
_PEOPLE = 200
_SENTENCE = (
    "the crew came when they said and asked before they moved anything that looked fragile so we could get on with "
    "the rest of the day and when the rain began they laid boards over the garden path as they had said which is "
    "why I would ring them again and have told my neighbours the same and the kettle took two days to turn up"
)
_WORDS = _SENTENCE.split()
KINDS = (*["carried"] * 7, "numbers", "unnamed", "shortened", *["carried"] * 8, "unnamed", "numbers")
"""The quotes, in turn: a metric carries what is claimed; numbers claim nothing; nobody is named; words are left out.

Of the quotes of the demo, one in 37 is shortened, four name nobody, and none has numbers that claim nothing.
"""


def make(root: Path, items: int, kinds: Sequence[str] = KINDS) -> None:
    """A committed project with so many evidence items, all of them approved for both sites.

    Args:
        root: an empty folder.
        items: how many; about one in fifty is a metric and one a story, the others are quotes of some forty words.
            Beside them 200 people are in the register, and one speaker in five was asked for their words.
        kinds: of which kinds the quotes are, in turn.
    """
    promises = max(1, items // (_QUOTES_PER_PROMISE + 1))
    files = {"promises.toml": _register(promises), "evidence/asks.csv": _asks(items)}
    stories = min(promises, max(items - 2 * promises, 0))
    for number in range(promises):
        files |= _metric(number)
    for number in range(stories):
        files[f"evidence/case-studies/story-{number}/index.md"] = _story(number, number)
    for number in range(items - promises - stories):
        files[f"evidence/testimonials/quote-{number}.md"] = _quote(
            number, number % promises, kinds[number % len(kinds)]
        )
    write_files(root, files)
    portfolio, _ = pipeline.load(root, None)
    if portfolio is None:
        message = "the benchmark's own project cannot be read"
        raise RuntimeError(message)
    decision = Decision(person="owner", audiences=tuple(Audience), on=AS_OF)
    write_files(root, approval_files(portfolio, approvable(portfolio), decision))
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=b", "-c", "user.email=b@b", "commit", "-qm", "b"]):
        subprocess.run(["git", "-C", str(root), "-c", "gc.auto=0", *command], check=True)


def _register(promises: int) -> str:
    head = f"""[organisation]
name = "Benchmark"
locale = "en-GB"
demo = true
as_of = {AS_OF}
site_url = {{ public = "https://promises.example/", internal = "https://inside.example/" }}
[[people]]
id = "owner"
name = "Olive Owner"
"""
    people = "".join(
        f"""[[people]]
id = "mover-{number}"
name = "Given{chr(97 + number % 26)} Sur{chr(97 + number // 26)}"
"""
        for number in range(_PEOPLE)
    )
    return f"{head}{people}" + "".join(
        f"""[[promises]]
id = "promise-{number}"
statement = "Promise number {number} is kept in most weeks."
audience = "public"
owner = "owner"
targets = [ {{ metric = "metric-{number}", at_least = 95, from = 2024-10-01 }} ]
"""
        for number in range(promises)
    )


def _asks(items: int) -> str:
    asks = (f"crm:{number},{AS_OF - timedelta(days=number % 300)},quote" for number in range(0, items, 5))
    return "\n".join(["speaker,asked_on,what", *asks, ""])


def _metric(number: int) -> dict[str, str]:
    rows = "".join(
        f"{year}-Q{quarter},{(9400 + (number * 7 + quarter * 31 + year) % 500) / 100:.2f},,,final,,\n"
        for year in (2025, 2026)
        for quarter in ((1, 2, 3, 4) if year == 2025 else (1, 2, 3))  # noqa: PLR2004  the record's first year
    )
    return {
        f"evidence/metrics/metric-{number}.toml": f"""title = "Measure {number}"
definition = "Share of cases of kind {number} that went as promised."
unit = "percent"
direction = "higher-is-better"
period = "quarter"
denominator = "Every case."
population = "All cases of the quarter."
method = "Counted by hand."
source = "The order book."
data_owner = "owner"
no_n_because = "the benchmark counts nothing"
""",
        f"evidence/metrics/metric-{number}.csv": "period,value,n,numerator,status,published_on,note\n" + rows,
    }


def _quote(number: int, promise: int, kind: str) -> str:
    start = number * 13 % len(_WORDS)
    words = [*_WORDS[start:], *_WORDS[:start]][:40]
    said = date(2026, 10, 30) - timedelta(days=number % 300)
    original = body = _sentence([*words, f"on move {number}"])
    what = f"substantiated_by: [metric-{promise}]\noutcome: typical\n"
    if kind == "numbers":
        numbers = [days for days in ("two days", "Two days") if days in body]
        body = original = f"With {number} boxes. {body}"
        what = f"incidental: [{', '.join([*numbers, f'{number} boxes', f'move {number}'])}]\n"
    elif kind == "shortened":
        body = _sentence([*words[:12], "[…]", *words[20:], f"on move {number}"])
        what += "edit: trimmed\n"
    return f"""---
promises: [promise-{promise}]
audience: public
said_on: {said}
speaker: {{ name: Speaker {number}, role: Homeowner, place: Ludlow, contact_ref: "crm:{number}" }}
attribution: {"role-only" if kind == "unnamed" else "named"}
source: {{ kind: survey, ref: "survey:{number}", captured_on: {said}, captured_by: adviser }}
verified: {{ method: job number matched, by: checker, on: {said} }}
original: {original}
{what}consent: {{ basis: consent, ref: "consent:{number}", granted_on: {said}, channels: [site], assets: [name] }}
---
{body}
"""


def _sentence(words: list[str]) -> str:
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}."


def _story(number: int, promise: int) -> str:
    said = date(2026, 10, 30) - timedelta(days=number % 300)
    return f"""---
promises: [promise-{promise}]
audience: public
title: How household {number} moved
summary: A family moved, and told us afterwards what went well and what did not.
customer: Household {number}
dates: {{ start: {said - timedelta(days=9)}, end: {said} }}
terms: Full price, no discount.
callouts:
  - {{ label: Boxes, value: "{number}", source: The order book }}
outcome: typical
quotes: [quote-{promise}]
source: {{ kind: interview, ref: "interview:{number}", captured_on: {said}, captured_by: adviser }}
verified: {{ method: read against the order book, by: checker, on: {said} }}
consent: {{ basis: consent, ref: "consent:story-{number}", granted_on: {said}, channels: [site], assets: [name] }}
customer_approved_on: {said}
customer_approved_by: Household {number}
---

## The challenge

{_sentence(_WORDS[:-9])}

## What we did

We sent {number % 5 + 2} people and a lorry, and asked before anything was moved.

## What happened

Everything was in its place by the evening.
"""
