"""`invoicekit explain`."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoicekit import calculate, read, write
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


@pytest.mark.parametrize("form", ["json", "ubl", "cii"])
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "differs: totals.vat (BT-110) is 3.81 in the file, not 3.80"),
        ("zh", "不一致：totals.vat (BT-110) 在文件中为 3.81，应为 3.80"),
    ],
)
def test_an_amount_that_differs_is_told(
    invoice_file: Path, form: str, language: str, told: str
) -> None:
    invoice = read(invoice_file)
    assert invoice.totals is not None
    file = invoice_file.with_suffix(".x")
    file.write_bytes(write(invoice.replace(totals=invoice.totals.replace(vat="3.81")), form))

    done = CliRunner().invoke(app(), ["explain", str(file), "--lang", language])

    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == told
    assert "differs" not in CliRunner().invoke(app(), ["explain", str(invoice_file)]).output


def test_groups_of_tax_are_compared_whatever_their_order(invoice_file: Path) -> None:
    invoice = read(invoice_file)
    [first] = invoice.lines
    both = calculate(invoice.replace(lines=[first, first.replace(id="2", vat_rate="7")]))
    turned = both.vat_breakdown[::-1]
    invoice_file.write_bytes(write(both.replace(vat_breakdown=turned), "json"))
    assert "differs" not in CliRunner().invoke(app(), ["explain", str(invoice_file)]).output

    wrong = turned[1].replace(tax_amount="9.99")
    invoice_file.write_bytes(write(both.replace(vat_breakdown=[turned[0], wrong]), "json"))
    told = CliRunner().invoke(app(), ["explain", str(invoice_file)]).output.splitlines()
    path = "vat_breakdown[1].tax_amount (BT-117)"
    assert [line for line in told if line.startswith("differs: vat_")] == [
        f"differs: {path} is 9.99 in the file, not {both.vat_breakdown[0].tax_amount}"
    ]


def test_an_invoice_without_amounts_differs_in_nothing(invoice_file: Path) -> None:
    bare = read(invoice_file).replace(totals=None, vat_breakdown=())
    invoice_file.write_bytes(write(bare, "json"))

    assert "differs" not in CliRunner().invoke(app(), ["explain", str(invoice_file)]).output
