"""A table and its totals, in forms machines read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from invoicekit.errors import InputError, MissingExtra
from invoicekit.reports import Table

TABLE = Table(
    "sales",
    ("period", "currency", "documents", "net"),
    (
        ("2026-01", "JPY", 2, Decimal(1200)),
        ("2026-01", "EUR", 1, Decimal("100.10")),
        ("2026-02", "EUR", 3, Decimal("-0.30")),
    ),
    sums=("documents", "net"),
)


def test_totals_never_mix_currencies() -> None:
    assert TABLE.totals == (
        (None, "EUR", 4, Decimal("99.80")),
        (None, "JPY", 2, Decimal(1200)),
    )


@pytest.mark.parametrize(
    "without",
    [
        replace(TABLE, sums=()),
        replace(TABLE, columns=("period", "land", "documents", "net")),
        replace(TABLE, rows=()),
    ],
    ids=["no sums", "no currency", "no rows"],
)
def test_a_table_may_have_no_totals(without: Table) -> None:
    assert without.totals == ()


def test_what_is_added_is_what_was_asked_for() -> None:
    assert TABLE.added("net", currency="EUR") == Decimal("99.80")
    assert TABLE.added("net", currency="EUR", period="2026-02") == Decimal("-0.30")
    assert TABLE.added("net", currency="USD") == 0


def test_the_appendix_stands_below_the_text() -> None:
    audit = Table("series", ("series", "since"), (("A", date(2026, 1, 2)),))

    text = replace(TABLE, appendix=(audit,)).text()

    assert text.splitlines()[-3:] == ["Series  since", "──────  ───────────", "A       Jan 2, 2026"]
    assert "since" not in replace(TABLE, appendix=(audit,)).csv().decode()


def test_without_a_chart_it_says_so() -> None:
    with pytest.raises(InputError, match="'sales' has no chart"):
        TABLE.svg()


@pytest.mark.parametrize(
    ("form", "extra", "package"), [("xlsx", "xlsx", "openpyxl"), ("svg", "charts", "pygal")]
)
def test_a_missing_extra_is_named(
    form: str, extra: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoicekit.registry.installed", lambda name: name != package)

    with pytest.raises(MissingExtra, match=rf"pip install 'invoicekit\[{extra}\]'"):
        getattr(replace(TABLE, chart=lambda *_: ()), form)()
