"""`invoicekit verify`: intact exits with 0, a changed original with 1."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from invoicekit import (
    Address,
    ApprovalPolicy,
    BlockNumbers,
    InvoiceKit,
    Issuer,
    Order,
    OrderLine,
    Party,
)
from invoicekit.cli import app


def test_a_changed_original_is_found(small_shop: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    CliRunner().invoke(app(), ["demo", str(folder), "--data", str(small_shop)])
    original = next(folder.glob("archive/**/*.html"))
    original.chmod(0o644)
    original.write_bytes(original.read_bytes() + b" ")

    result = CliRunner().invoke(
        app(),
        [
            "verify",
            "--db",
            f"sqlite:///{folder / 'shop.db'}",
            "--archive",
            str(folder / "archive"),
        ],
    )

    assert result.exit_code == 1
    assert "1 fault(s)" in result.output


def test_a_url_nobody_knows_exits_with_2() -> None:
    result = CliRunner().invoke(app(), ["verify", "--db", "oracle://x"])

    assert result.exit_code == 2


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    typo = tmp_path / "typo.db"
    result = CliRunner().invoke(app(), ["verify", "--db", f"sqlite:///{typo}"])
    assert result.exit_code == 2
    assert "there is no such database file" in result.output
    assert not typo.exists()


def test_nothing_is_not_intact(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    result = CliRunner().invoke(app(), ["verify", "--db", f"sqlite:///{empty}", "--tenant", "b"])
    assert result.exit_code == 2
    assert "nothing is stored for the tenant 'b'" in result.output


def test_numbers_nobody_uses_any_more_are_noted(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    issuer = Issuer(
        party=Party(name="Shop Ltd", address=Address(city="Auckland", country="NZ")),
        numbers=BlockNumbers(of="hq", holder="till", size=9),
        approval=ApprovalPolicy(bands=[]),
    )
    with InvoiceKit.from_url(url, issuer=issuer) as kit:
        buyer = kit.customers.create(name="ACME", actor="a")
        line = OrderLine(name="Pen", unit_price="1", vat="O")
        order = Order(reference="1", customer_id=buyer.id, currency="NZD", lines=[line])
        draft = kit.invoices.create_from_order(order, actor="a")
        kit.invoices.issue(draft.id, actor="a")
        kit.issuers.update(kit.issuers.get().id, numbers=None, actor="a")

    result = CliRunner().invoke(app(), ["verify", "--db", url])

    assert result.exit_code == 0
    assert "notice: series hq/invoice/" in result.output
    assert "the numbers 2 to 9 were leased by till" in result.output
