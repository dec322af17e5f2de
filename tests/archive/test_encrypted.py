"""Encryption at rest: nothing to read behind it, nothing to change unseen, keys that change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.s3_server import Store

from invoicekit.archive import open_archive
from invoicekit.archive.encrypted import HEADER_BYTES, EncryptedArchive
from invoicekit.archive.folder import FolderArchive
from invoicekit.archive.memory import MemoryArchive
from invoicekit.archive.objects import ObjectArchive
from invoicekit.encryption import KeyRing
from invoicekit.encryption.stream import PIECE, TAG
from invoicekit.errors import (
    ArchiveConflict,
    ConfigurationError,
    KeyNotFound,
    NotFound,
    StorageError,
    Tampered,
)
from invoicekit.ports import Archive
from invoicekit.testing.archive_contract import ArchiveContract

OLD = KeyRing({"2025": bytes(range(32))})
RING = KeyRing({"2025": bytes(range(32)), "2026": bytes(range(32, 64))})
PDF = "application/pdf"
PLAIN = b"Geheim GmbH " * 20_000  # 240 KB: four pieces


class TestEncryptedFolder(ArchiveContract):
    @pytest.fixture
    def archive(self, tmp_path: Path) -> Archive:
        return EncryptedArchive(open_archive(tmp_path), RING)


class TestKeysElsewhere(ArchiveContract):
    @pytest.fixture
    def archive(self, tmp_path: Path) -> Archive:
        return EncryptedArchive(MemoryArchive(), RING, wrapped=FolderArchive(tmp_path))


class Retaining(MemoryArchive):
    """Notes until when each file is to be kept."""

    def __init__(self) -> None:
        super().__init__()
        self.until: dict[str, date] = {}

    def put_until(self, name: str, data: bytes, *, media_type: str, until: date) -> str:
        self.until[name] = until
        return self.put(name, data, media_type=media_type)


def test_the_day_of_a_document_is_told_to_the_archive_behind() -> None:
    day = date(2056, 12, 31)
    behind = Retaining()
    EncryptedArchive(behind, OLD).put_until("a.pdf", PLAIN, media_type=PDF, until=day)
    assert behind.until == {"a.pdf": day}  # and not the data key, which a new one replaces
    plain = EncryptedArchive(MemoryArchive(), OLD)
    plain.put_until("a.pdf", PLAIN, media_type=PDF, until=day)
    assert plain.get("a.pdf") == PLAIN


@pytest.fixture
def inner() -> MemoryArchive:
    return MemoryArchive()


@pytest.fixture
def archive(inner: MemoryArchive) -> EncryptedArchive:
    return EncryptedArchive(inner, OLD)


def wrapped_keys(inner: MemoryArchive) -> list[str]:
    """The keys of the ring that wrap data keys, one an entry."""
    return sorted(name.split("/")[1] for name in inner.files if name.startswith(".data-keys/"))


def test_an_encrypted_bucket_works_the_same(store: Store) -> None:
    inner = ObjectArchive(f"s3://{store.bucket()}/x", **store.options())
    archive = EncryptedArchive(inner, OLD)
    archive.put("a.pdf", PLAIN, media_type=PDF)
    archive.put("a.pdf", PLAIN, media_type=PDF)
    assert EncryptedArchive(inner, RING).rewrap("a.pdf")
    assert EncryptedArchive(inner, RING.without("2025")).get("a.pdf") == PLAIN
    assert b"Geheim" not in inner.get("a.pdf")
    archive.remove("a.pdf")


def test_nothing_can_be_read_behind_it(archive: EncryptedArchive, inner: MemoryArchive) -> None:
    archive.put("a.pdf", PLAIN, media_type=PDF)
    archive.put("b.pdf", PLAIN, media_type=PDF)
    assert not any(b"Geheim" in data for data in inner.files.values())
    assert inner.files["a.pdf"][HEADER_BYTES:] != inner.files["b.pdf"][HEADER_BYTES:]
    assert len(inner.files["a.pdf"]) == HEADER_BYTES + len(PLAIN) + 4 * TAG
    assert all(len(data) < 200 for name, data in inner.files.items() if ".data-keys" in name)


def dropped(data: bytes) -> bytes:
    start = HEADER_BYTES + PIECE + TAG
    return data[:start] + data[start + PIECE + TAG :]


def swapped(data: bytes) -> bytes:
    size = PIECE + TAG
    first, second = data[HEADER_BYTES:][:size], data[HEADER_BYTES:][size : 2 * size]
    return data[:HEADER_BYTES] + second + first + data[HEADER_BYTES + 2 * size :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a byte of the magic": lambda data: b"x" + data[1:],
    "a bit in a piece": lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
    "the last byte": lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    "cut": lambda data: data[:-1],
    "cut at a piece": lambda data: data[: HEADER_BYTES + PIECE + TAG],
    "only the header": lambda data: data[:HEADER_BYTES],
    "half the header": lambda data: data[:20],
    "nothing": lambda data: b"",  # noqa: ARG005
    "longer": lambda data: data + b"\0",
    "a piece dropped": dropped,
    "two pieces swapped": swapped,
    "plain bytes in its place": lambda data: PLAIN,  # noqa: ARG005
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_whatever_is_changed_is_found(
    archive: EncryptedArchive, inner: MemoryArchive, damage: Callable[[bytes], bytes]
) -> None:
    archive.put("a.pdf", PLAIN, media_type=PDF)
    inner.files["a.pdf"] = damage(inner.files["a.pdf"])
    with pytest.raises((Tampered, KeyNotFound)):
        archive.get("a.pdf")


def test_a_file_moved_under_another_name_does_not_open(
    archive: EncryptedArchive, inner: MemoryArchive
) -> None:
    archive.put("a.pdf", b"pay 10", media_type=PDF)
    archive.put("b.pdf", b"pay 99", media_type=PDF)
    inner.files["a.pdf"] = inner.files["b.pdf"]
    with pytest.raises(Tampered):
        archive.get("a.pdf")


def test_a_changed_data_key_does_not_open(archive: EncryptedArchive, inner: MemoryArchive) -> None:
    archive.put("a.pdf", b"x", media_type=PDF)
    [place] = [name for name in inner.files if ".data-keys" in name]
    for other in (b"", b"ik1.2025.AAAA", b"\xff", inner.files[place][:-5] + b"AAAA="):
        inner.files[place] = other
        with pytest.raises(Tampered):
            archive.get("a.pdf")


def test_the_wrong_key_and_a_missing_one_are_told(inner: MemoryArchive) -> None:
    EncryptedArchive(inner, OLD).put("a.pdf", b"x", media_type=PDF)
    with pytest.raises(Tampered, match="another key by this id"):
        EncryptedArchive(inner, KeyRing({"2025": bytes(32)})).get("a.pdf")
    with pytest.raises(KeyNotFound, match="under one of 2026"):
        EncryptedArchive(inner, RING.without("2025")).get("a.pdf")


def test_a_new_key_rewraps_and_writes_no_document(inner: MemoryArchive) -> None:
    EncryptedArchive(inner, OLD).put("a.pdf", PLAIN, media_type=PDF)
    written = inner.files["a.pdf"]
    both = EncryptedArchive(inner, RING)
    both.put("b.pdf", b"new", media_type=PDF)
    assert wrapped_keys(inner) == ["2025", "2026"]
    assert [both.rewrap("a.pdf"), both.rewrap("a.pdf"), both.rewrap("b.pdf")] == [
        True,
        False,
        False,
    ]
    assert wrapped_keys(inner) == ["2026", "2026"]
    assert inner.files["a.pdf"] is written
    assert EncryptedArchive(inner, RING.without("2025")).get("a.pdf") == PLAIN
    with pytest.raises(KeyNotFound):
        EncryptedArchive(inner, OLD).get("a.pdf")


def test_a_rewrap_that_was_killed_is_finished_by_the_next(inner: MemoryArchive) -> None:
    EncryptedArchive(inner, OLD).put("a.pdf", b"x", media_type=PDF)

    class Killed(MemoryArchive):
        def remove(self, location: str) -> None:
            raise StorageError(f"killed before {location} went")

    killed = Killed()
    killed.files = inner.files
    with pytest.raises(StorageError, match="killed"):
        EncryptedArchive(killed, RING).rewrap("a.pdf")
    assert wrapped_keys(inner) == ["2025", "2026"]
    EncryptedArchive(inner, RING).rewrap("a.pdf")
    assert wrapped_keys(inner) == ["2026"]


def test_a_put_that_was_killed_between_key_and_file_can_be_put_again(
    inner: MemoryArchive,
) -> None:
    class Killed(MemoryArchive):
        def put(self, name: str, data: bytes, *, media_type: str) -> str:
            if name.startswith("."):
                return super().put(name, data, media_type=media_type)
            raise StorageError(f"killed before {name}")

    killed = Killed()
    killed.files = inner.files
    with pytest.raises(StorageError, match="killed"):
        EncryptedArchive(killed, OLD).put("a.pdf", b"one", media_type=PDF)
    archive = EncryptedArchive(inner, OLD)
    with pytest.raises(NotFound):
        archive.get("a.pdf")
    archive.put("a.pdf", b"two", media_type=PDF)
    assert archive.get("a.pdf") == b"two"


def test_a_conflict_leaves_no_key_behind(archive: EncryptedArchive, inner: MemoryArchive) -> None:
    archive.put("a.pdf", b"one", media_type=PDF)
    archive.put("a.pdf", b"one", media_type=PDF)
    with pytest.raises(ArchiveConflict):
        archive.put("a.pdf", b"two", media_type=PDF)
    assert len(wrapped_keys(inner)) == 1


def test_who_destroys_the_key_has_destroyed_the_backup_too(tmp_path: Path) -> None:
    inner, keys = MemoryArchive(), FolderArchive(tmp_path)
    archive = EncryptedArchive(inner, OLD, wrapped=keys)
    archive.put("a.pdf", b"x", media_type=PDF)
    backup = dict(inner.files)
    archive.remove("a.pdf")
    inner.files = backup
    with pytest.raises(KeyNotFound, match="it is gone"):
        archive.get("a.pdf")
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_files_from_before_encryption_are_read_where_asked(
    archive: EncryptedArchive, inner: MemoryArchive
) -> None:
    inner.put("old.pdf", b"%PDF", media_type=PDF)
    with pytest.raises(Tampered, match="reads_plain=True"):
        archive.get("old.pdf")
    both = EncryptedArchive(inner, OLD, reads_plain=True)
    assert (both.get("old.pdf"), both.rewrap("old.pdf")) == (b"%PDF", False)
    assert both.put("old.pdf", b"%PDF", media_type=PDF) == "old.pdf"
    both.remove("old.pdf")
    assert inner.files == {}


def test_an_archive_that_names_files_its_own_way_is_refused() -> None:
    class Renames(MemoryArchive):
        def put(self, name: str, data: bytes, *, media_type: str) -> str:
            return "s3://" + super().put(name, data, media_type=media_type)

    with pytest.raises(ConfigurationError, match=r"expected the location a\.pdf"):
        EncryptedArchive(Renames(), OLD).put("a.pdf", b"x", media_type=PDF)
