"""Tables follow the declarations and the rules that let them be spread over many servers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from invoicekit.model.rows import InvoiceRow
from invoicekit.storage.sql.tables import schema, table_of

TABLES = sorted(schema().tables.values(), key=lambda table: table.name)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_tenant_leads_every_key_and_index(table: sa.Table) -> None:
    keys = [c for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    leading = [next(iter(key.columns)).name for key in (table.primary_key, *keys)]
    leading += [next(iter(index.columns)).name for index in table.indexes]

    assert set(leading) == {"tenant_id"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_database_makes_no_values_of_its_own(table: sa.Table) -> None:
    assert not any(column.server_default or column.default for column in table.c)
    assert table.foreign_keys == set()
    assert table.name.startswith("ik_")


def test_a_column_has_the_type_of_its_field() -> None:
    table = table_of(InvoiceRow)
    kinds = {
        name: type(table.c[name].type).__name__
        for name in ("id", "total", "issue_date", "issued_at")
    }

    assert kinds == {"id": "Text", "total": "Amount", "issue_date": "Date", "issued_at": "Instant"}
    assert table.c.number.nullable
    assert not table.c.currency.nullable


def test_the_metadata_holds_our_rows_only() -> None:
    from invoicekit.testing.storage_contract import ContractItem

    table_of(ContractItem)

    assert "ik_contract_item" not in schema().tables
    assert "ik_invoice" in schema().tables
