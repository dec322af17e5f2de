"""What is known of 发票 as such: numbers, words, QR code, splits, times, tax codes, kinds.

Pure functions without a document; rules, formats and renderers stand on them.
"""

from invoicekit.jurisdiction.fapiao.classification import (
    GOODS,
    SECTIONS,
    TaxCode,
    classified,
    read_tax_codes,
    short_name_of,
    starter_codes,
)
from invoicekit.jurisdiction.fapiao.filing_dates import filing_due, filing_period, is_working_day
from invoicekit.jurisdiction.fapiao.kinds import (
    DIGITAL,
    PAPER,
    PRINTED_DIGITAL,
    SPECIAL,
    TICKETS,
    VEHICLE,
)
from invoicekit.jurisdiction.fapiao.margins import (
    FULL_AMOUNT,
    HIDDEN_RATE,
    MARGIN,
    MARGIN_NAMES,
    deduction_in,
    deductions,
    margin_rate,
    margin_remark,
    taxed_on_margin,
)
from invoicekit.jurisdiction.fapiao.numbers import (
    AREAS,
    NumberCheck,
    check_code_digits,
    check_digital_number,
    check_paper_number,
)
from invoicekit.jurisdiction.fapiao.printed import (
    address_text,
    full_name,
    printed_rate,
    qr_of,
    remark_of,
    signed,
    tax_code_of,
    unit_of,
)
from invoicekit.jurisdiction.fapiao.qr import FapiaoQr, read_qr
from invoicekit.jurisdiction.fapiao.rates import RATE_SPANS, is_rate, rate_holds
from invoicekit.jurisdiction.fapiao.sm3 import sm3
from invoicekit.jurisdiction.fapiao.splits import NetAndTax, margin, reduced, unit_price
from invoicekit.jurisdiction.fapiao.surcharges import (
    RELIEFS,
    SURCHARGES,
    Seat,
    Size,
    SurchargeDue,
    surcharges,
)
from invoicekit.jurisdiction.fapiao.times import CHINA, china_time
from invoicekit.jurisdiction.fapiao.words import amount_in_words, amount_said, says

__all__ = [
    "AREAS",
    "CHINA",
    "DIGITAL",
    "FULL_AMOUNT",
    "GOODS",
    "HIDDEN_RATE",
    "MARGIN",
    "MARGIN_NAMES",
    "PAPER",
    "PRINTED_DIGITAL",
    "RATE_SPANS",
    "RELIEFS",
    "SECTIONS",
    "SPECIAL",
    "SURCHARGES",
    "TICKETS",
    "VEHICLE",
    "FapiaoQr",
    "NetAndTax",
    "NumberCheck",
    "Seat",
    "Size",
    "SurchargeDue",
    "TaxCode",
    "address_text",
    "amount_in_words",
    "amount_said",
    "check_code_digits",
    "check_digital_number",
    "check_paper_number",
    "china_time",
    "classified",
    "deduction_in",
    "deductions",
    "filing_due",
    "filing_period",
    "full_name",
    "is_rate",
    "is_working_day",
    "margin",
    "margin_rate",
    "margin_remark",
    "printed_rate",
    "qr_of",
    "rate_holds",
    "read_qr",
    "read_tax_codes",
    "reduced",
    "remark_of",
    "says",
    "short_name_of",
    "signed",
    "sm3",
    "starter_codes",
    "surcharges",
    "tax_code_of",
    "taxed_on_margin",
    "unit_of",
    "unit_price",
]
