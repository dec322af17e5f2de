"""Numbers that name companies and accounts: checked, brought into form, shown to people.

A lawful number is never called invalid: what nobody can check passes with a note.
"""

from invoicekit.identifiers.creditor_reference import check_creditor_reference, creditor_reference
from invoicekit.identifiers.iban import check_iban, format_iban
from invoicekit.identifiers.participant_id import check_participant_id
from invoicekit.identifiers.registration_id import check_registration_id
from invoicekit.identifiers.tax_id import IdCheck, check_tax_id, format_tax_id, vat_id

__all__ = [
    "IdCheck",
    "check_creditor_reference",
    "check_iban",
    "check_participant_id",
    "check_registration_id",
    "check_tax_id",
    "creditor_reference",
    "format_iban",
    "format_tax_id",
    "vat_id",
]
