"""Bank lines settle the invoices of the orders they name."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from invoicekit import (
    Address,
    ApprovalBand,
    ApprovalPolicy,
    InvoiceKit,
    Issuer,
    Party,
    TaxId,
    ValidationFailed,
)
from invoicekit.kit.importing import Importing

ORDER = (
    "Name,Email,Currency,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Billing Name,Billing Address1,Billing City,Billing Zip,Billing Country\n"
    "#1,eva@post.example,EUR,19.00,119.00,2026-03-01,1,Stift,119.00,Eva,Weg 1,Köln,'50667,DE\n"
)
HEADER = "date,amount,currency,customer_email,remittance,bank_reference\n"


@pytest.fixture
def kit() -> InvoiceKit:
    seller = Party(
        name="Kontor Lindenhof GmbH",
        tax_ids=[TaxId(value="DE136695976", country="DE")],
        address=Address(line1="Uferstraße 1", city="Berlin", postcode="10115", country="DE"),
    )
    issuer = Issuer(
        party=seller,
        approval=ApprovalPolicy(bands=[ApprovalBand(approvals=0)]),
        formats=("html",),
        payment_terms="net 14",
    )
    kit = InvoiceKit.in_memory(issuer=issuer, clock=lambda: datetime(2026, 3, 2, tzinfo=UTC))
    [order] = Importing(kit._runtime).orders(ORDER, actor="ana")
    draft = kit.invoices.create_from_order(order, actor="ana")
    kit.invoices.issue(draft.id, actor="ana")
    return kit


@pytest.mark.parametrize(
    ("amount", "currency", "remittance", "left_open", "unapplied"),
    [
        ("119.00", "EUR", "PAYPAL #1", "0.00", "0.00"),
        ("19.00", "EUR", "Anzahlung zu #1", "100.00", "0.00"),
        ("120.00", "EUR", "Rechnung #1", "0.00", "1.00"),
        ("50.00", "EUR", "Akonto", "119.00", "50.00"),
        ("119.00", "USD", "Invoice for #1", "119.00", "119.00"),
    ],
)
def test_a_payment_settles_the_order_it_names_as_far_as_that_is_open(
    kit: InvoiceKit, amount: str, currency: str, remittance: str, left_open: str, unapplied: str
) -> None:
    line = f"2026-03-09,{amount},{currency},eva@post.example,{remittance},B-1\n"
    [payment] = Importing(kit._runtime).payments(HEADER + line, actor="kasse")

    [invoice] = kit.invoices.search()
    assert invoice.open_amount == Decimal(left_open)
    assert payment.unapplied == Decimal(unapplied)
    assert payment.customer_id == invoice.customer_id


def test_the_same_file_again_records_nothing_new(kit: InvoiceKit) -> None:
    imports = Importing(kit._runtime)
    line = HEADER + "2026-03-09,19.00,EUR,,#1,B-1\n"
    [first] = imports.payments(line, actor="kasse")
    imports.payments(line, actor="kasse")

    assert [payment.id for payment in kit.payments.list()] == [first.id]


def test_a_bad_line_is_told(kit: InvoiceKit) -> None:
    with pytest.raises(ValidationFailed, match=r"more than zero|not a payment"):
        Importing(kit._runtime).payments(HEADER + "2026-03-09,0.00,EUR,,x,B-1\n", actor="kasse")
    done = Importing(kit._runtime).payments(
        HEADER + "gestern,1.00,EUR,,x,B-1\n2026-03-09,0.00,EUR,,x,B-2\n",
        actor="kasse",
        on_error="skip",
    )
    assert [(f.rule, f.location) for f in done.findings] == [
        ("IK-IMPORT-DATE", "line 2"),
        ("IK-IMPORT-REFUSED", "line 3"),
    ]
