"""A path of the model is found again in the file, by its line and an XPath that lxml finds too."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from tests.strategies import invoices

import invoicekit as ik
from invoicekit.binding.limits import parse
from invoicekit.model import Invoice
from invoicekit.model.value import Value

FILE = b"""<?xml version="1.0"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>R-1</cbc:ID>
  <cac:AccountingSupplierParty><cac:Party>
    <cac:PartyLegalEntity><cbc:RegistrationName>S</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:InvoiceLine><cbc:ID>1</cbc:ID></cac:InvoiceLine>
  <cac:InvoiceLine>
    <cbc:ID>2</cbc:ID>
    <cbc:InvoicedQuantity unitCode="H87">3</cbc:InvoicedQuantity>
    <cac:Item><cbc:Name>Heft</cbc:Name></cac:Item>
  </cac:InvoiceLine>
</Invoice>
"""
LINE = "/Invoice/cac:InvoiceLine[2]"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("number", "line 5 /Invoice/cbc:ID"),
        ("seller.name", None),
        ("lines[1]", f"line 10 {LINE}"),
        ("lines[1].id", f"line 11 {LINE}/cbc:ID"),
        ("lines[1].quantity", f"line 12 {LINE}/cbc:InvoicedQuantity"),
        ("lines[1].unit", f"line 12 {LINE}/cbc:InvoicedQuantity/@unitCode"),
        ("lines[1].item.name", f"line 13 {LINE}/cac:Item/cbc:Name"),
        # What is not there has the place of the group around it.
        ("lines[1].price.net", f"line 10 {LINE}"),
        ("lines[7].id", "line 4 /Invoice"),
        ("buyer.address.country", "line 4 /Invoice"),
        ("", "line 4 /Invoice"),
    ],
)
def test_a_path_has_its_place(path: str, place: str | None) -> None:
    places = ik.load(FILE).source.places

    assert places is not None
    found = places([path])[path]
    assert found == place or (place is None and found.startswith("line 7 /Invoice/cac:Acc"))


def test_places_are_for_this_process() -> None:
    """The bytes of the file do not travel; the facts are the same."""
    source = ik.load(FILE).source
    copy = pickle.loads(pickle.dumps(source))

    assert copy == source
    assert copy.places is not None
    assert copy.places(["number"]) == {}


@dataclass(frozen=True)
class Leaf:
    path: str
    value: object


def leaves(node: Value, path: str = "") -> Iterator[Leaf]:
    for name in type(node).model_fields:
        value, below = getattr(node, name), f"{path}.{name}" if path else name
        if isinstance(value, Value):
            yield from leaves(value, below)
        elif isinstance(value, tuple):
            for index, each in enumerate(value):
                if isinstance(each, Value):
                    yield from leaves(each, f"{below}[{index}]")
        elif isinstance(value, str):
            yield Leaf(below, value)


@pytest.mark.parametrize("form", ["ubl", "cii"])
@settings(max_examples=25)
@given(invoice=invoices())
def test_each_text_is_found_where_it_says(form: str, invoice: Invoice) -> None:
    """Whatever is found under a path is its value, or the group around what is not written."""
    document = ik.load(ik.write(invoice, form))
    root = parse(ik.write(invoice, form))
    names = {prefix or "root": uri for prefix, uri in root.nsmap.items()}
    texts = {leaf.path: leaf.value for leaf in leaves(document.invoice)}
    assert document.source.places is not None
    found = document.source.places(texts)

    for path, value in texts.items():
        xpath = found[path].partition(" ")[2].partition(" ")[2]
        _, _, rest = xpath[1:].partition("/")
        nodes = root.xpath(rest or ".", namespaces=names)
        assert isinstance(nodes, list)
        [node] = nodes
        text = str(node) if isinstance(node, str) else getattr(node, "text", "")
        exact = (text or "").strip() == str(value).strip()
        assert exact or (not isinstance(node, str) and len(node)), path
