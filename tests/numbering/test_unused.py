"""What is left of blocks: of nobody who holds them still."""

from __future__ import annotations

import pytest

import invoicekit as ik
from invoicekit.model.numbers import SeriesTerms
from invoicekit.model.rows import SeriesRow
from invoicekit.model.stored import Id
from invoicekit.numbering import Unused, unused

PARTY = ik.Party(name="Shop", address=ik.Address(country="NZ"))


def block(holder: str, first: int, last: int, *, period: str = "2026", size: int = 50) -> SeriesRow:
    allotment = f"hq/invoice/T/{period}/blocks"
    terms = SeriesTerms(source="block", first=first, final=first + size - 1, allotment=allotment)
    return SeriesRow(
        tenant_id="a",
        series=f"{allotment}/{holder}/{first:012d}",
        issuer_id=Id("i"),
        last=last,
        terms=terms.canonical().decode(),
    )


def issuer(holder: str = "t1", prefix: str = "T") -> ik.Issuer:
    return ik.Issuer(
        party=PARTY, series_prefix=prefix, numbers=ik.BlockNumbers(of="hq", holder=holder, size=50)
    )


NEW = block("t1", 1, 2, period="2027")


@pytest.mark.parametrize(
    ("rows", "issuers", "rests"),
    [
        ([block("t1", 1, 7)], [issuer()], []),
        ([block("t1", 1, 50)], [], []),
        ([block("t1", 1, 7)], [], [(8, 50, False)]),
        ([block("t1", 1, 0)], [issuer("t2")], [(1, 50, False)]),
        ([block("t1", 1, 7)], [issuer(prefix="U")], [(8, 50, False)]),
        ([block("t1", 51, 99), NEW], [issuer()], [(100, 100, True)]),
        ([SeriesRow(tenant_id="a", series="invoice//2026", issuer_id=Id("i"), last=3)], [], []),
    ],
    ids=[
        "held",
        "used up",
        "its issuer is gone",
        "of another now",
        "prefix changed",
        "year over",
        "none",
    ],
)
def test_what_nobody_will_use(
    rows: list[SeriesRow], issuers: list[ik.Issuer], rests: list[tuple[int, int, bool]]
) -> None:
    assert list(unused(rows, issuers)) == [
        Unused(rows[0].series, "t1", first, final, over) for first, final, over in rests
    ]
