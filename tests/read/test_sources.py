"""Sources in the policy: what is wrong with one is told with its place, and no secret is ever repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pulled import source

if TYPE_CHECKING:
    from kept.findings import Finding
    from projects import Project

POLICY = "evidence/policy.toml"
ADDRESS = 'url = "https://jobs.example/quarters.csv"'


def found(project: Project, text: str) -> list[Finding]:
    """What a check says about a policy."""
    _, report = project.write({POLICY: text}).load()
    return [finding for finding in report if finding.place.path == POLICY]


@pytest.mark.parametrize(
    "lines",
    [
        (ADDRESS,),
        ('url = "http://10.0.0.7:8080/q?year=2026&format=csv"', "private = true", "stale_after_days = 100"),
        ('url = "https://data.example/api?resource_id=123e4567-e89b-12d3-a456-426614174000"',),
        ('url_env = "JOBS_URL"', 'headers_env = { Authorization = "JOBS_TOKEN", X-Api-Key = "K2" }'),
        (ADDRESS, 'columns = { period = "quarter", value = "pct" }'),
    ],
)
def test_a_good_source_is_no_finding(project: Project, lines: tuple[str, ...]) -> None:
    assert found(project, source(*lines)) == []


def test_json_may_say_where_its_rows_are(project: Project) -> None:
    assert found(project, source(ADDRESS, "rows = 'data.quarters[?kind == `\"all\"`]'", kind="json")) == []


SECRETS = [
    ('url = "https://ada:hunter2-xyz@jobs.example/"', "the address has a name or a password before its @"),
    ('url = "https://hunter2-xyz@jobs.example/"', "the address has a name or a password before its @"),
    ('url = "https://jobs.example/?token=hunter2-xyz"', 'the parameter "token" of the address looks like a secret'),
    ('url = "https://jobs.example/?a=1&api_key=hunter2-xyz"', 'the parameter "api_key" of the address looks'),
    ('url = "https://jobs.example/?apiKey=hunter2-xyz"', 'the parameter "apiKey" of the address looks'),
    ('url = "https://jobs.example/?X-Amz-Signature=hunter2-xyz"', 'the parameter "X-Amz-Signature" of the address'),
    ('url = "https://jobs.example/?code=hunter2-xyz-0123456789abcdef"', "a parameter of the address looks like a"),
    ('url = "https://jobs.example/?hunter2-xyz-0123456789abcdef"', "a parameter of the address looks like a secret"),
    ('url_env = "https://jobs.example/hunter2-xyz"', "`url_env` is not the name of an environment variable"),
    ('url_env = "hunter2-xyz"', "`url_env` is not the name of an environment variable"),
    ('url_env = "AKIAIOSFODNN7EXAMPLE"', "`url_env` is not the name of an environment variable"),
    (
        f'{ADDRESS}\nheaders_env = {{ Authorization = "Bearer hunter2-xyz" }}',
        "what stands for the header Authorization",
    ),
    (f'{ADDRESS}\nheaders_env = {{ X-Key = "jobs_token" }}', "what stands for the header X-Key is not the name"),
]


@pytest.mark.parametrize(("lines", "message"), SECRETS)
def test_a_secret_is_told_and_not_repeated(project: Project, lines: str, message: str) -> None:
    (finding,) = found(project, source(lines))
    assert (finding.code, finding.place.line) == ("KPT906", 7 + lines.count("\n"))
    assert finding.message.startswith(f"job-records: {message}")
    assert "hunter2" not in finding.message + finding.hint
    assert "AKIA" not in finding.message + finding.hint


@pytest.mark.parametrize(
    "lines",
    [
        'url = "ftp://ada:hunter2@jobs.example/"',
        'url = "hunter2"',
        'url = "https://jobs.example:hunter2/"',
        'url = "https://jobs.example/ hunter2"',
        'url = ["hunter2"]',
        'url = "https://[hunter2/"',
        'url = { password = "hunter2" }',
        "url_env = 22222",
        "url_env = ''",
        f'{ADDRESS}\nheaders_env = {{ "Bearer hunter2" = "Authorization" }}',
        f'{ADDRESS}\nheaders_env = {{ Host = "JOBS_HOST" }}',
        f"{ADDRESS}\nheaders_env = {{ X-Key = 22222 }}",
        f'{ADDRESS}\nheaders_env = "hunter2"',
        f'{ADDRESS}\nheaders = {{ Authorization = "hunter2" }}',
        f'{ADDRESS}\npassword = "hunter2"',
    ],
)
def test_what_cannot_be_an_address_or_a_header_is_not_repeated_either(project: Project, lines: str) -> None:
    text = source(lines)
    findings = found(project, text)
    assert {finding.code for finding in findings} == {"KPT101"}
    printed = "".join(finding.message + finding.hint for finding in findings)
    assert "2222" not in printed
    assert "hunter2" not in printed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (source(), "a source has one address"),
        (source(ADDRESS, 'url_env = "JOBS_URL"'), "a source has one address"),
        (source(ADDRESS, status=None), "nobody can tell which rows are final"),
        (source(ADDRESS, 'columns = { status = "state" }'), "nobody can tell which rows are final"),
        (source(ADDRESS, 'rows = "data"'), "a table has its rows below its first line"),
        (source(ADDRESS, 'rows = "data["', kind="json"), '"sources[1].rows": this is not a JMESPath expression'),
        (source(ADDRESS, kind="sql"), '"sources[1].type" is "sql", which is none of: csv, json'),
        (source(ADDRESS).replace('"metric"', '"testimonial"'), '"sources[1].kind" is "testimonial", which is none of'),
        (source(ADDRESS, "stale_after_days = 0"), '"sources[1].stale_after_days" is 0, but it must be at least 1'),
        (source(ADDRESS, 'colums = { value = "pct" }'), 'there is no key "sources[1].colums"'),
        (source(ADDRESS, 'columns = { valeu = "pct" }'), 'there is no key "sources[1].columns.valeu"'),
    ],
)
def test_what_no_source_can_be_is_told(project: Project, text: str, message: str) -> None:
    findings = found(project, text)
    assert [(finding.code, message in finding.message) for finding in findings] == [("KPT101", True)], findings


def test_a_metric_that_does_not_exist_is_named_with_its_place(project: Project) -> None:
    (finding,) = found(project, source(ADDRESS).replace('"punctuality"', '"punctualty"'))
    assert (finding.code, finding.place.line, finding.place.column) == ("KPT103", 5, 10)
    assert (finding.message, finding.hint) == ('there is no metric "punctualty".', "did you mean punctuality?")


def test_an_id_and_a_metric_stand_once(project: Project) -> None:
    assert [(f.code, f.message) for f in found(project, source(ADDRESS) + source(ADDRESS))] == [
        ("KPT102", 'the id "job-records" stands twice.')
    ]
    assert [(f.code, f.message) for f in found(project, source(ADDRESS) + source(ADDRESS, name="other"))] == [
        ("KPT102", "the metric punctuality has another source already.")
    ]


def test_a_secret_in_the_policy_that_is_trusted_is_told_too(approved: Project) -> None:
    approved.write({POLICY: source(SECRETS[0][0])}).commit()
    approved.write({POLICY: source(ADDRESS)})
    _, report = approved.load()
    (finding,) = [finding for finding in report if finding.code == "KPT906"]
    assert "in the commit" in finding.message
    assert approved.gated().public.promises
