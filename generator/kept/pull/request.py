"""Prepares the request for a source, with the secrets from the environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from kept.pull.errors import Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kept.model.sources import MetricSource

_PORTS = {"http": 80, "https": 443}
_ENOUGH_TO_TELL = 8
"""A shorter secret can be in a text by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A GET request. Its address and headers are never printed."""

    url: str = field(repr=False)
    """The address, without a name or password in it."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    login: tuple[str, str] | None = field(default=None, repr=False)
    """The name and password that were in the address; None where there were none."""
    shown: str
    """The name of the source in messages."""
    private: bool = False
    """True where the address may be in the own network."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Words that must not be in anything written or printed."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port, to which the secrets may be sent."""
        return origin(self.url)


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address.

    Raises:
        ValueError: it is not an address.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        message = "no address of the web"
        raise ValueError(message)
    return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]


def request(source: MetricSource, environment: Mapping[str, str]) -> Request:
    """The request for a source.

    Args:
        source: a source whose variables have valid names.
        environment: the environment variables.

    Raises:
        Unreachable: a variable is not set, or its value cannot be sent.
        Refused: a secret would be sent without encryption.
    """
    url = source.url or _value(environment, source.url_env or "")
    try:
        scheme, host, _ = origin(url)
        parts = urlsplit(url)
        login = (unquote(parts.username or ""), unquote(parts.password or "")) if parts.username else None
        plain = urlunsplit((scheme, parts.netloc.rpartition("@")[2], parts.path or "/", parts.query, ""))
    except ValueError:
        message = f"what stands in the variable {source.url_env} is not a web address"
        raise Unreachable(message, f"set {source.url_env} to a whole address, beginning with https://.") from None
    headers = {header: _value(environment, name) for header, name in source.headers_env.items()}
    if scheme == "http" and (headers or login) and not source.private:
        message = "its secrets would be sent unencrypted, for anybody on the way to read"
        raise Refused(message, "write an address that begins with https://.")
    return Request(
        url=plain,
        headers=headers,
        login=login,
        shown=host if source.url else f"the address in {source.url_env}",
        private=source.private,
        secrets=tuple(_telling((*headers.values(), *(login or ()), *(_in_address(url) if source.url_env else ())))),
    )


def _in_address(url: str) -> tuple[str, ...]:
    """The parts of a secret address that may be the secret: values of parameters, and long parts of the path."""
    parts = urlsplit(url)
    folders = (part for part in parts.path.split("/") if len(part) >= 2 * _ENOUGH_TO_TELL)
    return (*(value for _, value in parse_qsl(parts.query)), *folders)


def _value(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        message = f"the environment variable {name} is not set"
        raise Unreachable(message, f"set {name} where `kept pull` runs: in the shell, or as a secret of the CI job.")
    if not value.isascii() or not value.isprintable():
        message = f"what stands in the environment variable {name} has characters that cannot be sent"
        raise Unreachable(message, f"set {name} again, without line breaks and accents.")
    return value


def _telling(values: tuple[str, ...]) -> set[str]:
    """The values and the words in them that are long enough not to be in a text by chance."""
    return {word for value in values for word in (value, *value.split()) if len(word) >= _ENOUGH_TO_TELL}
