"""The demo on four orders: home, intra-Community, export paid too much, refunded."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoicekit import InvoiceKit
from invoicekit.cli import app
from invoicekit.services.verify_package import verify_package


def test_a_small_shop_is_billed_mailed_archived_and_verified(
    small_shop: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"

    result = CliRunner().invoke(app(), ["demo", str(folder), "--data", str(small_shop)])

    assert result.exit_code == 0, result.output
    assert "4 orders billed" in result.output
    assert "1 credited, 3 paid in full" in result.output
    assert "left over for later: 20.00 USD" in result.output
    assert "verified: all intact" in result.output
    assert len(list(folder.glob("invoices/*.pdf"))) == 5
    assert "Q1 2026" in result.output
    for form in ("csv", "xlsx", "svg"):
        assert len(list(folder.glob(f"reports/*.{form}"))) == 9
    assert "the series as CSV, XLSX, SVG" in result.output
    assert "sales-by-month.svg  sales as a chart" in result.output
    people, machines = {"pdf"}, {"pdf", "xml", "json"}  # the HTML is the mail itself
    assert _attachments(folder) == [people, machines, machines, people, people]
    verified = CliRunner().invoke(app(), ["verify", "--db", f"sqlite:///{folder / 'shop.db'}"])
    assert (verified.exit_code, verified.output.splitlines()[-1]) == (0, "all intact")
    _credit_note_settles(folder)
    assert "package/data/index.html  the year for an auditor" in result.output
    assert verify_package(folder / "package").intact
    again = CliRunner().invoke(app(), ["demo", str(folder), "--data", str(small_shop)])
    assert (again.exit_code, len(list(folder.glob("invoices/*.pdf")))) == (0, 5)


def _attachments(folder: Path) -> list[set[str]]:
    mails: list[Message] = [
        message_from_bytes(path.read_bytes()) for path in sorted(folder.glob("mail/*.eml"))
    ]
    return [
        {name.rpartition(".")[2] for part in mail.walk() if (name := part.get_filename())}
        for mail in mails
    ]


def _credit_note_settles(folder: Path) -> None:
    with InvoiceKit.from_url(f"sqlite:///{folder / 'shop.db'}") as kit:
        [refunded] = kit.invoices.search(order_reference="#1024", type_code="380")
        assert refunded.open_amount == 0


def test_a_folder_with_other_files_is_left_alone(small_shop: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine", encoding="utf-8")

    result = CliRunner().invoke(app(), ["demo", str(folder), "--data", str(small_shop)])

    assert result.exit_code == 2
    assert "not a demo's" in result.output
    assert (folder / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_missing_shop_files_are_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app(), ["demo", str(tmp_path / "o"), "--data", str(tmp_path)])

    assert result.exit_code == 2
    assert "products.csv cannot be read" in result.output


def test_without_a_mail_server_the_demo_says_what_to_install(
    small_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoicekit.cli._mail_server.installed", lambda _: False)

    result = CliRunner().invoke(app(), ["demo", str(tmp_path / "o"), "--data", str(small_shop)])

    assert result.exit_code == 2
    assert "invoicekit[cli]" in result.output


def test_without_the_pdf_extra_the_demo_makes_what_it_can(
    small_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoicekit.kit._renderers.installed", lambda _: False)

    result = CliRunner().invoke(app(), ["demo", str(tmp_path / "o"), "--data", str(small_shop)])

    assert (result.exit_code, list(tmp_path.glob("o/invoices/*"))) == (0, []), result.output
    assert len(list(tmp_path.glob("o/archive/**/*.html"))) == 5


def test_without_the_charts_extra_the_demo_leaves_tables_and_says_so(
    small_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoicekit.registry.installed", lambda name: name != "pygal")

    result = CliRunner().invoke(app(), ["demo", str(tmp_path / "o"), "--data", str(small_shop)])

    assert result.exit_code == 0, result.output
    assert "no svg:" in result.output
    assert "invoicekit[charts]" in result.output
    assert "as CSV, XLSX\n" in result.output
    assert "sales-by-month.svg" not in result.output
    assert len(list(tmp_path.glob("o/reports/*.xlsx"))) == 9
