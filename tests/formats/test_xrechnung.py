"""XRechnung in both syntaxes: its identifiers, its rules, its extension."""

from __future__ import annotations

import pytest
from tests.rules.national_breaks import VEHICLE
from tests.rules.national_invoices import CIUS, CVD, EXTENSION, GERMAN, PEPPOL, XRECHNUNG, extended

from invoicekit import convert, load, validate
from invoicekit.formats import FORMATS
from invoicekit.model import Invoice, SubInvoiceLine

SYNTAXES = ("xrechnung-ubl", "xrechnung-cii")


def nested(depth: int) -> SubInvoiceLine:
    """A line below a line, so many times."""
    line = SubInvoiceLine(id=f"1.{depth}", net_amount="100.00")
    return line.replace(lines=(nested(depth - 1),)) if depth else line


@pytest.mark.parametrize("name", SYNTAXES)
def test_it_names_its_identifiers(name: str) -> None:
    written = load(FORMATS[name].write(Invoice(number="1")))

    assert written.format == name
    assert written.profile == "xrechnung"
    assert written.invoice.specification == CIUS
    assert written.invoice.business_process == "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


@pytest.mark.parametrize("name", SYNTAXES)
@pytest.mark.parametrize(
    ("invoice", "specification", "profile"),
    [
        (XRECHNUNG, CIUS, "xrechnung"),
        (GERMAN, CIUS, "xrechnung"),
        (extended(), EXTENSION, "xrechnung-extension"),
        (extended().replace(specification=None), EXTENSION, "xrechnung-extension"),
        (VEHICLE, CVD, "xrechnung-cvd"),
    ],
)
def test_the_profile_follows_from_the_invoice(
    name: str, invoice: Invoice, specification: str, profile: str
) -> None:
    document = load(FORMATS[name].write(invoice))

    assert document.invoice.specification == specification
    assert document.profile == profile
    assert validate(document, "xrechnung").profile == profile


@pytest.mark.parametrize(
    ("specification", "profile"),
    [
        ("urn:cen.eu:en16931:2017", "en16931"),
        (PEPPOL, "peppol"),
        (f"{PEPPOL}#conformant#urn:example", "peppol"),
        ("urn:cen.eu:en16931:2017#compliant#urn:xoev-de:kosit:standard:xrechnung_2.1", "xrechnung"),
        (f"{EXTENSION} ", "xrechnung"),
        ("urn:example", "en16931"),
    ],
)
def test_the_specification_in_a_file_picks_the_rules(specification: str, profile: str) -> None:
    data = FORMATS["ubl"].write(GERMAN.replace(specification=specification))

    assert load(data).profile == profile


@pytest.mark.parametrize("name", SYNTAXES)
def test_a_clean_file_is_valid_in_both_modes(name: str) -> None:
    data = FORMATS[name].write(XRECHNUNG)

    assert validate(data).findings == ()
    assert validate(data, mode="strict").findings == ()


def test_lines_below_lines_are_read_back_at_any_depth() -> None:
    invoice = GERMAN.replace(lines=(GERMAN.lines[0].replace(lines=(nested(4), nested(0))),))
    ubl = FORMATS["xrechnung-ubl"]

    assert ubl.read(ubl.write(invoice)).invoice.lines == invoice.lines


def test_payments_of_third_parties_are_read_back() -> None:
    ubl = FORMATS["xrechnung-ubl"]

    assert ubl.read(ubl.write(extended())).invoice == extended().replace(specification=EXTENSION)


def test_cii_carries_the_extension_though_its_official_rules_do_not_know_it() -> None:
    """They add up every line of the file, and count no payment of a third party."""
    made = convert(extended(), "xrechnung-cii")

    assert made.losses == ()
    for judged in (made.data, load(made.data)):
        assert {f.rule: f.severity.value for f in validate(judged).findings} == {
            "BR-CO-10": "error",
            "BR-CO-16": "error",
            "BR-S-08": "error",
            "BR-DEX-15": "warning",
            "CII-SR-421": "warning",
        }
    assert validate(made.data, mode="strict").valid, "in strict mode by what the terms mean"


def test_rules_that_the_extension_widens_only_inform() -> None:
    data = FORMATS["xrechnung-ubl"].write(extended())

    severities = {f.rule: f.severity.value for f in validate(data).findings}

    assert severities == {
        "BR-CO-16": "information",
        "UBL-CR-470": "information",
        "UBL-CR-646": "information",
    }


def test_a_line_below_a_line_is_an_error_without_the_extension() -> None:
    data = FORMATS["ubl"].write(extended().replace(specification=CIUS))

    severities = {f.rule: f.severity.value for f in validate(data).findings}

    assert severities["UBL-CR-646"] == "error"
