"""The evidence rules: each a small pure function from an item and its context to objections.

A new rule is a function in one of these modules with its name below, an entry in `findings.toml` and a page in
`docs/rules/`.
"""

from __future__ import annotations

from kept.rules.claims import excuse_misused, story_supported, supported, typical
from kept.rules.connections import connection, incentive
from kept.rules.figures import metric_incomplete
from kept.rules.genuine import changed_since, not_a_user, not_verified, personal_data, source_missing
from kept.rules.green import green_claim
from kept.rules.people import anonymity, anonymity_in_story, employee_named
from kept.rules.permission import permission, scope
from kept.rules.quotation import approved_edit, doubled_marks, qualifier, verbatim
from kept.rules.rule import MetricRule, PromiseRule, StoryRule, TestimonialRule
from kept.rules.voices import overused

PROMISE_RULES: tuple[PromiseRule, ...] = (green_claim,)

TESTIMONIAL_RULES: tuple[TestimonialRule, ...] = (scope, changed_since, supported, typical, green_claim)
"""What depends on the site: on what may be shown beside the words there."""

WORDS_RULES: tuple[TestimonialRule, ...] = (
    permission,
    source_missing,
    not_verified,
    personal_data,
    not_a_user,
    verbatim,
    doubled_marks,
    approved_edit,
    qualifier,
    excuse_misused,
    anonymity,
    employee_named,
    connection,
    incentive,
    overused,
)
"""What is the same for a testimonial on both sites, so that it is asked once."""

STORY_RULES: tuple[StoryRule, ...] = (
    permission,
    scope,
    source_missing,
    not_verified,
    personal_data,
    changed_since,
    story_supported,
    typical,
    green_claim,
    anonymity_in_story,
    employee_named,
)

METRIC_RULES: tuple[MetricRule, ...] = (metric_incomplete, personal_data)
