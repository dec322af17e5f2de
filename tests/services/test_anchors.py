"""What was cut off or written anew by somebody who has the whole database is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.kit.signing import proves
from invoicekit.model.anchor import Anchor
from invoicekit.model.rows import InvoiceRow
from invoicekit.ports import Query, UnitOfWork

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
AT_ONCE = ik.Issuer(
    party=ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    ),
    approval=ik.ApprovalPolicy(bands=[]),
)
SEED = bytes(range(32))
SIGNER = ik.Ed25519Signer(SEED)
TRUSTED = [SIGNER.public_key]

Issue = Callable[[str], ik.InvoiceRecord]


@pytest.fixture
def issued(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> list[ik.InvoiceRecord]:
    orders = [order.replace(reference=f"SO-{number}") for number in range(3)]
    return [issue(kit.invoices.create_from_order(each, actor="alice").id) for each in orders]


def test_what_is_as_it_was_agrees_with_its_anchor(
    kit: ik.InvoiceKit, issued: list[ik.InvoiceRecord], order: ik.Order, issue: Issue
) -> None:
    anchor = kit.audit.anchor(SIGNER)
    issue(kit.invoices.create_from_order(order.replace(reference="later"), actor="alice").id)
    kept = Anchor.model_validate_json(anchor.model_dump_json())
    found = kit.audit.verify(anchors=[kept], trusted=TRUSTED)

    assert found.faults == ()
    assert found.counts["anchors"] == 1
    assert [head.last for head in anchor.heads] == [3]


def test_a_tail_that_was_cut_off_is_found(tmp_path: Path) -> None:
    """The owner of the file drops what guards it, and makes counter and chain agree again."""
    path = tmp_path / "invoices.db"
    with ik.InvoiceKit.from_url(f"sqlite:///{path}", issuer=AT_ONCE, clock=lambda: NOW) as kit:
        buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
        line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="10", vat="S 19")
        for number in range(3):
            order = ik.Order(
                reference=f"SO-{number}", customer_id=buyer.id, currency="EUR", lines=[line]
            )
            draft = kit.invoices.create_from_order(order, actor="alice")
            kit.invoices.issue(draft.id, actor="bob")
        anchor = kit.audit.anchor(SIGNER)
        with closing(sqlite3.connect(path)) as owner, owner:
            for statement in CUT_OFF:
                owner.execute(statement)

        assert kit.audit.verify().faults == ()
        [fault] = kit.audit.verify(anchors=[anchor], trusted=TRUSTED).faults
        assert "had 3 documents, its end was cut off" in fault


CUT_OFF = (
    "DROP TRIGGER ik_invoice_delete_refused",
    "DROP TRIGGER ik_event_delete_refused",
    "DROP TRIGGER ik_series_update_refused",
    "DELETE FROM ik_event WHERE subject = (SELECT id FROM ik_invoice WHERE sequence = 3)",
    "DELETE FROM ik_invoice WHERE sequence = 3",
    "UPDATE ik_series SET last = 2, head = (SELECT chain_hash FROM ik_invoice WHERE sequence = 2)",
)


def test_a_chain_written_anew_is_found(kit: ik.InvoiceKit, issued: list[ik.InvoiceRecord]) -> None:
    anchor = kit.audit.anchor(SIGNER)

    def rewrite(uow: UnitOfWork) -> None:
        row = list(uow.stream(Query(of=InvoiceRow, order="sequence")))[-1]
        uow.replace([replace(row, revision=row.revision + 1, chain_hash="f" * 64)])

    kit._runtime.write(rewrite)
    faults = kit.audit.verify(anchors=[anchor], trusted=TRUSTED).faults
    assert [fault for fault in faults if "was written anew up to 2026-000003" in fault]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"signature": "00" * 64}, "its signature is not good"),
        ({"signature": "no hex"}, "its signature is not good"),
        ({"signature": None}, "its signature is not good"),
        ({"heads": ()}, "its signature is not good"),
        ({"public_key": "00" * 32}, "nobody trusts its key"),
        ({"tenant": "other"}, "it is of tenant other"),
    ],
)
def test_a_forged_anchor_counts_for_nothing(
    kit: ik.InvoiceKit, issued: list[ik.InvoiceRecord], change: dict[str, object], said: str
) -> None:
    forged = kit.audit.anchor(SIGNER).replace(**change)
    [fault] = kit.audit.verify(anchors=[forged], trusted=TRUSTED).faults
    assert said in fault


def test_signatures_are_those_of_rfc_8032() -> None:
    """Test 2 of section 7.1."""
    signer = ik.Ed25519Signer(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert signer.public_key == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert signer.sign(b"\x72") == signature
    assert proves(signer.public_key, signature, b"\x72")
    assert not proves(signer.public_key, signature, b"\x73")


def test_a_key_is_made_and_does_not_show(issued: list[ik.InvoiceRecord]) -> None:
    made = ik.Ed25519Signer.generate()
    assert made != ik.Ed25519Signer.generate()
    assert made.seed.hex() not in repr(made)
    with pytest.raises(errors.ConfigurationError, match="no Ed25519 key"):
        ik.Ed25519Signer(b"short").sign(b"")
