"""The addresses in the register: what nobody could follow is refused where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from projects import Project

WEB = "write a whole web address, like https://example.com/page."
SITE = "write only where the site begins, like https://promises.example.com/."
MAIL = "write mailto: and one e-mail address, like mailto:name@example.com."
PATH = "write the path they lead to."
EVERYWHERE = {
    "https://[::1/": WEB,
    "https://[nowhere]/": WEB,
    "https://example.com:99999/": WEB,
    "https://example.com:port/": WEB,
    "https:///page": WEB,
    "https://:80/": WEB,
    "https://exam%70le.com/": WEB,
    "https://example.com\u2100/": WEB,
    "https://olive:secret@example.com/": WEB,
    "https://@example.com/": WEB,
    "https://example.com/a%0d%0aSet-Cookie:x/": WEB,
    "https://example.com/%E2%80%AE/": WEB,
    "https://example.com/../": PATH,
    "https://example.com/a/%2E%2e/b": PATH,
    "https://example.com/a%2f..%2fb": PATH,
    "https://example.com/./a": PATH,
    "https://example.com/\\\\evil.example/": "write / instead.",
}


def written(project: Project, line: str) -> Project:
    """The project whose fifth line is this one."""
    return project.edit("promises.toml", "as_of = 2026-11-20\n", f"{line}\nas_of = 2026-11-20\n")


def refused(project: Project, line: str) -> tuple[str, str]:
    """Message and hint of the only finding about the register, which stands in that line."""
    portfolio, report = written(project, line).load_raw()
    assert portfolio is None
    (finding,) = [finding for finding in report if finding.code == "KPT101"]
    assert (finding.place.path, finding.place.line) == ("promises.toml", 5)
    return finding.message, finding.hint


@pytest.mark.parametrize("url", EVERYWHERE)
@pytest.mark.parametrize("key", ["site_url.public", "site_url.internal", "corrections", "contribute_url"])
def test_an_address_that_leads_nowhere_is_refused_in_its_line(project: Project, key: str, url: str) -> None:
    message, hint = refused(project, f"{key} = '{url}'")
    assert message.startswith(f'"{key}": ')
    assert hint == EVERYWHERE[url]


@pytest.mark.parametrize("end", ["?", "?a=b", "#", "#top"])
def test_where_a_site_begins_is_no_question_and_no_place_in_a_page(project: Project, end: str) -> None:
    message, hint = refused(project, f"site_url = {{ public = 'https://example.com/{end}' }}")
    assert message == '"site_url.public": there is a question or a place in a page (? or #) in it.'
    assert hint == SITE


@pytest.mark.parametrize("url", ["mailto:nobody", "mailto:@example.com", "mailto:a@", "mailto:a%0d%0ab@example.com"])
def test_a_mistake_is_not_reported_to_nobody(project: Project, url: str) -> None:
    message, hint = refused(project, f"corrections = '{url}'")
    assert message == '"corrections": there is no e-mail address in it.'
    assert hint == MAIL


@pytest.mark.parametrize(
    "line",
    [
        "site_url = { public = 'https://example.com', internal = 'http://[::1]:8000/sub/' }",
        "site_url = { public = 'https://bücher.example/a%20b/~c..d/' }",
        "corrections = 'mailto:olive@example.com?subject=A%20mistake&body=On%0D%0A'",
        "corrections = 'https://example.com/form?a=b#c'",
        "contribute_url = 'https://{role}.example.com/{promise}/?r={role}&p={promise}#{role}'",
    ],
)
def test_an_address_that_can_be_followed_stays_as_it_was_written(project: Project, line: str) -> None:
    portfolio, _ = written(project, line).load()
    assert portfolio.register.organisation.name == "Small Removals"
