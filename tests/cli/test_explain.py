"""`invoicekit explain`."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoicekit.cli import app


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_total_is_explained(invoice_file: Path, language: str) -> None:
    done = CliRunner().invoke(app(), ["explain", str(invoice_file), "--language", language])
    assert done.exit_code == 0
    for amount in ("20.00", "3.80", "23.80"):
        assert amount in done.output
    assert ("舍入" in done.output or "四舍五入" in done.output) is (language == "zh")


def test_a_broken_file_is_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "a.xml"
    broken.write_text("<Invoice")
    done = CliRunner().invoke(app(), ["explain", str(broken)])
    assert done.exit_code == 2
    assert done.output.startswith("invoicekit: ")
