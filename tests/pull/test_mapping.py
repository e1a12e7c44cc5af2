"""What a source sent becomes rows exactly as it was written, or a problem that names the record and the field."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.model.evidence import Metric, Row
from kept.model.sources import MetricSource
from kept.pull.errors import Refused, Trouble, Unmappable
from kept.pull.mapping import Problem, rows
from records import metric

QUARTERLY = metric("punctuality", ())
HEADER = "period,value,n,numerator,status,published_on,note\n"


def source(kind: str, **more: Any) -> MetricSource:  # noqa: ANN401  as the model has it
    """A source that has every column under its own name."""
    usual = {"id": "s", "kind": "metric", "target": "punctuality", "url": "https://figures.example/", "status": "final"}
    if "status" in more.get("columns", {}):
        del usual["status"]
    return MetricSource.model_validate({**usual, "type": kind, **more})


def of_csv(text: str | bytes, of: Metric = QUARTERLY, **more: Any) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:  # noqa: ANN401
    """What comes of a CSV text."""
    return rows(text.encode() if isinstance(text, str) else text, source("csv", **more), of)[:2]


def of_json(value: object, **more: Any) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:  # noqa: ANN401  as above
    """What comes of a JSON value, or of a text."""
    text = value if isinstance(value, str) else json.dumps(value)
    return rows(text.encode(), source("json", **more), QUARTERLY)[:2]


def said(problems: tuple[Problem, ...]) -> list[str]:
    """Only what they say."""
    return [problem.message for problem in problems]


def trouble(value: str | bytes, kind: str, **more: Any) -> Trouble:  # noqa: ANN401  as above
    """Why an answer as a whole is refused."""
    with pytest.raises(Trouble) as raised:
        rows(value.encode() if isinstance(value, str) else value, source(kind, **more), QUARTERLY)
    return raised.value


# --- Exact


@pytest.mark.parametrize("digits", ["96.50", "96.5", "96", "0.1", "99.999999999999999", "0", "0.0000001"])
def test_the_digits_are_those_the_source_wrote(digits: str) -> None:
    for (row,), problems in (
        of_csv(f"period,value\n2026-Q4,{digits}\n"),
        of_json(f'[{{"period": "2026-Q4", "value": {digits}}}]'),
        of_json(f'[{{"period": "2026-Q4", "value": "{digits}"}}]'),
    ):
        assert (str(row.value), problems) == (str(Decimal(digits)), ())


def test_every_column_comes_over_under_whatever_name_it_has() -> None:
    record = {"q": "2026-Q4", "v": 96.5, "a": 200, "b": 193, "c": "final", "d": "2027-01-14", "e": " as, counted "}
    names = {"period": "q", "value": "v", "n": "a", "numerator": "b", "status": "c", "published_on": "d", "note": "e"}
    (row,), problems = of_json([record], columns=names)
    assert problems == ()
    assert row.model_dump(mode="json", exclude_none=True) == {
        "period": "2026-Q4",
        "value": "96.5",
        "n": 200,
        "numerator": 193,
        "status": "final",
        "published_on": "2027-01-14",
        "note": "as, counted",
    }


def test_the_order_in_which_rows_come_does_not_matter() -> None:
    lines = ["2026-Q3,95", "2026-Q4,96", "2027-Q1,97"]
    in_order = of_csv("\n".join(("period,value", *lines)))
    assert of_csv("\n".join(("period,value", *reversed(lines)))) == in_order
    assert [row.period for row in in_order[0]] == ["2026-Q3", "2026-Q4", "2027-Q1"]


def test_null_and_nothing_and_a_field_that_is_not_there_are_the_same() -> None:
    for record in ({"n": None}, {"n": ""}, {"n": " "}, {}):
        (row,), _ = of_json(
            [
                {"period": "2026-Q4", "value": 96, **record},
            ]
        )
        assert row.n is None


def test_fields_that_nobody_asked_for_are_passed_over() -> None:
    (row,), problems = of_json([{"period": "2026-Q4", "value": 96, "who": {"name": ["Ada"]}}])
    assert (row.note, problems) == (None, ())


def test_an_expression_finds_the_rows_wherever_they_are() -> None:
    answer = {
        "pages": [{"list": [{"q": "2026-Q4", "of": {"pct": 96.5}, "kind": "all"}, {"q": "2026-Q4", "kind": "x"}]}]
    }
    expression = "pages[].list[?kind == 'all'][].{period: q, value: of.pct}"
    (row,), _ = of_json(answer, rows=expression)
    assert (row.period, str(row.value)) == ("2026-Q4", "96.5")
    (row,), _ = of_json(
        '[{"period": "2026-Q3", "value": 9.5}, {"period": "2026-Q4", "value": 96.50}]', rows="[?value > `10`]"
    )
    assert str(row.value) == "96.50"


# --- Not mappable, value by value


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("NaN", '"NaN" is not a number'),
        ("Infinity", '"Infinity" is not a number'),
        ('"1,234"', '"1,234" is not a number'),
        ('"95 %"', '"95 %" is not a number'),
        ('"97,5"', '"97,5" is not a number'),
        ("1e2", '"1e2" is not a number'),
        ("1E999999999", '"1E999999999" is not a number'),
        ("true", '"true" is not a number'),
        ("null", "the value is missing"),
        ("[1]", "this is not one value"),
        ('{"a": 1}', "this is not one value"),
        ("101", "101 is not a percentage"),
        ('"a\\nb"', "there is a line break or another character that nobody can see"),
        ('"9\\u202e5"', "there is a line break or another character that nobody can see"),
    ],
)
def test_a_value_that_is_no_number_is_named_with_its_record_and_field(value: str, what: str) -> None:
    found, problems = of_json(
        f'[{{"quarter": "2026-Q3", "pct": 95}}, {{"quarter": "2026-Q4", "pct": {value}}}]',
        columns={"period": "quarter", "value": "pct"},
    )
    assert [row.period for row in found] == ["2026-Q3"]
    assert said(problems) == [f'record 2, "pct": {what}']
    assert {problem.code for problem in problems} == {"KPT902"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2026-Q5,96,200,192,final,,", 'record 1, "period": "2026-Q5" is not a quarter; write it like 2026-Q3'),
        ("Q4 2026,96,200,192,final,,", 'record 1, "period": "Q4 2026" is not a quarter'),
        (",96,200,192,final,,", 'record 1, "period": "" is not a quarter'),
        ("2026-Q4,96,20.5,192,final,,", 'record 1, "n": "20.5" is not a whole number'),
        ("2026-Q4,96,200,201,final,,", 'record 1, "numerator": the numerator 201 is more than n, 200'),
        ("2026-Q4,97,200,192,final,,", 'record 1, "value": 97 is not what 192 of 200 makes; that is 96.0000'),
        ("2026-Q4,96,200,192,done,,", 'record 1, "status": "done" is not a status'),
        ("2026-Q4,96,200,192,,,", 'record 1, "status": the status is missing'),
        ("2026-Q4,96,200,192,final,14/01/2027,", 'record 1, "published_on": "14/01/2027" is not a day'),
        ("2026-Q4,96,200,192,final,2026-12-01,", 'record 1, "published_on": the final value of 2026-Q4 was published'),
    ],
)
def test_a_row_must_be_one_that_a_table_may_have(line: str, message: str) -> None:
    found, problems = of_csv(HEADER + line, columns={"status": "status"})
    assert found == ()
    assert [text.startswith(message.partition(";")[0]) for text in said(problems)] == [True], problems


def test_everything_that_is_wrong_is_told_at_once_up_to_twenty() -> None:
    _, problems = of_csv("period,value\n2026-Q3,x\n2026-Q4,95 %\n" + "q,q\n" * 100)
    assert said(problems)[:2] == ['record 1, "value": "x" is not a number', 'record 2, "value": "95 %" is not a number']
    assert len(problems) == 20


def test_a_long_value_does_not_fill_the_screen() -> None:
    _, (problem,) = of_csv(f"period,value\n2026-Q3,{'x' * 100_000}\n")
    assert len(problem.message) < 250


@pytest.mark.parametrize("blank", ["\u2800", "\u3164"])
def test_a_note_that_nobody_can_see_is_a_problem_and_no_crash(blank: str) -> None:
    found, problems = of_csv(f"period,value,note\n2026-Q3,95,{blank}\n")
    assert (found, len(problems)) == ((), 1)


def test_two_records_about_one_period_are_one_too_many() -> None:
    found, problems = of_csv("period,value\n2026-Q3,95\n2026-Q4,95\n2026-Q3,95\n")
    assert [row.period for row in found] == ["2026-Q4"]
    assert said(problems) == ["records 1 and 3 are both about 2026-Q3"]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_column_that_is_missing_is_named_with_those_there_are(kind: str) -> None:
    body = "quarter,pct\n2026-Q4,96\n" if kind == "csv" else '[{"quarter": "2026-Q4", "pct": 96}]'
    found, problems = rows(body.encode(), source(kind, columns={"period": "quarter", "n": "orders"}), QUARTERLY)[:2]
    assert found == ()
    assert said(problems) == [
        'no record has the field "value", which is to be our value',
        'no record has the field "orders", which is to be our n',
    ]
    assert 'it has "quarter", "pct"' in problems[0].hint


def test_a_record_that_is_no_object_is_named() -> None:
    found, problems = of_json([{"period": "2026-Q4", "value": 96}, 5, None])
    assert [row.period for row in found] == ["2026-Q4"]
    assert said(problems) == [f"record {number} is not an object with fields" for number in (2, 3)]


# --- Not mappable as a whole


@pytest.mark.parametrize("kind", ["csv", "json"])
@pytest.mark.parametrize("page", ["<!DOCTYPE html><title>Log in</title>", "\n <html lang=en>", "<HTML>"])
def test_a_page_to_log_in_is_told_from_figures(kind: str, page: str) -> None:
    found = trouble(page, kind)
    assert isinstance(found, Unmappable)
    assert found.message == f"the answer is a web page, not {kind.upper()}: perhaps one to log in"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the answer is not JSON (line 1, column 1)"),
        ("period,value\n", "the answer is not JSON (line 1, column 1)"),
        ('[{"period": "2026-Q4",\n]', "the answer is not JSON (line 2, column 1)"),
        ("[]", "the answer has no rows"),
        ("{}", "the answer is no list"),
        ("5", "the answer is no list"),
        ("null", "the answer is nothing"),
        ('[{"value": 1, "value": 2}]', "a field stands twice in one object of the answer"),
        (f"[1e{'9' * 30}]", "a number in the answer is far too large"),
    ],
)
def test_what_is_no_list_of_rows_is_not_json_of_figures(text: str, message: str) -> None:
    found = trouble(text, "json")
    assert (type(found), found.message) == (Unmappable, message)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("data.quarters", "`rows` leads to nothing"),
        ("data", "`rows` leads to no list"),
        ("data.empty", "the answer has no rows"),
        ("sum(data.numbers)", "the expression in `rows` cannot be applied to the answer"),
        ("nonsense(@)", "the expression in `rows` cannot be applied to the answer"),
    ],
)
def test_an_expression_that_leads_nowhere_is_told(expression: str, message: str) -> None:
    assert trouble('{"data": {"empty": [], "numbers": [1, 2.5]}}', "json", rows=expression).message == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the answer has no rows"),
        ("period,value\n", "the answer has no rows"),
        ("\n\n", "the answer has no rows"),
        ("period;value\n2026-Q4;97,5\n", "the columns of the answer are not separated by commas"),
        ("period,value,value\n2026-Q4,1,2\n", "column 3 has the name of another one before it"),
        ("period,value\n2026-Q4,97,5\n", "record 1 has 3 cells, and the first line names 2 columns"),
        ('period,value\n2026-Q4,"97\n', "the answer is not CSV: unexpected end of data"),
        (b"period,value\n2026-Q4,\xe9\n", "the answer is not UTF-8 (byte 22)"),
    ],
)
def test_what_is_no_table_is_not_csv_of_figures(text: str | bytes, message: str) -> None:
    found = trouble(text, "csv")
    assert (type(found), found.message) == (Unmappable, message)


@pytest.mark.parametrize(
    "text", ["[" * 31 + "]" * 31, '{"a":' * 40 + "1" + "}" * 40, "[" * 1_000_000, "[" * 5000 + "]" * 5000]
)
def test_what_is_nested_too_deeply_is_refused(text: str) -> None:
    found = trouble(text, "json")
    assert (type(found), found.message) == (Refused, "the answer is nested more than 30 deep")


def test_a_secret_that_comes_back_is_refused_and_not_repeated() -> None:
    with pytest.raises(Refused) as raised:
        rows(b"period,value,note\n2026-Q4,95,by s3cret-0815!\n", source("csv"), QUARTERLY, ("s3cret-0815",))
    assert raised.value.message == 'record 1, "note" repeats a secret that it was asked with'


def test_a_secret_that_comes_back_as_a_name_is_not_repeated_either() -> None:
    for body in (b"s3cret-0815,pct\n1,2\n", b"a,s3cret-0815,s3cret-0815\n1,2,3\n"):
        try:
            said = str(rows(body, source("csv"), QUARTERLY, ("s3cret-0815",)))
        except Unmappable as trouble:
            said = trouble.message + trouble.hint
        assert "s3cret" not in said


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)), st.sampled_from(["csv", "json"]))
def test_whatever_comes_is_rows_or_a_problem(body: bytes, kind: str) -> None:
    try:
        found, problems = rows(body, source(kind), QUARTERLY)[:2]
    except Trouble:
        return
    assert found or problems


JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["period", "value", "n", "note"]), inner, max_size=4),
    ),
    max_leaves=10,
)


@given(st.lists(JSON_VALUES, max_size=4))
def test_whatever_json_comes_is_rows_or_a_problem(records: list[object]) -> None:
    test_whatever_comes_is_rows_or_a_problem.hypothesis.inner_test(json.dumps(records).encode(), "json")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "body", "hint"),
    [
        ("csv", '{"data": []}', 'write type = "json" for it; or correct the address.'),
        ("csv", " [1]", 'write type = "json" for it; or correct the address.'),
        ("json", "period,value\n2026-Q4,95\n", 'A table with commas is of type = "csv".'),
    ],
)
def test_an_answer_of_the_other_kind_is_recognised(kind: str, body: str, hint: str) -> None:
    assert trouble(body, kind).hint.endswith(hint)
