"""What a gateway calls back with: its receipts, read by where they say what."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from invoicekit.delivery._sms_gateway import found
from invoicekit.errors import InputError
from invoicekit.lifecycle.delivery import DeliveryFact
from invoicekit.ports import Receipt

LARGEST = 1_000_000
"""Bytes of a callback that are read: thousands of receipts."""


@dataclass(frozen=True, kw_only=True)
class SmsReceipts:
    """Where a callback says what became of which message: paths such as `messages.0.id`.

    A callback is JSON or a form. What has another status than these is still under way.

    Attributes:
        items: Where the list of receipts stands; empty where the callback is one, or a list.
        reference: Where the delivery's id comes back, which was sent as `{id}`.
        message_id: Where the gateway's own id stands, if the delivery's does not come back.
        number: Where the telephone number stands.
        status: Where the status stands, and which mean that it arrived (`delivered`) or never
            will (`failed`); case does not matter.
        detail: Where the gateway's words stand.
    """

    items: str = ""
    reference: str = "reference"
    message_id: str = "id"
    number: str = "to"
    status: str = "status"
    detail: str = "error"
    delivered: Collection[str] = ("delivered",)
    failed: Collection[str] = ("failed", "undelivered", "undeliverable", "rejected", "expired")

    def read(self, body: bytes) -> Iterator[Receipt]:
        """Yields the receipts of a callback.

        Raises:
            InputError: It is neither JSON nor a form.
        """
        for each in self._items(parsed(body)):
            fact = self._fact(found(each, self.status) or "")
            if fact is not None:
                yield Receipt(
                    fact=fact,
                    delivery_id=found(each, self.reference),
                    message_id=found(each, self.message_id),
                    number=found(each, self.number) or "",
                    detail=found(each, self.detail),
                )

    def _items(self, said: object) -> list[object]:
        for step in filter(None, self.items.split(".")):
            said = said.get(step) if isinstance(said, dict) else None
        return said if isinstance(said, list) else [said]

    def _fact(self, status: str) -> DeliveryFact | None:
        if status.lower() in {each.lower() for each in self.delivered}:
            return DeliveryFact.DELIVER
        if status.lower() in {each.lower() for each in self.failed}:
            return DeliveryFact.FAIL
        return None


def parsed(body: bytes) -> object:
    """Returns the JSON of a callback, or the fields of a form.

    Raises:
        InputError: It is neither, or longer than any callback.
    """
    if len(body) <= LARGEST:
        try:
            text = body.decode()
            said: object = json.loads(text)
        except (ValueError, RecursionError):
            said = dict(parse_qsl(body.decode("utf-8", "replace")))
        if said:
            return said
    raise InputError(
        "this is no callback of a gateway", where="callback", expected="JSON, or fields of a form"
    )
