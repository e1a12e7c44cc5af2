"""`kept log`: what was decided and published, from git history, for a person, a spreadsheet and a program."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from kept.history.decisions import Event, Fact
from kept.report.decision_log import COLUMNS, as_csv, as_json, as_text
from projects import Project

QUOTE = "evidence/testimonials/nine-oclock.md"
RECORD = "evidence/approvals/nine-oclock/olive.toml"
TAKEDOWNS, PERMALINKS = "evidence/takedowns.toml", "evidence/permalinks.lock"


def log(project: Project) -> list[dict[str, Any]]:
    ran = project.kept("log", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    events: list[dict[str, Any]] = json.loads(ran.out)["events"]
    return events


def kinds(project: Project, item: str = "nine-oclock") -> list[str]:
    return [event["kind"] for event in log(project) if event["item"] == item]


def test_everything_that_was_decided_about_an_item_oldest_first(approved: Project) -> None:
    approved.revoke("nine-oclock", by="olive").commit()
    approved.approve("nine-oclock", by="olive").commit()
    approved.edit(QUOTE, "  channels: [site]", "  withdrawn_on: 2026-11-19\n  channels: [site]").commit()
    approved.write({TAKEDOWNS: '[[takedown]]\nitem = "nine-oclock"\non = 2026-11-20\n'}).commit()
    assert kinds(approved) == ["approval", "revocation", "approval", "withdrawal", "takedown"]
    first = next(event for event in log(approved) if event["item"] == "nine-oclock")
    assert first | {"digest": "", "detail": ""} == {
        "date": "2026-11-20",
        "commit": approved.git("rev-parse", "HEAD~4"),
        "kind": "approval",
        "item": "nine-oclock",
        "person": "olive",
        "audiences": ["public", "internal"],
        "digest": "",
        "detail": "",
    }
    assert first["digest"].startswith("kept-ev1:sha256:")
    assert "dated 2026-11-20; until 2027-11-20; record sha256:" in first["detail"]


def test_what_was_published_and_what_is_gone(approved: Project) -> None:
    page = '[[page]]\npath = "voices/nine-oclock/"\nsince = 2026-11-20\n'
    front = '[[page]]\npath = ""\nsince = 2026-11-20\n[[page]]\npath = "promises/on-time/"\nsince = 2026-11-20\n'
    approved.write({PERMALINKS: page + front}).commit()
    approved.write({PERMALINKS: page + "gone = 2026-12-01\n" + front}).commit()
    assert kinds(approved) == ["approval", "publication", "removal"]
    assert kinds(approved, "promise.on-time") == ["approval", "publication"]
    assert kinds(approved, "/") == ["publication"]


def test_the_page_of_a_period_is_called_by_its_period(approved: Project) -> None:
    approved.write({PERMALINKS: '[[page]]\npath = "results/2026-q3/"\nsince = 2026-11-20\n'}).commit()
    assert kinds(approved, "results of 2026-Q3") == ["publication"]
    assert "results of 2026-Q3 for public: /results/2026-q3/ since 2026-11-20\n" in approved.kept("log").out


def test_what_was_taken_out_again(approved: Project) -> None:
    approved.write({TAKEDOWNS: '[[takedown]]\nitem = "nine-oclock"\non = 2026-11-20\n'}).commit()
    approved.write({TAKEDOWNS: ""}).commit()
    approved.git("rm", "--quiet", RECORD)
    approved.commit()
    assert kinds(approved) == ["approval", "takedown", "removal", "removal"]
    assert log(approved)[-1]["detail"] == f"the approval was taken out of {RECORD}"
    approved.git("checkout", "HEAD~1", "--", RECORD)
    approved.commit()
    assert kinds(approved)[-1] == "approval"


def test_what_comes_in_by_two_branches_is_told_once(approved: Project) -> None:
    for branch in ("one", "two"):
        approved.git("checkout", "--quiet", "-b", branch, "main")
        approved.edit(QUOTE, "at nine", "at ten").approve("nine-oclock", by="olive")
        approved.write({f"{branch}.txt": "x"}).commit()
    approved.git("checkout", "--quiet", "main")
    approved.git("merge", "--quiet", "--no-edit", "one")
    approved.git("merge", "--quiet", "--no-edit", "two")
    assert kinds(approved) == ["approval", "approval"]


def test_files_that_cannot_be_read_are_passed_over(approved: Project) -> None:
    before = log(approved)
    broken = {TAKEDOWNS: "[[", PERMALINKS: "page = 1\n", "evidence/approvals/x/y.toml": "=", QUOTE: "withdrawn_on: 2"}
    approved.write(broken).commit()
    approved.write({TAKEDOWNS: "takedown = [1]\n", "evidence/testimonials/odd.md": "---\nconsent: 1\n---\n"}).commit()
    approved.write({"evidence/testimonials/odd.md": "---\nconsent: {withdrawn_on: 20}\n---\nx\n"}).commit()
    assert log(approved) == before


def test_a_record_of_any_kind_is_told_as_it_is(approved: Project) -> None:
    approved.write({"evidence/approvals/x/y.toml": 'item = "=1+1"\napprover = 1\naudiences = "all"\n'}).commit()
    event = log(approved)[-1]
    assert (event["item"], event["person"], event["audiences"]) == ("=1+1", "", [])
    assert "'=1+1" in approved.kept("log", "--format", "csv").out


def test_a_person_reads_one_line_for_each(approved: Project) -> None:
    ran = approved.kept("log")
    commit = approved.git("rev-parse", "--short=10", "HEAD")
    line = f"2026-11-20  {commit}  approval     nine-oclock by olive for public and internal: dated 2026-11-20"
    assert line in ran.out
    assert "sha256" not in ran.out


def test_where_nothing_is_remembered_it_says_so(project: Project) -> None:
    ran = project.kept("log")
    assert ran.code == 2
    assert "no git repository" in ran.err
    project.git("init", "--quiet")
    assert project.kept("log").out == "Nothing has been decided or published yet.\n"


texts = st.text(max_size=8) | st.sampled_from(["=cmd()", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", '"', ","])


@given(st.lists(st.builds(Fact, texts, texts, texts, st.lists(texts, max_size=2).map(tuple), texts, texts), max_size=3))
def test_no_cell_of_the_table_is_a_formula(facts: list[Fact]) -> None:
    events = [Event("2026-11-20", "abc", fact) for fact in facts]
    head, *rows = csv.reader(io.StringIO(as_csv(events), newline=""))
    assert tuple(head) == COLUMNS
    assert len(rows) == len(events)
    for row, event in zip(rows, events, strict=True):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)
        assert row[3].removeprefix("'") == " ".join(event.fact.item.split()).removeprefix("'")
    assert len(json.loads(as_json(events))["events"]) == len(events)
    assert as_text(events)


def test_thousands_of_commits_are_no_trouble(approved: Project) -> None:
    stream = ["reset refs/heads/main\nfrom refs/heads/main^0\n\n"]
    record = (approved.root / RECORD).read_text(encoding="utf-8")
    for number in range(3000):
        text = record.replace("expires_on = 2027-11-20", f"expires_on = 2027-11-20\nnote = '{number}'")
        stream.append(
            f"commit refs/heads/main\ncommitter T <t@example.com> {1_795_000_000 + number} +0000\ndata 1\nx\n"
            f"M 100644 inline {RECORD}\ndata {len(text)}\n{text}\n"
        )
    fast = ["git", "-C", str(approved.root), "fast-import", "--quiet", "--force"]
    subprocess.run(fast, input="".join(stream), text=True, check=True)
    for form in ("text", "json", "csv"):
        start = time.process_time()
        ran = approved.kept("log", "--format", form)
        assert ran.out.count("nine-oclock") >= 3000, form
        assert time.process_time() - start < 10, form
