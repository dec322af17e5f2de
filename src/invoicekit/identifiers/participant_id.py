"""Identifiers of participants by their scheme (ISO 6523 ICD, EAS), as networks check them.

Where python-stdnum asks more than the scheme's owner does (an Italian province code, a first digit
in Belgium), the check digits are worked out here.

Source: Peppol Policy for use of Identifiers, and the owners of the schemes.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_CF_PERSON = re.compile(r"[A-Za-z]{6}[0-9]{2}[A-Za-z][0-9]{2}.{3}[0-9][A-Za-z]", re.DOTALL)
_ABN_WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
_DIGITS = re.compile(r"[0-9]+")
_BLANKS = " \t\r\n"
"""A no-break space is a sign like any other, as in XML."""


def check_participant_id(scheme: str, value: str) -> bool:
    """Returns whether an identifier fits its scheme; true for schemes without a known form.

    Args:
        scheme: ICD or EAS code, such as `0088`.
        value: As written; space around it does not count.
    """
    check = CHECKS.get(scheme)
    return check is None or check(value.strip(_BLANKS))


def check_gln(value: str) -> bool:
    """Returns whether the last digit is GS1's check digit (ICD 0088)."""
    if not _numeric(value):
        return False
    weighted = sum(int(d) * (3 if at % 2 == 0 else 1) for at, d in enumerate(value[-2::-1]))
    return (10 - weighted % 10) % 10 == int(value[-1])


def check_norwegian(value: str) -> bool:
    """Returns whether it is an organisasjonsnummer: nine digits, modulus 11 (ICD 0192)."""
    if not _numeric(value, 9) or not int(value):
        return False
    weighted = sum(int(d) * (at % 6 + 2) for at, d in enumerate(value[-2::-1]))
    return (11 - weighted % 11) % 11 == int(value[-1])


def check_danish(value: str) -> bool:
    """Returns whether it is a CVR number: eight digits, with or without DK before (ICD 0184)."""
    return _numeric(value.removeprefix("DK"), 8)


def check_belgian(value: str) -> bool:
    """Returns whether it is an enterprise number: ten digits, modulus 97 (ICD 0208)."""
    return _numeric(value, 10) and 97 - int(value[:8]) % 97 == int(value[8:])


def check_ipa_code(value: str) -> bool:
    """Returns whether it is an Italian office's code: six letters or digits (ICD 0201)."""
    return re.fullmatch(r"[A-Za-z0-9]{6}", value) is not None


def check_codice_fiscale(value: str) -> bool:
    """Returns whether it has the form of a codice fiscale, a person's or a body's (ICD 0210)."""
    return _CF_PERSON.fullmatch(value) is not None or _numeric(value, 11)


def check_partita_iva(value: str) -> bool:
    """Returns whether an Italian VAT number has its check digit (ICD 0211); others pass."""
    if value[:2] not in {"IT", "it"}:
        return True
    return _numeric(value[2:], 11) and _luhn(value[2:])


def check_swedish(value: str) -> bool:
    """Returns whether it is an organisationsnummer: ten digits, Luhn (ICD 0007)."""
    return _numeric(value, 10) and _luhn(value)


def check_australian(value: str) -> bool:
    """Returns whether it is a business number (ABN): eleven digits, modulus 89 (ICD 0151)."""
    if not _numeric(value, 11):
        return False
    return (sum(int(d) * w for d, w in zip(value, _ABN_WEIGHTS, strict=True)) - 10) % 89 == 0


def check_greek(value: str) -> bool:
    """Returns whether the first nine digits are a Greek ΑΦΜ with its check digit (EAS 9933)."""
    if not _numeric(value[:9], 9):
        return False
    weighted = sum(int(d) << (8 - at) for at, d in enumerate(value[:8]))
    return weighted % 11 % 10 == int(value[8])


CHECKS: dict[str, Callable[[str], bool]] = {
    "0007": check_swedish,
    "0088": check_gln,
    "0151": check_australian,
    "0184": check_danish,
    "0192": check_norwegian,
    "0201": check_ipa_code,
    "0208": check_belgian,
    "0210": check_codice_fiscale,
    "0211": check_partita_iva,
    "9906": check_partita_iva,
    "9907": check_codice_fiscale,
    "9933": check_greek,
}
"""Scheme → its check."""


def _numeric(value: str, length: int = 0) -> bool:
    return _DIGITS.fullmatch(value) is not None and (not length or len(value) == length)


def _luhn(value: str) -> bool:
    doubled = (int(d) * (1 + at % 2) for at, d in enumerate(reversed(value)))
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0
