"""The nginx configuration of the manual, in a real nginx: the portal is closed, the public site is open."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from base64 import b64encode
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONF = Path(__file__).parent.parent / "docs" / "how-to" / "nginx.conf"
_PROGRAMS = ("nginx", "openssl")


def test_the_portal_opens_for_nobody_without_a_password(served: Served) -> None:
    for path in ("/", "/evidence/", "/assets/kept.css", "/robots.txt", "/nothing-here/"):
        assert served.get("portal", path).status == 401, path
        assert served.get("portal", path, word="wrong").status == 401, path


def test_the_portal_opens_with_it_and_is_kept_by_no_cache(served: Served) -> None:
    answer = served.get("portal", "/", word="right")

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_public_site_is_open_and_its_own_page_says_that_something_is_missing(served: Served) -> None:
    assert served.get("promises", "/").status == 200
    missing = served.get("promises", "/nothing-here/")
    assert missing.status == 404
    assert "kept.css" in missing.body


def test_feeds_and_data_may_be_read_from_other_sites_and_pages_may_not(served: Served) -> None:
    for path in ("/api/v1/index.json", "/feeds/changes.xml"):
        assert served.get("promises", path).headers["Access-Control-Allow-Origin"] == "*", path
    assert "Access-Control-Allow-Origin" not in served.get("promises", "/").headers


@dataclass
class _Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Served:
    """Both sites of the demo behind nginx."""

    port: int

    def get(self, site: str, path: str, word: str | None = None) -> _Answer:
        insecure = ssl.create_default_context()
        insecure.check_hostname = False
        insecure.verify_mode = ssl.CERT_NONE
        connection = HTTPSConnection("127.0.0.1", self.port, timeout=10, context=insecure)
        headers = {"Host": f"{site}.example.com"}
        if word:
            headers["Authorization"] = f"Basic {b64encode(f'porter:{word}'.encode()).decode()}"
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        connection.close()
        return _Answer(answer.status, dict(answer.getheaders()), body)


@pytest.fixture(scope="module")
def served(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    missing = [name for name in _PROGRAMS if not _program(name)]
    if missing:
        pytest.skip(f"{' and '.join(missing)} missing: apt install nginx-light openssl")
    folder = tmp_path_factory.mktemp("nginx")
    key, certificate, words = folder / "key.pem", folder / "cert.pem", folder / "htpasswd"
    subject = ["-subj", "/CN=promises.example.com", "-days", "2"]
    _run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
        *subject,
    )
    words.write_text(f"porter:{_run('openssl', 'passwd', '-apr1', 'right').strip()}\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    conf = folder / "nginx.conf"
    conf.write_text(_configuration(port, built_demo, key, certificate, words, folder), encoding="utf-8")
    program = subprocess.Popen([_program("nginx") or "nginx", "-c", str(conf), "-p", str(folder), "-g", "daemon off;"])
    try:
        _await(port, program)
        yield Served(port)
    finally:
        program.terminate()
        program.wait(timeout=10)


def _configuration(port: int, demo: Path, key: Path, certificate: Path, words: Path, folder: Path) -> str:
    """The configuration as the manual has it, with this test's files and port in place of yours."""
    text = _CONF.read_text(encoding="utf-8")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;")
    text = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {certificate};", text)
    text = re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {key};", text)
    text = text.replace("/etc/nginx/portal.htpasswd;", f"{words};").replace("/srv/kept/", f"{demo}/dist/")
    user = "user root;" if os.getuid() == 0 else ""
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    types = "types { text/html html; text/css css; application/json json; application/atom+xml xml; }"
    own = f"{user} pid {folder}/pid; error_log {folder}/errors; events {{}}"
    return f"{own} http {{ access_log off; {temporary} {types}\n{text} }}"


def _await(port: int, program: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        assert program.poll() is None, "nginx ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx did not start")


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")


def _run(*arguments: str) -> str:
    return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout
