"""The one line that ends every run counts what there is."""

from __future__ import annotations

from kept.report.summary import Summary, summarise
from projects import VOICE, Project


def summary(project: Project) -> Summary:
    portfolio, report = project.load()
    gated = project.gated()
    return summarise(portfolio, gated.public, gated.internal, report)


def test_everything_approved_is_shown_on_both_sites(approved: Project) -> None:
    assert str(summary(approved)) == (
        "Promises: 1 kept. Evidence: 3 shown publicly, 3 internally, 0 withheld. 0 errors."
    )


def test_what_misses_from_a_site_it_was_meant_for_is_counted_as_withheld_once(approved: Project) -> None:
    approved.write(
        {
            "evidence/testimonials/changed.md": VOICE,
            "evidence/testimonials/broken.md": "nothing",
            "evidence/testimonials/for-the-inside.md": VOICE.replace("audience: public", "audience: internal"),
        }
    )
    approved.approve("for-the-inside", by="olive", audience="internal").commit()
    counted = summary(approved)
    assert (counted.shown_publicly, counted.shown_internally, counted.withheld) == (3, 4, 2)
    assert counted.errors == 1


def test_without_a_public_promise_the_internal_ones_are_counted(project: Project) -> None:
    project.edit("promises.toml", 'audience = "public"', 'audience = "internal"')
    project.approve("promise.on-time", by="olive")
    assert summary(project).promises == {"no-result": 1}
