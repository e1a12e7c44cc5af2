"""The tables with contact details, which are kept outside the repository."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kept.findings import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from kept.ingest.quotes import Imported


def outside(root: Path, folder: Path) -> Path:
    """A folder outside the repository.

    Raises:
        UsageError: it is inside the repository.
    """
    if folder.resolve().is_relative_to(root.resolve()):
        message = (
            f"{folder} is inside the repository, where names and addresses must not be. Name a folder outside: "
            "--private DIR"
        )
        raise UsageError(message)
    return folder


def known_contacts(folder: Path) -> dict[str, str]:
    """By contact details in lower case: their reference, from the table outside the repository."""
    path = folder / "contacts.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["contact"].lstrip("'").strip().casefold(): row["ref"] for row in csv.DictReader(file)}


def write_outside(folder: Path, came: Imported) -> None:
    """Adds contacts and requests to the tables outside the repository, each only once.

    A table that is there keeps its columns, because people fill it in.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("contacts.csv", came.contacts), ("permissions-to-ask.csv", came.requests)):
        path = folder / name
        before = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))) if path.exists() else []
        known = {row[0] for row in before if row}
        fresh = [row._asdict() for row in rows if row[0] not in known]
        if fresh:
            text = io.StringIO()
            columns = before[0] if before else list(fresh[0])
            table = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\n")
            if not before:
                table.writeheader()
            table.writerows({column: _inert(cell) for column, cell in row.items()} for row in fresh)
            with path.open("a", encoding="utf-8" if before else "utf-8-sig", newline="") as file:
                file.write(text.getvalue())


def _inert(cell: str) -> str:
    """A cell that a spreadsheet does not interpret as a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell
