"""What every archive must do: subclass `ArchiveContract` and give it yours.

    class TestMine(ArchiveContract):
        @pytest.fixture
        def archive(self):
            return MyArchive()

Each test uses names of its own, so one archive may serve them all. What a kill in the middle of a
put leaves is for your own tests: only you know where the middle is.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from invoicekit.errors import ArchiveConflict, InputError, NotFound
from invoicekit.ports import Archive

BYTES = "application/octet-stream"
THREADS = 6
LARGE = bytes(range(256)) * 1200  # 300 KiB: several pieces of any streaming archive
CASES = {
    "empty": b"",
    "one byte": b"\0",
    "lines": b"a\r\nb\n\x1a",
    "large": LARGE,
}
NAMES = ("plain.pdf", "a/b/c.xml", "票据 2026/发票 1.ofd", "with space & sign+=#?%2F.txt", "é.txt")
OUTSIDE = ("", ".", "..", "../out", "/etc/passwd", "a/../../out", "a\0b")


class ArchiveContract:
    """The whole contract."""

    @pytest.fixture
    def archive(self) -> Archive:
        """The archive to test; override it."""
        raise NotImplementedError("give the contract your archive: override the archive fixture")

    @pytest.fixture
    def name(self, request: pytest.FixtureRequest) -> str:
        """A name of the test's own."""
        return f"contract/{abs(hash(request.node.name)):x}/{request.node.originalname}"

    @pytest.mark.parametrize("data", CASES.values(), ids=CASES)
    def test_what_is_put_comes_back(self, archive: Archive, name: str, data: bytes) -> None:
        """Bytes of any kind come back as they were, whole and in pieces."""
        place = archive.put(name, data, media_type=BYTES)
        assert archive.get(place) == data
        assert b"".join(archive.chunks(place)) == data

    @pytest.mark.parametrize("inner", NAMES)
    def test_names_are_kept_apart(self, archive: Archive, name: str, inner: str) -> None:
        """Signs of any script and of URLs may be part of a name."""
        place = archive.put(f"{name}/{inner}", inner.encode(), media_type=BYTES)
        other = archive.put(f"{name}/other/{inner}", b"other", media_type=BYTES)
        assert (archive.get(place), archive.get(other)) == (inner.encode(), b"other")

    def test_the_same_bytes_again_do_nothing(self, archive: Archive, name: str) -> None:
        """A message that is worked on twice stores once."""
        place = archive.put(name, LARGE, media_type=BYTES)
        assert archive.put(name, LARGE, media_type=BYTES) == place
        assert archive.get(place) == LARGE

    @pytest.mark.parametrize(
        "other", [b"", LARGE[:-1], LARGE + b"\0", LARGE[:-1] + b"\0", b"x" + LARGE[1:]]
    )
    def test_other_bytes_are_refused(self, archive: Archive, name: str, other: bytes) -> None:
        """What is archived never changes, not by a byte."""
        place = archive.put(name, LARGE, media_type=BYTES)
        with pytest.raises(ArchiveConflict) as caught:
            archive.put(name, other, media_type=BYTES)
        assert caught.value.where == name
        assert archive.get(place) == LARGE

    @pytest.mark.parametrize("outside", OUTSIDE)
    def test_names_stay_inside(self, archive: Archive, outside: str) -> None:
        """No name leads out of the archive."""
        with pytest.raises(InputError):
            archive.put(outside, b"x", media_type=BYTES)

    def test_what_is_not_there_is_told(self, archive: Archive, name: str) -> None:
        """A missing file is `NotFound`, also beside one of nearly its name."""
        archive.put(f"{name}/there", b"x", media_type=BYTES)
        for missing in (f"{name}/missing", f"{name}/there-not", f"{name}/ther"):
            with pytest.raises(NotFound):
                archive.get(missing)
            with pytest.raises(NotFound):
                list(archive.chunks(missing))

    @pytest.mark.parametrize("size", [1000, 65536, 1 << 20])
    def test_pieces_are_no_larger_than_asked(self, archive: Archive, name: str, size: int) -> None:
        """A large file is read in a small memory, and reading may stop."""
        place = archive.put(name, LARGE, media_type=BYTES)
        pieces = list(archive.chunks(place, size)) if size > 1000 else self._some(archive, place)
        assert b"".join(pieces) == LARGE[: sum(map(len, pieces))]
        assert all(0 < len(piece) <= size for piece in pieces)

    @staticmethod
    def _some(archive: Archive, place: str) -> list[bytes]:
        """Reads the first pieces and lets go, as a check that is stopped does."""
        pieces = archive.chunks(place, 1000)
        return [next(pieces), next(pieces)]

    def test_what_is_removed_is_gone(self, archive: Archive, name: str) -> None:
        """A disposal takes the file, no neighbour, and may run again."""
        place = archive.put(name, b"x", media_type=BYTES)
        neighbour = archive.put(f"{name}-more", b"y", media_type=BYTES)
        archive.remove(place)
        archive.remove(place)
        with pytest.raises(NotFound):
            archive.get(place)
        assert archive.get(neighbour) == b"y"

    def test_removing_nothing_does_nothing(self, archive: Archive, name: str) -> None:
        """A file that was never there is gone already."""
        archive.remove(f"{name}/never")

    def test_of_many_at_once_one_wins(self, archive: Archive, name: str) -> None:
        """Several that put other bytes under one name: exactly one wins."""
        offered = [f"bytes of {number}".encode() for number in range(THREADS)]
        won = self._at_once(offered, lambda data: archive.put(name, data, media_type=BYTES))
        assert len(won) == 1
        assert archive.get(name) == won[0]

    def test_many_may_put_the_same(self, archive: Archive, name: str) -> None:
        """Several that put the same bytes all succeed."""
        same = [b"same"] * THREADS
        assert self._at_once(same, lambda data: archive.put(name, data, media_type=BYTES)) == same

    @staticmethod
    def _at_once(offered: list[bytes], put: Callable[[bytes], str]) -> list[bytes]:
        """Returns what was taken of what several threads put at the same time."""

        def taken(data: bytes) -> bool:
            try:
                put(data)
            except ArchiveConflict:
                return False
            return True

        with ThreadPoolExecutor(THREADS) as pool:
            return [data for data, ok in zip(offered, pool.map(taken, offered), strict=True) if ok]


__all__ = ["ArchiveContract"]
