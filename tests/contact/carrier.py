"""A carrier's server on this machine: it keeps what it is asked and answers as a test says."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.processes import PATIENCE


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]  # by lower-case name
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Says = Callable[[Asked], tuple[int, dict[str, str], bytes]]


@dataclass
class CarrierServer:
    """`says` answers; `hangs_up` closes the connection once the question is there; `waits` holds the answer back."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    says: Says | None = None
    hangs_up: bool = False
    waits: threading.Event | None = None

    def answer(self, content: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.says = lambda _: (status, headers or {}, body)


@contextmanager
def carrier_server() -> Iterator[CarrierServer]:
    found = CarrierServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, body)
            found.asked.append(asked)
            if found.waits is not None:
                found.waits.wait(PATIENCE)
            if found.hangs_up:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, more, answer = found.says(asked) if found.says else (200, {}, b"{}")
            if len(self.headers.get_all("Host", [])) != 1:  # RFC 9112, 3.2
                status, more, answer = 400, {}, b"exactly one Host"
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            pass

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except OSError:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield found
    finally:
        if found.waits is not None:
            found.waits.set()
        server.shutdown()
        server.server_close()
