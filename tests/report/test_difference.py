"""What `kept diff` says of a change, in real repositories: once it is merged, and once it is approved."""

from __future__ import annotations

import json

import pytest
from changed import NEW, NEW_WORDS, card, text, told
from held import METRIC, REGISTER, STORY, TABLE, VOICE, below
from projects import Project

RECORD = "evidence/approvals/nine-oclock/olive.toml"
FIGURE = ("95.5,200,191", "94.0,200,188")
ALL_FORMATS = ("text", "md", "html", "json")


@pytest.fixture
def branch(approved: Project) -> Project:
    """A branch of the small project, in which everything is approved."""
    approved.git("checkout", "--quiet", "-b", "work")
    return approved


def test_a_branch_without_a_change_changes_nothing(branch: Project) -> None:
    document = told(branch)
    assert document["headline"] == ["Merging stores this. It changes nothing on either site."]
    assert document["cards"] == document["verdicts"] == document["settings"] == []


def test_a_changed_figure_is_told_with_its_verdict_before_between_and_after(branch: Project) -> None:
    branch.edit(TABLE, *FIGURE).commit()
    document = told(branch)
    (changed,) = document["verdicts"]
    (move,) = [one for one in changed["moves"] if one["because"]]
    assert (move["periods"], move["was"], move["approved"]) == (["Q3 2026"], "kept", "missed")
    assert move["merged"] != "missed"
    assert move["because"] == [
        "Arrivals on time: 191 of 200 (95.5%) became 188 of 200 (94.0%) (target 95% or more)",
    ]
    assert move["published"] is None
    assert "Connie Counts" in "".join(document["headline"])


def test_a_figure_that_was_published_is_said_to_have_been(branch: Project) -> None:
    branch.write({"evidence/results.csv": _published()}).git("checkout", "--quiet", "main")
    branch.commit()
    branch.git("checkout", "--quiet", "-B", "work")
    branch.edit(TABLE, *FIGURE).commit()
    assert "was published on 2026-11-01" in text(branch)


def _published() -> str:
    head = "promise,period,since,status,metric,direction,target,value,n,numerator\n"
    return head + "on-time,2026-Q3,2026-11-01,kept,punctuality,at-least,95,95.5,200,191\n"


def test_a_new_quote_is_stored_and_appears_nowhere_until_its_approver_by_name_has_approved_it(branch: Project) -> None:
    branch.write({NEW: NEW_WORDS}).commit()
    document = told(branch)
    assert document["headline"] == ["Merging stores this. Nothing appears until Olive Owner has approved it."]
    found = card(document, "ten-oclock")
    assert found["change"] == "added"
    assert found["speaker"] == "Bea Boxer, Homeowner, Mover and Sons, Leeds"
    assert [(one["site"], one["merged"], one["approved"]) for one in found["sites"]] == [
        ("public", False, True),
        ("internal", False, True),
    ]
    assert found["permission"].startswith("For site, in all countries; also name; given 2026-03-02")
    assert [need["people"] for need in found["needs"]] == [["Olive Owner"]]


def test_a_quote_that_comes_with_its_approval_appears_with_the_merge(branch: Project) -> None:
    branch.write({NEW: NEW_WORDS}).approve("ten-oclock", by="olive").commit()
    at_once, named, *_ = told(branch)["headline"]
    assert at_once == "Merging changes a site at once, without any further approval:"
    assert named.startswith("• Bea Boxer, Homeowner")


def test_words_of_a_withdrawn_permission_are_in_no_format(branch: Project) -> None:
    branch.edit(VOICE, "  channels: [site]", "  withdrawn_on: 2026-11-19\n  channels: [site]").commit()
    for form in ALL_FORMATS:
        ran = branch.kept("diff", "main", "--format", form)
        assert "rang the bell" not in ran.out
        assert "the permission was withdrawn" in ran.out
    assert "nine-oclock is taken off (both sites)" in text(branch)


def test_words_that_are_taken_down_are_in_no_format(branch: Project) -> None:
    branch.write({"evidence/takedowns.toml": '[[takedown]]\nitem = "nine-oclock"\non = 2026-11-19\n'}).commit()
    for form in ALL_FORMATS:
        assert "rang the bell" not in branch.kept("diff", "main", "--format", form).out
    assert card(told(branch), "nine-oclock")["silent"] == "it was taken down"


def test_a_takedown_that_is_taken_back_brings_the_item_back_with_the_merge(branch: Project) -> None:
    branch.git("checkout", "--quiet", "main")
    branch.write({"evidence/takedowns.toml": '[[takedown]]\nitem = "nine-oclock"\non = 2026-11-19\n'}).commit()
    branch.git("checkout", "--quiet", "-B", "work")
    (branch.root / "evidence/takedowns.toml").unlink()
    branch.commit()
    assert "nine-oclock appears (both sites)" in text(branch)


def test_a_removed_story_leaves_both_sites_with_the_merge(branch: Project) -> None:
    branch.git("rm", "--quiet", "-r", "evidence/case-studies/corner-books")
    branch.commit()
    found = card(told(branch), "corner-books")
    assert (found["change"], found["words"]) == ("removed", [])
    assert "corner-books is taken off (both sites)" in text(branch)


def test_a_picture_renamed_to_a_text_is_an_item_that_cannot_be_read(branch: Project) -> None:
    branch.write({"evidence/testimonials/binary.md": bytes(range(256)) * 4}).commit()
    ran = branch.kept("diff", "main", "--format", "json")
    assert ran.code == 1
    document = json.loads(ran.out)
    assert document["errors"]
    assert "binary.md" in ran.out


def test_a_register_that_cannot_be_read_is_said_to_be_with_every_finding(branch: Project) -> None:
    branch.edit(REGISTER, "[organisation]", "[organisation").commit()
    for form in ALL_FORMATS:
        ran = branch.kept("diff", "main", "--format", form)
        assert ran.code == 1
        assert "register that cannot be read" in ran.out
        assert "KPT104" in ran.out


def test_what_waited_before_is_counted_and_not_listed(branch: Project) -> None:
    branch.git("checkout", "--quiet", "main")
    branch.write({NEW: NEW_WORDS}).commit()
    branch.git("checkout", "--quiet", "-B", "work")
    below(branch, METRIC, "source", 'exclusions = "Mondays."').commit()
    document = told(branch)
    assert [one["id"] for one in document["cards"] if one["id"] == "ten-oclock"] == []
    assert document["backlog"] > 0


def test_what_others_merged_meanwhile_is_counted_and_not_taken_for_removed(branch: Project) -> None:
    branch.git("checkout", "--quiet", "main")
    branch.write({NEW: NEW_WORDS}).commit()
    branch.git("checkout", "--quiet", "work")
    document = told(branch)
    assert (document["cards"], document["newer"]) == ([], 1)
    assert "main has 1 newer commit, not listed here" in text(branch)


def test_a_changed_owner_and_a_changed_policy_have_a_section_of_their_own(branch: Project) -> None:
    branch.edit(REGISTER, 'owner = "olive"', 'owner = "lena"')
    branch.write({"evidence/policy.toml": "approval_valid_months = 6\n"}).commit()
    settings = told(branch)["settings"]
    assert "The owner of the promise on-time is no longer Olive Owner, but Lena Law." in settings
    assert "Policy, approval valid months: 12 becomes 6." in settings


def test_a_deleted_approval_takes_the_item_off_both_sites(branch: Project) -> None:
    branch.git("rm", "--quiet", RECORD)
    branch.commit()
    assert "(nine-oclock) is taken off (both sites)" in text(branch)
    assert "The approval of Olive Owner of 2026-11-20 is deleted here." in text(branch)


@pytest.mark.parametrize("how", ["deleted", "overwritten"])
def test_a_revocation_holds_even_when_its_file_is_gone(branch: Project, how: str) -> None:
    approval = (branch.root / RECORD).read_bytes()
    branch.git("checkout", "--quiet", "main")
    branch.revoke("nine-oclock", by="olive").commit()
    branch.git("checkout", "--quiet", "-B", "work")
    if how == "deleted":
        (branch.root / RECORD).unlink()
    else:
        branch.write({RECORD: approval})
    branch.commit()
    document = told(branch)
    assert all(not one["merged"] for one in card(document, "nine-oclock")["sites"])
    assert f"is {how} here, and holds all the same" in text(branch)


def _merge(project: Project) -> dict[str, set[str]]:
    """What both sites really show once the branch is merged."""
    project.git("checkout", "--quiet", "main")
    project.git("merge", "--quiet", "--no-ff", "--message", "merge", "work")
    gated = project.gated()
    return {
        site: {one.id for kind in (edition.voices, edition.stories, edition.metrics) for one in kind}
        | {f"promise.{one.id}" for one in edition.promises}
        for site, edition in (("public", gated.public), ("internal", gated.internal))
    }


def test_the_forecast_of_a_merge_is_what_the_gate_says_after_it(branch: Project) -> None:
    """A change of everything: a figure, a new quote with and one without approval, a deleted approval, a new policy."""
    branch.edit(TABLE, *FIGURE).write({NEW: NEW_WORDS}).approve("ten-oclock", by="olive")
    branch.write(
        {NEW.replace("ten", "two"): NEW_WORDS.replace("ten", "two").replace("Bea", "Cle").replace("m:2", "m:3")}
    )
    branch.edit(STORY, "Four thousand books.", "Four thousand books and a cat.")
    branch.edit(REGISTER, "[[promises]]", '[[people]]\nid = "new"\nname = "New Here"\n\n[[promises]]')
    branch.commit()
    document = told(branch)
    items = ["punctuality", "ten-oclock", "two-oclock", "corner-books", "nine-oclock", "promise.on-time"]
    forecast = {
        site: {
            one["id"]
            for one in document["cards"]
            if any(place["site"] == site and place["merged"] for place in one["sites"])
        }
        for site in ("public", "internal")
    }
    touched = {one["id"] for one in document["cards"]}
    really = _merge(branch)
    assert {"punctuality", "ten-oclock", "two-oclock", "corner-books"} <= touched <= {*items, "site"}
    for site, shown in really.items():
        assert forecast[site] == shown & touched
        assert {"nine-oclock", "promise.on-time"} <= shown


@pytest.mark.parametrize("form", ALL_FORMATS)
def test_in_a_public_repository_nothing_internal_is_quoted_and_what_is_left_out_is_counted(
    branch: Project, form: str
) -> None:
    inside = NEW_WORDS.replace("audience: public", "audience: internal").replace("at ten", "at twelve")
    shortened = NEW_WORDS.replace("original: They rang", "edit: trimmed\noriginal: Our dog barked. They rang")
    branch.write({NEW: shortened, NEW.replace("ten", "twelve"): inside.replace("crm:2", "crm:4")}).commit()
    whole = branch.kept("diff", "main", "--format", form).out
    open_to_all = branch.kept("diff", "main", "--format", form, "--public-repository").out
    for secret in ("Our dog barked", "at twelve", "twelve-oclock", "Olive Owner", "consent", "vault:"):
        assert secret not in open_to_all, secret
    for told_inside in ("dog", "Olive Owner", "twelve"):
        assert told_inside in whole
    assert "at ten" in open_to_all
    branch.git("rm", "--quiet", RECORD)
    branch.commit()
    leaving = branch.kept("diff", "main", "--format", form, "--public-repository").out
    assert "is taken off" in leaving
    assert "Ada Mover" not in leaving.partition("Compared with")[0].partition("is taken off")[0]
    assert "originals" in open_to_all
    assert "internal items" in open_to_all


def test_what_needs_care_is_opened_with_its_reasons(branch: Project) -> None:
    words = NEW_WORDS.replace(
        "They rang the bell at ten, as they had said.", "My child was ill. They came with 14 boxes."
    )
    branch.write({NEW: words.replace("attribution: named", "attribution: named\nrelationship: family")}).commit()
    risks = " ".join(card(told(branch), "ten-oclock")["risks"])
    for reason in ("a number", "health", "children", "no customer, but: family"):
        assert reason in risks


def test_a_quote_set_beside_the_wrong_original_is_told_apart_from_an_edited_one(branch: Project) -> None:
    front, _, words = NEW_WORDS.rpartition("They rang the bell at ten, as they had said.")
    branch.write({NEW: f"{front}The price was the one on the quote.{words}"}).commit()
    (warning,) = [risk for risk in card(told(branch), "ten-oclock")["risks"] if "original" in risk]
    assert warning == "These are other words than the original's: only 1 of 8 stand in it."


def test_a_clean_quote_is_told_together_with_others(branch: Project) -> None:
    branch.write({NEW: NEW_WORDS.replace("at ten", "at last")}).commit()
    assert card(told(branch), "ten-oclock")["risks"] == []
    assert "without anything special" in text(branch, "--format", "md")


def test_a_revision_that_is_not_there_is_refused_with_what_to_do(branch: Project) -> None:
    ran = branch.kept("diff", "nowhere")
    assert ran.code == 2
    assert 'the git revision "nowhere"' in ran.err


def test_an_address_that_is_none_is_refused(branch: Project) -> None:
    ran = branch.kept("diff", "main", "--preview-url", "javascript:alert(1)")
    assert ran.code == 2
    assert "this is no address" in ran.err


def test_the_pages_that_differ_are_linked_in_the_preview(branch: Project) -> None:
    branch.write({NEW: NEW_WORDS}).commit()
    page = "https://preview.example/17/preview-public/voices/ten-oclock/"
    assert page in text(branch, "--format", "md", "--preview-url", "https://preview.example/17")


def test_an_approval_of_ones_own_work_that_only_the_commits_tell_is_said_above_everything(branch: Project) -> None:
    branch.write({NEW: NEW_WORDS}).git("add", "--all")
    branch.git("commit", "--quiet", "--message", "mine", "--author", "Olive <olive@small.example>")
    branch.approve("ten-oclock", by="olive").commit()
    document = told(branch)
    assert any("ten-oclock would appear by the approval of somebody who made it" in one for one in document["headline"])
    assert [fault["code"] for fault in card(document, "ten-oclock")["faults"]] == ["KPT607"]
    assert "(KPT607)" in text(branch, "--format", "md", "--public-repository")


def test_an_approval_of_somebody_elses_work_is_not(branch: Project) -> None:
    branch.write({NEW: NEW_WORDS}).commit()
    branch.approve("ten-oclock", by="olive").commit()
    assert "KPT607" not in " ".join(told(branch)["headline"])


def test_every_page_that_reads_otherwise_is_linked_once_and_no_other(branch: Project) -> None:
    branch.edit(TABLE, *FIGURE).commit()
    branch.environment["KEPT_PREVIEW_URL"] = "https://preview.example/17/"
    document = told(branch)
    public = {one["path"] for one in document["pages"] if one["site"] == "public"}
    assert {"", "promises/on-time/", "results/2026-q3/", "metrics/punctuality/"} <= public
    assert public.isdisjoint({"corrections/", "voices/"})
    comment = text(branch, "--format", "md")
    assert "(https://preview.example/17/preview-public/results/2026-q3/)" in comment
    assert "[Everything that is proposed](https://preview.example/17/preview-internal/proposed/)" in comment
    assert 'href="https://preview.example/17/preview-public/results/2026-q3/"' in text(branch, "--format", "html")
    told_in_public = text(branch, "--format", "md", "--public-repository")
    assert "preview-public/results" in told_in_public
    assert "preview-internal" not in told_in_public


def test_files_that_nobody_approves_are_said_to_change_pages_at_once(branch: Project) -> None:
    branch.write({"site_templates/content/about.md": "# About us\n"}).commit()
    document = told(branch)
    assert "Merging changes how pages look at once" in " ".join(document["headline"])
    assert document["look"] == ["site_templates/content/about.md"]
