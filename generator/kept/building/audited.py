"""Audits the finished bytes of one site."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from kept.audit import Public, audit
from kept.audit.folder import File
from kept.audit.inflated import inflated
from kept.audit.withheld import Secrets
from kept.building.checked import Checked
from kept.findings import Report
from kept.model.fields import Audience
from kept.model.stated import Stated
from kept.outputs.output import PERMISSIONS
from kept.pages.stated import stated as stated_of
from kept.resources import Resources
from kept.site.docs_tree import hand_written
from kept.site.shipped import shipped


def audit_site(
    folder: Path,
    checked: Checked | None,
    audience: Audience,
    *,
    preview: bool = False,
    secrets: Secrets | None = None,
    sources: Mapping[str, File] = MappingProxyType({}),
    stated: Stated | None = None,
) -> Report:
    """The faults in the bytes of a finished site.

    Args:
        folder: the site.
        checked: the result of `check`. Without it no leaks can be found.
        audience: whose site it is.
        preview: whether it should be a preview.
        secrets: the secrets of `checked`, if already computed.
        sources: by page, its hand-written file.
        stated: what the site of this edition must say, if already worked out.
    """
    is_public = audience is Audience.PUBLIC
    if checked is None:
        return audit(folder, None, None, public=Public() if is_public else None, preview=preview)
    edition = checked.edition(audience)
    publisher = edition.publisher
    public = Public(publisher.name) if is_public else None
    secrets = secrets or Secrets(checked.portfolio)
    in_outputs = secrets.in_outputs(checked.public, PERMISSIONS) if is_public else {}
    found = audit(
        folder,
        secrets.in_site(edition),
        publisher.site_url,
        public=public,
        outputs={PERMISSIONS[name]: hidden for name, hidden in in_outputs.items()},
        preview=preview,
        without_evidence=shipped(),
        sources=sources,
        stated=stated or stated_of(edition),
    )
    if is_public:
        found += inflated(checked.portfolio, checked.public, checked.internal)
    policy = checked.portfolio.trusted.policy
    return found.weighed(policy.severity if policy else {})


def sources_of(root: Path, audience: Audience) -> dict[str, File]:
    """By page: its hand-written file."""
    found = hand_written(Resources.of(root), audience)
    inside = {page: path for page, path in found.items() if path.is_relative_to(root.resolve())}
    return {
        page: File(page, path.read_bytes(), path.relative_to(root.resolve()).as_posix())
        for page, path in inside.items()
    }
