"""A toy in front of a database server that cuts connections by rule."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Rule = Callable[[int, bytes], bool]
"""Takes the number of the exchange, counted over all connections, and what the client sent."""


def never(_number: int, _sent: bytes) -> bool:
    return False


@dataclass
class Proxy:
    """A toy in front of the server that cuts connections by rule."""

    server: Callable[[], socket.socket]
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    rule: Rule = never
    after: bool = False
    """Whether the server gets the message, and only its answer is lost."""
    deaf: bool = False
    """Whether it stops listening once it has cut."""
    unnoticed: bool = False
    """Whether the server's side of what is cut stays open, until `noticed` is set."""
    noticed: threading.Event = field(default_factory=threading.Event)
    seen: int = 0
    cuts: int = 0

    def arm(
        self, rule: Rule, *, after: bool = False, deaf: bool = False, unnoticed: bool = False
    ) -> None:
        self.rule, self.after, self.deaf, self.seen, self.cuts = rule, after, deaf, 0, 0
        self.unnoticed = unnoticed
        self.noticed.clear()

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                if self.deaf and self.cuts:
                    client.close()
                    continue
                threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        with client, self.server() as server, contextlib.suppress(OSError):
            while True:
                ready, _, _ = select.select([client, server], [], [])
                if server in ready:
                    if not (answer := server.recv(65536)):
                        return
                    client.sendall(answer)
                if client in ready and self._cuts(client, server):
                    break
            client.close()
            if self.unnoticed:
                self.noticed.wait(60)

    def _cuts(self, client: socket.socket, server: socket.socket) -> bool:
        """Passes on what the client says; returns whether that was the end."""
        if not (sent := client.recv(65536)):
            return True
        self.seen += 1
        cut = not self.cuts and self.rule(self.seen, sent)
        self.cuts += cut
        if not cut or self.after:
            server.sendall(sent)
        if cut and self.after:
            server.recv(65536)
        return cut


@contextlib.contextmanager
def before(server: Callable[[], socket.socket]) -> Iterator[Proxy]:
    """Starts a proxy in front of what a function connects to."""
    made = Proxy(server)
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    yield made
    made.listener.shutdown(socket.SHUT_RDWR)
    made.listener.close()
    thread.join(20)
