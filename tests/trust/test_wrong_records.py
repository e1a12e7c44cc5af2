"""A record that somebody wrote by hand, or in a forge's new-file page, and that is wrong: a message about what is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from projects import Project

RECORD = "evidence/approvals/nine-oclock/olive.toml"
OTHER = f"kept-ev1:sha256:{'0' * 64}"


def _with(old: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(old, new, text)


@pytest.mark.parametrize(
    ("path", "edit", "code", "says", "hint"),
    [
        (
            RECORD,
            _with(r'(?m)^digest = ".*"', f'digest = "{OTHER}"'),
            "KPT603",
            "that of other content",
            "decide again",
        ),
        (RECORD, _with(r'(?m)^file = ".*"', f'file = "sha256:{"0" * 64}"'), "KPT603", "other content", "decide again"),
        (
            RECORD,
            _with(r'(?m)^digest = ".*"', 'digest = "0000"'),
            "KPT101",
            "not written as it must be",
            "kept approve",
        ),
        (
            RECORD,
            _with('"public", "internal"', '"publc"'),
            "KPT101",
            "none of: public, internal",
            "did you mean public",
        ),
        (RECORD, _with(r'(?m)^digest = ".*"\n', ""), "KPT101", "it has no digest", "kept approve"),
        (
            *("evidence/approvals/nine-oclock/oliver.toml", _with('"olive"', '"oliver"'), "KPT103"),
            *("nobody with that id", "Did you mean olive?"),
        ),
        (
            *("evidence/approvals/nine-oclok/olive.toml", _with('"nine-oclock"', '"nine-oclok"'), "KPT103"),
            *("there is no such item", "Did you mean nine-oclock?"),
        ),
        ("evidence/approvals/nine-oclock/Olive.toml", _with("^", ""), "KPT101", "stands elsewhere", RECORD),
    ],
)
def test_a_wrong_record_is_told_what_is_wrong_with_it(
    approved: Project, path: str, edit: Callable[[str], str], code: str, says: str, hint: str
) -> None:
    base = approved.git("rev-parse", "HEAD").strip()
    text = edit((approved.root / RECORD).read_text(encoding="utf-8"))
    approved.write({path: text.encode()})
    ran = approved.kept("check", "--trust-ref", base)
    entries = re.split(r"\n(?=\S)", ran.out)
    (found,) = [one for one in entries if one.startswith(path) and code in one]
    assert says in found
    assert hint in found


def test_a_record_as_the_command_writes_it_is_told_nothing(approved: Project) -> None:
    base = approved.git("rev-parse", "HEAD").strip()
    path = approved.root / RECORD
    path.write_text(path.read_text(encoding="utf-8").replace("approved_on = 2026-11-20", "approved_on = 2026-11-19"))
    assert "evidence/approvals/" not in approved.kept("check", "--trust-ref", base).out


def test_a_wrong_record_is_told_in_the_comment_of_its_change(approved: Project) -> None:
    approved.git("checkout", "--quiet", "-b", "work")
    text = (approved.root / RECORD).read_text(encoding="utf-8")
    approved.write({RECORD: re.sub(r'(?m)^digest = ".*"', f'digest = "{OTHER}"', text).encode()}).commit()
    assert "its digest is that of other content" in approved.kept("diff", "main").out
