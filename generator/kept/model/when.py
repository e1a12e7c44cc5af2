"""When something was said: a day or, if that is all that is known, a month, quarter or year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic_core import PydanticCustomError, core_schema

from kept.model.fields import Day
from kept.model.period import Cadence, Period

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

_CADENCES = (Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR)
_WRITTEN = r"^(19|20|21)[0-9]{2}(-(0[1-9]|1[0-2]|Q[1-4]))?$"


class _AsKnown:
    """How pydantic reads, writes and describes the type."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            _read,
            handler.generate_schema(Day),
            # `isoformat` would not do: a period has none.
            serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json"),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        year = {"type": "integer", "minimum": 1900, "maximum": 2199}
        return {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "pattern": _WRITTEN}, year]}


When = Annotated[date | Period, _AsKnown()]
"""A day, a month (`2026-03`), a quarter (`2026-Q1`) or a year (`2026`)."""


def earliest(when: date | Period) -> date:
    """The first possible day. Using the earliest makes words look older, never newer than they are."""
    return when.start if isinstance(when, Period) else when


def latest(when: date | Period) -> date:
    """The last possible day."""
    return when.end if isinstance(when, Period) else when


def _read(value: Any, read_day: core_schema.ValidatorFunctionWrapHandler) -> date | Period:  # noqa: ANN401  any value
    if isinstance(value, (date, Period)):
        return value if isinstance(value, Period) else read_day(value)
    written = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    for cadence in _CADENCES:
        try:
            return Period.parse(written, cadence)
        except ValueError:
            continue
    raise PydanticCustomError("when_type", "no day, month, quarter or year")  # noqa: EM101  the name of the kind of fault
