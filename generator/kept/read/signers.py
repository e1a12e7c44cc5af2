"""The keys of those who approve (evidence/allowed_signers), as far as a person can get them wrong."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kept.findings import Finding, Place
from kept.read.reading import Reading, gone
from kept.read.references import POLICY, unknown
from kept.read.signatures import SIGNERS
from kept.read.text import MAX_TEXT_BYTES, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.model.policy import Policy


def signers(reading: Reading, policy: Policy | None, people: Iterable[str]) -> Iterator[Finding]:
    """What is wrong with the keys, or with a policy that asks for signatures nobody can check.

    Findings:
        KPT103: signatures are required and there are no keys, or a key belongs to nobody in [[people]].
        KPT104: the file cannot be read.
    """
    if SIGNERS in reading.tree:
        try:
            text, faults = decode(reading.tree.read(SIGNERS, MAX_TEXT_BYTES), SIGNERS)
        except OSError as error:
            text, faults = None, (gone(SIGNERS, error),)
        yield from faults
        known = sorted(people)
        for number, name in _names(text or ""):
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]}?" if near else "begin the line with the id of somebody in [[people]]."
                yield unknown(Place(SIGNERS, number, 1), f'there is no person "{name}"', None, hint)
    elif policy and policy.signatures == "required":
        hint = f"add {SIGNERS}: one line for each approver, their id and then their public key."
        message = f"signatures are required, and there is no {SIGNERS} to check them with"
        yield unknown(reading.place(POLICY, ("signatures",)), message, None, hint)


def _names(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of everybody a list of keys names; patterns, which name nobody in particular, are left out."""
    for number, line in enumerate(text.split("\n"), start=1):
        principals = line.strip().partition(" ")[0].strip('"')
        if principals and not principals.startswith("#"):
            yield from ((number, name) for name in principals.split(",") if not set(name) & set("*?!"))
