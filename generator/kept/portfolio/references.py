"""Checks that every id that is referred to exists."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from kept.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kept.findings import Severity
    from kept.model.evidence import CaseStudy, Metric, Testimonial
    from kept.model.policy import Policy
    from kept.model.portfolio import FieldPath
    from kept.model.register import Promise
    from kept.portfolio.register import Written

POLICY = "evidence/policy.toml"
_SUGGESTIONS = 20
"""Finding similar ids among thousands is slow, and after this many wrong ids the reader knows what is wrong."""


class Nouns(NamedTuple):
    """Everything that an id can refer to."""

    register: Written
    testimonials: Mapping[str, Testimonial]
    case_studies: Mapping[str, CaseStudy]
    metrics: Mapping[str, Metric]
    unreadable: frozenset[str]


class _Reference(NamedTuple):
    item: str
    path: FieldPath
    kind: str
    target: str


def check(nouns: Nouns, policy: Policy | None, locate: Callable[[str, FieldPath], Place]) -> Iterator[Finding]:
    """Every reference to an id that does not exist.

    A reference to an item that exists but cannot be read is not reported.

    Findings:
        KPT103: the hint names the most similar id.
    """
    register = nouns.register
    known: dict[str, set[str]] = {
        "promise": {promise.id for promise in register.promises} | _broken(nouns, "promise."),
        "stage": {stage.id for stage in register.journey} | _broken(nouns, "journey."),
        "role": {role.id for role in register.roles} | _broken(nouns, "roles."),
        "person": {person.id for person in register.people} | _broken(nouns, "people."),
        "metric": set(nouns.metrics) | nouns.unreadable,
        "testimonial": set(nouns.testimonials) | nouns.unreadable,
    }
    hints: dict[tuple[str, str], str] = {}
    for reference in (*_references(nouns), *_of_policy(policy)):
        if reference.target not in known[reference.kind]:
            place = locate(reference.item, reference.path)
            key = (reference.kind, reference.target)
            if key not in hints:
                candidates = sorted(known[reference.kind]) if len(hints) < _SUGGESTIONS else []
                hints[key] = _hint(reference, candidates)
            message = f'there is no {reference.kind} "{reference.target}"'
            yield unknown(place, message, None if reference.item == POLICY else reference.item, hints[key])
    yield from _nobody(policy, locate)


def _hint(reference: _Reference, candidates: Iterable[str]) -> str:
    near = get_close_matches(reference.target, candidates, n=1)
    return f"did you mean {near[0]}?" if near else f"add that {reference.kind}, or name another."


def _broken(nouns: Nouns, prefix: str) -> set[str]:
    return {item.removeprefix(prefix) for item in nouns.unreadable if item.startswith(prefix)}


def unknown(place: Place, message: str, item: str | None, hint: str, weight: Severity | None = None) -> Finding:
    """The finding for a reference to something that does not exist."""
    return Finding(code="KPT103", place=place, message=message + ".", hint=hint, item=item, weight=weight)


def _references(nouns: Nouns) -> Iterator[_Reference]:
    for stage in nouns.register.journey:
        yield from _optional(f"journey.{stage.id}", ("owner",), "person", stage.owner)
        yield from _many(f"journey.{stage.id}", ("success_metrics",), "metric", stage.success_metrics)
    for promise in nouns.register.promises:
        yield from _of_promise(promise)
    for item, quote in nouns.testimonials.items():
        yield from _many(item, ("promises",), "promise", quote.promises)
        yield from _many(item, ("substantiated_by",), "metric", quote.substantiated_by)
        yield from _many(item, ("thanks", "roles"), "role", quote.thanks.roles)
    for item, story in nouns.case_studies.items():
        yield from _many(item, ("promises",), "promise", story.promises)
        yield from _many(item, ("quotes",), "testimonial", story.quotes)
        yield from _many(item, ("thanks", "roles"), "role", story.thanks.roles)
        for index, callout in enumerate(story.callouts):
            yield from _optional(item, ("callouts", index, "metric"), "metric", callout.metric)
    for item, metric in nouns.metrics.items():
        yield from _optional(item, ("data_owner",), "person", metric.data_owner)
        if metric.ended:
            yield from _optional(item, ("ended", "followed_by"), "metric", metric.ended.followed_by)


def _of_promise(promise: Promise) -> Iterator[_Reference]:
    item = f"promise.{promise.id}"
    yield from _optional(item, ("owner",), "person", promise.owner)
    yield from _optional(item, ("stage",), "stage", promise.stage)
    for index, target in enumerate(promise.targets):
        yield _Reference(item, ("targets", index, "metric"), "metric", target.metric)
    for index, part in enumerate(promise.parts):
        yield _Reference(item, ("parts", index, "role"), "role", part.role)
    for index, action in enumerate(promise.actions):
        yield _Reference(item, ("actions", index, "owner"), "person", action.owner)
    if promise.capability:
        yield _Reference(item, ("capability", "by"), "person", promise.capability.by)


def _of_policy(policy: Policy | None) -> Iterator[_Reference]:
    for role, people in (policy.roles if policy else {}).items():
        yield from _many(POLICY, ("roles", role), "person", people)
    for index, source in enumerate(policy.sources if policy else ()):
        yield _Reference(POLICY, ("sources", index, "target"), "metric", source.target)


def _nobody(policy: Policy | None, locate: Callable[[str, FieldPath], Place]) -> Iterator[Finding]:
    """Approver roles that the policy asks for and nobody holds."""
    if policy is None:
        return
    for use in ("internal", "public", "public_numbers", "regulated"):
        for index, role in enumerate(getattr(policy.require, use)):
            if role not in {"promise-owner", "data-owner"} and not policy.roles.get(role):
                place = locate(POLICY, ("require", use, index))
                message = f'the policy asks for the approval of "{role}", and [roles] names nobody for it'
                yield unknown(place, message, None, f'add a line below [roles]: {role} = ["..."].')


def _optional(item: str, path: FieldPath, kind: str, target: str | None) -> Iterator[_Reference]:
    if target is not None:
        yield _Reference(item, path, kind, target)


def _many(item: str, path: FieldPath, kind: str, targets: Iterable[str]) -> Iterator[_Reference]:
    for index, target in enumerate(targets):
        yield _Reference(item, (*path, index), kind, target)
