"""The tabs in the header: an edition's sections, in the order and with the labels of `mkdocs.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.findings import UsageError
from kept.site import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kept.model.page import Chrome


def tabs(
    chrome: Chrome, asked: Sequence[tuple[str | None, str]] | None, hand_written: Mapping[str, str]
) -> list[dict[str, object]]:
    """One entry for each tab, for the theme: section, label, escaped URL, and whether it is external.

    Args:
        chrome: the edition's own tabs.
        asked: (label, target) in the order of `nav:`; None for the edition's own tabs.
        hand_written: the URL of each Markdown file that can be a target.

    Raises:
        UsageError: a target is neither a section of this edition, nor a hand-written page of it, nor a URL.
    """
    own = {section: (label, path) for section, label, path in chrome.tabs}
    if asked is None:
        asked = [(None, section) for section in own]
    return [_tab(label, target, own, hand_written, chrome.audience) for label, target in asked]


def link(url: str) -> dict[str, object]:
    """A link for the theme: its escaped URL, and whether it is external and so needs no path up to the root."""
    external = ":" in url.split("/", 1)[0] or url.startswith(("/", "#"))
    return {"url": stamp.address(url or "./"), "external": external}


def _tab(
    label: str | None, target: str, own: Mapping[str, tuple[str, str]], hand_written: Mapping[str, str], audience: str
) -> dict[str, object]:
    if target in own:
        return {"section": target, "label": label or own[target][0], **link(own[target][1])}
    if label and target in hand_written:
        return {"section": hand_written[target], "label": label, **link(hand_written[target])}
    if label and target.startswith(("https://", "http://", "mailto:")):
        return {"section": target, "label": label, **link(target)}
    known = ", ".join((*own, *hand_written))
    message = (
        f"mkdocs.yml: nav has {target!r} on the {audience} site, which is none of its sections or pages ({known}). "
        "A page or a URL needs a label: `About us: about.md`."
    )
    raise UsageError(message)
