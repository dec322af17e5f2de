"""`postgresql+psycopg://…` opens a database and brings its schema up to date."""

from __future__ import annotations

import pytest

from invoicekit.errors import ConfigurationError, StorageError
from invoicekit.model.rows import SeriesRow
from invoicekit.storage import open_storage

pytestmark = pytest.mark.xdist_group("postgresql")

SERIES = SeriesRow(tenant_id="a", series="R", issuer_id="i")  # type: ignore[arg-type]  # any id will do


def test_rows_are_there_when_the_database_is_opened_again(postgres_url: str) -> None:
    storage = open_storage(postgres_url)
    storage.write("a", lambda uow: uow.add([SERIES]))
    storage.close()

    again = open_storage(postgres_url.replace("+psycopg", ""))
    assert again.read("a", lambda uow: uow.get(SeriesRow, ["R"])) == [SERIES]
    again.close()


@pytest.mark.parametrize("url", ["postgresql+asyncpg://h/x", "postgresql+psycopg://h:port/x"])
def test_another_driver_or_a_broken_url_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        open_storage(url)


def test_a_server_that_is_not_there_is_an_error_of_ours() -> None:
    with pytest.raises(StorageError) as caught:
        open_storage("postgresql+psycopg://me:secret@127.0.0.1:1/invoices")

    assert "secret" not in str(caught.value.where)
