"""What all models share: frozen, strict, no unknown keys, exact numbers."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


class Noun(BaseModel):
    """The base of all models: immutable, converts no types, accepts no unknown keys.

    Validators are made when they are first used: a command uses few of the models, and making all takes as long as it.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True, defer_build=True)


def _exact(value: Any) -> Any:  # noqa: ANN401  a validator sees whatever the file holds
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


_MAX_MAGNITUDE = 15


def _of_human_size(value: Decimal) -> Decimal:
    """Refuses numbers like `1e999999999`, which would take gigabytes to calculate with."""
    exponent = value.as_tuple().exponent
    if value.adjusted() > _MAX_MAGNITUDE or not isinstance(exponent, int) or not -_MAX_MAGNITUDE <= exponent <= 0:
        message = f"{value} is not written out; use at most {_MAX_MAGNITUDE} digits on each side of the point, and no e"
        raise ValueError(message)
    return value


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""A permanent id: lower-case letters, digits and single hyphens."""

_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that have no visible shape."""


def to_be_seen(text: str) -> str:
    """The text, if at least one character in it is visible; an invisible disclosure would tell readers nothing.

    Raises:
        ValueError: no character is visible.
    """
    if text.isascii() or any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANK for char in text):
        return text
    message = "there is nothing in it that a reader can see; write something, or take the key out"
    raise ValueError(message)


Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S"), AfterValidator(to_be_seen)]
"""A text for people; never empty, blank or invisible."""

Number = Annotated[Decimal, BeforeValidator(_exact), Field(allow_inf_nan=False), AfterValidator(_of_human_size)]
"""A number exactly as written: decimal, no binary float, no exponent, not infinite."""

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
"""A date between 1900 and 2199."""

Territory = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""An ISO 3166-1 alpha-2 country code."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 language tag."""


class Audience(StrEnum):
    """Who a site is for."""

    PUBLIC = "public"
    """Everybody."""
    INTERNAL = "internal"
    """The organisation's own people, who keep the promises."""


class Channel(StrEnum):
    """What a speaker can permit their words to be used for."""

    SITE = "site"
    """The pages of the public site."""
    SALES = "sales"
    """Sheets, slides and images for prospects."""
    SYNDICATION = "syndication"
    """Embeds, feeds and the API, which others use to republish."""
    SOCIAL = "social"
    """Cards for social networks."""


# A file contains the member's text, which strict mode alone would refuse.
AudienceText = Annotated[Audience, Field(strict=False)]
ChannelText = Annotated[Channel, Field(strict=False)]
