"""The evidence rules: each a small pure function from an item and its context to objections.

A new rule is a function in one of these modules, an entry in `findings.toml`, a page in `docs/rules/`, and its name below.
"""

from __future__ import annotations

from kept.trust.rules.connections import connection, incentive
from kept.trust.rules.figures import metric_incomplete
from kept.trust.rules.genuine import changed_since, not_a_user, not_verified, personal_data, source_missing
from kept.trust.rules.permission import permission
from kept.trust.rules.rule import MetricRule, PromiseRule, StoryRule, TestimonialRule
from kept.trust.rules.voices import overused

PROMISE_RULES: tuple[PromiseRule, ...] = ()

TESTIMONIAL_RULES: tuple[TestimonialRule, ...] = (
    permission,
    source_missing,
    not_verified,
    personal_data,
    not_a_user,
    changed_since,
    connection,
    incentive,
    overused,
)

STORY_RULES: tuple[StoryRule, ...] = (permission, source_missing, not_verified, personal_data, changed_since)

METRIC_RULES: tuple[MetricRule, ...] = (metric_incomplete, personal_data)
