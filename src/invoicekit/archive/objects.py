"""An archive in an object store, by fsspec (extra `objects`): S3 and what speaks it, Google.

A file is put by one conditional request (`If-None-Match: *`), which the store refuses where the
name is taken: nothing is written over, whoever is faster, and nothing half-written is ever seen.
A store that does not know the condition writes over; that is found out before the first file.
Source: Amazon S3 User Guide, "How to prevent object overwrites with conditional writes".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from fsspec.core import url_to_fs

from invoicekit.archive._names import checked
from invoicekit.archive._s3 import AGAIN, S3, TAKEN, ObjectLock, code_of, hint_for, remove_versions
from invoicekit.archive._taken import settled
from invoicekit.errors import (
    ConfigurationError,
    NotFound,
    StorageError,
)
from invoicekit.ports.archive import CHUNK
from invoicekit.registry import needed

MEDIA_TYPE = {
    "s3": "ContentType",
    "s3a": "ContentType",
    "gs": "content_type",
    "gcs": "content_type",
}
"""Stores whose driver puts on a condition → what it calls the media type."""
PROBE = ".write-once"
TRIES = 3
"""Puts of one name at the same moment: S3 asks the loser to try again (409)."""


class ObjectArchive:
    """Write-once files below a URL such as `s3://bucket/invoices`.

    Args:
        url: The bucket and the folder in it; the bucket must be there.
        lock: Retention that the store itself keeps, where it has Object Lock.
        options: Of the driver, such as `key=`, `secret=`, `endpoint_url=` of s3fs; credentials
            are otherwise found as the driver finds them (environment, profile, role).

    Raises:
        ConfigurationError: The store cannot put on a condition.
        MissingExtra: The driver is not installed.
    """

    def __init__(self, url: str, *, lock: ObjectLock | None = None, **options: object) -> None:
        scheme = url.partition("://")[0]
        if scheme not in MEDIA_TYPE:
            raise ConfigurationError(
                f"{scheme}:// cannot promise to write once",
                where=url,
                expected="s3://, gs:// or a folder",
                hint="Put an archive of your own (invoicekit.ports.Archive) in front of it.",
            )
        if lock is not None and scheme not in S3:
            raise ConfigurationError("only S3 has Object Lock", where=url, expected="s3://…")
        if scheme in S3:
            needed("s3fs", scheme + "://")
        try:
            self._fs, root = url_to_fs(url, **options)
        except ImportError as problem:
            raise ConfigurationError(
                f"no driver for {scheme}://: {problem}", where=url
            ) from problem
        self._root = root.strip("/")
        self._bucket = self._root.partition("/")[0]
        self._scheme = scheme
        self._lock = lock
        self._proved = False

    def put(self, name: str, data: bytes, *, media_type: str) -> str:
        """Stores bytes under a name and returns the name.

        Raises:
            ArchiveConflict: Other bytes are stored under this name.
            ConfigurationError: The store writes over what is there.
            StorageError: The store refuses or is out of reach.
        """
        return self._put(name, data, media_type, until=None)

    def put_until(self, name: str, data: bytes, *, media_type: str, until: date) -> str:
        """Stores bytes as `put` does; the store itself refuses to remove them before their day.

        That takes a `lock` without days of its own.

        Raises:
            ArchiveConflict, ConfigurationError, StorageError: As `put`.
        """
        return self._put(name, data, media_type, until=until)

    def _put(self, name: str, data: bytes, media_type: str, *, until: date | None) -> str:
        path = self._path(name)
        self._prove()
        if self._created(path, name, data, media_type, until):
            return name
        return settled(name, self.chunks(name), data)

    def get(self, location: str) -> bytes:
        """Returns the bytes.

        Raises:
            NotFound: Nothing is stored there.
            StorageError: The store refuses or is out of reach.
        """
        return b"".join(self.chunks(location))

    def chunks(self, location: str, size: int = CHUNK) -> Iterator[bytes]:
        """Yields the bytes, a request for each `size` of them.

        Raises:
            NotFound: Nothing is stored there.
            StorageError: The store refuses or is out of reach.
        """
        path = self._path(location)
        with (
            self._told("read", location),
            self._fs.open(path, "rb", block_size=size, cache_type="none") as file,
        ):
            while chunk := file.read(size):
                yield chunk

    def remove(self, location: str) -> None:
        """Destroys the bytes, every version of them where the bucket keeps versions.

        Raises:
            StorageError: The store refuses, as one with Object Lock does until its day.
        """
        path = self._path(location)
        with self._told("remove", location):
            if self._scheme in S3:
                remove_versions(self._fs, self._bucket, path.partition("/")[2])
            elif self._fs.exists(path):
                self._fs.rm_file(path)

    def _prove(self) -> None:
        """Finds out, once, whether the store refuses to write over what is there."""
        if self._proved:
            return
        path = self._path(PROBE)
        for attempt in (b"This file proves that", b"the store writes once."):
            if not self._created(path, PROBE, attempt, "text/plain", None):
                self._proved = True
                return
        raise ConfigurationError(
            "this object store writes over what is there: it ignores If-None-Match",
            where=self._root,
            expected="a store with conditional writes",
            hint="Amazon S3, MinIO, Ceph and Cloudflare R2 have them in their recent versions.",
        )

    def _created(
        self, path: str, name: str, data: bytes, media_type: str, until: date | None
    ) -> bool:
        """Returns whether the bytes were put; not where the name is taken."""
        lock = self._lock.asked(until) if self._lock else {}
        asked = {MEDIA_TYPE[self._scheme]: media_type, **lock}
        with self._told("store", name):
            for _ in range(TRIES):
                try:
                    self._fs.pipe_file(path, data, mode="create", **asked)
                except FileExistsError:
                    return False
                except OSError as problem:
                    if code_of(problem) in TAKEN:
                        return False
                    if code_of(problem) not in AGAIN:
                        raise
                else:
                    return True
            raise TimeoutError("somebody else is putting the same name")

    def _path(self, name: str) -> str:
        return f"{self._root}/{checked(name)}"

    @contextmanager
    def _told(self, verb: str, name: str) -> Iterator[None]:
        """Turns what the driver raises into errors of ours; each driver has its own."""
        try:
            yield
        except FileNotFoundError as problem:
            if verb != "read" or not self._has_bucket():
                raise StorageError(
                    f"there is no bucket {self._bucket}",
                    where=self._root,
                    hint="Make the bucket first; the archive never does.",
                ) from problem
            raise NotFound(f"the archive has no {name}", where=name) from problem
        except Exception as problem:
            reason = str(problem) or type(problem).__name__
            raise StorageError(
                f"the object store could not {verb} {name}: {reason}",
                where=self._root,
                hint=hint_for(problem),
            ) from problem

    def _has_bucket(self) -> bool:
        try:
            self._fs.info(self._bucket)
        except FileNotFoundError:
            return False
        except Exception:  # noqa: BLE001 - who may not look at the bucket may still read from it
            return True
        return True


ARCHIVE = ObjectArchive
