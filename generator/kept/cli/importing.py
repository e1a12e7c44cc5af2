"""The group of commands that bring in what others wrote: figures, quotes, stories and answers."""

from __future__ import annotations

import click

from kept.cli.import_metric import metric
from kept.cli.import_permissions import permissions
from kept.cli.import_quotes import quotes
from kept.cli.import_story import story_


@click.group(name="import")
def import_() -> None:
    """Bring in figures, quotes, stories, and what speakers answered. Nothing is approved by it."""


for _command in (metric, quotes, story_, permissions):
    import_.add_command(_command)
