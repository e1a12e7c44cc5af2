"""The catalogue of findings, the code that prints them and the pages that explain them say the same."""

from __future__ import annotations

import re
import shutil
import struct
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import kept
import pytest
from kept.audit import audit
from kept.audit.needles import Needles, Secret
from kept.findings import Report, Severity, rules
from kept.report.findings_text import as_text
from kept.site.skeleton import Probe, ShellKey, Skeleton, differing
from kept.site.stamp import Shell
from projects import PIXEL, SMALL, TODAY, Project
from pulled import LOCK, lock, source

PACKAGE = Path(kept.__file__).parent
PAGES = Path(__file__).parent.parent / "docs" / "rules"
CODE = re.compile(r"\bKPT[0-9]{3}\b")

VOICE, REGISTER = "evidence/testimonials/nine-oclock.md", "promises.toml"
POLICY = "evidence/policy.toml"
STORY, TABLE = "evidence/case-studies/corner-books/index.md", "evidence/metrics/punctuality.csv"
ORIGINAL = "original: They rang the bell at nine, as they had said.\n"
STATEMENT = 'statement = "We come when we said we would."'
TARGETS = 'targets = [{ metric = "punctuality", at_least = 95, from = 2026-01-01 }]\n'
HEADINGS = ("What it means", "An example that fails", "The fix", "Where the rule comes from")


def pages() -> dict[str, str]:
    """The text of each rule's page by its name, without the list of them."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(PAGES.glob("*.md")) if path.stem != "README"}


def sources() -> dict[str, str]:
    """Every Python file of the package."""
    return {str(path.relative_to(PACKAGE)): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert set(pages()) == {f"{rule.code}-{rule.slug}" for rule in rules().values()}


@pytest.mark.parametrize("code", rules())
def test_a_page_has_its_title_its_severity_its_parts_and_its_caution(code: str) -> None:
    rule = rules()[code]
    text = pages()[f"{code}-{rule.slug}"]
    assert text.startswith(f"# {code}: {rule.slug}\n\nSeverity: **{rule.severity}**")
    assert ("publishes nothing" in text.split("##")[0]) is rule.stops_site
    assert tuple(re.findall(r"^## (.*)$", text, re.MULTILINE)) == HEADINGS
    assert text.endswith("\n\nThese are working rules for publishers, not legal advice.\n")


def test_the_list_of_rules_names_each_with_its_severity() -> None:
    listed = re.findall(
        r"^\| \[(\w+)\]\((.*)\) \| (.*) \| (.*) \|$", (PAGES / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert listed == [
        (rule.code, f"{rule.code}-{rule.slug}.md", rule.slug, weight)
        for rule in rules().values()
        for weight in ["error, nothing is published" if rule.stops_site else str(rule.severity)]
    ]


def test_every_code_is_printed_by_something_or_reserved() -> None:
    printed = {code for text in sources().values() for code in re.findall(r'"(KPT[0-9]{3})"', text)}
    assert printed == set(rules())


def test_every_code_the_source_speaks_of_is_in_the_catalogue() -> None:
    named = {(file, code) for file, text in sources().items() for code in CODE.findall(text)}
    assert {(file, code) for file, code in named if code not in rules()} == set()


def test_a_reserved_code_says_on_its_page_that_nothing_prints_it() -> None:
    silent = {name[:6] for name, text in pages().items() if "the code is reserved" in text}
    assert silent == set()


# --- The message on a page is the one kept prints

Fault = Callable[[Project], object]

FAULTS: dict[str, Fault] = {
    "KPT101": lambda project: project.edit(REGISTER, "statement =", "statment ="),
    "KPT102": lambda project: project.edit(VOICE, "attribution: named", "attribution: named\nattribution: anonymous"),
    "KPT103": lambda project: project.edit(VOICE, "[on-time]", "[on-tme]"),
    "KPT104": lambda project: project.edit(REGISTER, STATEMENT, STATEMENT[:-1]),
    "KPT105": lambda project: project.edit(REGISTER, TARGETS, ""),
    "KPT106": lambda project: project.write(
        {"evidence/permalinks.lock": '[[page]]\npath = "voices/an-older-voice/"\nsince = 2026-01-31\n'}
    ),
    "KPT107": lambda project: project.edit(STORY, "file: shelves.png", "file: ../shelves.png"),
    "KPT201": lambda project: project.edit(VOICE, ORIGINAL, ""),
    "KPT202": lambda project: project.edit(
        VOICE, "verified: { method: called back, by: paul, on: 2026-03-02 }\n", "synthetic: true\n"
    ),
    "KPT203": lambda project: project.edit(VOICE, '"crm:1"', "ada@mover.example"),
    "KPT204": lambda project: project.edit(VOICE, "  place: Leeds\n", "  place: Leeds\n  customer_until: 2026-10-01\n"),
    "KPT205": lambda project: _decided(
        project.edit(
            REGISTER,
            TARGETS,
            f'{TARGETS}material_changes = [{{ on = 2026-06-01, what = "evenings are promised too" }}]\n',
        ),
        "approve",
        "promise.on-time",
        "--as=olive",
        "--audience=all",
    ),
    "KPT301": lambda project: project.edit(
        VOICE, "---\nThey rang the bell at nine", "---\nThey rang the bell before nine"
    ),
    "KPT302": lambda project: project.edit(VOICE, ORIGINAL, f"{ORIGINAL}edit: paraphrase\n"),
    "KPT303": lambda project: project.edit(VOICE, ORIGINAL, f"{ORIGINAL[:-2]}, but twice.\nedit: trimmed\n"),
    "KPT310": lambda project: project.edit(VOICE, "  basis: consent\n", ""),
    "KPT311": lambda project: project.edit(VOICE, "[site]", "[sales]"),
    "KPT312": lambda project: project.edit(VOICE, "  channels:", "  expires_on: 2026-11-01\n  channels:"),
    "KPT313": lambda project: project.edit(VOICE, "  channels:", "  withdrawn_on: 2026-11-01\n  channels:"),
    "KPT314": lambda project: project.edit(VOICE, "granted_on: 2026", "granted_on: 2024"),
    "KPT315": lambda project: project.edit(
        VOICE, "attribution: named\n", "attribution: role-only\ndisclosure: Ada Mover lives next door to our depot.\n"
    ),
    "KPT316": lambda project: project.edit(
        VOICE, "attribution: named\n", "attribution: named\nthanks: { people: [ { name: Pete Porter } ] }\n"
    ),
    "KPT320": lambda project: project.edit(
        VOICE, "attribution: named\n", "attribution: named\nrelationship: supplier\n"
    ),
    "KPT321": lambda project: _incentive(project, "true"),
    "KPT322": lambda project: _incentive(project, "false"),
    "KPT401": lambda project: project.edit(VOICE, "as they had said", "twice as fast as the last firm"),
    "KPT402": lambda project: project.edit(VOICE, "as they had said.", "and were gone in three hours.").edit(
        VOICE, "consent:\n", "substantiated_by: [punctuality]\nconsent:\n"
    ),
    "KPT403": lambda project: project.edit(
        "evidence/metrics/punctuality.toml", 'denominator = "Crews that were expected."\n', ""
    ),
    "KPT404": lambda project: _measured(project, "2026-Q3,95.5,200,191,", "2026-Q3,95.5,,,"),
    "KPT405": lambda project: project,
    "KPT406": lambda project: project.edit(TABLE, "96.0,200,", "96.0,180,"),
    "KPT407": lambda project: project.edit(TABLE, "interim,,", "final,2027-01-14,"),
    "KPT408": lambda project: project.edit(TABLE, "96.0,200,192,", "98.0,200,196,"),
    "KPT505": lambda project: project.edit(
        REGISTER, STATEMENT, 'statement = "We come when we said we would, climate neutral."'
    ),
    "KPT601": lambda project: _decided(project, None),
    "KPT602": lambda project: _decided(project, None).approve("nine-oclock", by="olive"),
    "KPT603": lambda project: project.edit(VOICE, "at nine,", "at nine sharp,"),
    "KPT604": lambda project: project,
    "KPT605": lambda project: _decided(project, "revoke", "nine-oclock", "--as", "olive"),
    "KPT606": lambda project: _decided(
        _decided(project, None), "approve", "nine-oclock", "--as", "lena", "--audience", "public"
    ),
    "KPT607": lambda project: project.edit(VOICE, "captured_by: tessa", "captured_by: olive"),
    "KPT608": lambda project: _decided(
        project.edit(REGISTER, STATEMENT, 'statement = "We come within an hour of the time we named."'),
        "approve",
        "promise.on-time",
        "--as=olive",
        "--audience=all",
    ),
    "KPT609": lambda project: project.write({"evidence/policy.toml": 'signatures = "required"\n'}).commit(),
    "KPT610": lambda project: (project.root / ".git").rename(project.root / "not-git"),
    "KPT701": lambda project: project.write(
        {
            "evidence/asks.csv": "speaker,asked_on,what\n"
            "crm:1,2026-10-02,a quote\ncrm:1,2026-10-30,a photograph\ncrm:1,2026-11-12,a reference call\n"
        }
    ),
    "KPT702": lambda project: _measured(project, "2026-Q3,95.5,200,191,", "2026-Q3,94.0,200,188,"),
    "KPT703": lambda project: shutil.rmtree((project.root / STORY).parent),
    "KPT704": lambda project: _measured(
        project.edit(REGISTER, TARGETS, f'{TARGETS}made_in = ["website:/home", "sales deck, page 2"]\n'),
        "2026-Q2,97.5,200,195,final,2026-07-14,\n2026-Q3,95.5,200,191,",
        "2026-Q2,94.5,200,189,final,2026-07-14,\n2026-Q3,94.0,200,188,",
    ),
    "KPT705": lambda project: project.edit(REGISTER, TARGETS, f"{TARGETS}review_by = 2026-11-01\n"),
    "KPT903": lambda project: _stale(project, 5),
    "KPT906": lambda project: project.write(
        {POLICY: source('url = "https://jobs.example/"', 'headers_env = { Authorization = "Bearer eyJhbGciOi" }')}
    ),
}
READ_ON = {
    "KPT405": date(2027, 7, 15),
    "KPT407": date(2027, 1, 20),
    "KPT604": date(2027, 12, 1),
    "KPT903": date(2027, 1, 20),
}


def _stale(project: Project, days: int) -> Project:
    """The project with a row that was pulled from a source, and nothing pulled since."""
    fourth = "2026-Q4,96.5,200,193,final,2027-01-14,"
    project.write({POLICY: source('url = "https://jobs.example/"', f"stale_after_days = {days}")})
    project.edit("evidence/metrics/punctuality.toml", "title =", "bounds = { low = 90 }\ntitle =")
    project.approve("punctuality", by="connie").edit(TABLE, "2026-Q4,91.0,100,91,interim,,", fourth)
    project.write({LOCK: lock(fourth)}).commit()
    return project


def _incentive(project: Project, depends: str) -> Project:
    wanted = f"incentive: {{ what: a month free, conditioned_on_sentiment: {depends} }}"
    return project.edit(VOICE, "attribution: named\n", f"attribution: named\n{wanted}\n")


def _measured(project: Project, old: str, new: str) -> Project:
    """The project with other figures, approved and committed."""
    return _decided(project.edit(TABLE, old, new), "approve", "punctuality", "--as=connie", "--audience=all")


def _decided(project: Project, command: str | None, *arguments: str) -> Project:
    """The project with no approvals at all where there is no command, else with its outcome; committed."""
    if command:
        assert project.kept(command, *arguments).code == 0
    else:
        for record in project.root.glob("evidence/approvals/*/*.toml"):
            record.unlink()
    project.commit()
    return project


def example(code: str) -> tuple[str, str]:
    """What the page of a code shows: the faulty lines, and what kept prints."""
    text = pages()[f"{code}-{rules()[code].slug}"]
    faulty, printed = re.findall(r"^```[a-z]+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return faulty, printed


@pytest.mark.parametrize("code", FAULTS)
def test_the_example_on_a_page_is_what_a_check_prints(code: str, approved: Project) -> None:
    FAULTS[code](approved)
    assert example(code)[1] in approved.check(READ_ON.get(code, TODAY))


@pytest.mark.parametrize("code", FAULTS)
def test_without_the_fault_nothing_of_the_kind_is_printed(code: str, approved: Project) -> None:
    assert f"[{code}," not in approved.check()


@pytest.mark.parametrize("code", [code for code in FAULTS if code != "KPT610"])
def test_the_faulty_lines_on_a_page_stand_in_the_faulty_project(code: str, approved: Project) -> None:
    FAULTS[code](approved)
    texts = [
        path.read_text(encoding="utf-8")
        for path in approved.root.rglob("*")
        if path.suffix in {".md", ".toml", ".csv", ".lock"} and ".git" not in path.parts
    ]
    default = {"[require]", 'public = ["promise-owner"]'}  # what holds where there is no policy file
    lines = set(example(code)[0].splitlines()) - default
    assert {line for line in lines if not any(line in text for text in texts)} == set()


@pytest.mark.parametrize("code", ["KPT801", "KPT802", "KPT803", "KPT805"])
def test_the_example_on_a_page_is_what_an_audit_prints(code: str, tmp_path: Path) -> None:
    site = tmp_path / "public"
    site.mkdir()
    (site / "index.html").write_text("".join(example(page)[0] for page in ("KPT802", "KPT805", "KPT801")))
    note = b"tEXtAuthor\0Ada"
    chunk = struct.pack(">I", len(note) - 4) + note + struct.pack(">I", zlib.crc32(note))
    (site / "shelves.png").write_bytes(PIXEL[:33] + chunk + PIXEL[33:])
    needles = Needles.of([Secret("nine-oclock", "name", "Ada Mover")], [])
    assert example(code)[1] in as_text(audit(site, needles, None), None)


def test_the_example_of_a_frame_that_differs_is_what_a_build_prints(tmp_path: Path) -> None:
    rendered = tmp_path / "index.html"
    rendered.write_text("<title>WARM</title>")
    skeleton = Skeleton(ShellKey("promises", 2, "promise"), "", "", {})
    shell = Shell((b"<title>", b"</title>"), ("title",))
    finding = differing(Probe(skeleton, {"title": "Warm"}), shell, rendered)
    assert finding is not None
    assert example("KPT806")[1] == as_text(Report.of([finding]), None)


def test_every_page_with_an_example_is_compared_with_what_is_printed() -> None:
    of_sites = {"KPT801", "KPT802", "KPT803", "KPT805", "KPT806"}
    fair = {
        "KPT501",
        "KPT502",
        "KPT503",
        "KPT504",
        "KPT804",
        "KPT807",
        "KPT808",
        "KPT809",
    }  # in audit/test_rule_pages.py
    pulls = {"KPT901", "KPT902", "KPT904", "KPT905"}  # in pull/test_rule_pages.py
    assert set(FAULTS) | of_sites | fair | pulls == set(rules())


def test_the_small_project_has_no_fault_of_its_own(approved: Project) -> None:
    assert all(finding.severity is Severity.INFORMATION for finding in approved.findings())
    assert VOICE in SMALL
