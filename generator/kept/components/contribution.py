"""The link to the organisation's own form for new evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from kept.model.edition import InternalEdition


def form(edition: InternalEdition, promise: str, role: str = "") -> str | None:
    """The address of the form, filled in for a promise and a role; None where there is no form."""
    if edition.contribute_url is None:
        return None
    filled = edition.contribute_url.replace("{role}", quote(role, safe=""))
    return filled.replace("{promise}", quote(promise, safe=""))
