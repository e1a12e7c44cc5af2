"""Units are open; another way to write a known one is asked about, so that a misspelt percentage stays a percentage."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from kept.components.locale_formats import Formats
from kept.model.units import checked, kind

TABLE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "units.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("unit", TABLE["known"])
def test_a_known_unit_is_one_and_has_a_name_on_pages(unit: str) -> None:
    assert checked(unit) == unit
    assert not kind(unit).is_free
    assert Formats("de-DE").unit(unit)


@pytest.mark.parametrize("unit", [unit for unit in TABLE["own"] if unit.islower()])
def test_a_word_of_one_s_own_is_a_unit_of_which_there_cannot_be_less_than_none(unit: str) -> None:
    assert checked(unit) == unit
    assert kind(unit).is_free
    assert kind(unit).low == 0


@pytest.mark.parametrize(("written", "means"), TABLE["means"].items())
def test_another_way_to_write_a_unit_is_asked_about(written: str, means: str) -> None:
    with pytest.raises(ValueError, match=rf'is not how this unit is written here; write "{means}"'):
        checked(written)


@pytest.mark.parametrize(
    "text", ["", " ", "1", "%%", "per 1,000", "XXZ", "Parcels", "a" * 41, "<b>", "one two three four five"]
)
def test_what_is_no_word_is_no_unit(text: str) -> None:
    with pytest.raises(ValueError, match="is no unit; write a known one"):
        checked(text)
