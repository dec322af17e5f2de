"""Stored kinds: every row is declared, its keys and orders are its own columns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from invoicekit.model import rows
from invoicekit.model.stored import Id, Kind, changed, filled, kind_of, kinds

KINDS = [kind for kind in kinds() if kind.record.__module__.startswith("invoicekit.model.rows")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_kinds_are_sound(kind: Kind) -> None:
    names = [column.name for column in kind.columns]
    assert kind.table.startswith("ik_")
    assert names[0] == "tenant_id"
    assert ("revision" in names) is kind.versioned
    for columns in (kind.key, *kind.unique, *kind.orders.values(), *kind.indexes.values()):
        assert set(columns) <= set(names)
    for order in ("id", *kind.orders):
        assert kind.order(order)[-len(kind.key) :] == kind.key or set(kind.key) <= set(
            kind.order(order)
        )


def test_every_row_is_declared() -> None:
    assert {kind_of(getattr(rows, name)).table for name in rows.__all__} == {
        kind.table for kind in KINDS
    }


def test_a_changed_row_differs_in_what_was_named() -> None:
    row = rows.SeriesRow(
        tenant_id="t", series="S", issuer_id=Id("i"), prefix="R-", pattern="R-{n}", head="0"
    )
    moved = changed(row, last=7, head="1")
    assert (moved.last, moved.head) == (7, "1")
    assert moved == replace(row, last=7, head="1")
    assert (row.last, row.head) == (0, "0")


def test_no_row_has_a_column_that_is_not_declared() -> None:
    row = rows.SeriesRow(
        tenant_id="t", series="S", issuer_id=Id("i"), prefix="R-", pattern="R-{n}", head="0"
    )
    with pytest.raises(KeyError, match="lasst"):
        changed(row, lasst=7)
    with pytest.raises(ValueError, match="argument"):
        filled(rows.SeriesRow, ["t", "S"])
