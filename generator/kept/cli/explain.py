"""The command that explains a code or a field."""

from __future__ import annotations

import click

from kept.cli.exit_codes import OK
from kept.report.explain import explained


@click.command()
@click.argument("name", metavar="CODE|FIELD")
def explain(name: str) -> int:
    """Explain a code (KPT301) or a field (consent.channels): meaning, example, fix. Works without a network."""
    click.echo(explained(name))
    return OK
