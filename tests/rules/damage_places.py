"""Damage to places and figures: what stands where it may not, and numbers as nobody writes them."""

from __future__ import annotations

from typing import NamedTuple


class Damage(NamedTuple):
    """A text of the file and what stands there instead, once or everywhere."""

    name: str
    find: str
    put: str
    everywhere: bool = False


def _ubl(name: str, inside: str) -> Damage:
    """Returns what stands in the seller's contact, which is no place for it."""
    return Damage(name, "(<cac:Contact>)", rf"\1{inside}")


def _cii(name: str, inside: str) -> Damage:
    return Damage(name, "(<ram:DefinedTradeContact>)", rf"\1{inside}")


_SCHEME = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"


def _amount(name: str, amount: str) -> str:
    return f'<cbc:{name} currencyID="EUR">{amount}</cbc:{name}>'


def _category(code: str, rate: str, element: str = "TaxCategory") -> str:
    percent = f"<cbc:Percent>{rate}</cbc:Percent>" if rate else ""
    return f"<cac:{element}><cbc:ID>{code}</cbc:ID>{percent}{_SCHEME}</cac:{element}>"


def _adjustment(indicator: str, category: str) -> str:
    return (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{indicator}</cbc:ChargeIndicator>{category}"
        "</cac:AllowanceCharge>"
    )


def _totals(name: str, amounts: dict[str, str]) -> Damage:
    inside = "".join(_amount(element, amount) for element, amount in amounts.items())
    return _ubl(name, f"<cac:LegalMonetaryTotal>{inside}</cac:LegalMonetaryTotal>")


_SOUND = {
    "LineExtensionAmount": "100.00",
    "TaxExclusiveAmount": "100.00",
    "TaxInclusiveAmount": "119.00",
    "PayableAmount": "119.00",
}
_LINE = (
    "(<cac:Contact>)(.*?)(<cac:InvoiceLine>.*?</cac:InvoiceLine>)",
    r"\1\3\2\3",
)


def _periods(start: str, end: str) -> tuple[str, str]:
    period = (
        f"<cac:InvoicePeriod><cbc:StartDate>{start}</cbc:StartDate><cbc:EndDate>{end}</cbc:EndDate>"
        "</cac:InvoicePeriod>"
    )
    whole = period.replace("Date>-0", "Date>-9")
    return "(</cbc:BuyerReference>)(.*?)(<cac:Item>)", rf"\1{whole}\2{period}\3"


UBL = (
    Damage("a line in a contact", *_LINE),
    Damage(
        "a line moved to a contact",
        "(<cac:Contact>)(.*?)(<cac:InvoiceLine>.*?</cac:InvoiceLine>)",
        r"\1\3\2",
    ),
    _ubl("a line of nothing in a contact", "<cac:InvoiceLine/>"),
    _totals("totals in a contact", _SOUND),
    _totals("totals in a contact, more", {**_SOUND, "PayableRoundingAmount": "0.01"}),
    _totals("totals in a contact, of others", {**_SOUND, "ChargeTotalAmount": "1.00"}),
    Damage(
        "taxes of a line",
        "(</cac:Price>)",
        rf"\1<cac:TaxTotal><cac:TaxSubtotal>{_amount('TaxableAmount', '100.00')}"
        rf"{_amount('TaxAmount', '17.00')}{_category('S', '19')}</cac:TaxSubtotal></cac:TaxTotal>",
    ),
    _ubl("untaxed in a contact", _category("O", "", "ClassifiedTaxCategory")),
    _ubl("export in a contact", _category("G", "0")),
    _ubl("reverse charge in a contact", _adjustment("true", _category("AE", "5"))),
    _ubl("split payment in a contact", _category("B", "19")),
    _ubl(
        "a tax number in a contact",
        f"<cac:PartyTaxScheme><cbc:CompanyID>??1</cbc:CompanyID>{_SCHEME}</cac:PartyTaxScheme>",
    ),
    _ubl(
        "a period in a contact",
        "<cac:InvoicePeriod><cbc:StartDate>2026-02-02</cbc:StartDate>"
        "<cbc:EndDate>2026-02-01</cbc:EndDate></cac:InvoicePeriod>",
    ),
    _ubl("a kind in a contact", "<cbc:InvoiceTypeCode>1</cbc:InvoiceTypeCode>"),
    Damage("an indicator of 0", "(ChargeIndicator>)false(<.*?ReasonCode>)95", r"\g<1>0\2XX"),
    Damage("a period ahead of itself", *_periods("2026-04-30", "2026-04-30+14:00")),
    Damage("a period of zones", *_periods("2026-04-30+14:00", "2026-04-30-14:00")),
    Damage("a period before all years", *_periods("-0044-03-15", "-0044-03-14")),
    Damage("a period after all years", *_periods("2026-04-30", "12026-04-30")),
    Damage("a rate of exponents", "(<cbc:Percent>)19", r"\g<1>1.9e1", everywhere=True),
    Damage("zeros before", r"(<cbc:LineExtensionAmount[^>]*>)", r"\g<1>" + 40 * "0", True),
    Damage("zeros behind", r"(<cbc:PayableAmount[^>]*>[0-9.]+)", r"\g<1>" + 30 * "0"),
    Damage("a long price", r"(<cbc:PriceAmount[^>]*>)", r"\g<1>" + 40 * "1"),
    Damage("a long rate", r"(<cbc:Percent>19)", r"\1." + 29 * "0" + "1", True),
    Damage("a longer number", r"(<cbc:PayableAmount[^>]*>)", r"\g<1>" + 900 * "1"),
)


def _tax(code: str, rate: str, element: str) -> str:
    percent = f"<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent>" if rate else ""
    return (
        f"<ram:{element}><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>{code}"
        f"</ram:CategoryCode>{percent}</ram:{element}>"
    )


def _charge(indicator: str, tax: str) -> str:
    return (
        "<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>"
        f"{indicator}</udt:Indicator></ram:ChargeIndicator>{tax}"
        "</ram:SpecifiedTradeAllowanceCharge>"
    )


def _gross(quantity: str, unit: str) -> tuple[str, str]:
    gross = (
        "<ram:GrossPriceProductTradePrice><ram:ChargeAmount>100.00</ram:ChargeAmount>"
        f'<ram:BasisQuantity unitCode="{unit}">{quantity}</ram:BasisQuantity>'
        "</ram:GrossPriceProductTradePrice>"
    )
    return "(<ram:NetPriceProductTradePrice>)", rf"{gross}\1"


def _days(start: str, end: str) -> tuple[str, str]:
    inside = "".join(
        f'<ram:{name}DateTime><udt:DateTimeString format="102">{day}</udt:DateTimeString>'
        f"</ram:{name}DateTime>"
        for name, day in (("Start", start), ("End", end))
    )
    period = f"<ram:BillingSpecifiedPeriod>{inside}</ram:BillingSpecifiedPeriod>"
    return "(<ram:SpecifiedTradePaymentTerms>)", rf"{period}\1"


_ELEMENT = "ram:SpecifiedTradeSettlementHeaderMonetarySummation"

CII = (
    Damage("totals in a period", f"(<{_ELEMENT}>.*?</{_ELEMENT}>)", r"<ram:X>\1</ram:X>\1"),
    Damage("totals only there", f"(<{_ELEMENT}>.*?</{_ELEMENT}>)", r"<ram:X>\1</ram:X>"),
    _cii("a line of nothing in a contact", "<ram:IncludedSupplyChainTradeLineItem/>"),
    _cii("a reverse charge in a contact", _charge("true", _tax("AE", "5", "CategoryTradeTax"))),
    _cii("an export in a contact", _tax("G", "0", "CategoryTradeTax")),
    _cii("a split payment in a contact", _tax("B", "19", "ApplicableTradeTax")),
    _cii(
        "a tax number in a contact",
        '<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">??1</ram:ID>'
        "</ram:SpecifiedTaxRegistration>",
    ),
    Damage("an indicator of 0", "(Indicator>)false(<.*?ReasonCode>)95", r"\g<1>0\2XX"),
    Damage("a year of other digits", "(<udt:DateTimeString[^>]*>)2026", r"\1２０२６"),
    Damage("a gross price per 1.0", *_gross("1.0", "C62")),
    Damage("a gross price in another unit", *_gross("1", "KGM")),
    _cii("a seller in a contact", "<ram:SellerTradeParty/>"),
    Damage("a day among blanks", *_days("20260401", " 20260430 ")),
    Damage("another day among blanks", *_days(" 20260401 ", "20260430")),
    Damage("a tax of -0", r"(<ram:CalculatedAmount>)[0-9.]+", r"\g<1>-0"),
    Damage("a rate of exponents", "(Percent>)19", r"\g<1>1.9e1", everywhere=True),
    Damage("zeros behind", r"(<ram:DuePayableAmount>[0-9.]+)", r"\g<1>" + 30 * "0"),
    Damage("a long price", r"(Price><ram:ChargeAmount>)", r"\g<1>" + 40 * "1"),
    Damage("a long rate", r"(Percent>19)", r"\1." + 29 * "0" + "1", True),
)
