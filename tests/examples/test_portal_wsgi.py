"""The example with the buyer's pages, over real HTTP."""

from __future__ import annotations

import html
import re
import runpy
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest

import invoicekit as ik

EXAMPLE: dict[str, Any] = runpy.run_path(
    str(Path(__file__).parents[2] / "examples" / "portal_wsgi.py")
)
TITLE = {
    "kind": "business",
    "name": "ACME GmbH",
    "tax_number": "DE811569869",
    "address": "Hauptstr. 2",
    "postcode": "10117",
    "city": "Berlin",
    "country": "DE",
}


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the address holds the token."""


@pytest.fixture
def shop() -> Iterator[tuple[ik.InvoiceKit, str, httpx.Client]]:
    kit, link = EXAMPLE["shop"]()
    server = make_server("127.0.0.1", 0, EXAMPLE["portal"](kit), handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}") as browser:
        yield kit, urlsplit(link).path, browser
    server.shutdown()
    thread.join()
    server.server_close()


def hidden(page: httpx.Response) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found}


def test_a_buyer_enters_its_title_and_fetches_its_invoice(
    shop: tuple[ik.InvoiceKit, str, httpx.Client],
) -> None:
    kit, path, browser = shop
    form = browser.get(path, headers={"Accept-Language": "de"})
    assert "Ihre Angaben für die Rechnung" in form.text
    assert form.headers["Referrer-Policy"] == "no-referrer"
    checked = browser.post(path, data=hidden(form) | TITLE)
    assert "Stimmt alles?" in checked.text
    issued = browser.post(path, data=hidden(checked) | {"step": "issue"})
    number = kit.invoices.search().items[0].number
    assert number is not None
    assert number in issued.text
    kit.run_outbox()
    assert number in browser.get(path).text
    assert browser.get(path, params={"file": "html"}).headers["Content-Disposition"]


def test_what_another_site_sends_is_only_shown(
    shop: tuple[ik.InvoiceKit, str, httpx.Client],
) -> None:
    kit, path, browser = shop
    checked = browser.post(path, data=hidden(browser.get(path)) | TITLE)
    confirmed = hidden(checked) | {"step": "issue"}
    for site in ("cross-site", "same-site", "none"):
        page = browser.post(path, data=confirmed, headers={"Sec-Fetch-Site": site})
        assert page.status_code == 200
        assert kit.invoices.search().items == ()
    browser.post(path, data=confirmed, headers={"Sec-Fetch-Site": "same-origin"})
    assert len(kit.invoices.search().items) == 1


def test_a_form_of_any_size_and_a_link_of_any_kind_are_answered(
    shop: tuple[ik.InvoiceKit, str, httpx.Client],
) -> None:
    _, path, browser = shop
    form = hidden(browser.get(path))
    assert browser.post(path, data=form | {"name": "x" * 100_000}).status_code == 422
    assert browser.get("/invoice/../../etc/passwd").status_code == 404
    assert browser.get(path[:-1]).status_code == 404
