"""Sending: a real SMTP conversation, folders, and each recipient's own fate."""

from __future__ import annotations

import random
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from invoicekit.delivery.email import Smtp
from invoicekit.delivery.folder import Folder
from invoicekit.delivery.mailbox import Mailbox
from invoicekit.errors import ConfigurationError, DeliveryFailed
from invoicekit.model import DeliveryStatus, File
from invoicekit.ports import Envelope


class Server:
    """A mail server that refuses whom it is told to and keeps the rest."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.code = 550

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("nobody"):
            return f"{self.code} no such user"
        if address.startswith("busy"):
            return "451 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(envelope.content)
        return "250 kept"


@pytest.fixture
def server() -> Iterator[tuple[Server, int]]:
    handler = Server()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def envelope(*to: str) -> Envelope:
    data = b"%PDF"
    return Envelope(
        id="d-1",
        sender=("Müller GmbH", "billing@shop.example"),
        recipients=to,
        subject="Rechnung 1",
        text="Guten Tag",
        html="<p>Guten Tag</p>",
        files=(
            File("html", "1.html", "text/html", b"<p>", "0", original=True),
            File("pdf", "1.pdf", "application/pdf", data, "0", original=True),
        ),
        locale="de",
        at=datetime(2026, 3, 2, 10, tzinfo=UTC),
    )


def test_a_mail_arrives_whole(server: tuple[Server, int]) -> None:
    handler, port = server
    channel = Smtp(host="127.0.0.1", port=port, tls="none")
    sent = channel.send(envelope("ap@acme.example"))
    assert sent.statuses == {"ap@acme.example": (DeliveryStatus.SENT, None)}
    mail = message_from_bytes(handler.mails[0], policy=policy.default)
    assert mail["Subject"] == "Rechnung 1"
    assert mail["Message-ID"] == sent.message_id == "<d-1@shop.example>"
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == ["1.pdf"]


def test_a_page_goes_as_a_file_where_it_is_all_there_is(server: tuple[Server, int]) -> None:
    handler, port = server
    sent = envelope("ap@acme.example")
    only = replace(sent, files=sent.files[:1])
    Smtp(host="127.0.0.1", port=port, tls="none").send(only)
    mail = message_from_bytes(handler.mails[0], policy=policy.default)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["1.html"]


def test_one_refused_recipient_fails_alone(server: tuple[Server, int]) -> None:
    _, port = server
    sent = Smtp(host="127.0.0.1", port=port, tls="none").send(
        envelope("ap@acme.example", "nobody@acme.example")
    )
    assert sent.statuses["ap@acme.example"][0] is DeliveryStatus.SENT
    assert sent.statuses["nobody@acme.example"] == (DeliveryStatus.FAILED, "550 no such user")


@pytest.mark.parametrize(("code", "retryable"), [(550, False), (450, True)])
def test_all_refused_is_a_failure(
    server: tuple[Server, int], code: int, *, retryable: bool
) -> None:
    handler, port = server
    handler.code = code
    with pytest.raises(DeliveryFailed, match="refused every recipient") as caught:
        Smtp(host="127.0.0.1", port=port, tls="none").send(envelope("nobody@acme.example"))
    assert caught.value.retryable is retryable


def test_a_busy_recipient_waits_alone(server: tuple[Server, int]) -> None:
    _, port = server
    sent = Smtp(host="127.0.0.1", port=port, tls="none").send(
        envelope("busy@acme.example", "nobody@acme.example")
    )
    assert sent.statuses == {
        "busy@acme.example": (DeliveryStatus.QUEUED, "451 greylisted, come back later"),
        "nobody@acme.example": (DeliveryStatus.FAILED, "550 no such user"),
    }


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("first", [True, False])
def test_over_tls_with_a_login(*, first: bool) -> None:
    """TLS from the first byte, or after STARTTLS; nobody logs in before."""
    authority = trustme.CA()
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(theirs)
    ours = ssl.create_default_context()
    authority.configure_trust(ours)
    handler = Server()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    only: dict[str, Any] = {
        "auth_required": True,
        "authenticator": Login(),
        "server_hostname": "mx.example",
    }
    tls: dict[str, Any] = (
        {"ssl_context": theirs} if first else {"tls_context": theirs, "require_starttls": True}
    )
    if first:
        only["auth_require_tls"] = False  # the connection is TLS already, which it cannot see
    controller = Controller(handler, hostname="127.0.0.1", port=port, **only, **tls)
    controller.start()
    try:
        channel = Smtp(
            host="localhost",
            port=port,
            tls="tls" if first else "starttls",
            username="shop",
            password="secret",
            context=ours,
        )
        assert channel.send(envelope("ap@acme.example")).message_id
        assert len(handler.mails) == 1
        with pytest.raises(DeliveryFailed, match="535") as caught:
            replace(channel, password="guess").send(envelope("ap@acme.example"))
        assert not caught.value.retryable
        with pytest.raises(DeliveryFailed, match="certificate"):
            replace(channel, context=None).send(envelope("ap@acme.example"))
        assert "secret" not in repr(channel)
    finally:
        controller.stop()


class Login:
    """Knows one user."""

    def __call__(self, _server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> Any:
        known = (data.login, data.password) == (b"shop", b"secret")
        return AuthResult(success=known, handled=False)


@pytest.mark.parametrize(
    ("how", "error"),
    [({"tls": "none", "username": "shop"}, "in the open"), ({"tls": "ssl"}, "no way to speak")],
)
def test_a_password_never_goes_in_the_open(how: dict[str, Any], error: str) -> None:
    with pytest.raises(ConfigurationError, match=error):
        Smtp(host="localhost", **how)


def test_a_server_that_can_is_asked_to_tell_of_failures() -> None:
    """RFC 3461: under the delivery's id, headers only."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        talking = threading.Thread(target=_converse, args=(listening, heard))
        talking.start()
        port = listening.getsockname()[1]
        Smtp(host="127.0.0.1", port=port, tls="none").send(envelope("ap@acme.example"))
        talking.join(30)
    assert heard[1].upper().strip().endswith(b"RET=HDRS ENVID=D-1")
    assert heard[2].upper().strip() == b"RCPT TO:<AP@ACME.EXAMPLE> NOTIFY=FAILURE,DELAY"


def _converse(listening: socket.socket, heard: list[bytes]) -> None:
    """Speaks just enough SMTP, DSN included."""
    answers = [b"250-mx\r\n250 DSN", b"250 ok", b"250 ok", b"354 go on", b"250 kept", b"221 bye"]
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 mx ESMTP\r\n")
        for answer in answers:
            line = lines.readline()
            heard.append(line)
            if line.startswith(b"From:") or b"Subject" in line:
                while lines.readline() != b".\r\n":
                    pass
            connection.sendall(answer + b"\r\n")


def test_a_server_that_is_down_is_worth_a_retry() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(DeliveryFailed, match="cannot be reached") as caught:
        Smtp(host="127.0.0.1", port=port, tls="none").send(envelope("ap@acme.example"))
    assert caught.value.retryable


def test_a_server_without_tls_is_not_spoken_to_in_the_open(server: tuple[Server, int]) -> None:
    _, port = server
    with pytest.raises(DeliveryFailed, match="cannot do what is asked") as caught:
        Smtp(host="127.0.0.1", port=port).send(envelope("ap@acme.example"))
    assert not caught.value.retryable


@pytest.mark.parametrize("address", ["no address", "a@b@c", "x\r\nBcc: y@z.example"])
def test_what_is_no_address_is_never_retried(address: str) -> None:
    with pytest.raises(DeliveryFailed, match="no e-mail address") as caught:
        Mailbox().send(envelope(address))
    assert not caught.value.retryable


def test_the_mailbox_keeps_a_message_once() -> None:
    box = Mailbox()
    box.send(envelope("a@acme.example"))
    box.send(envelope("a@acme.example"))
    assert len(box) == 1
    assert box.name == "email"


def test_a_folder_takes_the_files(tmp_path: Path) -> None:
    sent = Folder(tmp_path).send(envelope("ACME"))
    assert sent.statuses["ACME"][0] is DeliveryStatus.DELIVERED
    assert sorted(p.name for p in (tmp_path / "d-1").iterdir()) == ["1.html", "1.pdf"]


def test_a_folder_that_cannot_be_written_is_worth_a_retry(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(DeliveryFailed) as caught:
        Folder(blocked).send(envelope("ACME"))
    assert caught.value.retryable


def test_without_a_sender_nothing_is_sent() -> None:
    channel = Smtp(host="127.0.0.1", port=1, tls="none")
    lone = envelope("a@acme.example")
    with pytest.raises(DeliveryFailed, match="no sender"):
        channel.send(Envelope(**{**_fields(lone), "sender": ("Shop", None)}))


def _fields(made: Envelope) -> dict[str, Any]:
    return {name: getattr(made, name) for name in made.__dataclass_fields__}


BREAKS = (
    "\r\n",
    "\n",
    "\r",
    "\0",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\u2028",
    "\u2029",
    ",",
    ";",
    '"',
    "<",
    "=?",
)
SMUGGLED = ("Bcc: evil@evil.example", "evil@evil.example", "Subject: evil", "<evil@evil.example>")


@pytest.mark.gate
def test_five_thousand_texts_add_no_header_and_no_recipient() -> None:
    dice = random.Random(10)

    def text() -> str:
        parts = dice.choices((*BREAKS, *SMUGGLED, "Rechnung", " ", "発"), k=dice.randrange(2, 6))
        return "".join(parts)

    sent = 0
    for _ in range(5_000):
        plain = envelope("ap@acme.example")
        [first, *_] = plain.files
        given = replace(
            plain,
            subject=text(),
            sender=(text(), "billing@shop.example"),
            files=(replace(first, name=text()),),
        )
        try:
            box = Mailbox()
            box.send(given)
        except DeliveryFailed:
            continue
        sent += 1
        message = message_from_bytes(bytes(box.messages[0]), policy=policy.SMTP)
        assert {name.lower() for name in message} <= HEADERS
        assert [each.addr_spec for each in message["To"].addresses] == ["ap@acme.example"]
        assert [each.addr_spec for each in message["From"].addresses] == ["billing@shop.example"]
    assert sent > 1_000


HEADERS = {
    *("subject", "from", "to", "message-id", "date", "content-language", "auto-submitted"),
    *("mime-version", "content-type", "content-transfer-encoding"),
}
