"""Sealed streams: whatever is done to the pieces, no wrong byte comes out as whole."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from invoicekit.encryption.stream import PIECE, TAG, opened, sealed
from invoicekit.errors import Tampered

KEY = bytes(range(32))
HEAD = b"head"
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 5]


def made(size: int) -> bytes:
    return bytes(each % 251 for each in range(size))


def read(chunks: Iterable[bytes], key: bytes = KEY, header: bytes = HEAD) -> bytes:
    return b"".join(opened(chunks, key, header))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("cut", [1000, PIECE, PIECE + TAG, 1 << 20])
def test_a_file_of_any_size_comes_back_however_it_is_cut(size: int, cut: int) -> None:
    whole = b"".join(sealed(made(size), KEY, HEAD))
    assert len(whole) == size + TAG * max(1, -(-size // PIECE))
    assert read(whole[at : at + cut] for at in range(0, len(whole), cut)) == made(size)


def test_the_pieces_are_those_of_the_published_construction() -> None:
    data = made(PIECE + 1)
    first, second = sealed(data, KEY, HEAD)
    cipher = AESGCM(KEY)
    assert first == cipher.encrypt(bytes(12), data[:PIECE], HEAD)
    assert second == cipher.encrypt(bytes(10) + b"\x01\x01", data[PIECE:], HEAD)


PIECES = list(sealed(made(3 * PIECE + 5), KEY, HEAD))
DAMAGED = {
    "the last is dropped": PIECES[:-1],
    "the first is dropped": PIECES[1:],
    "one in the middle is dropped": PIECES[:1] + PIECES[2:],
    "two changed places": [PIECES[1], PIECES[0], *PIECES[2:]],
    "one came twice": [PIECES[0], *PIECES],
    "the last came twice": [*PIECES, PIECES[-1]],
    "only the last": PIECES[-1:],
    "nothing": [],
    "cut inside": [*PIECES[:-1], PIECES[-1][:-1]],
    "one byte more": [*PIECES, b"\0"],
    "another file's end": [*PIECES[:-1], *sealed(b"other", KEY, HEAD)],
}


@pytest.mark.parametrize("pieces", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_stream_does_not_open(pieces: list[bytes]) -> None:
    with pytest.raises(Tampered, match="changed, moved or cut off"):
        read(pieces)


@settings(max_examples=40)
@given(st.integers(0, PIECE + 2 * TAG + 9), st.integers(1, 255))
def test_a_changed_byte_is_found(place: int, change: int) -> None:
    whole = bytearray(b"".join(sealed(made(PIECE + 10), KEY, HEAD)))
    whole[place] ^= change
    with pytest.raises(Tampered):
        read([bytes(whole)])


def test_another_key_or_header_opens_nothing() -> None:
    with pytest.raises(Tampered):
        read(PIECES, key=bytes(32))
    with pytest.raises(Tampered):
        read(PIECES, header=b"other")


def test_what_was_proved_is_given_out_before_the_rest_is_read() -> None:
    asked = []

    def chunks() -> Iterable[bytes]:
        for piece in PIECES:
            asked.append(len(piece))
            yield piece

    first = next(iter(opened(chunks(), KEY, HEAD)))
    assert (first, len(asked)) == (made(PIECE), 2)
