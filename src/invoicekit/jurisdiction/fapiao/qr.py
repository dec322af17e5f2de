"""The text of the QR code on a 发票, made and read.

`01,type,code,number,amount,yyyyMMdd,check code,CRC`: the amount is with tax on a 数电票 and without
tax on a 税控 invoice. Source: read from real files; the checksum is CRC-16 with polynomial 0x8005,
start 0, no reflection, no final xor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from invoicekit.money import plain

_VERSION = "01"
_PARTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FapiaoQr:
    """What a QR code says.

    Attributes:
        kind: Its own table: 31 数电专票, 32 数电普票, 01 04 08 10 11 of 税控 invoices.
        amount: In yuan.
    """

    kind: str
    number: str
    amount: Decimal
    issue_date: date
    code: str = ""
    check_code: str = ""

    def text(self) -> str:
        """Returns the text to be drawn, checksum included."""
        day = f"{self.issue_date:%Y%m%d}"
        amount = plain(self.amount.quantize(Decimal("0.01")))
        parts = (_VERSION, self.kind, self.code, self.number, amount, day, self.check_code, "")
        body = ",".join(parts)
        return body + checksum(body)


def read_qr(text: str) -> FapiaoQr:
    """Returns what the text of a QR code says.

    Raises:
        ValueError: It is of another kind, or its checksum is wrong.
    """
    parts = text.strip().removesuffix(",").split(",")
    if len(parts) != _PARTS or parts[0] != _VERSION:
        raise ValueError(f"{text!r} is not the QR code of a 发票: expected 01 and seven more parts")
    _, kind, code, number, amount, day, check_code, crc = parts
    right = checksum(",".join(parts[:7]) + ",")
    if crc.upper() != right:
        raise ValueError(f"the checksum of {text!r} is {crc}: expected {right}")
    try:
        return FapiaoQr(
            kind=kind,
            code=code,
            number=number,
            amount=Decimal(amount),
            issue_date=date(int(day[:4]), int(day[4:6]), int(day[6:])),
            check_code=check_code,
        )
    except (InvalidOperation, ValueError) as problem:
        raise ValueError(f"{text!r} has no amount or no date: {amount}, {day}") from problem


def checksum(text: str) -> str:
    """Returns the checksum of a text, four hexadecimal digits."""
    crc = 0
    for byte in text.encode("ascii", "replace"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ (0x8005 if crc & 0x8000 else 0)
            crc &= 0xFFFF
    return f"{crc:04X}"
