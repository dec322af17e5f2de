"""What takes a text message: the protocol of gateways, and one for those that speak JSON."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from invoicekit.delivery._http import Poster
from invoicekit.errors import DeliveryFailed


@dataclass(frozen=True, slots=True)
class TextMessage:
    """One message to one number.

    Attributes:
        id: The delivery's; the same message has the same id, however often it is sent.
        number: In E.164, such as `+8613812340000`.
        text: As the reader gets it; gateways with approved templates take `facts` instead.
        facts: What the text is made of, `link` among them.
    """

    id: str
    number: str
    text: str
    locale: str
    facts: Mapping[str, str]


class SmsGateway(Protocol):
    """Sends text messages."""

    def send(self, message: TextMessage, *, now: datetime) -> str | None:
        """Sends a message and returns what the gateway calls it.

        Raises:
            DeliveryFailed: It was not taken; `retryable` says whether to try again.
        """


TO, TEXT = "{number}", "{text}"


@dataclass(frozen=True, kw_only=True)
class HttpSms:
    """A gateway that takes a POST of JSON.

    Attributes:
        url: Where to.
        body: Its fields; `{number}`, `{text}`, `{id}` and `{locale}` stand for the message's.
        headers: Such as `Authorization`.
        message_id: Where the answer says what it calls the message, such as `messages.0.id`.
        allow: Networks of your own that may be reached.
    """

    url: str
    body: Mapping[str, str] = field(
        default_factory=lambda: {"to": TO, "text": TEXT, "reference": "{id}"}
    )
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    message_id: str = "id"
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


def answer_of(body: bytes) -> object:
    """Returns the JSON of an answer.

    Raises:
        DeliveryFailed: It is none; nobody knows whether the message left, so it is tried again.
    """
    try:
        said: object = json.loads(body)
    except ValueError as problem:
        raise DeliveryFailed("the gateway answers no JSON", retryable=True) from problem
    return said


def found(said: object, path: str) -> str | None:
    """Returns what stands at a path such as `messages.0.id`, None where nothing does."""
    for step in path.split("."):
        if isinstance(said, list) and step.isdecimal() and int(step) < len(said):
            said = said[int(step)]
        elif isinstance(said, dict):
            said = said.get(step)
        else:
            return None
    return None if said is None else str(said)
