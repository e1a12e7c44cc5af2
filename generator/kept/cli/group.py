"""The command `kept` and the modules of its commands. A module is imported only when its command runs."""

from __future__ import annotations

import importlib
from difflib import get_close_matches
from keyword import iskeyword

import click

from kept import __version__

COMMANDS = {
    "answer": ("answer", "Turn a comment or a review of a pull request into approval records."),
    "approve": ("records", "Record that PERSON approves these items, exactly as they are now."),
    "audit": ("build", "Check a finished site: leaks, links, pictures, markup, fair presentation, weight."),
    "build": ("build", "Build the sites, audit every byte of them, and put them into dist/."),
    "check": ("check", "Read and judge everything, print every finding, change nothing."),
    "diff": ("difference", "Say what a change does to both sites, once merged and once approved."),
    "digest": ("digest", "Say what is new since a day, for an e-mail or a channel."),
    "doctor": ("doctor", "Look at what surrounds the evidence: people, code owners, workflows, ledgers, dates."),
    "dossier": ("reports", "Write down everything behind one item, for a lawyer's letter or an audit."),
    "explain": ("explain", "Explain a code or a field: meaning, example, fix."),
    "import": ("importing", "Bring in figures, quotes, stories, and the answers of speakers."),
    "init": ("init", "Start a new repository: promises, policy, and what git needs."),
    "log": ("reports", "Print every approval, revocation, withdrawal, takedown and publication."),
    "new": ("records", "Write a new evidence file to start from."),
    "pull": ("pull", "Fetch figures from the sources of evidence/policy.toml into their tables."),
    "revoke": ("records", "Record that PERSON takes their approval of these items back."),
    "schema": ("reports", "Print a JSON Schema: of a file you write, of a report, or of the public data."),
    "sheet": ("sheet", "Write the one-page sheet of a promise, a story or a sector, to print or to send."),
    "status": ("reports", "Print the verdict of each promise and why, and the next date on which it changes."),
    "submitted": ("submitted", "Turn a submitted form with a customer's words into a file for review."),
    "takedown": ("takedown", "Take these items off both sites, at once and for good."),
    "withdraw": ("records", "Record that the speaker of ID withdrew their permission."),
}
"""By name: the module of the command in this package, and its line in the list of commands."""

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Commands(click.Group):
    """Imports commands one by one, so that `kept --help` takes a tenth of the time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in alphabetical order."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kept.cli.{COMMANDS[cmd_name][0]}")
        # A command whose name is a Python keyword, such as import, has a function name that ends in an underscore.
        command = getattr(module, cmd_name + "_" * iskeyword(cmd_name))
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command in the arguments; for a misspelt name, an error that suggests the right one.

        Raises:
            click.UsageError: there is no such command.
        """
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            meant = f" Did you mean `kept {near[0]}`?" if near else " `kept --help` lists them."
            ctx.fail(f'There is no command "{args[0]}".{meant}')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in sorted(COMMANDS.items())])


@click.group(cls=Commands, context_settings=_HELP)
@click.version_option(__version__, prog_name="kept")
def cli() -> None:
    """Show, promise by promise, whether an organisation keeps its word.

    promises.toml says what is promised, evidence/ holds what shows it. Begin with `kept check`: it reads and judges
    everything and changes nothing. `kept build` makes the public and the internal site in dist/.
    """
