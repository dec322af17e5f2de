"""A file as sealed pieces, each proved before it is given out, in the memory of two pieces.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and
its Nonce-Reuse Misuse-Resistance, CRYPTO 2015), with the nonce of the age format
(age-encryption.org/v1): eleven bytes that count the pieces, and one that is 1 on the last. So a
piece that is changed, dropped, doubled, moved or cut off does not open. A key seals one file only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from invoicekit.encryption.keyring import EXTRA, FEATURE
from invoicekit.errors import Tampered
from invoicekit.registry import needed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE = 1 << 16
"""Bytes of the file in a piece."""
TAG = 16
COUNTER_BYTES = 11


def sealed(data: bytes, key: bytes, header: bytes = b"") -> Iterator[bytes]:
    """Yields the pieces of a file, sealed; an empty file has one.

    Args:
        data: The file.
        key: 32 bytes that never sealed another file.
        header: What stands in front of the pieces, sealed with each of them.

    Raises:
        MissingExtra: The extra `encrypt` is not installed.
    """
    cipher = _cipher(key)
    last = max(0, (len(data) - 1) // PIECE)
    for number in range(last + 1):
        piece = data[number * PIECE : (number + 1) * PIECE]
        yield cipher.encrypt(_nonce(number, last=number == last), piece, header)


def opened(chunks: Iterable[bytes], key: bytes, header: bytes = b"") -> Iterator[bytes]:
    """Yields the file, piece by piece; only the end says that it is whole.

    Args:
        chunks: The sealed pieces, cut anywhere.
        key: The file's.
        header: As it was sealed.

    Raises:
        Tampered: A piece was changed, dropped, doubled or moved, or the end is missing.
        MissingExtra: The extra `encrypt` is not installed.
    """
    cipher = _cipher(key)
    from cryptography.exceptions import InvalidTag

    number = 0
    try:
        for piece, last in _pieces(chunks):
            yield cipher.decrypt(_nonce(number, last=last), piece, header)
            number += 1
    except InvalidTag as problem:
        raise Tampered(
            f"piece {number + 1} of the encrypted file was changed, moved or cut off",
            hint="Restore the file from a backup; what is left of it cannot be trusted.",
        ) from problem


def _pieces(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yields sealed pieces, each with whether it is the last."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) > PIECE + TAG:  # more follows, so this is not the last
            yield bytes(waiting[: PIECE + TAG]), False
            del waiting[: PIECE + TAG]
    yield bytes(waiting), True


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(COUNTER_BYTES, "big") + bytes([last])


def _cipher(key: bytes) -> AESGCM:
    needed("cryptography", FEATURE, extra=EXTRA)
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
