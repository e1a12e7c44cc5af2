"""Records that a speaker withdraws their permission: changes one value in the item's file and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from kept.files.front_matter_values import file_of_words, with_values
from kept.findings import UsageError
from kept.write.save import near

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path


def withdrawal(root: Path, known: Collection[str], item: str, on: date) -> tuple[str, str]:
    """The path and new text of an item's file, in which the permission is withdrawn from a day on.

    It also works for items with errors, if their front matter is YAML, and without a usable register.

    Args:
        root: the project's root.
        known: the ids of all testimonials and case studies, to suggest one for a mistyped id.
        item: the item's id.
        on: the day of the withdrawal.

    Raises:
        UsageError: there is no such testimonial or case study, or its file cannot be changed safely.
    """
    path = file_of_words(root, item)
    if path is None:
        message = f'there is no testimonial and no story "{item}".{near(item, known)}'
        raise UsageError(message)
    try:
        changed = with_values((root / path).read_bytes().decode("utf-8"), "consent", {"withdrawn_on": on})
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        message = (
            f"{path} cannot be changed by kept, because its front matter cannot be read. Write `withdrawn_on: {on}` "
            f"below `consent:` by hand, or take it off both sites at once: kept takedown {item}"
        )
        raise UsageError(message) from error
    return path, changed
