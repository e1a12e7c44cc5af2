"""The demo under a calculator: its voices and stories say nothing that its other files deny."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections import Counter
from datetime import date, timedelta

import pytest
from demo import (
    EVIDENCE,
    MONTHS,
    ROOT,
    as_of,
    metrics,
    numbers,
    promises,
    register,
    row,
    stories,
    voices,
)

HELD_BACK = {
    "marmalade-like-crown-glass": "consent withdrawn",
    "tortoise-with-paperwork": "consent expired",
    "chandelier-in-biscuit-tins": "consent for sales only",
    "dry-way-round-the-drove": "consent for Great Britain only",
    "rocking-horse-facing-forwards": "no reference to a consent",
    "dahlias-and-cold-frames": "not reconfirmed in time",
    "gramophone-horn-beaten-true": "never approved",
    "wellingtons-smallest-first": "changed after its approval",
    "harmonium-up-the-ramp": "approval revoked",
    "sourdough-on-the-dashboard": "approved for internal only",
}
"""Voices offered for the public site that it must not show, each for a reason of its own."""


def test_everything_that_is_referred_to_exists() -> None:
    people = {person["id"] for person in register()["people"]}
    roles = {role["id"] for role in register()["roles"]}
    for promise in promises().values():
        assert promise["owner"] in people
        assert promise["stage"] in {stage["id"] for stage in register()["journey"]}
        assert {target["metric"] for target in promise["targets"]} <= set(metrics())
        assert {part["role"] for part in promise["parts"]} <= roles
        assert {action["owner"] for action in promise.get("actions", ())} <= people
        assert promise["capability"]["by"] in people
    for stage in register()["journey"]:
        assert stage["owner"] in people
        assert set(stage["success_metrics"]) <= set(metrics())
    assert {metric["data_owner"] for metric in metrics().values()} <= people
    for item in (*voices().values(), *stories().values()):
        assert set(item["promises"]) <= set(promises())
        assert set(item.get("substantiated_by", ())) <= set(metrics())
        assert set(item.get("thanks", {}).get("roles", ())) <= roles
        assert item["verified"]["by"] in people
    assert {quote for story in stories().values() for quote in story["quotes"]} <= set(voices())


def test_every_role_and_stage_holds_a_promise_and_every_promise_several_roles() -> None:
    held = Counter(part["role"] for promise in promises().values() for part in promise["parts"])
    assert set(held) == {role["id"] for role in register()["roles"]}
    assert all(len(promise["parts"]) >= 2 for promise in promises().values())
    assert {promise["stage"] for promise in promises().values()} == {"before", "during", "after"}


def test_a_telephone_extension_rings_in_one_place() -> None:
    text = (ROOT / "promises.toml").read_text("utf-8")
    desks: dict[str, set[str]] = {}
    for ctx, extension in re.findall(r"([A-Z][A-Za-z ,]*?),? ext\. (\d+)", text):
        if ctx.endswith(" to"):  # "calls to ext. 412" names no ctx
            continue
        desks.setdefault(extension, set()).add(ctx.removeprefix("after hours, "))
    assert all(len(names) == 1 for names in desks.values()), desks
    assert len(desks) == len({name for names in desks.values() for name in names})


def test_nobody_approves_what_they_collected_or_checked() -> None:
    for name, item in (*voices().items(), *stories().items()):
        owners = {promises()[promise]["owner"] for promise in item["promises"]}
        assert not owners & {item["source"]["captured_by"], item["verified"]["by"]}, name


def test_words_were_said_captured_permitted_and_checked_in_this_order() -> None:
    for name, voice in voices().items():
        consent = voice["consent"]
        order = [voice["said_on"], voice["source"]["captured_on"], consent["granted_on"], as_of()]
        assert order == sorted(order), name
        assert order[1] <= voice["verified"]["on"] <= as_of(), name
        assert order[1] <= voice.get("speaker_approved_edit_on", as_of()) <= as_of(), name
        assert all(agreed["agreed_on"] >= voice["said_on"] for agreed in voice.get("thanks", {}).get("people", ()))
        assert voice["said_on"] >= min(promises()[promise]["made_on"] for promise in voice["promises"]), name
        assert voice["review_by"] > as_of(), name


def test_a_quote_is_what_was_said() -> None:
    for name, voice in voices().items():
        words = unicodedata.normalize("NFC", voice["original"].strip())
        if voice["edit"] == "translated":
            assert voice["original_lang"] != "en", name
            assert voice["translated_by"], name
            assert voice["speaker_approved_edit_on"], name
            continue
        at = 0
        for segment in (part.strip() for part in voice["body"].split("…")):
            found = words.find(segment, at)
            assert found >= 0, (name, segment)
            at = found + len(segment)
        assert (voice["edit"] == "verbatim") == (voice["body"] == words), name
        assert len(voice["body"]) >= 0.7 * len(words), name


def test_who_did_not_want_to_be_named_is_not() -> None:
    for name, voice in voices().items():
        named = voice["attribution"] == "named"
        assert ("name" in voice["speaker"]) == named, name
        assert ("name" in voice["consent"]["assets"]) == named, name


def test_whoever_is_no_plain_customer_says_so() -> None:
    for name, voice in voices().items():
        if voice["relationship"] != "customer" or "incentive" in voice:
            assert voice["disclosure"], name
    assert Counter(voice["relationship"] for voice in voices().values()) == {
        "customer": 35,
        "supplier": 1,
        "employee": 1,
    }


def test_a_promise_that_was_missed_has_voices_that_say_so() -> None:
    for promise in ("there-within-the-hour", "settled-in-14-days", "everything-on-the-list", "you-hear-it-first"):
        tones = {
            voice["tone"] for name, voice in voices().items() if promise in voice["promises"] and name not in HELD_BACK
        }
        assert tones & {"mixed", "criticism"}, promise


def test_each_voice_that_is_held_back_has_its_own_reason() -> None:
    held = {name: voices()[name] for name in HELD_BACK}
    assert all(voice["audience"] == "public" for voice in held.values())
    consents = {name: voice["consent"] for name, voice in voices().items() if voice["audience"] == "public"}
    lapsed = date(as_of().year - 2, as_of().month, as_of().day)
    faults = {
        "consent withdrawn": {n for n, c in consents.items() if "withdrawn_on" in c},
        "consent expired": {n for n, c in consents.items() if c.get("expires_on", as_of()) < as_of()},
        "consent for sales only": {n for n, c in consents.items() if "site" not in c["channels"]},
        "consent for Great Britain only": {n for n, c in consents.items() if c["territories"] != ["GB", "IE"]},
        "no reference to a consent": {n for n, c in consents.items() if "ref" not in c},
        "not reconfirmed in time": {
            n for n, c in consents.items() if c.get("reconfirmed_on", c["granted_on"]) < lapsed
        },
    }
    by_reason = {reason: {name} for name, reason in HELD_BACK.items()}
    assert faults == {reason: by_reason[reason] for reason in faults}


def test_the_counts_we_announce_are_the_counts_on_file() -> None:
    audiences = Counter(voice["audience"] for voice in voices().values())
    assert audiences == {"public": 33, "internal": 4}
    assert audiences["public"] - len(HELD_BACK) == 23
    assert (len(promises()), len(stories()), len(metrics())) == (7, 4, 11)
    assert (len(register()["people"]), len(register()["roles"])) == (10, 9)


@pytest.mark.parametrize("name", ["dunmore-terrace", "larkspur-and-bream", "raby-strings", "wharfside-library"])
def test_a_story_runs_in_order_and_each_of_its_numbers_has_a_source(name: str) -> None:
    story = stories()[name]
    run = [story["dates"]["start"], story["dates"]["end"], story["source"]["captured_on"], story["verified"]["on"]]
    assert [*run, story["customer_approved_on"], as_of(), story["review_by"]] == sorted(
        [*run, story["customer_approved_on"], as_of(), story["review_by"]]
    )
    assert re.findall(r"^## (.+)$", story["body"], re.MULTILINE) == ["The challenge", "What we did", "What happened"]
    for callout in story["callouts"]:
        assert ("metric" in callout) != ("source" in callout), callout
        if "metric" in callout:
            result = row(callout["metric"], callout["period"])
            unit = {"percent": "%", "days": " days"}[metrics()[callout["metric"]]["unit"]]
            assert callout["value"] == f"{result.value}{unit}", callout
        else:
            assert numbers(callout["value"]) <= numbers(story["body"]), callout
    for quote in story["quotes"]:
        assert set(voices()[quote]["promises"]) & set(story["promises"])
        assert voices()[quote]["said_on"] >= story["dates"]["end"]


def test_the_sums_inside_the_stories_come_out() -> None:
    library, terrace, strings, office = (
        stories()[name] for name in ("wharfside-library", "dunmore-terrace", "raby-strings", "larkspur-and-bream")
    )
    assert 308 * 30 == 9_240
    assert {308, 30, 9_240, 2 * 30, 12} <= numbers(library["body"])
    assert 14 + 14 == 28
    assert 12 + 14 == 26
    assert {28, 12, 14, 19} <= numbers(terrace["body"])
    assert strings["dates"]["end"] - date(2026, 6, 23) == timedelta(days=9)
    assert {63, 412} <= numbers(strings["body"])
    assert {34, 38, row("price-held", "2026-Q1").left} <= numbers(office["body"])
    assert all("£9,650" in text for text in (library["terms"], library["body"]))
    assert all("£11,480" in text for text in (office["terms"], office["body"]))


@pytest.mark.parametrize("name", ["dunmore-terrace", "larkspur-and-bream", "raby-strings", "wharfside-library"])
def test_a_picture_is_large_enough_to_print_and_small_enough_to_send(name: str) -> None:
    for image in stories()[name]["images"]:
        path = EVIDENCE / "case-studies" / name / image["file"]
        width, height = struct.unpack(">II", path.read_bytes()[16:24])
        assert (width, height) >= (1600, 1000)
        assert path.stat().st_size < 150_000
        assert image["alt"]


def test_nothing_is_told_before_it_happened() -> None:
    text = (ROOT / "promises.toml").read_text("utf-8")
    for promise in promises().values():
        for miss in promise.get("misses", ()):
            told = str([miss["why"], miss["customers_got"], miss["changed"]])
            for day, month, year in re.findall(rf"(\d{{1,2}}) ({'|'.join(MONTHS[1:])}) (\d{{4}})", told):
                assert date(int(year), MONTHS.index(month), int(day)) <= as_of(), told
        assert all(action["due"] > as_of() for action in promise.get("actions", ())), promise["id"]
        assert promise["capability"]["on"] <= as_of(), promise["id"]
        assert all(other["seen_on"] <= as_of() for other in promise.get("alternatives", ())), promise["id"]
    assert "2027-Q" not in text
