"""Baiwang by its documented shapes, over real HTTP."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.authority.conftest import Clock, Provider

import invoicekit as ik
from invoicekit.authority.baiwang import Baiwang

TOKEN = {"success": True, "response": {"access_token": "T1", "expires_in": 21600}}
ISSUED = {
    "success": True,
    "response": [
        {"status": "01", "eInvoiceNo": "26112000000012345678", "invoiceDate": "20261124090507"}
    ],
}


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


def test_a_document_is_sent_signed(
    baiwang: Baiwang, provider: Provider, record: ik.InvoiceRecord
) -> None:
    provider.answers = [TOKEN, {"success": True, "response": [{"status": "00"}]}]
    assert baiwang.submit("SERIAL1", record).status == "submitted"
    token, asked = provider.asked
    salted = hashlib.md5(b"secretsalt").hexdigest()
    assert token.json["password"] == hashlib.sha1(salted.encode()).hexdigest()
    query = dict(asked.query)
    assert (query["method"], query["token"]) == ("baiwang.s.outputinvoice.invoice", "T1")
    assert query["timestamp"] == "1795482307000"
    signature = query.pop("sign")
    text = "SECRET" + "".join(f"{n}{query[n]}" for n in sorted(query)) + asked.body + "SECRET"
    assert signature == hashlib.md5(text.encode()).hexdigest().upper()
    body = asked.json
    assert body["taxNo"] == "91110105TXTXTX010N"
    data = body["data"]
    assert (data["orderNo"], data["orderDateTime"]) == ("SERIAL1", "2026-11-24 09:05:07")
    assert (data["invoiceTypeCode"], data["priceTaxMark"]) == ("01", "0")
    goods, discount = data["invoiceDetailList"]
    assert (goods["goodsTotalPrice"], goods["goodsTotalTax"], goods["goodsTotalPriceTax"]) == (
        "300.00",
        "39.00",
        "339.00",
    )
    assert (discount["invoiceLineNature"], discount["goodsTotalPriceTax"]) == ("1", "-33.90")


@pytest.mark.parametrize(
    ("said", "status", "message"),
    [
        (ISSUED, "cleared", None),
        ({"success": True, "response": []}, "pending", None),
        ({"success": True, "response": [{"status": "00"}]}, "submitted", None),
        (
            {"success": True, "response": [{"status": "02", "errorMessage": "额度不足"}]},
            "rejected",
            "额度不足",
        ),
        ({"success": True, "response": [{"status": "01"}]}, "submitted", None),
        ({"success": True, "response": [{"status": "77"}]}, "unknown", None),
        (
            {"success": False, "errorResponse": {"code": "1", "subMessage": "参数错误"}},
            "unknown",
            "参数错误",
        ),
        ((500, "oops"), "unknown", None),
        (None, "unknown", None),
    ],
)
def test_what_a_query_may_say(
    said: object, status: str, message: str | None, baiwang: Baiwang, provider: Provider
) -> None:
    provider.answers = [TOKEN, said]
    answer = baiwang.query("SERIAL1")
    assert answer.status == status
    assert message is None or answer.message == message


def test_the_number_comes_with_the_query(baiwang: Baiwang, provider: Provider) -> None:
    provider.answers = [TOKEN, ISSUED]
    answer = baiwang.query("SERIAL1")
    assert answer.number == "26112000000012345678"
    assert answer.issued_at == datetime(2026, 11, 24, 1, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"success": True, "response": []}, "submitted"),
        ({"success": True, "response": {"status": "00"}}, "submitted"),
        ({"success": False, "errorResponse": {"code": "2", "message": "购方名称为空"}}, "rejected"),
        (None, "unknown"),
    ],
)
def test_what_a_submission_may_say(
    said: object, status: str, baiwang: Baiwang, provider: Provider, record: ik.InvoiceRecord
) -> None:
    provider.answers = [TOKEN, said]
    assert baiwang.submit("SERIAL1", record).status == status


def test_a_refused_token_is_fetched_anew_next_time(baiwang: Baiwang, provider: Provider) -> None:
    refused = {"success": False, "errorResponse": {"code": "100001", "message": "token失效"}}
    provider.answers = [TOKEN, refused]
    assert baiwang.query("A").status == "unknown"
    provider.answers = [TOKEN, ISSUED]
    assert baiwang.query("A").status == "cleared"
    provider.answers = [ISSUED]
    assert baiwang.query("A").status == "cleared"
    baiwang.close()


def test_no_token_no_answer(baiwang: Baiwang, provider: Provider) -> None:
    provider.answers = [{"success": False, "errorResponse": {"message": "用户名错误"}}]
    assert baiwang.query("A").status == "unknown"
