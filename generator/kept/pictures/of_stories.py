"""The pictures of stories, made fit for pages."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kept.findings import Finding, Place, Report, Severity
from kept.model.portfolio import Portfolio
from kept.pictures import derive
from kept.pictures.derive import Picture


def pictures_of_stories(portfolio: Portfolio, cache: Path) -> tuple[dict[str, Picture], Report]:
    """The usable pictures of all stories, by the digest of the original.

    Args:
        portfolio: has the stories and the bytes of their pictures.
        cache: the folder for pictures made before.

    Findings:
        KPT104: a picture that cannot be used, or, for information, whose name has another ending than its content.
    """
    pictures: dict[str, Picture] = {}
    findings = []
    for story in portfolio.case_studies.values():
        for index, image in enumerate(story.images):
            content = portfolio.images.get((story.id, image.file))
            if content is None:
                continue
            picture = derive.derive(content, image.file, cache=cache)
            place = portfolio.place(story.id, ("images", index, "file"))
            if isinstance(picture, Picture):
                pictures[hashlib.sha256(content).hexdigest()] = picture
                if better := derive.mislabelled(content, image.file):
                    findings.append(_mislabelled(place, image.file, better, story.id))
                continue
            findings.append(
                Finding(code="KPT104", place=place, message=picture.message, hint=picture.hint, item=story.id)
            )
    return pictures, Report.of(findings)


def _mislabelled(place: Place, name: str, better: str, item: str) -> Finding:
    return Finding(
        code="KPT104",
        place=place,
        message=f"{name} has a wrong ending for what it holds; the picture is shown all the same.",
        hint=f"rename it to {better}, here and in the folder; whoever approved it approves it once more then.",
        item=item,
        weight=Severity.INFORMATION,
    )
