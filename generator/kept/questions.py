"""Answers to questions about a project: what is behind one item, what a change does, what may be handed out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from kept.approvals.once_merged import once_merged
from kept.building.checked import Checked
from kept.components.page_context import PageContext
from kept.files import branches, remote
from kept.files.git_history import History
from kept.files.tree import WorkingTree, trusted_tree
from kept.findings import UsageError
from kept.loading import load_here, load_revision
from kept.model.fields import Audience
from kept.model.register import Organisation
from kept.outputs import sheets as handouts
from kept.pages.all import all_pages
from kept.pages.previewed import differing_paths
from kept.pictures.of_stories import pictures_of_stories
from kept.pipeline import check
from kept.portfolio import merged
from kept.report.difference import gathering
from kept.report.difference.values import Difference
from kept.report.dossier import Dossier
from kept.report.dossier_gathering import gathered, pages_with
from kept.resources import Resources
from kept.site.work_folder import HOME
from kept.write.approve_page import ApprovePages


def dossier(root: Path, checked: Checked, item: str, trust_ref: str | None) -> Dossier:
    """Everything about one item: `checked` says where it is shown, git has its history.

    Raises:
        UsageError: there is no such item.
    """
    tree, _ = trusted_tree(root, trust_ref, WorkingTree(root))
    resources = Resources.of(root)
    editions = {audience: checked.edition(audience) for audience in Audience}
    return gathered(
        checked.portfolio,
        item,
        as_of=checked.public.as_of,
        report=checked.report,
        editions=editions,
        pages={
            audience: pages_with(item, all_pages(edition, resources.roots, checked.pictures))
            for audience, edition in editions.items()
        },
        history=History.of(tree),
    )


def sheets(root: Path, checked: Checked, item: str) -> Mapping[str, str]:
    """By file name: the sheets of a promise, a story or a sector, as documents that need nothing beside them.

    Raises:
        UsageError: the public site has nothing of that name that may be handed out.
    """
    found = handouts.alone(PageContext(checked.public, Resources.of(root).roots, {}), item)
    if not found:
        message = (
            f"There is no sheet of {item}: the public site of {checked.public.as_of} shows no promise, story or sector "
            "of that name that may be handed out. A story needs a permission for sales. "
            "`kept check` says what is held back."
        )
        raise UsageError(message)
    return found


def difference(
    root: Path,
    ref: str,
    today: Callable[[Organisation | None], date],
    *,
    preview_url: str | None = None,
    repository: str | None = None,
    branch: str | None = None,
) -> Difference:
    """What the change that lies here does to both sites, against the commit where it left a revision.

    Args:
        root: the project's root.
        ref: the revision that the change goes into.
        today: gives the day that counts as today.
        preview_url: where the previews of both sites can be looked at.
        repository: its address on the forge; None: that of the remote `origin`.
        branch: the change's own branch there; None: the one that is checked out.

    Raises:
        TrustRefError: the revision cannot be read.
        UsageError: it and what is checked out have no commit in common.
    """
    _, revision = trusted_tree(root, ref, WorkingTree(root))
    base = branches.merge_base(root, revision or ref)
    if base is None:
        message = f"what is checked out and {ref} have no commit in common, so nothing can be compared. Name another."
        raise UsageError(message)
    newer = branches.commits_since(root, base, revision or ref)
    before, found_before = load_revision(root, base)
    here, found = load_here(root, base)
    if here is None:
        organisation = before.register.organisation if before else None
        name = organisation.name if organisation else ""
        return gathering.broken(name, today(organisation), (ref, base[:10], newer), found)
    day = today(here.register.organisation)
    working = WorkingTree(root)
    whole = merged.whole(working, here)
    roots = Resources.of(root).roots
    pictures = pictures_of_stories(here, cache=root / HOME / "images")[0] if preview_url else {}
    repository, branch = repository or remote.origin(root), branch or branches.checked_out(root)
    approve = ApprovePages(here, repository, branch, day) if repository and branch else None
    return gathering.difference(
        gathering.Change(
            organisation=here.register.organisation.name,
            as_of=day,
            ref=ref,
            base=base[:10],
            newer=newer,
            before=before,
            here=here,
            merged=once_merged(here, whole.trusted, whole.ledgers),
            lying=whole.lying,
            found_before=found_before,
            found=check(root, here, found, day).report,
            files=branches.changed_files(root, base),
            preview_url=preview_url,
            # Drawing both sites at four moments takes a while, and only links need it.
            pages=lambda old, new: differing_paths(old, new, roots, pictures) if preview_url else (),
            approve_page=approve.page if approve else lambda *_: None,
        )
    )
