"""Approving without a terminal: a comment or a review on a pull request becomes records on its branch."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from kept.model.fields import Audience
from kept.write.comment import Comment, Order, read
from kept.write.forges import Forge, forge_files
from markdown_it import MarkdownIt
from projects import SMALL, Project

if TYPE_CHECKING:
    from collections.abc import Mapping

_HERE = Path(__file__).parent
_NEW = "evidence/testimonials/second-visit.md"
_WORDS = "They came back the next day and hung the door."
_FLOW = ".github/workflows/kept-answer.yml"


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("/kept approve cold-sunday", [Order("approve", None, ("cold-sunday",))]),
        (
            "/KEPT approve public `cold-sunday`, promise.on-time",
            [Order("approve", Audience.PUBLIC, ("cold-sunday", "promise.on-time"))],
        ),
        ("Looks fine.\n\n  /kept approve all\nThank you", [Order("approve", None, ())]),
        ("/kept approve internal all except a b", [Order("approve", Audience.INTERNAL, (), ("a", "b"))]),
        ("/kept revoke a\r\n/kept approve b", [Order("revoke", None, ("a",)), Order("approve", None, ("b",))]),
        ("> /kept approve all\n```\n/kept approve all\n```", []),
        ("I would write /kept approve all here", []),
        ("Fine.\n\n<!--\n/kept approve all\n-->", []),
        ("Fine <!--\n/kept approve all\n--> so far", []),
        ("<pre>\n/kept approve all\n</pre>", []),
        ("Write:\n\n    /kept approve all", []),
        ("````\n```\n/kept approve all\n```\n````", []),
        ("~~~\n```\n~~~\n~~~\n/kept approve all\n~~~", []),
        ("```\n~~~\n/kept approve all\n```", []),
        ("`/kept approve all`", []),
        ("\\/kept approve all", []),
        ("~~No:\n/kept approve all~~", []),
        ("[a](b 'x\n/kept approve all\n')", []),
        ("| a |\n|---|\n| /kept approve all |", []),
        ("<!-- from a form -->\n/kept approve all\n--\nDana", [Order("approve", None, ())]),
        ("# Decision\n/kept approve all", [Order("approve", None, ())]),
    ],
)
def test_an_order_is_a_line_that_begins_with_kept(text: str, orders: list[Order]) -> None:
    assert read(text) == Comment(tuple(orders), ())


@pytest.mark.parametrize(
    "text",
    [
        "/kept",
        "/kept aprove all",
        "/kept approve",
        "/kept approve all except",
        "/kept approve all but a",
        "/kept revoke all",
        "/kept approve ../../etc",
        "/kept approve $(id)",
        "/keptapprove a",
        "/kept approve a;rm -rf",
    ],
)
def test_what_is_nearly_an_order_is_told_and_not_guessed(text: str) -> None:
    assert read(text).orders == ()
    assert read(text).unclear == (text,)


@pytest.mark.parametrize(
    "text",
    [
        "> Is it right?\n/kept approve all",
        "- done\n  /kept approve all",
        "<details>\n\n/kept approve all\n\n</details>",
        "a <span hidden>\n/kept approve all\n</span>",
    ],
)
def test_an_order_that_readers_see_within_something_else_is_told_and_not_obeyed(text: str) -> None:
    assert read(text) == Comment((), ("/kept approve all",))


def test_a_comment_records_what_its_writer_is_entitled_to_and_the_merged_site_shows_it(request_: Request) -> None:
    reply = request_.comment("olive-o", "/kept approve second-visit")

    assert "- `second-visit`: approved for the public site and the internal site" in reply
    request_.merge()
    public = request_.folder("after")
    assert public.kept("build", "--audience", "public").code == 0
    pages = "".join(page.read_text(encoding="utf-8") for page in (public.root / "dist/public").rglob("*.html"))
    assert _WORDS in pages


def test_an_approving_review_records_what_the_change_has_for_the_reviewer(
    request_: Request,
) -> None:
    reply = request_.review("Olive-O")

    assert "Recorded for Olive Owner (olive):" in reply
    assert "`second-visit`" in reply
    assert "nine-oclock" not in reply, "what the change leaves alone is not decided on"
    assert (
        "Nothing in this change waits for Olive" in request_.review("olive-o")
        or "is recorded already" in request_.last()
    )


def test_a_login_that_nobody_has_records_nothing_and_says_what_to_do(request_: Request) -> None:
    before = request_.head()
    reply = request_.comment("[stranger](https://evil.example) @all", "/kept approve all")

    assert reply.startswith("Nothing was recorded: nobody in `promises.toml` has the login")
    assert "<a " not in MarkdownIt("commonmark").render(reply)
    assert "@all" not in reply
    assert request_.head() == before


def test_whoever_wrote_the_item_cannot_approve_it_by_comment(request_: Request) -> None:
    request_.commit(_NEW, "captured_by: tessa", "captured_by: olive")
    reply = request_.comment("olive-o", "/kept approve second-visit")

    assert "- `second-visit`: is not recorded: second-visit: olive captured, verified or submitted it" in reply


def test_a_decision_about_an_older_state_of_the_change_is_not_taken(request_: Request) -> None:
    reviewed = request_.head()
    request_.commit(_NEW, "the next day", "the same day")
    before = request_.head()

    assert "the change has moved on since you decided" in request_.review("olive-o", of=reviewed)
    assert "the change has moved on since you decided" in request_.comment(
        "olive-o", "/kept approve all", pushed="2026-11-20T13:00:00Z"
    )
    assert request_.head() == before


def test_a_closed_request_and_a_fork_are_answered_in_words(request_: Request) -> None:
    before = request_.head()
    assert "this pull request is closed" in request_.comment("olive-o", "/kept approve all", state="MERGED")
    assert "comes from a fork" in request_.comment("olive-o", "/kept approve all", isCrossRepository=True)
    assert request_.head() == before


def test_a_mistyped_order_is_answered_with_what_can_be_written(request_: Request) -> None:
    reply = request_.comment("olive-o", "/kept aprove all")

    assert "/kept aprove all is not understood. It can be `/kept approve ID ...`" in reply


def test_a_comment_cannot_run_anything(request_: Request) -> None:
    request_.comment("olive-o", '/kept approve second-visit\n$(touch owned) `touch owned` "; touch owned #')

    assert not list(request_.tmp_path.rglob("owned"))


def test_two_who_decide_in_the_same_moment_write_over_nobody(request_: Request) -> None:
    seen = request_.head()
    request_.commit(_NEW, "the next day", "the same day")
    before = request_.head()

    reply = request_.comment("olive-o", "/kept approve second-visit", headRefOid=seen)
    assert reply.startswith("Nothing was recorded: somebody added a commit in the same moment.")
    assert request_.head() == before


def test_three_hundred_items_are_decided_on_at_once_and_the_reply_fits_a_comment(request_: Request) -> None:
    folder = request_.folder("author")
    folder.git("switch", "--quiet", "change")
    text = (folder.root / _NEW).read_text(encoding="utf-8")
    names = [f"visit-{number}" for number in range(300)]
    for name in names:
        folder.write({f"evidence/testimonials/{name}.md": text.replace(_WORDS, f"{_WORDS} That was {name}.").encode()})
    folder.commit()
    folder.git("push", "--quiet", "origin", "change")

    reply = request_.comment("olive-o", f"/kept approve {' '.join(names)}")
    assert all(f"`{name}`" in reply for name in names)
    assert len(reply) < 65_536


def test_a_picture_called_like_a_text_is_answered_in_words(request_: Request) -> None:
    folder = request_.folder("author")
    folder.git("switch", "--quiet", "change")
    folder.write({"evidence/testimonials/photo.md": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40}).commit()
    folder.git("push", "--quiet", "origin", "change")

    reply = request_.comment("olive-o", "/kept approve photo second-visit")
    assert "`photo`: is not recorded: photo cannot be read" in reply
    assert "- `second-visit`: approved" in reply, "one bad file holds no other back"
    assert "photo" in folder.kept("diff", "origin/main", "--format", "md").out


def test_an_item_and_its_approval_in_one_commit_show_nothing_before_the_merge(request_: Request) -> None:
    folder = request_.folder("author")
    folder.git("switch", "--quiet", "change")
    folder.edit(_NEW, "the next day", "the day after").approve("second-visit", by="olive").commit()
    folder.git("push", "--quiet", "origin", "change")

    assert "`second-visit`: is recorded already" in request_.comment("olive-o", "/kept approve second-visit")
    shown = folder.gated(trust_ref="origin/main").public.voices
    assert "second-visit" not in {voice.id for voice in shown}


def test_an_outage_before_the_records_leaves_nothing_behind(request_: Request) -> None:
    before = request_.head()
    with pytest.raises(AssertionError, match="KeyError"):
        request_.comment("olive-o", "/kept approve second-visit", missing=("state",))
    assert request_.head() == before


def test_an_outage_after_the_records_leaves_whole_records_and_the_next_run_says_so(request_: Request) -> None:
    before = request_.head()
    with pytest.raises(AssertionError, match="KeyError"):
        request_.comment("olive-o", "/kept approve second-visit", missing=("comments",))
    assert request_.head() != before
    assert "`second-visit`: is recorded already" in request_.comment("olive-o", "/kept approve second-visit")


@dataclass
class Request:
    """A pull request in a bare repository, and the forge's calls about it."""

    tmp_path: Path
    runs: int = 0

    @property
    def origin(self) -> Path:
        return self.tmp_path / "origin.git"

    def head(self) -> str:
        return _run("git rev-parse change", self.origin)

    def last(self) -> str:
        comments = json.loads((self.tmp_path / "forge.json").read_text(encoding="utf-8"))["requests"]["7"]["comments"]
        return str(comments[-1]) if comments else ""

    def comment(
        self,
        login: str,
        text: str,
        *,
        pushed: str = "2026-11-20T11:00:00Z",
        missing: tuple[str, ...] = (),
        **request: Any,  # noqa: ANN401  what the forge says of it
    ) -> str:
        said = {"LOGIN": login, "COMMENT": text, "COMMENTED_AT": "2026-11-20T12:00:00Z", "REVIEWED": ""}
        return self._answer(said, pushed, request, missing)

    def review(self, login: str, of: str | None = None) -> str:
        return self._answer({"LOGIN": login, "COMMENT": "", "COMMENTED_AT": "", "REVIEWED": of or self.head()}, "", {})

    def commit(self, path: str, old: str, new: str) -> None:
        folder = self.folder("author")
        folder.git("switch", "--quiet", "change")
        folder.edit(path, old, new).commit()
        folder.git("push", "--quiet", "origin", "change")

    def merge(self) -> None:
        """A squash merge, as people do it."""
        folder = self.folder("merge")
        folder.git("merge", "--quiet", "--squash", "origin/change")
        folder.git("commit", "--quiet", "--message", "A second visit")
        folder.git("push", "--quiet", "origin", "main")

    def folder(self, name: str) -> Project:
        self.runs += 1
        target = self.tmp_path / f"{name}-{self.runs}"
        _run(f"git clone --quiet {shlex.quote(str(self.origin))} {shlex.quote(str(target))}", self.tmp_path)
        return Project(target)

    def _answer(
        self, said: dict[str, str], pushed: str, request: Mapping[str, Any], missing: tuple[str, ...] = ()
    ) -> str:
        """Runs the workflow's own steps, as the forge would."""
        job = self.folder("job").root
        head = self.head()
        now: dict[str, Any] = {
            "state": "OPEN",
            "isCrossRepository": False,
            "headRefOid": head,
            "headRefName": "change",
            "comments": [],
        }
        review = {"user": {"login": said["LOGIN"]}, "state": "APPROVED", "commit_id": said["REVIEWED"], "id": 1}
        api = {"repos/our/promises/pulls/7/reviews": [review], "repos/our/promises/activity": [{"timestamp": pushed}]}
        forge = self.tmp_path / "forge.json"
        # Without one of these the forge's answer fails, as in an outage.
        known = {name: value for name, value in {**now, **request}.items() if name not in missing}
        forge.write_text(json.dumps({"requests": {"7": known}, "api": api}), encoding="utf-8")
        job_has = {"NUMBER": "7", "GH_REPO": "our/promises", "RUNNER_TEMP": str(self.tmp_path), "FORGE": str(forge)}
        flow = yaml.safe_load(forge_files(Forge.GITHUB, "@dana", "main")[_FLOW])
        for step in flow["jobs"]["answer"]["steps"]:
            if "run" in step and not step["run"].startswith("pip "):
                _run(step["run"], job, said | job_has)
        return self.last()


@pytest.fixture
def request_(approved: Project, tmp_path_factory: pytest.TempPathFactory) -> Request:
    """An open pull request that adds a second quote, by somebody nobody knows, to a project that is approved."""
    if not shutil.which("jq"):
        pytest.skip("jq is missing: the forge's machines have it")
    opened = Request(tmp_path_factory.mktemp("request"))
    approved.git("branch", "--quiet", "--move", "main")
    _run(f"git clone --quiet --bare . {shlex.quote(str(opened.origin))}", approved.root)
    author = opened.folder("author")
    author.git("switch", "--quiet", "--create", "change")
    voice = SMALL["evidence/testimonials/nine-oclock.md"]
    assert isinstance(voice, str)
    author.write({_NEW: _another(voice)}).commit()
    author.git("push", "--quiet", "origin", "change")
    return opened


def _another(voice: str) -> str:
    """A quote like the one on file, by somebody else, in other words."""
    own = {
        "They rang the bell at nine, as they had said.": _WORDS,
        "Ada Mover": "Bo Carter",
        "crm:1": "crm:2",
        "Mover and Sons": "Carter Ltd",
    }
    for old, new in own.items():
        voice = voice.replace(old, new)
    return voice


def _run(script: str, folder: Path, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={
            **os.environ,
            "PATH": os.pathsep.join([str(_HERE), str(Path(sys.executable).parent), os.environ["PATH"]]),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            **(environment or {}),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout.strip()
