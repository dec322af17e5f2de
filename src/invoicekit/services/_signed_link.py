"""Links that carry what they are for and until when, signed so that nobody makes their own.

HMAC-SHA256 over the payload; compared in constant time. Nothing secret stands in a link.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from invoicekit.errors import ConfigurationError, InputError, LinkExpired

TITLE, INVOICE, DELIVERY = "title", "invoice", "delivery"
"""What links are for: an order's title, a document, a document that one delivery told of."""
SHORTEST_SECRET = 16
"""Bytes below which a secret could be guessed."""


@dataclass(frozen=True, slots=True)
class SignedLink:
    """What an opened link says of itself."""

    purpose: str
    subject: str


def signed(secret: bytes, *, purpose: str, subject: str, tenant: str, until: datetime) -> str:
    """Returns a token for one purpose on one thing, good until a time.

    Raises:
        ConfigurationError: The secret is too short.
    """
    _refuse_weak(secret)
    facts = {"p": purpose, "s": subject, "t": tenant, "u": int(until.timestamp())}
    payload = json.dumps(facts, separators=(",", ":"), sort_keys=True).encode()
    return f"{_text(payload)}.{_text(_seal(secret, payload))}"


def opened(secret: bytes, token: str, *, purpose: str, tenant: str, now: datetime) -> str:
    """Returns what a token of one purpose is for.

    Raises:
        LinkExpired: It is no longer good.
        InputError: It is not ours, for something else, or changed.
        ConfigurationError: The secret is too short.
    """
    link = read_link(secret, token, tenant=tenant, now=now, purposes=(purpose,))
    return link.subject


def read_link(
    secret: bytes, token: str, *, tenant: str, now: datetime, purposes: tuple[str, ...]
) -> SignedLink:
    """Returns what a token is for, which is one of these purposes.

    Raises:
        LinkExpired: It is no longer good.
        InputError: It is not ours, for something else, or changed.
        ConfigurationError: The secret is too short.
    """
    _refuse_weak(secret)
    try:
        payload, seal = (_bytes(part) for part in token.split("."))
    except ValueError as problem:
        raise _foreign() from problem
    if not hmac.compare_digest(seal, _seal(secret, payload)):
        raise _foreign()
    facts = json.loads(payload)
    if facts["p"] not in purposes or facts["t"] != tenant:
        raise _foreign()
    if now.timestamp() >= facts["u"]:
        ended = datetime.fromtimestamp(facts["u"], UTC)
        raise LinkExpired(
            f"the link was good until {ended:%Y-%m-%d %H:%M} UTC",
            where="token",
            expected="a link of today",
            hint="Ask the shop for a new one.",
        )
    return SignedLink(facts["p"], str(facts["s"]))


def _foreign() -> InputError:
    return InputError(
        "the link is not one of ours",
        where="token",
        expected="a link as it was sent",
        hint="Open it again from the message, whole.",
    )


def _refuse_weak(secret: bytes) -> None:
    if len(secret) < SHORTEST_SECRET:
        raise ConfigurationError(
            f"the secret of signed links has {len(secret)} bytes",
            where="link_secret",
            expected=f"at least {SHORTEST_SECRET}, from a random source",
        )


def _seal(secret: bytes, payload: bytes) -> bytes:
    return hmac.digest(secret, payload, "sha256")


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    if not text.isascii():
        raise ValueError("not a link's alphabet")
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(data) != text:
        raise ValueError("another spelling of the same bytes")
    return data
