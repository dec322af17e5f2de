"""Commands on a database whose fields are encrypted: with the keys, without, with others."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import invoicekit as ik
from invoicekit.cli import app

COMMANDS = {
    "verify": ["verify"],
    "report": ["report", "register"],
    "doctor": ["doctor"],
    "archive": ["archive", "verify"],
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `shop.db`, sealed by `keys.json`, its `archive`, and `others.json`."""
    folder = tmp_path_factory.mktemp("sealed")
    ring = ik.KeyRing.generate("2026")
    ring.save(folder / "keys.json")
    ik.KeyRing.generate("another").save(folder / "others.json")
    with ik.InvoiceKit.from_url(
        f"sqlite:///{folder / 'shop.db'}",
        issuer=ik.Issuer(
            party=ik.Party(
                name="Shop GmbH",
                tax_ids=[ik.TaxId(country="DE", value="136695976")],
                address=ik.Address(line1="A 1", city="Berlin", postcode="10115", country="DE"),
            ),
            approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
        ),
        archive=folder / "archive",
        clock=lambda: datetime(2026, 3, 2, 10, tzinfo=UTC),
        field_keys=ring,
    ) as kit:
        buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
        line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="10", vat="S 19")
        order = ik.Order(reference="SO-1", customer_id=buyer.id, currency="EUR", lines=[line])
        draft = kit.invoices.create_from_order(order, actor="alice")
        kit.invoices.issue(draft.id, actor="bob")
        kit.run_outbox()
    return folder


def said(shop: Path, command: list[str], *more: str) -> tuple[int, str]:
    where = ["--db", f"sqlite:///{shop / 'shop.db'}"]
    if command[0] != "report":
        where += ["--archive", str(shop / "archive")]
    result = CliRunner().invoke(app(), [*command, *where, *more])
    return result.exit_code, result.output


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_with_its_keys_it_is_read(shop: Path, command: list[str]) -> None:
    status, output = said(shop, command, "--field-keys", str(shop / "keys.json"))
    assert status == 0, output


def test_a_report_tells_what_was_sealed(shop: Path) -> None:
    keys = str(shop / "keys.json")
    assert "ACME GmbH" in said(shop, COMMANDS["report"], "--field-keys", keys)[1]


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_without_them_it_says_what_to_give(shop: Path, command: list[str]) -> None:
    status, output = said(shop, command)
    assert status != 0
    assert "--field-keys" in " ".join(output.split())


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_with_others_it_says_which_are_missing(shop: Path, command: list[str]) -> None:
    status, output = said(shop, command, "--field-keys", str(shop / "others.json"))
    assert status != 0
    assert "2026" in output
    assert "Traceback" not in output
