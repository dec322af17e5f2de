"""A link opens what it was made for, whole, in time; nothing else does."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.errors import ConfigurationError, InputError
from invoicekit.services._signed_link import opened, signed

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECRET = b"a secret of thirty-two bytes, so"
UNTIL = NOW + timedelta(days=1)
TOKEN = signed(SECRET, purpose="title", subject="order-1", tenant="a", until=UNTIL)


def follow(token: str, *, secret: bytes = SECRET, purpose: str = "title", tenant: str = "a") -> str:
    return opened(secret, token, purpose=purpose, tenant=tenant, now=NOW)


def test_a_link_opens_what_it_is_for() -> None:
    assert follow(TOKEN) == "order-1"


def test_no_flipped_bit_is_taken() -> None:
    for place in range(len(TOKEN)):
        for bit in range(7):
            other = chr(ord(TOKEN[place]) ^ 1 << bit)
            with pytest.raises(InputError):
                follow(TOKEN[:place] + other + TOKEN[place + 1 :])


@given(st.text(max_size=80) | st.from_regex(r"\A[A-Za-z0-9_-]{0,90}\.[A-Za-z0-9_-]{43}\Z"))
def test_nothing_made_up_is_taken(token: str) -> None:
    with pytest.raises(InputError):
        follow(token)


@pytest.mark.parametrize(
    "other",
    [{"secret": b"another secret of thirty-two byt"}, {"purpose": "view"}, {"tenant": "b"}],
    ids=lambda other: next(iter(other)),
)
def test_it_is_for_one_purpose_of_one_tenant(other: dict[str, str]) -> None:
    with pytest.raises(InputError, match="not one of ours"):
        follow(TOKEN, **other)  # type: ignore[arg-type]  # one is bytes


def test_it_ends_with_its_time() -> None:
    last = UNTIL - timedelta(seconds=1)
    assert opened(SECRET, TOKEN, purpose="title", tenant="a", now=last) == "order-1"
    with pytest.raises(InputError, match="good until 2026-03-03 10:00 UTC"):
        opened(SECRET, TOKEN, purpose="title", tenant="a", now=UNTIL)


def test_a_short_secret_signs_nothing() -> None:
    with pytest.raises(ConfigurationError, match="15 bytes"):
        signed(b"s" * 15, purpose="title", subject="x", tenant="a", until=UNTIL)


@pytest.mark.gate
def test_ten_thousand_changed_links_open_nothing() -> None:
    dice = random.Random(12)
    signs = "ABCXYZabcxyz0189-_.=%/ é"
    for _ in range(10_000):
        other = list(TOKEN)
        for _ in range(dice.randrange(1, 4)):
            place = dice.randrange(len(other))
            other[place : place + dice.choice((0, 1, 1))] = dice.choice(signs)
        token = "".join(other)
        if token != TOKEN:
            with pytest.raises(InputError):
                follow(token)
