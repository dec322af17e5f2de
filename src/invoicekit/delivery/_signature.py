"""Signed requests by the Standard Webhooks scheme: HMAC-SHA256 over id, time and body.

Source: https://github.com/standard-webhooks/standard-webhooks, specification 1.0.0. Two secrets may
sign at once, so that a secret is changed without a moment in which nothing is accepted.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from invoicekit.errors import ConfigurationError, PermissionDenied

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, as the specification asks."""
TOLERANCE = timedelta(minutes=5)
"""How far the sender's clock may be from ours: what is older is taken for a repetition."""


def secret_of(entropy: bytes) -> str:
    """Returns a secret as people hand it over, such as `whsec_…`.

    Args:
        entropy: 24 to 64 random bytes, such as `secrets.token_bytes(32)`.

    Raises:
        ConfigurationError: There are too few or too many.
    """
    if not SHORTEST <= len(entropy) <= LONGEST:
        raise ConfigurationError(
            f"the secret of a webhook has {len(entropy)} bytes",
            where="secret",
            expected=f"{SHORTEST} to {LONGEST} from a random source",
        )
    return PREFIX + b64encode(entropy).decode()


def signed_headers(
    secrets: Sequence[str], message_id: str, at: datetime, body: bytes
) -> dict[str, str]:
    """Returns the headers of a request: its id, the time, and a signature by each secret.

    Raises:
        ConfigurationError: A secret is none.
    """
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(
            _signature(secret, message_id, stamp, body) for secret in secrets
        ),
    }


def verify_webhook(
    body: bytes,
    headers: Mapping[str, str],
    secrets: Sequence[str] | str,
    *,
    now: datetime,
    tolerance: timedelta = TOLERANCE,
) -> str:
    """Returns the id of a request that is what its sender signed; the receiver's side.

    The same id may come twice: keep the ids that were worked on, and pass by what is known.

    Args:
        body: As it came, before anything parsed it.
        headers: Of the request; their case does not matter.
        secrets: The one you were given, or two while it changes.
        now: The time.
        tolerance: How far the sender's clock may be from `now`.

    Raises:
        PermissionDenied: It is not signed by one of the secrets, was changed, or is too old.
        ConfigurationError: A secret is none.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, stamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < len("100000000000")):
        raise _refused("it says no time")
    if abs(now - datetime.fromtimestamp(int(stamp), UTC)) > tolerance:
        raise _refused("it is too old, or from the future")
    known = (secrets,) if isinstance(secrets, str) else secrets
    expected = [_signature(secret, message_id, stamp, body).encode() for secret in known]
    said = given.get("webhook-signature", "").encode().split()
    if not any(hmac.compare_digest(one, other) for one in expected for other in said):
        raise _refused("no signature is by a secret that is known here")
    return message_id


def _signature(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    content = f"{message_id}.{stamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(_key(secret), content, "sha256")).decode()


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError as problem:
        raise ConfigurationError(
            "a webhook's secret is no base64", where="secret", expected=f"{PREFIX}…"
        ) from problem
    secret_of(key)
    return key


def _refused(reason: str) -> PermissionDenied:
    return PermissionDenied(
        f"the webhook is not believed: {reason}",
        where="webhook-signature",
        expected="a request as its sender signed it, a moment ago",
        hint="Check the raw body, before anything parses it, and the clock of this machine.",
    )
