"""`invoicekit search`: a table, JSON lines, and the next page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from invoicekit import Address, Invoice, InvoiceKit, Note, Party
from invoicekit.cli import app


@pytest.fixture
def db(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    kit = InvoiceKit.from_url(url, issuer=Party(name="Shop", address=Address(country="DE")))
    for name, note in (("Müller", "Danke"), ("上海样本公司", "谢谢"), ("Łukasz", "")):
        invoice = Invoice(currency="EUR", buyer=Party(name=name), notes=[Note(text=note)])
        kit.invoices.create(invoice, actor="alice")
    kit.close()
    return url


def run(db: str, *asked: str) -> Result:
    return CliRunner().invoke(app(), ["search", *asked, "--db", db])


def test_words_find_rows_of_a_table(db: str) -> None:
    found = run(db, "muller", "danke")
    assert found.exit_code == 0
    assert found.stdout.splitlines()[0].split()[:3] == ["Number", "Date", "Customer"]
    assert found.stdout.splitlines()[2:] == ["              Müller    EUR        0.00  0.00  draft"]


def test_each_page_says_where_the_next_begins(db: str) -> None:
    first = run(db, "shop", "--limit", "2", "--json")
    [_, after] = first.stderr.split("--after ")
    second = run(db, "shop", "--limit", "2", "--json", "--after", after.strip())
    lines = [*first.stdout.splitlines(), *second.stdout.splitlines()]
    assert [json.loads(line)["buyer_name"] for line in lines] == [
        "Łukasz",
        "上海样本公司",
        "Müller",
    ]
    assert second.stderr == ""


def test_nothing_found_exits_with_1(db: str) -> None:
    nothing = run(db, "北京")
    assert (nothing.exit_code, nothing.output) == (1, "")
