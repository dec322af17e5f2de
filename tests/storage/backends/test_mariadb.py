"""`mariadb+pymysql://…` opens a database and brings its schema up to date."""

from __future__ import annotations

import asyncio

import pytest

from invoicekit.errors import ConfigurationError, StorageError
from invoicekit.model.rows import SeriesRow
from invoicekit.storage import awaited_storage, open_storage

SERIES = SeriesRow(tenant_id="a", series="R", issuer_id="i")  # type: ignore[arg-type]  # any id will do


@pytest.mark.xdist_group("mariadb")
def test_rows_are_there_when_the_database_is_opened_again(maria_url: str) -> None:
    storage = open_storage(maria_url)
    storage.write("a", lambda uow: uow.add([SERIES]))
    storage.close()

    again = open_storage(maria_url.replace("+pymysql", ""))
    assert again.read("a", lambda uow: uow.get(SeriesRow, ["R"])) == [SERIES]
    awaited = awaited_storage(again, maria_url)
    assert asyncio.run(awaited.read("a", lambda uow: uow.get(SeriesRow, ["R"]))) == [SERIES]
    asyncio.run(awaited.close())


@pytest.mark.parametrize("url", ["mariadb+asyncmy://h/x", "mariadb+pymysql://h:port/x"])
def test_another_driver_or_a_broken_url_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        open_storage(url)


def test_a_server_that_is_not_there_is_an_error_of_ours() -> None:
    with pytest.raises(StorageError) as caught:
        open_storage("mariadb+pymysql://me:secret@127.0.0.1:1/invoices")

    assert "secret" not in str(caught.value.where)
