"""The reasons why a source cannot be pulled; no later step with it makes sense.

::

    Trouble ├── Unreachable      nobody answered with what was asked for (KPT901) ├── Unmappable       what came is no
        table of these figures (KPT902) └── Refused          kept does not go there, or not on (KPT905)
"""

from __future__ import annotations

from typing import ClassVar


class Trouble(Exception):  # noqa: N818  named after the problem; it is not a bug of the program
    """One source cannot be pulled. The others can.

    Its texts never contain a secret: no address that comes from a variable, and no header's value.
    """

    code: ClassVar[str]

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        """One clause, without a full stop."""
        self.hint = hint


class Unreachable(Trouble):
    """No server answered with the requested data."""

    code = "KPT901"


class Unmappable(Trouble):
    """The answer is not a table of these figures."""

    code = "KPT902"


class Refused(Trouble):
    """kept does not connect to this address, or does not follow the answer."""

    code = "KPT905"
