"""What the people inside read of what is promised, missing and held back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from kept.audit.decoding import decoded
from kept.audit.withheld import Secrets
from kept.components.locale_formats import Formats
from kept.components.phone import phone
from kept.components.qr import qr
from kept.components.words import Words
from kept.edition.asked import speakers_inside
from kept.findings import Severity, rules
from kept.model.fields import Audience, Channel
from kept.model.ledgers import Ask, Ledgers
from kept.model.verdict import Status
from markupsafe import escape
from render.demo import inside, inside_pages, public, written

if TYPE_CHECKING:
    from kept.model.page import Page

WORDS = Words(Formats("en-GB"))


@cache
def pages() -> dict[str, Page]:
    return inside_pages(inside())


def test_the_page_on_contributing_names_each_promise_in_force_and_who_owns_it() -> None:
    body = unescape(pages()["contribute/"].body)
    asked = re.findall(r'href="[^"]*promises/([^/"]+)/"', body)
    living = {promise.id for promise in inside().promises if promise.verdict.status is not Status.RETIRED}
    assert living
    assert set(asked) == living
    assert len(asked) == len(living)
    owners = {promise.owner.name for promise in inside().promises if promise.id in living and promise.owner}
    assert owners
    assert all(name in body for name in owners)


class TestHeldBack:
    """The page of what waits."""

    def test_every_rule_that_can_hold_something_back_has_its_words(self) -> None:
        lacking = [code for code, rule in rules().items() if rule.severity is not Severity.INFORMATION]
        lacking = [code for code in lacking if not code.startswith("KPT8")]
        assert [code for code in lacking if not WORDS.say(f"review.rule.{code}").endswith(".")] == []

    def test_the_longest_waiting_comes_first(self) -> None:
        days = [one.since for one in inside().held if one.since]
        assert len(days) > 5
        assert days == sorted(days)

    def test_what_is_kept_off_this_site_too_has_no_name_there(self) -> None:
        portfolio, edition = written(), inside()
        unshown = portfolio.testimonials.keys() - {voice.id for voice in edition.voices}
        assert unshown
        body = pages()["review/"].body
        assert not any(item in body or portfolio.testimonials[item].body in body for item in unshown)
        assert WORDS.say("review.unnamed.voice") in body

    def test_whoever_can_approve_it_is_named(self) -> None:
        [one] = [one for one in inside().held if one.item == "sourdough-on-the-dashboard"]
        assert one.codes == ("KPT601",)
        assert one.sites == {"public"}
        assert [person.name for person in one.waits_on] == ["Shazia Dunne"]
        assert "Shazia Dunne" in pages()["review/"].body

    def test_what_was_withdrawn_or_taken_down_waits_for_nobody(self) -> None:
        portfolio = written()
        gone = {item for item, voice in portfolio.testimonials.items() if voice.consent.withdrawn_on}
        assert gone
        waiting = [one for one in inside().held if one.kind == "voice"]
        withheld = len(portfolio.testimonials) - len(inside().voices)
        assert len([one for one in waiting if one.item is None]) == withheld - len(
            gone | set(portfolio.ledgers.takedowns or {})
        )

    def test_with_nothing_held_back_the_page_says_so(self) -> None:
        body = inside_pages(replace(inside(), held=()))["review/"].body
        assert WORDS.say("review.nothing") in body


class TestJourney:
    """The stages in order."""

    def test_its_stages_stand_in_order_with_question_owner_and_moments(self) -> None:
        body = pages()["journey/"].body
        places = [body.index(f"<h2>{stage.title}</h2>") for stage in inside().stages]
        assert places == sorted(places)
        for stage in inside().stages_inside:
            assert stage.owner
            assert stage.owner.name in body
            assert all(moment.title in body for moment in stage.moments)

    def test_every_promise_stands_there_once(self) -> None:
        body = pages()["journey/"].body
        for promise in inside().promises:
            assert body.count(f'promises/{promise.id}/"') == 1, promise.id

    def test_without_stages_it_says_who_can_add_them(self) -> None:
        bare = [replace(promise, stage=None) for promise in inside().promises]
        edition = replace(inside(), stages=(), stages_inside=(), promises=tuple(bare))
        assert "[[journey]]" in inside_pages(edition)["journey/"].body


class TestGaps:
    """What is missing."""

    def test_the_lede_counts_the_cells_that_are_empty_or_late(self) -> None:
        body = pages()["gaps/"].body
        empty = body.count('"k-gap k-gap--none"') + body.count('"k-gap k-gap--late"')
        assert empty > 0
        assert WORDS.say("gaps.lede", empty) in body

    def test_a_review_that_is_over_is_late(self) -> None:
        first = replace(inside().promises_inside[0], review_by=date(2026, 11, 8))
        edition = replace(inside(), promises_inside=(first, *inside().promises_inside[1:]))
        assert "12 days late" in inside_pages(edition)["gaps/"].body


class TestFinder:
    """May I use it?"""

    def test_what_is_public_and_permitted_may_be_used_until_the_last_day_of_the_permission(self) -> None:
        [entry] = [one for one in inside().evidence if one.id == "a-hall-again"]
        assert {"web", "sales"} <= entry.uses
        assert entry.usable_until
        last = Formats("en-GB").day(entry.usable_until)
        where = WORDS.join(WORDS.say(f"may.where.{use}") for use in ("sales", "web", "partners"))
        assert WORDS.say("may.yes-until", where=where, day=last) in body()

    def test_what_was_said_for_the_people_inside_stays_inside(self) -> None:
        for entry in inside().evidence:
            voice = written().testimonials.get(entry.id)
            if voice and voice.audience is Audience.INTERNAL:
                assert (entry.uses, entry.not_web) == (frozenset(), ("inside",))

    def test_words_permitted_for_sales_alone_may_be_used_there_and_not_on_the_web(self) -> None:
        entries = [entry for entry in inside().evidence if entry.uses == {"sales"}]
        assert [written().testimonials[entry.id].consent.channels for entry in entries] == [(Channel.SALES,)]
        assert "Not on the web. The speaker did not permit this use." in body()

    def test_nothing_unapproved_may_be_used(self) -> None:
        unapproved = [entry for entry in inside().evidence if "KPT601" in entry.not_web]
        assert unapproved
        assert not any(entry.uses for entry in unapproved)

    def test_what_may_not_be_used_on_the_web_is_on_no_page_of_the_public_site(self) -> None:
        online = {voice.id for voice in public().voices} | {story.id for story in public().stories}
        words = [entry for entry in inside().evidence if entry.kind != "metric"]
        assert {entry.id for entry in words if "web" in entry.uses} == online

    def test_a_copy_carries_everything_that_must_stand_beside_the_words(self) -> None:
        voices = {voice.id: voice for voice in public().voices if voice.disclosure}
        assert voices
        copies = re.findall(r'data-copy="([^"]*)"', body())
        for voice in voices.values():
            [copied] = [copy for copy in copies if f"voices/{voice.id}/" in copy]
            assert str(escape(voice.disclosure or "")) in copied

    def test_every_item_is_on_the_pages_without_script(self) -> None:
        items = body().count('class="k-item"')
        assert items == len(inside().evidence)


def body() -> str:
    """The whole list, as it stands without script."""
    return "".join(page.body for path, page in pages().items() if re.fullmatch(r"evidence/(page/\d+/)?", path))


class TestBoard:
    """One page to print."""

    def test_a_miss_stands_there_with_its_reason_its_remedy_and_what_is_done(self) -> None:
        board = pages()["board/"].body
        missed = [promise for promise in inside().promises if promise.verdict.status is Status.MISSED]
        assert missed
        for promise in missed:
            assert promise.misses[0].why in unescape(board)
            assert str(promise.misses[0].customers_got) in unescape(board)

    def test_an_action_past_its_day_and_a_review_past_its_day_are_to_be_decided(self) -> None:
        late = replace(inside(), as_of=date(2027, 12, 31))
        board = inside_pages(late)["board/"].body
        assert WORDS.say("board.decide.review", day="31 Mar 2027") in board
        assert "was due by" in board

    def test_with_nothing_to_decide_it_says_so(self) -> None:
        edition = replace(inside(), promises=(), promises_inside=(), voices=(), voices_inside=(), speakers=())
        edition = replace(edition, stories=(), metrics=(), roles=(), evidence=(), stages_inside=(), stages=())
        edition = replace(edition, held=(), owners=(), heard=())
        assert WORDS.say("board.no-decisions") in inside_pages(edition)["board/"].body


class TestHeard:
    """You said, we changed."""

    def test_what_is_not_decided_comes_first(self) -> None:
        heard = pages()["heard/"].body
        headings = [WORDS.say(f"heard.{key}") for key in ("open", "changed", "stays")]
        places = [heard.index(f">{heading}</h2>") for heading in headings]
        assert places == sorted(places)
        assert "31 customers" in heard

    def test_without_any_it_says_who_can_add_some(self) -> None:
        assert "evidence/heard.toml" in inside_pages(replace(inside(), heard=()))["heard/"].body

    def test_it_is_looked_for_in_the_public_site(self) -> None:
        needles = Secrets(written()).in_site(public())
        assert inside().heard
        assert all(needles.hits(decoded(entry.said)) for entry in inside().heard)


class TestGroups:
    """Teams and owners."""

    def test_every_owner_and_every_team_has_a_page_that_is_linked(self) -> None:
        index = pages()["roles/"].body
        owners = {person.owner for person in written().register.promises if person.owner}
        teams = {role.team for role in inside().roles if role.team}
        assert {f"owners/{owner}/" for owner in owners} <= pages().keys()
        assert {pages()[path].title for path in pages() if path.startswith("teams/")} == teams
        assert all(path in index for path in pages() if path.startswith(("teams/", "owners/")))

    def test_teams_whose_names_give_no_address_have_one_each(self) -> None:
        first, second, *others = inside().roles
        edition = replace(inside(), roles=(replace(first, team="客户"), replace(second, team="规划"), *others))
        assert {"teams/team/", "teams/team-2/"} <= inside_pages(edition).keys()


class TestLedger:
    """Who was asked when."""

    def test_every_voice_has_its_line(self) -> None:
        ledger = "".join(page.body for path, page in pages().items() if re.fullmatch(r"voices/(page/\d+/)?", path))
        assert all(f"voices/{voice.id}/" in ledger for voice in inside().voices)

    def test_whoever_may_not_be_asked_is_free_on_a_day(self) -> None:
        first = replace(inside().speakers[0], asked_on=date(2026, 11, 3), asked=2, free_on=date(2027, 1, 1))
        edition = replace(inside(), speakers=(first, *inside().speakers[1:]))
        ledger = inside_pages(edition)["voices/"].body
        assert "3 Nov 2026" in ledger
        assert "1 Jan 2027" in ledger


class TestAsked:
    """Who may be asked again when."""

    def test_a_speaker_asked_as_often_as_the_policy_allows_is_free_from_the_next_quarter(self) -> None:
        portfolio = written()
        voice = next(voice for voice in portfolio.testimonials.values() if voice.speaker.contact_ref)
        reference = voice.speaker.contact_ref or ""
        days = (date(2026, 7, 1), date(2026, 10, 2), date(2026, 11, 3))
        asks = tuple(Ask(speaker=reference, asked_on=day, what="a photograph") for day in days)
        asked = replace(portfolio, ledgers=Ledgers(asks=asks))
        [entry] = speakers_inside(asked, [voice.id], date(2026, 11, 20))
        assert (entry.asked_on, entry.asked, entry.free_on) == (date(2026, 11, 3), 2, date(2027, 1, 1))
        [before] = speakers_inside(asked, [voice.id], date(2026, 10, 20))
        assert (before.asked_on, before.asked, before.free_on) == (date(2026, 10, 2), 1, None)


class TestDoorstep:
    """A role's page, and what a team prints of it."""

    def test_what_is_urgent_stands_first_then_what_to_say_then_the_parts(self) -> None:
        doorstep = pages()["roles/crew-leader/"].body
        places = [
            doorstep.index(f'id="{part}"') for part in ("h-now", "h-scenarios", "h-parts", "h-questions", "h-add")
        ]
        assert places == sorted(places)
        assert doorstep.index("Below target so far") < doorstep.index("At risk")

    def test_an_extension_is_rung_through_the_switchboard(self) -> None:
        assert '<a href="tel:+441134960412">ext. 412</a>' in pages()["roles/crew-leader/"].body

    def test_without_a_switchboard_an_extension_is_no_link(self) -> None:
        doorstep = inside_pages(replace(inside(), switchboard=None))["roles/crew-leader/"].body
        assert "ext. 412" in doorstep
        assert "tel:" not in doorstep

    def test_a_whole_number_is_a_link_of_its_own_and_other_numbers_are_none(self) -> None:
        linked = phone("Ring 0113 496 0412, extension 7, or ext 4120; 2026-11-20, 46 starts, next 12", "+44 113 496 0")
        numbers = re.findall(r'href="tel:([^"]*)"', linked)
        assert numbers == ["01134960412", "+4411349604120"]

    def test_a_text_that_looks_like_markup_stays_text(self) -> None:
        assert phone("<b>ext. 412</b>", "+44") == '&lt;b&gt;<a href="tel:+44412">ext. 412</a>&lt;/b&gt;'

    def test_the_poster_leads_to_the_page_of_the_role(self) -> None:
        address = "https://inside.ternway.example/promises/roles/porter/"
        poster = pages()["roles/porter/poster/"].body
        assert str(qr(address)) in poster
        assert qr(address) != qr(address + "?")

    def test_where_nobody_knows_the_address_the_poster_says_who_can_set_it(self) -> None:
        nowhere = replace(inside(), publisher=replace(inside().publisher, site_url=None))
        poster = inside_pages(nowhere)["roles/porter/poster/"].body
        assert "organisation.site_url" in poster
        assert "k-qr" not in poster

    def test_every_role_is_found_by_every_name_it_has(self) -> None:
        index = pages()["roles/"].body
        assert all(alias in unescape(index) for role in inside().roles for alias in role.aliases)
