"""Lists what can be taken down, from the files here. It needs neither a usable register nor git."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from kept.portfolio import evidence
from kept.portfolio.ledgers import ledgers
from kept.portfolio.reading import Reading
from kept.portfolio.register import register

if TYPE_CHECKING:
    from kept.files.tree import WorkingTree
    from kept.model.ledgers import Ledgers
    from kept.model.register import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """The ids of everything that has a file, even if its content is faulty."""

    words: frozenset[str]
    """Testimonials and case studies."""
    metrics: frozenset[str]
    promises: frozenset[str]
    """The promises that can be found in the register."""
    organisation: Organisation | None
    """None where the register cannot be used."""
    ledgers: Ledgers
    """What was taken down and published, according to the files here."""

    @classmethod
    def of(cls, working: WorkingTree) -> Self:
        """Lists everything that has a file."""
        reading = Reading(working)
        written = register(reading)
        return cls(
            words=frozenset((*evidence.voice_files(reading), *evidence.story_files(reading))),
            metrics=frozenset(evidence.metric_files(reading)),
            promises=frozenset(promise.id for promise in written.promises) if written else frozenset(),
            organisation=written.organisation if written else None,
            ledgers=ledgers(working, working)[0],
        )
