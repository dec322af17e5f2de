"""`invoicekit sandbox-authority`: a platform in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import invoicekit as ik
from invoicekit.authority.sandbox import Sandbox

SELLER = ik.Party(
    name="北京示例科技有限公司",
    tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
    address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
)
COMMAND = [sys.executable, "-u", "-m", "invoicekit", "sandbox-authority"]


def test_it_numbers_documents_and_makes_their_originals() -> None:
    with subprocess.Popen([*COMMAND, "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found is not None
            client = Sandbox(found[0])
            kit = ik.InvoiceKit.in_memory(issuer=SELLER, authority=client)
            buyer = kit.customers.create(name="上海买方有限公司", country="CN", actor="li")
            order = ik.Order(
                reference="SO-1",
                customer_id=buyer.id,
                currency="CNY",
                lines=[ik.OrderLine(name="键盘", quantity="1", unit_price="100", vat="S 13")],
            )
            draft = kit.invoices.create_from_order(order, actor="li")
            kit.invoices.submit(draft.id, actor="li")
            kit.invoices.approve(draft.id, actor="wang")
            kit.invoices.issue(draft.id, actor="wang")
            kit.run_outbox()
            kit.run_outbox()
            number = kit.invoices.get(draft.id).number or ""
            assert re.fullmatch(r"\d{20}", number)
            original = kit.files.get(draft.id, "fapiao-xml")
            assert original.original
            assert original.data == client.file(kit.invoices.get(draft.id), "fapiao-xml")
            assert ik.read(original.data).number == number
            assert client.file(kit.invoices.get(draft.id), "nonsense") is None
            client.close()
        finally:
            process.terminate()


@pytest.mark.parametrize("given", [["--delay", "60", "--lose", "60"], ["--drop", "101"]])
def test_faults_beyond_all_requests_are_refused(given: list[str]) -> None:
    done = subprocess.run([*COMMAND, *given], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
