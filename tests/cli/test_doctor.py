"""`invoicekit doctor`: what is well, what is not, and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import invoicekit as ik
from invoicekit.cli import _checks, app


@pytest.fixture
def db(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    with ik.InvoiceKit.from_url(url, issuer=ik.Party(name="Shop GmbH")) as kit:
        kit.health()
    return url


def told(*arguments: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(app(), ["doctor", *arguments])
    return result.exit_code, result.output.splitlines()


def test_all_is_well(db: str, tmp_path: Path) -> None:
    code, lines = told("--db", db, "--archive", str(tmp_path))
    assert (code, lines[-1]) == (0, "all is well")
    assert any(line.startswith("✓ database") for line in lines)
    assert any(line.startswith("✓ outbox") for line in lines)
    assert sum(line.startswith("✓ disk") for line in lines) == 2


def test_each_problem_has_its_line(tmp_path: Path) -> None:
    code, lines = told("--db", f"sqlite:///{tmp_path / 'no.db'}", "--archive", str(tmp_path / "no"))
    assert (code, lines[-1]) == (1, "2 problem(s)")
    assert any("✗ database" in line and "no such database file" in line for line in lines)
    assert any("✗ archive" in line and "no folder" in line for line in lines)


def test_a_missing_extra_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_checks, "installed", lambda package: package != "openpyxl")
    code, lines = told()
    assert code == 0
    [line] = [line for line in lines if line.startswith("·")]
    assert line.split() == "· xlsx not installed (openpyxl): pip install 'invoicekit[xlsx]'".split()


def test_a_disk_that_is_nearly_full_is_a_problem(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    code, lines = told("--db", db)
    assert code == 1
    assert any(line.startswith("✗ disk") and "0.0 GiB free" in line for line in lines)
