"""Whatever is credited in parts adds up to what was invoiced, to the cent and line by line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.calculate import calculate
from invoicekit.model import Allowance, Charge, Invoice, InvoiceLine, LineAllowance, Price
from invoicekit.money import ZERO, add
from invoicekit.services._credit_parts import document_parts, lines_taken

PRICES = st.integers(1, 99_999).map(lambda n: Decimal(n).scaleb(-3))
CENTS = st.integers(0, 500).map(lambda n: Decimal(n).scaleb(-2))


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    gross = draw(st.booleans())
    lines = []
    for place in range(draw(st.integers(1, 3))):
        price, quantity = draw(PRICES), draw(st.integers(2, 7))
        allowance = draw(st.none() | CENTS)
        lines.append(
            InvoiceLine(
                id=str(place),
                quantity=quantity,
                price=Price(with_vat=price) if gross else Price(net=price),
                vat_category="S",
                vat_rate=draw(st.sampled_from(["19", "7"])),
                allowances=[
                    LineAllowance(with_vat=allowance) if gross else LineAllowance(amount=allowance)
                ]
                if allowance
                else [],
            )
        )
    rate = lines[0].vat_rate
    # without tax: where the lines have it, each part rounds the tax on it by itself
    allowance, charge = (ZERO, ZERO) if gross else (draw(CENTS), draw(CENTS))
    return calculate(
        Invoice(
            currency="EUR",
            lines=lines,
            allowances=[Allowance(amount=allowance, vat_category="S", vat_rate=rate)]
            if allowance
            else [],
            charges=[Charge(amount=charge, vat_category="S", vat_rate="7", reason="Shipping")]
            if charge
            else [],
        )
    )


def credited(invoice: Invoice, parts: list[dict[str, Decimal]]) -> list[Invoice]:
    notes: list[Invoice] = []
    for place, part in enumerate(parts):
        lines = lines_taken(invoice, part, notes)
        last = place == len(parts) - 1
        note = Invoice(
            type_code="381",
            currency="EUR",
            lines=lines,
            allowances=document_parts(
                invoice.allowances, [n.allowances for n in notes], invoice, lines, last=last
            ),
            charges=document_parts(
                invoice.charges, [n.charges for n in notes], invoice, lines, last=last
            ),
        )
        notes.append(calculate(note))
    return notes


def nets(notes: list[Invoice], line_id: str) -> Decimal:
    return add(
        line.net_amount or ZERO for note in notes for line in note.lines if line.id == line_id
    )


@given(invoices(), st.data())
def test_parts_add_up_to_the_invoice(invoice: Invoice, data: st.DataObject) -> None:
    left = {line.id or "": line.quantity or ZERO for line in invoice.lines}
    parts = []
    while left:
        part = {
            line: Decimal(data.draw(st.integers(0, int(quantity))))
            for line, quantity in left.items()
        }
        part = {line: quantity for line, quantity in part.items() if quantity} or dict(left)
        parts.append(part)
        left = {
            line: rest
            for line, quantity in left.items()
            if (rest := quantity - part.get(line, ZERO))
        }
    notes = credited(invoice, parts)
    totals = [note.totals for note in notes]
    assert invoice.totals is not None
    priced_net = all(line.price and line.price.with_vat is None for line in invoice.lines)
    if priced_net:
        for line in invoice.lines:
            assert nets(notes, line.id or "") == line.net_amount, line
        assert add(t.without_vat or ZERO for t in totals if t) == invoice.totals.without_vat
    else:
        # each note takes the tax out of its own gross: the gross adds up exactly
        assert add(t.with_vat or ZERO for t in totals if t) == invoice.totals.with_vat


def test_a_document_allowance_follows_the_lines_of_its_own_rate() -> None:
    def line(line_id: str, rate: str) -> InvoiceLine:
        return InvoiceLine(
            id=line_id, quantity=2, price=Price(net="50"), vat_category="S", vat_rate=rate
        )

    invoice = calculate(
        Invoice(
            currency="EUR",
            lines=[line("1", "19"), line("2", "7")],
            allowances=[Allowance(amount="10.00", vat_category="S", vat_rate="19")],
        )
    )
    [reduced] = credited(invoice, [{"2": Decimal(1)}, {"1": Decimal(2), "2": Decimal(1)}])[:1]
    assert reduced.allowances == ()
    [standard] = credited(invoice, [{"1": Decimal(1)}, {"1": Decimal(1), "2": Decimal(2)}])[:1]
    assert [each.amount for each in standard.allowances] == [Decimal("5.00")]


@pytest.mark.parametrize("price", ["0.333", "0.335"])
def test_the_cent_that_rounding_leaves_is_said(price: str) -> None:
    invoice = calculate(
        Invoice(
            currency="EUR",
            lines=[
                InvoiceLine(
                    id="1", quantity=3, price=Price(net=price), vat_category="S", vat_rate="19"
                )
            ],
        )
    )
    notes = credited(invoice, [{"1": Decimal(1)}] * 3)
    assert nets(notes, "1") == invoice.lines[0].net_amount
    [last] = notes[-1].lines
    reasons = [each.reason for each in last.allowances] + [each.reason for each in last.charges]
    assert reasons == ["Rounding"]
