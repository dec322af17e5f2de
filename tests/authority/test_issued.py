"""What platforms do with issued documents, by their documented shapes over real HTTP."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.authority.conftest import Clock, Provider

import invoicekit as ik
from invoicekit import errors
from invoicekit.authority.baiwang import Baiwang
from invoicekit.authority.nuonuo import Nuonuo
from invoicekit.model.record import Clearance, SealedNumber

Client: TypeAlias = Nuonuo | Baiwang
NUMBER = "26112000000012345678"
PDF, OFD, XML = b"%PDF-1.7 ...", "PK\x03\x04...", "\ufeff<EInvoice/>"


@pytest.fixture
def nuonuo(provider: Provider, clock: Clock, tmp_path: Path) -> Nuonuo:
    provider.answers = [{"access_token": "T1", "expires_in": 86400}]
    return Nuonuo(
        app_key="KEY",
        app_secret="SECRET",
        tax_number="91110105TXTXTX010N",
        token_file=tmp_path / "nuonuo.json",
        clock=clock,
        url=f"{provider.url}/open/v1/services",
        token_url=f"{provider.url}/accessToken",
        account="13800000000",
        extension="922",
    )


@pytest.fixture
def baiwang(provider: Provider, clock: Clock, tmp_path: Path) -> Baiwang:
    provider.answers = [{"success": True, "response": {"access_token": "T1", "expires_in": 21600}}]
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


@pytest.fixture(params=["nuonuo", "baiwang"])
def client(request: pytest.FixtureRequest) -> Client:
    found: Client = request.getfixturevalue(request.param)
    return found


def said(client: Client, *results: dict[str, str]) -> dict[str, Any]:
    """An answer with results, in the client's envelope."""
    if isinstance(client, Nuonuo):
        return {"code": "E0000", "describe": "成功", "result": list(results)}
    return {"success": True, "response": list(results)}


def refused(client: Client, code: str, message: str) -> dict[str, Any]:
    if isinstance(client, Nuonuo):
        return {"code": code, "describe": message}
    return {"success": False, "errorResponse": {"code": code, "message": message}}


@pytest.fixture
def issued(record: ik.InvoiceRecord, clock: Clock) -> ik.InvoiceRecord:
    invoice = record.invoice.replace(
        number="12345678", fapiao=ik.Fapiao(kind="paper_ordinary", code="011002600111")
    )
    return record.replace(
        invoice=invoice,
        clearance=Clearance(authority="any", request_id="SERIAL1"),
        seal=SealedNumber(
            number="12345678",
            series="",
            sequence=1,
            content_hash="",
            chain_hash="",
            issued_at=clock.now,
            issued_by="wang",
        ),
    )


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [("pdf", "pdfUrl", PDF.decode()), ("ofd", "ofdUrl", OFD), ("fapiao-xml", "xmlUrl", XML)],
)
def test_a_file_is_fetched_from_where_the_result_says(
    client: Client, provider: Provider, issued: ik.InvoiceRecord, kind: str, name: str, data: str
) -> None:
    result = {"status": "2", name: f"{provider.url}/files/1"}
    provider.answers += [said(client, result), (200, data)]
    assert client.file(issued, kind) == data.encode()
    assert provider.asked[-1].path == "/files/1"


def test_what_the_platform_does_not_make_is_not_asked_for(
    client: Client, provider: Provider, issued: ik.InvoiceRecord
) -> None:
    provider.answers += [said(client, {"status": "2"})]
    assert client.file(issued, "html") is None
    assert client.file(issued, "ofd") is None


@pytest.mark.parametrize(
    ("url", "answer", "why"),
    [
        ("/files/1", (404, "gone"), "404"),
        ("/files/1", (200, "<html>稍后再试</html>"), "no pdf"),
        ("/files/1", None, "cannot be fetched"),
    ],
)
def test_a_page_that_is_no_original_is_not_kept(
    client: Client,
    provider: Provider,
    issued: ik.InvoiceRecord,
    url: str,
    answer: object,
    why: str,
) -> None:
    provider.answers += [said(client, {"status": "2", "pdfUrl": provider.url + url}), answer]
    with pytest.raises(errors.LookupFailed, match=why) as told:
        client.file(issued, "pdf")
    assert told.value.retryable


def test_an_address_that_is_none_of_the_web_is_not_opened(
    client: Client, provider: Provider, issued: ik.InvoiceRecord
) -> None:
    provider.answers += [said(client, {"status": "2", "pdfUrl": "file:///etc/passwd"})]
    with pytest.raises(errors.LookupFailed, match="none of the web"):
        client.file(issued, "pdf")


def test_a_document_that_is_not_known_has_no_file_yet(
    client: Client, provider: Provider, issued: ik.InvoiceRecord
) -> None:
    provider.answers += [said(client)]
    with pytest.raises(errors.LookupFailed, match=r"no result|成功"):
        client.file(issued, "pdf")


def test_a_file_whose_seal_failed_is_waited_for(
    nuonuo: Nuonuo, provider: Provider, issued: ik.InvoiceRecord
) -> None:
    provider.answers += [said(nuonuo, {"status": "24", "pdfUrl": f"{provider.url}/draft"})]
    with pytest.raises(errors.LookupFailed, match="not made the file yet"):
        nuonuo.file(issued, "pdf")


VOID: dict[str, tuple[str, str]] = {"nuonuo": ("3", "31"), "baiwang": ("03", "04")}
"""Client → its words for void, and for being voided."""


def test_a_paper_document_is_voided_and_asked_about(
    client: Client, provider: Provider, issued: ik.InvoiceRecord
) -> None:
    done, working = VOID[client.name]
    paper = {"status": "2" if client.name == "nuonuo" else "01", "serialNo": "2611"}
    provider.answers += [
        *(said(client, paper), said(client)),
        said(client, {"status": working}),
        said(client, {"status": done}),
    ]
    assert [client.void(issued).status.value for _ in range(3)] == [
        "cancel_requested",
        "cancel_requested",
        "cancelled",
    ]
    told = provider.asked[2]
    if isinstance(client, Nuonuo):
        assert told.headers["method"] == "nuonuo.OpeMplatform.invoiceCancellation"
        assert told.json == {
            "invoiceId": "2611",
            "invoiceCode": "011002600111",
            "invoiceNo": "12345678",
        }
    else:
        assert told.query["method"] == "baiwang.s.outputinvoice.invalid"
        assert (told.json["invoiceCode"], told.json["invoiceNo"]) == ("011002600111", "12345678")


def test_a_platform_may_refuse_to_void(
    client: Client, provider: Provider, issued: ik.InvoiceRecord
) -> None:
    paper = {"status": "2" if client.name == "nuonuo" else "01", "serialNo": "2611"}
    provider.answers += [said(client, paper), refused(client, "E1", "已抄税，不能作废")]
    answer = client.void(issued)
    assert (answer.status, answer.code, answer.message) == ("cleared", "E1", "已抄税，不能作废")


def test_a_lost_answer_to_a_void_is_unknown(
    client: Client, provider: Provider, issued: ik.InvoiceRecord
) -> None:
    provider.answers += [None]
    assert client.void(issued).status == "unknown"


def test_a_document_is_sent_to_its_buyer_again(client: Client, provider: Provider) -> None:
    provider.answers += [said(client)]
    client.deliver(NUMBER, email="a@shop.example")
    told = provider.asked[-1]
    if isinstance(client, Nuonuo):
        assert told.headers["method"] == "nuonuo.OpeMplatform.deliveryInvoice"
        assert told.json == {
            "taxnum": "91110105TXTXTX010N",
            "invoiceCode": "",
            "invoiceNum": NUMBER,
            "phone": "",
            "mail": "a@shop.example",
        }
    else:
        assert told.query["method"] == "baiwang.s.outputinvoice.push"
        assert told.json == {
            "taxNo": "91110105TXTXTX010N",
            "digitInvoiceNo": NUMBER,
            "pushEmail": "a@shop.example",
        }


def test_a_delivery_may_be_refused(client: Client, provider: Provider) -> None:
    provider.answers += [refused(client, "E2", "手机号错误")]
    with pytest.raises(errors.StateError, match="手机号错误"):
        client.deliver("12345678", code="011002600111", phone="1")
    with pytest.raises(errors.InputError, match="nobody"):
        client.deliver(NUMBER)


QR = {"code": "E0000", "result": {"status": "1", "qrCode": "qrcode_id=oc8G", "qrCodeType": "4"}}
NO_QR = {"code": "E0000", "result": {"status": "0", "message": "获取二维码中"}}


def _kinds(provider: Provider) -> list[str]:
    return [
        asked.json["queryType"]
        for asked in provider.asked
        if asked.headers.get("method", "").endswith("getQrCode")
    ]


def test_the_code_to_scan_is_the_one_that_the_platform_holds(
    nuonuo: Nuonuo, provider: Provider
) -> None:
    provider.answers += [QR]
    assert nuonuo.login_code() == "qrcode_id=oc8G"
    assert provider.asked[-1].json == {"queryType": "3", "extensionNumber": "922"}


def test_a_new_code_is_fetched_once_a_minute(
    nuonuo: Nuonuo, provider: Provider, clock: Clock
) -> None:
    provider.answers += [NO_QR, NO_QR, NO_QR, NO_QR, QR]
    assert nuonuo.login_code("face") is None
    assert nuonuo.login_code("face") is None
    clock.now += timedelta(seconds=60)
    assert nuonuo.login_code("face") == "qrcode_id=oc8G"
    assert _kinds(provider) == ["1", "0", "1", "1", "0"]


@pytest.mark.parametrize(
    ("certified", "message", "kind"),
    [(["0"], "请扫码登录电子税务局", "3"), (["1", "2"], "请扫脸认证", "1")],
)
def test_who_waits_for_a_login_is_told_what_to_scan(
    nuonuo: Nuonuo, provider: Provider, certified: list[str], message: str, kind: str
) -> None:
    provider.answers += [
        said(nuonuo, {"status": "20"}),
        *({"code": "E0000", "result": {"certificationStatus": each}} for each in certified),
        QR,
    ]
    answer = nuonuo.query("SERIAL1")
    assert (answer.status, answer.message, answer.login_code) == (
        "waiting",
        message,
        "qrcode_id=oc8G",
    )
    assert _kinds(provider) == [kind]


def test_asking_again_and_again_does_not_use_up_the_codes_of_the_day(
    nuonuo: Nuonuo, provider: Provider, clock: Clock
) -> None:
    waiting = [
        said(nuonuo, {"status": "20"}),
        {"code": "E0000", "result": {"certificationStatus": "0"}},
        NO_QR,
    ]
    for _ in range(3):
        provider.answers += [*waiting, *([NO_QR] if not _kinds(provider) else [])]
        assert nuonuo.query("SERIAL1").login_code is None
        clock.now += timedelta(minutes=10)
    assert _kinds(provider).count("2") == 1


def test_a_login_is_told_even_where_there_is_no_code(nuonuo: Nuonuo, provider: Provider) -> None:
    provider.answers += [
        said(nuonuo, {"status": "20"}),
        {"code": "E0000", "result": {"certificationStatus": "0"}},
        None,
    ]
    answer = nuonuo.query("SERIAL1")
    assert (answer.status, answer.login_code) == ("waiting", None)
