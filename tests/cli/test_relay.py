"""`invoicekit relay`: works off the outbox, ends between messages when it is asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoicekit.cli import app

SHOP = """
import invoicekit as ik

ISSUER = ik.Issuer(
    party=ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    ),
    approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
)

def kit():
    made = ik.InvoiceKit.from_url("sqlite:///shop.db", issuer=ISSUER, archive="archive")
    buyer = made.customers.create(
        name="ACME", country="DE", actor="alice", idempotency_key="buyer"
    )
    order = ik.Order(
        reference="1", customer_id=buyer.id, currency="EUR",
        lines=[ik.OrderLine(name="Mouse", quantity="1", unit_price="10", vat="S 19")],
    )
    draft = made.invoices.create_from_order(order, actor="alice", idempotency_key="1")
    made.invoices.issue(draft.id, actor="bob", idempotency_key="issue-1")
    return made

nothing = 7
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.py").write_text(SHOP)
    return tmp_path


def relay(shop: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "invoicekit", "relay", *arguments],
        cwd=shop,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )


@pytest.mark.parametrize(
    "asked", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.gate)]
)
def test_it_works_until_it_is_told_to_stop(shop: Path, asked: signal.Signals) -> None:
    running = relay(shop, "shop:kit", "--every", "0.05")
    assert running.stdout is not None
    assert running.stdout.readline() == "default: 1 done\n"
    running.send_signal(asked)
    assert running.wait(30) == 0
    running.communicate()


def test_once_is_one_pass_for_each_tenant(shop: Path) -> None:
    running = relay(shop, "shop:kit", "--once", "--tenant", "default", "--tenant", "other")
    out, _ = running.communicate(timeout=60)
    assert (running.returncode, out) == (0, "default: 1 done\n")


@pytest.mark.parametrize("name", ["shop:nobody", "nowhere:kit", "shop:nothing", "shop"])
def test_what_is_no_kit_is_refused(shop: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    monkeypatch.setattr(sys, "path", list(sys.path))
    try:
        done = CliRunner().invoke(app(), ["relay", name, "--once"])
    finally:
        sys.modules.pop("shop", None)
    assert done.exit_code == 2
    assert "expected module:name of an InvoiceKit" in done.output
