"""A SQLite file is kept on a disk of this machine, and its commits wait for it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from invoicekit.errors import ConfigurationError
from invoicekit.storage.sql import _safe_disk
from invoicekit.storage.sql.sqlite import SqliteStorage

MOUNTS = """\
21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
22 21 0:50 / /srv/share rw - nfs4 server:/export rw
23 22 8:2 / /srv/share/local rw shared:7 - xfs /dev/sdb1 rw
24 21 0:51 / /mnt/the\\040shop rw - cifs //server/shop rw
25 21 0:52 / /cloud rw - fuse.sshfs me@host:/ rw
26 21 0:53 / /twice rw - ext4 /dev/sdc1 rw
27 26 0:54 / /twice rw - nfs server:/x rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/share/invoices.db", "nfs4"),
        ("/srv/share/deep/er/invoices.db", "nfs4"),
        ("/mnt/the shop/invoices.db", "cifs"),
        ("/cloud/invoices.db", "fuse.sshfs"),
        ("/twice/invoices.db", "nfs"),
        (r"\\server\shop\invoices.db", "a share"),
        ("//server/shop/invoices.db", "a share"),
    ],
)
def test_a_file_on_a_share_is_refused(path: str, kind: str) -> None:
    with pytest.raises(ConfigurationError, match="network file system") as caught:
        _safe_disk.refuse_network(path, MOUNTS)
    assert f"({kind})" in caught.value.message


@pytest.mark.parametrize(
    "path", ["/invoices.db", "/srv/invoices.db", "/srv/share/local/invoices.db", "/srv/shared.db"]
)
def test_a_file_on_a_disk_is_not(path: str) -> None:
    _safe_disk.refuse_network(path, MOUNTS)


def test_a_system_that_lists_no_mounts_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_safe_disk, "MOUNTS", tmp_path / "missing")
    _safe_disk.refuse_network("/srv/share/invoices.db")


def test_a_storage_on_a_share_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = tmp_path / "mountinfo"
    listed.write_text(f"21 1 0:50 / {tmp_path.resolve()} rw - nfs4 server:/export rw\n")
    monkeypatch.setattr(_safe_disk, "MOUNTS", listed)
    with pytest.raises(ConfigurationError, match="nfs4"):
        SqliteStorage(tmp_path / "invoices.db")
    assert not (tmp_path / "invoices.db").exists()


@pytest.mark.parametrize(
    ("pragmas", "safe"),
    [
        (["synchronous=FULL"], True),
        (["synchronous=EXTRA"], True),
        (["journal_mode=WAL", "synchronous=FULL"], True),
        (["synchronous=NORMAL"], False),
        (["synchronous=OFF"], False),
        (["journal_mode=OFF"], False),
        (["journal_mode=MEMORY"], False),
    ],
)
def test_a_connection_waits_for_the_disk(
    sqlite_path: Path, pragmas: list[str], *, safe: bool
) -> None:
    with closing(sqlite3.connect(sqlite_path)) as connection:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        if safe:
            _safe_disk.refuse_lazy(connection.execute, "x")
            return
        with pytest.raises(ConfigurationError, match="does not wait for the disk"):
            _safe_disk.refuse_lazy(connection.execute, "x")


def test_what_is_in_memory_is_not_expected_to_last() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        _safe_disk.refuse_lazy(connection.execute, "x")


@pytest.mark.parametrize("setting", ["synchronous=NORMAL", "mode=ro"])
def test_a_url_sets_nothing(sqlite_path: Path, setting: str) -> None:
    with pytest.raises(ConfigurationError, match="takes no settings by URL"):
        SqliteStorage.from_url(f"sqlite:///{sqlite_path}?{setting}")
