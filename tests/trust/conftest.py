"""A promise whose results were published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from held import TABLE

if TYPE_CHECKING:
    from projects import Project
from publishing import publish


@pytest.fixture
def missed(approved: Project) -> Project:
    """A promise that was kept twice and then missed, of which the public knows since today."""
    approved.edit(TABLE, "95.5,200,191,final", "90.5,200,181,final").approve("punctuality", by="connie").commit()
    publish(approved)
    return approved
