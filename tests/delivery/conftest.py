"""A server on this machine that takes requests, and an envelope to send it."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from invoicekit.model import File
from invoicekit.ports import Envelope

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def file(kind: str, name: str, data: bytes) -> File:
    return File(kind, name, f"application/{kind}", data, sha256(data).hexdigest(), original=True)


def envelope(*to: str, message_id: str = "d-1", text: str = "Guten Tag") -> Envelope:
    return Envelope(
        id=message_id,
        sender=("Müller GmbH", "billing@shop.example"),
        recipients=to,
        subject="Rechnung 1",
        text=text,
        html=None,
        files=(file("pdf", "1.pdf", b"%PDF-1.7\r\n"), file("xml", "1.xml", b"<a>\xc3\xbc</a>")),
        locale="de",
        at=NOW,
    )


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Endpoint:
    """Answers by status, in the order told; the last one again and again."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)

    def says(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.answers.append((status, headers or {}, body))

    def url(self, path: str = "/in", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        if not self.answers:
            return 204, {}, b""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def serve(endpoint: Endpoint, context: ssl.SSLContext | None = None) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            endpoint.asked.append(Asked(self.path, headers, body))
            status, extra, said = endpoint.answer()
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    endpoint.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    found = Endpoint()
    server = serve(found)
    yield found
    server.shutdown()
    server.server_close()
