"""IBANs (ISO 13616)."""

from __future__ import annotations

LONGEST = 34
SHORTEST = 15


def check_iban(value: str) -> bool:
    """Returns whether an IBAN has the form of its country and right check digits.

    Countries that use IBANs without standing in the register (Algeria, Morocco …) are judged by
    length and check digits alone.
    """
    from stdnum import iban
    from stdnum.exceptions import InvalidComponent, ValidationError

    plain = _plain(value)
    if not SHORTEST <= len(plain) <= LONGEST or not _shaped(plain):
        return False
    try:
        iban.validate(plain, check_country=False)
    except InvalidComponent:
        return True  # the check digits were right, the country is not in the register
    except ValidationError:
        return False
    return True


def format_iban(value: str) -> str:
    """Returns an IBAN in groups of four, as people read it; other account numbers as they are."""
    plain = _plain(value)
    if len(plain) < SHORTEST or not _shaped(plain):
        return value
    return " ".join(plain[place : place + 4] for place in range(0, len(plain), 4))


def _plain(value: str) -> str:
    return "".join(value.split()).replace("-", "").upper()


def _shaped(plain: str) -> bool:
    signs = plain.isascii() and plain.isalnum()
    return signs and plain[:2].isalpha() and plain[2:4].isdigit()
