"""Canonical bytes are the same for the same content, and a chain shows every change."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.chain import (
    GENESIS,
    amended,
    canonical,
    digest,
    encoded,
    heads,
    link,
    plain_of,
)
from invoicekit.errors import InputError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": "x"}, '{"a":"x","b":1}'),
        ({"a": None, "b": [], "c": {}, "d": ""}, '{"d":""}'),
        ({"a": {"b": None}}, "{}"),
        ({"a": {"b": {"c": []}, "d": 0}}, '{"a":{"d":0}}'),
        ({"a": [None, 1, True]}, '{"a":[null,1,true]}'),
        ({"a": ("x", "y")}, '{"a":["x","y"]}'),
        ({"name": "Müller 数电票"}, '{"name":"Müller 数电票"}'),
        ({"a": '"\\\n\u0001'}, '{"a":"\\"\\\\\\n\\u0001"}'),
        # UTF-16 order (RFC 8785, 3.2.3): the surrogates of 😀 come before U+FB33.
        ({"\ufb33": 1, "😀": 2, "€": 3}, '{"€":3,"😀":2,"\ufb33":1}'),
    ],
)
def test_canonical_form(value: object, text: str) -> None:
    assert canonical(value) == text.encode()


@given(JSON)
def test_canonical_bytes_read_back_give_the_same_bytes(value: object) -> None:
    once = canonical({"value": value})

    assert canonical(json.loads(once)) == once


@given(st.dictionaries(TEXT, JSON), st.dictionaries(TEXT, JSON))
def test_what_is_amended_is_canonical_as_a_whole(
    value: dict[str, object], changes: dict[str, object]
) -> None:
    kept = plain_of(canonical(value).decode())

    assert encoded(amended(kept, changes)) == canonical(value | changes)


@given(st.dictionaries(TEXT, JSON), st.dictionaries(TEXT, JSON))
def test_what_is_amended_stands_in_a_canonical_whole(
    value: dict[str, object], changes: dict[str, object]
) -> None:
    kept = plain_of(canonical(value).decode())
    whole = amended({"b": amended(kept, changes)}, {"a": "", "c": 1})

    assert plain_of(encoded(whole).decode()) == whole
    assert encoded(whole["b"]) == canonical(value | changes)
    assert list(whole) == ["a", "b", "c"]


@given(st.dictionaries(TEXT, st.integers(), min_size=1))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    turned = dict(reversed(value.items()))

    assert canonical(turned) == canonical(value)
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        {"a": float("nan")},
        {"a": Decimal(1)},
        {1: "a"},
        {"a": b"x"},
        [{"a": [object()]}],
        "\ud800",
    ],
    ids=["float", "nan", "decimal", "number key", "bytes", "object", "half a pair"],
)
def test_what_has_no_exact_form_is_refused(value: object) -> None:
    with pytest.raises(InputError) as caught:
        canonical(value)

    assert caught.value.where


def test_a_key_of_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(InputError):
        canonical({"\ud800": 1})


def test_digest_is_sha_256() -> None:
    # The test vector of FIPS 180-2, appendix B.1.
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert digest(b"abc") == expected


def test_the_chain_has_the_heads_written_down_once() -> None:
    # By `sha256sum`, from the head, a line feed and the hash of `one`; else sealed chains break.
    first = "8d13c64bd3d8b8439c393acf763b4ecfb4070f31df3e9ed4e63b942920feefc6"

    assert link(GENESIS, digest(b"one")) == first


def test_each_head_holds_the_one_before() -> None:
    contents = [digest(text) for text in (b"one", b"two", b"three")]
    chain = list(heads(contents))

    assert chain[0] == link(GENESIS, contents[0])
    assert chain[2] == link(chain[1], contents[2])
    assert list(heads(contents[1:], start=chain[0])) == chain[1:]
    assert list(heads([])) == []


@given(st.lists(TEXT, min_size=2, max_size=5, unique=True), st.data())
def test_a_changed_or_swapped_link_changes_every_head_after_it(
    texts: list[str], data: st.DataObject
) -> None:
    contents = [digest(text.encode()) for text in texts]
    place = data.draw(st.integers(0, len(contents) - 2))
    swapped = contents.copy()
    swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    before, after = list(heads(contents)), list(heads(swapped))

    assert before[:place] == after[:place]
    assert all(ours != theirs for ours, theirs in zip(before[place:], after[place:], strict=True))


def without_form(what: str, where: str) -> InputError:
    return InputError(
        f"{what} has no canonical form",
        where=where,
        expected="str, int, bool, None, dict or list",
        hint="Dump the model with mode='json'.",
    )


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (1.5, without_form("float", "1.5")),
        (b"x" * 70, without_form("bytes", "b'" + "x" * 58)),
        ({1: "a"}, InputError("a JSON key must be a string", where="1")),
        (
            {"a": 1, ("b" * 70,): 2},
            InputError("a JSON key must be a string", where="('" + "b" * 58),
        ),
        (
            "x" * 70 + "\ud800",
            InputError("half a surrogate pair is no text", where="'" + "x" * 59),
        ),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_refusal_says_what_and_where(value: object, error: InputError) -> None:
    with pytest.raises(InputError) as caught:
        canonical(value)
    assert caught.value == error


def test_keys_stand_in_the_order_of_their_utf_16_units() -> None:
    """U+1F600 is written D83D DE00, which comes before U+FF5E: RFC 8785 §3.2.3."""
    assert canonical({"～": 1, "😀": 2, "a": 3}).decode() == '{"a":3,"😀":2,"～":1}'
