"""`invoicekit report`: of an empty house, and of the small shop."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from invoicekit import Address, InvoiceKit, Party
from invoicekit.cli import app


@pytest.fixture
def db(small_shop: Path, tmp_path: Path) -> str:
    CliRunner().invoke(app(), ["demo", str(tmp_path / "out"), "--data", str(small_shop)])
    return f"sqlite:///{tmp_path / 'out' / 'shop.db'}"


@pytest.fixture
def new_db(tmp_path: Path) -> str:
    """A database with an issuer and nothing else."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    issuer = Party(name="Shop GmbH", address=Address(country="DE"))
    InvoiceKit.from_url(url, issuer=issuer).close()
    return url


def test_each_form_tells_the_same_sales(db: str, tmp_path: Path) -> None:
    asked = ["report", "sales", "--db", db, "--by", "year", "--end", "2026-12-31"]

    table = CliRunner().invoke(app(), asked)
    as_json = CliRunner().invoke(app(), [*asked, "--format", "json"])
    to_file = tmp_path / "sales.csv"
    CliRunner().invoke(app(), [*asked, "--format", "csv", "--out", str(to_file)])

    # 128.70 + 679.98 + 138.50 - 138.50 in EUR; 777.04 in USD.
    totals = ["808.68", "777.04"]
    assert [line.split()[-1] for line in table.output.splitlines()[2:]] == totals
    assert [row["total"] for row in json.loads(as_json.output)] == totals
    rows = csv.DictReader(to_file.read_text(encoding="utf-8").splitlines())
    assert [row["total"] for row in rows] == totals


def test_a_workbook_and_a_chart_go_to_a_file_or_down_a_pipe(db: str, tmp_path: Path) -> None:
    asked = ["report", "register", "--db", db, "--end", "2026-12-31", "--locale", "zh-CN"]
    book = tmp_path / "register.xlsx"

    CliRunner().invoke(app(), [*asked, "--format", "xlsx", "--out", str(book)])
    piped = CliRunner().invoke(app(), [*asked, "--format", "xlsx"])
    chart = CliRunner().invoke(app(), [*asked, "--format", "svg"])

    read = load_workbook(book)
    assert read.sheetnames == ["发票登记簿", "号段审查"]
    # A heading, five documents, totals in EUR and USD.
    assert read.worksheets[0].max_row == 8
    assert piped.stdout_bytes == book.read_bytes()
    assert chart.output.startswith("<svg ")
    assert "发票登记簿" in chart.output


def test_a_workbook_is_not_written_to_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoicekit.cli.report._to_terminal", lambda: True)
    db = f"sqlite:///{tmp_path / 'empty.db'}"

    result = CliRunner().invoke(app(), ["report", "sales", "--db", db, "--format", "xlsx"])

    assert (result.exit_code, "at --out" in result.output) == (2, True), result.output


@pytest.mark.parametrize(
    ("form", "package", "extra"), [("xlsx", "openpyxl", "xlsx"), ("svg", "pygal", "charts")]
)
def test_a_missing_extra_is_named(
    new_db: str, monkeypatch: pytest.MonkeyPatch, form: str, package: str, extra: str
) -> None:
    monkeypatch.setattr("invoicekit.registry.installed", lambda name: name != package)

    asked = ["report", "sales", "--db", new_db, "--as-of", "2026-12-31", "--format", form]
    result = CliRunner().invoke(app(), asked)

    assert (result.exit_code, f"invoicekit[{extra}]" in result.output) == (2, True), result.output


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["sales", "--format", "fax"], "no form 'fax'"),
        (["weather"], "no reports named 'weather'"),
        (["sales", "--start", "gestern"], "'gestern' is no date"),
        (["sales", "--locale", "klingon"], "'klingon' is no language"),
    ],
)
def test_what_it_does_not_know_exits_with_2(new_db: str, wrong: list[str], said: str) -> None:
    result = CliRunner().invoke(app(), ["report", *wrong, "--db", new_db])

    assert (result.exit_code, said in result.output) == (2, True), result.output


def test_a_return_takes_income_without_an_invoice(new_db: str) -> None:
    asked = ["report", "cn-schedule-1", "--db", new_db, "--as-of", "2026-11-30"]

    entered = ["--entered", "1=200.00", "--entered", "13a=100.00:2.00"]
    made = CliRunner().invoke(app(), [*asked, *entered, "--format", "json"])
    page = CliRunner().invoke(app(), [*asked, "--format", "html", "--locale", "zh-CN"])
    wrong = CliRunner().invoke(app(), [*asked, "--entered", "1=much"])

    rows = {row["row"]: row for row in json.loads(made.output)}
    assert (rows["1"]["c5"], rows["1"]["c6"]) == ("200.00", "26.00")
    assert (rows["13a"]["c5"], rows["13a"]["c6"]) == ("100.00", "2.00")
    assert page.output.startswith("<!DOCTYPE html>")
    assert "增值税及附加税费申报表附列资料（一）" in page.output
    assert wrong.exit_code != 0
