"""Our own rules beside the official verdict on UBL, and on an invoice without a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests import conformance

from invoicekit import Invoice, validate

Needs = Callable[[str, object], None]


def test_our_own_rules_do_not_count_where_a_verdict_is_published(needs: Needs) -> None:
    needs(conformance.WHAT, conformance.available())
    path = next(iter(sorted((conformance.SHARED / "documents" / "cen" / "ubl").glob("*.xml"))))
    official, strict = (validate(Path(path), "en16931", mode) for mode in ("official", "strict"))

    assert all(not f.rule.startswith("IK-") for f in (*official.errors, *official.warnings))
    assert official.mode == "official"
    assert strict.mode == "strict"


def test_an_invoice_made_by_hand_has_a_published_verdict_too() -> None:
    rules = {f.rule for f in validate(Invoice(), "en16931", "official").errors}

    assert {"BR-01", "BR-02", "BR-06", "BR-16"} <= rules
    assert not any(rule.startswith("IK-") for rule in rules)
