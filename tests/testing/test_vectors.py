"""The vector runner says what differs, counts what nothing runs, and passes our own cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from invoicekit.testing.vectors import main, run_file, same

CALCULATION = Path(__file__).parents[1] / "calculate" / "data" / "calculation.json"


def written(folder: Path, content: object) -> Path:
    file = folder / "cases.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_all_worked_cases_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CALCULATION)]) == 0
    assert capsys.readouterr().out == "passed 59 of 59\n"


def test_a_difference_is_named_with_both_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vectors = json.loads(CALCULATION.read_text("utf-8"))["vectors"]
    wrong = next(vector for vector in vectors if vector["id"] == "T01")
    wrong["expected"] = {"interest": "8.46"}
    assert main([str(written(tmp_path, {"vectors": [wrong]}))]) == 1
    assert capsys.readouterr().out == ('T01 interest: got "8.45", expected "8.46"\npassed 0 of 1\n')


EVERY_KIND = sorted({v["kind"] for v in json.loads(CALCULATION.read_text("utf-8"))["vectors"]})


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_no_kind_passes_whatever_is_expected(kind: str, tmp_path: Path) -> None:
    content = json.loads(CALCULATION.read_text("utf-8"))
    for vector in content["vectors"]:
        if vector["kind"] == kind and "tax_breakdown" not in vector["expected"]:
            vector["expected"] = dict.fromkeys(vector["expected"], "17.17")
        elif vector["kind"] == kind:
            vector["expected"]["payable"] = "17.17"
    outcome = run_file(written(tmp_path, content))
    assert outcome.differing == sum(v["kind"] == kind for v in content["vectors"])


def test_chinese_numbers_and_taxes_are_told_by_their_keys(tmp_path: Path) -> None:
    split = ("mode", "rate", "gross", "tax", "net")
    discount = {"order_discount": "0.05", "line_amounts": ["1", "2", "7"]}
    content = {
        "vectors": [
            {"value": "91110105TXTXTX010N", "kind": "uscc", "valid": True},
            {"value": "91110105TXTXTX010P", "kind": "uscc", "valid": False},
            {"value": "110105123456789", "kind": "legacy_taxid", "valid_shape": True},
            dict(zip(split, ("inclusive", "0.13", "100.00", "11.50", "88.50"), strict=True)),
            dict(zip(split, ("exclusive", "0.13", "113.00", "13.00", "100.00"), strict=True)),
            dict(zip(split, ("inclusive", "0.13", "100.00", "11.51", "88.49"), strict=True)),
        ],
        "allocation": [{**discount, "allocation": ["0", "0", "1"]}],
    }
    outcome = run_file(written(tmp_path, content))
    assert (outcome.passed, outcome.run) == (5, 7)
    assert {difference.vector for difference in outcome.differences} == {
        "cases[6]",
        "cases.allocation[1]",
    }


def test_discount_lines_and_filing_dates_are_judged(tmp_path: Path) -> None:
    line = {"rate": "0.13", "line_net": "1000.00", "line_tax": "130.00"}
    discount = {"discount_net": "-100.00", "discount_tax": "-13.00"}
    totals = {"total_net": "900.00", "total_tax": "117.00", "total_gross": "1017.00"}
    content = {
        "discounts": [
            {**line, **discount, **totals, "valid": True},
            {**line, **discount, "discount_rate": "0.06", "valid": False},
            {**line, **discount, "discount_net": "-1000.01", "valid": True},
        ],
        "due": [
            {"filer": "monthly", "period": "2026-09", "due": "2026-10-26"},
            {"filer": "quarterly", "period": "2026Q3", "due": "2026-10-15"},
        ],
    }
    outcome = run_file(written(tmp_path, content))
    assert (outcome.passed, outcome.run) == (3, 5)
    assert {each.vector for each in outcome.differences} == {"cases.discounts[3]", "cases.due[2]"}


def test_unknown_kinds_count_as_not_run_and_lists_of_codes_as_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {"vectors": [{"filer": "monthly", "period": "2026-09"}], "states": ["01", "02"]}
    assert main([str(CALCULATION), str(written(tmp_path, content))]) == 0
    assert capsys.readouterr().out == "passed 59 of 59, 1 not run\n"


def test_a_file_without_objects_has_no_vectors(tmp_path: Path) -> None:
    assert str(run_file(written(tmp_path, ["01"]))) == "passed 0 of 0"


@pytest.mark.parametrize("content", [None, "no json"])
def test_what_cannot_be_read_is_said_and_exits_with_2(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert main([str(file)]) == 2
    assert str(file) in capsys.readouterr().err


def test_without_files_the_usage_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "FILE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("got", "expected", "equal"),
    [
        ("1.00", "1", True),
        ([1, "a"], ["1", "a"], True),
        ([1], [1, 2], False),
        ("text", ["text"], False),
        ({"a": 1, "b": 2}, {"a": "1.0"}, True),
        ({"a": 1}, {"b": 1}, False),
        (True, "1", False),
        (None, "1", False),
        ("words", "1", False),
    ],
)
def test_values_are_compared_by_what_they_say(
    got: object, expected: object, *, equal: bool
) -> None:
    assert same(got, expected) is equal
