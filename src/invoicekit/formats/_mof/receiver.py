"""The receiver's file of a 数电票 (`einv`): what the buyer's accounting adds, both ways."""

from __future__ import annotations

from datetime import date
from typing import Any

from invoicekit.formats._fapiao.parties import id_of, read_party
from invoicekit.formats._mof.instance import (
    AMOUNT,
    DAY,
    MATCHED,
    SIDE,
    YES,
    Fact,
    facts_as_xml,
    written,
)
from invoicekit.jurisdiction.fapiao import signed
from invoicekit.model import Invoice, Party, Totals
from invoicekit.model.booking import ReceiverFacts

Record = dict[str, Any]

PREFIX, VERSION, SCHEMA = "einv", "2023-12-31", "einv_entry_point_2023-12-31.xsd"
_DONE = "WhetherEinvoiceHasBeen"
_ACCRUAL = "OfExpenditurePeriodUnderAccrualBasis"
_DEDUCTION = "OfPreTaxDeductionYearOfIncomeTax"
EINV = (
    Fact("InvoiceNumber", "number"),
    Fact("SellerName", "seller_name"),
    Fact("SellerIdNum", "seller_id"),
    Fact("TotalAmWithoutTax", "net", AMOUNT),
    Fact("RequestTime", "requested_at", DAY),
    Fact("TotalTaxAm", "tax", AMOUNT),
    Fact("TotalTax-includedAmount", "gross", AMOUNT),
    Fact("ContractNumber", "contract_number"),
    Fact("MatchingStateBetweenBusinessDocumentsAndVatEinvoice", "matched", MATCHED),
    Fact("WhetherEinvoiceIsRedEinvoice", "red", YES),
    Fact(f"{_DONE}Booked", "booked", YES),
    Fact(f"{_DONE}Checked", "checked", YES),
    Fact(f"{_DONE}Paid", "paid", YES),
    Fact("NumberOfBankElectronicReceipt", "receipt_number"),
    Fact("UnifiedSocialCreditCodeOfAccountingEntity", "entity_id"),
    Fact("NameOfAccountingEntity", "entity_name"),
    Fact(
        "InformationOfAccountingDocumentsTuple",
        "vouchers",
        rows=(
            Fact("NumberOfAccountingDocuments", "number"),
            Fact("PostingDate", "posting_date", DAY),
            Fact("AccountingPeriod", "period"),
            Fact(
                "InformationOfDebitAndCreditEntryTuple",
                "entries",
                rows=(
                    Fact("DebitOrCredit", "side", SIDE),
                    Fact("NameOfGeneralLedgerSubject", "account"),
                    Fact("NameOfSubsidiaryLedgerSubject", "sub_account"),
                    Fact("RecordedAmount", "amount", AMOUNT),
                ),
            ),
        ),
    ),
    Fact("WhetherPreTaxDeductionOfIncomeTaxHasBeenCompleted", "deducted", YES),
    Fact(f"Beginning{_ACCRUAL}", "expenditure_start", DAY),
    Fact(f"End{_ACCRUAL}", "expenditure_end", DAY),
    Fact("WhetherEinvoiceUsageHasBeenConfirmed", "usage_confirmed", YES),
    Fact("UsageConfirmation", "usage"),
    Fact("WhetherInputVatHasBeenTransferredOut", "transferred_out", YES),
    Fact("AmountOfTransferredOutInputVat", "transferred_out_amount", AMOUNT),
    Fact("PeriodOfUsageConfirmation", "usage_period"),
    Fact(f"Beginning{_DEDUCTION}", "deduction_year_start"),
    Fact(f"End{_DEDUCTION}", "deduction_year_end"),
)
"""The receiver's file, in the order of the taxonomy of 2023-12-31."""


def receiver_file(invoice: Invoice, facts: ReceiverFacts | None = None) -> bytes:
    """Returns the receiver's file of an invoice.

    Args:
        invoice: As received.
        facts: What the accounting knows; who books it is the buyer where nothing else is said.

    Raises:
        RenderFailed: A text holds a character that XML forbids.
    """
    facts = facts or ReceiverFacts()
    buyer, seller = invoice.buyer or Party(), invoice.seller or Party()
    totals, red = invoice.totals or Totals(), invoice.is_credit
    values: Record = {name: getattr(facts, name) for name in type(facts).model_fields}
    values |= {
        "contract_number": facts.contract_number or invoice.contract_reference,
        "number": invoice.number,
        "seller_name": seller.name,
        "seller_id": id_of(seller),
        "net": signed(totals.without_vat, red=red),
        "tax": signed(totals.vat, red=red),
        "gross": signed(totals.with_vat, red=red),
        "requested_at": invoice.issue_date,
        "red": red,
        "entity_id": facts.entity_id or id_of(buyer),
        "entity_name": facts.entity_name or buyer.name,
        "vouchers": [_plain(voucher) for voucher in facts.vouchers],
    }
    day = invoice.issue_date or date(1970, 1, 1)
    return written(
        PREFIX,
        VERSION,
        SCHEMA,
        values["entity_id"] or "",
        day.isoformat(),
        facts_as_xml(PREFIX, EINV, values),
    )


def _plain(value: Any) -> Record:
    """Returns a voucher as mappings, with its entries."""
    record: Record = {name: getattr(value, name) for name in type(value).model_fields}
    record["entries"] = [
        {name: getattr(entry, name) for name in type(entry).model_fields}
        for entry in record["entries"]
    ]
    return record


def received_invoice(record: Record) -> Record:
    """Returns what the file repeats of the invoice, as the model's record."""
    red = bool(record.get("red"))
    net, tax, gross = (signed(record.get(name), red=red) for name in ("net", "tax", "gross"))
    return {
        "number": record.get("number"),
        "issue_date": record.get("requested_at"),
        "type_code": "381" if red else "380",
        "currency": "CNY",
        "contract_reference": record.get("contract_number"),
        "seller": read_party({"name": record.get("seller_name"), "id": record.get("seller_id")}),
        "buyer": read_party({"name": record.get("entity_name"), "id": record.get("entity_id")}),
        "totals": {
            "line_total": net,
            "without_vat": net,
            "vat": tax,
            "with_vat": gross,
            "amount_due": gross,
        },
        "fapiao": {},
    }


def facts_in(record: Record) -> ReceiverFacts:
    """Returns what the accounting added."""
    return ReceiverFacts.model_validate(
        {name: record[name] for name in ReceiverFacts.model_fields if name in record}
    )
