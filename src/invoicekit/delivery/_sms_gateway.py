"""What takes a text message: the protocol of gateways, and how answers of theirs are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from invoicekit.errors import DeliveryFailed
from invoicekit.ports import Receipt


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


@runtime_checkable
class ReceiptsGateway(Protocol):
    """A gateway that calls back."""

    def receipts(self, callback: bytes) -> Iterable[Receipt]:
        """Returns what a callback says of messages that arrived, or never will.

        Raises:
            InputError: It is no callback of this gateway.
        """


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
