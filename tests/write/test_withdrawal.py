"""A withdrawal changes one value of a file and not one byte more."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from held import STORY, VOICE
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from kept.files import front_matter
from kept.findings import UsageError
from kept.write.withdraw import withdrawal

if TYPE_CHECKING:
    from projects import Project

DAY = date(2026, 11, 20)
KNOWN = frozenset({"nine-oclock", "corner-books"})
HEAD, BODY = "promises: [on-time] # the only one\nattribution: named\n", "\nThey came. --- Really.\n---\nYes.\n"


def withdrawn(project: Project, text: str) -> str:
    """The file of a voice with the day in it."""
    project.write({VOICE: text.encode()})
    path, changed = withdrawal(project.root, KNOWN, "nine-oclock", DAY)
    assert path == VOICE
    return changed


STYLES = {
    "a block": (
        "consent:\n  basis: consent # in writing\n",
        "consent:\n  withdrawn_on: 2026-11-20\n  basis: consent # in writing\n",
    ),
    "a deep block": (
        "consent:\n      basis: consent\n",
        "consent:\n      withdrawn_on: 2026-11-20\n      basis: consent\n",
    ),
    "a block with a comment first": (
        "consent:\n  # asked by telephone\n  basis: consent\n",
        "consent:\n  # asked by telephone\n  withdrawn_on: 2026-11-20\n  basis: consent\n",
    ),
    "flow": ("consent: { basis: consent }\n", "consent: { withdrawn_on: 2026-11-20, basis: consent }\n"),
    "flow over lines": (
        "consent: {\n  basis: consent,\n  ref: x }\n",
        "consent: {\n  withdrawn_on: 2026-11-20, basis: consent,\n  ref: x }\n",
    ),
    "like JSON": ('consent: {"basis": "consent"}\n', 'consent: {withdrawn_on: 2026-11-20, "basis": "consent"}\n'),
    "quoted keys": (
        "\"consent\":\n  'basis': consent\n",
        "\"consent\":\n  withdrawn_on: 2026-11-20\n  'basis': consent\n",
    ),
    "an anchor": ("consent: &c\n  basis: consent\n", "consent: &c\n  withdrawn_on: 2026-11-20\n  basis: consent\n"),
    "null": ("consent: null # ask\n", "consent: { withdrawn_on: 2026-11-20 } # ask\n"),
    "a tilde": ("consent: ~\n", "consent: { withdrawn_on: 2026-11-20 }\n"),
    "nothing": ("consent:\n", "consent: { withdrawn_on: 2026-11-20 }\n"),
    "nothing but a comment": ("consent: # to be asked\n", "consent: { withdrawn_on: 2026-11-20 } # to be asked\n"),
    "an empty mapping": ("consent: {}\n", "consent: { withdrawn_on: 2026-11-20 }\n"),
    "words": ("consent: on file\n", "consent: { withdrawn_on: 2026-11-20 }\n"),
    "a list": ("consent: [site]\n", "consent: { withdrawn_on: 2026-11-20 }\n"),
    "absent": ("", "consent: { withdrawn_on: 2026-11-20 }\n"),
    "null inside": (
        "consent: { basis: consent, withdrawn_on: null }\n",
        "consent: { basis: consent, withdrawn_on: 2026-11-20 }\n",
    ),
    "nothing inside": ("consent:\n  withdrawn_on:\n  ref: x\n", "consent:\n  withdrawn_on: 2026-11-20\n  ref: x\n"),
    "nothing inside, at the end": (
        "consent:\n  ref: x\n  withdrawn_on:\n",
        "consent:\n  ref: x\n  withdrawn_on: 2026-11-20\n",
    ),
    "another day": ("consent:\n  withdrawn_on: 2026-01-01\n", "consent:\n  withdrawn_on: 2026-11-20\n"),
    "a quoted day": ('consent:\n  "withdrawn_on": "2026-01-01"\n', 'consent:\n  "withdrawn_on": 2026-11-20\n'),
    "words elsewhere": (
        "source: { consent: x }\nconsent:\n  basis: consent\n",
        "source: { consent: x }\nconsent:\n  withdrawn_on: 2026-11-20\n  basis: consent\n",
    ),
    "accents before it": (
        "note: Zoë 👪\nconsent:\n  ref: x\n",
        "note: Zoë 👪\nconsent:\n  withdrawn_on: 2026-11-20\n  ref: x\n",
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("style", STYLES)
def test_every_style_of_front_matter_gets_the_day_and_keeps_the_rest(
    project: Project, style: str, newline: str
) -> None:
    before, after = STYLES[style]
    # A key that is not there goes to the top; the others stay where they are.
    front = f"---\n{HEAD}{before}---\n{BODY}"
    expected = f"---\n{HEAD}{after}---\n{BODY}" if before else f"---\n{after}{HEAD}---\n{BODY}"
    assert withdrawn(project, front.replace("\n", newline)) == expected.replace("\n", newline)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nconsent:\n  ref: x\n---", "---\nconsent:\n  withdrawn_on: 2026-11-20\n  ref: x\n---"),
        ("\ufeff---\nconsent: {}\n---\nX", "\ufeff---\nconsent: { withdrawn_on: 2026-11-20 }\n---\nX"),
        ("---  \nconsent: {}\n---  \nX", "---  \nconsent: { withdrawn_on: 2026-11-20 }\n---  \nX"),
    ],
)
def test_marks_spaces_and_ends_of_the_file_stay(project: Project, text: str, expected: str) -> None:
    assert withdrawn(project, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no front matter",
        "---\nno second line",
        "---\n---\nempty",
        "---\n- a\n- list\n---\n",
        "---\njust words\n---\n",
        "---\nconsent: { basis: [ }\n---\n",
        "---\nconsent: 'open\n---\n",
        "---\nconsent:\n\tbasis: x\n---\n",
        "---\nconsent:\n  ref: x\nconsent:\n  ref: y\n---\n",
        "---\nconsent: &c { ref: x }\nother: *c\n---\n",
        "---\n{ consent: { ref: x } \n---\n",
        "---\n? [a, b]\n: c\nconsent: {}\n---\n",
        "---\rconsent: {}\r---\r",
        "---\nconsent: { withdrawn_on }\n---\n",
        "---\na: \x00\nconsent: {}\n---\n",
        "---\na: " + "[" * 5000 + "]" * 5000 + "\nconsent: {}\n---\n",
        "---\na: &a [x, x]\n"
        + "".join(
            f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
            for before, name in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "consent: {}\n---\n",
    ],
)
def test_a_file_that_cannot_be_changed_safely_stays_as_it_is_and_says_what_to_do(project: Project, text: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"{VOICE} cannot be changed by kept")) as raised:
        withdrawn(project, text)
    assert "Write `withdrawn_on: 2026-11-20` below `consent:` by hand" in str(raised.value)
    assert str(raised.value).endswith("kept takedown nine-oclock")
    assert (project.root / VOICE).read_bytes() == text.encode()


def test_a_file_that_is_no_text_is_not_changed(project: Project) -> None:
    project.write({VOICE: "---\nconsent: {}\n---\ncafé".encode("latin-1")})
    with pytest.raises(UsageError, match="cannot be changed by kept"):
        withdrawal(project.root, KNOWN, "nine-oclock", DAY)


# --- Which file


def test_a_story_is_withdrawn_in_its_folder(project: Project) -> None:
    path, text = withdrawal(project.root, KNOWN, "corner-books", DAY)
    assert path == STORY
    assert text == (project.root / STORY).read_text().replace("consent:\n", "consent:\n  withdrawn_on: 2026-11-20\n")


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("nine-oclok", 'there is no testimonial and no story "nine-oclok". Did you mean nine-oclock?'),
        ("punctuality", 'there is no testimonial and no story "punctuality".'),
        ("promise.on-time", 'there is no testimonial and no story "promise.on-time".'),
        ("", 'there is no testimonial and no story "".'),
    ],
)
def test_who_is_unknown_is_told_with_the_nearest(project: Project, item: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        withdrawal(project.root, KNOWN, item, DAY)
    assert str(raised.value) == said


@pytest.mark.parametrize("item", ["../../notes", "../testimonials/nine-oclock", "/etc/notes", "x/../../notes"])
def test_an_id_leads_nowhere_else(project: Project, item: str) -> None:
    project.write({"notes.md": "---\nconsent: {}\n---\n", "evidence/testimonials/x/y.md": ""})
    with pytest.raises(UsageError, match="there is no testimonial and no story"):
        withdrawal(project.root, KNOWN, item, DAY)


def test_an_item_with_errors_can_be_withdrawn(project: Project) -> None:
    project.edit(VOICE, "attribution: named", "attribution: nonsense\nunknown: key")
    path, text = withdrawal(project.root, KNOWN, "nine-oclock", DAY)
    project.write({path: text})
    assert "consent:\n  withdrawn_on: 2026-11-20\n" in text


# --- Whatever is written

scalars = st.sampled_from(
    ["x", "'it''s'", '"a: b # c"', "2026-01-01", "null", "~", "", "[site, sales]", "{ a: b }", "👪 é"]
)
comments = st.sampled_from(["", " # a note", "  # consent: { withdrawn_on: 1999-01-01 }"])
entries = st.lists(
    st.tuples(st.sampled_from(["basis", "ref", "channels", "withdrawn_on", "note"]), scalars, comments), max_size=4
)


@st.composite
def fronts(draw: st.DrawFn) -> str:
    """Front matter with a permission in one of many styles somewhere in it."""
    indent = draw(st.sampled_from(["  ", "    ", " "]))
    inside = draw(entries)
    match draw(st.sampled_from(["block", "flow", "value", "absent"])):
        case "block":
            lines = ["consent:" + draw(comments), *(f"{indent}{key}: {value}{note}" for key, value, note in inside)]
        case "flow":
            lines = ["consent: { " + ", ".join(f"{key}: {value or 'null'}" for key, value, _ in inside) + " }"]
        case "value":
            lines = [f"consent: {draw(scalars)}{draw(comments)}"]
        case _:
            lines = []
    before = draw(
        st.lists(
            st.sampled_from(["# a comment", "lang: en", "", "title: 'consent: x'", "note: |\n  consent:\n    ref: y"]),
            unique=True,
        )
    )
    after = draw(st.lists(st.sampled_from(["# the end", "tone: mixed", "thanks:\n  roles: [crew]"]), unique=True))
    return "\n".join([*before, *lines, *after, ""])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(front=fronts(), crlf=st.booleans(), body=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20))
def test_only_that_one_value_differs_and_nothing_else_moves(
    project: Project, front: str, body: str, *, crlf: bool
) -> None:
    text = f"---\n{front}---\n{body}"
    text = text.replace("\n", "\r\n") if crlf else text
    try:
        changed = withdrawn(project, text)
    except UsageError:
        assume(condition=False)
    before, after = values(text), values(changed)
    consent = before.pop("consent", None)
    assert after.pop("consent") == {**(consent if isinstance(consent, dict) else {}), "withdrawn_on": "2026-11-20"}
    assert before == after
    assert taken_out(text, changed), (text, changed)


def values(text: str) -> dict[str, Any]:
    """What the front matter says."""
    found = yaml.load(text.replace("\r\n", "\n").split("---\n")[1], Loader=yaml.BaseLoader)  # noqa: S506  only texts
    return found or {}


def taken_out(text: str, changed: str) -> bool:
    """True where the new text is the old one with one stretch replaced, and that stretch is the value's own."""
    start = next(
        (index for index, (a, b) in enumerate(zip(text, changed, strict=False)) if a != b), min(len(text), len(changed))
    )
    end = next(
        (index for index, (a, b) in enumerate(zip(text[start:][::-1], changed[start:][::-1], strict=False)) if a != b),
        None,
    )
    length = len(text) - start if end is None else end
    lost = text[start : len(text) - length]
    return "#" not in lost.replace("# c", "") and "\n" not in lost.strip()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.text(alphabet="-\n:# consent{}[]&*'\"|>?~\t\r", max_size=60))
def test_any_text_is_changed_or_refused(project: Project, text: str) -> None:
    try:
        changed = withdrawn(project, f"---\n{text}\n---\n")
    except UsageError:
        return
    assert "withdrawn_on: 2026-11-20" in changed


def test_what_was_written_is_what_kept_reads(project: Project) -> None:
    for before, _ in STYLES.values():
        document, _ = front_matter.load(withdrawn(project, f"---\n{HEAD}{before}---\n{BODY}").lstrip("\ufeff"), VOICE)
        assert document is None or document.data["consent"]["withdrawn_on"] == DAY


@pytest.mark.parametrize(("day", "waits"), [("2026-11-20", False), ("2026-11-21", True)])
def test_a_day_that_is_still_to_come_takes_the_words_away_now_and_says_so(
    approved: Project, day: str, *, waits: bool
) -> None:
    ran = approved.kept("withdraw", "nine-oclock", "--on", day)
    assert ran.code == 0
    assert (f"{day} is still to come. The words go with the next build all the same" in ran.out) is waits
    assert "KPT313" in approved.gated().codes("nine-oclock")
