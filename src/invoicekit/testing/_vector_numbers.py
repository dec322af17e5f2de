"""Vectors of Chinese tax numbers, and of taking tax out of a price or putting it on."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.calculate import calculate
from invoicekit.identifiers import check_tax_id
from invoicekit.jurisdiction.rounding import PER_LINE
from invoicekit.model import Invoice, InvoiceLine, Price, Totals
from invoicekit.money import multiply, quantum, split
from invoicekit.testing._vector_kind import Kind, Results, Vector

ID_KINDS = {"uscc": "uscc", "ric": "ric", "legacy_taxid": "legacy"}


def tax_id(vector: Vector) -> Results:
    """A tax number is judged, and where it is valid its kind is told."""
    data = vector.data
    check = check_tax_id("CN", data["value"])
    expected = {"valid": data.get("valid", data.get("valid_shape"))}
    if expected["valid"]:
        expected["kind"] = ID_KINDS[data["kind"]]
    if "normalized" in data:
        expected["normalized"] = data["normalized"]
    got = {"valid": check.valid, "kind": check.kind, "normalized": check.normalized}
    return [(got, expected)]


def tax_split(vector: Vector) -> Results:
    """A price with tax is taken apart, one without is put together."""
    data = vector.data
    inclusive = data["mode"] == "inclusive"
    price = Price(with_vat=data["gross"]) if inclusive else Price(net=data["net"])
    rate = multiply(Decimal(data["rate"]), Decimal(100))
    line = InvoiceLine(quantity=1, price=price, vat_category="S", vat_rate=rate)
    totals = calculate(Invoice(currency="CNY", lines=[line]), PER_LINE).totals or Totals()
    got = {"net": totals.without_vat, "tax": totals.vat, "gross": totals.with_vat}
    return [(got, {name: data[name] for name in got})]


def order_discount(vector: Vector) -> Results:
    """A discount on an order goes to its lines by largest remainder."""
    data = vector.data
    weights = [Decimal(amount) for amount in data["line_amounts"]]
    parts = split(Decimal(data["order_discount"]), weights, quantum("CNY"))
    return [({"allocation": parts}, {"allocation": data["allocation"]})]


KINDS = (
    Kind(lambda data: data.get("kind") in ID_KINDS and "value" in data, tax_id),
    Kind(lambda data: data.get("mode") in {"inclusive", "exclusive"}, tax_split),
    Kind(
        lambda data: {"order_discount", "line_amounts", "allocation"} <= data.keys(), order_discount
    ),
)
