"""What is owed and how it is settled, as pure functions over plain values."""

from invoicekit.receivables.aging import EDGES, aging, bucket_names, bucket_place, days_past_due
from invoicekit.receivables.allocation import Allocated, allocate_oldest
from invoicekit.receivables.claim import Claim, ClaimPayment, settle_claim
from invoicekit.receivables.collection_effectiveness import collection_effectiveness
from invoicekit.receivables.crediting import Credited, credit_tax
from invoicekit.receivables.days_sales import (
    SalesPeriod,
    days_sales_countback,
    days_sales_outstanding,
)
from invoicekit.receivables.exchange import (
    ExchangeDifference,
    booked_amount,
    exchange_difference,
)
from invoicekit.receivables.instalments import (
    CashDiscount,
    EarlyPayment,
    instalments,
    settle_early,
)
from invoicekit.receivables.interest import late_interest
from invoicekit.receivables.open_amount import Booked, ledger_amount, open_amount
from invoicekit.receivables.open_item import Open
from invoicekit.receivables.remittance import exact_match, match_remittance, names_number
from invoicekit.receivables.vat_summary import PeriodVat, TaxedDocument, vat_by_month

__all__ = [
    "EDGES",
    "Allocated",
    "Booked",
    "CashDiscount",
    "Claim",
    "ClaimPayment",
    "Credited",
    "EarlyPayment",
    "ExchangeDifference",
    "Open",
    "PeriodVat",
    "SalesPeriod",
    "TaxedDocument",
    "aging",
    "allocate_oldest",
    "booked_amount",
    "bucket_names",
    "bucket_place",
    "collection_effectiveness",
    "credit_tax",
    "days_past_due",
    "days_sales_countback",
    "days_sales_outstanding",
    "exact_match",
    "exchange_difference",
    "instalments",
    "late_interest",
    "ledger_amount",
    "match_remittance",
    "names_number",
    "open_amount",
    "settle_claim",
    "settle_early",
    "vat_by_month",
]
