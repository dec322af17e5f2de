"""What every member asks: VAT in its own currency, and a number of who charges it."""

from __future__ import annotations

import pytest

from invoicekit.jurisdiction.eu_rules import MEMBER_RULES
from invoicekit.model import Address, Invoice, Party, TaxId, Totals
from invoicekit.regimes import regime_of
from invoicekit.rules import check


def seller(country: str, tax_id: str | None) -> Party:
    ids = [TaxId(country=country, value=tax_id)] if tax_id else []
    return Party(name="Shop", address=Address(country=country), tax_ids=ids)


POLISH = seller("PL", "PL8567346215")
CHARGED = Totals(vat="23.00", with_vat="123.00")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"currency": "PLN"}, []),
        ({"currency": "EUR"}, ["EU-01"]),
        ({"currency": "EUR", "vat_currency": "PLN"}, []),
        ({"currency": "USD", "totals": Totals(vat="0.00")}, []),
        ({"currency": "USD", "totals": None}, []),
        ({"currency": "PLN", "seller": seller("PL", None)}, ["EU-02"]),
        ({"currency": "PLN", "seller": seller("PL", None), "totals": Totals(vat="0")}, []),
        ({"currency": "EUR", "seller": seller("ES", "ESB58378431")}, []),
        ({"currency": "USD", "seller": seller("ES", "ESB58378431")}, ["EU-01"]),
        ({"currency": "EUR", "seller": seller("BG", "BG175074752")}, []),  # euro since 2026
        ({"currency": "USD", "seller": seller("GB", "GB980780684")}, []),
        ({"currency": "USD", "seller": None}, []),
    ],
)
def test_what_a_members_invoice_must_say(changes: dict[str, object], expected: list[str]) -> None:
    invoice = Invoice(seller=POLISH, totals=CHARGED).replace(**changes)

    assert [finding.rule for finding in check(invoice, MEMBER_RULES).findings] == expected


@pytest.mark.parametrize("country", ["DE", "FR", "PL", "IT"])
def test_every_member_has_the_unions_rules(country: str) -> None:
    rules = regime_of(country).rules

    assert rules is not None
    assert "EU-01" in {rule.id for rule in rules}
