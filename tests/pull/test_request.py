"""What a source is asked with: secrets from the environment, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from kept.model.sources import MetricSource
from kept.pull.errors import Refused, Trouble, Unreachable
from kept.pull.request import Request, request


def asked(environment: dict[str, str] | None = None, **more: Any) -> Request:  # noqa: ANN401  as the model has it
    """What comes of a source with these fields."""
    usual = {"id": "s", "type": "csv", "kind": "metric", "target": "m", "status": "final"}
    return request(MetricSource.model_validate({**usual, **more}), environment or {})


def trouble(environment: dict[str, str], **more: Any) -> Trouble:  # noqa: ANN401  as above
    """Why it is not asked."""
    with pytest.raises(Trouble) as raised:
        asked(environment, **more)
    return raised.value


def test_an_address_is_asked_as_it_is_written_without_its_fragment() -> None:
    found = asked(url="https://figures.example:8443/a%20b?x=1&y=%2F#part")
    assert (found.url, found.shown) == ("https://figures.example:8443/a%20b?x=1&y=%2F", "figures.example")
    assert found.origin == ("https", "figures.example", 8443)
    assert asked(url="https://Figures.Example").url == "https://Figures.Example/"


def test_a_login_in_a_secret_address_is_sent_as_one() -> None:
    found = asked({"JOBS_URL": " https://ada:pass%2Fword-1815@figures.example/x?key=abcdefgh\n"}, url_env="JOBS_URL")
    assert (found.url, found.login) == ("https://figures.example/x?key=abcdefgh", ("ada", "pass/word-1815"))
    assert set(found.secrets) == {"pass/word-1815", "abcdefgh"}
    assert found.shown == "the address in JOBS_URL"
    assert not any(secret in repr(found) for secret in (*found.secrets, "figures.example"))


def test_a_header_is_sent_with_what_the_variable_holds() -> None:
    found = asked({"T": "Bearer abcdefghij"}, url="https://figures.example/", headers_env={"Authorization": "T"})
    assert found.headers == {"Authorization": "Bearer abcdefghij"}
    assert set(found.secrets) == {"Bearer abcdefghij", "abcdefghij"}


@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_a_variable_that_is_not_set_is_named(value: str | None) -> None:
    environment = {} if value is None else {"T": value}
    found = trouble(environment, url="https://figures.example/", headers_env={"X-Key": "T"})
    assert (type(found), found.message) == (Unreachable, "the environment variable T is not set")


@pytest.mark.parametrize("value", ["one\ntwo-secret", "s\u00e9cret-value", "secret\x00value", "a\r\nX-Other: secret"])
def test_a_value_that_cannot_be_sent_is_not_repeated(value: str) -> None:
    found = trouble({"T": value}, url="https://figures.example/", headers_env={"X-Key": "T"})
    assert isinstance(found, Unreachable)
    assert "T has characters that cannot be sent" in found.message
    assert "cret" not in found.message + found.hint


@pytest.mark.parametrize(
    "value", ["figures.example", "ftp://figures.example/", "https://", "https://[x", "https://x:y/"]
)
def test_a_variable_that_holds_no_address_is_named(value: str) -> None:
    found = trouble({"JOBS_URL": value}, url_env="JOBS_URL")
    assert (type(found), found.message) == (Unreachable, "what stands in the variable JOBS_URL is not a web address")


def test_a_secret_is_sent_unencrypted_within_our_own_network_only() -> None:
    secret = {"T": "abcdefghij", "U": "http://ada:lovelace@figures.example/"}
    header = {"url": "http://figures.example/", "headers_env": {"X-Key": "T"}}
    for more in (header, {"url_env": "U"}):
        assert isinstance(trouble(secret, **more), Refused)
        assert asked(secret, private=True, **more)
    assert asked(url="http://figures.example/")
