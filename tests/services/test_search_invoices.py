"""Documents are found by what people remember of them, in any spelling, and by nothing personal."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.services.conftest import ISSUER, NOW

import invoicekit as ik
from invoicekit.encryption import KeyRing
from invoicekit.model.rows import WordRow
from invoicekit.ports import Query
from invoicekit.services._word_index import MOST
from invoicekit.services._words import LONGEST, asked_in, words_in
from invoicekit.services.reindex_words import reindex_page

Issue = Callable[[str], ik.InvoiceRecord]

SHOP: list[tuple[str, str, str]] = [
    ("Müller & Söhne GmbH", "SO-1001", "Tastatur Größe L"),
    ("阿里巴巴（杭州）网络有限公司", "PO/17-b", "电子发票 打印机"),
    ("Łódź Fabryka", "SO-2", "Straße map, ＷＩＤＥ"),
]
"""Buyer, order and line of a draft each."""


def draft(
    kit: ik.InvoiceKit, name: str = "ACME", reference: str = "SO-1", item: str = "Pen"
) -> ik.InvoiceRecord:
    buyer = kit.customers.create(name=name, country="DE", actor="alice")
    line = ik.OrderLine(name=item, quantity="1", unit_price="10", vat="S 19")
    order = ik.Order(reference=reference, customer_id=buyer.id, currency="EUR", lines=[line])
    return kit.invoices.create_from_order(order, actor="alice")


def words(kit: ik.InvoiceKit) -> set[str]:
    rows = kit._runtime.read(lambda uow: list(uow.stream(Query(of=WordRow))))
    return {row.word for row in rows}


@pytest.fixture
def shop(kit: ik.InvoiceKit) -> ik.InvoiceKit:
    for each in SHOP:
        draft(kit, *each)
    return kit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("muller", "0"),
        ("MÜLLER", "0"),
        ("müller tastatur", "0"),
        ("müller drucker", ""),
        ("grosse", "0"),
        ("lodz", "2"),
        ("ŁÓDŹ", "2"),
        ("strasse", "2"),
        ("wide", "2"),
        ("阿里", "1"),
        ("杭州", "1"),
        ("发票", "1"),
        ("杭州 发票", "1"),
        ("阿里巴巴", "1"),
        ("阿州", ""),
        ("里", "1"),
        ("票", "1"),
        ("so-1001", "0"),
        ("1001", "0"),
        ("01001", "0"),
        ("17-B", "1"),
        ("so", "20"),
        ("mul", ""),
        ("mul*", "0"),
        ("ma* lod*", "2"),
        ("shop gmbh", "210"),
        ("!!", ""),
        ("%", ""),
        (" ", "210"),
    ],
)
def test_words_find_documents(shop: ik.InvoiceKit, text: str, found: str) -> None:
    names = [name for name, _, _ in SHOP]
    page = shop.invoices.search(text=text)
    assert [names.index(each.buyer_name or "") for each in page] == [int(sign) for sign in found]


@pytest.mark.parametrize("order", ["created", "issued", "due", "amount", "number"])
def test_pages_are_those_of_the_list(shop: ik.InvoiceKit, order: str) -> None:
    every = [each.id for each in shop.invoices.search(order=order)]
    pages, after = [], None
    while True:
        page = shop.invoices.search(text="gmbh", order=order, limit=1, after=after)
        pages.append(page.items)
        after = page.next
        if after is None:
            break
    assert [each.id for each in chain(*pages)] == every
    assert [len(page) for page in pages] == [1, 1, 1]


@pytest.mark.parametrize(
    ("asked", "most", "told"),
    [
        ({}, 10_000, None),
        ({"text": "hol*"}, 10, None),
        ({"text": "none of it"}, 10, "0"),
        ({}, 2, ">2"),
    ],
)
def test_what_is_found_is_counted_up_to_so_many(
    shop: ik.InvoiceKit, asked: dict[str, Any], most: int, told: str | None
) -> None:
    found = shop.invoices.count(**asked, most=most)
    assert str(found) == (told or str(len(shop.invoices.search(**asked, limit=500))))


def test_other_conditions_hold_as_well(shop: ik.InvoiceKit) -> None:
    [one] = shop.invoices.search(text="gmbh", order_reference="SO-2")
    assert one.buyer_name == SHOP[2][0]
    assert not shop.invoices.search(text="gmbh", status="issued").items


def test_a_number_is_found_at_once(kit: ik.InvoiceKit, issue: Issue) -> None:
    issued = issue(draft(kit).id)
    draft(kit, reference="SO-2")
    for text in ("2026-000001", "000001", "1 acme", "acme 2026-000001"):
        assert [each.number for each in kit.invoices.search(text=text)][-1:] == [issued.number]
    assert len(kit.invoices.search(text="1")) == 1
    assert kit.invoices.search(text="2026-000002").items == ()
    assert kit.invoices.search(text="1" * 40).items == ()


def test_a_number_is_found_beside_words_that_look_like_it(kit: ik.InvoiceKit, issue: Issue) -> None:
    issued = issue(draft(kit, reference="A").id)
    named = draft(kit, reference="SO-1")
    assert [each.id for each in kit.invoices.search(text="1")] == [named.id, issued.id]


def test_issuing_writes_no_words(kit: ik.InvoiceKit, issue: Issue) -> None:
    made = draft(kit)
    before = words(kit)
    issue(made.id)
    assert words(kit) == before


def test_a_word_is_not_shown_in_passing(kit: ik.InvoiceKit) -> None:
    made = draft(kit, "Schmidt")
    [row] = kit._runtime.read(lambda uow: uow.get(WordRow, [("schmidt", made.id)]))
    assert repr(row) == f"WordRow(invoice_id='{made.id}')"


def test_what_a_draft_no_longer_says_finds_nothing(kit: ik.InvoiceKit) -> None:
    made = draft(kit, item="Pencil")
    line = made.invoice.lines[0]
    renamed = line.replace(item=ik.Item(name="Eraser"))
    kit.invoices.update(made.id, actor="alice", lines=[renamed])
    assert not kit.invoices.search(text="pencil").items
    assert [each.id for each in kit.invoices.search(text="acme eraser")] == [made.id]


def test_every_text_people_write_is_looked_at(kit: ik.InvoiceKit) -> None:
    item = ik.Item(name="n1", description="n2", seller_id="n3", buyer_id="n4")
    invoice = ik.Invoice(
        currency="EUR",
        buyer=ik.Party(name="n5", trading_name="n6"),
        buyer_reference="n7",
        project_reference="n8",
        contract_reference="n9",
        purchase_order_reference="n10",
        sales_order_reference="n11",
        notes=[ik.Note(text="n12")],
        lines=[
            ik.InvoiceLine(quantity="1", price=ik.Price(net="1"), item=item, note="n13"),
            ik.InvoiceLine(quantity="1", price=ik.Price(net="1"), note="n14"),
        ],
    )
    kit.invoices.create(invoice, actor="alice")
    assert {f"n{number}" for number in range(1, 15)} <= words(kit)


def test_nothing_that_is_masked_is_indexed(kit: ik.InvoiceKit) -> None:
    secrets = (
        "anna.schmidt@example.com",
        "DE89 3704 0044 0532 0130 00",
        "110101199003070011",
        "6222021001111234567",
        "tel. 13812340000",
    )
    note = ik.Note(text="Danke, " + ", ".join(secrets) + " 谢谢")
    party = ik.Party(name="ACME")
    invoice = ik.Invoice(currency="EUR", buyer=party, notes=[note], buyer_reference=secrets[0])
    kit.invoices.create(invoice, actor="alice")
    assert words(kit) == {"acme", "shop", "gmbh", "danke", "tel", "谢谢", "谢"}


def test_with_encrypted_columns_only_what_stands_beside_them_is_indexed() -> None:
    ring = KeyRing.generate("k1")
    kit = ik.InvoiceKit.in_memory(issuer=ISSUER, clock=lambda: NOW, field_keys=ring)
    draft(kit, "ACME", "SO-1", "Secret")
    assert words(kit) == {"acme", "so", "1"}
    assert len(kit.invoices.search(text="acme 1")) == 1


def test_words_of_before_there_were_keys_go_with_the_next_change(tmp_path: Path) -> None:
    url, ring = f"sqlite:///{tmp_path / 'shop.db'}", KeyRing.generate("k1")
    with ik.InvoiceKit.from_url(url, issuer=ISSUER, clock=lambda: NOW) as kit:
        first, second = draft(kit, "ACME", "A", "Secret"), draft(kit, "ACME", "B", "Hidden")
        assert {"secret", "hidden"} <= words(kit)
    with ik.InvoiceKit.from_url(url, clock=lambda: NOW, field_keys=ring) as kit:
        kit.invoices.update(first.id, actor="alice", project_reference="Tower")
        assert words(kit) & {"secret", "hidden", "tower"} == {"hidden"}
        assert kit.invoices.reindex() == 0
        assert words(kit) == {"acme", "a", "b"}
        assert {each.id for each in kit.invoices.search(text="acme")} == {first.id, second.id}


def test_a_document_has_no_more_words_than_that(kit: ik.InvoiceKit) -> None:
    note = ik.Note(text=" ".join(f"w{number}" for number in range(900)) + " x" * 50)
    long = ik.Note(text="y" * 900)
    kit.invoices.create(ik.Invoice(currency="EUR", notes=[long, note]), actor="alice")
    assert len(words(kit)) == MOST
    assert max(map(len, words(kit))) == LONGEST
    assert len(kit.invoices.search(text="y" * 900)) == 1


def test_an_index_is_made_again_of_the_documents(shop: ik.InvoiceKit) -> None:
    before = words(shop)
    rows = shop._runtime.read(lambda uow: list(uow.stream(Query(of=WordRow))))
    keys = [(row.word, row.invoice_id) for row in rows]
    shop._runtime.write(lambda uow: uow.remove(WordRow, keys))
    [notice] = shop.audit.verify().notices
    assert "kit.invoices.reindex() writes what is missing" in notice
    newest, _ = shop._runtime.write(
        lambda uow: reindex_page(uow, shop._runtime.tools, after=None, limit=2)
    )
    assert [each.buyer_name for each in shop.invoices.search(text="gmbh")] == [
        name for name, _, _ in SHOP[:0:-1]
    ]
    assert shop.audit.verify().notices == (notice,)
    assert newest + shop.invoices.reindex(chunk=2) == len(keys)
    assert words(shop) == before
    assert shop.audit.verify().notices == ()
    assert shop.invoices.reindex() == 0


def test_a_tenant_finds_its_own(shop: ik.InvoiceKit) -> None:
    assert not shop.for_tenant("another").invoices.search(text="muller").items


@given(st.text(max_size=60))
def test_each_word_of_a_text_finds_it(text: str) -> None:
    there = set(words_in(text))
    assert all(len(word) <= LONGEST for word in there)
    for asked in asked_in(text.replace("*", " ")):
        assert (
            any(word.startswith(asked.word) for word in there)
            if asked.begins
            else asked.word in there
        )
