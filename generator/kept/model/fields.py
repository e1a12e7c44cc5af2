"""What every noun shares: frozen, strict, no unknown keys, exact numbers."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


class Noun(BaseModel):
    """A record as somebody wrote it: immutable, nothing coerced, nothing unknown accepted."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True)


def _exact(value: Any) -> Any:  # noqa: ANN401  a validator sees whatever the file holds
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


_MAX_MAGNITUDE = 15


def _of_human_size(value: Decimal) -> Decimal:
    """Refuses `1e999999999`: a few bytes to write, gigabytes to calculate with."""
    exponent = value.as_tuple().exponent
    if value.adjusted() > _MAX_MAGNITUDE or not isinstance(exponent, int) or not -_MAX_MAGNITUDE <= exponent <= 0:
        message = f"{value} is not written out; use at most {_MAX_MAGNITUDE} digits on each side of the point, and no e"
        raise ValueError(message)
    return value


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""A permanent id: lower-case letters, digits and single hyphens."""

_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that are drawn as nothing."""


def to_be_seen(text: str) -> str:
    """The text, unless it has only characters that leave no mark: such a disclosure would disclose nothing.

    Raises:
        ValueError: it has.
    """
    if text.isascii() or any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANK for char in text):
        return text
    message = "there is nothing in it that a reader can see; write something, or take the key out"
    raise ValueError(message)


Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S"), AfterValidator(to_be_seen)]
"""Words for a person; never empty, only spaces or only what nobody can see."""

Number = Annotated[Decimal, BeforeValidator(_exact), Field(allow_inf_nan=False), AfterValidator(_of_human_size)]
"""A number exactly as it was written: decimal, never a binary float, never infinite, no exponent."""

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
"""A day on which somebody living did or will do something."""

Territory = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""An ISO 3166-1 alpha-2 country code."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 language tag."""


class Audience(StrEnum):
    """Who a site is for."""

    PUBLIC = "public"
    """Anybody."""
    INTERNAL = "internal"
    """The people who keep the promises."""


class Channel(StrEnum):
    """What a speaker may have permitted their words to be used for."""

    SITE = "site"
    """The pages of the public site."""
    SALES = "sales"
    """Sheets, decks and images handed to prospects."""
    SYNDICATION = "syndication"
    """Embeds, feeds and the API, from which others republish."""
    SOCIAL = "social"
    """Cards for social networks."""


# A file holds the member's text; strict mode alone would want the member itself.
AudienceText = Annotated[Audience, Field(strict=False)]
ChannelText = Annotated[Channel, Field(strict=False)]
