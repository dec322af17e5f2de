"""Encryption at rest: an archive in front of another, which sees no byte of a document.

Each file has a data key of its own, random and used once, that seals it piece by piece
(`encryption.stream`). The data key lies beside it, sealed under a key of the ring, as a small file
of its own: so a new key in the ring rewraps small files and writes no document again, and who
destroys the small file has destroyed the document, on every backup that does not have it
(crypto-shredding; NIST SP 800-88, "cryptographic erase"). What `verify` proves stays the SHA-256
and SM3 of the document itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date

from invoicekit.archive._taken import settled
from invoicekit.encryption import opened, sealed
from invoicekit.errors import (
    ArchiveConflict,
    ConfigurationError,
    KeyNotFound,
    NotFound,
    Tampered,
)
from invoicekit.ports import Archive, Keys
from invoicekit.ports.archive import CHUNK, put_until

MAGIC = b"invoicekit-enc\x00\x01"
ID_BYTES = 16
HEADER_BYTES = len(MAGIC) + ID_BYTES
KEY_BYTES = 32
FOLDER = ".data-keys"
SEALED = "application/octet-stream"


class EncryptedArchive:
    """Keeps what it is given encrypted in another archive (AES-256-GCM).

    Args:
        inner: Where the encrypted files are; its locations are the names.
        keys: The ring, or a service that wraps data keys.
        wrapped: Where the wrapped data keys are: beside the files by default. In a place of their
            own they can be kept out of long-lived backups, which a disposal then need not reach.
        reads_plain: Whether files that were archived before, unencrypted, are read as they are.
        entropy: Gives random bytes.
    """

    def __init__(
        self,
        inner: Archive,
        keys: Keys,
        *,
        wrapped: Archive | None = None,
        reads_plain: bool = False,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._inner = inner
        self._keys = keys
        self._wrapped = wrapped or inner
        self._reads_plain = reads_plain
        self._entropy = entropy

    @property
    def current_key(self) -> str:
        """The id of the ring's key that seals now."""
        return self._keys.current

    def put(self, name: str, data: bytes, *, media_type: str) -> str:
        """Stores bytes encrypted under a name and returns the name.

        The data key is wrapped and stored first: a crash in between leaves a key of nothing.

        Raises:
            ArchiveConflict: Other bytes are stored under this name.
            StorageError: As of the archive behind.
            MissingExtra: The extra `encrypt` is not installed.
        """
        del media_type  # says what is inside
        return self._put(name, data, until=None)

    def put_until(self, name: str, data: bytes, *, media_type: str, until: date) -> str:
        """Stores bytes as `put` does, until a day where the archive behind can keep one.

        The data key is not kept by it: under new keys of the ring it goes.

        Raises:
            ArchiveConflict, StorageError, MissingExtra: As `put`.
        """
        del media_type
        return self._put(name, data, until=until)

    def _put(self, name: str, data: bytes, *, until: date | None) -> str:
        key_id, key = self._entropy(ID_BYTES), self._entropy(KEY_BYTES)
        wrapped = self._keys.seal(key, context=_context(name, key_id))
        header = MAGIC + key_id
        whole = header + b"".join(sealed(data, key, header))
        place = _place(self._keys.current, key_id)
        self._wrapped.put(place, wrapped.encode(), media_type=SEALED)
        try:
            location = put_until(self._inner, name, whole, media_type=SEALED, until=until)
        except ArchiveConflict:
            self._wrapped.remove(place)  # encrypted bytes always differ: look at what they say
            return settled(name, self.chunks(name), data)
        if location != name:
            raise ConfigurationError(
                "the archive behind names its files differently",
                where=location,
                expected=f"the location {name}",
            )
        return name

    def get(self, location: str) -> bytes:
        """Returns the bytes.

        Raises:
            NotFound: Nothing is stored there.
            KeyNotFound: No key of the ring opens it.
            Tampered: The stored bytes were changed, cut or moved, or are not encrypted.
            StorageError: As of the archive behind.
        """
        return b"".join(self.chunks(location))

    def chunks(self, location: str, size: int = CHUNK) -> Iterator[bytes]:
        """Yields the bytes, each piece proved before it is given out.

        Raises:
            NotFound: Nothing is stored there.
            KeyNotFound: No key of the ring opens it.
            Tampered: The stored bytes were changed, cut or moved, or are not encrypted.
            StorageError: As of the archive behind.
        """
        header, rest = self._opening(location)
        plain = rest
        if header.startswith(MAGIC):
            plain = opened(rest, self._data_key(location, header)[1], header)
        elif self._reads_plain:
            plain = _joined(header, rest)
        else:
            raise Tampered(
                f"{location} is not encrypted",
                where=location,
                hint="Where it was archived before encryption, say reads_plain=True.",
            )
        for piece in plain:
            yield from (piece[at : at + size] for at in range(0, len(piece), size))

    def remove(self, location: str) -> None:
        """Destroys the data key under every key of the ring, then the encrypted bytes.

        Raises:
            StorageError: As of the archive behind; the document cannot be read any more.
        """
        try:
            header = self._header(location)
        except NotFound:
            return
        if header.startswith(MAGIC):
            for ring_id in self._keys.ids:
                self._wrapped.remove(_place(ring_id, header[len(MAGIC) :]))
        self._inner.remove(location)

    def rewrap(self, location: str) -> bool:
        """Wraps the data key of a file under the current key; returns whether it was not yet.

        The file itself is not written. Safe to run again after a crash.

        Raises:
            NotFound: Nothing is stored there.
            KeyNotFound: No key of the ring opens it.
            Tampered: The wrapped key was changed.
            StorageError: As of the archive behind.
        """
        header = self._header(location)
        if not header.startswith(MAGIC):
            return False
        key_id = header[len(MAGIC) :]
        ring_id, key = self._data_key(location, header)
        if ring_id != self._keys.current:
            wrapped = self._keys.seal(key, context=_context(location, key_id))
            place = _place(self._keys.current, key_id)
            self._wrapped.put(place, wrapped.encode(), media_type=SEALED)
        for earlier in self._keys.ids:
            if earlier != self._keys.current:
                self._wrapped.remove(_place(earlier, key_id))
        return ring_id != self._keys.current

    def _header(self, location: str) -> bytes:
        return self._opening(location, HEADER_BYTES)[0]

    def _opening(self, location: str, size: int = CHUNK) -> tuple[bytes, Iterator[bytes]]:
        """Returns the header of a file, or what stands in its place, and the rest."""
        chunks = iter(self._inner.chunks(location, size))
        header = bytearray()
        for chunk in chunks:
            header += chunk
            if len(header) >= HEADER_BYTES:
                break
        return bytes(header[:HEADER_BYTES]), _joined(bytes(header[HEADER_BYTES:]), chunks)

    def _data_key(self, location: str, header: bytes) -> tuple[str, bytes]:
        """Returns which key of the ring wraps the data key, and the data key."""
        key_id = header[len(MAGIC) :]
        for ring_id in self._keys.ids:
            try:
                wrapped = self._wrapped.get(_place(ring_id, key_id))
            except NotFound:
                continue
            text = wrapped.decode("ascii", "replace")
            return ring_id, self._keys.unseal(text, context=_context(location, key_id))
        raise KeyNotFound(
            f"no key of the ring wraps the data key of {location}",
            where=location,
            expected="a data key under one of " + ", ".join(self._keys.ids),
            hint="Put the earlier key back into the ring; if it was disposed of, it is gone.",
        )


def _place(ring_id: str, key_id: bytes) -> str:
    name = key_id.hex()
    return f"{FOLDER}/{ring_id}/{name[:2]}/{name}"


def _context(name: str, key_id: bytes) -> str:
    return f"archive|{key_id.hex()}|{name}"


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


ARCHIVE = EncryptedArchive
