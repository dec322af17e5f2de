"""IBANs (ISO 13616)."""

from __future__ import annotations


def check_iban(value: str) -> bool:
    """Returns whether an IBAN has the length of its country and right check digits."""
    from stdnum import iban

    return bool(iban.is_valid(value, check_country=False))


def format_iban(value: str) -> str:
    """Returns an IBAN in groups of four, as people read it; other account numbers as they are."""
    plain = value.replace(" ", "").upper()
    if len(plain) < 15 or not plain[:2].isalpha() or not plain[2:4].isdigit():  # noqa: PLR2004
        return value
    return " ".join(plain[place : place + 4] for place in range(0, len(plain), 4))
