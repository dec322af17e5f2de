"""What the bureau asks to check a 发票: an amount of most kinds, the check code of others."""

from __future__ import annotations

import pytest

import invoicekit as ik
from invoicekit.jurisdiction.fapiao.verification import verification_query

TOTALS = ik.Totals(without_vat="100.00", vat="13.00", with_vat="113.00")


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("digital_special", {"fplx": "81", "kpje": "113.00", "jym": ""}),
        ("digital_rail", {"fplx": "51", "kpje": "113.00", "jym": ""}),
        ("paper_special", {"fplx": "01", "kpje": "100.00", "jym": ""}),
        ("tc_electronic_special", {"fplx": "08", "kpje": "100.00", "jym": ""}),
        ("tc_electronic_ordinary", {"fplx": "10", "kpje": "", "jym": "345678"}),
        ("paper_used_vehicle", {"fplx": "15", "kpje": "113.00", "jym": ""}),
    ],
)
def test_what_is_asked_of_a_kind(kind: str, asked: dict[str, str]) -> None:
    facts = ik.Fapiao(kind=kind, code="011002000111", check_code="12 3456 7890 12345678")
    query = verification_query(ik.Invoice(number="00012345", totals=TOTALS, fapiao=facts))

    assert {name: query[name] for name in asked} == asked
    assert (query["fpdm"], query["fphm"]) == ("011002000111", "00012345")


@pytest.mark.parametrize("facts", [None, ik.Fapiao(), ik.Fapiao(kind="no kind of ours")])
def test_what_is_no_fapiao_is_not_checked(facts: ik.Fapiao | None) -> None:
    with pytest.raises(ik.InputError, match="only a 发票"):
        verification_query(ik.Invoice(number="1", fapiao=facts))
