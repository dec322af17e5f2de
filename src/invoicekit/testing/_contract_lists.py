"""The contract of pages, streams and totals."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from operator import attrgetter

import pytest

from invoicekit.errors import BadCursor, StorageError
from invoicekit.model.stored import Id, kind_of
from invoicekit.ports.storage import Condition, Page, Query, Storage
from invoicekit.testing._contract_rows import NOW, ContractItem
from invoicekit.testing._contract_verbs import StorageCase, add, item

ITEMS = Query(of=ContractItem)
ORDERS = ("id", "label", "rank", "amount", "day", "at")

FOUND: list[tuple[str, tuple[Condition, ...], str]] = [
    ("equal", (("label", "=", "Apple"),), "a"),
    ("equal to nothing", (("label", "=", None),), "e"),
    ("other", (("label", "!=", "Apple"),), "bcde"),
    ("other than nothing", (("label", "!=", None),), "abcd"),
    ("one of", (("label", "in", ("Apple", "50%_off", "none")),), "ac"),
    ("one of, or nothing", (("label", "in", ("Apple", None)),), "ae"),
    ("one of none", (("label", "in", ()),), ""),
    ("less", (("rank", "<", 2),), "a"),
    ("at most", (("rank", "<=", 2),), "ab"),
    ("more", (("rank", ">", 2),), "cd"),
    ("at least", (("rank", ">=", 2),), "bcd"),
    ("an amount", (("amount", ">=", Decimal("2.5")),), "cd"),
    ("a date", (("day", "=", date(2026, 1, 2)),), "b"),
    ("an instant", (("at", ">", NOW + timedelta(hours=1)),), "cd"),
    ("a truth", (("active", "=", False),), "d"),
    ("part of a text", (("label", "contains", "PP"),), "ab"),
    ("part with what looks like a wildcard", (("label", "contains", "0%_"),), "c"),
    ("no wildcard", (("label", "contains", "%"),), "c"),
    ("beginning", (("label", "starts", "app"),), "a"),
    ("beginning beyond ASCII", (("label", "starts", "ÄPF"),), "d"),
    ("both", (("rank", ">", 1), ("amount", "<", Decimal(3))), "b"),
]


def shelf(tenant: str) -> list[ContractItem]:
    """Returns rows for conditions."""
    labels = ["Apple", "Ripper", "50%_off", "Äpfel", None]
    rows = []
    for n, (key, label) in enumerate(zip("abcde", labels, strict=True), 1):
        row = item(tenant, key, label=label, rank=n, amount=Decimal(n) / 1, text="heavy")
        day, at = date(2026, 1, n), NOW + timedelta(hours=n - 1)
        rows.append(replace(row, day=day, at=at, active=key != "d"))
    rows[1] = replace(rows[1], amount=Decimal("2.4999"))
    rows[4] = replace(rows[4], rank=None, amount=Decimal(0), at=NOW, day=None)
    return rows


def crowd(tenant: str) -> list[ContractItem]:
    """Returns rows with equal values and nulls in every column of an order."""
    labels = [None, "", "a", "B", "b", "é", "发"]
    rows = []
    for n in range(42):
        row = item(tenant, f"{n * 11 % 42:02}", label=labels[n % 7], rank=[None, 0, 5, -3][n % 4])
        day = None if n % 3 == 0 else date(2026, 1, 1 + n % 5)
        rows.append(
            replace(row, day=day, amount=Decimal(n % 6) / 4, at=NOW + timedelta(hours=n % 9))
        )
    return rows


def in_order(rows: list[ContractItem], order: str, *, descending: bool) -> list[str]:
    """Returns ids as the contract wants them: nulls last both ways, the id as tie-breaker."""
    columns = kind_of(ContractItem).order(order)
    for column in reversed(columns):
        known = [row for row in rows if getattr(row, column) is not None]
        unknown = [row for row in rows if getattr(row, column) is None]
        known.sort(key=attrgetter(column), reverse=descending)
        rows = known + unknown
    return [row.id for row in rows]


def page_of(storage: Storage, tenant: str, query: Query[ContractItem]) -> Page[ContractItem]:
    """Reads one page in a transaction of its own."""
    return storage.read(tenant, lambda uow: uow.page(query))


def pages(storage: Storage, tenant: str, query: Query[ContractItem]) -> Iterator[list[str]]:
    """Yields the ids of page after page."""
    while True:
        page = page_of(storage, tenant, query)
        yield [row.id for row in page.items]
        if page.next is None:
            return
        query = replace(query, after=page.next)


class ListContract(StorageCase):
    """`page`, `stream` and `totals`."""

    @pytest.mark.parametrize(
        ("where", "keys"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND]
    )
    def test_conditions(
        self, storage: Storage, tenant: str, where: tuple[Condition, ...], keys: str
    ) -> None:
        """Each operator, with nulls and with text that looks like a pattern."""
        add(storage, tenant, list(shelf(tenant)))
        page = storage.read(tenant, lambda uow: uow.page(replace(ITEMS, where=where)))
        assert "".join(row.id for row in page.items) == keys

    @pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
    @pytest.mark.parametrize("order", ORDERS)
    def test_pages_are_the_sorted_whole(
        self, storage: Storage, tenant: str, order: str, *, descending: bool
    ) -> None:
        """Each row once, for every size of page."""
        rows = crowd(tenant)
        add(storage, tenant, rows)
        wanted = in_order(rows, order, descending=descending)
        for size in (1, 5, 6, 41, 42, 100):
            query = replace(ITEMS, order=order, descending=descending, limit=size)
            got = list(pages(storage, tenant, query))
            assert list(chain.from_iterable(got)) == wanted
            assert all(len(page) == size for page in got[:-1])
            assert got[-1]
        whole = replace(ITEMS, order=order, descending=descending)
        streamed = storage.read(tenant, lambda uow: [row.id for row in uow.stream(whole)])
        assert streamed == wanted

    @pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
    @pytest.mark.parametrize("column", ["label", "id"])
    def test_pages_of_a_filtered_list(
        self, storage: Storage, tenant: str, column: str, *, descending: bool
    ) -> None:
        """Where a condition pins a column of the order."""
        rows = crowd(tenant)
        add(storage, tenant, rows)
        value = "b" if column == "label" else "07"
        chosen = [row for row in rows if getattr(row, column) == value]
        where: tuple[Condition, ...] = ((column, "=", value),)
        for order in ("label", "rank"):
            query = replace(ITEMS, where=where, order=order, descending=descending, limit=2)
            got = list(chain.from_iterable(pages(storage, tenant, query)))
            assert got == in_order(chosen, order, descending=descending)

    def test_an_empty_list_is_one_empty_page(self, storage: Storage, tenant: str) -> None:
        """Without a cursor."""
        page = storage.read(tenant, lambda uow: uow.page(ITEMS))
        assert (page.items, page.next) == ((), None)
        assert storage.read(tenant, lambda uow: list(uow.stream(ITEMS))) == []

    def test_pages_leave_heavy_columns_out(self, storage: Storage, tenant: str) -> None:
        """Unless asked; a stream has them."""
        rows = [item(tenant, "1", text="heavy")]
        add(storage, tenant, rows)
        assert storage.read(tenant, lambda uow: uow.page(ITEMS)).items[0].text is None
        heavy = storage.read(tenant, lambda uow: uow.page(replace(ITEMS, heavy=True)))
        assert heavy.items == tuple(rows)
        assert storage.read(tenant, lambda uow: list(uow.stream(ITEMS))) == rows

    def test_a_cursor_fits_one_list_only(self, storage: Storage, tenant: str) -> None:
        """Another order, direction, an altered or made up one is refused."""
        add(storage, tenant, [item(tenant, str(n), label="a", rank=n) for n in range(5)])
        query = replace(ITEMS, order="rank", limit=2)
        cursor = storage.read(tenant, lambda uow: uow.page(query)).next
        assert cursor is not None
        forged = urlsafe_b64encode(b'123456["2","1"]').decode()
        altered = [
            cursor[:n] + ("A" if cursor[n] != "A" else "B") + cursor[n + 1 :]
            for n in range(0, len(cursor) - 1, 3)
        ]
        bad = [replace(query, after=text) for text in (*altered, cursor[:-4], "x", "é", forged)]
        bad += [
            replace(query, after=cursor, order="label"),
            replace(query, after=cursor, descending=True),
        ]
        for each in bad:
            with pytest.raises(BadCursor):
                page_of(storage, tenant, each)
        rest = storage.read(tenant, lambda uow: uow.page(replace(query, after=cursor, limit=9)))
        assert [row.id for row in rest.items] == ["2", "3", "4"]

    @pytest.mark.parametrize(
        "query",
        [
            replace(ITEMS, order="nothing"),
            replace(ITEMS, limit=0),
            replace(ITEMS, where=(("nothing", "=", 1),)),
            replace(ITEMS, where=(("rank", "~", 1),)),  # type: ignore[arg-type]  # what a caller must not do
            replace(ITEMS, where=(("rank", "<", None),)),
            replace(ITEMS, where=(("rank", "in", 1),)),
            replace(ITEMS, where=(("label", "contains", 1),)),
            replace(ITEMS, where=(("amount", ">", Decimal("0.00001")),)),
            replace(ITEMS, where=(("at", "in", (NOW.replace(tzinfo=None),)),)),
        ],
        ids=lambda query: f"{query.order} {query.limit} {query.where}",
    )
    def test_a_query_that_makes_no_sense_is_refused(
        self, storage: Storage, tenant: str, query: Query[ContractItem]
    ) -> None:
        """With a word on what is wrong."""
        with pytest.raises(StorageError):
            storage.read(tenant, lambda uow: uow.page(query))

    def test_totals_are_exact(self, storage: Storage, tenant: str) -> None:
        """To the last digit, grouped, ordered, groups without a value last."""
        amounts = [("b", "0.10"), ("a", "0.20"), ("b", "0.0001"), (None, "1"), ("a", "-0.20")]
        rows = [
            item(tenant, str(n), label=label, rank=n, amount=Decimal(amount))
            for n, (label, amount) in enumerate(amounts)
        ]
        rows[0] = replace(rows[0], fee=Decimal("7.5"))
        add(storage, tenant, rows)
        totals = storage.read(
            tenant, lambda uow: uow.totals(ITEMS, by=("label",), sums=("amount", "rank", "fee"))
        )
        assert totals == [
            ("a", 2, Decimal(0), 5, Decimal(0)),
            ("b", 2, Decimal("0.1001"), 2, Decimal("7.5")),
            (None, 1, Decimal(1), 3, Decimal(0)),
        ]
        assert [type(value) for value in totals[0][1:]] == [int, Decimal, int, Decimal]
        two = storage.read(tenant, lambda uow: uow.totals(ITEMS, by=("active", "at"), sums=()))
        assert two == [(True, NOW, 5)]

    @pytest.mark.parametrize(("most", "count"), [(2, 2), (3, 3), (4, 3)])
    def test_totals_look_at_so_many_rows(
        self, storage: Storage, tenant: str, most: int, count: int
    ) -> None:
        """So that a count of millions may stop."""
        add(storage, tenant, [item(tenant, str(n), rank=n, label="x") for n in range(3)])
        asked = replace(ITEMS, most=most, where=(("label", "=", "x"),))
        [(found, _)] = storage.read(tenant, lambda uow: uow.totals(asked, by=(), sums=("rank",)))
        assert found == count

    def test_totals_of_nothing(self, storage: Storage, tenant: str) -> None:
        """One row where there are no groups, none where there are."""
        nothing = replace(ITEMS, where=(("id", "=", Id("none")),))
        assert storage.read(
            tenant, lambda uow: uow.totals(nothing, by=(), sums=("amount", "rank"))
        ) == [(0, Decimal(0), 0)]
        assert storage.read(tenant, lambda uow: uow.totals(nothing, by=("label",), sums=())) == []

    @pytest.mark.parametrize(("by", "sums"), [(("none",), ()), ((), ("none",)), ((), ("label",))])
    def test_totals_of_what_is_no_number_are_refused(
        self, storage: Storage, tenant: str, by: tuple[str, ...], sums: tuple[str, ...]
    ) -> None:
        """Or of what is no column."""
        with pytest.raises(StorageError):
            storage.read(tenant, lambda uow: uow.totals(ITEMS, by=by, sums=sums))
