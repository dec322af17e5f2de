"""Nuonuo by its documented shapes, over real HTTP: what is signed, sent, kept and understood."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.authority.conftest import Clock, Provider

import invoicekit as ik
from invoicekit import errors
from invoicekit.authority._nuonuo_wire import sign
from invoicekit.authority.nuonuo import Nuonuo

TOKEN = {"access_token": "T1", "expires_in": 86400}
TAKEN = {"code": "E0000", "describe": "提交成功", "result": {"invoiceSerialNum": "2611"}}
ISSUED = {
    "code": "E0000",
    "describe": "获取成功",
    "result": [
        {
            "status": "2",
            "allElectronicInvoiceNumber": "26112000000012345678",
            "invoiceTime": 1795482307000,
            "failCause": "",
        }
    ],
}


@pytest.fixture
def nuonuo(provider: Provider, clock: Clock, tmp_path: Path) -> Nuonuo:
    return Nuonuo(
        app_key="KEY",
        app_secret="SECRET",
        tax_number="91110105TXTXTX010N",
        token_file=tmp_path / "tokens" / "nuonuo.json",
        clock=clock,
        url=f"{provider.url}/open/v1/services",
        token_url=f"{provider.url}/accessToken",
        callback_url="https://shop.example/nuonuo",
    )


def test_a_document_is_sent_signed_with_every_value_as_text(
    nuonuo: Nuonuo, provider: Provider, record: ik.InvoiceRecord
) -> None:
    provider.answers = [TOKEN, TAKEN]
    assert nuonuo.submit("SERIAL1", record).status == "submitted"
    token, asked = provider.asked
    assert token.path == "/accessToken"
    assert "client_secret=SECRET" in token.body
    headers = asked.headers
    assert headers["method"] == "nuonuo.OpeMplatform.requestBillingNew"
    assert (headers["accessToken"], headers["userTax"]) == ("T1", "91110105TXTXTX010N")
    query = asked.query
    assert (query["appkey"], query["timestamp"]) == ("KEY", "1795482307")
    assert (len(query["senid"]), len(query["nonce"])) == (32, 8)
    text = (
        f"a=services&l=v1&p=open&k=KEY&i={query['senid']}&n={query['nonce']}"
        f"&t=1795482307&f={asked.body}"
    )
    assert headers["X-Nuonuo-Sign"] == _hmac_sha1("SECRET", text)
    order = asked.json["order"]
    assert order["orderNo"] == "SERIAL1"
    assert order["invoiceDate"] == "2026-11-24 09:05:07"
    assert (order["invoiceLine"], order["invoiceType"]) == ("bs", "1")
    assert order["salerAccount"] == "示例银行北京分行0000000000000000001"
    assert (order["buyerName"], order["naturalPersonFlag"]) == ("上海样本贸易有限公司", "0")
    goods, discount = order["invoiceDetail"]
    assert (goods["num"], goods["price"], goods["taxExcludedAmount"], goods["tax"]) == (
        "3",
        "100.00",
        "300.00",
        "39.00",
    )
    assert (goods["taxRate"], goods["goodsCode"]) == ("0.13", "1090511000000000000")
    assert (goods["invoiceLineProperty"], discount["invoiceLineProperty"]) == ("2", "1")
    assert (discount["taxExcludedAmount"], discount["tax"], discount["num"]) == (
        "-30.00",
        "-3.90",
        "",
    )
    assert all(isinstance(value, str) for line in order["invoiceDetail"] for value in line.values())


def _hmac_sha1(secret: str, text: str) -> str:
    """By hand, from RFC 2104."""
    import base64
    import hashlib

    key = secret.encode().ljust(64, b"\0")
    inner = hashlib.sha1(bytes(b ^ 0x36 for b in key) + text.encode()).digest()
    return base64.b64encode(hashlib.sha1(bytes(b ^ 0x5C for b in key) + inner).digest()).decode()


def test_the_signature_is_over_the_documented_path_whatever_stands_before_it() -> None:
    given = ("KEY", "a" * 32, "12345678", "1795482307", "{}")
    text = f"a=services&l=v1&p=open&k=KEY&i={'a' * 32}&n=12345678&t=1795482307&f={{}}"
    assert sign("SECRET", *given) == _hmac_sha1("SECRET", text)


def test_a_red_letter_invoice_is_negative_with_positive_prices(
    nuonuo: Nuonuo, provider: Provider, record: ik.InvoiceRecord
) -> None:
    provider.answers = [TOKEN, TAKEN]
    red = record.replace(invoice=record.invoice.replace(type_code="381"))
    nuonuo.submit("SERIAL1", red)
    order = provider.asked[1].json["order"]
    [line] = order["invoiceDetail"]
    assert order["invoiceType"] == "2"
    assert (line["num"], line["price"], line["taxExcludedAmount"], line["tax"]) == (
        "-3",
        "90",
        "-270.00",
        "-35.10",
    )


def test_the_number_comes_with_the_query(nuonuo: Nuonuo, provider: Provider) -> None:
    provider.answers = [TOKEN, ISSUED]
    answer = nuonuo.query("SERIAL1")
    assert (answer.status, answer.number) == ("cleared", "26112000000012345678")
    assert answer.issued_at == datetime(2026, 11, 24, 1, 5, 7, tzinfo=UTC)
    assert provider.asked[1].json["orderNos"] == ["SERIAL1"]


@pytest.mark.parametrize(
    ("said", "status", "message"),
    [
        ({"code": "E9500", "describe": "未查询到"}, "pending", None),
        ({"code": "E0000", "result": []}, "pending", None),
        ({"code": "E0000", "result": [{"status": "20"}]}, "submitted", None),
        (
            {"code": "E0000", "result": [{"status": "22", "failCause": "税号错误"}]},
            "rejected",
            "税号错误",
        ),
        ({"code": "E0000", "result": [{"status": "21"}]}, "submitted", None),
        ({"code": "E0000", "result": [{"status": "99"}]}, "unknown", None),
        ({"code": "E9999", "describe": "系统繁忙"}, "unknown", "系统繁忙"),
        ((502, "bad gateway"), "unknown", None),
        ((200, "<html>"), "unknown", None),
        (None, "unknown", None),
    ],
)
def test_what_a_query_may_say(
    said: object, status: str, message: str | None, nuonuo: Nuonuo, provider: Provider
) -> None:
    provider.answers = [TOKEN, said]
    answer = nuonuo.query("SERIAL1")
    assert answer.status == status
    assert message is None or answer.message == message


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"code": "E9106", "describe": "订单编号已存在"}, "submitted"),
        ({"code": "E9200", "describe": "购方名称为空"}, "rejected"),
        (None, "unknown"),
    ],
)
def test_what_a_submission_may_say(
    said: object, status: str, nuonuo: Nuonuo, provider: Provider, record: ik.InvoiceRecord
) -> None:
    provider.answers = [TOKEN, said]
    assert nuonuo.submit("SERIAL1", record).status == status


def test_tokens_are_kept_on_disk_until_they_end(
    nuonuo: Nuonuo, provider: Provider, clock: Clock, tmp_path: Path
) -> None:
    provider.answers = [TOKEN, ISSUED, ISSUED]
    nuonuo.query("A")
    nuonuo.query("B")
    file = tmp_path / "tokens" / "nuonuo.json"
    assert json.loads(file.read_text())["KEY"]["value"] == "T1"
    assert file.stat().st_mode & 0o077 == 0
    clock.now += timedelta(hours=23, minutes=56)
    provider.answers = [{"access_token": "T2", "expires_in": 86400}, ISSUED]
    nuonuo.query("C")
    assert provider.asked[-1].headers["accessToken"] == "T2"


def test_a_refused_token_is_fetched_anew_next_time(nuonuo: Nuonuo, provider: Provider) -> None:
    provider.answers = [TOKEN, {"code": "070101", "describe": "token无效"}]
    assert nuonuo.query("A").status == "unknown"
    provider.answers = [{"access_token": "T2"}, ISSUED]
    assert nuonuo.query("A").status == "cleared"


def test_no_token_no_answer(nuonuo: Nuonuo, provider: Provider, tmp_path: Path) -> None:
    provider.answers = [{"error": "invalid_client"}]
    answer = nuonuo.query("A")
    assert (answer.status, answer.message) == ("unknown", "no token: invalid_client")


def test_a_broken_token_file_counts_as_none(
    nuonuo: Nuonuo, provider: Provider, tmp_path: Path
) -> None:
    file = tmp_path / "tokens" / "nuonuo.json"
    file.parent.mkdir()
    for content in ("{", "[]", '{"KEY": {"value": "T0"}}', '{"KEY": {"ends_at": "x"}}'):
        file.write_text(content)
        provider.answers = [TOKEN, ISSUED]
        assert nuonuo.query("A").status == "cleared"


def test_a_callback_is_only_a_hint(nuonuo: Nuonuo) -> None:
    assert nuonuo.request_of({"orderno": "SERIAL1", "content": '{"c_status":"1"}'}) == "SERIAL1"
    with pytest.raises(errors.InputError, match="names no order"):
        nuonuo.request_of({"content": "{}"})


def test_the_quota_is_asked(nuonuo: Nuonuo, provider: Provider) -> None:
    provider.answers = [TOKEN, {"code": "E0000", "result": {"availableCreditLine": "1234.56"}}]
    assert str(nuonuo.quota()) == "1234.56"
    provider.answers = [{"code": "E0000"}]
    assert nuonuo.quota() is None
    nuonuo.close()
