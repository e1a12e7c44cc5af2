"""What was pulled, and from where: locks and policies of the small project."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kept.approvals.digests import row_digest
from kept.model.evidence import Row

LOCK = "evidence/sources.lock"
SECRET = "s3cret-token-0815"  # noqa: S105  invented, and sent to this machine only


def source(*lines: str, kind: str = "csv", name: str = "job-records", status: str | None = "final") -> str:
    """A policy with one source of the small project's metric, and these lines in it."""
    head = f'[[sources]]\nid = "{name}"\ntype = "{kind}"\nkind = "metric"\ntarget = "punctuality"\n'
    return "\n".join((head + (f'status = "{status}"' if status else ""), *lines, ""))


def lock(*rows: str, metric: str = "punctuality") -> str:
    """The ledger of what was pulled, with these lines of the table."""
    entries = [f'"{line.split(",")[0]}" = "{digest(line)}"' for line in rows]
    head = f'[metrics.{metric}]\nsource = "job-records"\npulled_on = 2027-01-14\n'
    return "\n".join((head, f"[metrics.{metric}.rows]", *entries, ""))


def digest(line: str) -> str:
    """The digest of a line of the table."""
    period, value, n, numerator, status, published_on, note = line.split(",")
    fields = {
        "period": period,
        "value": Decimal(value) if value else None,
        "n": int(n) if n else None,
        "numerator": int(numerator) if numerator else None,
        "status": status,
        "published_on": date.fromisoformat(published_on) if published_on else None,
        "note": note or None,
    }
    return row_digest(Row.model_validate(fields))
