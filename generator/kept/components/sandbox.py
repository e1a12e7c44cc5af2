"""Draws a template in a sandbox: a template of a project prints what kept hands over, and runs nothing."""

from __future__ import annotations

from contextlib import contextmanager
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kept.findings import BuildError
from kept.resources import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jinja2 import BaseLoader, BytecodeCache


def sandboxed(loader: BaseLoader, *, cache: BytecodeCache | None = None) -> ImmutableSandboxedEnvironment:
    """An environment whose templates are escaped, must know each name they use, and can call nothing of Python.

    Args:
        loader: reads the templates.
        cache: holds compiled templates; with it, a template is read once and never again.
    """
    kept: dict[str, Any] = {"auto_reload": False, "cache_size": -1, "bytecode_cache": cache} if cache else {}
    return ImmutableSandboxedEnvironment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **kept
    )


def drawn(template: str, templates: Sequence[Path], **values: object) -> str:
    """A single page, drawn from a template.

    Args:
        template: its path within a folder of templates.
        templates: folders that are each a `site_templates/`, the project's own first.
        values: what the template may print.

    Raises:
        BuildError: the template fails, or calls what no template may call.
    """
    environment = sandboxed(FileSystemLoader([str(folder) for folder in templates]))
    with faults_of(template):
        return environment.get_template(template).render(**values) + "\n"


@contextmanager
def faults_of(template: str) -> Iterator[None]:
    """Says of a template that fails in here what is wrong with it, and where.

    Raises:
        BuildError: it has failed.
    """
    try:
        yield
    except TemplateError as error:
        raise BuildError(_fault(error, template)) from error


def _fault(error: TemplateError, template: str) -> str:
    """What is wrong with a template, in which file and line: where a block that it uses went wrong, there."""
    places = [frame for frame in extract_tb(error.__traceback__) if f"/{FOLDER}/" in frame.filename]
    place = f"{FOLDER}/{template}"
    if isinstance(error, TemplateSyntaxError):
        place = f"{FOLDER}/{error.name or template}:{error.lineno}"
    elif places:
        place = f"{FOLDER}/{places[-1].filename.rpartition(f'/{FOLDER}/')[2]}:{places[-1].lineno}"
    if isinstance(error, SecurityError):
        return f"{place}: {error.message} A template prints what kept hands over, and runs nothing. Take that out."
    return f"{place}: {error.message or error}. Mend the template, or take your own copy away."
