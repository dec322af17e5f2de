"""Webhooks: signed, never into our own house, and judged by the status that comes back."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import httpcore
import pytest
import trustme
from tests.delivery.conftest import NOW, Endpoint, envelope, serve

import invoicekit as ik
from invoicekit.delivery import verify_webhook
from invoicekit.delivery._network import _Timed, is_public
from invoicekit.delivery._signature import secret_of, signed_headers
from invoicekit.delivery.webhook import Webhook
from invoicekit.errors import ConfigurationError, DeliveryFailed, PermissionDenied
from invoicekit.model import DeliveryStatus

# The vector of the specification's own libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
OLDER = secret_of(bytes(range(32)))

LOOPBACK = ("127.0.0.0/8",)


def at(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


def test_the_signature_is_the_published_one() -> None:
    headers = signed_headers([SECRET], ID, at(AT), BODY)

    assert headers == {
        "webhook-id": ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }
    assert verify_webhook(BODY, headers, SECRET, now=at(AT)) == ID


def test_two_secrets_hold_while_one_is_changed() -> None:
    headers = signed_headers([SECRET, OLDER], ID, at(AT), BODY)

    assert verify_webhook(BODY, headers, OLDER, now=at(AT)) == ID
    assert verify_webhook(BODY, headers, SECRET, now=at(AT)) == ID
    lone = signed_headers([OLDER], ID, at(AT), BODY)
    assert verify_webhook(BODY, lone, [SECRET, OLDER], now=at(AT)) == ID
    with pytest.raises(PermissionDenied, match="no signature is by a secret"):
        verify_webhook(BODY, lone, SECRET, now=at(AT))


@pytest.mark.parametrize(
    ("change", "late"),
    [
        ({"webhook-id": "another"}, 0),
        ({"webhook-timestamp": str(AT + 1)}, 0),
        ({"webhook-timestamp": ""}, 0),
        ({"webhook-timestamp": "-1"}, 0),
        ({"webhook-timestamp": "٣"}, 0),
        ({"webhook-timestamp": "9" * 40}, 0),
        ({"webhook-signature": ""}, 0),
        ({"webhook-signature": "v1,é"}, 0),
        ({"webhook-signature": SIGNATURE.replace("v1,", "v1a,")}, 0),
        ({"webhook-signature": SIGNATURE.replace("OE=", "OF=")}, 0),
        ({}, 301),
        ({}, -301),
    ],
)
def test_what_was_changed_or_is_old_is_refused(change: dict[str, str], late: int) -> None:
    headers = {**signed_headers([SECRET], ID, at(AT), BODY), **change}

    with pytest.raises(PermissionDenied):
        verify_webhook(BODY, headers, SECRET, now=at(AT + late))


def test_every_bit_of_the_body_is_signed() -> None:
    headers = signed_headers([SECRET], ID, at(AT), BODY)
    for place in range(len(BODY) * 8):
        changed = bytearray(BODY)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(PermissionDenied):
            verify_webhook(bytes(changed), headers, SECRET, now=at(AT))


def test_headers_are_found_in_any_case() -> None:
    headers = {
        name.title(): value for name, value in signed_headers([SECRET], ID, at(AT), BODY).items()
    }

    assert verify_webhook(BODY, headers, SECRET, now=at(AT) + timedelta(minutes=4)) == ID


@pytest.mark.parametrize(
    "secret", ["whsec_short", "whsec_c2hvcnQ=", "whsec_" + "A" * 88 + "AA==", "ü"]
)
def test_a_secret_that_is_none_is_told(secret: str) -> None:
    with pytest.raises(ConfigurationError):
        signed_headers([secret], ID, at(AT), BODY)


def test_the_document_arrives_signed_and_whole(endpoint: Endpoint) -> None:
    channel = Webhook(secrets=[SECRET], allow=LOOPBACK)
    sent = channel.send(envelope(endpoint.url("/in?shop=1")))

    assert sent.statuses == {endpoint.url("/in?shop=1"): (DeliveryStatus.DELIVERED, None)}
    [request] = endpoint.asked
    assert request.path == "/in?shop=1"
    assert verify_webhook(request.body, request.headers, SECRET, now=NOW) == "d-1"
    body = json.loads(request.body)
    assert (body["type"], body["data"]["subject"]) == ("document.sent", "Rechnung 1")
    assert b64decode(body["data"]["files"][1]["content"]) == b"<a>\xc3\xbc</a>"
    assert SECRET not in repr(channel)


def test_nothing_is_sent_without_a_secret(endpoint: Endpoint) -> None:
    with pytest.raises(ConfigurationError, match="could be anybody's"):
        Webhook(allow=LOOPBACK).send(envelope(endpoint.url()))
    assert endpoint.asked == []


@pytest.mark.parametrize(
    ("status", "headers", "retryable", "wait"),
    [
        (301, {"Location": "https://elsewhere.example"}, False, None),
        (400, {}, False, None),
        (404, {}, False, None),
        (410, {}, False, None),
        (408, {}, True, None),
        (425, {}, True, None),
        (429, {"Retry-After": "120"}, True, timedelta(minutes=2)),
        (500, {}, True, None),
        (503, {"Retry-After": "Mon, 02 Mar 2026 10:05:00 GMT"}, True, timedelta(minutes=5)),
        (503, {"Retry-After": "Mon, 02 Mar 2026 09:00:00 GMT"}, True, None),
        (503, {"Retry-After": "99999999999"}, True, timedelta(days=1)),
        (503, {"Retry-After": "soon"}, True, None),
    ],
)
def test_the_status_says_whether_to_try_again(
    endpoint: Endpoint,
    status: int,
    headers: dict[str, str],
    retryable: object,
    wait: timedelta | None,
) -> None:
    endpoint.says(status, headers=headers)
    with pytest.raises(DeliveryFailed, match=str(status)) as caught:
        Webhook(secrets=[SECRET], allow=LOOPBACK).send(envelope(endpoint.url()))

    assert (caught.value.retryable, caught.value.retry_after) == (retryable, wait)
    assert len(endpoint.asked) == 1  # no redirect was followed


def test_each_recipient_has_a_fate_of_its_own(endpoint: Endpoint) -> None:
    for status in (204, 503, 404):
        endpoint.says(status)
    urls = [endpoint.url(path) for path in ("/a", "/b", "/c")]
    sent = Webhook(secrets=[SECRET], allow=LOOPBACK).send(envelope(*urls))

    assert [sent.statuses[url] for url in urls] == [
        (DeliveryStatus.DELIVERED, None),
        (DeliveryStatus.QUEUED, "127.0.0.1 says 503"),
        (DeliveryStatus.FAILED, "127.0.0.1 says 404"),
    ]


def test_a_long_answer_is_not_read(endpoint: Endpoint) -> None:
    endpoint.says(200, b"x" * 70_000)
    with pytest.raises(DeliveryFailed, match="more than 65,536 bytes"):
        Webhook(secrets=[SECRET], allow=LOOPBACK).send(envelope(endpoint.url()))


def test_a_name_is_kept_though_its_checked_address_is_asked() -> None:
    """TLS and the Host header keep the name; the name is resolved once."""
    authority = trustme.CA()
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("erp.acme.example").configure_cert(theirs)
    ours = ssl.create_default_context()
    authority.configure_trust(ours)
    asked: list[str] = []

    def resolve(host: str, _port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",)

    channel = Webhook(secrets=[SECRET], allow=LOOPBACK, context=ours, resolve=resolve)
    endpoint = Endpoint()
    server = serve(endpoint, theirs)
    try:
        channel.send(envelope(endpoint.url(host="erp.acme.example", scheme="https")))
        with pytest.raises(DeliveryFailed, match="does not answer"):  # another name's certificate
            channel.send(envelope(endpoint.url(host="crm.acme.example", scheme="https")))
    finally:
        server.shutdown()
        server.server_close()

    assert asked == ["erp.acme.example", "crm.acme.example"]
    assert [each.headers["host"] for each in endpoint.asked] == [
        f"erp.acme.example:{endpoint.port}"
    ]


CLOSED = """
127.0.0.1 127.1.2.3 0.0.0.0 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.1.1
169.254.169.254 169.254.0.1 100.64.0.1 100.100.100.200 192.0.0.8 192.0.0.170 192.0.2.1
192.88.99.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 168.63.129.16
:: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 fc00::1 fd00:ec2::254
fe80::1 fec0::1 ff02::1 2001:db8::1 2001::1 2002:7f00:1:: 2002:a00:1:: 64:ff9b::7f00:1
64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 5f00::1 4000::1
""".split()
OPEN = """
8.8.8.8 1.1.1.1 93.184.216.34
2606:4700::1111 2a00:1450:4001::1 64:ff9b::808:808 2002:808:808::
""".split()


@pytest.mark.parametrize("address", CLOSED)
def test_our_own_house_is_closed(address: str) -> None:
    assert not is_public(ip_address(address))
    channel = Webhook(secrets=[SECRET], resolve=lambda _host, _port: ("8.8.8.8", address))
    with pytest.raises(DeliveryFailed, match="not on the open Internet") as caught:
        channel.send(envelope("https://innocent.example/in"))
    assert not caught.value.retryable


@pytest.mark.parametrize("address", OPEN)
def test_the_open_internet_is_open(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://localhost/",
        "https://LOCALHOST/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25lo]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://１２７.0.0.1/",
    ],
)
def test_loopback_is_known_in_every_spelling(url: str) -> None:
    """By the machine's own resolver, which asks nobody for these."""
    with pytest.raises(DeliveryFailed) as caught:
        Webhook(secrets=[SECRET]).send(envelope(url))
    assert "does not answer" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://shop.example/", "is not reached by TLS"),
        ("https://shop.example:22/", "is asked for at port 22"),
        ("https://user:secret@shop.example/", "a password stands in it"),
        ("ftp://shop.example/", "no https://"),
        ("file:///etc/passwd", "no https://"),
        ("gopher://shop.example/", "no https://"),
        ("//shop.example/", "no https://"),
        ("https:///", "no name"),
        ("https://shop.example:99999/", "is asked for at port 99999"),
        ("https://shop.example:x/", "no address to send to"),
        ("https://shop.example/\r\nHost: evil", "no address to send to"),
        ("", "no https://"),
    ],
)
def test_other_addresses_are_refused_for_good(url: str, reason: str) -> None:
    channel = Webhook(secrets=[SECRET], resolve=lambda _host, _port: ("8.8.8.8",))
    with pytest.raises(DeliveryFailed, match=reason) as caught:
        channel.send(envelope(url))
    assert not caught.value.retryable
    assert "secret@" not in str(caught.value)


def test_a_network_that_is_allowed_is_none(endpoint: Endpoint) -> None:
    with pytest.raises(ConfigurationError, match=r"10\.0\.0\.1/8"):
        Webhook(secrets=[SECRET], allow=["10.0.0.1/8"]).send(envelope(endpoint.url()))


def test_a_name_nobody_knows_may_be_known_later() -> None:
    def resolve(_host: str, _port: int) -> tuple[str, ...]:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    with pytest.raises(DeliveryFailed, match="cannot be resolved") as caught:
        Webhook(secrets=[SECRET], resolve=resolve).send(envelope("https://shop.example/"))
    assert caught.value.retryable


@pytest.fixture
def silent() -> Iterator[tuple[int, list[bytes]]]:
    """A server that drips what it is told to, and never ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    says: list[bytes] = []
    done = threading.Event()

    def serve_one() -> None:
        connection, _ = listener.accept()
        with connection:
            for part in says:
                connection.sendall(part)
            done.wait(10)

    thread = threading.Thread(target=serve_one, daemon=True)
    thread.start()
    yield listener.getsockname()[1], says
    done.set()
    thread.join()
    listener.close()


@pytest.mark.parametrize(
    ("said", "reason"),
    [(b"", "does not answer"), (b"220 mx.example ESMTP\r\n\r\n", "does not speak HTTP")],
)
def test_a_server_that_says_nothing_of_use_is_asked_again(
    silent: tuple[int, list[bytes]], said: bytes, reason: str
) -> None:
    port, says = silent
    says.append(said)
    channel = Webhook(secrets=[SECRET], allow=LOOPBACK, timeout=0)
    channel = channel if not said else replace(channel, timeout=5)
    with pytest.raises(DeliveryFailed, match=reason) as caught:
        channel.send(envelope(f"http://127.0.0.1:{port}/"))
    assert caught.value.retryable


def test_a_kit_sends_documents_by_webhook(endpoint: Endpoint) -> None:
    kit = ik.InvoiceKit.in_memory(
        issuer=ik.Issuer(
            party=ik.Party(name="Shop GmbH", address=ik.Address(country="DE")),
            approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
        ),
        clock=lambda: NOW,
        channels={"webhook": ik.Webhook(secrets=[SECRET], allow=LOOPBACK)},
    )
    buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
    line = ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")
    order = ik.Order(reference="SO-1", customer_id=buyer.id, currency="EUR", lines=[line])
    draft = kit.invoices.create_from_order(order, actor="alice")
    issued = kit.invoices.issue(draft.id, actor="alice")
    delivery = kit.deliveries.send(issued.id, channel="webhook", to=[endpoint.url()], actor="alice")
    kit.run_outbox()

    [request] = endpoint.asked
    assert ik.verify_webhook(request.body, request.headers, SECRET, now=NOW) == delivery.id
    assert kit.deliveries.get(delivery.id).status is DeliveryStatus.DELIVERED


class Drip(httpcore.NetworkStream):
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return b"x"

    def write(self, buffer: bytes, timeout: float | None = None) -> None: ...


def test_a_side_that_drips_does_not_hold_us() -> None:
    """The time is for everything together, not for each byte."""
    stream = _Timed(Drip(), time.monotonic() + 60)
    assert stream.read(1) == b"x"
    over = _Timed(Drip(), time.monotonic() - 1)
    with pytest.raises(httpcore.ReadTimeout):
        over.read(1, timeout=20)
    with pytest.raises(httpcore.ReadTimeout):
        over.write(b"x")
