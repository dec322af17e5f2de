"""What is known of 发票 as such: numbers, words, QR code, splits, times.

Pure functions without a document; rules, formats and renderers stand on them.
"""

from invoicekit.jurisdiction.fapiao.numbers import (
    AREAS,
    NumberCheck,
    check_code_digits,
    check_digital_number,
    check_paper_number,
)
from invoicekit.jurisdiction.fapiao.qr import FapiaoQr, read_qr
from invoicekit.jurisdiction.fapiao.splits import NetAndTax, margin, reduced, unit_price
from invoicekit.jurisdiction.fapiao.times import CHINA, china_time
from invoicekit.jurisdiction.fapiao.words import amount_in_words, amount_said, says

__all__ = [
    "AREAS",
    "CHINA",
    "FapiaoQr",
    "NetAndTax",
    "NumberCheck",
    "amount_in_words",
    "amount_said",
    "check_code_digits",
    "check_digital_number",
    "check_paper_number",
    "china_time",
    "margin",
    "read_qr",
    "reduced",
    "says",
    "unit_price",
]
