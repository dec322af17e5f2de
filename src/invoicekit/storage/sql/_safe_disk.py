"""What a SQLite file needs of its disk: commits that are really on it, and locks that hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from invoicekit.errors import ConfigurationError

MOUNTS = Path("/proc/self/mountinfo")
"""Where Linux lists what is mounted; elsewhere only shares by their name are recognised."""

OVER_A_NETWORK = frozenset(
    "nfs nfs4 cifs smb2 smb3 smbfs ncpfs afs ceph fuse.ceph lustre gfs gfs2 ocfs2 glusterfs "
    "fuse.glusterfs fuse.sshfs fuse.rclone fuse.s3fs fuse.gcsfuse davfs fuse.davfs2".split()
)
"""File systems whose locks or shared memory SQLite cannot rely on (sqlite.org/useovernet.html)."""

FULL = 2
"""The value of `PRAGMA synchronous` from which a commit waits for the disk."""


def refuse_network(path: str, mounts: str | None = None) -> None:
    """Does nothing where the file lies on a disk of this machine.

    Args:
        path: The real path of the database.
        mounts: The text of `/proc/self/mountinfo`; read where it is not given.

    Raises:
        ConfigurationError: It lies on a share, where two machines would both believe to be alone.
    """
    kind = "a share" if path.startswith(("\\\\", "//")) else _file_system(path, mounts)
    if kind == "a share" or kind in OVER_A_NETWORK:
        raise ConfigurationError(
            f"a SQLite file does not belong on a network file system ({kind})",
            where=path,
            expected="a disk of this machine",
            hint="Locks do not hold there and invoices would be lost: use PostgreSQL.",
        )


def refuse_lazy(execute: Callable[[str], Any], where: str) -> None:
    """Does nothing where each commit of a connection is on disk before it returns.

    Args:
        execute: Runs a statement on the connection and returns its cursor.
        where: The file.

    Raises:
        ConfigurationError: It would not be: a power cut could take back an issued number, and the
            next customer would get it.
    """
    found = execute("PRAGMA database_list").fetchall()
    if not any(name == "main" and file for _, name, file in found):
        return  # it is in memory, and nobody expects it to last
    [(level,)] = execute("PRAGMA synchronous").fetchall()
    [(journal,)] = execute("PRAGMA journal_mode").fetchall()
    if level < FULL or journal in ("off", "memory"):
        raise ConfigurationError(
            f"this connection does not wait for the disk: synchronous={level}, "
            f"journal_mode={journal}",
            where=where,
            expected="PRAGMA synchronous=FULL and a journal on disk (WAL, DELETE)",
            hint="A power cut would take back issued numbers, which others would then get.",
        )


def _file_system(path: str, mounts: str | None) -> str | None:
    if mounts is None:
        if not MOUNTS.is_file():
            return None
        mounts = MOUNTS.read_text(errors="surrogateescape")
    parents = {path, *map(str, PurePosixPath(path).parents)}
    found: dict[str, str] = {}
    for line in mounts.splitlines():  # the last mount on a folder is the one that is seen
        place, _, rest = line.partition(" - ")
        folder = place.split(" ")[4].encode().decode("unicode_escape")
        if folder in parents:
            found[folder] = rest.split(" ")[0]
    return found[max(found, key=len)] if found else None
