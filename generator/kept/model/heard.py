"""What customers told the organisation, and what it changed (evidence/heard.toml). Internal."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from kept.model.exposure import Internal
from kept.model.fields import Day, Noun, Slug, Text

HEARD = "evidence/heard.toml"


class Heard(Noun):
    """One thing that customers said, how often, and what became of it."""

    said: Internal[Text]
    """What customers said, in your own words: "The crew rang too late". Names and quotes stay in testimonials."""
    times: Annotated[int, Field(ge=1)]
    """How many customers said so."""
    source: Internal[Text]
    """Where you counted them: "Survey after the move, July to September 2026"."""
    heard_on: Day
    """The day up to which they are counted."""
    changed: Internal[Text | None] = None
    """What you changed because of it."""
    changed_on: Day | None = None
    """Since when that is so."""
    not_changed_because: Internal[Text | None] = None
    """Why you left it as it is, where you decided that."""
    promises: tuple[Slug, ...] = ()
    """The promises it is about."""

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        if self.changed and self.not_changed_because:
            message = "it was either changed or left as it is; write `changed` or `not_changed_because`"
            raise ValueError(message)
        if self.changed_on and not self.changed:
            message = "there is a day and nothing that changed on it; write `changed`"
            raise ValueError(message)
        return self


class HeardFile(Noun):
    """evidence/heard.toml."""

    heard: tuple[Heard, ...] = ()
    """Everything that was heard, in any order."""
