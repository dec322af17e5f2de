"""How long the fields of a 发票 may be: what every platform takes, and what none takes.

Source: the field catalogues of the tax bureau's gateway (乐企), of platforms and of the older
devices, which count bytes of GBK. What is longer than the shortest of them is a warning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from invoicekit.findings import RuleSet, Severity
from invoicekit.jurisdiction.fapiao import address_text, full_name, remark_of, unit_of
from invoicekit.model import BankAccount, Invoice, InvoiceLine, Party
from invoicekit.rules._family import speaking_of
from invoicekit.rules._fapiao_facts import said, told

RULES = RuleSet("fapiao.lengths")

N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class Length(Generic[N]):
    """One field's limits.

    Attributes:
        number: The end of the rules' ids.
        read: Returns the field of a document or line.
        safe: What every platform takes, `most` what the widest of them takes.
        in_bytes: Whether `safe` counts bytes of GBK, as the older devices do.
    """

    number: int
    name: str
    path: str
    read: Callable[[N], str | None]
    safe: int
    most: int
    in_bytes: bool = False


def _seller_name(invoice: Invoice) -> str | None:
    return invoice.seller.name if invoice.seller else None


def _buyer_name(invoice: Invoice) -> str | None:
    return invoice.buyer.name if invoice.buyer else None


def _seller_number(invoice: Invoice) -> str | None:
    return _number(invoice.seller)


def _buyer_number(invoice: Invoice) -> str | None:
    return _number(invoice.buyer)


def _number(party: Party | None) -> str | None:
    return max((each.value for each in party.tax_ids), key=len, default=None) if party else None


def _address(party: Party | None) -> str | None:
    return address_text(party.address) if party else None


def _seller_address(invoice: Invoice) -> str | None:
    return _address(invoice.seller)


def _buyer_address(invoice: Invoice) -> str | None:
    return _address(invoice.buyer)


def _account(party: Party | None) -> BankAccount | None:
    return party.bank_accounts[0] if party and party.bank_accounts else None


def _banks(invoice: Invoice) -> str | None:
    names = [
        (account.bank_name if account else None) or ""
        for account in (_account(invoice.seller), _account(invoice.buyer))
    ]
    return max(names, key=len)


def _accounts(invoice: Invoice) -> str | None:
    numbers = [
        (account.id if account else None) or ""
        for account in (_account(invoice.seller), _account(invoice.buyer))
    ]
    return max(numbers, key=len)


def _people(invoice: Invoice) -> str | None:
    facts = said(invoice)
    return max((facts.drawer or "", facts.payee or "", facts.reviewer or ""), key=len)


def _specification(line: InvoiceLine) -> str | None:
    return told(line).specification


OF_DOCUMENTS = (
    Length(1, "The seller's name (BT-27)", "seller.name", _seller_name, 100, 300),
    Length(2, "The buyer's name (BT-44)", "buyer.name", _buyer_name, 100, 300),
    Length(3, "The seller's tax number (BT-31)", "seller.tax_ids", _seller_number, 20, 26),
    Length(4, "The buyer's tax number (BT-48)", "buyer.tax_ids", _buyer_number, 20, 26),
    Length(5, "The remark (备注, BT-22)", "notes", remark_of, 200, 450),
    Length(6, "A person's name (开票人 and others)", "fapiao.drawer", _people, 16, 300),
)
OF_PARTIES = (
    Length(10, "The seller's address (BG-5)", "seller.address", _seller_address, 100, 300),
    Length(11, "The buyer's address (BG-8)", "buyer.address", _buyer_address, 100, 300),
    Length(12, "The name of a bank (开户行)", "seller.bank_accounts", _banks, 100, 120),
    Length(13, "The number of an account", "seller.bank_accounts", _accounts, 50, 100),
)
OF_LINES = (
    Length(7, "An item's name (BT-153)", "item.name", full_name, 90, 600, in_bytes=True),
    Length(8, "A specification (规格型号)", "fapiao.specification", _specification, 40, 150),
    Length(9, "A unit (单位)", "fapiao.unit", unit_of, 20, 300),
)


def _fits(read: Callable[[N], str | None], limit: int, *, in_bytes: bool) -> Callable[[N], bool]:
    def fits(node: N) -> bool:
        text = read(node) or ""
        return (len(text.encode("gb18030", "replace")) if in_bytes else len(text)) <= limit

    return fits


def _limit(kind: type, length: Length[N]) -> None:
    what = "bytes of GBK" if length.in_bytes else "characters"
    RULES.rule(
        f"IK-CN-S{length.number:02}",
        Severity.WARNING,
        path=length.path,
        text=f"{length.name} has {length.safe} {what} at most, which every platform takes; "
        "shorten it.",
    )(speaking_of(kind, _fits(length.read, length.safe, in_bytes=length.in_bytes)))
    RULES.rule(
        f"IK-CN-L{length.number:02}",
        path=length.path,
        text=f"{length.name} has {length.most} characters at most: no platform takes more; "
        "shorten it.",
    )(speaking_of(kind, _fits(length.read, length.most, in_bytes=False)))


for _of_document in (*OF_DOCUMENTS, *OF_PARTIES):
    _limit(Invoice, _of_document)
for _of_line in OF_LINES:
    _limit(InvoiceLine, _of_line)


_RED_REMARK = 382
"""What is left of 450 when the bureau has written which invoice is reversed."""


@RULES.rule("IK-CN-120", path="notes")
def red_remark_leaves_room(invoice: Invoice) -> bool:
    """The remark (备注, BT-22) of a red-letter invoice has 382 characters at most; shorten it."""
    return not invoice.is_credit or len(remark_of(invoice)) <= _RED_REMARK
