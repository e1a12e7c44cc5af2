"""What the pages say about verdicts, and about everything that was ever said: from files to finished pages."""

from __future__ import annotations

import re
from html import unescape

import pytest
from held import METRIC
from kept.model.page import Page
from kept.model.verdict import Status
from kept.pages.all import all_pages
from kept.pages.frame import chrome
from kept.resources import packaged
from kept.verdicts.rules import live_rules, verdict_rules
from projects import Gated, Project
from render import editions
from render.outline import Outline
from render.states import CANARY, every_state

TEMPLATES = (packaged() / "site_templates",)
VERDICTS = {
    "kept": (Status.KEPT, "Kept in Q3 2026"),
    "partly": (Status.PARTLY_KEPT, "Partly kept in Q3 2026"),
    "missed": (Status.MISSED, "Missed in Q3 2026"),
    "unreported": (Status.NO_RESULT, "Result not reported for October 2026"),
    "stale": (Status.OUT_OF_DATE, "Out of date: FY2024"),
    "weekly": (Status.KEPT, "Kept in W46 2026"),
    "measuring": (Status.MEASURING, "Measuring"),
    "retired": (Status.RETIRED, "Retired on 31 May 2026"),
    "reached": (Status.KEPT, "Kept in Q2 2026"),
    "late": (Status.KEPT_LATE, "Kept late, in Q3 2026"),
    "under-way": (Status.IN_PROGRESS, "In progress"),
}


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Gated:
    """Both editions of the project that has every verdict."""
    return every_state(tmp_path_factory.mktemp("states")).gated()


@pytest.fixture(scope="module")
def public(gated: Gated) -> dict[str, Page]:
    """The public site's pages, by path."""
    return {page.path: page for page in all_pages(gated.public, TEMPLATES)}


@pytest.fixture(scope="module")
def inside(gated: Gated) -> dict[str, Page]:
    """The internal site's pages, by path."""
    return {page.path: page for page in all_pages(gated.internal, TEMPLATES)}


def text(page: Page) -> str:
    """What a reader reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.body)).split())


class TestEveryVerdict:
    """Glyph and word, on every page that shows a verdict."""

    def test_they_are_all_there(self, gated: Gated) -> None:
        shown = {promise.id: promise.verdict.status for promise in gated.public.promises}
        assert shown == {name: status for name, (status, _) in VERDICTS.items()}

    @pytest.mark.parametrize("name", VERDICTS)
    def test_its_page_says_it_in_words_beside_its_glyph(self, public: dict[str, Page], name: str) -> None:
        status, label = VERDICTS[name]
        tag = rf'<span class="k-tag k-v--{status} k-tag--lg"[^>]*><svg class="k-glyph"[^>]*>.+?</svg>{label}</span>'
        assert re.search(tag, public[f"promises/{name}/"].body)

    @pytest.mark.parametrize("name", VERDICTS)
    def test_it_says_how_it_was_worked_out_and_leads_to_the_rule(
        self, public: dict[str, Page], gated: Gated, name: str
    ) -> None:
        rule = next(one for one in gated.public.promises if one.id == name).verdict.rule
        page = public[f"promises/{name}/"]
        assert verdict_rules()[rule].says in text(page)
        assert ("method/", f"rule-{rule}") in Outline(page).targets

    def test_links_and_ids_hold_on_every_page(self, public: dict[str, Page], inside: dict[str, Page]) -> None:
        for pages in (public, inside):
            outlines = {path: Outline(page) for path, page in pages.items()}
            for path, outline in outlines.items():
                assert outline.unbalanced == [], path
                assert len(set(outline.ids)) == len(outline.ids), path
                assert outline.skipped == [], path
                for target, fragment in outline.targets:
                    known = outlines.get(target)
                    assert known or target.endswith((".csv", ".json")) or target.startswith("embed/"), (path, target)
                    assert not fragment or not known or fragment in known.ids, (path, target, fragment)

    def test_several_targets_have_each_their_own_result_and_mark(self, public: dict[str, Page]) -> None:
        page = text(public["promises/partly/"])
        assert "85.2 % target 85% or more Met" in page
        assert "5.5 hours target 4 hours or less Not met" in page

    def test_a_retired_promise_says_what_was_said_of_it_last(self, public: dict[str, Page]) -> None:
        page = text(public["promises/retired/"])
        assert "What was said of it last Missed in Q1 2026" in page
        assert "Mondays paid for it." in page

    def test_what_is_not_reached_yet_is_not_called_a_miss(self, public: dict[str, Page]) -> None:
        page = public["promises/under-way/"]
        assert "k-ch--missed" not in page.body
        assert "missed" not in text(page)
        assert "Q3 2026: 3 so far, target 5 or more, not reached yet." in text(public["changes/"])
        assert "Not reached yet. It is promised by 30 June 2027." in text(page)

    def test_the_strip_tells_kinds_apart_without_colour(self, public: dict[str, Page]) -> None:
        label = "Q1 2026 to Q3 2026: kept late, over 3 quarters."
        cells = '<i class="n"></i><i class="m"></i><i class="m p"></i>'
        assert f'aria-label="{label}">{cells}</span>' in public["promises/"].body
        assert '<i class="n"></i><i class="n o"></i><i class="n o"></i></span>' in public["promises/"].body


class TestWorkings:
    """The computation, as it was made."""

    def test_a_share_is_shown_by_its_fraction_cut_off_and_not_rounded(self, public: dict[str, Page]) -> None:
        # 2311 / 2431 is 95.0637…: a rounded third decimal would be 95.064.
        assert "2,311 of 2,431, which is 95.063\u2026\u2060%" in text(public["promises/kept/"])

    def test_the_target_says_since_when_it_holds(self, public: dict[str, Page]) -> None:
        assert "95% or more, in force since 1 Apr 2026" in text(public["promises/kept/"])

    def test_silence_is_told_as_such(self, public: dict[str, Page]) -> None:
        assert "Result Not reported" in text(public["promises/unreported/"])

    def test_an_audit_stands_beside_the_verdict(self, public: dict[str, Page]) -> None:
        assert "Independent audit by Garrow Pike, 4 Nov 2026" in text(public["promises/kept/"])
        assert "Own figures, not audited" in text(public["promises/partly/"])
        assert "Independent audit by Garrow Pike, 4 Nov 2026" in text(public["metrics/punctual/"])


class TestCharts:
    """A chart says what its marks mean, and only of those it has."""

    def test_a_caption_names_the_marks_that_are_drawn_and_the_source(self, public: dict[str, Page]) -> None:
        for page in public.values():
            for figure in re.findall(r'<figure class="k-fig">.*?</figure>', page.body, re.DOTALL):
                assert ("k-ch--missed" in figure) is ("A red diamond is a period that missed it." in figure)
                assert ("k-ch--kept" in figure) is ("A green disc is a period that met it." in figure)
                assert ("k-ch-t" in figure) is ("The heavy line is the target." in figure)
                assert ".csv" in figure

    def test_a_metrics_page_has_the_level_that_was_promised(self, public: dict[str, Page]) -> None:
        assert "The heavy line is the target." in text(public["metrics/punctual/"])


class TestSurveys:
    """An interval stands beside a survey's share and never moves a verdict."""

    @pytest.mark.parametrize("path", ["promises/missed/", "metrics/heard/", "results/2026-q3/"])
    def test_it_stands_beside_the_value(self, public: dict[str, Page], path: str) -> None:
        assert "likely between 61.1% and 71.8% (survey of" in text(public[path])

    @pytest.mark.parametrize("path", ["metrics/heard/", "method/"])
    def test_the_method_is_named_with_its_source(self, public: dict[str, Page], path: str) -> None:
        assert "It never moves a verdict" in text(public[path])
        assert "E. B. Wilson (1927)" in text(public[path])

    def test_what_is_counted_in_full_has_none(self, public: dict[str, Page]) -> None:
        assert "interval" not in text(public["promises/kept/"])


class TestMethod:
    """The rules are printed from the engine's own file."""

    def test_every_rule_is_on_the_page_once_with_its_verdict(self, public: dict[str, Page]) -> None:
        page = public["method/"]
        for rule in verdict_rules().values():
            assert Outline(page).ids.count(f"rule-{rule.id}") == 1, rule.id
            assert rule.says in text(page), rule.id
        rows = page.body.split("<tr>")
        for rule in verdict_rules().values():
            assert any(f'id="rule-{rule.id}"' in row and f"k-v--{rule.status}" in row for row in rows), rule.id

    def test_it_says_between_which_days_results_are_due(self, public: dict[str, Page]) -> None:
        assert "A result is due between 6 and 45 days after its period" in text(public["method/"])

    def test_only_the_people_inside_read_of_the_period_under_way(
        self, public: dict[str, Page], inside: dict[str, Page]
    ) -> None:
        for says in live_rules().values():
            assert says in text(inside["method/"])
            assert says not in text(public["method/"])


class TestPeriodUnderWay:
    """The open period is internal."""

    def test_its_state_and_its_projection_stand_on_the_internal_pages(self, inside: dict[str, Page]) -> None:
        for path in ("", "promises/kept/"):
            assert "Below target so far" in text(inside[path])
            assert "Out of reach: at best 93.4%, with 200 still to come." in text(inside[path])
        assert CANARY in text(inside["promises/kept/"])

    def test_none_of_it_is_on_the_public_site(self, public: dict[str, Page], gated: Gated) -> None:
        everything = " ".join(f"{page.body} {page.description} {page.json_ld}" for page in public.values())
        everything += str(chrome(gated.public))
        for word in (CANARY, "87.9%", "93.4%", "still to come", "On track", "At risk", "Below target"):
            assert word not in everything

    def test_nothing_is_asked_of_a_promise_that_is_decided(self, inside: dict[str, Page]) -> None:
        assert "Decided: no later figure changes it." in text(inside["promises/reached/"])
        assert "Judged once, by 30 Jun 2027." in text(inside["promises/under-way/"])


class TestResults:
    """A page per closed period."""

    def test_every_promise_stands_on_the_page_of_every_period_of_its_record(
        self, public: dict[str, Page], gated: Gated
    ) -> None:
        for promise in gated.public.promises:
            for verdict in promise.verdict.record:
                anchor = str(verdict.period).lower()
                holding = [path for path, page in public.items() if path.startswith("results/") and path != "results/"]
                told = [path for path in holding if f"promises/{promise.id}/#{anchor}" in public[path].body]
                assert len(told) == 1, (promise.id, anchor)

    def test_it_counts_what_stands_on_it(self, public: dict[str, Page]) -> None:
        assert "One kept, one kept late, one partly kept, one missed and one not reached yet." in text(
            public["results/2026-q3/"]
        )

    def test_weeks_stand_on_the_page_of_the_month_they_end_in(self, public: dict[str, Page]) -> None:
        page = text(public["results/2026-11/"])
        assert "Results for weeks ending in November 2026" in page
        assert "W45 2026" in page
        assert "W46 2026" in page

    def test_shorter_periods_are_told_in_short_on_the_page_of_a_longer_one(self, public: dict[str, Page]) -> None:
        page = text(public["results/2026-q3/"])
        assert "Judged by shorter periods within it Found things go home. Two kept." in page

    def test_periods_are_linked_in_order_and_from_an_index(self, public: dict[str, Page]) -> None:
        page = public["results/2026-q2/"].body
        assert '<a rel="prev" href="../../results/2026-q1/">Before: Q1 2026</a>' in page
        assert '<a rel="next" href="../../results/2026-q3/">After: Q3 2026</a>' in page
        listed = {target for target, _ in Outline(public["results/"]).targets}
        assert {"results/2026-q3/", "results/fy2024/", "results/2026-10/"} <= listed

    def test_a_fiscal_year_is_told_from_the_calendars(self, public: dict[str, Page]) -> None:
        assert "1 Apr 2023 \u2013 31 Mar 2024" in text(public["results/fy2024/"])

    def test_the_home_and_the_promises_lead_to_them(self, public: dict[str, Page]) -> None:
        assert ("results/", "") in Outline(public[""]).targets
        assert ("results/2026-q3/", "") in Outline(public["promises/kept/"]).targets

    def test_a_result_that_was_turned_says_so(self, public: dict[str, Page]) -> None:
        assert "Published as met, missed since it was corrected." in text(public["results/2026-q2/"])

    def test_a_thousand_promises_are_not_one_page(self) -> None:
        edition = editions.many(130, 0)
        pages = {page.path: page for page in all_pages(edition, TEMPLATES)}
        assert "results/2026-q3/page/3/" in pages


class TestCorrections:
    """Nothing published is changed in silence."""

    def test_both_values_why_when_and_what_it_changed(self, public: dict[str, Page]) -> None:
        page = public["corrections/"]
        assert "punctual-2026-q2-2026-09-16" in Outline(page).ids
        assert "16 Sept 2026" in text(page)
        assert '<s><span class="k-vh">formerly </span>95.5%</s> <b>94.5%</b>' in page.body
        assert "Ten were counted twice." in text(page)
        assert "95% or more: met before, missed since." in text(page)

    def test_changed_targets_and_moved_deadlines_are_there_too(self, public: dict[str, Page]) -> None:
        page = text(public["corrections/"])
        assert "Target raised from 94% or more to 95% or more." in page
        assert "Deadline moved from 31 Dec 2026 to 30 Jun 2027." in page
        assert "The landlord took his time." in page

    @pytest.mark.parametrize("path", ["promises/kept/", "metrics/punctual/", "results/2026-q2/"])
    def test_the_old_value_is_struck_through_beside_the_new_one_and_leads_there(
        self, public: dict[str, Page], path: str
    ) -> None:
        assert "95.5%</s>" in public[path].body
        assert ("corrections/", "punctual-2026-q2-2026-09-16") in Outline(public[path]).targets

    def test_where_nothing_was_corrected_it_says_so(self) -> None:
        edition = editions.public(promises=(), metrics=(), stories=(), voices=())
        page = next(page for page in all_pages(edition, TEMPLATES) if page.path == "corrections/")
        assert "No published value has been restated." in text(page)
        assert "No target has been changed and no deadline has been moved." in text(page)

    def test_the_footer_leads_there(self, gated: Gated) -> None:
        paths = {path for _, path in chrome(gated.public).footer_links}
        assert {"corrections/", "changes/", "results/", "metrics/"} <= paths


class TestChanges:
    """The site's log."""

    def test_everything_dated_is_there_once(self, public: dict[str, Page], gated: Gated) -> None:
        page = text(public["changes/"])
        for line in (
            "We come when we said we would. Q3 2026: kept, 95.1%, target 95% or more.",
            "Q2 2026: kept, 95.5%, target 95% or more.",
            "Title of punctual Q2 2026 restated from 95.5% to 94.5%.",
            "Target raised from 94% or more to 95% or more.",
            "Promise retired. Mondays paid for it.",
            "Q3 2026: kept late, 41, target 41 or more.",
            "Promise made.",
        ):
            assert page.count(line) == 1, line
        changes = sum(len(promise.changes) for promise in gated.public.promises)
        assert public["changes/"].body.count("<li><div>") + public["changes/"].body.count('m"><div>') == changes

    def test_it_is_in_the_order_of_time_newest_first(self, public: dict[str, Page]) -> None:
        days = re.findall(r'<time datetime="([0-9-]+)"', public["changes/"].body)
        assert days == sorted(set(days), reverse=True)
        assert text(public["changes/"]).index("November 2026") < text(public["changes/"]).index("October 2026")


def test_a_correction_says_of_a_rounded_share_what_it_really_was(approved: Project) -> None:
    restated = '\n[[restatements]]\nperiod = "2026-Q2"\nwas = 95.0\nwas_n = 10000\nwas_numerator = 9496\nnow = 97.5\n'
    written = (approved.root / METRIC).read_text(encoding="utf-8")
    approved.write({METRIC: f'{written}{restated}why = "A depot had reported late."\non = 2026-09-01\n'})
    approved.approve("punctuality", by="connie").commit()
    edition = approved.gated().public
    (page,) = [page for page in all_pages(edition, TEMPLATES) if page.path == "corrections/"]
    assert "95% or more: missed before, met since." in text(page)


@pytest.mark.parametrize(
    ("was", "before", "after"),
    [
        ("was_n = 400\nwas_numerator = 390", "97.5% (390 of 400)", "97.5% (195 of 200)"),
        ("was_n = 400", "97.5% (n 400)", "97.5% (195 of 200)"),
        ("was_numerator = 194", "97.5% (194 of 200)", "97.5% (195 of 200)"),
    ],
)
def test_a_correction_of_the_cases_alone_tells_the_cases(was: str, before: str, after: str, approved: Project) -> None:
    entry = f'\n[[restatements]]\nperiod = "2026-Q2"\nwas = 97.5\n{was}\nnow = 97.5\nwhy = "Some counted twice."\n'
    later = entry.replace(was, "was_numerator = 195")
    written = (approved.root / METRIC).read_text(encoding="utf-8")
    approved.write({METRIC: f"{written}{entry}on = 2026-09-01\n{later}on = 2026-10-01\n"})
    approved.approve("punctuality", by="connie").commit()
    pages = {page.path: text(page) for page in all_pages(approved.gated().public, TEMPLATES)}
    for path in ("promises/on-time/", "changes/"):
        assert f"Q2 2026 restated from {before} to {after}." in pages[path]
    for path in ("corrections/", "metrics/punctuality/"):
        assert before in pages[path]


def test_a_correction_of_a_value_without_cases_tells_the_value_alone(approved: Project) -> None:
    approved.edit(METRIC.replace(".toml", ".csv"), "97.5,200,195", "97.5,,")
    entry = '\n[[restatements]]\nperiod = "2026-Q2"\nwas = 97.5\nnow = 97.5\nwhy = "A slip."\non = 2026-09-01\n'
    written = (approved.root / METRIC).read_text(encoding="utf-8")
    approved.write({METRIC: f'{written}no_n_because = "Counted by hand."\n{entry}'})
    approved.approve("punctuality", by="connie").commit()
    pages = {page.path: text(page) for page in all_pages(approved.gated().public, TEMPLATES)}
    assert "Q2 2026 restated from 97.5% to 97.5%." in pages["changes/"]
