"""The command that looks at everything around a project."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kept import pipeline
from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import Project, root_option, today
from kept.files.branches import checked_out, default_branch
from kept.files.git import git, in_repository
from kept.findings import TrustRefError
from kept.report.doctor import (
    Diagnosis,
    as_text,
    of_code_owners,
    of_dates,
    of_ledgers,
    of_people,
    of_workflows,
)
from kept.write.forges import Forge, WorkflowState, forge_files, state_of, workflows
from kept.write.publication import additions
from kept.write.save import write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.findings import Report
    from kept.model.portfolio import Portfolio

_DAYS = 30
_OWNERS = {
    Forge.GITHUB: (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    Forge.GITLAB: (".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
}


@click.command()
@click.option("--forge", type=click.Choice([one.value for one in Forge]), help="Where pull requests are made.")
@click.option("--fix", is_flag=True, help="Write the workflows and code owners that are missing, renew what is old.")
@root_option
def doctor(root: Path, forge: str | None, *, fix: bool) -> int:
    """Look at what surrounds the evidence: people, code owners, workflows, ledgers, dates that come.

    Each thing that needs a look has what to do about it. What only the forge knows, whether the repository is private
    and the branch protected, cannot be seen from here.
    """
    portfolio, read = Project(root).load(None)
    where = Forge(forge) if forge else _forge(root)
    if fix and where:
        for path in _mend(root, portfolio, where):
            click.echo(f"wrote {path}")
    found = [*_git(root), *of_people(portfolio), *_files(root, where), *_judged(root, portfolio, read)]
    click.echo(as_text(portfolio.register.organisation.name, found))
    return FOUND if any(one.trouble for one in found) else OK


def _git(root: Path) -> Iterator[Diagnosis]:
    if not in_repository(root):
        yield Diagnosis("git", "this is no git repository, so nothing protects an approval", "git init, then commit")
        return
    unset = [key for key in ("user.name", "user.email") if not _config(root, key)]
    fix = "".join(f'git config {key} "..."' for key in unset[:1])
    yield Diagnosis("git", f"git does not know your {' and '.join(unset)}" if unset else "", fix)


def _files(root: Path, forge: Forge | None) -> Iterator[Diagnosis]:
    if forge is None:
        trouble = "nothing checks a pull request or publishes by itself"
        yield Diagnosis("workflows", trouble, "kept doctor --fix --forge github (or gitlab)")
        return
    path = next((one for one in _OWNERS[forge] if (root / one).is_file()), _OWNERS[forge][0])
    yield of_code_owners(_text(root / path), path)
    wanted = workflows(forge, _branch(root))
    yield from of_workflows({name: state_of(_text(root / name), text) for name, text in wanted.items()})


def _judged(root: Path, portfolio: Portfolio, read: Report) -> Iterator[Diagnosis]:
    day = today(portfolio.register.organisation, None)
    now, later = (pipeline.check(root, portfolio, read, day + timedelta(days=days)) for days in (0, _DAYS))
    yield of_ledgers(additions(portfolio, now.public))
    yield from of_dates(now.report, later.report, _DAYS)


def _mend(root: Path, portfolio: Portfolio, forge: Forge) -> list[str]:
    """Writes what is missing and renews what is old; gives back the paths. What somebody changed stays."""
    names = (
        name for one in portfolio.register.people for name in (*(f"@{login}" for login in one.logins), *one.emails)
    )
    wanted = forge_files(forge, next(names, "@your-login"), _branch(root))
    own = workflows(forge, _branch(root))
    fresh = {
        path: text
        for path, text in wanted.items()
        if (state_of(_text(root / path), text) if path in own else _there(root / path))
        in {WorkflowState.MISSING, WorkflowState.OUTDATED}
    }
    if any((root / path).is_file() for path in _OWNERS[forge]):
        fresh.pop(_OWNERS[forge][0], None)
    write_files(root, fresh)
    return sorted(fresh)


def _there(path: Path) -> WorkflowState:
    return WorkflowState.CURRENT if path.exists() else WorkflowState.MISSING


def _forge(root: Path) -> Forge | None:
    """The forge whose files are here, else the one that the remote's address names."""
    if (root / ".gitlab-ci.yml").exists() or (root / ".gitlab").exists():
        return Forge.GITLAB
    if (root / ".github").exists():
        return Forge.GITHUB
    address = _config(root, "remote.origin.url")
    return next((forge for forge in Forge if forge in address), None)


def _branch(root: Path) -> str:
    return default_branch(root) or checked_out(root) or "main"


def _config(root: Path, key: str) -> str:
    try:
        return git(root, "config", key).decode("utf-8", "replace").strip()
    except TrustRefError:
        return ""


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None
