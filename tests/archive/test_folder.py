"""The archive in a folder: write-once, whole or not at all, nothing outside its root."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from invoicekit.archive import ARCHIVES
from invoicekit.archive.folder import FolderArchive
from invoicekit.archive.memory import MemoryArchive
from invoicekit.errors import ArchiveConflict, InputError, NotFound, StorageError
from invoicekit.ports import Archive


@pytest.fixture(params=["folder", "memory"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    return FolderArchive(tmp_path / "kept") if request.param == "folder" else MemoryArchive()


def test_what_is_stored_never_changes(archive: Archive) -> None:
    place = archive.put("a/b.pdf", b"one", media_type="application/pdf")
    assert archive.get(place) == b"one"
    assert archive.put("a/b.pdf", b"one", media_type="application/pdf") == place
    with pytest.raises(ArchiveConflict):
        archive.put("a/b.pdf", b"two", media_type="application/pdf")
    assert archive.get(place) == b"one"
    with pytest.raises(NotFound):
        archive.get("a/c.pdf")


@pytest.mark.parametrize("name", ["../out", "/etc/passwd", "", "a/../../x"])
def test_names_stay_below_the_root(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="outside"):
        FolderArchive(tmp_path / "kept").put(name, b"x", media_type="text/plain")


def test_a_link_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "link").symlink_to(tmp_path)
    with pytest.raises(InputError, match="outside"):
        FolderArchive(tmp_path / "kept").put("link/x", b"x", media_type="text/plain")


def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = FolderArchive(tmp_path)

    def full(handle: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("invoicekit.archive.folder.os.fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        archive.put("a.pdf", b"x", media_type="application/pdf")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_files_are_read_only(tmp_path: Path) -> None:
    FolderArchive(tmp_path).put("a.pdf", b"x", media_type="application/pdf")
    assert (tmp_path / "a.pdf").stat().st_mode & 0o222 == 0


def test_all_are_registered() -> None:
    assert ARCHIVES.names() == ("encrypted", "folder", "memory", "objects")


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    archive = FolderArchive(tmp_path)
    archive.put("a/b.pdf", b"x", media_type="application/pdf")
    with pytest.raises(StorageError, match="could not read a"):
        archive.get("a")


def test_a_file_comes_in_pieces_and_goes_for_good(archive: Archive) -> None:
    place = archive.put("a/b.bin", b"12345", media_type="application/octet-stream")
    assert list(archive.chunks(place, 2)) == [b"12", b"34", b"5"]
    archive.remove(place)
    archive.remove(place)
    archive.remove("never/there")
    with pytest.raises(NotFound):
        list(archive.chunks(place))


def test_a_disk_that_refuses_to_remove_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = FolderArchive(tmp_path)
    archive.put("a.pdf", b"x", media_type="application/pdf")

    def busy(path: Path, *, missing_ok: bool = False) -> None:
        raise OSError(16, os.strerror(16))

    monkeypatch.setattr(Path, "unlink", busy)
    with pytest.raises(StorageError, match="could not remove"):
        archive.remove("a.pdf")


@pytest.mark.skipif(os.name != "posix", reason="a process is killed")
def test_a_kill_in_the_middle_leaves_nothing_under_the_name(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from invoicekit.archive.folder import FolderArchive\n"
        "os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)\n"
        "FolderArchive(sys.argv[1]).put('a/b.pdf', bytes(1000), media_type='application/pdf')\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    archive = FolderArchive(tmp_path)
    with pytest.raises(NotFound):
        archive.get("a/b.pdf")
    assert archive.put("a/b.pdf", b"other", media_type="application/pdf") == "a/b.pdf"


PIECES = (
    *("..", ".", "", "a", "b.pdf", "/", "//", "\\", "C:", "C:\\x", "\0", "\n", " ", "~", "*", "?"),
    *(
        "CON",
        "nul.txt",
        "．．",
        "‥",
        "…",
        "%2e%2e",
        "%2F",
        "é",
        "e\u0301",
        "A",
        "发票",
        "\u202e",
        "x" * 300,
    ),
)


@pytest.mark.gate
def test_five_thousand_names_stay_below_the_root(tmp_path: Path) -> None:
    dice = random.Random(9)
    root = tmp_path / "kept"
    archive = FolderArchive(root)
    stored: dict[str, bytes] = {}
    for number in range(5_000):
        name = "/".join(dice.choices(PIECES, k=dice.randrange(1, 5)))
        data = str(number).encode()
        try:
            place = archive.put(name, data, media_type="text/plain")
        except (InputError, StorageError, ArchiveConflict):
            continue
        stored[place] = data
    assert len(stored) > 50
    assert {place: archive.get(place) for place in stored} == stored
    assert [path for path in tmp_path.rglob("*") if root not in (path, *path.parents)] == []
