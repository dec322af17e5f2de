"""A mail server on the loopback that keeps what it is sent."""

from __future__ import annotations

import socket
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from invoicekit.errors import MissingExtra
from invoicekit.registry import installed

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"


class MailServer:
    """Speaks SMTP on a free port and writes each message as an `.eml` file.

    Raises:
        MissingExtra: aiosmtpd is not installed.
    """

    def __init__(self, folder: Path) -> None:
        if not installed("aiosmtpd"):
            raise MissingExtra("cli", feature="the demo's mail server", package="aiosmtpd")
        from aiosmtpd.controller import Controller

        self.folder = folder
        self.count = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.port = _free_port()
        self._controller = Controller(self, hostname=LOOPBACK, port=self.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._controller.stop()

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keeps a message and tells the sender so."""
        self.count += 1
        content = envelope.content or b""
        data = content if isinstance(content, bytes) else content.encode()
        (self.folder / f"{self.count:04d}-{_name(envelope.rcpt_tos)}.eml").write_bytes(data)
        return "250 OK"


def _name(recipients: list[str]) -> str:
    first = recipients[0] if recipients else "nobody"
    return "".join(sign if sign.isalnum() or sign in "-_.@" else "-" for sign in first)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
