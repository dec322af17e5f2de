"""A Chinese shop whose platform clears at once: what returns are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import invoicekit as ik
from invoicekit.model import Classification, Fapiao, FapiaoLine, Item, Price, SpecialBusiness
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer
from invoicekit.reports import Table
from invoicekit.reports._cell import Cell

SCANNER, SOFTWARE = "1090511000000000000", "3040201000000000000"
SELLER = ik.Issuer(
    party=ik.Party(
        name="北京示例科技有限公司",
        tax_ids=[ik.TaxId(country="CN", value="91110105TXTXTX010N")],
        address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
    ),
    approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
)


class Platform:
    """Gives every document the next number."""

    name = "platform"

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._last = 0

    def submit(self, request_id: str, record: ik.InvoiceRecord) -> AuthorityAnswer:  # noqa: ARG002 - the protocol's
        self._last += 1
        number = f"26112{self._last:015}"
        return AuthorityAnswer(ClearanceStatus.CLEARED, number, issued_at=self._shop.now)

    def query(self, request_id: str) -> AuthorityAnswer:  # noqa: ARG002 - the protocol's
        return AuthorityAnswer(ClearanceStatus.PENDING)


class Shop:
    """Sells and reverses."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.kit = ik.InvoiceKit.in_memory(
            issuer=SELLER, clock=lambda: self.now, authority=Platform(self)
        )
        self.buyer = self.kit.customers.create(
            name="上海样本贸易有限公司",
            country="CN",
            tax_ids=[ik.TaxId(country="CN", value="91310115TXTXTX029G")],
            actor="li",
        )

    def sell(
        self,
        *lines: ik.InvoiceLine,
        kind: str = "digital_ordinary",
        special: SpecialBusiness | None = None,
    ) -> str:
        """Issues an invoice and returns its record's id."""
        margin = next((each.note for each in lines if each.note), None)
        invoice = ik.Invoice(
            currency="CNY",
            lines=[each.replace(note=None) for each in lines],
            fapiao=Fapiao(kind=kind, margin=margin, special=special),
        )
        draft = self.kit.invoices.create(invoice, customer_id=self.buyer.id, actor="li")
        return self._issue(draft.id)

    def reverse(self, invoice_id: str, lines: Mapping[str, str]) -> str:
        """Takes back quantities of lines by a red-letter invoice."""
        credit = self.kit.invoices.credit(invoice_id, actor="li", reason="销货退回", lines=lines)
        return self._issue(credit.id)

    def _issue(self, draft_id: str) -> str:
        self.kit.invoices.issue(draft_id, actor="wang")
        self.kit.run_outbox()
        assert self.kit.invoices.get(draft_id).number
        return draft_id


def facts_of(table: Table) -> dict[str, Cell]:
    """What a return says beside its figures."""
    return {str(name): value for name, value in table.appendix[0].rows}


def appended(table: Table, name: str) -> Table:
    """One of the tables that are read with a return."""
    return next(each for each in table.appendix if each.name == name)


def line(
    name: str,
    net: str,
    rate: str,
    code: str,
    *,
    category: str = "S",
    policy: str | None = None,
    deduction: str | None = None,
    margin: str | None = None,
) -> ik.InvoiceLine:
    """A line of one piece; the note carries the kind of margin taxation to `sell`."""
    return ik.InvoiceLine(
        quantity="1",
        unit="C62",
        price=Price(net=net),
        vat_category=category,
        vat_rate=rate if category != "O" else None,
        note=margin,
        vat_exemption_reason="免税" if category in {"E", "O"} else None,
        item=Item(
            name=name, classifications=(Classification(code=code, scheme="ZZZ"),) if code else ()
        ),
        fapiao=FapiaoLine(policy=policy, deduction=deduction),
    )
