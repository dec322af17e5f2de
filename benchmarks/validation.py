"""A file read, written and judged: against the official rules on Saxon, and lxml's bare parse.

Bytes in, verdict out, in one warm process; Saxon's stylesheets are compiled before. Where
`saxonche` and the package with the stylesheets are not installed, its rows are left out (extra
`bench`), and those of Peppol where nobody names its Schematron (see `_saxon`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from lxml import etree

import invoicekit as ik
from benchmarks import Row, compared, medians
from benchmarks._saxon import Verdict, en16931, peppol, verdict_of
from benchmarks.formats import invoice
from invoicekit.formats.peppol import PROCESS, SPECIFICATION

ROUNDS = {1: (9, 40), 10: (9, 20), 100: (7, 4), 1000: (5, 1)}
"""Lines → rounds, and calls a round."""
SAXON_AT_LEAST = 10.0
PEPPOL_AT_LEAST = 18.0
PARSE_AT_MOST = 5.0
LOAD_AT_MOST = 6.0
WRITE_AT_MOST = 1.5
LINEAR_AT_MOST = 12.0
"""Ten times the lines cost about ten times as much."""


def run() -> list[Row]:
    """Returns the rows of both syntaxes, by number of lines."""
    return [row for syntax in ("ubl", "cii") for row in _rows(syntax)]


def _rows(syntax: str) -> Iterator[Row]:
    saxon = verdict_of(en16931(syntax))
    both = verdict_of(en16931(syntax), peppol(syntax))
    spent: dict[int, float] = {}
    for lines, (rounds, calls) in ROUNDS.items():
        made = invoice(lines)
        data = ik.write(made, syntax)
        jobs: list[Callable[[], object]] = [
            partial(ik.validate, data, "en16931"),
            partial(ik.load, data),
            partial(ik.write, made, syntax),
            partial(etree.fromstring, data),
        ]
        ours, load, write, parse = medians(jobs, rounds=rounds, calls=calls)
        spent[lines] = ours
        name = f"{syntax}, {lines} line{'s' if lines > 1 else ''}"
        yield compared(f"validate {name} / lxml parse", ours, parse, PARSE_AT_MOST)
        yield compared(f"load {name} / lxml parse", load, parse, LOAD_AT_MOST)
        yield compared(f"write {name} / lxml parse", write, parse, WRITE_AT_MOST)
        if saxon is not None:
            yield _against(saxon, f"Saxon / validate {name}", data, ours, calls, SAXON_AT_LEAST)
        if both is not None:
            file = ik.write(_for_peppol(made), syntax)
            (own,) = medians([partial(ik.validate, file, "peppol")], rounds=rounds, calls=calls)
            yield _against(both, f"Saxon / Peppol {name}", file, own, calls, PEPPOL_AT_LEAST)
    yield compared(f"{syntax}, 1000 / 100 lines", spent[1000], spent[100], LINEAR_AT_MOST)


def _for_peppol(invoice: ik.Invoice) -> ik.Invoice:
    """Returns the invoice with what Peppol and Germany ask for beside."""
    address = ik.Identifier(value="DE136695976", scheme="9930")
    contact = ik.Contact(name="Accounts", phone="+49 30 1234567", email="accounts@example.com")
    account = ik.BankAccount(id="DE75512108001245126199")
    assert invoice.seller is not None
    assert invoice.buyer is not None
    return invoice.replace(
        specification=SPECIFICATION,
        business_process=PROCESS,
        buyer_reference="0150abc",
        seller=invoice.seller.replace(electronic_address=address, contact=contact),
        buyer=invoice.buyer.replace(electronic_address=address),
        payment_instructions=ik.PaymentInstructions(means_code="58", accounts=(account,)),
    )


def _against(
    saxon: Verdict, name: str, data: bytes, ours: float, calls: int, at_least: float
) -> Row:
    (theirs,) = medians([partial(saxon, data)], rounds=3, calls=max(1, calls // 4))
    return Row(name, ours, theirs, theirs / ours, at_least, at_most=False)
