"""The site's own words: the public texts of the register beside its promises, and the hand-written pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kept.model.evidence import Evidence, Metric
from kept.model.fields import Audience, Noun, Slug, Territory, Text
from kept.model.register import Promise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kept.model.register import Register

SITE = "site"
"""The id under which the site's own words are approved."""


class PublicPerson(Noun):
    """A person who is publicly named as the owner of a promise or of figures."""

    id: Slug
    """Their id in `[[people]]`."""
    name: Text
    """Their name, as the page shows it."""
    title: Text | None = None
    """Their job title."""


class PublicStage(Noun):
    """A stage of the journey, as the public sees it."""

    id: Slug
    """Its id in `[[journey]]`."""
    title: Text
    """What the stage is called."""
    question: Text | None = None
    """What the customer asks at this stage."""


class SiteWords(Noun):
    """All words on the public site that belong to no promise and no evidence."""

    name: Text
    """The organisation's name."""
    locale: Text
    """The site's language and country."""
    territories: tuple[Territory, ...] = ()
    """The countries that the site is for."""
    demo_note: Text | None = None
    """A demo's own description of itself."""
    publisher_note: Text | None = None
    """Who publishes the site, in a sentence."""
    corrections: Text | None = None
    """Where readers can report a mistake."""
    site_url: Text | None = None
    """The address of the public site."""
    people: tuple[PublicPerson, ...] = ()
    """The people who are publicly named as owners of promises or of figures."""
    stages: tuple[PublicStage, ...] = ()
    """The stages of the customer's journey, in their order."""
    pages: dict[str, Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]] = Field(default_factory=dict)
    """By file below `site_templates/content/`: the SHA-256 of its bytes."""

    @classmethod
    def of(cls, register: Register, metrics: Iterable[Metric], pages: Mapping[str, str]) -> SiteWords:
        """The site's own words, from these files.

        Args:
            register: the register.
            metrics: the metrics; their data owners are named beside public figures.
            pages: by file: the digest of each hand-written public page with the files beside it.
        """
        organisation = register.organisation
        owners = {one.owner for one in register.promises if one.audience is Audience.PUBLIC}
        owners |= {one.data_owner for one in metrics if one.audience is Audience.PUBLIC}
        return cls(
            name=organisation.name,
            locale=organisation.locale,
            territories=organisation.territories,
            demo_note=organisation.demo_note,
            publisher_note=organisation.publisher_note,
            corrections=organisation.corrections,
            site_url=organisation.site_url.public,
            people=tuple(
                PublicPerson(id=one.id, name=one.name, title=one.title) for one in register.people if one.id in owners
            ),
            stages=tuple(PublicStage(id=one.id, title=one.title, question=one.question) for one in register.journey),
            pages=dict(sorted(pages.items())),
        )


Approvable = Promise | Evidence | SiteWords
"""Everything that somebody can approve."""
