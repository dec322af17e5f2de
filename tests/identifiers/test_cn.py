"""Chinese numbers, by worked vectors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from invoicekit.identifiers import check_tax_id, cn

VECTORS = [
    vector
    for vector in json.loads((Path(__file__).parent / "data" / "tax_ids.json").read_text("utf-8"))[
        "vectors"
    ]
    if "valid" in vector
]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['kind']}-{v['value']}")
def test_vectors(vector: dict[str, object]) -> None:
    checked = check_tax_id("CN", str(vector["value"]))
    assert checked.valid is vector["valid"]
    if checked.valid and vector.get("normalized"):
        assert checked.normalized == vector["normalized"]


def test_codes_that_begin_with_letters_are_lawful() -> None:
    head = "N2110105TXTXTX010"
    digit = next(s for s in cn.ALPHABET if check_tax_id("CN", head + s).valid)
    assert cn.check(head + digit)[2] == "uscc"


def test_an_old_number_passes_unchecked() -> None:
    assert "not checked" in check_tax_id("CN", "110105123456789").reason


def test_the_inner_digit_is_only_a_note() -> None:
    code = "91110105TXTXTX011"
    digit = next(s for s in cn.ALPHABET if cn.check(code + s)[0])
    checked = check_tax_id("CN", code + digit)
    assert checked.valid
    assert cn.organisation_code_checks(checked.normalized) is (checked.reason == "")
