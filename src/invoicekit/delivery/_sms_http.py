"""Gateways that take a POST of JSON, and call back in JSON or as a form."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from invoicekit.delivery._http import Poster
from invoicekit.delivery._sms_gateway import TextMessage, answer_of, found
from invoicekit.delivery._sms_receipts import SmsReceipts
from invoicekit.ports import Receipt

TO, TEXT = "{number}", "{text}"


@dataclass(frozen=True, kw_only=True)
class HttpSms:
    """A gateway that takes a POST of JSON.

    Attributes:
        url: Where to.
        body: Its fields; `{number}`, `{text}`, `{id}` and `{locale}` stand for the message's.
        headers: Such as `Authorization`.
        message_id: Where the answer says what it calls the message, such as `messages.0.id`.
        receipt: Where its callbacks say what became of a message.
        allow: Networks of your own that may be reached.
    """

    url: str
    body: Mapping[str, str] = field(
        default_factory=lambda: {"to": TO, "text": TEXT, "reference": "{id}"}
    )
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    message_id: str = "id"
    receipt: SmsReceipts = field(default_factory=SmsReceipts)
    allow: Sequence[str] = ()
    timeout: int = 20
    context: ssl.SSLContext | None = field(default=None, repr=False)

    @cached_property
    def _post(self) -> Poster:
        return Poster(allow=self.allow, timeout=self.timeout, context=self.context)

    def send(self, message: TextMessage, *, now: datetime) -> str | None:
        """Sends a message and returns what the gateway calls it, where it says so."""
        facts = {
            TO: message.number,
            TEXT: message.text,
            "{id}": message.id,
            "{locale}": message.locale,
        }
        body = {name: facts.get(value, value) for name, value in self.body.items()}
        headers = {"Content-Type": "application/json", **self.headers}
        data = json.dumps(body, ensure_ascii=False).encode()
        return found(answer_of(self._post.send(self.url, data, headers, now=now)), self.message_id)

    def receipts(self, callback: bytes) -> Iterator[Receipt]:
        """Yields what a callback says of messages that arrived, or never will."""
        return self.receipt.read(callback)
