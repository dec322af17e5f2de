"""Every channel keeps the contract that ships with the package."""

from __future__ import annotations

import json
import socket
from base64 import b64decode
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import fsspec
import pypdfium2  # type: ignore[import-untyped]  # ships none
import pytest
from aiosmtpd.controller import Controller
from tests.delivery.conftest import Endpoint

from invoicekit.delivery import CHANNELS
from invoicekit.delivery.email import Smtp
from invoicekit.delivery.folder import Folder
from invoicekit.delivery.mailbox import Mailbox
from invoicekit.delivery.objects import Objects
from invoicekit.delivery.platform import Platform
from invoicekit.delivery.portal import PortalLink
from invoicekit.delivery.post import PrintQueue
from invoicekit.delivery.sms import HttpSms, Sms, TencentSms
from invoicekit.delivery.webhook import Webhook
from invoicekit.errors import LookupFailed
from invoicekit.ports import Channel
from invoicekit.testing.delivery_contract import Arrived, ChannelContract

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LOOPBACK = ("127.0.0.0/8",)
MAILS = ("one@acme.example", "two@acme.example")
NUMBERS = ("+8613812340000", "138 1234 0001")
ADDRESSES = ("ACME GmbH\nWeg 1\n20095 Hamburg", "上海样本贸易有限公司\n上海市张江路100号")


def of_mail(mail: EmailMessage) -> Arrived:
    body = mail.get_body(("plain",))
    files: dict[str, Any] = {
        str(part.get_filename()): part.get_payload(decode=True) for part in mail.iter_attachments()
    }
    text = body.get_content() if body else ""
    message_id = str(mail["Message-ID"]).strip("<>").partition("@")[0]
    return Arrived(message_id, f"{mail['Subject']}\n{text}", files)


def nowhere() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Kept:
    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(envelope.content)
        return "250 kept"


def led_by(port: int) -> PortalLink:
    letters = Smtp(host="127.0.0.1", port=port, tls="none")
    return PortalLink(base_url="https://shop.example/invoice", through=letters)


class TestEmail(ChannelContract):
    @pytest.fixture
    def server(self) -> Iterator[tuple[Kept, int]]:
        kept, port = Kept(), nowhere()
        controller = Controller(kept, hostname="127.0.0.1", port=port)
        controller.start()
        yield kept, port
        controller.stop()

    @pytest.fixture
    def channel(self, server: tuple[Kept, int]) -> Channel:
        return Smtp(host="127.0.0.1", port=server[1], tls="none")

    @pytest.fixture
    def broken(self) -> Channel:
        return Smtp(host="127.0.0.1", port=nowhere(), tls="none")

    @pytest.fixture
    def recipients(self) -> tuple[str, str]:
        return MAILS

    @pytest.fixture
    def arrived(self, server: tuple[Kept, int]) -> Callable[[], list[Arrived]]:
        def read() -> list[Arrived]:
            return [of_mail(message_from_bytes(m, policy=policy.default)) for m in server[0].mails]

        return read


class TestPortal(TestEmail):
    carries_files = False

    @pytest.fixture
    def channel(self, server: tuple[Kept, int]) -> Channel:
        return led_by(server[1])

    @pytest.fixture
    def broken(self) -> Channel:
        return led_by(nowhere())


class TestMailbox(ChannelContract):
    has_other_side = False

    @pytest.fixture
    def channel(self) -> Mailbox:
        return Mailbox()

    @pytest.fixture
    def recipients(self) -> tuple[str, str]:
        return MAILS

    @pytest.fixture
    def arrived(self, channel: Mailbox) -> Callable[[], list[Arrived]]:
        return lambda: [of_mail(mail) for mail in channel.messages]


class TestFolder(ChannelContract):
    carries_text = False

    @pytest.fixture
    def channel(self, tmp_path: Path) -> Channel:
        return Folder(tmp_path / "out")

    @pytest.fixture
    def broken(self, tmp_path: Path) -> Channel:
        (tmp_path / "file").touch()
        return Folder(tmp_path / "file")

    @pytest.fixture
    def recipients(self) -> tuple[str, str]:
        return "ACME GmbH", "上海样本贸易有限公司"

    @pytest.fixture
    def arrived(self, tmp_path: Path) -> Callable[[], list[Arrived]]:
        def read() -> list[Arrived]:
            assert [each.name for each in tmp_path.iterdir() if each.name != "file"] in (
                ["out"],
                [],
            )
            return [
                Arrived(each.name, files={file.name: file.read_bytes() for file in each.iterdir()})
                for each in sorted((tmp_path / "out").glob("*"))
            ]

        return read


class TestObjects(TestFolder):
    """By fsspec's memory; what S3 does with it is the driver's."""

    @pytest.fixture
    def channel(self, tmp_path: Path) -> Channel:
        return Objects(f"memory://{tmp_path.name}/out")

    @pytest.fixture
    def broken(self, tmp_path: Path) -> Channel:
        (tmp_path / "file").touch()
        return Objects(f"file://{tmp_path}/file")

    @pytest.fixture
    def arrived(self, tmp_path: Path) -> Callable[[], list[Arrived]]:
        store = fsspec.filesystem("memory")

        def read() -> list[Arrived]:
            root = f"/{tmp_path.name}"
            found = store.ls(f"{root}/out", detail=False) if store.exists(f"{root}/out") else []
            return [
                Arrived(
                    folder.rpartition("/")[2],
                    files={
                        name.removeprefix(f"{folder}/"): store.cat_file(name)
                        for name in store.find(folder)
                    },
                )
                for folder in found
            ]

        return read


class TestWebhook(ChannelContract):
    @pytest.fixture
    def channel(self) -> Channel:
        return Webhook(secrets=[SECRET], allow=LOOPBACK)

    @pytest.fixture
    def broken(self, channel: Channel, endpoint: Endpoint) -> Channel:
        endpoint.says(503)
        return channel

    @pytest.fixture
    def recipients(self, endpoint: Endpoint) -> tuple[str, str]:
        return endpoint.url("/one"), endpoint.url("/two")

    @pytest.fixture
    def arrived(self, endpoint: Endpoint) -> Callable[[], list[Arrived]]:
        def read() -> list[Arrived]:
            bodies = [
                (each.headers["webhook-id"], json.loads(each.body)["data"])
                for each in endpoint.asked
            ]
            return [
                Arrived(
                    message_id,
                    body["subject"] + body["text"],
                    {file["name"]: b64decode(file["content"]) for file in body["files"]},
                )
                for message_id, body in bodies
            ]

        return read


class TestHttpSms(ChannelContract):
    carries_files = False

    @pytest.fixture
    def channel(self, endpoint: Endpoint) -> Channel:
        endpoint.says(200, b'{"id": "m-1"}')
        headers = {"Authorization": "Bearer secret"}
        return Sms(gateway=HttpSms(url=endpoint.url(), headers=headers, allow=LOOPBACK))

    @pytest.fixture
    def broken(self) -> Channel:
        return Sms(gateway=HttpSms(url=f"http://127.0.0.1:{nowhere()}/", allow=LOOPBACK))

    @pytest.fixture
    def recipients(self) -> tuple[str, str]:
        return NUMBERS

    @pytest.fixture
    def arrived(self, endpoint: Endpoint) -> Callable[[], list[Arrived]]:
        def read() -> list[Arrived]:
            bodies = [json.loads(each.body) for each in endpoint.asked]
            return [Arrived(body["reference"], body["text"]) for body in bodies]

        return read


class TestTencentSms(TestHttpSms):
    @pytest.fixture
    def channel(self, endpoint: Endpoint) -> Channel:
        said = {"Response": {"SendStatusSet": [{"SerialNo": "s-1", "Code": "Ok"}]}}
        endpoint.says(200, json.dumps(said).encode())
        return Sms(
            gateway=TencentSms(
                secret_id="AKID",
                secret_key="secret",
                app_id="1400006666",
                templates={"zh": "449739"},
                url=endpoint.url("").rstrip("/"),
                allow=LOOPBACK,
            )
        )

    @pytest.fixture
    def arrived(self, endpoint: Endpoint) -> Callable[[], list[Arrived]]:
        def read() -> list[Arrived]:
            bodies = [json.loads(each.body) for each in endpoint.asked]
            return [
                Arrived(body["SessionContext"], " ".join(body["TemplateParamSet"]))
                for body in bodies
            ]

        return read


class Sender:
    """A platform that sends what it issued."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.silent = False

    def deliver(self, number: str, *, code: str = "", **_to: str) -> None:
        if self.silent:
            raise LookupFailed("no answer", retryable=True)
        self.sent.append(f"{code}{number}")


class TestPlatform(ChannelContract):
    carries_files = carries_text = carries_id = False

    @pytest.fixture
    def sender(self) -> Sender:
        return Sender()

    @pytest.fixture
    def channel(self, sender: Sender) -> Channel:
        return Platform(sender)  # type: ignore[arg-type]  # only what it asks

    @pytest.fixture
    def broken(self, channel: Channel, sender: Sender) -> Channel:
        sender.silent = True
        return channel

    @pytest.fixture
    def recipients(self) -> tuple[str, str]:
        return "ap@acme.example", "13812340000"

    @pytest.fixture
    def arrived(self, sender: Sender) -> Callable[[], list[Arrived]]:
        return lambda: [Arrived(number) for number in sender.sent]


class TestPost(ChannelContract):
    carries_files = False  # the original is printed, and the manifest counts its pages

    @pytest.fixture
    def channel(self, tmp_path: Path) -> PrintQueue:
        return PrintQueue(root=tmp_path / "post")

    @pytest.fixture
    def broken(self, tmp_path: Path) -> Channel:
        (tmp_path / "file").touch()
        return PrintQueue(root=tmp_path / "file")

    @pytest.fixture
    def recipients(self) -> tuple[str, str]:
        return ADDRESSES

    @pytest.fixture
    def arrived(self, channel: PrintQueue) -> Callable[[], list[Arrived]]:
        def read() -> list[Arrived]:
            found = []
            for path in sorted((channel.root / "queue").glob("*.pdf")):
                pdf = pypdfium2.PdfDocument(path)
                text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
                assert len(pdf) == 2
                pdf.close()
                found.append(Arrived(path.stem.rpartition("-")[0], text))
            return found

        return read


def test_every_channel_is_held_to_it() -> None:
    held = {
        type_.__name__.removeprefix("Test")
        for type_ in globals().values()
        if isinstance(type_, type) and issubclass(type_, ChannelContract)
    }
    names = {name.capitalize() for name in CHANNELS.names()}
    assert {name for name in names if name not in held} == {"Sms"}  # two gateways stand for it
