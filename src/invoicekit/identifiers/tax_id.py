"""Tax ids of any country: python-stdnum where it is right, our own where it is not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Literal, cast

from invoicekit.identifiers import cn


@dataclass(frozen=True, slots=True)
class IdCheck:
    """The outcome of a check.

    Attributes:
        valid: False only where the number is certainly wrong.
        normalized: Without separators, upper case; of a VAT id with its prefix.
        kind: `vat`, `tax`, `uscc`, `ric` …
        reason: What is wrong, or why it could not be checked; empty where all is well.
    """

    valid: bool
    normalized: str
    kind: str
    reason: str = ""


PREFIXES = {"GR": "EL", "CH": "CHE"}
"""Where a VAT number's prefix is not the country code."""
UNPREFIXED = frozenset({"CN", "US", "CA", "JP", "AU", "NZ", "IN", "HK", "TW", "SG", "KR"})
"""Countries whose numbers are written without their code."""

_EXAMPLES = {
    "AT": "ATU13585627",
    "BE": "BE0403019261",
    "CN": "91110105TXTXTX010N",
    "DE": "DE136695976",
    "ES": "ESB58378431",
    "FR": "FR83404833048",
    "GB": "GB980780684",
    "IT": "IT00743110157",
    "NL": "NL004495445B01",
    "PL": "PL8567346215",
}
# stdnum's module names by country and kind, where `vat` is not the one.
_MODULES = {
    ("US", "vat"): "ein",
    ("US", "tax"): "ein",
    ("DE", "tax"): "stnr",
    ("FR", "tax"): "siret",
    ("IT", "tax"): "codicefiscale",
    ("ES", "tax"): "nif",
    ("PL", "tax"): "nip",
    ("NO", "vat"): "mva",
    ("CH", "vat"): "vat",
    ("XI", "vat"): "vat",
}


def check_tax_id(country: str, value: str, kind: Literal["vat", "tax"] = "vat") -> IdCheck:
    """Returns whether a tax id is well-formed, check digits included.

    Args:
        country: ISO 3166-1 alpha-2; `EL` is taken for `GR`.
        value: As written, with or without prefix and separators.
        kind: A VAT identifier or a tax registration.
    """
    country = {"EL": "GR"}.get(country.upper(), country.upper())
    plain = compact(value)
    if country == "CN":
        return IdCheck(*cn.check(plain))
    module = _module(country, kind)
    if module is None or not plain:
        return IdCheck(bool(plain), plain, kind, "not checked" if plain else "it is empty")
    try:
        kept = module.validate(plain)
    except _faults() as problem:
        return IdCheck(False, plain, kind, _reason(problem, country, kind))
    return IdCheck(True, vat_id(country, kept) if kind == "vat" else kept, kind)


def vat_id(country: str, value: str) -> str:
    """Returns the VAT identifier with its prefix: `DE136695976`, `EL094259216`."""
    plain = compact(value)
    country = country.upper()
    if not country or country in UNPREFIXED:
        return plain
    prefix = PREFIXES.get(country, country)
    return plain if plain.startswith(prefix) else prefix + plain


def format_tax_id(country: str, value: str) -> str:
    """Returns the number as people of that country write it, where that is known."""
    plain = compact(value)
    module = _module(country.upper(), "vat")
    write: Callable[[str], str] | None = getattr(module, "format", None)
    if write is None:
        return vat_id(country, plain)
    try:
        return write(plain)
    except _faults():
        return plain


def compact(value: str) -> str:
    """Returns the value in half-width upper case without spaces, dots, dashes and slashes."""
    text = unicodedata.normalize("NFKC", value).upper()
    return "".join(character for character in text if character not in " .-/\u2010\u2013\t\u00a0")


@cache
def _module(country: str, kind: str) -> ModuleType | None:
    from stdnum import get_cc_module

    name = _MODULES.get((country, kind), "vat" if kind == "vat" else "tin")
    home = {"XI": "gb"}.get(country, country.lower())
    if not home.isalpha():
        return None
    return cast("ModuleType | None", get_cc_module(home, name))


@cache
def _faults() -> tuple[type[Exception], ...]:
    from stdnum.exceptions import ValidationError

    return (ValidationError,)


def _reason(problem: Exception, country: str, kind: str) -> str:
    example = _EXAMPLES.get(country) if kind == "vat" else None
    words = str(problem).rstrip(".").lower()
    return f"{words}; a right one looks like {example}" if example else words
