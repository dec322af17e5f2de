"""The archive in an object store, against a server that speaks S3 over HTTP."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import cast

import pytest
from tests.s3_server import Store

from invoicekit.archive import ObjectLock, open_archive
from invoicekit.archive.objects import ObjectArchive
from invoicekit.errors import (
    ArchiveConflict,
    ConfigurationError,
    MissingExtra,
    NotFound,
    StorageError,
)
from invoicekit.ports import Archive
from invoicekit.testing.archive_contract import ArchiveContract

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
PDF = "application/pdf"


@pytest.fixture(scope="session")
def shared(store: Store) -> ObjectArchive:
    return ObjectArchive(f"s3://{store.bucket()}/invoices", **store.options())


class TestS3(ArchiveContract):
    @pytest.fixture
    def archive(self, shared: ObjectArchive) -> Archive:
        return shared


def keys(store: Store, bucket: str) -> list[str]:
    found = cast(
        "list[dict[str, str]]", store.call("list_objects_v2", Bucket=bucket).get("Contents", [])
    )
    return [each["Key"] for each in found]


def test_a_file_has_its_media_type_and_nothing_else_is_left(store: Store) -> None:
    bucket = store.bucket()
    archive = open_archive(f"s3://{bucket}/invoices/", **store.options())
    archive.put("a/b.pdf", b"%PDF", media_type=PDF)
    assert keys(store, bucket) == ["invoices/.write-once", "invoices/a/b.pdf"]
    head = store.call("head_object", Bucket=bucket, Key="invoices/a/b.pdf")
    assert head["ContentType"] == PDF


def test_the_bucket_alone_is_an_archive(store: Store) -> None:
    bucket = store.bucket()
    archive = ObjectArchive(f"s3://{bucket}", **store.options())
    archive.put("a.pdf", b"%PDF", media_type=PDF)
    assert (archive.get("a.pdf"), keys(store, bucket)) == (b"%PDF", [".write-once", "a.pdf"])


def test_a_bucket_that_is_not_there_is_told(store: Store) -> None:
    archive = ObjectArchive("s3://no-such-bucket/x", **store.options())
    with pytest.raises(StorageError, match="there is no bucket no-such-bucket"):
        archive.put("a", b"x", media_type=PDF)
    with pytest.raises(StorageError, match="there is no bucket no-such-bucket"):
        archive.get("a")


def test_missing_credentials_are_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    options = store.options()
    del options["key"], options["secret"]
    with pytest.raises(StorageError, match="Set AWS_ACCESS_KEY_ID"):
        ObjectArchive("s3://bucket/x", **options).put("a", b"x", media_type=PDF)


def test_a_store_out_of_reach_is_told(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = store.options(endpoint_url=f"http://127.0.0.1:{port}")
    with pytest.raises(StorageError, match="could not store"):
        ObjectArchive("s3://bucket/x", **options).put("a", b"x", media_type=PDF)
    with pytest.raises(StorageError, match="could not read a"):
        ObjectArchive("s3://bucket/x", **options).get("a")


class Raises:
    """A driver that answers as S3 may, where the server on loopback never does."""

    def __init__(self, *answers: BaseException | None) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, object]] = []

    def pipe_file(self, _path: str, _data: bytes, **asked: object) -> None:
        self.asked.append(asked)
        answer = self.answers.pop(0)
        if answer is not None:
            raise answer


class Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.response = {"Error": {"Code": code}}


def told(code: str) -> OSError:
    problem = OSError(5, code)
    problem.__cause__ = Refused(code)
    return problem


def with_driver(*answers: BaseException | None) -> tuple[ObjectArchive, Raises]:
    archive = ObjectArchive("s3://bucket/x", key="k", secret="s")
    driver = archive._fs = Raises(*answers)
    return archive, driver


class Elsewhere:
    """A driver of another store, and a bucket that nobody may look at."""

    def __init__(self) -> None:
        self.files = {"bucket/x/a.pdf"}

    def exists(self, path: str) -> bool:
        return path in self.files

    def rm_file(self, path: str) -> None:
        self.files.remove(path)

    def open(self, path: str, _mode: str, **_asked: object) -> None:
        raise FileNotFoundError(path)

    def info(self, path: str) -> None:
        raise PermissionError(path)


def test_another_store_removes_by_its_driver() -> None:
    archive = ObjectArchive("s3://bucket/x", key="k", secret="s")
    driver = archive._fs = Elsewhere()
    archive._scheme = "gs"
    archive.remove("a.pdf")
    archive.remove("a.pdf")
    assert driver.files == set()
    with pytest.raises(NotFound):
        archive.get("a.pdf")


def test_a_store_that_writes_over_is_found_out_before_the_first_file() -> None:
    archive, driver = with_driver(None, None)
    with pytest.raises(ConfigurationError, match="ignores If-None-Match"):
        archive.put("a", b"x", media_type=PDF)
    assert [each["mode"] for each in driver.asked] == ["create", "create"]


def test_a_put_at_the_same_moment_is_tried_again() -> None:
    archive, driver = with_driver(FileExistsError(), told("ConditionalRequestConflict"), None)
    archive.put("a", b"x", media_type=PDF)
    assert len(driver.asked) == 3
    archive, _ = with_driver(FileExistsError(), *[told("409")] * 3)
    with pytest.raises(StorageError, match="somebody else"):
        archive.put("a", b"x", media_type=PDF)


def test_a_refusal_without_its_condition_is_a_refusal_all_the_same(
    shared: ObjectArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, _ = with_driver(told("PreconditionFailed"), told("PreconditionFailed"))
    monkeypatch.setattr(archive, "chunks", lambda _name: iter([b"other"]))
    with pytest.raises(ArchiveConflict):
        archive.put("a", b"x", media_type=PDF)


@pytest.mark.parametrize("problem", [told("SlowDown"), PermissionError(13, "Access Denied")])
def test_other_refusals_are_told(problem: OSError) -> None:
    archive, _ = with_driver(problem)
    with pytest.raises(StorageError, match="could not store"):
        archive.put("a", b"x", media_type=PDF)


@pytest.mark.parametrize("url", ["ftp://host/x", "sftp://host/x", "http://host/x", "az://box/x"])
def test_a_store_that_cannot_promise_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot promise to write once"):
        open_archive(url)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("invoicekit.registry.installed", lambda _package: False)
    with pytest.raises(MissingExtra, match="pip install 'invoicekit\\[objects\\]'"):
        open_archive("s3://bucket/x")
    with pytest.raises(ConfigurationError, match="gcsfs"):
        open_archive("gs://bucket/x")


class Cut:
    """A wire to the store that breaks after so many bytes: what a kill looks like from there."""

    def __init__(self, endpoint: str, after: int) -> None:
        host, _, port = endpoint.removeprefix("http://").partition(":")
        self._target, self._after = (host, int(port)), after
        self._server = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._target) as server:
            back = threading.Thread(target=self._back, args=(server, client), daemon=True)
            back.start()  # the store says "go on" before the body is sent
            left = self._after
            while left > 0 and (data := client.recv(min(left, 65536))):
                server.sendall(data)
                left -= len(data)

    @staticmethod
    def _back(server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def cut(store: Store) -> Iterator[Callable[[int], Cut]]:
    made: list[Cut] = []

    def wire(after: int) -> Cut:
        made.append(Cut(store.endpoint, after))
        return made[-1]

    yield wire
    for each in made:
        each.close()


def test_a_put_that_breaks_in_the_middle_leaves_nothing(
    store: Store, cut: Callable[[int], Cut]
) -> None:
    bucket = store.bucket()
    whole = ObjectArchive(f"s3://{bucket}/x", **store.options())
    whole.put("first", b"x", media_type=PDF)
    broken = ObjectArchive(f"s3://{bucket}/x", **store.options(endpoint_url=cut(40_000).endpoint))
    broken._proved, broken._fs.retries = True, 1
    with pytest.raises(StorageError, match="safe to try again"):
        broken.put("a.pdf", bytes(100_000), media_type=PDF)
    assert keys(store, bucket) == ["x/.write-once", "x/first"]
    assert whole.put("a.pdf", bytes(100_000), media_type=PDF) == "a.pdf"


def test_a_versioned_bucket_keeps_no_version_of_what_is_removed(store: Store) -> None:
    bucket = store.bucket()
    store.call(
        "put_bucket_versioning", Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
    )
    archive = ObjectArchive(f"s3://{bucket}/x", **store.options())
    archive.put("a.pdf", b"one", media_type=PDF)
    archive.put("a.pdf.more", b"neighbour", media_type=PDF)
    store.call("put_object", Bucket=bucket, Key="x/a.pdf", Body=b"somebody else")
    store.call("delete_object", Bucket=bucket, Key="x/a.pdf")
    archive.remove("a.pdf")
    left = store.call("list_object_versions", Bucket=bucket, Prefix="x/a.pdf")
    assert [each["Key"] for each in cast("list[dict[str, str]]", left["Versions"])] == [
        "x/a.pdf.more"
    ]
    assert not left.get("DeleteMarkers")
    with pytest.raises(NotFound):
        archive.get("a.pdf")


def test_a_locked_file_says_until_when_and_is_not_removed(store: Store) -> None:
    bucket = store.bucket(ObjectLockEnabledForBucket=True)
    lock = ObjectLock("compliance", days=3653, clock=lambda: NOW)
    archive = ObjectArchive(f"s3://{bucket}/x", lock=lock, **store.options())
    archive.put("a.pdf", b"one", media_type=PDF)
    head = store.call("head_object", Bucket=bucket, Key="x/a.pdf")
    assert head["ObjectLockMode"] == "COMPLIANCE"
    assert head["ObjectLockRetainUntilDate"] == datetime(2036, 3, 2, 10, tzinfo=UTC)
    with pytest.raises(StorageError, match="could not remove"):
        archive.remove("a.pdf")
    assert archive.get("a.pdf") == b"one"
    with pytest.raises(ConfigurationError, match="only S3"):
        ObjectArchive("gs://bucket", lock=lock)


def test_days_need_somebody_who_tells_the_time() -> None:
    with pytest.raises(ConfigurationError, match="what time it is"):
        ObjectLock("governance", days=1)
    assert ObjectLock("governance").asked(None) == {}
    lock = ObjectLock("compliance", days=1, clock=lambda: NOW)
    assert lock.asked(date(2056, 12, 31)) == lock.asked(None)


def test_a_document_is_locked_until_its_own_day(store: Store) -> None:
    bucket = store.bucket(ObjectLockEnabledForBucket=True)
    archive = ObjectArchive(f"s3://{bucket}/x", lock=ObjectLock("governance"), **store.options())
    archive.put("package.zip", b"one", media_type=PDF)
    archive.put_until("a.pdf", b"one", media_type=PDF, until=date(2056, 12, 31))
    assert archive.put_until("a.pdf", b"one", media_type=PDF, until=date(2030, 1, 1)) == "a.pdf"
    head = store.call("head_object", Bucket=bucket, Key="x/a.pdf")
    assert head["ObjectLockRetainUntilDate"] == datetime(2057, 1, 2, tzinfo=UTC)
    assert "ObjectLockMode" not in store.call("head_object", Bucket=bucket, Key="x/package.zip")
    archive.remove("package.zip")
    with pytest.raises(StorageError, match="could not remove"):
        archive.remove("a.pdf")
