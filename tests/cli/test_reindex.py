"""`invoicekit reindex`: what a database from before the index lacks is written once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from typer.testing import CliRunner

from invoicekit import Address, Invoice, InvoiceKit, Party
from invoicekit.cli import app


def test_missing_words_are_written_once(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    kit = InvoiceKit.from_url(
        f"sqlite:///{file}", issuer=Party(name="Shop", address=Address(country="DE"))
    )
    kit.invoices.create(Invoice(currency="EUR", buyer=Party(name="Müller KG")), actor="alice")
    kit.close()
    with sqlite3.connect(file) as other:
        other.execute("DELETE FROM ik_word")
    ran = [CliRunner().invoke(app(), ["reindex", "--db", f"sqlite:///{file}"]) for _ in range(2)]
    assert [each.output for each in ran] == ["3 words written\n", "0 words written\n"]
