"""What kept connects to, how long it waits and how much it takes: against real servers that behave badly."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import repeat
from typing import TYPE_CHECKING

import pytest
from kept.pull.allowed_addresses import refused
from kept.pull.errors import Refused, Trouble, Unreachable
from kept.pull.fetch import Limits, Network, addresses_of
from kept.pull.request import Request
from servers import serving

if TYPE_CHECKING:
    from pathlib import Path

    from servers import Server

HOST = "figures.example"
QUICK = Limits(connect=2, read=1, total=1.5, size=100_000)


def here(_: str) -> list[str]:
    """Every name is this machine's."""
    return ["127.0.0.1"]


def ask(server: Server, path: str = "/figures", *, limits: Limits = QUICK, private: bool = True) -> bytes:
    """What comes from a server under a name that no other resolver knows."""
    asked = Request(url=server.at(path, HOST), headers={"X-Key": "s3cret-0815"}, shown=HOST, private=private)
    return Network(here, limits).fetch(asked)


def trouble(server: Server, path: str = "/figures", *, limits: Limits = QUICK, private: bool = True) -> Trouble:
    """Why nothing comes."""
    with pytest.raises(Trouble) as raised:
        ask(server, path, limits=limits, private=private)
    assert "s3cret" not in raised.value.message + raised.value.hint
    return raised.value


# --- Where to


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.9.1",
            "10.0.0.7",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104  nobody is to connect there
            "169.254.169.254",
        ),
        *(
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "::",
            "::1",
            "fe80::1",
            "fe80::1%eth0",
        ),
        *("fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.7", "::127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::a00:7", "64:ff9b:1::a00:7", "2002:7f00:1::", "2002:a00:7::1", "2001::1"),
        *("", "localhost", "2130706433", "127.1", "0x7f000001"),
    ],
)
def test_an_address_that_is_not_of_the_public_network_is_refused(address: str) -> None:
    assert refused(address, private=False)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
)
def test_an_address_of_the_public_network_is_asked(address: str) -> None:
    assert refused(address, private=False) is None
    assert refused(address, private=True) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.7", "192.168.1.1", "fd12::1", "::ffff:10.0.0.7"])
def test_a_source_of_our_own_network_is_asked_where_the_policy_says_so(address: str) -> None:
    assert refused(address, private=True) is None


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "::", "::ffff:169.254.169.254"],  # noqa: S104  the same
)
def test_where_cloud_machines_keep_their_credentials_nobody_is_ever_sent(address: str) -> None:
    assert refused(address, private=True)


def test_nothing_is_sent_to_a_private_address(server: Server) -> None:
    server.says("secret figures")
    found = trouble(server, private=False)
    assert isinstance(found, Refused)
    assert found.message == f"{HOST} leads to 127.0.0.1, which is this very machine"
    assert server.asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(server: Server) -> None:
    network = Network(lambda _: ["93.184.216.34", "127.0.0.1"], QUICK)
    with pytest.raises(Refused):
        network.fetch(Request(url=server.at("/figures", HOST), shown=HOST))


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(server: Server) -> None:
    """A name that leads elsewhere a moment later changes nothing: it is looked up once."""
    names: list[str] = []
    server.says("", path="/moved", status=302, headers=(("Location", "/figures"),)).says("figures")
    network = Network(lambda host: names.append(host) or ["127.0.0.1"], QUICK)  # type: ignore[func-returns-value]
    assert network.fetch(Request(url=server.at("/moved", HOST), shown=HOST, private=True)) == b"figures"
    assert names == [HOST]
    assert {asked.headers["Host"] for asked in server.asked} == {f"{HOST}:{server.port}"}


def test_the_next_address_is_tried_where_nobody_answers_at_the_first(server: Server) -> None:
    server.says("figures")
    network = Network(lambda _: ["::1", "127.0.0.1"], QUICK)
    assert network.fetch(Request(url=server.at("/figures", HOST), shown=HOST, private=True)) == b"figures"


def test_proxies_and_passwords_of_the_machine_are_not_used(
    server: Server, serve: Callable[[], Server], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    proxy = serve()
    (tmp_path / "netrc").write_text(f"machine {HOST} login ada password lovelace\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.at("/"))
    assert ask(server.says("figures")) == b"figures"
    assert proxy.asked == []
    assert "Authorization" not in server.asked[0].headers


def test_a_name_nobody_has_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="is not known"):
        Network(addresses_of, QUICK).fetch(Request(url="https://nobody.invalid/", shown="nobody.invalid"))


def test_where_nobody_listens_there_is_no_connection() -> None:
    with serving() as server:
        pass
    assert trouble(server).message == f"there was no connection to {HOST}"


# --- Redirects


def test_a_redirect_to_another_origin_is_refused_and_that_one_hears_nothing(
    server: Server, serve: Callable[[], Server]
) -> None:
    other = serve().says("figures")
    server.says("", status=302, headers=(("Location", other.at("/figures", HOST)),))
    found = trouble(server)
    assert isinstance(found, Refused)
    assert f"redirects to http://{HOST}" in found.message
    assert other.asked == []


@pytest.mark.parametrize(
    "location",
    [
        "http://elsewhere.example/",
        "//elsewhere.example/",
        "ftp://figures.example/",
        "file:///etc/passwd",
        "https://figures.example/",
        "javascript:1",
    ],
)
def test_whatever_else_a_redirect_leads_to_is_refused(server: Server, location: str) -> None:
    server.says("", status=301, headers=(("Location", location),))
    assert isinstance(trouble(server), Refused)
    assert len(server.asked) == 1


def test_a_redirect_that_is_no_address_leads_nowhere(server: Server) -> None:
    trouble(server.says("", status=301, headers=(("Location", "http://["),)))
    assert len(server.asked) == 1


def test_a_redirect_within_the_origin_is_followed_a_few_times_only(server: Server) -> None:
    server.says("", path="/a", status=307, headers=(("Location", "figures?x=1"),)).says("figures")
    assert ask(server, "/a") == b"figures"
    server.says("", path="/loop", status=302, headers=(("Location", "/loop"),))
    assert trouble(server, "/loop").message == f"{HOST} redirects more than 3 times"
    assert len([asked for asked in server.asked if asked.path == "/loop"]) == 4


# --- How much, how long


def test_an_answer_that_is_too_large_is_refused(server: Server) -> None:
    assert len(ask(server.says(b"x" * 100_000))) == 100_000
    found = trouble(server.says(b"x" * 100_001))
    assert (type(found), found.message) == (Refused, f"{HOST} answers with more than 0.1 MB")


def test_an_answer_without_an_end_is_refused(server: Server) -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    server.says("", raw=(piece for pieces in ([head], repeat(b"x" * 10_000)) for piece in pieces))
    assert isinstance(trouble(server), Refused)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_is_refused_before_it_is_unpacked(server: Server, layers: int) -> None:
    body = bytes(50_000_000)
    for _ in range(layers):
        body = gzip.compress(body)
    server.says(body, headers=(("Content-Encoding", ", ".join(["gzip"] * layers)),))
    assert isinstance(trouble(server, limits=Limits(size=100_000)), Refused)


def test_an_answer_may_be_packed(server: Server) -> None:
    assert ask(server.says(gzip.compress(b"figures"), headers=(("Content-Encoding", "gzip"),))) == b"figures"
    found = trouble(server.says(b"figures", headers=(("Content-Encoding", "gzip"),)))
    assert found.message == f"what {HOST} sent is packed in a way that cannot be unpacked"


def drip(start: bytes, piece: bytes) -> Iterator[bytes]:
    """A piece every tenth of a second: no pause is ever too long, and it never ends."""
    yield start
    for _ in range(100):
        time.sleep(0.1)
        yield piece


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nX-", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n", b"x"),
    ],
)
def test_an_answer_that_drips_is_given_up(server: Server, start: bytes, piece: bytes) -> None:
    began = time.monotonic()
    found = trouble(server.says("", raw=drip(start, piece)))
    assert (type(found), found.message) == (Refused, f"{HOST} did not finish its answer within 1.5 seconds")
    assert time.monotonic() - began < 9, "it heard all of it"


def test_a_server_that_says_nothing_is_unreachable(server: Server) -> None:
    server.says("", raw=(time.sleep(3) or b"" for _ in range(1)))  # type: ignore[func-returns-value]
    assert trouble(server, limits=Limits(read=0.5)).message == f"{HOST} said nothing for 0.5 seconds"


def test_a_resolver_that_never_answers_is_given_up() -> None:
    def never(_: str) -> list[str]:
        time.sleep(3)
        return []

    with pytest.raises(Refused, match="did not finish"):
        Network(never, Limits(total=0.5)).fetch(Request(url="https://figures.example/", shown=HOST))


# --- What comes


@pytest.mark.parametrize("status", [204, 304, 401, 403, 404, 410, 429, 500, 503])
def test_any_other_status_than_200_is_unreachable(server: Server, status: int) -> None:
    found = trouble(server.says("", status=status))
    assert (type(found), found.message) == (Unreachable, f"{HOST} answered with the status {status}")
    assert ("headers_env" in found.hint) is (status in {401, 403})


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
    ],
)
def test_an_answer_that_breaks_off_or_is_none_is_unreachable(server: Server, raw: bytes) -> None:
    found = trouble(server.says("", raw=[raw]))
    assert isinstance(found, Unreachable)


# --- Certificates


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for figures.example that only whoever is told about it believes, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", "key.pem", "-out", "cert.pem", "-days", "2"),
            *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


def test_the_certificate_must_be_of_the_name_that_was_meant_though_a_number_is_asked(authority: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "cert.pem", authority / "key.pem")
    network = Network(here, QUICK, str(authority / "cert.pem"))
    with serving(context) as server:
        server.says("figures")
        asked = Request(url=server.at("/figures", HOST), shown=HOST, private=True)
        assert network.fetch(asked) == b"figures"
        for name, other in (("elsewhere.example", network), (HOST, Network(here, QUICK))):
            with pytest.raises(Unreachable, match="certificate"):
                other.fetch(Request(url=server.at("/figures", name), shown=name, private=True))
        assert len(server.asked) == 1
