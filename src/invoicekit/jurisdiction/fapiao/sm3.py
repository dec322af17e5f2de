"""SM3, the hash of Chinese signatures and archives. Source: GB/T 32905-2016 (GM/T 0004-2012)."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Protocol

_START = (
    0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
)  # fmt: skip
_MASK = 0xFFFFFFFF
_BLOCK = 64
_EARLY = 16
"""Rounds in which the Boolean functions are plain exclusive or."""


class Hasher(Protocol):
    """A hash that takes its data in pieces, as those of `hashlib` do."""

    def update(self, data: bytes, /) -> None:
        """Takes the next bytes."""

    def hexdigest(self) -> str:
        """Returns the hash of all bytes so far, as lower-case hex digits."""


def new_sm3() -> Hasher:
    """Returns SM3 for data that comes in pieces: by OpenSSL where it knows it, else our own."""
    return hashlib.new("sm3") if _known() else PythonSm3()


def sm3(data: bytes) -> bytes:
    """Returns the hash, 32 bytes: by OpenSSL where it knows SM3, else worked out here."""
    return hashlib.new("sm3", data).digest() if _known() else sm3_in_python(data)


@cache
def _known() -> bool:
    try:
        hashlib.new("sm3", b"")
    except ValueError:
        return False
    return True


def sm3_in_python(data: bytes) -> bytes:
    """Returns the hash without OpenSSL, some hundred times slower."""
    hasher = PythonSm3()
    hasher.update(data)
    return bytes.fromhex(hasher.hexdigest())


class PythonSm3:
    """SM3 without OpenSSL, at the memory of one block."""

    def __init__(self) -> None:
        self._state: tuple[int, ...] = _START
        self._rest = b""
        self._length = 0

    def update(self, data: bytes, /) -> None:
        """Takes the next bytes."""
        self._length += len(data)
        self._state, self._rest = _absorbed(self._state, self._rest + data)

    def hexdigest(self) -> str:
        """Returns the hash of all bytes so far."""
        zeros = b"\0" * (-(self._length + 9) % _BLOCK)
        padding = b"\x80" + zeros + (8 * self._length).to_bytes(8, "big")
        state, _ = _absorbed(self._state, self._rest + padding)
        return b"".join(word.to_bytes(4, "big") for word in state).hex()


def _absorbed(state: tuple[int, ...], data: bytes) -> tuple[tuple[int, ...], bytes]:
    """Returns the state after all whole blocks, and the bytes that fill none."""
    whole = len(data) - len(data) % _BLOCK
    for start in range(0, whole, _BLOCK):
        state = _compressed(state, data[start : start + _BLOCK])
    return state, data[whole:]


def _turned(word: int, bits: int) -> int:
    bits %= 32
    return (word << bits | word >> (32 - bits)) & _MASK


def _words(block: bytes) -> list[int]:
    words = [int.from_bytes(block[at : at + 4], "big") for at in range(0, _BLOCK, 4)]
    for at in range(16, 68):
        mixed = words[at - 16] ^ words[at - 9] ^ _turned(words[at - 3], 15)
        mixed ^= _turned(mixed, 15) ^ _turned(mixed, 23)
        words.append(mixed ^ _turned(words[at - 13], 7) ^ words[at - 6])
    return words


def _compressed(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    words = _words(block)
    a, b, c, d, e, f, g, h = state
    for at in range(_BLOCK):
        early = at < _EARLY
        turned = _turned(a, 12)
        first = _turned(turned + e + _turned(0x79CC4519 if early else 0x7A879D8A, at) & _MASK, 7)
        either = a ^ b ^ c if early else a & b | a & c | b & c
        chosen = e ^ f ^ g if early else e & f | ~e & g & _MASK
        one = either + d + (first ^ turned) + (words[at] ^ words[at + 4]) & _MASK
        two = chosen + h + first + words[at] & _MASK
        a, b, c, d = one, a, _turned(b, 9), c
        e, f, g, h = two ^ _turned(two, 9) ^ _turned(two, 17), e, _turned(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))
