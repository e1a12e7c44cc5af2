"""The demo under a calculator: what it says of kept and missed promises is what its figures say."""

from __future__ import annotations

import re

from demo import NEXT_RESULT, as_of, misses, numbers, promises, record, register, row, rows


def test_the_record_reads_as_we_tell_it() -> None:
    read = {
        promise["id"]: "".join("K" if kept else "M" for kept in record(promise).values())
        for promise in promises().values()
    }
    assert read == {
        "fixed-price": "MKKKKMKK",
        "quote-in-two-days": "MMKKKKKK",
        "there-within-the-hour": "KKMKKKKM",
        "everything-on-the-list": "KKKMKKKK",
        "you-hear-it-first": "MKKKK",
        "settled-in-14-days": "MKKKMKKK",
        "boxes-fetched": "",
    }


def test_every_missed_quarter_is_explained_and_no_kept_one_is() -> None:
    for promise in promises().values():
        missed = [period for period, kept in record(promise).items() if not kept]
        assert [miss["period"] for miss in promise.get("misses", ())] == missed, promise["id"]


def test_a_missed_quarter_says_what_customers_got_and_how_many_they_were() -> None:
    for promise, miss in misses():
        assert {"why", "customers_got", "changed", "next_result"} <= set(miss), (promise, miss["period"])
        result = row(promises()[promise]["targets"][0]["metric"], miss["period"])
        late = int(result.note.split(" of ")[0]) if promise == "settled-in-14-days" else result.left
        assert late in numbers(miss["why"]), (promise, miss["period"])
        got = numbers(miss["customers_got"])
        assert late in got or {112, 19} <= got, (promise, miss["period"])


def test_a_figure_beside_a_miss_is_the_figure_of_that_quarter() -> None:
    for promise, miss in misses():
        result = row(promises()[promise]["targets"][0]["metric"], miss["period"])
        for part, whole in re.findall(r"(\d[\d,]*) of (?:the )?(\d[\d,]*)", miss["why"]):
            counted = (int(part.replace(",", "")), int(whole.replace(",", "")))
            assert counted[1] == result.n, (promise, miss["period"], counted)


def test_the_parts_of_a_miss_add_up() -> None:
    lists = next(miss for promise, miss in misses() if promise == "everything-on-the-list")
    assert {30, 27} <= numbers(lists["customers_got"])
    assert "three moves" in lists["customers_got"]
    surveys = row("quotes-in-time", "2025-Q1").n, row("quotes-in-time", "2024-Q4").n
    why = next(miss["why"] for _, miss in misses() if miss["period"] == "2025-Q1")
    assert {surveys[0], (surveys[0] or 0) - (surveys[1] or 0)} <= numbers(why)
    fridays = next(miss["why"] for _, miss in misses() if miss["period"] == "2026-Q3")
    assert {71, row("arrival-in-hour", "2026-Q3").left} <= numbers(fridays)


def test_the_next_result_came_on_the_day_it_was_announced_for() -> None:
    for promise, miss in misses():
        series = rows(promises()[promise]["targets"][0]["metric"])
        later = next(series[i + 1] for i, result in enumerate(series) if result.period == miss["period"])
        assert miss["next_result"] == (later.published_on if later.final else NEXT_RESULT), (promise, miss["period"])


def test_a_promise_names_one_remedy_wherever_it_names_one() -> None:
    amount = re.compile(r"£\d+ or €\d+(?!\d|,\d)")
    for promise in promises().values():
        owed = set(amount.findall(promise["remedy"]))
        assert len(owed) == 1, promise["id"]
        assert set(amount.findall(str({**promise, "remedy": ""}))) <= owed, promise["id"]
    every = {found for promise in promises().values() for found in amount.findall(promise["remedy"])}
    said = {found for role in register()["roles"] for found in amount.findall(str(role))}
    assert said - {"£500 or €600"} <= every


def test_a_target_begins_with_a_quarter_and_not_before_the_promise() -> None:
    for promise in promises().values():
        starts = [target["from"] for target in promise["targets"]]
        assert starts == sorted(set(starts)), promise["id"]
        assert all(start.day == 1 and start.month % 3 == 1 for start in starts), promise["id"]
        assert promise["made_on"] == starts[0], promise["id"]
        assert promise["made_on"] <= as_of() < promise["review_by"], promise["id"]


def test_a_raised_target_is_harder_than_the_one_before_it() -> None:
    raised = 0
    for promise in promises().values():
        levels = [target["at_least"] for target in promise["targets"] if "at_least" in target]
        assert levels == sorted(set(levels)), promise["id"]
        raised += len(levels) > 1
    assert raised == 4


def test_a_promise_made_this_quarter_says_when_its_first_result_comes() -> None:
    measuring = [promise for promise in promises().values() if not record(promise)]
    assert [(promise["id"], promise["first_result"]) for promise in measuring] == [("boxes-fetched", NEXT_RESULT)]
