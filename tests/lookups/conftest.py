"""A server on this machine that says what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class FakeServer:
    """Answers in the order they were told; the last one again and again.

    Attributes:
        url: Where it listens.
        asked: Method, path and body of each request.
    """

    url: str = ""
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str, object]] = field(default_factory=list)

    def will_say(self, *answers: object, status: int = 200) -> None:
        """Queues answers: bytes as they are, all else as JSON."""
        for answer in answers:
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.answers.append((status, body))

    def will_publish(self, **files: str) -> None:
        """Serves files by the last word of their name: `daily`, `90d`, `hist`."""
        self.files.update({name.strip("_"): text.encode() for name, text in files.items()})

    def paths(self) -> list[str]:
        """The paths asked for."""
        return [path for _, path, _ in self.asked]

    def answer(self, path: str) -> tuple[int, bytes]:
        """The next answer to a request."""
        if self.files:
            name = path.removesuffix(".xml").rpartition("-")[2]
            return (200, self.files[name]) if name in self.files else (404, b"")
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def server() -> Iterator[FakeServer]:
    fake = FakeServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._reply(json.loads(self.rfile.read(length)))

        def do_GET(self) -> None:
            self._reply(None)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

        def _reply(self, body: object) -> None:
            fake.asked.append((self.command, self.path, body))
            status, data = fake.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{listener.server_port}"
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield fake
    listener.shutdown()
    thread.join()
    listener.server_close()


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that were made: `sleep=pauses.append` makes none."""
    return []
