"""`mysql+pymysql://…`: by the dialect of MySQL; a MariaDB stands in for the server."""

from __future__ import annotations

import pytest

from invoicekit.errors import ConfigurationError
from invoicekit.model.rows import SeriesRow
from invoicekit.storage import open_storage

SERIES = SeriesRow(tenant_id="a", series="R", issuer_id="i")  # type: ignore[arg-type]  # any id will do


@pytest.mark.xdist_group("mariadb")
def test_rows_are_stored_by_either_dialect(maria_url: str) -> None:
    by_mysql = open_storage(maria_url.replace("mariadb", "mysql", 1))
    assert by_mysql.write("a", lambda uow: uow.add([SERIES], ignore_existing=True)) == 1
    assert by_mysql.write("a", lambda uow: uow.add([SERIES], ignore_existing=True)) == 0
    by_mysql.close()

    by_mariadb = open_storage(maria_url)
    assert by_mariadb.read("a", lambda uow: uow.get(SeriesRow, ["R"])) == [SERIES]
    by_mariadb.close()


def test_another_driver_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no MariaDB storage"):
        open_storage("mysql+mysqldb://h/x")
