"""A provider's platform on the loopback that answers what a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import invoicekit as ik
from invoicekit.calculate import calculate
from invoicekit.jurisdiction.rounding import PER_LINE
from invoicekit.model import BankAccount, Contact, FapiaoLine


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 1, 5, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Asked:
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Provider:
    """Answers in turn; None closes the connection without a word."""

    url: str = ""
    answers: list[Any] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider() -> Iterator[Provider]:
    told = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            told.asked.append(Asked(parts.path, query, dict(self.headers), body))
            answer = told.answers.pop(0)
            if answer is None:
                return
            status, data = (200, answer) if isinstance(answer, dict) else answer
            content = data.encode() if isinstance(data, str) else json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def record() -> ik.InvoiceRecord:
    seller = ik.Party(
        name="北京示例软件有限公司",
        tax_ids=[ik.TaxId(country="CN", value="91110105TXTXTX010N")],
        address=ik.Address(city="北京市", line1="样本路1号", country="CN"),
        contact=Contact(phone="010-00000001"),
        bank_accounts=[BankAccount(id="0000000000000000001", bank_name="示例银行北京分行")],
    )
    buyer = ik.Party(
        name="上海样本贸易有限公司", tax_ids=[ik.TaxId(country="CN", value="91310115TXTXTX029G")]
    )
    line = ik.InvoiceLine(
        quantity="3",
        price=ik.Price(net="100.00"),
        allowances=[ik.LineAllowance(amount="30.00")],
        vat_category="S",
        vat_rate="13",
        item=ik.Item(name="扫描仪"),
        fapiao=FapiaoLine(tax_code="1090511000000000000", specification="SC-9", unit="台"),
    )
    invoice = ik.Invoice(
        currency="CNY",
        seller=seller,
        buyer=buyer,
        lines=[line],
        notes=[ik.Note(text="合同编号：HT-2026-001")],
        fapiao=ik.Fapiao(kind="digital_special", drawer="王示例"),
    )
    return ik.InvoiceRecord(
        id="1",
        tenant="default",
        issuer_id="1",
        invoice=calculate(invoice, PER_LINE),
        template=ik.TemplateRef(id="standard"),
        locale="zh-CN",
        created_by="li",
        created_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
