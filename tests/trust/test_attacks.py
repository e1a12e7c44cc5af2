"""Every row of the table of attacks in docs/approvals.md, tried against a real repository in both modes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attacks import changes, look, merged, published, readings, records, repository, site_words
from scenes import ATTACKS, PROTECTED, Scene, copied, make_keys, set_up

PAGE = Path(__file__).parent.parent.parent / "docs" / "approvals.md"
_CELL = r"(?:\*\*)?((?:not )?stopped)\b[^|]*"
ROW = re.compile(rf"^\| `([a-z0-9-]+)` \| [^|]+ \| {_CELL} \| {_CELL} \|$", re.MULTILINE)


def rows() -> dict[str, tuple[str, str]]:
    """What the page says of each attack: in default mode, in strong mode."""
    return {name: (default, strong) for name, default, strong in ROW.findall(PAGE.read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scene]:
    keys = make_keys(tmp_path_factory.mktemp("keys"))
    return {
        mode: set_up(tmp_path_factory.mktemp(mode), keys, strong=mode == "strong") for mode in ("default", "strong")
    }


@pytest.fixture(params=["default", "strong"])
def scene(request: pytest.FixtureRequest, bases: dict[str, Scene], tmp_path: Path) -> Scene:
    return copied(bases[request.param], tmp_path)


def test_every_row_of_the_table_is_tried_and_every_attack_has_its_row() -> None:
    assert {function.__module__ for function in ATTACKS.values()} == {
        module.__name__ for module in (changes, look, merged, published, readings, records, repository, site_words)
    }
    table = PAGE.read_text(encoding="utf-8").partition("## Attacks")[2].count("\n| `")
    assert set(rows()) == set(ATTACKS)
    assert len(rows()) == table


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_as_the_table_says(name: str, scene: Scene) -> None:
    succeeded = ATTACKS[name](scene)
    assert rows()[name][scene.strong] == ("not stopped" if succeeded else "stopped")


def test_what_an_owner_approves_and_the_branch_accepts_is_shown(scene: Scene) -> None:
    """Without this, an attack would fail for the wrong reason."""
    scene.falsify()
    assert not scene.once_merged()
    scene.approve("nine-oclock")
    assert not scene.in_change()
    assert scene.codes(PROTECTED) == {"KPT602"}
    assert scene.once_merged()
    assert not scene.codes()
