"""The tax platform as a channel: mail or text message, and what becomes of each."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from invoicekit.delivery import CHANNELS
from invoicekit.errors import DeliveryFailed, LookupFailed, StateError
from invoicekit.model import InvoiceRecord
from invoicekit.ports import AuthorityAnswer, Channel, DeliveryAuthority, Envelope


class Bureau:
    """Takes everything but what it is told not to."""

    name = "bureau"

    def __init__(self, **says: Exception) -> None:
        self._says = says
        self.sent: list[tuple[str, str, str, str]] = []

    def submit(self, request_id: str, record: InvoiceRecord) -> AuthorityAnswer:
        raise NotImplementedError

    def query(self, request_id: str) -> AuthorityAnswer:
        raise NotImplementedError

    def deliver(self, number: str, *, code: str = "", email: str = "", phone: str = "") -> None:
        problem = self._says.get((email or phone).partition("@")[0])
        if problem is not None:
            raise problem
        self.sent.append((number, code, email, phone))


def send(bureau: Bureau, *recipients: str) -> dict[str, tuple[str, str | None]]:
    assert isinstance(bureau, DeliveryAuthority)
    channel: Channel = CHANNELS["platform"](bureau)
    envelope = Envelope(
        id="D-1",
        sender=("示例", None),
        recipients=recipients,
        subject="",
        text="",
        html=None,
        files=(),
        locale="zh-CN",
        at=datetime(2026, 11, 24, tzinfo=UTC),
        number="12345678",
        code="011002600111",
    )
    return {
        who: (status.value, text) for who, (status, text) in channel.send(envelope).statuses.items()
    }


def test_a_mail_and_a_text_message() -> None:
    bureau = Bureau()
    assert send(bureau, "a@shop.example", "13800000000") == {
        "a@shop.example": ("sent", None),
        "13800000000": ("sent", None),
    }
    assert bureau.sent == [
        ("12345678", "011002600111", "a@shop.example", ""),
        ("12345678", "011002600111", "", "13800000000"),
    ]


def test_a_refusal_is_final_and_silence_is_not() -> None:
    bureau = Bureau(bad=StateError("邮箱错误"), lost=LookupFailed("timeout", retryable=True))
    assert send(bureau, "bad@x", "lost@x", "good@x") == {
        "bad@x": ("failed", "邮箱错误"),
        "lost@x": ("queued", "timeout"),
        "good@x": ("sent", None),
    }
    with pytest.raises(DeliveryFailed, match="did not answer") as told:
        send(bureau, "lost@x")
    assert told.value.retryable
