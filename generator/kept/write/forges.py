"""Writes the files for a forge: workflows that check, publish and take down, code owners, and forms."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from importlib.resources import files
from string import Template

from kept import __version__


class Forge(StrEnum):
    """The forge, where pull requests are made."""

    GITHUB = "github"
    GITLAB = "gitlab"


class WorkflowState(StrEnum):
    """How a workflow in the repository compares with the one this version of kept writes."""

    CURRENT = "current"
    MISSING = "missing"
    OUTDATED = "outdated"
    """Written by another version of kept, and nobody has changed it since."""
    EDITED = "edited"
    """Changed by somebody, so kept leaves it alone."""


_WORKFLOWS = {
    Forge.GITHUB: {
        ".github/workflows/kept-answer.yml": "kept-answer.yml",
        ".github/workflows/kept-check.yml": "kept-check.yml",
        ".github/workflows/kept-comment.yml": "kept-comment.yml",
        ".github/workflows/kept-publish.yml": "kept-publish.yml",
        ".github/workflows/kept-reviewed.yml": "kept-reviewed.yml",
        ".github/workflows/kept-submitted.yml": "kept-submitted.yml",
        ".github/workflows/kept-takedown.yml": "kept-takedown.yml",
    },
    Forge.GITLAB: {".gitlab-ci.yml": "gitlab-ci.yml"},
}
_OTHERS = {
    Forge.GITHUB: {
        ".github/CODEOWNERS": "CODEOWNERS",
        ".github/PULL_REQUEST_TEMPLATE.md": "PULL_REQUEST_TEMPLATE.md",
        ".github/ISSUE_TEMPLATE/quote.yml": "forms/quote.yml",
        ".github/ISSUE_TEMPLATE/story.yml": "forms/story.yml",
        ".github/ISSUE_TEMPLATE/permission.yml": "forms/permission.yml",
    },
    Forge.GITLAB: {
        ".gitlab/CODEOWNERS": "CODEOWNERS",
        ".gitlab/merge_request_templates/Default.md": "merge_request.md",
    },
}
_SEAL = re.compile(r"# kept \S+ wrote this file \((?P<digest>[0-9a-f]{16})\)[^\n]*\n\Z")


def forge_files(forge: Forge, owner: str, branch: str) -> dict[str, str]:
    """By path: the text of every file for a forge.

    Args:
        forge: the forge.
        owner: who must review changes to approvals and policy: `@login` or an e-mail address, as the forge needs it.
        branch: the protected branch.
    """
    others = {path: _filled(forge, source, branch, owner) for path, source in _OTHERS[forge].items()}
    return {**workflows(forge, branch), **others}


def workflows(forge: Forge, branch: str) -> dict[str, str]:
    """By path: the text of each workflow.

    Its last line has the version of kept that wrote it and a digest of the text.
    """
    texts = {path: _filled(forge, source, branch) for path, source in _WORKFLOWS[forge].items()}
    return {path: text + _seal(text) for path, text in texts.items()}


def state_of(text: str | None, wanted: str) -> WorkflowState:
    """How the text of a workflow compares with this version's; None as text: the file does not exist."""
    if text is None:
        return WorkflowState.MISSING
    if text == wanted:
        return WorkflowState.CURRENT
    seal = _SEAL.search(text)
    return WorkflowState.OUTDATED if seal and seal["digest"] == _digest(text[: seal.start()]) else WorkflowState.EDITED


def _filled(forge: Forge, source: str, branch: str, owner: str = "") -> str:
    text = files("kept.write").joinpath("start", "forges", forge, source).read_text(encoding="utf-8")
    return Template(text).safe_substitute(branch=branch, owner=owner, requirement=f"kept=={__version__}")


def _seal(text: str) -> str:
    renewed = "kept doctor --fix renews it while nobody changes it."
    return f"# kept {__version__} wrote this file ({_digest(text)}); {renewed}\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
