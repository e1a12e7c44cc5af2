"""Checks the keys of the approvers in evidence/allowed_signers."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kept.files.text import MAX_TEXT_BYTES, decode
from kept.files.validation import invalid
from kept.findings import Finding, Place
from kept.portfolio.reading import Reading, unreadable_file
from kept.portfolio.references import POLICY, unknown
from kept.portfolio.signatures import SIGNERS
from kept.portfolio.signing_keys import lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.model.policy import Policy


def signers(reading: Reading, policy: Policy | None, people: Iterable[str]) -> Iterator[Finding]:
    """The faults in the keys, or in a policy that asks for signatures nobody can check.

    Findings:
        KPT101: a key that does not belong to exactly one person: a pattern, several names, a cert-authority, the same
            key twice.
        KPT103: signatures are required and there are no keys, or the person of a key is not in [[people]].
        KPT104: the file cannot be read.
    """
    if SIGNERS in reading.tree:
        try:
            text, faults = decode(reading.tree.read(SIGNERS, MAX_TEXT_BYTES), SIGNERS)
        except OSError as error:
            text, faults = None, (unreadable_file(SIGNERS, error),)
        yield from faults
        known = sorted(people)
        for line in lines(text or ""):
            if line.fault:
                column, message, hint = line.fault
                yield invalid(Place(SIGNERS, line.number, column), message, hint)
            elif line.name not in known:
                near = get_close_matches(line.name, known, n=1)
                hint = f"did you mean {near[0]}?" if near else "begin the line with the id of somebody in [[people]]."
                yield unknown(Place(SIGNERS, line.number, 1), f'there is no person "{line.name}"', None, hint)
    elif policy and policy.signatures == "required":
        hint = f"add {SIGNERS}: one line for each approver, their id and then their public key."
        message = f"signatures are required, and there is no {SIGNERS} to check them with"
        yield unknown(reading.place(POLICY, ("signatures",)), message, None, hint)
