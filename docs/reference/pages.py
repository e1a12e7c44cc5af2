"""Writes the reference of the manual from the models, the commands and the codes, so that it cannot drift from them.

A hook of MkDocs, named in `manual.yml`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import click
from kept.cli.group import cli
from kept.findings import rules
from kept.report.fields import KINDS, Field, fields
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

_TITLES = {
    "testimonial": (
        "Testimonials",
        "A file `evidence/testimonials/ID.md`: the fields between two lines `---`, then the words.",
    ),
    "case-study": (
        "Case studies",
        "A file `evidence/case-studies/ID.md`: the fields between two lines `---`, then the story.",
    ),
    "metric": ("Metrics", "A file `evidence/metrics/ID.toml`: what is measured, and how."),
    "table": ("Tables of figures", "A file `evidence/metrics/ID.csv`: a line for each period, with these columns."),
    "promises.toml": ("promises.toml", "The register: who you are, what you promise, and who answers for it."),
    "policy.toml": (
        "policy.toml",
        "The file `evidence/policy.toml`: who may approve what, and how long things stay good.",
    ),
    "approval": (
        "Approvals",
        "A file below `evidence/approvals/`, written by `kept approve`: who approved exactly what, and when.",
    ),
}


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds the pages that no file holds."""
    for kind in KINDS:
        _add(files, config, kind.removesuffix(".toml"), _file_page(kind))
    _add(files, config, "commands", _commands_page())
    _add(files, config, "codes", _codes_page())
    return files


def _add(files: Files, config: MkDocsConfig, name: str, text: str) -> None:
    files.append(File.generated(config, f"reference/{name}.md", content=text))


def _file_page(kind: str) -> str:
    title, what = _TITLES[kind]
    here = [field for field in fields() if field.kind == kind]
    return "\n\n".join([f"# {title}", what, *map(_entry, here)]) + "\n"


def _entry(field: Field) -> str:
    level = "#" * min(len(field.path) + 1, 4)
    needed = " **Needed.**" if field.needed else ""
    lines = [
        f"{level} `{field.name}`",
        f"{escape(field.says, quote=False)}{needed}".strip(),
        f"*Write:* {escape(field.holds, quote=False)}.",
    ]
    if field.example:
        lines.append(f"```\n{field.example}\n```")
    return "\n\n".join(line for line in lines if line)


def _commands_page() -> str:
    pages = "\n\n".join(_commands(cli, "kept"))
    return (
        f"# Commands\n\nExit codes: 0 clean, 1 findings that are errors, 2 wrong usage, 3 a fault of kept.\n\n{pages}\n"
    )


def _commands(command: click.Command, path: str) -> Iterator[str]:
    with click.Context(command, info_name=path, max_content_width=100) as context:
        yield f"## {path}\n\n```text\n{command.get_help(context)}\n```"
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                if inner:
                    yield from _commands(inner, f"{path} {name}")


def _codes_page() -> str:
    rows = "\n".join(
        f"| [{rule.code}](../rules/{rule.code}-{rule.slug}.md) | {rule.slug} | {rule.severity.value} |"
        for rule in rules().values()
    )
    head = "What `kept check` can say. The page of each code has an example and the fix."
    return f"# Codes\n\n{head}\n\n| code | name | severity |\n|---|---|---|\n{rows}\n"
