"""Fixed statements are compiled once and name their tenant."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from invoicekit.errors import StorageError
from invoicekit.ports.storage import Query
from invoicekit.storage.sql.statements import Prepared, made_for
from invoicekit.storage.sql.tables import schema, table_of
from invoicekit.testing.storage_contract import ContractFact, ContractItem, ContractTask

DIALECTS: list[sa.Dialect] = [
    sqlite.dialect(),
    postgresql.dialect(),  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types
]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_statement_of_every_row_names_the_tenant(dialect: sa.Dialect) -> None:
    from invoicekit.model.stored import kinds

    schema()
    for kind in kinds():
        made = made_for(dialect)[kind.record]
        texts = [made.insert.text, made.ensure.text, made.by_key.text, made.locked.text]
        texts += [made.update.text] if kind.versioned else []
        assert all("tenant_id" in text for text in texts)


def test_a_statement_without_a_tenant_cannot_be_prepared() -> None:
    with pytest.raises(StorageError, match="does not name the tenant"):
        Prepared(sa.select(table_of(ContractItem)), DIALECTS[0])


def test_statements_are_made_once_a_dialect() -> None:
    one, two = DIALECTS

    assert made_for(one)[ContractItem] is made_for(one)[ContractItem]
    assert made_for(one)[ContractItem] is not made_for(two)[ContractItem]


def test_an_insert_only_row_has_no_update() -> None:
    assert not hasattr(made_for(DIALECTS[0])[ContractFact], "update")


def test_postgresql_locks_rows_and_sqlite_has_one_writer() -> None:
    assert "FOR UPDATE" in made_for(DIALECTS[1])[ContractItem].locked.text
    assert "FOR UPDATE" not in made_for(DIALECTS[0])[ContractItem].locked.text


@pytest.mark.parametrize("last", [None, (1, "x")], ids=["first", "later"])
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_the_pages_of_rows_with_a_value_are_made_once(
    dialect: sa.Dialect, last: tuple[int, str] | None
) -> None:
    made = made_for(dialect)[ContractItem]
    query = Query(of=ContractItem, where=(("code", "=", "A"),), order="rank")
    one = made.pages(query, last)
    other = made.pages(replace(query, where=(("code", "=", "B"),), limit=7), last)

    assert one
    assert one is other
    assert all("tenant_id" in page.text for page in one)


@pytest.mark.parametrize(
    ("query", "last"),
    [
        (Query(of=ContractItem, where=(("code", "=", None),)), None),
        (Query(of=ContractItem, where=(("rank", ">", 1),)), None),
        (Query(of=ContractItem, where=(("code", "=", "A"), ("code", "=", "B"))), None),
        (Query(of=ContractItem, order="rank"), (None, "x")),
    ],
    ids=["without a value", "a range", "one column twice", "after a row without a value"],
)
def test_any_other_page_is_made_as_it_is_asked(
    query: Query[ContractItem], last: tuple[None, str] | None
) -> None:
    assert made_for(DIALECTS[0])[ContractItem].pages(query, last) is None


def test_a_claim_names_the_tenant_and_passes_by_locked_rows() -> None:
    text = made_for(DIALECTS[1])[ContractTask].claim.text

    assert "tenant_id" in text
    assert "SKIP LOCKED" in text
