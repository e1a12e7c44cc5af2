"""A small site that presents itself fairly, and what the audit says of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kept.audit import Public, audit
from kept.findings import Finding

Write = Callable[[Mapping[str, str | bytes]], Path]

FOOT = '<footer><p data-kept="publisher">Small Removals</p></footer>'
HOME = f'<html lang="en"><a href="method/">How we know</a>{FOOT}</html>'
METHOD = '<html lang="en"><section data-kept="method results">r</section>{}</html>'
SELECTION = '<section data-kept="method reviews selection">s</section>'
FAIR = {"index.html": HOME, "method/index.html": METHOD.format(SELECTION)}
COUNTED = '<p data-kept="voices-counted" data-shown="31" data-received="40">31 of 40</p>'
COMPLETE = '<p data-kept="voices-counted" data-shown="5" data-received="5">5 of 5</p>'
TWO = '<figure data-kept="voice">a</figure><figure data-kept="voice">b</figure>'


def found(folder: Path, publisher: str | None = "Small Removals") -> list[Finding]:
    report = audit(folder, None, "https://a.example/", public=Public(publisher))
    return [finding for finding in report if finding.code.startswith("KPT5")]


def said(folder: Path) -> list[str]:
    return [finding.message for finding in found(folder)]


def page(text: str, lang: str = "en") -> dict[str, str]:
    return FAIR | {"about/index.html": f'<!doctype html>\n<html lang="{lang}">\n<p>{text}</p></html>'}
