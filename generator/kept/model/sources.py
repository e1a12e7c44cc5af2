"""Where `kept pull` finds figures: the [[sources]] of the policy."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from kept.model.fields import Noun, Slug, Text

_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
_OURS_TO_SAY = frozenset(
    ("accept-encoding", "connection", "content-length", "host", "te", "transfer-encoding", "upgrade")
)


def _unshown_text(value: Any) -> Any:  # noqa: ANN401  a validator sees whatever the file holds
    """Refuses what is no text without repeating it: somebody may have put a password there."""
    if isinstance(value, str) and value.strip():
        return value
    message = "this is not a text; write one between quotation marks"
    raise ValueError(message)


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if is_one and value.isascii() and value.isprintable() and " " not in value:
        return value
    message = (
        "this is not a web address; write the whole address, beginning with https:// and without spaces or accents"
    )
    raise ValueError(message)


def _unshown_headers(value: Any) -> Any:  # noqa: ANN401  as above
    """Refuses what is no header, or no text, without repeating either: somebody may have mixed them up."""
    is_good = isinstance(value, dict) and all(
        _HEADER.fullmatch(header) and header.lower() not in _OURS_TO_SAY and isinstance(name, str) and name.strip()
        for header, name in value.items()
    )
    if is_good:
        return value
    message = 'this is not headers to set; write the name of each and of a variable: { Authorization = "JOBS_TOKEN" }'
    raise ValueError(message)


def _expression(value: str) -> str:
    try:
        jmespath.compile(value)
    except (JMESPathError, RecursionError):
        message = 'this is not a JMESPath expression; write where the list of rows is, like "data.quarters"'
        raise ValueError(message) from None
    return value


UnshownText = Annotated[str, BeforeValidator(_unshown_text)]
"""Text that no message repeats: what stands there by mistake may be secret."""


class Columns(Noun):
    """What the source calls each of our columns. One that is not named here has the same name there."""

    period: Text | None = None
    """The column with the period."""
    value: Text | None = None
    """The column with the value."""
    n: Text | None = None
    """The column with the number of cases."""
    numerator: Text | None = None
    """The column with the number of good cases."""
    expected: Text | None = None
    """The column with the number of cases still expected."""
    status: Text | None = None
    """The column that says whether a row is final."""
    published_on: Text | None = None
    """The column with the day of publication."""
    note: Text | None = None
    """The column with the note."""

    def theirs(self, ours: str) -> str:
        """What the source calls a column of ours."""
        return getattr(self, ours) or ours


class MetricSource(Noun):
    """One place that figures of one metric are pulled from."""

    id: Slug
    """A short name for `kept pull`."""
    type: Literal["csv", "json"]
    """What the source answers with."""
    kind: Literal["metric"]
    """What is made of it."""
    target: Slug
    """The metric its rows belong to."""
    url: Annotated[UnshownText, AfterValidator(_web_address)] | None = None
    """The address to ask."""
    url_env: UnshownText | None = None
    """The name of the environment variable that holds the address, where the address itself is secret."""
    headers_env: Annotated[dict[str, str], BeforeValidator(_unshown_headers)] = Field(default_factory=dict)
    """By header to send: the name of the environment variable that holds its value."""
    rows: Annotated[Text, AfterValidator(_expression)] | None = None
    """Of JSON: a JMESPath expression that says where the list of rows is; the whole answer where there is none."""
    columns: Columns = Columns()
    """Which column of the source is which of the table."""
    status: Literal["final", "interim"] | None = None
    """What all its rows are, where the source has no column that says so."""
    private: bool = False
    """True where the address may be one of our own network, or of this machine."""
    stale_after_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """How old the newest pull may be before its rows no longer stand on their own."""

    @model_validator(mode="after")
    def _can_be_pulled(self) -> Self:
        message = None
        if (self.url is None) is (self.url_env is None):
            message = "a source has one address; write either `url`, or `url_env` with the name of a variable"
        elif (self.status is None) is (self.columns.status is None):
            message = (
                'nobody can tell which rows are final; write `status = "final"` where all are, or which column of the '
                'source says it: columns = { status = "..." }. One of the two'
            )
        elif self.type == "csv" and self.rows is not None:
            message = "a table has its rows below its first line; take `rows` out, it is for JSON"
        if message:
            raise ValueError(message)
        return self
