"""Every field of every noun is a secret until an edition shows it: nobody has to remember to list it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kept.audit.decoding import decoded
from kept.audit.needles import Needles, Secret
from kept.audit.withheld import Secrets
from kept.edition.gate import gates
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience, Channel
from kept.model.register import Organisation, Person, Promise, Register, Role, Stage
from kept.model.texts import texts
from portfolios import TODAY, approved, filled, portfolio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.portfolio import Portfolio
    from pydantic import BaseModel

KNOWN_TO_ALL = ("Person.name", "Person.title", "Person.logins", "Promise.environment", "Promise.material_changes")
"""What is no secret although no edition holds it."""
CHOSEN = ("timezone", "locale", "territories", "lang", "original_lang", "period", "unit", "promises", "role", "roles")
"""Last steps of the way to texts of a few letters, chosen from a list."""


def canary(way: str) -> str:
    """A sentence of its own for each field, which can be an address or a file name too."""
    return f"canary-of-{way}-sings-at-dawn-in-a-tree-of-its-own".replace("_", "-")


def of(noun: type[Any], audience: Audience, **given: object) -> Any:  # noqa: ANN401  one of many nouns
    named = {"audience": audience} if "audience" in noun.model_fields else {}
    identified = {"id": f"{noun.__name__.lower()}-of-{audience}-only"} if "id" in noun.model_fields else {}
    return filled(noun, lambda way: f"{audience}-{canary(way)}", **{**named, **identified, **given})


def target(metric: str) -> dict[str, object]:
    return {"metric": metric, "at_least": 97, "from": TODAY.replace(year=2025)}


@pytest.fixture(scope="module")
def whole() -> Portfolio:
    """One of everything for the inside alone, and a promise for everybody; all approved."""
    consent = {
        "consent__channels": (Channel.SITE,),
        "consent__expires_on": None,
        "consent__withdrawn_on": None,
        "consent__refused_on": None,
    }
    row = {"period": "2026-Q3", "value": 98, "status": "final", "note": canary("Row.note")}
    inside = Audience.INTERNAL
    register = Register(
        organisation=of(
            Organisation, Audience.PUBLIC, locale="en-GB", timezone="UTC", territories=("GB",), as_of=TODAY
        ),
        people=(of(Person, Audience.PUBLIC, id="olive"),),
        journey=(of(Stage, inside),),
        roles=(of(Role, inside, people=64),),
        promises=(
            of(
                Promise,
                Audience.PUBLIC,
                owner="olive",
                stage=None,
                targets=(),
                misses=(),
                retired=None,
                kind="standing",
            ),
            of(Promise, inside, owner="olive", targets=(), misses=(), retired=None, kind="standing"),
        ),
    )
    told = of(CaseStudy, inside, promises=("promise-of-internal-only",), review_by=None, **consent)
    made = portfolio(
        register,
        (
            of(
                Testimonial,
                inside,
                promises=("promise-of-internal-only",),
                attribution="named",
                review_by=None,
                **consent,
            ),
        ),
        (told,),
        (of(Metric, inside, period="quarter", restatements=(), reworded=(), data_owner="olive", rows=(row,)),),
        {(told.id, told.images[0].file): b"a picture"},
    )
    return approved(made, "olive")


def written(whole: Portfolio) -> Iterator[tuple[str, str]]:
    """Every text, with the way to it."""
    register = whole.register
    nouns: list[BaseModel] = [
        *(register.organisation, *register.people, *register.journey, *register.roles, *register.promises),
        *(*whole.testimonials.values(), *whole.case_studies.values(), *whole.metrics.values()),
        *(row for metric in whole.metrics.values() for row in metric.rows),
    ]
    for noun in nouns:
        for path, text in texts(noun):
            steps = [step for step in path if isinstance(step, str)]
            way = ".".join((type(noun).__name__, *steps))
            if "canary" in text and steps[-1] not in CHOSEN and not way.startswith(KNOWN_TO_ALL):
                yield way, text


def found(needles: Needles, text: str) -> bool:
    return bool(needles.hits(decoded(text)))


def test_what_the_public_edition_does_not_hold_is_looked_for_in_the_public_site(whole: Portfolio) -> None:
    (edition, _), _ = gates(whole, as_of=TODAY)
    needles, shown = Secrets(whole).in_site(edition), repr(edition)
    secrets = {(way, text) for way, text in written(whole) if text not in shown}
    missed = {way for way, text in secrets if not found(needles, text)}
    assert missed == set()
    ways = {way for way, _ in secrets}
    assert {
        "Metric.population",
        "Row.note",
        "Testimonial.disclosure",
        "Testimonial.verified.method",
        "CaseStudy.callouts.label",
        "Promise.alternatives.offer",
        "Role.scenarios.say",
        "Stage.moments.note",
        "Organisation.why",
    } <= ways
    assert len(ways) > 80


def test_what_the_public_edition_holds_is_not(whole: Portfolio) -> None:
    (edition, _), _ = gates(whole, as_of=TODAY)
    needles = Secrets(whole).in_site(edition)
    shown = [text for _, text in written(whole) if text in repr(edition)]
    assert shown
    assert not any(found(needles, text) for text in shown)


def test_the_people_inside_may_read_what_their_edition_holds(whole: Portfolio) -> None:
    _, (edition, _) = gates(whole, as_of=TODAY)
    needles, shown = Secrets(whole).in_site(edition), repr(edition)
    assert not any(found(needles, text) for _, text in written(whole) if text in shown)
    missed = {way for way, text in written(whole) if text not in shown and not found(needles, text)}
    assert missed == set()


def test_a_name_that_may_be_shown_may_be_shown_twice_in_a_row() -> None:
    secret = Secret("nine-oclock", "name", "Ada Mover")
    shown = Needles.of([secret], ()).less(["Ada Mover"])
    assert not shown.hits("Copied: Ada Mover Ada Mover, Ludlow")
    assert Needles.of([secret], ()).hits("Copied: Mover, Ada")
