"""XRechnung CVD 0.9: invoices that report clean vehicles (Directive (EU) 2019/1161).

Source: XRechnung CVD 0.9 (KoSIT), schematron 2.5.
"""

from invoicekit.binding.codecs import bare
from invoicekit.codelists import codes
from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import Attribute, Classification, Invoice, Item
from invoicekit.rules import xrechnung

RULES = RuleSet(
    "xrechnung-cvd",
    extends=(xrechnung.RULES,),
    severities={"BR-CL-13": Severity.INFORMATION},
)
"""The rules of XRechnung and what is asked of clean vehicles."""
rule = RULES.rule

_SCHEME, _ATTRIBUTE = "CVD", "cva"
_SCHEMES = codes("item_classification_schemes") | {_SCHEME}
_VEHICLES = frozenset("M1 M2 M3 N1 N2 N3".split())
_VALUES = frozenset({"clean", "zero-emission", "other"})


@rule("BR-DE-CVD-01", path="contract_reference")
def contract_given(invoice: Invoice) -> bool:
    """A contract reference (BT-12) is given."""
    return bool(bare(invoice.contract_reference or ""))


@rule("BR-DE-CVD-02", path="tender_reference")
def tender_given(invoice: Invoice) -> bool:
    """A tender or lot reference (BT-17) is given."""
    return bool(bare(invoice.tender_reference or ""))


@rule("BR-DE-CVD-03", path="lines")
def vehicle_given(invoice: Invoice) -> bool:
    """One line at least has a CVD classification (BT-158) and the attribute cva (BT-160)."""
    items = (line.item for line in invoice.lines if line.item is not None)
    return any(_vehicles(item) and _attributes(item) for item in items)


@rule("BR-DE-CVD-06-a", path="attributes")
def vehicle_has_one_attribute(item: Item) -> bool:
    """An item with a CVD classification (BT-158) has the attribute cva (BT-160) once."""
    return not _vehicles(item) or _attributes(item) == 1


@rule("BR-DE-CVD-06-b", path="classifications")
def attribute_has_one_vehicle(item: Item) -> bool:
    """An item with the attribute cva (BT-160) has one CVD classification (BT-158)."""
    return not _attributes(item) or _vehicles(item) == 1


@rule("BR-TMP-CVD-01", path="scheme")
def scheme_is_listed(classification: Classification) -> bool | Mismatch:
    """The scheme of a classification (BT-158) is of UNTDID 7143, or CVD."""
    if classification.code is None and classification.scheme is None:
        return True
    found = bare(classification.scheme or "")
    return found in _SCHEMES or Mismatch("a scheme of UNTDID 7143, or CVD", found)


@rule("BR-DE-CVD-04", path="code")
def vehicle_category_is_known(classification: Classification) -> bool | Mismatch:
    """A CVD classification (BT-158) is a category of vehicles: M1, M2, M3, N1, N2 or N3."""
    if bare(classification.scheme or "") != _SCHEME:
        return True
    found = bare(classification.code or "")
    return found in _VEHICLES or Mismatch(_VEHICLES, found)


@rule("BR-DE-CVD-05", path="value")
def attribute_value_is_known(attribute: Attribute) -> bool | Mismatch:
    """The attribute cva (BT-160) has the value clean, zero-emission or other (BT-161)."""
    if attribute.name != _ATTRIBUTE:
        return True
    found = bare(attribute.value or "")
    return found in _VALUES or Mismatch(_VALUES, found)


def _vehicles(item: Item) -> int:
    return sum(each.scheme == _SCHEME for each in item.classifications)


def _attributes(item: Item) -> int:
    return sum(each.name == _ATTRIBUTE for each in item.attributes)
