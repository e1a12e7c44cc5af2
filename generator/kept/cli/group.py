"""The command `kept`, which the others hang on."""

from __future__ import annotations

import click

from kept import __version__

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=_HELP)
@click.version_option(__version__, prog_name="kept")
def cli() -> None:
    """Show, promise by promise, whether an organisation keeps its word.

    promises.toml says what is promised, evidence/ holds what shows it. Begin with `kept check`: it reads and judges
    everything and changes nothing. `kept build` makes the public and the internal site in dist/.
    """
