"""Code lists as data: one JSON file a list, with version and source, loaded when first asked for.

Sources: ISO 4217, ISO 3166-1, UN/ECE Recommendations 20 and 21, UNTDID, ISO/IEC 6523 and the CEF
lists, in the subset that EN 16931 uses where it names one.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, NotRequired, TypedDict, cast

from invoicekit.errors import ConfigurationError

FOLDER = Path(__file__).parent

Syntax = Literal["ubl", "cii"]


class CodeList(TypedDict):
    """One file: `codes` is a list, or code → value where the list says more.

    `artefacts_version` is the release of the official rules whose codes it holds; `artefacts` says
    by syntax which codes those rules know beside the list (`with`) and which they lack (`without`).
    """

    title: str
    version: str
    source: str
    codes: list[str] | dict[str, object]
    withdrawn: NotRequired[dict[str, int]]
    artefacts_version: NotRequired[str]
    artefacts: NotRequired[dict[str, dict[str, list[str]]]]


@cache
def code_list(name: str) -> CodeList:
    """Returns a whole list with its title, version and source.

    Raises:
        ConfigurationError: There is no such list.
    """
    file = FOLDER / f"{name}.json"
    if not name.isidentifier() or not file.is_file():
        known = ", ".join(sorted(each.stem for each in FOLDER.glob("*.json")))
        raise ConfigurationError(f"no code list {name!r}", where=name, expected=f"one of {known}")
    return cast("CodeList", json.loads(file.read_text(encoding="utf-8")))


@cache
def codes(name: str) -> frozenset[str]:
    """Returns the codes of a list."""
    return frozenset(code_list(name)["codes"])


@cache
def official_codes(name: str, syntax: Syntax) -> frozenset[str]:
    """Returns the codes that the official rules of a syntax accept, gaps and all.

    For verdicts that must equal theirs: STN is missing in both, CII has AN and not SS.
    """
    own = code_list(name).get("artefacts", {}).get(syntax, {})
    return (codes(name) | {*own.get("with", ())}) - {*own.get("without", ())}


@cache
def minor_units(currency: str) -> int:
    """Returns the decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD.

    Withdrawn currencies are known, too, since invoices in them are kept for ten years.

    Raises:
        ConfigurationError: ISO 4217 has no such currency; the message lists near ones.
    """
    listed = code_list("currencies")
    known = cast("dict[str, int]", listed["codes"]) | listed.get("withdrawn", {})
    if currency not in known:
        near = difflib.get_close_matches(currency.upper(), known, n=3)
        raise ConfigurationError(
            f"unknown currency {currency!r}",
            where="currency",
            expected="an ISO 4217 code such as EUR, CNY or USD",
            hint="Did you mean " + " or ".join(near) + "?" if near else None,
        )
    return known[currency]


def currencies() -> frozenset[str]:
    """Returns the currencies of ISO 4217 that are in use."""
    return codes("currencies")


def countries() -> frozenset[str]:
    """Returns the countries of ISO 3166-1, with XI (Northern Ireland) and 1A (Kosovo)."""
    return codes("countries")


def units() -> frozenset[str]:
    """Returns the units of UN/ECE Recommendation 20, and the packages of 21 with X before them."""
    return codes("units")


@cache
def document_types(kind: str = "") -> frozenset[str]:
    """Returns the UNTDID 1001 codes for `invoice`, for `credit_note`, or for both."""
    both = cast("Mapping[str, list[str]]", code_list("document_types")["codes"])
    return frozenset(code for name, listed in both.items() if kind in {"", name} for code in listed)


def vat_categories() -> frozenset[str]:
    """Returns the VAT categories of UNTDID 5305 that EN 16931 uses, such as `S`."""
    return codes("vat_categories")


def payment_means() -> frozenset[str]:
    """Returns the payment means of UNTDID 4461: `58` is a SEPA credit transfer."""
    return codes("payment_means")


def electronic_address_schemes() -> frozenset[str]:
    """Returns the schemes of electronic addresses (CEF EAS), such as `0088`."""
    return codes("electronic_address_schemes")


def identifier_schemes() -> frozenset[str]:
    """Returns the schemes of identifiers (ISO/IEC 6523 ICD): `0088` is GS1's GLN."""
    return codes("identifier_schemes")


def allowance_reasons() -> frozenset[str]:
    """Returns the reasons of allowances (UNTDID 5189): `95` is a discount."""
    return codes("allowance_reasons")


def charge_reasons() -> frozenset[str]:
    """Returns the reasons of charges (UNTDID 7161): `FC` is freight."""
    return codes("charge_reasons")


def mime_types() -> frozenset[str]:
    """Returns the media types an attachment may have: BT-125, attribute `mimeCode`."""
    return codes("mime_types")


def exemption_codes() -> Mapping[str, str]:
    """Returns the VAT exemption codes (CEF VATEX) with what they say in English."""
    return cast("Mapping[str, str]", code_list("exemption_codes")["codes"])


@cache
def _unit_symbols() -> Mapping[str, Mapping[str, str]]:
    return cast("Mapping[str, Mapping[str, str]]", code_list("unit_symbols")["codes"])


def unit_symbol(code: str, language: str = "en") -> str:
    """Returns what people write for a unit: `pcs`, `Stk.`, `件`; the code where none is known."""
    symbols = _unit_symbols().get(code, {})
    return symbols.get(language.partition("-")[0].lower(), symbols.get("en", code))
