"""Canonical bytes and chains: golden vectors, and what has no form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.chain import GENESIS, canonical, digest, heads, link
from invoicekit.errors import InputError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


def test_golden_bytes() -> None:
    value = {"b": ["1.10", None], "a": {"ü": True, "empty": []}, "gone": None, "€": 1}
    expected = '{"a":{"ü":true},"b":["1.10",null],"€":1}'
    assert canonical(value) == expected.encode()


def test_keys_sort_by_utf_16_as_rfc_8785_says() -> None:
    # U+1F600 begins with the surrogate D83D, which sorts before U+FB33.
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


def test_golden_hashes() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    first = link(GENESIS, digest(b"a"))
    assert first == "8b40f5317d2d340480a329f4393307985fc034b663e1e76acc5ce5b3fa407be8"
    assert list(heads([digest(b"a"), digest(b"b")])) == [first, link(first, digest(b"b"))]


@pytest.mark.parametrize("value", [1.5, {"a": 0.1}, {1: "a"}, object()])
def test_refuses_what_has_no_exact_form(value: object) -> None:
    with pytest.raises(InputError):
        canonical(value)


@given(JSON)
def test_the_order_of_keys_never_matters(value: object) -> None:
    assert canonical(_reversed(value)) == canonical(value)


def _reversed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [_reversed(item) for item in value]
    return value
