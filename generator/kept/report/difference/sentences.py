"""What every way of writing a difference says in the same words. Nothing here is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.report.difference.needs import sites_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.report.difference.values import Card, Difference, Move, Need, OnSite, VerdictChange

CHANGES = {
    "added": "new",
    "altered": "changed",
    "removed": "removed",
    "decided": "a decision about it",
    "affected": "follows from the rest",
}
_NAMED = 6
_OWN_WORK = "KPT607"
_MOST_PERIODS = 4


def headline(difference: Difference) -> list[str]:
    """What merging does, first; then what the change waits for, and what stops it."""
    if difference.is_broken:
        return ["This change leaves a register that cannot be read, so nothing can be compared or published."]
    told = []
    if difference.at_once:
        told.append("Merging changes a site at once, without any further approval:")
        told.extend(f"• {one}." for one in at_once(difference, _NAMED))
        if difference.brings:
            told.append(f"The rest appears only once {_approves(difference)}.")
    elif difference.brings:
        told.append(f"Merging stores this. Nothing appears until {_approves(difference)}.")
    elif difference.waits_for or any(card.needs for card in difference.cards if card.change != "affected"):
        told.append(f"Merging stores this. Nothing appears, and it still waits until {_approves(difference)}.")
    elif not difference.look:
        told.append("Merging stores this. It changes nothing on either site.")
    if own := own_work(difference):
        told.append(
            f"Ask somebody else before merging: {', '.join(own)} would appear by the approval of somebody who made it, "
            "which the policy does not let count (KPT607). Once merged, the commits no longer tell."
        )
    if difference.look:
        count = len(difference.look)
        files = f"{count} file{'s' if count > 1 else ''}"
        told.append(f"Merging changes how pages look at once, without any approval: {files} of the site's own.")
    if difference.settings:
        told.append("Merging changes who decides: read that section first.")
    return told


def own_work(difference: Difference) -> list[str]:
    """What appears with the merge although a rule says that its approver made it."""
    return [
        card.id
        for card in difference.cards
        if any(one.code == _OWN_WORK and one.severity != "information" for one in card.faults)
        and any(one.merged for one in card.sites)
    ]


def at_once(difference: Difference, most: int) -> Iterator[str]:
    """What merging alone changes, once where both sites agree; after so many, how many more."""
    sites: dict[str, tuple[str, ...]] = {}
    for one in difference.at_once:
        sites[one.what] = (*sites.get(one.what, ()), one.site)
    told = [f"{what} ({sites_in_words(names)})" for what, names in sites.items()]
    yield from told[:most]
    if len(told) > most:
        yield f"and {len(told) - most} more, which stand below"


def _approves(difference: Difference) -> str:
    names = [name for name in difference.waits_for if name]
    if not difference.names_people:
        return "those who must have approved it"
    if not names:
        return "somebody can approve it: nobody is entitled yet"
    *others, last = names
    listed = f"{', '.join(others)} and {last}" if others else last
    return f"{listed} {'have' if others else 'has'} approved it"


def failures(difference: Difference) -> str | None:
    """The errors that the change brings, counted by rule; None where there are none."""
    if not difference.errors:
        return None
    total = sum(difference.errors.values())
    told = ", ".join(f"{count} x {rule}" for rule, count in difference.errors.items())
    return f"The check fails: {total} error{'s' if total > 1 else ''} ({told})."


def verdict_head(one: VerdictChange) -> str:
    """What becomes of a promise as a whole."""
    moved = f"{one.was} becomes {one.approved}" if one.was != one.approved else f"stays {one.approved}"
    between = f"; between merging and the approval: {one.merged}" if one.merged not in {one.was, one.approved} else ""
    return f"{one.title} ({one.promise}), {sites_in_words(one.sites)}: {moved}{between}"


def move(one: Move) -> str:
    """What becomes of a period, or of several that move alike, with the figure behind it."""
    listed = list(one.periods)
    if len(listed) > _MOST_PERIODS:
        listed = [f"{listed[0]} to {listed[-1]}, {len(listed)} periods"]
    moved = f"{one.was} becomes {one.approved}" if one.was != one.approved else f"stays {one.approved}"
    because = f", because {'; '.join(one.because)}" if one.because else ""
    between = ""
    if one.merged not in {one.was, one.approved}:
        between = f". Between merging and the approval: {one.merged}"
    elif one.merged == one.was != one.approved:
        between = f". Until the approval: still {one.was}"
    elif one.merged == one.approved != one.was:
        between = ". This needs no further approval"
    before = "What was said before" if not one.because else "The figure before"
    published = f". {before} was published on {one.published}" if one.published else ""
    return f"{', '.join(listed)}: {moved}{because}{between}{published}."


def need(one: Need, *, names_people: bool) -> str:
    """What an item still needs, and from whom."""
    sites = sites_in_words(one.sites)
    if not names_people:
        return f"For {sites}: {one.role} has to approve it."
    if not one.people:
        return f"For {sites}: nobody can approve it as {one.role} ({one.why})."
    return f"{' or '.join(one.people)} has to approve it, as {one.role}, for {sites} ({one.why})."


def on_site(one: OnSite) -> str:
    """Where an item is on one site, before and after."""
    if one.before and not one.merged:
        until = ", and shown again once what this change asks for is approved" if one.approved else ""
        return f"{one.site} site: taken off with the merge{until}"
    if one.merged and not one.before:
        return f"{one.site} site: appears with the merge"
    if one.approved and not one.merged:
        return f"{one.site} site: appears once it is approved"
    return f"{one.site} site: stays there"


def where(card: Card) -> str:
    """Where an item is, before and after, once where both sites agree."""
    told = [(one.site, on_site(one).partition(": ")[2]) for one in card.sites]
    if len(told) > 1 and len({what for _, what in told}) == 1:
        return f"both sites: {told[0][1]}"
    return "; ".join(f"{site} site: {what}" for site, what in told)


def heading(card: Card) -> str:
    """What an item is, and whether it is new."""
    named = card.id if card.title == card.id else f"{card.title} ({card.id})"
    return f"{card.kind[:1].upper()}{card.kind[1:]}, {CHANGES[card.change]}: {named}"


def nowhere(card: Card) -> str | None:
    """What to say of an item that no site shows, before or after."""
    if card.sites or card.change == "removed":
        return None
    return "It appears on no site, even once approved: a rule holds it back." if card.needs or card.faults else None


def short(card: Card, *, names_people: bool) -> str:
    """A card in one line."""
    waits = " and ".join(dict.fromkeys(" or ".join(one.people) for one in card.needs if one.people))
    told = [heading(card), where(card), f"waits for {waits}" if waits and names_people else ""]
    return "; ".join(filter(None, told))


def context(difference: Difference) -> Iterator[str]:
    """What the comparison is against, what is not listed, and what is left out."""
    newer = difference.newer
    since = f"; {difference.ref} has {newer} newer commit{'s' if newer != 1 else ''}, not listed here" if newer else ""
    yield "To object or to ask, write below this: nothing else is asked of anybody who is not named under Needs."
    yield f"Compared with {difference.ref} where this change left it{since}. As of {difference.as_of}."
    if difference.backlog:
        words = "older findings are" if difference.backlog != 1 else "older finding is"
        yield f"{difference.backlog} {words} not listed: they are not of this change."
    if difference.left_out is not None:
        listed = ", ".join(f"{count} {name}" for name, count in difference.left_out.items())
        yield f"This repository is public, so some is left out: {listed or 'nothing'}. kept diff has it all."


def pages(card: Card, preview_url: str | None) -> Iterator[tuple[str, str | None]]:
    """The pages on which an item stands or will stand, with the site, each with its address in the preview."""
    for one in card.sites:
        for path in one.pages if one.approved else ():
            yield f"{one.site}: {path}", in_preview(preview_url, one.site, path)


def in_preview(preview_url: str | None, site: str, path: str) -> str | None:
    """The address of a page in the preview of a site; None where no preview can be looked at."""
    return f"{preview_url.rstrip('/')}/preview-{site}/{path}" if preview_url else None


def differing(difference: Difference) -> Iterator[tuple[str, str | None, list[tuple[str, str | None]]]]:
    """By site, the address of the preview's list of what is proposed, and each page that reads otherwise."""
    for site in dict.fromkeys(one.site for one in difference.pages):
        paths = [one.path for one in difference.pages if one.site == site]
        named = [(path or "the home page", in_preview(difference.preview_url, site, path)) for path in paths]
        yield site, in_preview(difference.preview_url, site, "proposed/"), named


def split(cards: Iterable[Card]) -> tuple[list[Card], list[Card]]:
    """The cards to be read one by one, and those that can be read together."""
    found = list(cards)
    return [card for card in found if card.is_open], [card for card in found if not card.is_open]
