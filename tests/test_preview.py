"""A preview shows what waits for a decision, marked; never what is forbidden; and is never taken for the site."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest
from held import REGISTER, TABLE
from kept.audit.preview import without_marks
from kept.pages import differing
from projects import SMALL, Project, Ran, approved
from sites import WITH_ADDRESSES, copy, digests, traces, voice

if TYPE_CHECKING:
    from pathlib import Path

CONSENT = "  basis: consent"
PROPOSED = "Our piano came upstairs without one scratch on it."
COUNTED = "They were here on time for 99 of our 100 deliveries."
"""A rule withholds it, for a number without a source; its speaker permitted everything."""
CHANGED = "The second van was ours alone for all of that Monday."
FORBIDDEN = {
    "withdrawn": "We counted forty boxes and all forty boxes arrived.",
    "taken-down": "Somebody swept the old kitchen before they drove away.",
    "revoked": "The driver even knew where our narrow lane would end.",
    "no-permission": "My grandmother got her own armchair carried in first.",
    "expired": "Nobody else would have taken the aquarium with its plants.",
    "never-said": "Heaven itself must have sent these wonderful strong people.",
    "broken": "Three flights of stairs and not a single complaint heard.",
    "for-the-inside": "The crew told us about the late shift over our coffee.",
}


class Previewed(NamedTuple):
    """A project with its sites and its preview, and what the commands printed."""

    project: Project
    before: dict[str, str]
    lock: bytes
    done: Ran

    def site(self, audience: str) -> Path:
        """The folder of a preview."""
        return self.project.root / "dist" / f"preview-{audience}"


@pytest.fixture(scope="module")
def previewed(tmp_path_factory: pytest.TempPathFactory) -> Previewed:
    """One voice approved, one proposed, one changed, and one of everything that is forbidden."""
    project = Project(tmp_path_factory.mktemp("previewed")).write({**SMALL, "promises.toml": WITH_ADDRESSES})
    edits = {
        "withdrawn": (CONSENT, f"  withdrawn_on: 2026-11-01\n{CONSENT}"),
        "no-permission": (f"{CONSENT}\n", ""),
        "expired": (CONSENT, f"  expires_on: 2026-11-01\n{CONSENT}"),
        "never-said": ("attribution: named", "attribution: named\nsynthetic: true"),
        "for-the-inside": ("audience: public", "audience: internal"),
    }
    texts = {
        name: voice(words, n, *filter(None, [edits.get(name)])) for n, (name, words) in enumerate(FORBIDDEN.items(), 2)
    }
    texts["changed"] = voice("The van was ours alone for all of that Monday.", 90)
    project.write({f"evidence/testimonials/{name}.md": text for name, text in texts.items()})
    project.write({".gitignore": "dist/\n.kept/\n"})
    project.approve("promise.on-time", "nine-oclock", "corner-books", *texts, by="olive").approve(
        "punctuality", by="connie"
    )
    project.revoke("revoked", by="olive").commit()
    project.write(
        {
            "evidence/testimonials/changed.md": voice(CHANGED, 90),
            "evidence/testimonials/proposed.md": voice(PROPOSED, 91),
            "evidence/testimonials/counted.md": voice(COUNTED, 93),
            "evidence/testimonials/broken.md": voice(FORBIDDEN["broken"], 92, ("[on-time]", "[on-tme]")),
            "evidence/takedowns.toml": '[[takedown]]\nitem = "taken-down"\non = 2026-11-01\n',
        }
    )
    built = project.kept("build", "--publish")
    assert built.code == 0, built.out + built.err
    before, lock = digests(project.root / "dist"), (project.root / "evidence/permalinks.lock").read_bytes()
    return Previewed(project, before, lock, project.kept("build", "--preview"))


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_what_waits_for_a_decision_is_shown_with_its_mark(previewed: Previewed, audience: str) -> None:
    assert previewed.done.code == 0, previewed.done.out + previewed.done.err
    for item, words in {"proposed": PROPOSED, "changed": CHANGED}.items():
        page = (previewed.site(audience) / f"voices/{item}/index.html").read_text(encoding="utf-8")
        (card,) = [found for found in re.findall(r"<figure\b.*?</figure>", page, re.DOTALL) if words in found]
        assert '<p class="k-proposed">' in card
    approved = (previewed.site(audience) / "voices/nine-oclock/index.html").read_text(encoding="utf-8")
    assert "k-proposed" not in approved


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_what_is_forbidden_is_in_no_byte_of_a_preview(previewed: Previewed, audience: str) -> None:
    """A permission, a rule, a takedown, a revocation, an error: no preview is above them."""
    words = dict(FORBIDDEN)
    if audience == "internal":
        del words["for-the-inside"]
    assert traces(previewed.site(audience), *words.values()) == set()
    assert traces(previewed.site(audience), *(f"voices/{item}/" for item in words)) == set()


@pytest.mark.parametrize("audience", ["public", "internal"])
@pytest.mark.parametrize("page", ["promises/on-time/index.html", "proposed/index.html"])
def test_what_a_rule_withholds_is_shown_in_grey_with_the_reason(previewed: Previewed, audience: str, page: str) -> None:
    text = (previewed.site(audience) / page).read_text(encoding="utf-8")
    off = re.findall(r'<div class="k-withheld">.*?</div>', text, re.DOTALL)
    (counted,) = [one for one in off if COUNTED in one]
    assert "A number in it has no source." in counted
    assert traces(previewed.project.root / "dist/public", COUNTED) == set()
    (silent,) = [one for one in off if "permission has ended" in one]
    assert "Its words are not shown" in silent
    assert "<blockquote" not in silent


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_the_banner_counts_what_can_be_seen(previewed: Previewed, audience: str) -> None:
    home = (previewed.site(audience) / "index.html").read_text(encoding="utf-8")
    listed = (previewed.site(audience) / "proposed/index.html").read_text(encoding="utf-8")
    assert "Two items here wait for a decision" in home
    off = listed.count('<div class="k-withheld">')
    assert off == {"public": 5, "internal": 5}[audience]
    assert re.search(r"Five more are kept off by a rule", home)


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_every_page_says_what_it_is_to_people_and_to_machines(previewed: Previewed, audience: str) -> None:
    pages = [path for path in previewed.site(audience).rglob("*.html") if "embed" not in path.parts]
    assert len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert '<meta name="kept" content="preview">' in text, page
        assert re.search(r'<meta name="robots" content="[^"]*noindex', text), page
        assert "Preview" in text.partition("</head>")[2], page


def test_a_preview_goes_to_folders_of_its_own_and_leaves_the_sites_alone(previewed: Previewed) -> None:
    now = digests(previewed.project.root / "dist")
    assert {path: digest for path, digest in now.items() if not path.startswith("preview-")} == previewed.before
    assert {path.partition("/")[0] for path in now.keys() - previewed.before.keys()} == {
        "preview-public",
        "preview-internal",
    }


def test_a_preview_publishes_no_address(previewed: Previewed) -> None:
    assert (previewed.project.root / "evidence/permalinks.lock").read_bytes() == previewed.lock
    assert b"voices/proposed/" not in previewed.lock


def test_an_audit_refuses_a_preview_as_a_site_and_a_site_as_a_preview(previewed: Previewed) -> None:
    audit = previewed.project.kept("audit", "dist/preview-public")
    assert audit.code == 1
    assert "[KPT808, error]" in audit.out
    with_project = previewed.project.kept("audit", "dist/preview-public", "--root", ".")
    assert with_project.code == 1
    assert {"KPT801", "KPT808"} <= set(re.findall(r"KPT8\d\d", with_project.out))
    meant = previewed.project.kept("audit", "dist/preview-public", "--preview", "--root", ".")
    assert meant.code == 0, meant.out
    site = previewed.project.kept("audit", "dist/public", "--preview")
    assert site.code == 1
    assert "KPT808" in site.out


def test_a_preview_in_the_place_of_a_site_is_replaced_and_found(previewed: Previewed, tmp_path: Path) -> None:
    """Somebody copies the preview over the site: an audit says so, and the next build puts the real one back."""
    project = copy(previewed.project, tmp_path)
    public = project.root / "dist/public"
    shutil.rmtree(public)
    shutil.copytree(project.root / "dist/preview-public", public)
    assert "KPT808" in project.kept("audit", "dist/public").out
    done = project.kept("build", "--publish", "--audience", "public")
    assert done.code == 0, done.out + done.err
    assert traces(public, PROPOSED, CHANGED) == set()
    assert 'content="preview"' not in (public / "index.html").read_text()


def test_the_words_of_a_promise_that_wait_are_in_a_preview_and_in_no_byte_of_the_site(
    previewed: Previewed, tmp_path: Path
) -> None:
    project = copy(previewed.project, tmp_path)
    new = "Whoever moves with us chooses the quarter of an hour."
    entry = 'reworded = [{ field = "statement", was = "We come when we said we would.", why = "?", on = 2026-11-20 }]'
    project.edit(REGISTER, '"We come when we said we would."', f'"{new}"\n{entry}')
    done = project.kept("build", "--publish", "--audience", "public")
    assert done.code == 0, done.out + done.err
    assert traces(project.root / "dist/public", new) == set()
    assert {path for _, path in traces(project.root / "dist/public", "We come when we said we would.")} >= {
        "promises/on-time/index.html"
    }
    done = project.kept("build", "--preview", "--audience", "public")
    assert done.code == 0, done.out + done.err
    assert traces(project.root / "dist/preview-public", new)
    assert traces(project.root / "dist/public", new) == set()


@pytest.fixture(scope="module")
def with_a_figure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The preview of a change that makes a kept quarter a missed one, which nobody has approved."""
    project = approved(tmp_path_factory.mktemp("figure"))
    project.write({".gitignore": "dist/\n.kept/\n"}).edit(TABLE, "95.5,200,191", "94.0,200,188").commit()
    done = project.kept("build", "--preview")
    assert done.code == 0, done.out + done.err
    return project.root / "dist/preview-public"


@pytest.mark.parametrize("page", ["promises/on-time/index.html", "promises/index.html", "index.html"])
def test_a_verdict_that_nobody_has_approved_says_so_beside_it_with_what_it_would_replace(
    with_a_figure: Path, page: str
) -> None:
    text = (with_a_figure / page).read_text(encoding="utf-8")
    assert "Missed in Q3 2026" in text
    assert re.search(r'<p class="k-proposed">Proposed, not approved\. Until then: [^<]+</p>', text)


@pytest.mark.parametrize(
    "page",
    [
        *("index.html", "promises/index.html", "promises/on-time/index.html", "results/2026-q3/index.html"),
        # The verdict beside a voice is marked too.
        *("method/index.html", "voices/nine-oclock/index.html"),
    ],
)
def test_a_figure_that_nobody_has_approved_is_marked_where_it_stands_with_what_it_would_replace(
    with_a_figure: Path, page: str
) -> None:
    text = (with_a_figure / page).read_text(encoding="utf-8")
    assert re.search(
        r'<p class="k-proposed">Proposed: what is outlined on this page[^<]*<a href="[./]*proposed/">', text
    )
    marked = re.findall(r'<ins class="k-now">(.*?)</ins>(?:<del class="k-was">(.*?)</del>)?', text, re.DOTALL)
    figure = {"method/index.html": "Own figures, not audited"}.get(page, "94.0")
    assert any(figure in now for now, _ in marked)
    former = {"method/index.html": "Voices only, no figures"}.get(page, "eported")
    assert any(former in was for _, was in marked)


def test_a_page_that_is_not_there_until_everything_is_approved_says_so(with_a_figure: Path) -> None:
    text = (with_a_figure / "metrics/punctuality/index.html").read_text(encoding="utf-8")
    assert "Proposed: this page is not on the site until everything on it is approved." in text


def test_every_page_that_differs_from_the_approved_site_is_marked_and_listed_and_no_other(with_a_figure: Path) -> None:
    listed = (with_a_figure / "proposed/index.html").read_text(encoding="utf-8")
    section = listed.partition('id="h-pages"')[2].partition("</section>")[0]
    paths = set(re.findall(r'<li><a href="\.\./([^"]*)">', section))
    marked = {
        path.relative_to(with_a_figure).as_posix().removesuffix("index.html")
        for path in with_a_figure.rglob("*.html")
        if "Proposed: what is outlined" in path.read_text(encoding="utf-8")
        or "Proposed: this page is not" in path.read_text(encoding="utf-8")
    }
    assert marked == paths
    assert {"voices/", "corrections/"}.isdisjoint(marked)
    assert {"", "promises/on-time/", "metrics/punctuality/", "results/"} <= marked


@pytest.mark.parametrize("page", ["promises/index.html", "index.html", "results/index.html"])
def test_a_count_that_rests_on_what_nobody_has_approved_says_so(with_a_figure: Path, page: str) -> None:
    text = (with_a_figure / page).read_text(encoding="utf-8")
    assert "these counts and verdicts rest on one promise that reads otherwise" in text


def test_a_verdict_that_is_approved_as_it_is_bears_no_mark(tmp_path: Path) -> None:
    project = approved(tmp_path).write({"evidence/testimonials/proposed.md": voice(PROPOSED, 91)})
    done = project.kept("build", "--preview", "--audience", "public")
    assert done.code == 0, done.out + done.err
    text = (tmp_path / "dist/preview-public/promises/on-time/index.html").read_text(encoding="utf-8")
    assert "Until then" not in text
    assert "Kept in Q3 2026" in text


def test_marks_stand_beside_what_they_are_about_and_break_no_page() -> None:
    """Texts, pictures with a label, and what is gone; never inside a script, a list of choices or a drawing."""
    one, two = (f'<svg role="img" aria-label="{name}"><text>{name}</text></svg>' for name in ("one", "two"))
    was = f"<p>Kept</p><script>1</script>{one}<ul><li>a</li><li>b</li></ul>"
    now = f'<p title="x > y">Missed</p><script>2</script>{two}<ul><li>a</li></ul>'
    marked = differing.with_marks(now, was)
    assert marked == (
        '<p title="x > y"><ins class="k-now">Missed</ins><del class="k-was">Kept</del></p><script>2</script>'
        f'<ins class="k-now">{two}</ins><del class="k-was">one</del>'
        '<ul><li>a<del class="k-was">b</del></li></ul>'
    )
    assert without_marks(marked) == now
