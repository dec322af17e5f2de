"""`invoicekit convert`."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from invoicekit import read, write
from invoicekit.cli import app


def test_an_invoice_is_written_in_another_format(invoice_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"

    result = CliRunner().invoke(app(), ["convert", str(invoice_file), str(target), "--to", "json"])

    assert result.exit_code == 0, result.output
    assert read(target) == read(invoice_file)


def test_an_unknown_format_exits_with_2(invoice_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"

    result = CliRunner().invoke(app(), ["convert", str(invoice_file), str(target), "--to", "fax"])

    assert (result.exit_code, target.exists()) == (2, False)


def test_what_the_target_cannot_hold_is_told_on_stderr(invoice_file: Path, tmp_path: Path) -> None:
    invoice = read(invoice_file)
    named = invoice.replace(seller=invoice.seller.replace(phone="030 1"))  # type: ignore[union-attr]  # it has one
    invoice_file.write_bytes(write(named, "json"))

    result = CliRunner().invoke(
        app(), ["convert", str(invoice_file), str(tmp_path / "out.xml"), "--to", "ubl"]
    )

    assert result.exit_code == 0
    assert "lost: " in result.stderr
    assert "seller.phone" in result.stderr
