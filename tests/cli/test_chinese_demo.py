"""`invoicekit demo --country cn`: a Chinese shop at a platform that has a bad day."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

import invoicekit as ik
from invoicekit.cli import app
from invoicekit.jurisdiction.fapiao import starter_codes
from invoicekit.services.verify_package import verify_package

EXAMPLES = Path(__file__).parents[2] / "examples" / "cn"
ORDERS = {"DD-0006", "DD-0007", "DD-0011"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The shop's files with a refund, an order discount, and every product on one order."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("products.csv", "customers.csv"):
        (folder / name).write_bytes((EXAMPLES / name).read_bytes())
    with (EXAMPLES / "orders.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    with (folder / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *(row for row in rows if row[0] in ORDERS)])
    return folder


def test_every_order_becomes_one_fapiao_and_the_refund_is_reversed(
    data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    given = ["demo", str(out), "--country", "cn", "--data", str(data)]
    done = CliRunner().invoke(app(), given)
    assert done.exit_code == 0, done.output
    assert "已开具 3 张发票，红冲 1 张" in done.output
    assert "核对：完好" in done.output
    assert "交给审计的全年归档包" in done.output
    assert verify_package(out / "package").intact
    files = sorted((out / "invoices").glob("*.xml"))
    invoices = [ik.read(file) for file in files]
    assert [invoice.number for invoice in invoices] == [f"26112{n:015d}" for n in (1, 2, 3, 4)]
    red = invoices[-1]
    assert red.is_credit
    assert red.fapiao is not None
    assert red.fapiao.red is not None
    assert red.fapiao.red.original_number in {invoice.number for invoice in invoices[:-1]}
    for file in files:
        assert ik.validate(file, profile="fapiao").findings == ()


def test_every_product_has_a_code_of_the_starter_and_its_rate() -> None:
    rows = csv.DictReader((EXAMPLES / "products.csv").read_text(encoding="utf-8").splitlines())
    for row in rows:
        assert starter_codes()[row["classification_code"]].tax_class == row["tax_class"], row["sku"]


def test_another_country_is_not_there(tmp_path: Path) -> None:
    done = CliRunner().invoke(app(), ["demo", str(tmp_path), "--country", "xx"])
    assert done.exit_code == 2
