"""Received invoices: any format, each once, with what we do about it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.archive.memory import MemoryArchive
from invoicekit.chain import digest
from invoicekit.model import Verification, Voucher, VoucherKind

NOW = datetime(2026, 4, 2, 10, tzinfo=UTC)


@pytest.fixture
def kit() -> ik.InvoiceKit:
    issuer = ik.Party(
        name="北京示例科技有限公司",
        tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
        address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
    )
    return ik.InvoiceKit.in_memory(issuer=issuer, clock=lambda: NOW)


def fapiao(number: str = "26112000000012345678", *, net: str = "100", **more: object) -> ik.Invoice:
    line = ik.InvoiceLine(
        id="1",
        quantity="1",
        price=ik.Price(net=net),
        vat_category="S",
        vat_rate="13",
        item=ik.Item(name="扫描仪"),
        fapiao=ik.FapiaoLine(tax_code="1090511000000000000"),
    )
    draft = ik.Invoice(
        number=number,
        issue_date="2026-03-02",  # type: ignore[arg-type]  # pydantic reads it
        currency="CNY",
        seller=ik.Party(
            name="上海样本贸易有限公司",
            tax_ids=[ik.TaxId(country="CN", value="91310115TXTXTX029G")],
            address=ik.Address(line1="样本路2号", city="上海", country="CN"),
        ),
        buyer=ik.Party(
            name="北京示例科技有限公司",
            tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
        ),
        lines=[line],
        fapiao=ik.Fapiao(kind="digital_special", drawer="王示例"),
    )
    return ik.calculate(draft.replace(**more))


def test_an_invoice_is_kept_once_with_its_bytes(kit: ik.InvoiceKit) -> None:
    data = ik.write(fapiao(), "fapiao-xml")
    kept = kit.received.add(data, actor="mail", name="dzfp.xml", origin="mail")
    assert (kept.key, kept.source) == ("26112000000012345678", "mail")
    [file] = kept.files
    assert (file.name, file.format, file.sha256) == ("dzfp.xml", "fapiao-xml", digest(data))
    assert len(file.sm3) == 64
    assert kit.received.file(kept.id) == data
    assert kit.received.add(data, actor="mail") == kept
    assert len(kit.received.list()) == 1


def test_another_file_of_the_same_invoice_joins_it(kit: ik.InvoiceKit) -> None:
    first = kit.received.add(ik.write(fapiao(), "fapiao-xml"), actor="mail")
    both = kit.received.add(ik.write(fapiao(), "json"), actor="mail")
    assert both.id == first.id
    assert [file.format for file in both.files] == ["fapiao-xml", "json"]
    assert both.version == 2


def test_a_number_with_other_amounts_is_refused_by_name(kit: ik.InvoiceKit) -> None:
    kit.received.add(ik.write(fapiao(), "fapiao-xml"), actor="mail")
    with pytest.raises(errors.ConflictError, match=r"net 200\.00, not 100\.00"):
        kit.received.add(ik.write(fapiao(net="200"), "fapiao-xml"), actor="mail")
    assert len(kit.received.list()) == 1


def test_two_sellers_may_have_one_number(kit: ik.InvoiceKit) -> None:
    for vat_id in ("DE136695976", "DE811128135"):
        seller = ik.Party(name="A", tax_ids=[ik.TaxId(country="DE", value=vat_id)])
        foreign = fapiao("R-1", seller=seller, fapiao=None, currency="EUR")
        kit.received.add(ik.write(foreign, "ubl"), actor="mail")
    assert [each.key for each in kit.received.list()] == ["DE136695976/R-1", "DE811128135/R-1"]


def test_what_is_wrong_with_it_is_noted_not_refused(kit: ik.InvoiceKit) -> None:
    totals = ik.Totals(line_total="100", without_vat="99", vat="13", with_vat="112", amount_due="1")
    wrong = fapiao().replace(totals=totals)
    kept = kit.received.add(ik.write(wrong, "json"), actor="mail")
    assert not kept.valid
    assert "BR-CO-13" in kept.problems


def test_an_invoice_without_a_number_is_refused(kit: ik.InvoiceKit) -> None:
    with pytest.raises(ik.InputError, match="has no number"):
        kit.received.add(ik.write(fapiao().replace(number=None), "json"), actor="mail")


def test_its_tax_is_used_and_it_is_booked(kit: ik.InvoiceKit) -> None:
    kept = kit.received.add(ik.write(fapiao(), "fapiao-xml"), actor="mail")
    with pytest.raises(ik.InputError, match="month that the tax is used in"):
        kit.received.use(kept.id, "deduct", actor="王会计")
    kit.received.use(kept.id, "deduct", period="2026-03", actor="王会计")
    booked = kit.received.book(kept.id, "02", voucher="记-0012", actor="王会计")
    assert (booked.use, booked.use_period) == (ik.InputUse.DEDUCT, "2026-03")
    assert (booked.booking, booked.voucher) == (ik.Booking.INCOME_TAX_DEDUCTED, "记-0012")
    assert kit.received.get(kept.id) == booked
    assert [each.id for each in kit.received.list(use="deduct")] == [kept.id]
    assert len(kit.received.list(use="refund")) == 0
    back = kit.received.use(kept.id, "none", actor="王会计")
    assert back.use_period is None
    events = [event.type for event in kit.events.of(kept.id)]
    assert events == ["received.added", "received.used", "received.booked", "received.used"]


def test_the_check_at_the_bureau_is_prepared(kit: ik.InvoiceKit) -> None:
    kept = kit.received.add(ik.write(fapiao(), "fapiao-xml"), actor="mail")
    assert kit.received.verification(kept.id) == {
        "fplx": "81",
        "fpdm": "",
        "fphm": "26112000000012345678",
        "kprq": "20260302",
        "jym": "",
        "kpje": "113.00",
        "nsrsbh": "91110108MA01ABCD2H",
    }
    foreign = fapiao("R-1", fapiao=None, currency="EUR")
    other = kit.received.add(ik.write(foreign, "ubl"), actor="mail")
    with pytest.raises(ik.InputError, match="only a 发票"):
        kit.received.verification(other.id)
    with pytest.raises(errors.NotFound, match="no received invoice"):
        kit.received.get("nothing")


@pytest.mark.parametrize(
    ("kind", "code", "amount", "check_code"),
    [
        ("digital_used_vehicle", "84", "113.00", ""),
        ("digital_paper_special", "85", "100.00", ""),
        ("digital_paper_ordinary", "86", "", "789012"),
        ("tc_electronic_special", "08", "100.00", ""),
        ("tc_electronic_ordinary", "10", "", "789012"),
        ("paper_ordinary", "04", "", "789012"),
        ("paper_used_vehicle", "15", "113.00", ""),
    ],
)
def test_each_kind_is_checked_by_its_amount_or_the_end_of_its_check_code(
    kit: ik.InvoiceKit, kind: str, code: str, amount: str, check_code: str
) -> None:
    facts = ik.Fapiao(kind=kind, code="011002100111", check_code="12345678901234789012")
    kept = kit.received.add(ik.write(fapiao("00012345", fapiao=facts), "json"), actor="mail")
    asked = kit.received.verification(kept.id)
    assert (asked["fplx"], asked["kpje"], asked["jym"]) == (code, amount, check_code)


def test_what_the_bureau_said_is_kept(kit: ik.InvoiceKit) -> None:
    kept = kit.received.add(ik.write(fapiao(), "fapiao-xml"), actor="mail")
    assert (kept.verification, kept.verified_at) == (Verification.NONE, None)
    checked = kit.received.verified(kept.id, "00", actor="王会计")
    assert (checked.verification, checked.verified_at) == (Verification.MATCH, NOW)
    assert kit.received.get(kept.id) == checked
    assert [each.type for each in kit.events.of(kept.id)][-1] == "received.verified"
    with pytest.raises(ik.InputError, match="result"):
        kit.received.verified(kept.id, "99", actor="王会计")


@pytest.mark.parametrize("code", [None, "011002100111"])
@pytest.mark.parametrize("order", ["blue first", "red first"])
def test_a_red_letter_invoice_is_noted_at_the_blue_one(
    kit: ik.InvoiceKit, order: str, code: str | None
) -> None:
    facts = ik.Fapiao(kind="digital_special", code=code, drawer="王示例")
    blue = fapiao(fapiao=facts)
    said = ik.RedLetter(
        original_number=blue.number, original_code=code, confirmation_number="11010526111000000001"
    )
    red = fapiao("26112000000012345699", type_code="381", fapiao=facts.replace(red=said))
    other = said.replace(original_number="26112000000000000000")
    of_another = red.replace(number="26112000000012345698", fapiao=facts.replace(red=other))
    files = [blue, red, red.replace(number="26112000000012345697"), of_another]
    if order == "red first":
        files.reverse()

    kept = {each.number: kit.received.add(ik.write(each, "json"), actor="mail") for each in files}
    again = kit.received.add(ik.write(blue, "json"), actor="mail")

    reds = [kept[each.number].id for each in files if each not in (blue, of_another)]
    assert again == kit.received.get(again.id)
    assert sorted(again.reversed_by) == sorted(reds)
    if order == "red first":
        assert kept[blue.number] == again
    told = [each.type for each in kit.events.of(again.id)]
    assert told == ["received.added", "received.reversed", "received.reversed"]
    assert all(kit.received.get(each).reversed_by == () for each in reds)
    assert kit.received.get(kept[of_another.number].id).reversed_by == ()


CUSTOMS = Voucher(
    kind=VoucherKind.CUSTOMS,
    number="0123456789",
    issue_date=date(2026, 3, 5),
    issuer="上海海关",
    amount="1130.00",
    vat="130.00",
)


def test_a_voucher_that_is_no_invoice_is_kept_and_booked(kit: ik.InvoiceKit) -> None:
    scan = b"%PDF-1.4 a scan"
    kept = kit.received.add_voucher(scan, CUSTOMS, actor="mail", name="缴款书.pdf", origin="bureau")
    assert (kept.key, kept.other) == ("customs/0123456789", VoucherKind.CUSTOMS)
    assert (kept.files[0].format, kit.received.file(kept.id)) == ("voucher", scan)
    assert kit.received.add_voucher(scan, CUSTOMS, actor="mail") == kept
    kit.received.use(kept.id, "deduct", period="2026-03", actor="王会计")
    [row] = kit.reports.make("input-tax").records()
    assert (row["seller"], row["net"], row["vat"], row["use"]) == (
        "上海海关",
        Decimal("1000.00"),
        Decimal("130.00"),
        "deduct",
    )
    with pytest.raises(errors.ConflictError, match="with other content: net 1001"):
        kit.received.add_voucher(b"other", CUSTOMS.replace(amount="1131.00"), actor="mail")
    with pytest.raises(ik.InputError, match="only a 发票"):
        kit.received.verification(kept.id)
    bank = Voucher(kind="bank", code="9", number="0123456789", amount="5")
    assert kit.received.add_voucher(b"slip", bank, actor="mail").key == "bank/90123456789"
    assert kit.archive.retention(kept.id).years == 30
    assert kit.audit.verify().faults == ()


def test_input_tax_is_listed(kit: ik.InvoiceKit) -> None:
    kept = kit.received.add(ik.write(fapiao(), "fapiao-xml"), actor="mail")
    kit.received.add(ik.write(fapiao("26112000000012345679", net="50"), "json"), actor="mail")
    kit.received.use(kept.id, "deduct", period="2026-03", actor="王会计")
    table = kit.reports.make("input-tax")
    rows = table.records()
    assert [(row["number"], row["vat"], row["use"]) for row in rows] == [
        ("26112000000012345678", Decimal("13.00"), "deduct"),
        ("26112000000012345679", Decimal("6.50"), "none"),
    ]
    late = kit.reports.make("input-tax", start=datetime(2026, 4, 1, tzinfo=UTC).date())
    assert late.rows == ()


def test_verification_finds_what_was_changed(kit: ik.InvoiceKit) -> None:
    data = ik.write(fapiao(), "fapiao-xml")
    kept = kit.received.add(data, actor="mail")
    assert kit.audit.verify().faults == ()
    files = kit._runtime.archive
    files.files[kept.files[0].location] = data.replace(b"100.00", b"900.00")  # type: ignore[attr-defined]  # what nobody should do
    assert kit.audit.verify().faults == (
        f"{kept.key} {kept.files[0].name}: the archived bytes were changed",
    )


def test_a_refused_invoice_leaves_no_bytes_behind(kit: ik.InvoiceKit) -> None:
    kit.received.add(ik.write(fapiao(), "fapiao-xml"), actor="mail")
    archive = kit._runtime.archive
    assert isinstance(archive, MemoryArchive)
    before = dict(archive.files)
    with pytest.raises(errors.ConflictError):
        kit.received.add(ik.write(fapiao(net="120"), "fapiao-xml"), actor="mail")
    assert archive.files == before
