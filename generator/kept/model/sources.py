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
    """Refuses a value that is not text, without repeating it in the message: it may be a password."""
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
    """Refuses a value that is not a header or not text, without repeating it: it may contain a secret."""
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
"""A text that no message repeats, because it may be a secret put there by mistake."""


class Columns(Noun):
    """The source's name for each of our columns. A column that is missing here has the same name in both."""

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
        """The source's name for one of our columns."""
        return getattr(self, ours) or ours


class MetricSource(Noun):
    """A place from which the figures of one metric are pulled."""

    id: Slug
    """A short name for `kept pull`."""
    type: Literal["csv", "json"]
    """The format of the answer."""
    kind: Literal["metric"]
    """What the rows become."""
    target: Slug
    """The metric its rows belong to."""
    url: Annotated[UnshownText, AfterValidator(_web_address)] | None = None
    """The web address."""
    url_env: UnshownText | None = None
    """The name of the environment variable with the address, if the address is secret."""
    headers_env: Annotated[dict[str, str], BeforeValidator(_unshown_headers)] = Field(default_factory=dict)
    """By HTTP header: the name of the environment variable with its value."""
    rows: Annotated[Text, AfterValidator(_expression)] | None = None
    """Only for JSON: a JMESPath expression that finds the list of rows. By default the whole answer is the list."""
    columns: Columns = Columns()
    """The source's names for the columns."""
    status: Literal["final", "interim"] | None = None
    """The status of all rows, if the source has no column for it."""
    private: bool = False
    """True where the address may be inside your own network or on this machine."""
    stale_after_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """How many days old the newest pull may be. After that, its rows need the data owner's approval."""

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
