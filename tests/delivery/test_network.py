"""No spelling of an address of our own house is taken for one on the open Internet."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

import pytest
from tests.delivery.conftest import envelope

from invoicekit.delivery.webhook import Webhook
from invoicekit.errors import DeliveryFailed

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOUSE = """
127.0.0.1 127.1.2.3 0.0.0.0 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.1.1
169.254.169.254 100.64.0.1 192.0.0.8 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255
""".split()


def spellings(address: str) -> Iterator[str]:
    """Yields how resolvers, libraries and networks beside IPv4 write an address."""
    number = int(IPv4Address(address))
    a, b, c, d = address.split(".")
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    yield from (address, str(number), hex(number), oct(number).replace("0o", "0"))
    yield from (
        ".".join(hex(int(part)) for part in (a, b, c, d)),
        f"{a}.{b}.{int(c) * 256 + int(d)}",
    )
    yield ".".join(f"0{int(part):o}" for part in (a, b, c, d))
    yield from (f"[::ffff:{address}]", f"[::ffff:{high}:{low}]", f"[64:ff9b::{high}:{low}]")
    yield from (
        f"[2002:{high}:{low}::1]",
        f"[64:ff9b::{address}]",
        f"[0:0:0:0:0:ffff:{high}:{low}]",
    )
    yield f"[::{high}:{low}]"


@pytest.mark.gate
def test_two_hundred_spellings_lead_nowhere() -> None:
    """By the machine's own resolver, which asks nobody for numbers."""
    tried, channel = 0, Webhook(secrets=[SECRET])
    for address in HOUSE:
        for host in spellings(address):
            tried += 1
            with pytest.raises(DeliveryFailed) as caught:
                channel.send(envelope(f"https://{host}/in"))
            assert "does not answer" not in str(caught.value), host
    assert tried > 200
