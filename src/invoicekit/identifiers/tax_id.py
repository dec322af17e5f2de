"""Tax ids of any country: python-stdnum where it is right, our own where it is not.

A number is invalid only where that is certain. Where a country has lawful numbers that nobody here
can check, they pass with a note.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType
from typing import Literal, cast

from invoicekit.identifiers import cn

NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class IdCheck:
    """The outcome of a check.

    Attributes:
        valid: False only where the number is certainly wrong.
        normalized: Without separators, upper case; of a VAT id with its prefix.
        kind: `vat`, `tax`, `registration`, and of Chinese numbers `uscc`, `ric` or `legacy`.
        reason: What is wrong, or why it could not be checked; empty where all is well.
    """

    valid: bool
    normalized: str
    kind: str
    reason: str = ""


PREFIXED = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK "
    "XI GB CH NO".split()
)
"""Countries whose VAT numbers are written with a prefix: Directive 2006/112/EC, Article 215, the
Protocol on Northern Ireland, and Great Britain, Switzerland and Norway by their own custom."""
PREFIXES = {"GR": "EL", "CH": "CHE"}
"""Where the prefix is not the country code."""

_ALSO_WRITTEN = {"XI": "GB"}
_MARKS = {"JP": "T"}
"""A sign before numbers that stdnum knows without it: Japan's qualified invoice issuers."""
_FORMAT_DROPS_PREFIX = frozenset({"GB", "XI"})
_HOMES = {"XI": "gb", "LI": "ch"}

# stdnum's modules by country and kind, where its `vat` or `tin` is not the one or not the only one.
_MODULES: dict[tuple[str, str], tuple[str, ...]] = {
    ("BR", "vat"): ("cnpj", "cpf"),
    ("CH", "vat"): ("vat", "uid"),
    ("DE", "tax"): ("stnr",),
    ("ES", "tax"): ("nif",),
    ("FR", "tax"): ("siret", "siren"),
    ("IL", "vat"): ("hp", "idnr"),
    ("IT", "tax"): ("codicefiscale",),
    ("LI", "vat"): ("vat", "uid"),
    ("NO", "vat"): ("mva", "orgnr"),
    ("PL", "tax"): ("nip",),
    ("TR", "vat"): ("vkn", "tckimlik"),
    ("US", "vat"): ("ein", "tin"),
}
_OWN: dict[str, Callable[[str], tuple[bool, str, str, str]]] = {"CN": cn.check}
"""Country → our own check, where stdnum refuses lawful numbers; such numbers have no separators."""
_MORE_KINDS = frozenset({"NZ", "VN"})
"""Countries with lawful numbers stdnum does not know: NZBN; Vietnam's citizen ids (July 2025)."""

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


def check_tax_id(country: str, value: str, kind: Literal["vat", "tax"] = "vat") -> IdCheck:
    """Returns whether a tax id is well-formed, check digits included.

    Args:
        country: ISO 3166-1 alpha-2; `EL` is taken for `GR`.
        value: As written, with or without prefix and separators.
        kind: A VAT identifier or a tax registration.
    """
    return _checked(country, value, kind)


@lru_cache(maxsize=4096)
def _checked(country: str, value: str, kind: Literal["vat", "tax"]) -> IdCheck:
    """Looks at a number once: a seller's stands on all its documents, a buyer's on many."""
    country = _country(country)
    plain = compact(value)
    if not plain:
        return IdCheck(False, "", kind, _with_example("it is empty", country, kind))
    own = _OWN.get(country)
    if own is not None:
        valid, plain, found, reason = own(plain)
        return IdCheck(valid, plain, found, reason if valid else _with_example(reason, country))
    match = _match(country, kind, plain)
    if match is None:
        return IdCheck(True, plain, kind, NOT_CHECKED)
    if isinstance(match, Exception):
        doubt = country in _MORE_KINDS
        words = str(match).rstrip(".").lower()
        reason = f"{NOT_CHECKED}: {words}" if doubt else _with_example(words, country, kind)
        return IdCheck(doubt, plain, kind, reason)
    kept = match[1]
    return IdCheck(True, vat_id(country, kept) if kind == "vat" else kept, kind)


def vat_id(country: str, value: str) -> str:
    """Returns the VAT identifier with its prefix: `DE136695976`, `EL094259216`, `CHE107787577`.

    Numbers of countries that write none stay without.
    """
    country = _country(country)
    plain = compact(value)
    if country not in PREFIXED or not plain:
        return plain
    prefix = PREFIXES.get(country, country)
    for written in (prefix, country, _ALSO_WRITTEN.get(country, prefix)):
        if plain.startswith(written):
            return prefix + plain.removeprefix(written)
    return prefix + plain


def format_tax_id(country: str, value: str) -> str:
    """Returns the number as people of that country write it, where that is known."""
    country = _country(country)
    plain = compact(value)
    match = None if country in _OWN else _match(country, "vat", plain)
    if not isinstance(match, tuple) or plain.startswith(_MARKS.get(country, " ")):
        return vat_id(country, plain)
    module, kept = match
    write: Callable[[str], str] | None = getattr(module, "format", None)
    written = write(kept).strip() if write else vat_id(country, kept)
    return f"{country} {written}" if country in _FORMAT_DROPS_PREFIX else written


def compact(value: str) -> str:
    """Returns the value in half-width upper case without spaces, dots, dashes and slashes."""
    if value.isascii() and value.isalnum():
        return value.upper()  # nearly all: nothing to leave out
    text = unicodedata.normalize("NFKC", value).upper()
    return "".join(
        sign for sign in text if not sign.isspace() and sign not in "./" and not _dash(sign)
    )


def _dash(sign: str) -> bool:
    return unicodedata.category(sign) == "Pd"


def _country(country: str) -> str:
    code = country.strip().upper()
    return "GR" if code == "EL" else code


def _match(country: str, kind: str, plain: str) -> tuple[ModuleType, str] | Exception | None:
    """The module that takes the number, and the number; else the first fault; None: unknown."""
    mark = _MARKS.get(country, "")
    body = plain.removeprefix(mark)
    faults: list[Exception] = []
    for module in _modules(country, kind):
        try:
            kept = str(module.validate(body))
        except _faults() as problem:
            faults.append(problem)
        else:
            return module, kept if body == plain else mark + kept
    return faults[0] if faults else None


@cache
def _modules(country: str, kind: str) -> tuple[ModuleType, ...]:
    from stdnum import get_cc_module

    home = _HOMES.get(country, country.lower())
    if not (home.isascii() and home.isalpha()):
        return ()
    names = _MODULES.get((country, kind), ("vat",) if kind == "vat" else ("tin",))
    found = (get_cc_module(home, name) for name in names)
    return tuple(cast("ModuleType", module) for module in found if module)


@cache
def _faults() -> tuple[type[Exception], ...]:
    from stdnum.exceptions import ValidationError

    return (ValidationError,)


def _with_example(words: str, country: str, kind: str = "vat") -> str:
    example = _EXAMPLES.get(country) if kind == "vat" else None
    return f"{words}; a right one looks like {example}" if example else words
