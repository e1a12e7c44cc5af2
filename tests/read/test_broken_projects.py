"""Whatever happens to one file of a good project, kept tells what is wrong and judges the rest."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import portfolios
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kept import pipeline
from kept.edition.gate import gates
from kept.findings import UsageError, rules
from kept.report.findings_text import as_text
from kept.write.approve import approvable
from projects import SMALL, TODAY, Project

POLICY = b'[require]\npublic = ["promise-owner", "legal"]\n\n[roles]\nlegal = ["olive"]\n'
FILES = {path: text if isinstance(text, bytes) else text.encode() for path, text in SMALL.items()}
FILES["evidence/policy.toml"] = POLICY
FILES["evidence/approvals/nine-oclock/olive.toml"] = (
    b'schema = "kept.approval/1"\nitem = "nine-oclock"\naudiences = ["public"]\ndecision = "approve"\n'
    b'digest = "kept-ev1:sha256:' + b"0" * 64 + b'"\napprover = "olive"\napproved_on = 2026-11-20\n'
)
PIECES = st.sampled_from(
    (
        *(b"", b"\n", b" ", b'"', b"'", b"[", b"]", b"{", b"}", b"=", b":", b",", b"#", b"-", b"---\n", b"\t", b"\r"),
        *(b"\x00", b"\x1b[2J", b"\xff", b"\xe2\x80\xae", b"null", b"true", b"1.10", b"0", b"-1", b"1e999", b"inf"),
        *(b"2026-02-30", b"9999-12-31", b"0001-01-01", b"2026-Q9", b"on-time", b"nine-oclock", b"public", b"x" * 5000),
    )
)


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, bytes]:
    """One file of the project, with a stretch of it replaced by something else."""
    path = draw(st.sampled_from(sorted(FILES)))
    content = FILES[path]
    start = draw(st.integers(0, len(content)))
    length = draw(st.sampled_from((0, 1, 2, 5, 20, 200)))
    return path, content[:start] + draw(PIECES) * draw(st.integers(1, 3)) + content[start + length :]


@settings(max_examples=150)
@given(broken())
@example(("promises.toml", FILES["promises.toml"].replace(b"at_least = 95, from", b"at_least = 95, at_most = 3, from")))
@example(("promises.toml", FILES["promises.toml"].replace(b"[[promises]]", b"[[promises]]\n[[promises]]")))
@example(("evidence/metrics/punctuality.toml", FILES["evidence/metrics/punctuality.toml"].replace(b"quarter", b"year")))
def test_a_broken_file_is_a_finding_and_never_a_traceback(change: tuple[str, bytes]) -> None:
    path, content = change
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder)).write({**FILES, path: content})
        portfolio, found = pipeline.load(project.root, None)
        report = found
        if portfolio:
            good = [item for item in approvable(portfolio) if item not in portfolio.faulty]
            with suppress(UsageError):
                portfolio = portfolios.approved(portfolio, "olive", *good)
        for edition, held_back in gates(portfolio, as_of=TODAY) if portfolio else ():
            assert repr(edition)
            report += held_back
    assert all(finding.code in rules() for finding in report)
    lines = as_text(report, None).removesuffix("\n").split("\n")
    assert all(line.isprintable() for line in lines)
    assert portfolio or path == "promises.toml"
