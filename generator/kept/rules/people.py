"""Who may be named: speakers who want no name shown, and employees (KPT315, KPT316)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from kept.language import markup
from kept.language.names import Named, Names
from kept.language.plain_text import prose
from kept.model.evidence import CaseStudy, Testimonial
from kept.rules.business import holds
from kept.rules.permission import permits_name
from kept.rules.picture_metadata import metadata
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from kept.model.portfolio import FieldPath
    from kept.model.register import Role
    from kept.rules.rule import Context

_SHOWN = frozenset(("body", "disclosure", "incentive", "translated_by", "expected"))
_SHOWN_INSIDE = frozenset((("speaker", "role"), ("speaker", "sector"), ("speaker", "place"), ("verified", "method")))
_OUR_NOTES = frozenset(("source", "verified", "consent", "thanks", "submitted_by", "quotes"))


@rule(Testimonial)
def anonymity(voice: Testimonial, context: Context) -> Iterator[Objection]:
    """A speaker who wants no name shown, or did not permit it, but whose name is somewhere in the item.

    Findings:
        KPT315: the speaker wants no name shown. KPT311: the speaker has not permitted it.

    Source:
        Anonymity is a promise to the speaker.
    """
    unnamed = _Unnamed.of(voice)
    if unnamed is None:
        return
    shown = tuple(_of_voice(voice, context))
    together = "\n".join([*(text for _, text in shown), voice.id])
    if not markup.may_hide(together) and not unnamed.may_be_in(together):
        return  # one search over all texts instead of one for each; names are rare
    for path, text in shown:
        yield from unnamed.objections(path, text, "the words name")
    yield from unnamed.objections((), voice.id, "the file's name is", is_prose=False)


@rule(CaseStudy)
def anonymity_in_story(story: CaseStudy, context: Context) -> Iterator[Objection]:
    """A case study that names somebody it quotes who wants no name shown, or did not permit it.

    Findings:
        KPT315, KPT311: as for the quote itself.

    Source:
        Anonymity is a promise to the speaker.
    """
    for name in story.quotes:
        voice = context.portfolio.testimonials.get(name)
        unnamed = _Unnamed.of(voice) if voice else None
        if unnamed:
            for path, text, where, is_prose in _of_story(story, context):
                yield from unnamed.objections(path, text, where, is_prose=is_prose)


@rule(Testimonial, CaseStudy)
def employee_named(item: Testimonial | CaseStudy, context: Context) -> Iterator[Objection]:
    """An employee who is named without their own agreement, in the thanks or elsewhere in the item.

    Findings:
        KPT316: if only the thanks name them, the thanks are left out and the rest is shown.

    Source:
        our judgement, following works-council practice.
    """
    asked = []
    for index, person in enumerate(item.thanks.people):
        if context.agreements.cover(person.name, item, context.as_of):
            continue
        asked.append(person.name)
        is_back = person.withdrawn_on or context.agreements.took_back(person.name)
        why = "took their agreement back" if is_back else "has not agreed to be named"
        yield Objection(
            "KPT316",
            ("thanks", "people", index),
            f"{person.name} {why}, so the thanks leave the name out",
            "ask them, and record the day in `agreed_on`; or thank their role.",
            withholds_item=False,
        )
    yield from _small_groups(item, context)
    yield from _named(item, context, tuple(asked))


def _named(item: Testimonial | CaseStudy, context: Context, asked: tuple[str, ...]) -> Iterator[Objection]:
    """People in the register, by their whole name; people thanked here without agreement, by any part of their name."""
    any_part = _names(asked)
    if isinstance(item, CaseStudy):
        places = _of_story(item, context)
    elif asked or any(True for _ in context.employees.find(f"{context.texts.whole(item)}\n{item.id}", is_prose=False)):
        places = _everything(item, context)
    else:
        return
    for path, text, where, is_prose in places:
        found = [hit for hit in _found(context.employees, text, is_prose=is_prose) if hit.part == "name"]
        found += _found(any_part, text, is_prose=is_prose) if asked else []
        names_employee = [hit.person for hit in found if not _names_another(hit, item, context)]
        for person in dict.fromkeys(names_employee):
            if context.agreements.cover(person, item, context.as_of):
                continue
            yield Objection(
                "KPT316",
                path,
                f"{where} {person}, who works here and has not agreed to be named",
                f"ask {person} and record it once, in any item: thanks: {{ people: [ {{ name: {person}, agreed_on: "
                "2026-01-31 } ] }. Or take the name out.",
            )


def _names_another(hit: Named, item: Testimonial | CaseStudy, context: Context) -> bool:
    """True where the words are the name of a business, place or product, or of the speaker who permitted it."""
    if hit.part == "name" and context.business.is_named_after(hit.person):
        return True
    if isinstance(item, CaseStudy):
        own: str | None = item.customer
        place = item.place
    else:
        own, place = item.speaker.organisation, item.speaker.place
        if item.speaker.name == hit.person and item.attribution == "named" and permits_name(item):
            return True
    if own and holds(own, hit.words):
        return True
    is_place = bool(place and holds(place, hit.words))
    return hit.part != "name" and (is_place or context.business.says(hit.words))


def _small_groups(item: Testimonial | CaseStudy, context: Context) -> Iterator[Objection]:
    roles, least = context.roles, context.policy.min_group
    for index, name in enumerate(item.thanks.roles):
        if name in roles and is_small(roles[name], least):
            yield Objection(
                "KPT316",
                ("thanks", "roles", index),
                f'only {roles[name].people} people are "{name}", fewer than the {least} of `min_group`: the role is as '
                "good as a name, and the thanks leave it out",
                "thank a larger group, or ask the people and name them in `thanks.people`.",
                withholds_item=False,
            )


def is_small(role: Role, least: int) -> bool:
    """True where a role has so few people that naming the role identifies them."""
    return role.people is not None and role.people < least


@lru_cache(maxsize=64)
def _names(people: tuple[str, ...]) -> Names:
    return Names(people)


def _found(names: Names, text: str, *, is_prose: bool) -> list[Named]:
    """Every name in a text, as written and as a page shows it, so that markup inside a name does not hide it."""
    found = list(names.find(text, is_prose=is_prose))
    if is_prose and markup.may_hide(text):
        written = {(hit.person, hit.part) for hit in found}
        found += [hit for hit in names.find(prose(text).words) if (hit.person, hit.part) not in written]
    return found


class _Unnamed:
    """A speaker whose name must not be shown anywhere."""

    def __init__(self, voice: Testimonial) -> None:
        is_named = voice.attribution == "named"
        self._code = "KPT311" if is_named else "KPT315"
        self._why = f"the speaker of {voice.id} {'has not permitted their name' if is_named else 'wants no name shown'}"
        if voice.attribution == "unknown":
            self._why = f"nobody knows who said {voice.id}"
        self._yes = '; with their yes add "name" to `assets`' if is_named else " and set `attribution: named`"
        self._person = _names((voice.speaker.name,)) if voice.speaker.name else None
        self._organisation = _names((voice.speaker.organisation,)) if voice.speaker.organisation else None

    @classmethod
    def of(cls, voice: Testimonial) -> _Unnamed | None:
        """The speaker of a testimonial; None where they want to be named and permitted it."""
        return None if voice.attribution == "named" and permits_name(voice) else cls(voice)

    def may_be_in(self, text: str) -> bool:
        """True where a text may contain their name or their organisation's."""
        return any(names and names.may_be_in(text) for names in (self._person, self._organisation))

    def objections(self, path: FieldPath, text: str, where: str, *, is_prose: bool = True) -> Iterator[Objection]:
        """An objection to the first mention of the speaker or their organisation in a text."""
        hits = _found(self._person, text, is_prose=is_prose) if self._person else []
        if self._organisation:
            # A single word of a company's name ("Sons", "And") identifies nobody; only the whole name does.
            hits += [hit for hit in _found(self._organisation, text, is_prose=is_prose) if hit.part == "name"]
        for hit in hits[:1]:
            yield Objection(
                self._code,
                path,
                f'{self._why}, and {where} "{hit.words}"',
                "take the name out there (of a picture's metadata and of file names too), or ask the speaker"
                f"{self._yes}.",
            )


def _of_voice(voice: Testimonial, context: Context) -> Iterator[tuple[FieldPath, str]]:
    for path, text in context.texts.of(voice):
        if path[0] in _SHOWN or path in _SHOWN_INSIDE:
            yield path, text


def _everything(voice: Testimonial, context: Context) -> Iterator[tuple[FieldPath, str, str, bool]]:
    for path, text in _of_voice(voice, context):
        yield path, text, "the words name", True
    yield (), voice.id, "the file's name names", False


def _of_story(story: CaseStudy, context: Context) -> Iterator[tuple[FieldPath, str, str, bool]]:
    """Every shown text of a case study, with its path, its description, and whether it is prose."""
    for path, text in context.texts.of(story):
        if path[0] not in _OUR_NOTES:
            is_file = path[-1] == "file"
            yield path, text, "a picture's file name names" if is_file else "the story names", not is_file
    yield (), story.id, "the story's folder names", False
    for index, image in enumerate(story.images):
        content = context.portfolio.images.get((story.id, image.file))
        if content:
            yield ("images", index, "file"), metadata(content), "a picture's metadata names", False
