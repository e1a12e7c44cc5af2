"""The commands. Only this package prints, prompts, reads the clock and exits."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from pathlib import Path

import click

from kept import __version__
from kept.cli.exit_codes import BUG, FOUND, INTERRUPTED, OK, USAGE
from kept.cli.group import cli
from kept.findings import BuildError, KeptError

__all__ = [
    "BUG",
    "FOUND",
    "INTERRUPTED",
    "OBJECTS_PER_COLLECTION",
    "OK",
    "USAGE",
    "cli",
    "main",
]

OBJECTS_PER_COLLECTION = 1_000_000
"""A command creates many small objects that live until its end, so frequent garbage collection finds nothing."""


def main() -> None:
    """Runs a command and ends the process with the documented exit code.

    0 no errors, 1 findings of severity error, 2 wrong usage or an unreadable trusted revision, 3 a bug in kept, 130
    interrupted.
    """
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    for stream in (sys.stdout, sys.stderr):
        # A console without Unicode shows a replacement instead of stopping the check.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # both are text streams
    try:
        code = cli.main(standalone_mode=False, prog_name="kept")
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        code = OK
    except click.ClickException as error:
        error.show()
        code = USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nInterrupted. Nothing was published.", err=True)
        code = INTERRUPTED
    except BuildError as error:
        click.echo(f"kept: {error}", err=True)
        code = FOUND
    except KeptError as error:
        click.echo(f"kept: {error}", err=True)
        code = USAGE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = OK
    except OSError as error:
        click.echo(f"kept: {_disk_trouble(error)}", err=True)
        code = FOUND
    except Exception:  # noqa: BLE001  everything else is our bug and is reported as one
        code = _bug()
    sys.exit(code)


def _disk_trouble(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return (
        f"the disk said: {error.strerror or error}{where}. Nothing was published; make room or check the permissions."
    )


def _bug() -> int:
    report = Path.cwd() / "kept-bug.txt"
    text = f"kept {__version__}\npython {sys.version}\n\n{traceback.format_exc()}"
    try:
        report.write_text(text, encoding="utf-8")
        kept_at = f"The details are in {report.name}; please send them with what you ran."
    except OSError:
        kept_at = text
    click.echo(f"kept: this is a fault of kept, not yours. Nothing was published. {kept_at}", err=True)
    return BUG
