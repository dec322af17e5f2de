"""What every channel must do: subclass `ChannelContract` and give it yours.

class TestMine(ChannelContract):
    @pytest.fixture
    def channel(self):
        return MyChannel(…)

    @pytest.fixture
    def recipients(self):
        return "one@acme.example", "two@acme.example"

    @pytest.fixture
    def arrived(self):
        return lambda: [Arrived(…), …]  # what the other side has by now
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from invoicekit.errors import DeliveryFailed
from invoicekit.model.delivery import File
from invoicekit.model.status import DeliveryStatus
from invoicekit.ports import Channel, Envelope, Sent

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)

_ASKED_OF = {
    "test_two_messages_are_two": "carries_id",
    "test_names_of_files_lead_nowhere": "carries_files",
    "test_what_is_out_of_reach_is_tried_again": "has_other_side",
}
"""Test → what a channel must be able to do to be asked."""

LEFT = {
    DeliveryStatus.PRINTED,
    DeliveryStatus.SENT,
    DeliveryStatus.DELIVERED,
}
"""What a channel may say of a recipient it reached."""

BLANK_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
"""


@dataclass(frozen=True)
class Arrived:
    """What the other side has.

    Attributes:
        id: The delivery's id, by which it knows the same message again.
        text: All the words in it.
        files: Name → bytes; empty where the channel carries none.
    """

    id: str
    text: str = ""
    files: dict[str, bytes] = field(default_factory=dict)


def envelope(*to: str, **changes: object) -> Envelope:
    """Returns a document as it goes to a channel; `changes` are its other fields."""
    made = Envelope(
        id="019cadfd-8900-7000-8000-000000000001",
        sender=("Müller & Söhne GmbH", "billing@shop.example"),
        recipients=to,
        subject="Rechnung R-1 von Müller & Söhne GmbH",
        text="Guten Tag,\n\nunsere Rechnung R-1 über 118,76 €.\n",
        html="<p>Guten Tag</p>",
        files=(
            _file("pdf", "R-1.pdf", "application/pdf", BLANK_PDF),
            _file("ubl", "R-1-ubl.xml", "application/xml", "<a>ü 上海</a>".encode()),
        ),
        locale="de",
        at=AT,
        invoice_id="019cadfd-8900-7000-8000-000000000002",
        facts={"seller": "Müller & Söhne GmbH", "number": "R-1", "title": "Rechnung"},
        sender_lines=("Müller & Söhne GmbH", "Hauptstr. 1", "10115 Berlin"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of an envelope


def _file(kind: str, name: str, media_type: str, data: bytes) -> File:
    return File(kind, name, media_type, data, sha256(data).hexdigest(), original=True)


class ChannelContract:
    """The whole contract.

    Attributes:
        carries_files: False for a channel that sends words only.
        carries_text: False for one that leaves files without a letter.
        carries_id: False for one that names the document by its number, and knows it by that.
        has_other_side: False for one that hands over to nobody who could be out of reach.
    """

    carries_files = True
    carries_text = True
    carries_id = True
    has_other_side = True

    def __init_subclass__(cls) -> None:
        """Leaves out what the channel cannot be asked: pytest collects no None."""
        super().__init_subclass__()
        for test, ability in _ASKED_OF.items():
            if not getattr(cls, ability):
                setattr(cls, test, None)

    @pytest.fixture
    def channel(self) -> Channel:
        """Returns the channel under test."""
        raise NotImplementedError("give the contract a channel fixture")

    @pytest.fixture
    def recipients(self) -> tuple[str, str]:
        """Returns two recipients who can be reached, in the channel's own form."""
        raise NotImplementedError("give the contract two recipients")

    @pytest.fixture
    def arrived(self) -> Callable[[], list[Arrived]]:
        """Returns what tells of all that arrived so far."""
        raise NotImplementedError("give the contract what tells what arrived")

    @pytest.fixture
    def broken(self) -> Channel | None:
        """Returns the channel with its other side out of reach; None where there is none."""
        return None

    def test_it_has_a_name(self, channel: Channel) -> None:
        """By which deliveries ask for it."""
        assert channel.name
        assert channel.name == channel.name.strip().lower()

    def test_each_recipient_has_a_fate(self, channel: Channel, recipients: tuple[str, str]) -> None:
        """And there are no others."""
        sent = channel.send(envelope(*recipients))
        assert isinstance(sent, Sent)
        assert set(sent.statuses) == set(recipients)
        assert {status for status, _ in sent.statuses.values()} <= LEFT

    def test_a_recipient_alone_is_reached_alone(
        self,
        channel: Channel,
        recipients: tuple[str, str],
        arrived: Callable[[], list[Arrived]],
    ) -> None:
        """As the outbox asks when another one has it already."""
        sent = channel.send(envelope(recipients[1]))
        assert list(sent.statuses) == [recipients[1]]
        assert len(arrived()) == 1

    def test_the_same_message_again_is_known_again(
        self,
        channel: Channel,
        recipients: tuple[str, str],
        arrived: Callable[[], list[Arrived]],
    ) -> None:
        """A worker that dies after sending sends again: the id is the same, and the outcome."""
        first = channel.send(envelope(recipients[0]))
        second = channel.send(envelope(recipients[0]))
        assert (first.statuses, first.message_id) == (second.statuses, second.message_id)
        assert len({each.id for each in arrived()}) == 1
        assert not self.carries_id or arrived()[0].id == envelope().id

    def test_two_messages_are_two(
        self,
        channel: Channel,
        recipients: tuple[str, str],
        arrived: Callable[[], list[Arrived]],
    ) -> None:
        """Also where everything in them is the same."""
        other = "019cadfd-8900-7000-8000-000000000009"
        channel.send(envelope(recipients[0]))
        channel.send(envelope(recipients[0], id=other))
        assert {each.id for each in arrived()} == {envelope().id, other}

    def test_what_is_sent_arrives(
        self,
        channel: Channel,
        recipients: tuple[str, str],
        arrived: Callable[[], list[Arrived]],
    ) -> None:
        """Words in every script, and files byte for byte."""
        facts = {"seller": "Żółć 上海 Škoda", "number": "R-1", "title": "账单"}
        subject = "Żółć 上海 Škoda 账单 R-1"
        channel.send(envelope(recipients[0], subject=subject, facts=facts, locale="zh-CN"))
        [got] = arrived()
        if self.carries_text:
            assert "上海" in got.text
            assert "R-1" in got.text
        if self.carries_files:
            assert got.files["R-1.pdf"] == BLANK_PDF
            assert got.files["R-1-ubl.xml"] == "<a>ü 上海</a>".encode()

    def test_words_forge_nothing(
        self,
        channel: Channel,
        recipients: tuple[str, str],
        arrived: Callable[[], list[Arrived]],
    ) -> None:
        """Nobody gets a second message by a line break; it may be refused for good."""
        subject = "R-1\r\nBcc: all@acme.example\r\n\r\n<script>"
        try:
            channel.send(envelope(recipients[0], subject=subject))
        except (DeliveryFailed, ValueError):
            assert arrived() == []
        else:
            assert len(arrived()) == 1

    def test_names_of_files_lead_nowhere(
        self,
        channel: Channel,
        recipients: tuple[str, str],
        arrived: Callable[[], list[Arrived]],
    ) -> None:
        """A path in a name is none: the file lands among the others."""
        pdf = _file("pdf", "../../up.pdf", "application/pdf", BLANK_PDF)
        channel.send(envelope(recipients[0], files=(pdf,)))
        [got] = arrived()
        assert [name.rpartition("/")[2] for name in got.files] == ["up.pdf"]

    def test_any_time_zone_is_one(self, channel: Channel, recipients: tuple[str, str]) -> None:
        """The same instant is the same message, wherever the clock stands."""
        here = AT.astimezone(ZoneInfo("Asia/Shanghai"))
        assert channel.send(envelope(recipients[0], at=here)).statuses

    def test_what_is_out_of_reach_is_tried_again(
        self, broken: Channel | None, recipients: tuple[str, str]
    ) -> None:
        """It says so by an error that the outbox understands."""
        assert broken is not None, "say has_other_side = False where there is none"
        with pytest.raises(DeliveryFailed) as caught:
            broken.send(envelope(recipients[0]))
        assert caught.value.retryable

    def test_it_keeps_its_secrets(self, channel: Channel) -> None:
        """What it shows of itself in logs and errors has none in it."""
        shown = repr(channel)
        assert not [word for word in ("whsec_", "password='", "Bearer ") if word in shown]


__all__ = ["Arrived", "ChannelContract", "envelope"]
