"""Our invoices as files of Peppol and XRechnung, and what the published rules say of each.

The verdicts in `data/networks.json` are those of the published schematron files: Peppol BIS Billing
3.0.19 and XRechnung 2.6.0, read off once for each file of this table. BR-TMP-2, which only warned
in 2.5, is kept a warning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.rules.invoices import edited
from tests.rules.national_breaks import AGENT, BREAKS, FIK, GIRO, PERIODS, PLUSGIRO, SWISS, VEHICLE
from tests.rules.national_invoices import (
    DEBIT,
    HOME,
    PEPPOL,
    WITH_ALLOWANCE,
    XRECHNUNG,
    between,
    extended,
)

from invoicekit.formats import FORMATS
from invoicekit.model import Invoice

DATA = Path(__file__).parent / "data" / "networks.json"

_NAMED = {"PEPPOL-EN16931-R001", "PEPPOL-EN16931-R004", "PEPPOL-EN16931-R007", "BR-DE-21"}
"""Rules on the identifiers that the formats of the networks would put right."""
_CROSSING = (("DE", "DK"), ("SE", "NO"), ("NL", "DE"), ("IS", "SE"), ("GR", "IT"))
_SKONTO = "#SKONTO#TAGE=14#PROZENT=2.25#\n"


def clean(layer: str) -> Iterator[tuple[str, Invoice]]:
    """Yields invoices that differ in country, kind and means of payment."""
    yield "allowance", WITH_ALLOWANCE
    yield "periods", PERIODS
    if layer == "xr":
        yield from (("plain", XRECHNUNG), ("debit", DEBIT), ("extension", extended()))
        yield from (("vehicle", VEHICLE), ("credit", XRECHNUNG.replace(type_code="381")))
        yield "skonto", XRECHNUNG.replace(payment_terms=_SKONTO)
        yield "correction", XRECHNUNG.replace(type_code="384")
        return
    yield from ((f"home {country}", invoice) for country, invoice in HOME.items())
    yield from ((f"credit {c}", invoice.replace(type_code="381")) for c, invoice in HOME.items())
    yield from (("giro", GIRO), ("fik", FIK), ("plusgiro", PLUSGIRO), ("agent", AGENT))
    yield from (("swiss", SWISS), ("debit", DEBIT.replace(specification=PEPPOL)))
    yield from ((f"{seller} to {buyer}", between(seller, buyer)) for seller, buyer in _CROSSING)


def files(layer: str, syntax: str) -> Iterator[tuple[str, bytes]]:
    """Yields name and bytes of each file of a layer (`peppol`, `xr`) in a syntax."""
    yield from ((name, _written(invoice, layer, syntax)) for name, invoice in clean(layer))
    for rule, change in BREAKS.items():
        if (change.profile == "peppol") != (layer == "peppol") or not _shows(rule):
            continue
        invoice = edited(change.invoice, change.path, change.value)
        yield rule, _written(invoice, layer, syntax, named=rule not in _NAMED)


def verdict(layer: str, syntax: str) -> dict[str, list[str]]:
    """Returns file → the ids of the layer that the published rules say, sorted."""
    return _verdicts()[f"{layer}-{syntax}"]


def _shows(rule: str) -> bool:
    """Returns whether the edit is in the invoice, not in what is said of its file."""
    change = BREAKS[rule]
    return (change.path, change.value) != ("number", "1")


def _written(invoice: Invoice, layer: str, syntax: str, *, named: bool = True) -> bytes:
    name = {"peppol-ubl": "peppol", "xr-ubl": "xrechnung-ubl", "xr-cii": "xrechnung-cii"}
    return FORMATS[name.get(f"{layer}-{syntax}", syntax) if named else syntax].write(invoice)


@cache
def _verdicts() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = json.loads(DATA.read_text("utf-8"))
    return found
