"""One line per rule: the edit of a clean invoice that must trip it, and what falls with it.

`BREAKS` maps rule id → edit; the house tests ask that no rule goes without.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tests.rules.invoices import CLEAN, CORRECTION, CREDIT_NOTE, OTHER_TAXES, SELLER, of_category

from invoicekit.model import (
    BankAccount,
    Identifier,
    Invoice,
    Party,
    Period,
    TaxId,
)


class Edit(NamedTuple):
    """Sets the field at a path of an invoice; `also` are the rules that fall with it."""

    path: str
    value: object
    also: frozenset[str] = frozenset()
    invoice: Invoice = CLEAN


def edit(path: str, value: object, *also: str, invoice: Invoice = CLEAN) -> Edit:
    return Edit(path, value, frozenset(also), invoice)


NAMELESS = Identifier(value="1")
STRANGE = Identifier(value="1", scheme="9999")

BREAKS: dict[str, Edit] = {
    # the document
    "BR-02": edit("number", None),
    "BR-03": edit("issue_date", None),
    "BR-04": edit("type_code", None),
    "BR-05": edit("currency", None),
    "BR-16": edit("lines", (), "BR-CO-10", "BR-S-08"),
    "BR-CO-03": edit(
        "period",
        Period(start=date(2026, 3, 1), code="35"),
        invoice=CLEAN.replace(tax_point_date=date(2026, 3, 31), period=None),
    ),
    "BR-CO-25": edit("due_date", None),
    "BR-29": edit("period.end", date(2026, 2, 28)),
    "BR-30": edit("lines[0].period.end", date(2026, 2, 28)),
    "BR-CO-19": edit("period", Period()),
    "BR-CO-20": edit("lines[0].period", Period()),
    "BR-55": edit("preceding_invoices[0].number", None),
    "IK-DATE-1": edit("due_date", date(2026, 3, 31)),
    "IK-DATE-2": edit("preceding_invoices[0].issue_date", date(2026, 4, 2)),
    "IK-REF-1": edit("preceding_invoices", (), invoice=CORRECTION),
    "IK-REF-2": edit("preceding_invoices", (), invoice=CREDIT_NOTE),
    "IK-REF-3": edit("preceding_invoices[0].number", "2026-000001"),
    "IK-LINE-1": edit("lines[1].id", "1"),
    "IK-CUR-1": edit("vat_currency", "EUR"),
    "IK-CUR-2": edit("vat_currency", None),
    "IK-CUR-3": edit("totals.rounding", "1.00", "BR-CO-16"),
    # parties
    "BR-06": edit("seller.name", None),
    "BR-07": edit("buyer.name", ""),
    "BR-08": edit("seller.address", None),
    "BR-09": edit("seller.address.country", None),
    "BR-10": edit("buyer.address", None),
    "BR-11": edit("buyer.address.country", None),
    "IK-PARTY-1": edit("seller.address", None, "BR-08", invoice=of_category("O")),
    "IK-PARTY-2": edit("buyer.address", None, "BR-10", invoice=of_category("O")),
    "BR-57": edit("supply.address.country", None),
    "BR-17": edit("payee.name", "Shop GmbH"),
    "BR-18": edit("tax_representative.name", None),
    "BR-19": edit("tax_representative.address", None),
    "BR-20": edit("tax_representative.address.country", None),
    "BR-56": edit("tax_representative.tax_ids", ()),
    "BR-62": edit("seller.electronic_address", NAMELESS),
    "BR-63": edit("buyer.electronic_address", NAMELESS),
    "BR-CO-09": edit("buyer.tax_ids", (TaxId(value="83404833048"),)),
    "BR-CO-26": edit(
        "seller.registration_id",
        None,
        invoice=CLEAN.replace(
            seller=Party(
                name="Shop GmbH",
                address=SELLER.address,
                registration_id=SELLER.registration_id,
                tax_ids=(TaxId(country="DE", value="1234567811", kind="tax"),),
            )
        ),
    ),
    "IK-ID-1": edit("buyer.tax_ids[0].value", "FR83404833049"),
    "IK-ID-2": edit("payment_instructions.accounts[0].id", "DE89 3704 0044 0532 0130 01"),
    # payment
    "BR-49": edit("payment_instructions.means_code", None),
    "BR-50": edit("payment_instructions.accounts[0]", BankAccount(name="Main")),
    "BR-51": edit("payment_instructions.card.number", "4111 1111 1111 1111"),
    "BR-61": edit("payment_instructions.accounts", ()),
    # lines
    "BR-21": edit("lines[0].id", None),
    "BR-22": edit("lines[0].quantity", None),
    "BR-23": edit("lines[0].unit", None),
    "BR-24": edit("lines[1].net_amount", None, "BR-CO-10", "BR-S-08"),
    "BR-25": edit("lines[0].item.name", None),
    "BR-26": edit("lines[1].price", None),
    "BR-27": edit("lines[1].price.net", "-19.00", "IK-LINE-2"),
    "BR-28": edit("lines[0].price.gross", "-59.90", "IK-PRICE-2"),
    "BR-CO-04": edit("lines[1].vat_category", None, "BR-S-08"),
    "IK-PRICE-1": edit("lines[0].price.base_quantity", "0"),
    "IK-PRICE-2": edit("lines[0].price.discount", "9"),
    "IK-PRICE-3": edit("lines[0].price.base_unit", "KGM"),
    "IK-LINE-2": edit("lines[0].quantity", "3"),
    "BR-64": edit("lines[0].item.standard_id", NAMELESS),
    "BR-65": edit("lines[0].item.classifications[0].scheme", None),
    "BR-54": edit("lines[0].item.attributes[0].value", None),
    "BR-52": edit("attachments[0].id", None),
    # allowances and charges
    "BR-31": edit("allowances[0].amount", None, "BR-CO-11", "BR-S-08"),
    "BR-32": edit("allowances[0].vat_category", None, "BR-S-08"),
    "BR-33": edit("allowances[0].reason", None, "BR-CO-21"),
    "BR-CO-21": edit("allowances[0].reason", None, "BR-33"),
    "BR-36": edit("charges[0].amount", None, "BR-CO-12", "BR-S-08"),
    "BR-37": edit("charges[0].vat_category", None, "BR-S-08"),
    "BR-38": edit("charges[0].reason", None, "BR-CO-22"),
    "BR-CO-22": edit("charges[0].reason", None, "BR-38"),
    "BR-41": edit("lines[0].allowances[0].amount", None, "IK-LINE-2"),
    "BR-42": edit("lines[0].allowances[0].reason", None, "BR-CO-23"),
    "BR-CO-23": edit("lines[0].allowances[0].reason", None, "BR-42"),
    "BR-43": edit("lines[0].charges[0].amount", None, "IK-LINE-2"),
    "BR-44": edit("lines[0].charges[0].reason", None, "BR-CO-24"),
    "BR-CO-24": edit("lines[0].charges[0].reason", None, "BR-44"),
    "IK-AC-1": edit("lines[0].allowances[0].percent", "11"),
    "IK-AC-2": edit("lines[0].charges[0].percent", "11"),
    "IK-AC-3": edit("allowances[0].percent", "11"),
    "IK-AC-4": edit("charges[0].percent", "11"),
    # totals
    "BR-12": edit("totals.line_total", None),
    "BR-13": edit("totals.without_vat", None),
    "BR-14": edit("totals.with_vat", None),
    "BR-15": edit("totals.amount_due", None),
    "BR-45": edit("vat_breakdown[0].taxable_amount", None),
    "BR-46": edit("vat_breakdown[0].tax_amount", None, "BR-CO-14"),
    "BR-47": edit("vat_breakdown[1].category", None, "IK-VAT-1"),
    "BR-48": edit("vat_breakdown[0].rate", None, "BR-S-08", "IK-VAT-1"),
    "BR-53": edit("totals.vat_in_vat_currency", None),
    "BR-CO-10": edit("totals.line_total", "110.01", "BR-CO-13"),
    "BR-CO-11": edit("totals.allowance_total", "9.99", "BR-CO-13"),
    "BR-CO-12": edit("totals.charge_total", "5.01", "BR-CO-13"),
    "BR-CO-13": edit("totals.without_vat", "105.01", "BR-CO-15"),
    "BR-CO-14": edit("totals.vat", "17.68", "BR-CO-15"),
    "BR-CO-15": edit("totals.with_vat", "122.68", "BR-CO-16"),
    "BR-CO-16": edit("totals.amount_due", "120.01"),
    "BR-CO-17": edit("vat_breakdown[0].tax_amount", "16.35", "BR-CO-14", "BR-S-09"),
    "BR-CO-18": edit("vat_breakdown", (), "BR-CO-14", "BR-S-01"),
    "IK-TAX-1": edit("totals.other_taxes", "9.51", "BR-CO-15", invoice=OTHER_TAXES),
    "IK-TAX-2": edit("totals.withheld", "14.26", "BR-CO-16", invoice=OTHER_TAXES),
    "IK-TAX-3": edit("other_tax_breakdown[0].rate", "11", invoice=OTHER_TAXES),
    # codes
    "BR-CL-01": edit("type_code", "999"),
    "BR-CL-04": edit("currency", "EUX"),
    "BR-CL-05": edit("vat_currency", "CHX"),
    "BR-CL-06": edit("period.code", "99"),
    "BR-CL-10": edit("seller.identifiers[0]", STRANGE),
    "BR-CL-11": edit("seller.registration_id", STRANGE),
    "BR-CL-13": edit("lines[0].item.classifications[0].scheme", "QQQ"),
    "BR-CL-14": edit("buyer.address.country", "ZZ"),
    "BR-CL-15": edit("lines[0].item.origin_country", "ZZ"),
    "BR-CL-16": edit("payment_instructions.means_code", "999"),
    "BR-CL-17": edit("vat_breakdown[1].category", "X", "IK-VAT-1"),
    "BR-CL-18": edit("lines[1].vat_category", "X", "BR-S-08"),
    "BR-CL-19": edit("allowances[0].reason_code", "999"),
    "BR-CL-20": edit("charges[0].reason_code", "999"),
    "BR-CL-21": edit("lines[0].item.standard_id", STRANGE),
    "BR-CL-22": edit("vat_breakdown[0].exemption_code", "VATEX-XX", invoice=of_category("E")),
    "BR-CL-23": edit("lines[1].unit", "pieces"),
    "BR-CL-24": edit("attachments[0].mime_type", "application/zip"),
    "BR-CL-25": edit("buyer.electronic_address", STRANGE),
    "IK-CL-1": edit("allowances[0].vat_category", "X", "BR-S-08"),
    "IK-CL-2": edit("charges[0].vat_category", "X", "BR-S-08"),
    "IK-CL-3": edit("buyer.tax_ids[0].country", "ZZ"),
    "IK-CL-4": edit("lines[0].allowances[0].reason_code", "999"),
    "IK-CL-5": edit("lines[0].charges[0].reason_code", "999"),
    # categories beside the families
    "IK-VAT-1": edit("lines[1].vat_rate", "8", "BR-S-08"),
    "BR-IC-11": edit("supply.delivery_date", None, invoice=of_category("K")),
    "BR-IC-12": edit("supply.address.country", None, "BR-57", invoice=of_category("K")),
    "BR-O-11": edit(
        "vat_breakdown",
        (*of_category("O").vat_breakdown, *of_category("Z").vat_breakdown),
        "BR-Z-01",
        "BR-Z-08",
        invoice=of_category("O"),
    ),
    "BR-O-12": edit("lines[0].vat_category", "B", "BR-O-08", invoice=of_category("O")),
    "BR-O-13": edit("allowances[0].vat_category", "B", "BR-O-08", invoice=of_category("O")),
    "BR-O-14": edit("charges[0].vat_category", "B", "BR-O-08", invoice=of_category("O")),
    "BR-B-02": edit("lines[1].vat_category", "B", "BR-S-08"),
}

_PREFIXES = {
    "S": "S",
    "Z": "Z",
    "E": "E",
    "AE": "AE",
    "K": "IC",
    "G": "G",
    "O": "O",
    "L": "AF",
    "M": "AG",
}
_TAXED = {"S", "L", "M"}
_WRONG_RATE = {"S": "0", "O": "0", "L": "-1", "M": "-1"}


def _family(code: str) -> dict[str, Edit]:
    rule, clean = f"BR-{_PREFIXES[code]}", of_category(code)
    taxed = code in _TAXED
    wrong = _WRONG_RATE.get(code, "19")
    parties = {f"{rule}-02", f"{rule}-03", f"{rule}-04"}
    ids = (TaxId(country="DE", value="DE136695976"),) if code == "O" else ()
    base = (f"{rule}-08", "IK-VAT-1") if taxed else ()
    tax = () if code == "O" else ("BR-CO-17",)

    def on(path: str, value: object, *also: str) -> Edit:
        return edit(path, value, *also, invoice=clean)

    return {
        f"{rule}-01": on("vat_breakdown", (), "BR-CO-18", *(("BR-CO-14",) if taxed else ())),
        **{name: on("seller.tax_ids", ids, *(parties - {name})) for name in sorted(parties)},
        f"{rule}-05": on("lines[0].vat_rate", wrong, *base),
        f"{rule}-06": on("allowances[0].vat_rate", wrong, *base),
        f"{rule}-07": on("charges[0].vat_rate", wrong, *base),
        # the tax still follows from the lines, so only the base is at fault
        f"{rule}-08": on("vat_breakdown[0].taxable_amount", "96.00"),
        f"{rule}-09": on("vat_breakdown[0].tax_amount", "6.66", "BR-CO-14", *tax),
        f"{rule}-10": on(
            "vat_breakdown[0].exemption_reason",
            "because" if taxed or code == "Z" else None,
        ),
    }


for _code in _PREFIXES:
    BREAKS.update(_family(_code))

_DECIMALS = {
    "01": "allowances[0].amount",
    "02": "allowances[0].base_amount",
    "05": "charges[0].amount",
    "06": "charges[0].base_amount",
    "09": "totals.line_total",
    "10": "totals.allowance_total",
    "11": "totals.charge_total",
    "12": "totals.without_vat",
    "13": "totals.vat",
    "14": "totals.with_vat",
    "16": "totals.prepaid",
    "17": "totals.rounding",
    "18": "totals.amount_due",
    "19": "vat_breakdown[0].taxable_amount",
    "20": "vat_breakdown[0].tax_amount",
    "23": "lines[1].net_amount",
    "24": "lines[0].allowances[0].amount",
    "25": "lines[0].allowances[0].base_amount",
    "27": "lines[0].charges[0].amount",
    "28": "lines[0].charges[0].base_amount",
}
_CLEAN_VALUES = {
    "01": "10.00",
    "02": "100.00",
    "05": "5.00",
    "06": "50.00",
    "09": "110.00",
    "10": "10.00",
    "11": "5.00",
    "12": "105.00",
    "13": "17.67",
    "14": "122.67",
    "16": "2.67",
    "17": "0.00",
    "18": "120.00",
    "19": "86.00",
    "20": "16.34",
    "23": "19.00",
    "24": "9.80",
    "25": "98.00",
    "27": "1.00",
    "28": "10.00",
}
_FALLING = {
    "01": ("BR-CO-11", "BR-S-08", "IK-AC-3"),
    "02": (),
    "05": ("BR-CO-12", "BR-S-08", "IK-AC-4"),
    "06": (),
    "09": ("BR-CO-10", "BR-CO-13"),
    "10": ("BR-CO-11", "BR-CO-13"),
    "11": ("BR-CO-12", "BR-CO-13"),
    "12": ("BR-CO-13", "BR-CO-15"),
    "13": ("BR-CO-14", "BR-CO-15"),
    "14": ("BR-CO-15", "BR-CO-16"),
    "16": ("BR-CO-16",),
    "17": ("BR-CO-16",),
    "18": ("BR-CO-16",),
    "19": ("BR-S-08",),
    "20": ("BR-CO-14", "BR-CO-17", "BR-S-09"),
    "23": ("BR-CO-10", "BR-S-08", "IK-LINE-2"),
    "24": ("IK-AC-1", "IK-LINE-2"),
    "25": (),
    "27": ("IK-AC-2", "IK-LINE-2"),
    "28": (),
}
for _number, _path in _DECIMALS.items():
    # a zero more is one decimal too many; a thousandth more is a fraction of a cent
    _zero = _CLEAN_VALUES[_number] + "0"
    BREAKS[f"BR-DEC-{_number}"] = edit(_path, _zero)
    BREAKS[f"IK-DEC-{_number}"] = edit(
        _path, _zero[:-1] + "1", f"BR-DEC-{_number}", *_FALLING[_number]
    )
