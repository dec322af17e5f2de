"""The contract of rows that others hold, and of removing those that are made of others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import chain

import pytest

from invoicekit.errors import StorageError
from invoicekit.model.stored import Id, Scalar
from invoicekit.ports.storage import Condition, Holding, Query, Storage, UnitOfWork
from invoicekit.testing._contract_lists import ITEMS, crowd, in_order, page_of, pages
from invoicekit.testing._contract_rows import ContractItem, ContractTag
from invoicekit.testing._contract_verbs import StorageCase, add, get

EVEN = {f"{n:02}" for n in range(0, 42, 2)}
THIRD = {f"{n:02}" for n in range(0, 42, 3)}
LAST = {"40", "41"}
TAGS = {"even": EVEN, "third": THIRD, "thirst": LAST}


def held(*words: str, also: Iterable[str] = ()) -> Holding:
    """Returns that a row has one of some tags."""
    where: tuple[Condition, ...] = (("tag", "in", words),)
    if len(words) == 1:
        where = (("tag", "=", words[0]),)
    return Holding(of=ContractTag, on="item_id", where=where, also=tuple(also))


ASKED: list[tuple[str, bool, tuple[Condition, ...]]] = [
    ("id", False, ()),
    ("id", True, (("rank", ">=", 0),)),
    ("day", True, ()),
]
HELD: list[tuple[str, tuple[Holding, ...], set[str]]] = [
    ("by one", (held("third"),), THIRD),
    ("by two", (held("even"), held("third")), EVEN & THIRD),
    ("by none there is", (held("even"), held("odd")), set()),
    ("by any of two", (held("third", "thirst"),), THIRD | LAST),
    ("by any of two, and one", (held("third", "thirst"), held("even")), (THIRD | LAST) & EVEN),
    ("by any of none", (held(),), set()),
    ("or known otherwise", (held("third", also=("01", "03", "nobody")),), THIRD | {"01"}),
    (
        "both, or known otherwise",
        (held("even", also=("01", "03")), held("third", also=("02", "01"))),
        (EVEN | {"01", "03"}) & (THIRD | {"01", "02"}),
    ),
]


def tagged(storage: Storage, tenant: str) -> list[ContractItem]:
    """Writes items and their tags, and returns the items."""
    rows = crowd(tenant)
    tags = [
        ContractTag(tenant_id=tenant, tag=tag, item_id=Id(key))
        for tag, keys in TAGS.items()
        for key in sorted(keys)
    ]
    add(storage, tenant, rows)
    add(storage, tenant, tags)
    return rows


class HoldingContract(StorageCase):
    """`Query.holding` and `remove`."""

    @pytest.mark.parametrize(
        ("holding", "keys"), [case[1:] for case in HELD], ids=[case[0] for case in HELD]
    )
    def test_pages_of_rows_that_are_held(
        self, storage: Storage, tenant: str, holding: tuple[Holding, ...], keys: set[str]
    ) -> None:
        """They are the whole list's, in its order, whichever way it runs."""
        rows = tagged(storage, tenant)
        for order, descending, where in ASKED:
            chosen = [row for row in rows if row.id in keys and (not where or _ranked(row))]
            query = replace(ITEMS, where=where, holding=holding, order=order, limit=6)
            query = replace(query, descending=descending)
            got = list(pages(storage, tenant, query))
            assert list(chain.from_iterable(got)) == in_order(chosen, order, descending=descending)
            assert all(len(page) == query.limit for page in got[:-1])
        whole = replace(ITEMS, holding=holding)
        streamed = storage.read(tenant, partial(_streamed, query=whole))
        assert {row.id for row in streamed} == keys & {row.id for row in rows}
        assert storage.read(tenant, partial(_counted, query=whole)) == [(len(streamed),)]

    def test_another_tenant_holds_nothing(self, storage: Storage, tenant: str) -> None:
        """Though it knows the key."""
        add(storage, tenant, [item for item in crowd(tenant) if item.id == "07"])
        other = f"{tenant}-2"
        add(storage, other, [ContractTag(tenant_id=other, tag="even", item_id=Id("07"))])
        query = replace(ITEMS, holding=(held("even"),))
        assert page_of(storage, tenant, query).items == ()

    @pytest.mark.parametrize(
        "holding",
        [
            Holding(of=ContractTag, on="tag", where=()),
            Holding(of=ContractTag, on="item_id", where=(("none", "=", 1),)),
        ],
        ids=["a column that does not end the key", "a column that is not there"],
    )
    def test_holders_that_make_no_sense_are_refused(
        self, storage: Storage, tenant: str, holding: Holding
    ) -> None:
        """With a word on what is wrong."""
        with pytest.raises(StorageError):
            page_of(storage, tenant, replace(ITEMS, holding=(holding,)))

    def test_what_is_made_of_others_can_go(self, storage: Storage, tenant: str) -> None:
        """And come again; others stay."""
        tagged(storage, tenant)
        keys = [("even", "00"), ("even", "01"), ("third", "00")]
        gone = storage.write(tenant, lambda uow: uow.remove(ContractTag, keys))
        assert gone == 2  # 01 is not even
        assert get(storage, tenant, ContractTag, *keys) == [None, None, None]
        tags = Query(of=ContractTag, where=(("item_id", "=", "06"),))
        kept = storage.read(tenant, lambda uow: list(uow.stream(tags)))
        assert [row.tag for row in kept] == ["even", "third"]
        assert storage.write(tenant, lambda uow: uow.remove(ContractTag, [])) == 0
        assert add(storage, tenant, [ContractTag(tenant_id=tenant, tag="even", item_id=Id("00"))])

    def test_what_cannot_be_made_again_stays(self, storage: Storage, tenant: str) -> None:
        """Whoever asks."""
        add(storage, tenant, crowd(tenant))
        with pytest.raises(StorageError):
            storage.write(tenant, lambda uow: uow.remove(ContractItem, ["07"]))
        assert get(storage, tenant, ContractItem, "07") != [None]

    def test_a_removal_is_undone_with_its_transaction(self, storage: Storage, tenant: str) -> None:
        """And touches no other tenant."""
        tagged(storage, tenant)
        other = f"{tenant}-2"
        assert storage.write(other, lambda uow: uow.remove(ContractTag, [("even", "00")])) == 0
        with pytest.raises(LookupError):
            storage.write(tenant, _removes_and_fails)
        assert get(storage, tenant, ContractTag, ("even", "00")) != [None]


def _ranked(row: ContractItem) -> bool:
    return row.rank is not None and row.rank >= 0


def _streamed(uow: UnitOfWork, query: Query[ContractItem]) -> list[ContractItem]:
    return list(uow.stream(query))


def _counted(uow: UnitOfWork, query: Query[ContractItem]) -> list[tuple[Scalar, ...]]:
    return uow.totals(query, by=(), sums=())


def _removes_and_fails(uow: UnitOfWork) -> None:
    assert uow.remove(ContractTag, [("even", "00")]) == 1
    assert uow.get(ContractTag, [("even", "00")]) == [None]
    raise LookupError
