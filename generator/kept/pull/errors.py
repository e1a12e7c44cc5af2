"""Why nothing came of a source: what makes every later step with it meaningless.

::

    Trouble
    ├── Unreachable      nobody answered with what was asked for (KPT901)
    ├── Unmappable       what came is no table of these figures (KPT902)
    └── Refused          kept does not go there, or not on (KPT905)
"""

from __future__ import annotations

from typing import ClassVar


class Trouble(Exception):  # noqa: N818  a name for what it is; it is no error of the program
    """One source cannot be pulled. The others can.

    No secret is ever in its texts: not the address where that stands in a variable, and no header's value.
    """

    code: ClassVar[str]

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        """One clause, without a full stop."""
        self.hint = hint


class Unreachable(Trouble):
    """Nobody answered with what was asked for."""

    code = "KPT901"


class Unmappable(Trouble):
    """What came is no table of these figures."""

    code = "KPT902"


class Refused(Trouble):
    """kept does not go there, or not on."""

    code = "KPT905"
