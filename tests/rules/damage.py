"""Our own invoice as a file with one damage each, and what the published rules say of it.

The verdicts in `data/damage.json` are those of EN 16931 artefacts 1.3.16, Peppol BIS Billing 3.0.19
and XRechnung 2.5, read off once for each file; None where their processor gives no verdict.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.rules import damage_places
from tests.rules.damage_places import Damage
from tests.rules.national_invoices import PEPPOL, PROCESS, WITH_ALLOWANCE, XRECHNUNG

import invoicekit as ik
from invoicekit.model import Invoice

DATA = Path(__file__).parent / "data" / "damage.json"
PROFILES = {"en": "en16931", "peppol": "peppol", "xr": "xrechnung"}
_SOUND = ik.calculate(WITH_ALLOWANCE)
_BASES: dict[str, Invoice] = {
    "peppol": _SOUND.replace(specification=PEPPOL, business_process=PROCESS),
    "xr": _SOUND.replace(specification=XRECHNUNG.specification),
}


def _discount(amount: str, times: int = 1) -> str:
    return times * (
        "<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>"
        f'<cbc:Amount currencyID="EUR">{amount}</cbc:Amount>'
        '<cbc:BaseAmount currencyID="EUR">100.00</cbc:BaseAmount></cac:AllowanceCharge>'
    )


_PRICED = "(<cbc:BaseQuantity[^>]*>1</cbc:BaseQuantity>)"
_PERIODS = (
    "(</cbc:BuyerReference>)(.*?)(<cac:Item>)",
    (
        r"\1<cac:InvoicePeriod><cbc:StartDate>2026-04-01</cbc:StartDate>"
        r"<cbc:EndDate>2026-04-30</cbc:EndDate></cac:InvoicePeriod>\2<cac:InvoicePeriod>"
        r"<cbc:{0}></cbc:{0}></cac:InvoicePeriod>\3"
    ),
)

UBL = (
    Damage("currency among blanks", r"(CurrencyCode>)EUR<", r"\1 EUR <"),
    Damage("no currency", r"<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", ""),
    Damage(
        "no currency anywhere",
        r' currencyID="EUR"|<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>',
        "",
        everywhere=True,
    ),
    Damage("country among blanks", r"(IdentificationCode>)DE<", r"\1 DK <", everywhere=True),
    Damage("country", r"(IdentificationCode>)DE<", r"\1DK<", everywhere=True),
    Damage("German among blanks", r"(IdentificationCode>)DE<", r"\1 de <", everywhere=True),
    Damage("tax among blanks", r"(<cac:TaxScheme><cbc:ID>)VAT<", r"\1 VAT <", everywhere=True),
    Damage("tax, no-break", r"(<cac:TaxScheme><cbc:ID>)VAT<", "\\1VAT\xa0<", everywhere=True),
    Damage("category, no-break", r"(Category><cbc:ID>)S<", "\\1S\xa0<", everywhere=True),
    Damage("type, no-break", r"(TypeCode>)380<", "\\g<1>380\xa0<"),
    Damage("date, no-break", r"(<cbc:IssueDate>[0-9-]+)<", "\\1\xa0<"),
    Damage("element in tax", r"(<cac:TaxScheme><cbc:ID>)VAT<", r"\1VAT<cbc:Name>x</cbc:Name><"),
    Damage("element in category", r"(Category><cbc:ID>)S<", r"\1S<cbc:Name/><"),
    Damage("element in name", r"(<cbc:RegistrationName>)", r"\1<cbc:Name>x</cbc:Name>"),
    Damage("remark in amount", r"(<cbc:PayableAmount[^>]*>)", r"\1<!-- -->"),
    Damage("price -0.00", r"(<cbc:PriceAmount[^>]*>)[0-9.]+<", r"\g<1>-0.00<"),
    Damage("price -0", r"(<cbc:PriceAmount[^>]*>)[0-9.]+<", r"\g<1>-0<"),
    Damage("price INF", r"(<cbc:PriceAmount[^>]*>)[0-9.]+<", r"\1INF<"),
    Damage("two discounts", _PRICED, r"\1" + _discount("0.00", 2)),
    Damage("an odd second discount", _PRICED, r"\1" + _discount("0.00") + _discount("9.00")),
    Damage("a first day without text", _PERIODS[0], _PERIODS[1].format("StartDate")),
    Damage("a last day without text", _PERIODS[0], _PERIODS[1].format("EndDate")),
    Damage("price, no-break", r"(<cbc:PriceAmount[^>]*>[0-9.]+)<", "\\1\xa0<"),
    Damage("price -1", r"(<cbc:PriceAmount[^>]*>)[0-9.]+<", r"\g<1>-1<"),
    Damage("VAT id among blanks", r"(<cbc:CompanyID>)(DE[0-9]+)<", r"\1 \2 <", everywhere=True),
    Damage("VAT id of a sign", r"(<cbc:CompanyID>)DE[0-9]+<", r"\1E<", everywhere=True),
    Damage("VAT id of another", r"(<cbc:CompanyID>)DE[0-9]+<", r"\1x<", everywhere=True),
    *damage_places.UBL,
)
CII = (
    Damage("currency among blanks", r"(CurrencyCode>)EUR<", r"\1 EUR <"),
    Damage("country among blanks", r"(CountryID>)DE<", r"\1 DK <", everywhere=True),
    Damage("country", r"(CountryID>)DE<", r"\1DK<", everywhere=True),
    Damage("tax among blanks", r"(<ram:TypeCode>)VAT<", r"\1 VAT <", everywhere=True),
    Damage("tax of one among blanks", r"(<ram:TypeCode>)VAT<", r"\1 VAT <"),
    Damage("tax in small letters", r"(<ram:TypeCode>)VAT<", r"\1vat<", everywhere=True),
    Damage("category, no-break", r"(CategoryCode>)S<", "\\1S\xa0<", everywhere=True),
    Damage("element in tax", r"(<ram:TypeCode>)VAT<", r"\1VAT<ram:ID>x</ram:ID><"),
    Damage("element in code", r"(UnitCode>|CategoryCode>)S<", r"\1S<ram:ID>x</ram:ID><"),
    Damage("price -0.00", r"(Price><ram:ChargeAmount>)[0-9.]+<", r"\g<1>-0.00<"),
    Damage("price -0", r"(Price><ram:ChargeAmount>)[0-9.]+<", r"\g<1>-0<"),
    Damage("price INF", r"(Price><ram:ChargeAmount>)[0-9.]+<", r"\1INF<"),
    Damage("price +1", r"(Price><ram:ChargeAmount>)[0-9.]+<", r"\1+1<"),
    *damage_places.CII,
)


def files(layer: str, syntax: str) -> Iterator[tuple[str, bytes]]:
    """Yields name and bytes of each damaged file of a layer (`en`, `peppol`, `xr`)."""
    invoice = _BASES.get(layer, _BASES["xr"])
    text = ik.write(invoice, syntax).decode()
    for name, find, put, everywhere in UBL if syntax == "ubl" else CII:
        made, times = re.subn(find, put, text, count=0 if everywhere else 1)
        assert times, name
        yield name, made.encode()


def recorded(layer: str, syntax: str) -> dict[str, list[str] | None]:
    """Returns file → the official ids that it breaks, warnings after `|`."""
    return _verdicts()[f"{layer}-{syntax}"]


@cache
def _verdicts() -> dict[str, dict[str, list[str] | None]]:
    found: dict[str, dict[str, list[str] | None]] = json.loads(DATA.read_text("utf-8"))
    return found
