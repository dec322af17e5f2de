"""Red-letter forms at Nuonuo and Baiwang, by recorded shapes, over real HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.authority.conftest import Clock, Provider

import invoicekit as ik
from invoicekit import errors
from invoicekit.authority.baiwang import Baiwang
from invoicekit.authority.nuonuo import Nuonuo
from invoicekit.model import FapiaoLine
from invoicekit.ports import RedFormAuthority

BLUE = "20882609251614194530"
NUONUO_TOKEN = {"access_token": "T1", "expires_in": 86400}
BAIWANG_TOKEN = {"success": True, "response": {"access_token": "T1", "expires_in": 21600}}


def nuonuo_form(**values: object) -> dict[str, Any]:
    form = {
        "billId": "SERIAL1",
        "billNo": "990000007566113377",
        "billUuid": "nuouuid545926b2d144475ba653d90",
        "billStatus": "02",
        "applySource": 0,
        "taxExcludedAmount": "-90.00",
        "taxAmount": "-11.70",
        "blueElecInvoiceNumber": BLUE,
        "redReason": "1",
        "billTime": "2026-11-24 09:00:00",
        "detail": [{"blueDetailIndex": "1", "num": "-1", "taxExcludedAmount": "-90.00"}],
        **values,
    }
    return {"code": "E0000", "describe": "调用成功", "result": {"total": 1, "list": [form]}}


NOTHING = {"code": "E0000", "result": {"total": 0, "list": []}}
DONE = {"code": "E0000", "describe": "请求成功", "result": "SERIAL1"}


def baiwang_form(**values: object) -> dict[str, Any]:
    form = {
        "redConfirmNo": "11000026110000000001",
        "redConfirmUuid": "a" * 32,
        "redConfirmSerialNo": "1397957295973613568",
        "entryIdentity": "01",
        "confirmState": "02",
        "originalInvoiceNo": BLUE,
        "invoiceTotalPrice": "-90.00",
        "invoiceTotalTax": "-11.70",
        **values,
    }
    return {"success": True, "response": [form]}


NO_FORM = {"success": True, "response": []}
TAKEN = {"success": True, "response": {"redConfirmSerialNo": "1397957295973613568"}}


@pytest.fixture
def nuonuo(provider: Provider, clock: Clock, tmp_path: Path) -> Nuonuo:
    return Nuonuo(
        app_key="KEY",
        app_secret="SECRET",
        tax_number="91110105TXTXTX010N",
        token_file=tmp_path / "nuonuo.json",
        clock=clock,
        url=f"{provider.url}/open/v1/services",
        token_url=f"{provider.url}/accessToken",
        account="13800000000",
    )


@pytest.fixture
def baiwang(provider: Provider, clock: Clock, tmp_path: Path) -> Baiwang:
    return Baiwang(
        app_key="KEY",
        app_secret="SECRET",
        user="shop",
        password="secret",
        salt="salt",
        tax_number="91110105TXTXTX010N",
        token_file=tmp_path / "baiwang.json",
        clock=clock,
        url=f"{provider.url}/router/rest",
    )


@pytest.fixture
def red(record: ik.InvoiceRecord) -> ik.Invoice:
    """One of three scanners is sent back: 90.00 and 11.70 of tax, its discount taken off."""
    blue = record.invoice
    line = blue.lines[0].replace(
        id="1",
        quantity="1",
        price=ik.Price(net="90.00"),
        net_amount="90.00",
        allowances=(),
        fapiao=FapiaoLine(
            tax_code="1090511000000000000",
            specification="SC-9",
            unit="台",
            nature="00",
            tax_amount="11.70",
            amount_with_tax="101.70",
            original_line=1,
        ),
    )
    letter = ik.RedLetter(
        original_number=BLUE, original_kind="digital_special", reason="02", partial=True
    )
    assert blue.fapiao is not None
    return blue.replace(
        type_code="381",
        lines=(line,),
        fapiao=blue.fapiao.replace(red=letter),
        totals=ik.Totals(without_vat="90.00", vat="11.70", with_vat="101.70"),
    )


def old(red: ik.Invoice) -> ik.Invoice:
    """The same, of an invoice that a tax-control device issued, all of it."""
    letter = ik.RedLetter(
        original_number="12345678",
        original_code="011001900111",
        original_kind="tc_electronic_ordinary",
        reason="01",
        partial=False,
    )
    assert red.fapiao is not None
    return red.replace(fapiao=red.fapiao.replace(red=letter))


def methods(provider: Provider) -> list[str]:
    asked = [each for each in provider.asked if each.path != "/accessToken"]
    names = [each.headers.get("method") or each.query["method"] for each in asked]
    return [name.rpartition(".")[2] for name in names]


# --- Nuonuo


def test_nuonuo_is_asked_for_a_form_once(
    nuonuo: Nuonuo, provider: Provider, red: ik.Invoice
) -> None:
    assert isinstance(nuonuo, RedFormAuthority)
    provider.answers = [NUONUO_TOKEN, NOTHING, DONE, nuonuo_form()]
    form = nuonuo.request_red("SERIAL1", red)
    assert methods(provider) == [
        "queryInvoiceRedConfirm",
        "saveInvoiceRedConfirm",
        "queryInvoiceRedConfirm",
    ]
    assert (form.number, form.state, form.entered_by) == ("990000007566113377", "02", "seller")
    assert (form.net, form.tax, form.reason) == (Decimal("90.00"), Decimal("11.70"), "02")
    assert [(line.place, line.net) for line in form.lines] == [(1, Decimal("90.00"))]
    body = provider.asked[2].json
    assert (body["billId"], body["orderNo"]) == ("SERIAL1", "SERIAL1")
    assert (body["applySource"], body["blueInvoiceLine"]) == ("0", "bs")
    assert (body["blueElecInvoiceNumber"], body["redReason"]) == (BLUE, "1")
    [detail] = body["detail"]
    assert (detail["blueDetailIndex"], detail["num"], detail["taxExcludedPrice"]) == (
        "1",
        "-1",
        "90.00",
    )
    assert (detail["taxExcludedAmount"], detail["taxAmount"]) == ("-90.00", "-11.70")
    provider.answers = [nuonuo_form()]
    assert nuonuo.request_red("SERIAL1", red).number == form.number
    assert methods(provider)[3:] == ["queryInvoiceRedConfirm"]


def test_nuonuo_takes_an_old_invoice_by_code_and_number_from_the_buyer(
    nuonuo: Nuonuo, provider: Provider, red: ik.Invoice
) -> None:
    provider.answers = [NUONUO_TOKEN, NOTHING, DONE, NOTHING]
    form = nuonuo.request_red("SERIAL1", old(red), side="buyer")
    assert (form.state, form.entered_by, form.number) == ("15", "buyer", "")
    body = provider.asked[2].json
    assert (body["applySource"], body["blueInvoiceLine"], body["redReason"]) == ("1", "p", "2")
    assert (body["blueInvoiceCode"], body["blueInvoiceNumber"]) == ("011001900111", "12345678")
    assert "detail" not in body
    assert "blueElecInvoiceNumber" not in body


def test_nuonuo_refuses_or_has_it_already(
    nuonuo: Nuonuo, provider: Provider, red: ik.Invoice
) -> None:
    refused = {"code": "E9103", "describe": "该发票不能重复冲红"}
    provider.answers = [NUONUO_TOKEN, NOTHING, refused, NOTHING]
    with pytest.raises(errors.StateError, match="不能重复冲红"):
        nuonuo.request_red("SERIAL1", red)
    provider.answers = [NOTHING, {"code": "E9999", "describe": "申请号重复"}, nuonuo_form()]
    assert nuonuo.request_red("SERIAL1", red).state == "02"


def test_nuonuo_looks_at_the_bureau_while_somebody_is_asked(
    nuonuo: Nuonuo, provider: Provider
) -> None:
    provider.answers = [
        NUONUO_TOKEN,
        nuonuo_form(),
        DONE,
        nuonuo_form(billStatus="04", redInvoiceNumber="2" * 20),
    ]
    form = nuonuo.red_form("990000007566113377")
    assert (form.state, form.red_number) == ("04", "2" * 20)
    assert provider.asked[2].json == {
        "identity": "0",
        "billUuid": "nuouuid545926b2d144475ba653d90",
    }
    provider.answers = [NOTHING]
    with pytest.raises(errors.StateError, match="knows no form"):
        nuonuo.red_form("1")


def test_nuonuo_answers_and_withdraws(nuonuo: Nuonuo, provider: Provider) -> None:
    provider.answers = [NUONUO_TOKEN, nuonuo_form(billStatus="04")]
    form = nuonuo.red_form("990000007566113377", side="buyer")
    provider.answers = [DONE, nuonuo_form(billStatus="05")]
    assert nuonuo.answer_red(form, side="buyer", agree=False, reason="未退货").state == "05"
    body = provider.asked[2].json
    assert (body["identity"], body["confirmAgreement"], body["confirmReason"]) == (
        "1",
        "0",
        "未退货",
    )
    provider.answers = [DONE, nuonuo_form(billStatus="08")]
    assert nuonuo.withdraw_red(form, side="seller").state == "08"
    assert methods(provider)[-2:] == ["confirmInfoCancel", "queryInvoiceRedConfirm"]
    provider.answers = [{"code": "E9999", "describe": "确认单已超时"}]
    with pytest.raises(errors.StateError, match="已超时"):
        nuonuo.answer_red(form, side="buyer", agree=True)


def test_nuonuo_lists_forms_page_by_page(nuonuo: Nuonuo, provider: Provider) -> None:
    [form] = nuonuo_form()["result"]["list"]
    full = {"code": "E0000", "result": {"total": 51, "list": [form] * 50}}
    provider.answers = [NUONUO_TOKEN, DONE, full, nuonuo_form(applySource="1")]
    forms = nuonuo.red_forms(side="buyer", since=date(2026, 9, 1), until=date(2026, 9, 25))
    assert (len(forms), forms[-1].entered_by) == (51, "buyer")
    assert provider.asked[1].json["startTime"] == "2026-09-01"
    assert [each.json["pageNo"] for each in provider.asked[2:]] == ["1", "2"]


def test_nuonuo_issues_by_the_form(
    nuonuo: Nuonuo, provider: Provider, record: ik.InvoiceRecord, red: ik.Invoice
) -> None:
    facts = red.fapiao
    assert facts is not None
    assert facts.red is not None
    letter = facts.red.replace(confirmation_number="9" * 20, confirmation_id="f" * 32)
    named = record.replace(invoice=red.replace(fapiao=facts.replace(red=letter)))
    provider.answers = [NUONUO_TOKEN, {"code": "E0000", "result": {"invoiceSerialNum": "26"}}]
    assert nuonuo.submit("SERIAL1", named).status == "submitted"
    assert methods(provider) == ["fastInvoiceRed"]
    body = provider.asked[1].json
    assert (body["orderNo"], body["billNo"], body["billUuid"]) == (
        "SERIAL1",
        "9" * 20,
        "f" * 32,
    )
    assert body["elecInvoiceNumber"] == BLUE


@pytest.mark.parametrize(
    ("login", "face", "status"),
    [("0", "", "waiting"), ("1", "2", "waiting"), ("1", "1", "submitted")],
)
def test_nuonuo_tells_a_lost_login_from_work_in_progress(
    nuonuo: Nuonuo, provider: Provider, login: str, face: str, status: str
) -> None:
    certified = [
        {"code": "E0000", "result": {"certificationStatus": each}} for each in (login, face)
    ]
    asked = certified if login != "0" else certified[:1]
    provider.answers = [
        NUONUO_TOKEN,
        {"code": "E0000", "result": [{"status": "20"}]},
        *asked,
        *([{"code": "E0000", "result": {"qrCode": "scan me"}}] if status == "waiting" else []),
    ]
    assert nuonuo.query("SERIAL1").status == status


def test_nuonuo_seals_again_what_is_issued_and_never_issues_it_twice(
    nuonuo: Nuonuo, provider: Provider
) -> None:
    sealing = {"status": "24", "serialNo": "26", "allElectronicInvoiceNumber": "2" * 20}
    limit = {"code": "E9613", "describe": "同一流水号单日最多重试20次"}
    provider.answers = [NUONUO_TOKEN, {"code": "E0000", "result": [sealing]}, limit]
    answer = nuonuo.query("SERIAL1")
    assert (answer.status, answer.number) == ("cleared", "2" * 20)
    assert methods(provider) == ["queryInvoiceResult", "reInvoice"]
    assert provider.asked[-1].json == {"fpqqlsh": "26", "orderno": "SERIAL1"}


def test_tokens_are_not_used_up_by_wrong_settings(
    nuonuo: Nuonuo, provider: Provider, clock: Clock
) -> None:
    refused = {"code": "070304", "describe": "bad credentials"}
    for _ in range(5):
        provider.answers = [NUONUO_TOKEN, refused]
        assert nuonuo.query("A").code == "070304"
    assert "5 tokens were fetched" in (nuonuo.query("A").message or "")
    clock.now += timedelta(days=1, seconds=1)
    provider.answers = [NUONUO_TOKEN, refused]
    assert nuonuo.query("A").code == "070304"


# --- Baiwang


def test_baiwang_is_asked_for_a_form_once(
    baiwang: Baiwang, provider: Provider, red: ik.Invoice
) -> None:
    assert isinstance(baiwang, RedFormAuthority)
    provider.answers = [BAIWANG_TOKEN, NO_FORM, TAKEN, baiwang_form()]
    form = baiwang.request_red("SERIAL1", red)
    assert methods(provider) == ["token", "query", "fastRed", "query"]
    assert (form.request_id, form.state, form.net) == ("SERIAL1", "02", Decimal("90.00"))
    body = provider.asked[2].json
    assert (body["orderNo"], body["fastIssueRedType"], body["redInvoiceLabel"]) == (
        "SERIAL1",
        "0",
        "1",
    )
    assert (body["originalDigitInvoiceNo"], body["entryIdentity"]) == (BLUE, "0")
    [detail] = body["details"]
    assert (detail["originalInvoiceDetailNo"], detail["goodsTotalPrice"]) == ("1", "-90.00")
    # the answer was lost: the form is found, and no second one is entered
    provider.answers = [baiwang_form()]
    assert baiwang.request_red("SERIAL1", red).number == form.number
    # a dead one, and one that is used, stand for nothing
    used = baiwang_form(confirmState="04", redInvoiceNo="2" * 20)
    provider.answers = [used, TAKEN, NO_FORM]
    assert baiwang.request_red("SERIAL2", red).state == "15"


def test_baiwang_takes_an_old_invoice_by_code_and_number(
    baiwang: Baiwang, provider: Provider, red: ik.Invoice
) -> None:
    provider.answers = [BAIWANG_TOKEN, NO_FORM, TAKEN, NO_FORM]
    baiwang.request_red("SERIAL1", old(red), side="buyer")
    body = provider.asked[2].json
    assert (body["originalInvoiceCode"], body["originalInvoiceNo"]) == (
        "011001900111",
        "12345678",
    )
    assert "details" not in body
    assert body["entryIdentity"] == "1"


def test_baiwang_looks_at_the_bureau_answers_and_withdraws(
    baiwang: Baiwang, provider: Provider
) -> None:
    page = {"success": True, "response": {"list": baiwang_form(confirmState="04")["response"]}}
    provider.answers = [BAIWANG_TOKEN, baiwang_form(), page]
    form = baiwang.red_form("11000026110000000001")
    assert form.state == "04"
    assert [each.json["operatorType"] for each in provider.asked[1:]] == ["2", "1"]
    for step, code, state in (("answer", "01", "04"), ("refuse", "02", "05"), ("take", "03", "08")):
        provider.answers = [{"success": True}, baiwang_form(confirmState=state)]
        if step == "take":
            assert baiwang.withdraw_red(form, side="seller").state == state
        else:
            agree = step == "answer"
            assert baiwang.answer_red(form, side="buyer", agree=agree).state == state
        assert provider.asked[-2].json["confirmType"] == code
    refused = {"success": False, "errorResponse": {"code": "1", "message": "确认单不存在"}}
    provider.answers = [refused]
    with pytest.raises(errors.StateError, match="确认单不存在"):
        baiwang.withdraw_red(form, side="seller")
    provider.answers = [NO_FORM, NO_FORM]
    with pytest.raises(errors.StateError, match="knows no form"):
        baiwang.red_form("1")


def test_baiwang_lists_forms(baiwang: Baiwang, provider: Provider) -> None:
    provider.answers = [BAIWANG_TOKEN, NO_FORM, baiwang_form(entryIdentity="1"), NO_FORM]
    forms = baiwang.red_forms(side="seller", since=date(2026, 11, 1), until=date(2026, 11, 24))
    assert [form.entered_by for form in forms] == ["buyer"]


def test_baiwang_issues_by_the_form(
    baiwang: Baiwang, provider: Provider, record: ik.InvoiceRecord, red: ik.Invoice
) -> None:
    provider.answers = [BAIWANG_TOKEN, {"success": True, "response": [{"status": "00"}]}]
    assert baiwang.submit("SERIAL1", record.replace(invoice=red)).status == "submitted"
    data = provider.asked[1].json["data"]
    assert (data["invoiceType"], data["redInvoiceLabel"]) == ("2", "1")
    assert data["originalDigitInvoiceNo"] == BLUE


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (
            {"success": False, "errorResponse": {"code": "2", "message": "订单号已存在"}},
            "submitted",
        ),
        ({"success": False}, "unknown"),
        ({"success": False, "errorResponse": {"code": "2", "message": "税号错误"}}, "rejected"),
    ],
)
def test_what_baiwang_refuses(
    baiwang: Baiwang,
    provider: Provider,
    record: ik.InvoiceRecord,
    said: dict[str, object],
    status: str,
) -> None:
    provider.answers = [BAIWANG_TOKEN, said]
    assert baiwang.submit("SERIAL1", record).status == status


def test_a_callback_of_baiwang_is_only_a_hint(baiwang: Baiwang) -> None:
    assert baiwang.request_of({"orderNo": "SERIAL1"}) == "SERIAL1"
    with pytest.raises(errors.InputError, match="names no order"):
        baiwang.request_of({})
