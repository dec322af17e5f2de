"""SM3: the standard's own examples, with OpenSSL and without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.jurisdiction.fapiao.sm3 import PythonSm3, new_sm3, sm3, sm3_in_python

EXAMPLES = [
    (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
]


@pytest.mark.parametrize(("data", "digest"), EXAMPLES)
def test_the_examples_of_the_standard(data: bytes, digest: str) -> None:
    assert sm3(data).hex() == digest
    assert sm3_in_python(data).hex() == digest


@given(st.binary(max_size=200))
def test_both_ways_give_the_same(data: bytes) -> None:
    assert sm3(data) == sm3_in_python(data)


@given(st.lists(st.binary(max_size=150), max_size=6))
def test_pieces_hash_as_the_whole(pieces: list[bytes]) -> None:
    ours, given_by_openssl = PythonSm3(), new_sm3()
    for piece in pieces:
        ours.update(piece)
        given_by_openssl.update(piece)
    assert ours.hexdigest() == given_by_openssl.hexdigest() == sm3(b"".join(pieces)).hex()
