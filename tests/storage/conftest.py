"""Where the tests of the storage keep their files."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """A file that is not there yet."""
    return tmp_path / "invoices.db"
