"""Real servers on this machine, which answer what a test has them answer and remember who asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import ssl


class Answer(NamedTuple):
    """What a server says at one path."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    raw: Iterable[bytes] | None = None
    """Sent piece by piece in the place of everything else, the status line included."""


class Asked(NamedTuple):
    """What a server was asked."""

    path: str
    headers: dict[str, str]


@dataclass
class Server:
    """A running server."""

    port: int = 0
    scheme: str = "http"
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    def says(self, body: str | bytes, path: str = "/figures", **more: Any) -> Server:  # noqa: ANN401  as `Answer` has it
        """Has it answer so."""
        self.answers[path] = Answer(body.encode() if isinstance(body, str) else body, **more)
        return self


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server on 127.0.0.1, at a port that is free."""
    server = Server(scheme="https" if tls else "http")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(Asked(self.path, dict(self.headers)))
            answer = server.answers.get(self.path.partition("?")[0], Answer(status=404))
            try:
                if answer.raw is None:
                    self._answer(answer)
                for piece in answer.raw or ():
                    self.wfile.write(piece)
                    self.wfile.flush()
            except OSError:
                self.close_connection = True  # whoever asked has heard enough

        def _answer(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in (("Content-Length", str(len(answer.body))), *answer.headers):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that did not like the certificate is no fault."""

    running = Quiet(("127.0.0.1", 0), Handler)
    if tls:
        running.socket = tls.wrap_socket(running.socket, server_side=True)
    server.port = running.server_port
    thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        running.shutdown()
        thread.join()
        running.socket.close()
