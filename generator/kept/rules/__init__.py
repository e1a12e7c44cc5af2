"""The evidence rules: each a small pure function from an item and its context to objections.

A rule is registered with the decorator `rule`. Every module of this package is loaded here, so that a new one needs no
line elsewhere. Its code is listed in `findings.toml` and has a page in `docs/rules/`.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from kept.rules.rule import RULES, Check

for _module in sorted(found.name for found in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")


@cache
def rules_for(kind: type, *, per_site: bool) -> tuple[Check[Any], ...]:
    """The rules for this kind of item.

    Args:
        kind: Promise, Testimonial, CaseStudy or Metric.
        per_site: True for the rules whose result depends on what else is on the site, False for the others.
    """
    return tuple(rule.check for rule in RULES if kind in rule.kinds and rule.per_site is per_site)
