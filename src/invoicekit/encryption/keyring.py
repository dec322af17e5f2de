"""A ring of keys with ids: one seals, all of them open, so that keys can change without a pause.

What is sealed is text, `ik1.<key id>.<base64url of nonce and ciphertext>`: it fits a small file or
a column, and says which key it needs. AES-256-GCM with a random nonce of 96 bits; one key seals at
most 2³² secrets (NIST SP 800-38D, 8.3), so give it a successor long before.
"""

from __future__ import annotations

import base64
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from invoicekit.errors import ConfigurationError, KeyNotFound, Tampered
from invoicekit.registry import needed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FEATURE = "encryption at rest"
EXTRA = "encrypt"
KEY_BYTES = 32
NONCE_BYTES = 12
SCHEME = "ik1"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class KeyRing:
    """Keys of 32 bytes by id. Keep them where neither the database nor the archive is.

    Attributes:
        keys: Id → key; an id has letters, digits, `-` and `_`, such as `2026-11`.
        current: The id that seals; the last of `keys` where none is given.
        entropy: Gives random bytes.
    """

    keys: Mapping[str, bytes] = field(repr=False)
    current: str = ""
    entropy: Callable[[int], bytes] = field(default=os.urandom, repr=False, compare=False)

    def __post_init__(self) -> None:
        for key_id, key in self.keys.items():
            if not _ID.fullmatch(key_id):
                raise ConfigurationError(
                    f"{key_id!r} is no id of a key", expected="letters, digits, - and _, up to 64"
                )
            if len(key) != KEY_BYTES:
                raise ConfigurationError(
                    f"the key has {len(key)} bytes", where=key_id, expected=f"{KEY_BYTES} bytes"
                )
        current = self.current or next(reversed(tuple(self.keys)), "")
        if current not in self.keys:
            raise ConfigurationError(
                "the ring does not have its current key",
                where=current or "keys",
                expected="one of " + ", ".join(self.keys) if self.keys else "at least one key",
            )
        object.__setattr__(self, "keys", MappingProxyType(dict(self.keys)))
        object.__setattr__(self, "current", current)

    @classmethod
    def generate(cls, key_id: str, entropy: Callable[[int], bytes] = os.urandom) -> Self:
        """Returns a ring of one new key."""
        return cls({key_id: entropy(KEY_BYTES)}, entropy=entropy)

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """Returns the ring of a file that `save` wrote.

        Raises:
            ConfigurationError: There is no such file, or it is no ring; no key is ever shown.
        """
        try:
            stored = json.loads(Path(path).read_text("utf-8"))
            keys = {
                each: base64.b64decode(text, validate=True) for each, text in stored["keys"].items()
            }
            return cls(keys, current=stored["current"])
        except OSError as problem:
            raise ConfigurationError(
                f"the key ring cannot be read: {problem.strerror}", where=str(path)
            ) from problem
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ConfigurationError(
                "this file is no key ring",
                where=str(path),
                expected='{"current": "id", "keys": {"id": "base64 of 32 bytes"}}',
            ) from None  # what the parser quotes may be a key

    def save(self, path: Path | str) -> None:
        """Writes the ring to a file that only its owner can read; whole or not at all.

        Raises:
            ConfigurationError: The disk refuses.
        """
        target = Path(path)
        keys = {each: base64.b64encode(key).decode() for each, key in self.keys.items()}
        text = json.dumps({"current": self.current, "keys": keys}, indent=2) + "\n"
        try:
            handle, part = tempfile.mkstemp(dir=target.parent, prefix=".keys-")  # mode 0600
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(part).replace(target)
        except OSError as problem:
            raise ConfigurationError(
                f"the key ring cannot be written: {problem.strerror}", where=str(path)
            ) from problem

    def with_new_key(self, key_id: str) -> Self:
        """Returns the ring with one key more, which seals from now on; the others still open.

        Raises:
            ConfigurationError: It has a key of this id.
        """
        if key_id in self.keys:
            raise ConfigurationError("the ring has this key already", where=key_id)
        keys = {**self.keys, key_id: self.entropy(KEY_BYTES)}
        return replace(self, keys=keys, current=key_id)

    def without(self, key_id: str) -> Self:
        """Returns the ring without a key: what is still sealed under it is lost for good.

        Raises:
            ConfigurationError: It is the current key, or not in the ring.
        """
        if key_id not in self.keys or key_id == self.current:
            raise ConfigurationError("only an earlier key can leave the ring", where=key_id)
        return replace(self, keys={each: key for each, key in self.keys.items() if each != key_id})

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id, the current one first, then the newest."""
        others = [each for each in reversed(tuple(self.keys)) if each != self.current]
        return (self.current, *others)

    def seal(self, data: bytes, *, context: str) -> str:
        """Returns the data sealed under the current key for a context, as text.

        Raises:
            MissingExtra: The extra `encrypt` is not installed.
        """
        nonce = self.entropy(NONCE_BYTES)
        made = self._cipher(self.current).encrypt(nonce, data, _bound(self.current, context))
        return f"{SCHEME}.{self.current}.{base64.urlsafe_b64encode(nonce + made).decode()}"

    def unseal(self, sealed: str, *, context: str) -> bytes:
        """Returns the data.

        Raises:
            KeyNotFound: The key it was sealed under is not in the ring.
            Tampered: It was changed, or belongs to another context or key.
            MissingExtra: The extra `encrypt` is not installed.
        """
        key_id = self.id_of(sealed)
        cipher = self._cipher(key_id)
        from cryptography.exceptions import InvalidTag

        try:
            raw = _bytes_of(sealed.rpartition(".")[2])
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(key_id, context))
        except (InvalidTag, ValueError) as problem:
            raise Tampered(
                f"what was sealed under the key {key_id} cannot be opened",
                where=context,
                hint="It was changed, belongs elsewhere, or the ring has another key by this id.",
            ) from problem

    def id_of(self, sealed: str) -> str:
        """Returns the id of the key that something was sealed under.

        Raises:
            Tampered: It is nothing that a ring sealed.
        """
        scheme, _, rest = sealed.partition(".")
        key_id, dot, _ = rest.partition(".")
        if scheme != SCHEME or not dot or not _ID.fullmatch(key_id):
            raise Tampered("this was not sealed by a key ring", expected=f"{SCHEME}.<key id>.…")
        return key_id

    def _cipher(self, key_id: str) -> AESGCM:
        needed("cryptography", FEATURE, extra=EXTRA)
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if key_id not in self.keys:
            raise KeyNotFound(
                f"the key {key_id} is not in the ring",
                where=key_id,
                expected="one of " + ", ".join(self.ids),
                hint="Put the key back; without it, what it sealed cannot be read.",
            )
        return AESGCM(self.keys[key_id])


def _bound(key_id: str, context: str) -> bytes:
    return f"{SCHEME}.{key_id}.{context}".encode()


def _bytes_of(text: str) -> bytes:
    """Returns the bytes of base64url that is written in the one way there is.

    Raises:
        ValueError: It is not: unused bits at the end may say anything.
    """
    raw = base64.b64decode(text, b"-_", validate=True)
    if base64.urlsafe_b64encode(raw).decode() != text:
        raise ValueError(text)
    return raw
