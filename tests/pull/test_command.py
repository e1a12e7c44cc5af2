"""`kept pull` from end to end: a real server, the real command, a real repository."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from held import messages, places
from pulled import LOCK, SECRET, source

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Project, Ran
    from servers import Server

    Command = Callable[..., Ran]
    Pulling = Callable[..., Project]

TABLE, POLICY = "evidence/metrics/punctuality.csv", "evidence/policy.toml"
LATER = date(2027, 1, 20)
LOGIN = 'headers_env = { Authorization = "JOBS_TOKEN" }'
HEADER = "period,value,n,numerator,published_on\n"
FOURTH = "2026-Q4,96.50,200,193,2027-01-14\n"
NAMES = 'columns = { period = "quarter", value = "pct", n = "orders", numerator = "ok", published_on = "on" }'
ROWS = [{"quarter": "2026-Q4", "pct": "PCT", "orders": 200, "ok": 193, "on": "2027-01-14"}]
JSON = json.dumps({"data": {"quarters": ROWS}}).replace('"PCT"', "96.50")


def read(project: Project, path: str) -> str:
    return (project.root / path).read_text(encoding="utf-8")


def shown(project: Project, day: date = LATER) -> list[str]:
    """The periods on the public site."""
    return [str(row.period) for metric in project.gated(day).public.metrics for row in metric.rows]


@pytest.mark.parametrize(
    ("kind", "body", "lines"),
    [
        ("csv", HEADER + FOURTH, ()),
        ("csv", "\ufeff" + (HEADER + FOURTH).replace("\n", "\r\n"), ()),
        ("json", JSON, (NAMES, 'rows = "data.quarters"')),
    ],
)
def test_a_row_that_was_pulled_is_public_once_it_is_committed(
    pulling: Pulling, server: Server, command: Command, kind: str, body: str, lines: tuple[str, ...]
) -> None:
    project = pulling(LOGIN, *lines, kind=kind)
    server.says(body)
    before = read(project, TABLE)
    ran = command("pull")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "job-records: 1 row added, 0 changed, 0 kept as they are here",
        f"wrote {TABLE}",
        f"wrote {LOCK}",
        "Commit them: rows are shown once they are on the protected branch.",
    ]
    assert read(project, TABLE) == before + "2026-Q4,96.50,200,193,final,2027-01-14,\n"
    assert server.asked[0].headers["Authorization"] == SECRET
    assert server.asked[0].headers["Host"] == f"127.0.0.1:{server.port}"
    project.commit()
    assert messages(project, "KPT407", LATER) == set()
    assert shown(project)[-1] == "2026-Q4"
    project.edit(TABLE, "96.50,200,193", "97.50,200,195").commit()
    assert places(project, "KPT407", LATER) == {"punctuality.csv:5:1"}
    assert shown(project)[-1] == "2026-Q3"


def test_pulling_twice_writes_nothing_the_second_time(pulling: Pulling, server: Server, command: Command) -> None:
    project = pulling()
    server.says(HEADER + FOURTH)
    command("pull")
    files = read(project, TABLE), read(project, LOCK)
    assert command("pull").out == "job-records: 0 rows added, 0 changed, 0 kept as they are here\n"
    assert (read(project, TABLE), read(project, LOCK)) == files


def test_a_dry_run_tells_and_writes_nothing(pulling: Pulling, server: Server, command: Command) -> None:
    project = pulling()
    server.says(HEADER + FOURTH)
    assert command("pull", "--dry-run").out.splitlines() == [
        "job-records: 1 row added, 0 changed, 0 kept as they are here",
        "  + 2026-Q4,96.50,200,193,final,2027-01-14,",
        f"would write {TABLE}",
        f"would write {LOCK}",
        "Nothing was written.",
    ]
    assert project.git("status", "--porcelain") == ""


def test_what_the_source_corrects_is_corrected_and_what_was_edited_here_is_not(
    pulling: Pulling, server: Server, command: Command
) -> None:
    project = pulling()
    server.says(HEADER + FOURTH)
    command("pull")
    server.says(HEADER + FOURTH.replace("96.50,200,193", "97.50,200,195"))
    assert command("pull").out.startswith("job-records: 0 rows added, 1 changed, 0 kept")
    assert "2026-Q4,97.50,200,195,final" in read(project, TABLE)
    project.edit(TABLE, "97.50,200,195", "98.00,200,196")
    assert command("pull").out.startswith("job-records: 0 rows added, 0 changed, 1 kept")
    server.says(HEADER + FOURTH)
    ran = command("pull")
    assert ran.code == 0
    assert "2026-Q4 was changed here, and job-records says something else" in ran.out
    assert "2026-Q4,96.50,200,193,final,2027-01-14,\n" in ran.out
    assert "2026-Q4,98.00,200,196,final" in read(project, TABLE)


def test_a_row_the_source_no_longer_has_stays_and_is_told(pulling: Pulling, server: Server, command: Command) -> None:
    project = pulling()
    server.says(HEADER + FOURTH + "2027-Q1,96.50,200,193,2027-04-14\n")
    command("pull")
    server.says(HEADER + "2027-Q1,96.50,200,193,2027-04-14\n")
    ran = command("pull")
    assert (ran.code, "no longer has 2026-Q4" in ran.out) == (0, True)
    assert "2026-Q4,96.50" in read(project, TABLE)


def test_one_source_that_fails_keeps_no_other_from_being_written(
    pulling: Pulling, server: Server, command: Command
) -> None:
    project = pulling()
    policy = read(project, POLICY)
    more = {
        f"evidence/metrics/other.{kind}": read(project, f"evidence/metrics/punctuality.{kind}")
        for kind in ("toml", "csv")
    }
    other = policy.replace("job-records", "other").replace("punctuality", "other").replace("/figures", "/nothing")
    project.write({**more, POLICY: f"{other}\n{policy}"}).commit()
    server.says(HEADER + FOURTH)
    ran = command("pull")
    assert ran.code == 1
    assert "unreachable: other: 127.0.0.1 answered with the status 404. [KPT901, error]" in ran.out
    assert "other: nothing was pulled, because of the errors above" in ran.out
    assert "2026-Q4" in read(project, TABLE)
    assert "2026-Q4" not in read(project, "evidence/metrics/other.csv")
    assert "[metrics.other]" not in read(project, LOCK)
    assert command("pull", "job-records").code == 0
    assert command("pull", "other").code == 1


def test_a_source_of_the_change_under_review_is_never_asked(pulling: Pulling, server: Server, command: Command) -> None:
    """A change could send the token anywhere."""
    project = pulling(LOGIN)
    server.says(HEADER + FOURTH, path="/elsewhere")
    project.edit(POLICY, "/figures", "/elsewhere").edit(POLICY, '"job-records"', '"renamed"')
    assert command("pull").code == 1
    assert [asked.path for asked in server.asked] == ["/figures"]
    ran = command("pull", "renamed")
    assert (ran.code, ran.out) == (2, "")
    assert 'there is no source "renamed"' in ran.err


def test_without_sources_there_is_nothing_to_pull(approved: Project, command: Command) -> None:
    ran = command("pull")
    assert (ran.code, ran.out.startswith("There is nothing to pull")) == (0, True)
    assert project_is_clean(approved)


def test_a_source_that_is_not_committed_yet_is_told_to_be_committed_first(approved: Project, command: Command) -> None:
    approved.write({POLICY: source('url = "https://jobs.example/figures"')})
    ran = command("pull")
    assert ran.code == 0
    assert ran.out.endswith(
        "The file here has job-records: commit that to the protected branch first, because secrets are sent there.\n"
    )


def project_is_clean(project: Project) -> bool:
    return project.git("status", "--porcelain") == ""


def test_a_policy_or_a_lock_that_cannot_be_read_stops_the_pull(
    pulling: Pulling, server: Server, command: Command
) -> None:
    project = pulling()
    project.write({LOCK: "nonsense"})
    assert (command("pull").code, server.asked) == (1, [])
    (project.root / LOCK).unlink()
    project.edit(POLICY, 'type = "csv"', 'type = "sql"').commit()
    ran = command("pull")
    assert (ran.code, server.asked) == (1, [])
    assert '"sources[1].type" is "sql", which is none of: csv, json. [KPT101, error]' in ran.out


def test_a_metric_that_does_not_exist_is_told(pulling: Pulling, server: Server, command: Command) -> None:
    pulling().edit(POLICY, 'target = "punctuality"', 'target = "punctualty"').commit()
    ran = command("pull")
    assert (ran.code, server.asked) == (1, [])
    assert "there is no metric punctualty that can be used. [KPT103, error]" in ran.out


@pytest.mark.parametrize("body", [f"{HEADER}2026-Q4,{SECRET},200,193,\n", f"<html>{SECRET}</html>", SECRET])
@pytest.mark.parametrize("status", [200, 403])
def test_a_secret_is_in_no_output_and_no_file(
    pulling: Pulling, server: Server, command: Command, tmp_path: Path, body: str, status: int
) -> None:
    """Not even where the source sends it back."""
    pulling(LOGIN)
    server.says(body, status=status)
    ran = command("pull")
    assert ran.code == 1
    assert SECRET not in ran.out + ran.err
    files = (path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and ".git" not in path.parts)
    assert not any(SECRET.encode() in content for content in files)


def test_a_secret_in_a_note_is_refused(pulling: Pulling, server: Server, command: Command) -> None:
    project = pulling(LOGIN)
    server.says(f"period,value,n,numerator,note\n2026-Q4,96.50,200,193,asked by {SECRET}\n")
    ran = command("pull")
    assert 'record 1, "note" repeats a secret' in ran.out
    assert SECRET not in ran.out
    assert project_is_clean(project)


def test_a_fault_of_kept_tells_no_secret(
    pulling: Pulling, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        message = "something nobody thought of"
        raise LookupError(message)

    pulling(LOGIN)
    monkeypatch.setattr("kept.pull.run.rows", broken)
    monkeypatch.setattr("kept.pull.fetch.Network.fetch", lambda *_: b"")
    assert command("pull").code == 3
    assert SECRET not in (tmp_path / "kept-bug.txt").read_text(encoding="utf-8")


def test_an_address_from_a_variable_is_never_told(
    pulling: Pulling, server: Server, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = pulling()
    monkeypatch.setenv("JOBS_URL", server.at("/figures?token=quite-secret"))
    line = next(line for line in read(project, POLICY).splitlines() if line.startswith("url ="))
    project.edit(POLICY, line, 'url_env = "JOBS_URL"').commit()
    ran = command("pull")
    assert "job-records: the address in JOBS_URL answered with the status 404." in ran.out
    assert "quite-secret" not in ran.out + ran.err
    server.says(HEADER + FOURTH)
    assert command("pull").code == 0
    assert "quite-secret" not in read(project, LOCK) + read(project, TABLE)
    monkeypatch.delenv("JOBS_URL")
    assert "the environment variable JOBS_URL is not set. [KPT901, error]" in command("pull").out


def test_a_policy_with_a_secret_in_it_is_not_used(pulling: Pulling, server: Server, command: Command) -> None:
    pulling('headers_env = { Authorization = "Bearer lovelace-1815" }')
    ran = command("pull")
    assert (ran.code, server.asked) == (1, [])
    assert "[KPT906, error]" in ran.out
    assert "lovelace" not in ran.out


def test_a_table_without_a_column_for_what_came_is_left_alone(
    pulling: Pulling, server: Server, command: Command
) -> None:
    project = pulling()
    server.says("period,value,n,numerator,expected,status\n2026-Q4,91.0,100,91,200,interim\n")
    project.edit(POLICY, 'status = "final"', 'columns = { status = "status" }').commit()
    ran = command("pull")
    assert ran.code == 1
    assert f"the source has expected, and {TABLE} has no such column. [KPT902, error]" in ran.out
    project.edit(TABLE, "published_on,note\n", "published_on,note,expected\n")
    assert command("pull").code == 0
    assert read(project, TABLE).endswith("2026-Q4,91.0,100,91,interim,,,200\n")


def test_a_table_that_would_have_a_gap_is_left_alone(pulling: Pulling, server: Server, command: Command) -> None:
    project = pulling()
    server.says(HEADER + "2027-Q1,96.50,200,193,2027-04-14\n")
    ran = command("pull")
    assert ran.code == 1
    assert "with what came the table would be broken: the period before 2027-Q1 is missing" in ran.out
    assert project_is_clean(project)


def test_a_row_that_was_deleted_here_stays_deleted(pulling: Pulling, server: Server, command: Command) -> None:
    project = pulling()
    server.says(HEADER + FOURTH)
    command("pull")
    project.edit(TABLE, "2026-Q4,96.50,200,193,final,2027-01-14,\n", "")
    assert command("pull").out.startswith("job-records: 0 rows added, 0 changed, 1 kept")
    server.says(HEADER + FOURTH.replace("96.50,200,193", "97.50,200,195"))
    assert "2026-Q4 was deleted here, and job-records says something else" in command("pull").out
    assert "2026-Q4" not in read(project, TABLE)


def test_many_rows_that_are_gone_are_told_in_one_line(pulling: Pulling, server: Server, command: Command) -> None:
    pulling()
    rows = [f"{2027 + number // 4}-Q{number % 4 + 1},96.50,200,193,\n" for number in range(5)]
    server.says(HEADER + FOURTH + "".join(rows))
    command("pull")
    server.says(HEADER + rows[-1])
    ran = command("pull")
    assert ran.out.count("KPT904") == 1
    assert "no longer has 2026-Q4, 2027-Q1, 2027-Q2 and 2 more" in ran.out


def test_the_line_ends_of_a_table_survive(pulling: Pulling, server: Server, command: Command) -> None:
    project = pulling()
    project.write({TABLE: read(project, TABLE).replace("\n", "\r\n").encode()}).commit()
    server.says(HEADER + FOURTH)
    assert command("pull").code == 0
    assert (project.root / TABLE).read_bytes().count(b"\r\n") == 5
    assert (project.root / TABLE).read_bytes().count(b"\n") == 5


def test_certificates_that_are_not_there_are_wrong_usage(
    pulling: Pulling, server: Server, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulling()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    ran = command("pull")
    assert (ran.code, ran.out, server.asked) == (2, "", [])
    assert "REQUESTS_CA_BUNDLE names /nowhere/ca.pem" in ran.err
