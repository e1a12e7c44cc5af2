"""A forge's page for a new file, filled in with an approval record: for whoever approves without a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from kept.findings import UsageError
from kept.model.fields import Audience
from kept.write.approve import Decision, approval_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kept.model.portfolio import Portfolio

_LONGEST = 7_000
"""Characters that forges and browsers take in an address."""


class ApprovePages:
    """Makes the addresses of the pages for one change."""

    def __init__(self, portfolio: Portfolio, repository: str, branch: str, on: date) -> None:
        """Gets ready.

        Args:
            portfolio: as it lies in the change.
            repository: its address, `https://forge.example/our/promises`.
            branch: the change's own branch.
            on: the day of the decisions.
        """
        self._portfolio = portfolio
        self._repository = repository.rstrip("/")
        self._branch = branch
        self._on = on
        policy = portfolio.trusted.policy
        self._must_sign = policy is not None and policy.signatures == "required"

    def page(self, item: str, person: str, sites: Iterable[str]) -> str | None:
        """The page on which a person approves an item for these sites as it is now.

        None where the person cannot, where a record has to be signed or is there already, or where the address would
        be too long.
        """
        decision = Decision(person=person, audiences=tuple(map(Audience, sites)), on=self._on)
        try:
            files = approval_files(self._portfolio, [item], decision)
        except UsageError:
            return None
        ((path, text),) = files.items()
        records = (*self._portfolio.trusted.records.get(item, ()), *self._portfolio.proposed.get(item, ()))
        if self._must_sign or any(record.path == path for record in records):
            return None
        address = new_file_page(self._repository, self._branch, path, text)
        return address if len(address) <= _LONGEST else None


def new_file_page(repository: str, branch: str, path: str, text: str) -> str:
    """The address of a forge's page for a new file, with its path and content filled in.

    GitLab is known by its name in the address; every other forge is asked as GitHub is.
    """
    where = quote(branch, safe="/")
    if "gitlab" in (urlsplit(repository).hostname or ""):
        values = {"file_name": path, "content": text, "commit_message": f"Approve {path.split('/')[2]}"}
        return f"{repository}/-/new/{where}?{urlencode(values, quote_via=quote, safe='/')}"
    values = {"filename": path, "value": text, "message": f"Approve {path.split('/')[2]}"}
    return f"{repository}/new/{where}?{urlencode(values, quote_via=quote, safe='/')}"
