"""Every archive keeps the contract that ships with the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoicekit.archive import open_archive
from invoicekit.ports import Archive
from invoicekit.testing.archive_contract import ArchiveContract


class TestMemory(ArchiveContract):
    @pytest.fixture
    def archive(self) -> Archive:
        return open_archive("memory://")


class TestFolder(ArchiveContract):
    @pytest.fixture
    def archive(self, tmp_path: Path) -> Archive:
        return open_archive(tmp_path / "kept")


class TestFileUrl(ArchiveContract):
    @pytest.fixture
    def archive(self, tmp_path: Path) -> Archive:
        return open_archive((tmp_path / "kept in 票据").as_uri())
