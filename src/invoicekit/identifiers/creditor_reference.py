"""Structured creditor references (ISO 11649): `RF` + check digits + up to 21 signs."""

from __future__ import annotations

from invoicekit.errors import InputError


def creditor_reference(value: str) -> str:
    """Returns the RF reference of an invoice number: separators dropped, check digits added.

    Raises:
        InputError: Nothing is left, or more than 21 signs.
    """
    plain = "".join(sign for sign in value.upper() if sign.isascii() and sign.isalnum())
    if not 1 <= len(plain) <= 21:  # noqa: PLR2004 - ISO 11649
        raise InputError(
            f"{value!r} does not fit a creditor reference",
            where="reference",
            expected="1 to 21 letters and digits",
        )
    return f"RF{98 - _number(plain + 'RF00') % 97:02d}{plain}"


def check_creditor_reference(value: str) -> bool:
    """Returns whether a reference is `RF` with right check digits."""
    plain = value.replace(" ", "").upper()
    signs = plain.isascii() and plain.isalnum() and plain[:2] == "RF" and plain[2:4].isdigit()
    return signs and 5 <= len(plain) <= 25 and _number(plain[4:] + plain[:4]) % 97 == 1  # noqa: PLR2004


def _number(signs: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in signs))
