"""What people will read: characters no font has, languages nobody speaks."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2  # type: ignore[import-untyped]  # ships none
import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.findings import ValidationFailed
from invoicekit.renderers import _fonts

Issue = Callable[[str], ik.InvoiceRecord]
HIEROGLYPH = "\U00013000"
CUSTOMERS = "reference,email,name,kind,country,language\n"


@pytest.fixture
def odd(buyer: ik.Customer) -> ik.Order:
    return ik.Order(
        reference="SO-1",
        customer_id=buyer.id,
        currency="EUR",
        lines=[
            ik.OrderLine(name="Keyboard", unit_price="10", vat="S 19"),
            ik.OrderLine(name=f"Papyrus {HIEROGLYPH}", unit_price="10", vat="S 19"),
        ],
    )


def test_a_draft_says_which_character_will_be_missing_and_where(
    kit: ik.InvoiceKit, odd: ik.Order
) -> None:
    draft = kit.invoices.create_from_order(odd, actor="alice")
    report = kit.invoices.validate(draft.id)
    assert report.valid
    (finding,) = report.findings
    assert (finding.rule, finding.severity) == ("IK-PRINT-FONT", "warning")
    assert finding.path == "lines[1].item.name"
    assert f"no font draws '{HIEROGLYPH}' (U+13000) of 'Papyrus {HIEROGLYPH}'" in finding.message


def test_it_is_issued_archived_and_sent_all_the_same_with_a_visible_gap(
    kit: ik.InvoiceKit, odd: ik.Order, issue: Issue
) -> None:
    record = issue(kit.invoices.create_from_order(odd, actor="alice").id)
    kit.deliveries.send(record.id, channel="email", actor="bob")
    run = kit.run_outbox()
    assert (run.done, run.retried, run.dead) == (2, 0, 0)
    pdf = kit.invoices.file(record.id, "pdf")
    text = pypdfium2.PdfDocument(io.BytesIO(pdf.data))[0].get_textpage().get_text_bounded()
    assert "Papyrus \ufffd" in text
    assert HIEROGLYPH in kit.invoices.file(record.id, "html").data.decode()


def test_an_issued_document_is_judged_as_it_was_issued(
    kit: ik.InvoiceKit, odd: ik.Order, issue: Issue
) -> None:
    record = issue(kit.invoices.create_from_order(odd, actor="alice").id)
    assert [each.rule for each in kit.invoices.validate(record.id).findings] == ["IK-PRINT-FONT"]


def test_a_draft_with_faults_is_reported_without_raising(kit: ik.InvoiceKit, odd: ik.Order) -> None:
    draft = kit.invoices.create_from_order(odd, actor="alice")
    kit.invoices.update(draft.id, actor="alice", seller=ik.Party(name=HIEROGLYPH))
    report = kit.invoices.validate(draft.id)
    assert not report.valid
    assert {each.path for each in report.findings} > {"seller.name", "lines[1].item.name"}
    with pytest.raises(ValidationFailed):
        kit.invoices.submit(draft.id, actor="alice")


def test_an_import_warns_by_line_and_stores(kit: ik.InvoiceKit) -> None:
    rows = (
        f"K-1,a@a.example,Plain Ltd,business,GB,en\nK-2,b@b.example,{HIEROGLYPH} Ltd,business,GB,"
    )
    done = kit.imports.customers(CUSTOMERS + rows, actor="import")
    assert len(done) == 2
    (finding,) = done.findings
    assert (finding.rule, finding.severity) == ("IK-PRINT-FONT", "warning")
    assert (finding.location, finding.path) == ("line 3", "name")


def test_an_order_import_warns_too(kit: ik.InvoiceKit) -> None:
    columns = "Name,Email,Currency,Taxes,Total,Created at,Lineitem quantity,Lineitem name"
    row = f"#1,a@a.example,EUR,0.00,5.00,2026-03-01,1,{HIEROGLYPH},5.00"
    done = kit.imports.orders(f"{columns},Lineitem price\n{row}", actor="import")
    assert [(each.location, each.path) for each in done.findings] == [("line 2", "lines[0].name")]


def test_an_import_without_chinese_fonts_warns_and_stores(
    kit: ik.InvoiceKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_fonts, "cjk_folder", lambda: None)
    done = kit.imports.customers(CUSTOMERS + "K-1,a@a.example,青岩,business,CN,", actor="import")
    assert len(done) == 1
    assert "invoicekit[fonts-cjk]" in done.findings[0].message


def test_a_discount_without_words_is_said_in_the_customers_language(kit: ik.InvoiceKit) -> None:
    rows = "K-1,a@a.example,Acheteur SARL,business,FR,fr"
    kit.imports.customers(CUSTOMERS + rows, actor="import")
    head = "Name,Email,Currency,Taxes,Total,Created at,Lineitem quantity,Lineitem name"
    head += ",Lineitem price,Lineitem discount,Shipping"
    row = "#1,a@a.example,EUR,0.00,12.00,2026-03-01,1,Plume,9.00,1.00,2.00"
    (order,) = kit.imports.orders(f"{head}\n{row}", actor="import")
    draft = kit.invoices.create_from_order(order, actor="alice")
    text = ik.render(draft.invoice, "html", locale=draft.locale).decode()
    assert "Remise: -1,00" in text
    assert "Frais de port" in text


@pytest.mark.parametrize("tag", ["xx-YY", "not a locale", "deutsch", "e", "de_DE"])
def test_a_language_nobody_speaks_is_refused(kit: ik.InvoiceKit, tag: str) -> None:
    with pytest.raises(ValidationFailed) as raised:
        kit.customers.create(name="A", country="DE", language=tag, actor="alice")
    (finding,) = raised.value.report.findings
    assert (finding.rule, finding.path) == ("IK-LANGUAGE", "needs.language")
    assert repr(tag) in finding.message


@pytest.mark.parametrize("tag", ["de", "de-AT", "zh-CN", "zh-Hant-TW", "pl", "sw"])
def test_a_language_without_labels_of_its_own_is_still_one(kit: ik.InvoiceKit, tag: str) -> None:
    customer = kit.customers.create(name="A", country="DE", language=tag, actor="alice")
    assert customer.needs.language == tag


def test_a_locale_asked_for_one_document_is_checked(kit: ik.InvoiceKit, odd: ik.Order) -> None:
    with pytest.raises(errors.InputError, match="'xx-YY' is no language"):
        kit.invoices.create_from_order(odd, actor="alice", locale="xx-YY")


def test_an_issuers_locale_is_checked(kit: ik.InvoiceKit) -> None:
    issuer = ik.Issuer(party=ik.Party(name="B"), country="DE", locale="xx")
    with pytest.raises(ValidationFailed, match="IK-LANGUAGE"):
        kit.issuers.create(issuer, actor="alice")


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (None, ">Guten Tag ACME GmbH,</td>"),
        ("Hello & <b>\nwelcome", ">Hello &amp; &lt;b&gt;<br>welcome</td>"),
    ],
)
def test_a_mail_greets_in_html_as_in_text(
    kit: ik.InvoiceKit, odd: ik.Order, issue: Issue, message: str | None, shown: str
) -> None:
    record = issue(kit.invoices.create_from_order(odd, actor="alice", formats=["html"]).id)
    kit.deliveries.send(record.id, channel="email", message=message, actor="bob")
    kit.run_outbox()
    (mail,) = kit.mailbox.messages
    page = mail.get_body(("html",))
    assert page is not None
    html = page.get_content()
    assert shown in html
    kept = kit.invoices.file(record.id, "html")
    assert kept.original
    assert shown not in kept.data.decode()
