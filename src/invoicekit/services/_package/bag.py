"""The bag around the files: a digest of each, and of the lists of digests (RFC 8493)."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import IO, Self

from invoicekit.jurisdiction.fapiao.sm3 import Hasher, new_sm3
from invoicekit.ports.archive import CHUNK
from invoicekit.services._package.target import Target

VERSION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD = "data/"


class Bag:
    """Writes files into a target and keeps their digests, at the memory of one chunk."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._stack = ExitStack()
        self._sha256 = self.spool()
        self._sm3 = self.spool()
        self._tags: dict[str, str] = {}
        self._payload = [0, 0]

    def spool(self) -> IO[bytes]:
        """Returns a file beside memory for what is written at the end; gone with the bag."""
        return self._stack.enter_context(tempfile.TemporaryFile())

    def add(self, name: str, chunks: Iterable[bytes]) -> tuple[str, str]:
        """Writes a file of the payload and returns its SHA-256 and SM3.

        Raises:
            StorageError: The disk refuses.
        """
        hashers: tuple[Hasher, Hasher] = (hashlib.sha256(), new_sm3())
        self._target.add(name, self._hashed(chunks, hashers))
        sha256, sm3 = (each.hexdigest() for each in hashers)
        self._sha256.write(f"{sha256}  {name}\n".encode())
        self._sm3.write(f"{sm3}  {name}\n".encode())
        self._payload[1] += 1
        return sha256, sm3

    def add_spool(self, name: str, spool: IO[bytes]) -> None:
        """Writes a spooled file of the payload."""
        self.add(name, rewound(spool))

    def close(self, info: Mapping[str, str]) -> str:
        """Writes the bag's own files and returns the SHA-256 of `tagmanifest-sha256.txt`.

        That one digest stands for the whole package.
        """
        told = {**info, "Payload-Oxum": f"{self._payload[0]}.{self._payload[1]}"}
        self._tag("bagit.txt", [VERSION.encode()])
        lines = (f"{name}: {' '.join(text.split())}\n" for name, text in told.items())
        self._tag("bag-info.txt", ["".join(lines).encode()])
        self._tag("manifest-sha256.txt", rewound(self._sha256))
        self._tag("manifest-sm3.txt", rewound(self._sm3))
        tags = "".join(f"{digest}  {name}\n" for name, digest in self._tags.items()).encode()
        self._target.add("tagmanifest-sha256.txt", [tags])
        return hashlib.sha256(tags).hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._stack.close()

    def _tag(self, name: str, chunks: Iterable[bytes]) -> None:
        hasher = hashlib.sha256()
        self._target.add(name, _through(chunks, hasher))
        self._tags[name] = hasher.hexdigest()

    def _hashed(self, chunks: Iterable[bytes], hashers: tuple[Hasher, Hasher]) -> Iterator[bytes]:
        for chunk in chunks:
            self._payload[0] += len(chunk)
            for hasher in hashers:
                hasher.update(chunk)
            yield chunk


def rewound(spool: IO[bytes]) -> Iterator[bytes]:
    """Yields a spooled file from its beginning."""
    spool.seek(0)
    while chunk := spool.read(CHUNK):
        yield chunk


def _through(chunks: Iterable[bytes], hasher: Hasher) -> Iterator[bytes]:
    for chunk in chunks:
        hasher.update(chunk)
        yield chunk
