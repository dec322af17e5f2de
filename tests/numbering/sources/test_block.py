"""Blocks of one allotment: each holder numbers its own through, nobody twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from tests.numbering.sources.conftest import NOW, shop

import invoicekit as ik
from invoicekit.model.stored import changed

Number = Callable[..., str]


def tills(kit: ik.InvoiceKit, size: int = 3) -> tuple[str, str]:
    """Makes two issuers that share an allotment, and returns their ids."""
    one, two = (
        kit.issuers.create(shop(ik.BlockNumbers(of="hq", holder=holder, size=size)), actor="alice")
        for holder in ("till-1", "till-2")
    )
    return one.id, two.id


def places(numbers: list[str]) -> list[int]:
    return [int(number.removeprefix("2026-")) for number in numbers]


def test_each_holder_numbers_its_own_block_through(kit: ik.InvoiceKit, number: Number) -> None:
    both = tills(kit)
    given = [number(till) for till in both * 4]
    assert places(given[0::2]) == [1, 2, 3, 7]
    assert places(given[1::2]) == [4, 5, 6, 10]
    keys = [row.series for row in kit.series.list()]
    assert "hq/invoice//2026/blocks/till-2/000000000010" in keys
    assert kit.audit.verify().faults == ()


def test_a_batch_goes_on_in_the_next_block(kit: ik.InvoiceKit, draft: Callable[..., str]) -> None:
    one, _ = tills(kit)
    ids = [draft(one) for _ in range(8)]
    records = kit.invoices.issue_many(ids, actor="bob")
    assert places([str(record.number) for record in records]) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert kit.audit.verify().faults == ()


def test_a_holder_without_a_name_is_the_issuer(kit: ik.InvoiceKit, number: Number) -> None:
    issuer = kit.issuers.create(shop(ik.BlockNumbers(of="hq", size=2)), actor="alice")
    assert number() == "2026-000001"
    assert kit.series.list()[1].series == f"hq/invoice//2026/blocks/{issuer.id}/000000000001"


def test_an_anchor_holds_blocks_and_not_their_allotment(kit: ik.InvoiceKit, number: Number) -> None:
    one, _ = tills(kit)
    number(one)
    signer = ik.Ed25519Signer.generate()
    anchor = kit.audit.anchor(signer)
    assert len(anchor.heads) == 1
    number(one)
    assert kit.audit.verify(anchors=[anchor], trusted=[signer.public_key]).faults == ()


def test_many_tills_on_one_file_give_no_number_twice(tmp_path: Path) -> None:
    """And two processes may be the same till."""
    url = f"sqlite:///{tmp_path / 'invoices.db'}"
    with ik.InvoiceKit.from_url(url, clock=lambda: NOW) as kit:
        both = tills(kit, size=5)
        buyer = kit.customers.create(name="ACME", actor="alice")
        line = ik.InvoiceLine(
            quantity=1, price=ik.Price(net="10"), vat_category="O", item=ik.Item(name="Keyboard")
        )
        invoice = ik.calculate(ik.Invoice(currency="NZD", lines=[line]))

        def one(place: int) -> str:
            made = kit.invoices.create(
                invoice, customer_id=buyer.id, issuer_id=both[place % 2], actor="alice"
            )
            return str(kit.invoices.issue(made.id, actor="bob").number)

        with ThreadPoolExecutor(4) as pool:
            given = list(pool.map(one, range(20)))
        assert sorted(places(given)) == list(range(1, 21))
        assert kit.audit.verify().faults == ()


def test_verify_names_the_numbers_of_a_till_gone_for_good(
    kit: ik.InvoiceKit, number: Number
) -> None:
    one, two = tills(kit)
    for till in (one, two, two):
        number(till)
    assert kit.audit.verify().notices == ()
    kit.issuers.update(one, numbers=ik.BlockNumbers(of="hq", holder="till-9"), actor="alice")
    kit.issuers.update(two, numbers=None, actor="alice")
    found = kit.audit.verify()
    assert found.intact
    first, second = found.notices
    assert first == (
        "series hq/invoice//2026/blocks/till-1/000000000001: the numbers 2 to 3 were leased by "
        "till-1 and never used, and no issuer holds it any more: note them as unused where the "
        "books are explained, or let an issuer use them up (numbers=BlockNumbers(of=…, "
        "holder='till-1'))"
    )
    assert "/till-2/000000000004: the numbers 6 were leased by till-2" in second
    kit.issuers.update(one, numbers=ik.BlockNumbers(of="hq", holder="till-1"), actor="alice")
    assert places([number(one), number(one)]) == [2, 3]
    assert len(kit.audit.verify().notices) == 1


def test_a_block_of_another_prefix_is_held_no_more(kit: ik.InvoiceKit, number: Number) -> None:
    one, _ = tills(kit)
    number(one)
    kit.issuers.update(one, series_prefix="B", actor="alice")
    assert len(kit.audit.verify().notices) == 1


def test_numbers_of_a_year_that_is_over_are_used_no_more(
    kit: ik.InvoiceKit, number: Number
) -> None:
    one, two = tills(kit)
    number(one)
    number(two)
    number(one, issue_date=date(2027, 1, 2))
    [notice] = kit.audit.verify().notices
    assert "2026/blocks/till-1/" in notice
    assert "its period is over" in notice


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        ({"first": 5}, "the numbers 4 to 4 were leased, and no block has them"),
        ({"first": 3}, "the numbers 3 to 3 are in two blocks"),
        ({"final": 5}, "the numbers up to 6 were leased, the blocks end at 5"),
    ],
)
def test_verify_finds_blocks_that_do_not_cover_the_allotment(
    kit: ik.InvoiceKit, number: Number, terms: dict[str, int], fault: str
) -> None:
    for till in tills(kit):
        number(till)
    second = kit.series.list()[2]
    said = str(second.terms)
    for name, value in terms.items():
        was = {"first": 4, "final": 6}[name]
        said = said.replace(f'"{name}":{was}', f'"{name}":{value}')
    tampered = changed(second, terms=said, revision=second.revision + 1)
    kit._runtime.write(lambda uow: uow.replace([tampered]))
    found = kit.audit.verify().faults
    assert any(fault in each for each in found), found
