"""A file is whole or as it was before, on a disk that is full, too."""

from __future__ import annotations

import errno
from pathlib import Path
from stat import S_IMODE

import pytest

from invoicekit.whole_files import write_whole


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk with room for three bytes."""

    def write_bytes(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_bytes)


def test_a_file_is_written_and_written_over(tmp_path: Path) -> None:
    target = tmp_path / "invoice.xml"
    write_whole(target, b"<a/>")
    target.chmod(0o640)
    write_whole(target, b"<b/>")

    assert target.read_bytes() == b"<b/>"
    assert S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.usefixtures("full")
def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "invoice.xml"
    with pytest.raises(OSError, match=r"No space left on device: .*invoice\.xml"):
        write_whole(target, b"<new/>")
    assert list(tmp_path.iterdir()) == []

    target.write_text("<old/>")
    with pytest.raises(OSError, match="No space left"):
        write_whole(target, b"<new/>")
    assert target.read_bytes() == b"<old/>"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "2026.xml", tmp_path / "latest.xml"
    target.write_text("<old/>")
    link.symlink_to(target)
    write_whole(link, b"<new/>")

    assert link.is_symlink()
    assert target.read_bytes() == b"<new/>"


def test_a_device_is_written_to() -> None:
    write_whole(Path("/dev/null"), b"gone")

    assert not Path("/dev/null").is_file()


def test_a_folder_that_is_not_there_is_told_by_the_files_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none/invoice\.xml"):
        write_whole(tmp_path / "none/invoice.xml", b"<a/>")
