"""The buyer's pages behind a WSGI server: `python examples/portal_wsgi.py`, then open the link."""

from __future__ import annotations

import os
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from wsgiref.simple_server import make_server

import invoicekit as ik

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_FORM = 20_000
"""Bytes of a form; a title is far shorter."""


def portal(kit: ik.InvoiceKit) -> WSGIApplication:
    """Returns an application that answers `/…/<token>`."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        token = environ["PATH_INFO"].rpartition("/")[2]
        reader = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        if environ["REQUEST_METHOD"] != "POST":
            query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
            page = kit.portal.page(token, query, language=reader)
        elif environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
            page = kit.portal.page(token, language=reader)  # another site sent it: show, do nothing
        else:
            size = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_FORM)
            sent = environ["wsgi.input"].read(size).decode("utf-8", "replace")
            form = dict(parse_qsl(sent, keep_blank_values=True))
            page = kit.portal.submit(token, form, language=reader)
        status = f"{page.status} {HTTPStatus(page.status).phrase}"
        start_response(status, [*page.headers.items(), ("Content-Length", str(len(page.body)))])
        return [page.body]

    return application


def shop() -> tuple[ik.InvoiceKit, str]:
    """Returns a shop with one order, and the link that its buyer scans."""
    issuer = ik.Issuer(
        party=ik.Party(
            name="Kontor Lindenhof GmbH",
            tax_ids=[ik.TaxId(country="DE", value="136695976")],
            address=ik.Address(line1="Lindenhof 1", city="Berlin", postcode="10115", country="DE"),
        ),
        approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
    )
    kit = ik.InvoiceKit.in_memory(issuer=issuer, link_secret=os.urandom(32))
    guest = kit.customers.create(name="Guest", country="DE", kind="consumer", actor="till")
    line = ik.OrderLine(name="Notebook", quantity="2", unit_price="12.90", vat="S 19")
    order = ik.Order(
        reference="TILL-1",
        customer_id=guest.id,
        currency="EUR",
        prices_include_vat=True,
        lines=[line],
    )
    stored = kit.orders.save(order, actor="till")
    return kit, kit.portal.title_link(stored.id, base_url="http://127.0.0.1:8000/invoice")


if __name__ == "__main__":
    kit, link = shop()
    print(link)
    make_server("127.0.0.1", 8000, portal(kit)).serve_forever()
