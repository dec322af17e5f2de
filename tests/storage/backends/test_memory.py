"""`memory://` opens rows in dicts; and what is no backend is said so."""

from __future__ import annotations

import pytest

from invoicekit.errors import ConfigurationError, MissingExtra
from invoicekit.storage import bound_storage, open_storage
from invoicekit.storage.memory import MemoryStorage


def test_the_url_opens_an_empty_storage_each_time() -> None:
    one, two = open_storage("memory://"), open_storage("memory://")

    assert isinstance(one, MemoryStorage)
    assert one is not two


@pytest.mark.parametrize("url", ["invoices.db", "", "sqlite:/x"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="is not a database URL"):
        open_storage(url)


def test_an_unknown_scheme_names_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="mariadb, memory, mysql, postgresql, sqlite"):
        open_storage("oracle://localhost/invoices")


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(dotted: str) -> object:
        raise ModuleNotFoundError(dotted, name="sqlalchemy")

    monkeypatch.setattr("invoicekit.registry.load", missing)

    with pytest.raises(MissingExtra, match=r"invoicekit\[sql\]"):
        bound_storage(object())
