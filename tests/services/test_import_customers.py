"""A customer list becomes customers with checked tax ids and their needs."""

from __future__ import annotations

import pytest

from invoicekit import InvoiceKit, ValidationFailed
from invoicekit.kit.importing import Importing

HEADER = (
    "reference,email,name,kind,country,vat_id,tax_id,contact_name,contact_role,language,formats,"
    "purchase_order_required,payment_terms,peppol_id\n"
)
PLUME = (
    "K-1,compta@plume.example,Plume SARL,business,FR,FR44111111118,,Hélène,purchasing,fr,pdf;ubl,"
    "yes,net 30,9957:FR44111111118\n"
)
ANNA = "K-2,anna@post.example,Anna,consumer,DE,,,,,de,,,,\n"


def test_a_customer_has_what_the_list_says() -> None:
    kit = InvoiceKit.in_memory()
    plume, anna = Importing(kit._runtime).customers(HEADER + PLUME + ANNA, actor="ana")

    assert plume.vat_id == "FR44111111118"
    assert plume.electronic_address is not None
    assert plume.electronic_address.scheme == "9957"
    assert plume.needs.formats == ("pdf", "ubl")
    assert plume.needs.purchase_order_required
    assert [(c.name, c.role) for c in plume.contacts] == [("Hélène", "purchasing")]
    assert (anna.kind, anna.contacts, anna.needs.formats) == ("consumer", (), ())


def test_a_known_reference_is_brought_up_to_date() -> None:
    kit = InvoiceKit.in_memory()
    imports = Importing(kit._runtime)
    [first] = imports.customers(HEADER + ANNA, actor="ana")
    assert imports.customers(HEADER + ANNA, actor="ana").items == (first,)

    [second] = imports.customers(HEADER + ANNA.replace(",Anna,", ",Anna Schröder,"), actor="ana")

    assert (second.id, second.name) == (first.id, "Anna Schröder")


@pytest.mark.parametrize(
    ("was", "becomes", "rule"),
    [
        (",FR44111111118,", ",FR45111111118,", "IK-TAX-ID"),
        ("9957:FR44111111118", "FR44111111118", "IK-IMPORT-VALUE"),
        (",yes,", ",perhaps,", "IK-IMPORT-CODE"),
        (",FR,", ",Frankreich,", "IK-IMPORT-CODE"),
    ],
)
def test_a_bad_customer_is_left_out_with_its_line_or_stops_everything(
    was: str, becomes: str, rule: str
) -> None:
    kit = InvoiceKit.in_memory()
    imports = Importing(kit._runtime)
    text = HEADER + ANNA + PLUME.replace(was, becomes, 1)

    with pytest.raises(ValidationFailed, match="line 3"):
        imports.customers(text, actor="ana")
    assert kit.customers.find(reference="K-2") is None

    done = imports.customers(text, actor="ana", on_error="skip")
    assert [customer.reference for customer in done] == ["K-2"]
    assert [(f.rule, f.location) for f in done.findings] == [(rule, "line 3")]
