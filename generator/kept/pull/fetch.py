"""Gets one answer from the network, within limits of address, size and time."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

from kept import __version__
from kept.pull.allowed_addresses import refused
from kept.pull.errors import Refused, Trouble, Unreachable
from kept.pull.request import Request, origin

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

Resolve = Callable[[str], Sequence[str]]
"""Gives the IP addresses of a host, the best one first. Raises OSError where there are none."""

_CHUNK = 65_536
_OK = 200
_MOVED = (301, 302, 303, 307, 308)
_NOT_ALLOWED = (401, 403, 407)


class Limits(NamedTuple):
    """The limits of time and size."""

    connect: float = 10
    """The most seconds until the connection is made."""
    read: float = 30
    """The most seconds between two parts of the answer."""
    total: float = 60
    """The most seconds for everything, including redirects."""
    size: int = 10_000_000
    """The most bytes of the unpacked answer."""
    redirects: int = 3


def addresses_of(host: str) -> list[str]:
    """The IP addresses of a host, as this machine resolves it.

    Raises:
        OSError: it has no address.
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Network:
    """The access to the network, with its resolver, limits and certificates as parameters."""

    resolve: Resolve = addresses_of
    limits: Limits = field(default_factory=Limits)
    authorities: str | None = None
    """A file with trusted certificates; None for those that come with requests."""

    def fetch(self, request: Request) -> bytes:
        """The body of the answer, unpacked.

        Raises:
            Unreachable: no server answered with the requested data.
            Refused: kept does not connect to this address, or does not follow a redirect.
        """
        given_up = Event()
        try:
            return _within(self.limits.total, lambda: self._fetch(request, given_up))
        except TimeoutError:
            message = f"{request.shown} did not finish its answer within {self.limits.total:g} seconds"
            hint = "ask for fewer rows at once, or have the source made faster. Nothing of it was used."
            raise Refused(message, hint) from None
        finally:
            given_up.set()

    def _fetch(self, request: Request, given_up: Event) -> bytes:
        host = urlsplit(request.url).hostname or ""
        addresses = self._addresses(request, host)
        url = request.url
        with _session(host) as session:
            for _ in range(self.limits.redirects + 1):
                with self._answered(session, request, url, addresses) as answer:
                    if answer.status_code not in _MOVED:
                        _expect_success(request, answer.status_code)
                        return self._body(request, answer, given_up)
                    url = _followed(request, url, answer.headers.get("Location"))
        message = f"{request.shown} redirects more than {self.limits.redirects} times"
        raise Refused(message, "write the address that the figures are really at.")

    def _answered(
        self, session: requests.Session, request: Request, url: str, addresses: Sequence[str]
    ) -> requests.Response:
        """A response whose body has not been read yet, from the first address that answers."""
        failure: Exception | None = None
        for address in addresses:
            try:
                return self._asked(session, request, url, address)
            except (requests.exceptions.SSLError, requests.exceptions.ReadTimeout) as error:
                failure = error
                break
            except (OSError, ValueError) as error:
                failure = error
        # The error's own message contains the address, which may be secret.
        raise self._unreachable(request, failure) from None

    def _addresses(self, request: Request, host: str) -> list[str]:
        """The addresses of a host, if kept may connect to them."""
        try:
            found = list(self.resolve(host))
        except (OSError, UnicodeError):
            found = []
        if not found:
            message = f"{request.shown} is not known: no server has that name"
            raise Unreachable(message, "look for a typing error, and whether this machine has a network.")
        for address in found:
            why = refused(address, private=request.private)
            if why:
                message = (
                    f"{request.shown} {why}"
                    if request.shown == address
                    else f"{request.shown} leads to {address}, which {why}"
                )
                hint = (
                    "if it really is in your own network, write `private = true` for this source, on the protected "
                    "branch; else correct the address."
                )
                raise Refused(message, hint)
        return found

    def _asked(self, session: requests.Session, request: Request, url: str, address: str) -> requests.Response:
        """Sends the request to exactly this address, so that a later change of the host's name has no effect."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
        number = f"[{address}]" if ":" in address else address
        named = f"[{host}]" if ":" in host else host
        return session.get(
            urlunsplit((parts.scheme, number + port, parts.path, parts.query, "")),
            headers={
                "User-Agent": f"kept/{__version__}",
                "Accept": "application/json, text/csv, */*;q=0.1",
                "Accept-Encoding": "gzip",
                "Connection": "close",
                **request.headers,
                "Host": named + port,
            },
            auth=_login(request),
            timeout=(self.limits.connect, self.limits.read),
            verify=self.authorities or True,
            allow_redirects=False,
            stream=True,
        )

    def _unreachable(self, request: Request, error: Exception | None) -> Trouble:
        """The error in words that contain nothing of the address or of a header."""
        match error:
            case requests.exceptions.SSLError():
                words = f"the certificate of {request.shown} is not good"
                hint = "if an authority of your own made it, name its file in REQUESTS_CA_BUNDLE; else tell its owner."
            case requests.exceptions.ConnectTimeout():
                words = f"{request.shown} did not answer within {self.limits.connect:g} seconds"
                hint = "check that it is reachable from here, and try again."
            case requests.exceptions.Timeout():
                words = f"{request.shown} said nothing for {self.limits.read:g} seconds"
                hint = "try again later, or tell whoever runs it."
            case _:
                words = f"there was no connection to {request.shown}"
                hint = "check the address, and that it is reachable from here."
        return Unreachable(words, hint)

    def _body(self, request: Request, answer: requests.Response, given_up: Event) -> bytes:
        body = bytearray()
        for chunk in _chunks(request, answer):
            body += chunk
            if len(body) > self.limits.size:
                message = f"{request.shown} answers with more than {self.limits.size / 1e6:g} MB"
                hint = "ask for fewer rows: one row for each period is all that is needed."
                raise Refused(message, hint)
            if given_up.is_set():
                break
        return bytes(body)


class _Pinned(HTTPAdapter):
    """Connects to an IP address, and checks the certificate for the host's name."""

    def __init__(self, host: str) -> None:
        self._host = host
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on unchanged
        super().init_poolmanager(*args, **kwargs, server_hostname=self._host)


def _login(request: Request) -> requests.auth.HTTPBasicAuth | None:
    return requests.auth.HTTPBasicAuth(*request.login) if request.login else None


def _session(host: str) -> requests.Session:
    session = requests.Session()
    # No proxies or passwords from the environment or from the user's home.
    session.trust_env = False
    session.mount("https://", _Pinned(host))
    session.headers.clear()
    return session


def _chunks(request: Request, answer: requests.Response) -> Iterator[bytes]:
    try:
        yield from answer.iter_content(_CHUNK)
    except requests.exceptions.ContentDecodingError:
        message = f"what {request.shown} sent is packed in a way that cannot be unpacked"
        raise Unreachable(message, "tell whoever runs it.") from None
    except (OSError, ValueError):
        message = f"{request.shown} broke off in the middle of its answer"
        raise Unreachable(message, "try again; nothing of it was used.") from None


def _within(seconds: float, work: Callable[[], T]) -> T:
    """The result of some work, unless it takes too long.

    A socket's timeout restarts with each byte, and a name look-up has none. So the work is done in a thread, which is
    abandoned after the time.

    Raises:
        TimeoutError: it took longer.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001  raised again in the waiting thread
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    return done.result(timeout=seconds)


def _expect_success(request: Request, status: int) -> None:
    if status == _OK:
        return
    if status in _NOT_ALLOWED:
        hint = "check that the variables named in `headers_env` or `url_env` hold what lets kept in, and still do."
    elif status < 500:  # noqa: PLR2004  from 500 on it is the server's fault
        hint = "check the address: open it in a browser."
    else:
        hint = "the fault is at the source; try again later, or tell whoever runs it."
    message = f"{request.shown} answered with the status {status}"
    raise Unreachable(message, hint)


def _followed(request: Request, url: str, location: str | None) -> str:
    """The target of a redirect, if it has the same origin, because the secrets are only for that."""
    try:
        target = urljoin(url, location or "")
        there = origin(target)
    except ValueError:
        target, there = "", None
    if there == request.origin:
        return target
    elsewhere = f"{there[0]}://{there[1]}" if there else "no web address"
    message = f"{request.shown} redirects to {elsewhere}, and what is secret stays with the address it is meant for"
    raise Refused(message, "if the figures have moved, write their new address into the policy.")
