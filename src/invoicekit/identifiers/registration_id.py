"""Numbers of company registers (BT-30), where python-stdnum knows how they are made."""

from __future__ import annotations

from invoicekit.identifiers.tax_id import NOT_CHECKED, IdCheck, check_tax_id, compact

_MODULES = {
    "AT": "businessid",
    "AU": "acn",
    "BE": "vat",
    "CH": "uid",
    "DK": "cvr",
    "EE": "registrikood",
    "FI": "ytunnus",
    "FR": "siren",
    "JP": "cn",
    "NO": "orgnr",
    "PL": "regon",
    "SE": "orgnr",
    "SG": "uen",
}

_TAX_NUMBERS = frozenset({"CN"})
"""Where the register's number is the tax number: one code says both (统一社会信用代码)."""


def check_registration_id(country: str, value: str) -> IdCheck:
    """Returns whether a register number is well-formed.

    Registers write their numbers in many ways, so only a wrong check digit makes one invalid; what
    has another form than the usual one passes with a note.
    """
    country = country.strip().upper()
    if country in _TAX_NUMBERS:
        return check_tax_id(country, value)
    plain = compact(value)
    if not plain:
        return IdCheck(False, "", "registration", "it is empty")
    if country not in _MODULES:
        return IdCheck(True, plain, "registration", NOT_CHECKED)
    return _checked(country, plain)


def _checked(country: str, plain: str) -> IdCheck:
    from stdnum import get_cc_module
    from stdnum.exceptions import InvalidChecksum, ValidationError

    module = get_cc_module(country.lower(), _MODULES[country])
    assert module is not None
    try:
        kept = module.validate(plain)
    except InvalidChecksum as problem:
        return IdCheck(False, plain, "registration", str(problem).rstrip(".").lower())
    except ValidationError as problem:
        note = f"{NOT_CHECKED}: {str(problem).rstrip('.').lower()}"
        return IdCheck(True, plain, "registration", note)
    return IdCheck(True, str(kept), "registration")
