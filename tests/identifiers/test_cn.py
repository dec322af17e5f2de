"""Chinese numbers are judged by their standards, not by stdnum's tables."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.identifiers import cn

VECTORS = json.loads((Path(__file__).parent / "data" / "tax_ids.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["value"])
def test_the_vectors(vector: dict[str, object]) -> None:
    expected = vector.get("valid", vector.get("valid_shape"))
    valid, normalized, kind, reason = cn.check(str(vector["value"]))

    assert valid is expected
    if valid:
        assert normalized == vector["value"]
        assert kind == {"legacy_taxid": "legacy"}.get(str(vector["kind"]), vector["kind"])
    else:
        assert reason
    if "normalized" in vector:
        inner = cn.organisation_code_checks(normalized)
        assert inner is vector["org_code_check_ok"]
        assert bool(reason) is not inner


@pytest.mark.parametrize("body", ["N2110105MA0000009", "Y1110105MA0000009", "AA110105MA0000009"])
def test_codes_that_begin_with_letters_are_lawful(body: str) -> None:
    # N: rural collectives; python-stdnum refuses them all.
    assert cn.check(body + weighed(body))[::2] == (True, "uscc")


@given(st.text(cn.ALPHABET, min_size=17, max_size=17), st.data())
def test_a_wrong_sign_or_two_swapped_ones_are_found(body: str, data: st.DataObject) -> None:
    body = "9" + "1" + "110105" + body[8:]
    code = body + weighed(body)
    place = data.draw(st.integers(8, 16))
    other = data.draw(st.sampled_from([sign for sign in cn.ALPHABET if sign != code[place]]))
    wrong = code[:place] + other + code[place + 1 :]
    letters = not code.isdigit() and not wrong.isdigit()

    assert cn.check(code)[0]
    if letters:
        assert not cn.check(wrong)[0]


@given(
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.sampled_from(sorted(cn.PROVINCES)),
    st.integers(0, 9999),
    st.integers(0, 999),
)
def test_every_resident_id_is_lawful(born: date, province: str, area: int, order: int) -> None:
    body = f"{province}{area:04d}{born:%Y%m%d}{order:03d}"
    # GB 11643: weights 2^(17-i) mod 11, written out as the standard prints them.
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(int(sign) * weight for sign, weight in zip(body, weights, strict=True))

    assert cn.check(body + "10X98765432"[total % 11])[::2] == (True, "ric")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("91110105TXTXTX010P", "the check digit is wrong: it should be N"),
        ("91110105TXTXTX010", "18 digits and letters without I, O, S, V, Z are expected"),
        ("12345", "18 digits and letters without I, O, S, V, Z are expected"),
    ],
)
def test_what_is_wrong_is_said(value: str, reason: str) -> None:
    assert cn.check(value) == (False, value, "uscc", reason)


def test_a_number_like_a_resident_id_passes_with_a_note() -> None:
    valid, _, kind, reason = cn.check("110101199003070012")

    assert valid
    assert kind == "legacy"
    assert reason == "not checked: the last sign of a resident id would be 1"


def weighed(body: str) -> str:
    """The check sign, with the weights as GB 32100-2015 prints them."""
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(sign) * weight for sign, weight in zip(body, weights, strict=True))
    return signs[(31 - total % 31) % 31]
