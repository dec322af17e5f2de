"""`invoicekit validate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoicekit import read, write
from invoicekit.cli import app


@pytest.fixture
def bad_file(invoice_file: Path) -> Path:
    path = invoice_file.with_name("bad.json")
    path.write_bytes(write(read(invoice_file).replace(buyer=None), "json"))
    return path


def test_a_valid_invoice_exits_with_0(invoice_file: Path) -> None:
    result = CliRunner().invoke(app(), ["validate", str(invoice_file)])

    assert (result.exit_code, "invoice.json: valid (core" in result.output) == (0, True)


def test_one_invalid_invoice_among_others_exits_with_1(invoice_file: Path, bad_file: Path) -> None:
    result = CliRunner().invoke(app(), ["validate", str(bad_file), str(invoice_file)])

    assert result.exit_code == 1
    assert "bad.json: 1 error(s)" in result.output
    assert "BR-07" in result.output


def test_json_is_one_object_a_line(bad_file: Path) -> None:
    result = CliRunner().invoke(app(), ["validate", "--json", *[str(bad_file)] * 2])

    lines = [json.loads(line) for line in result.output.splitlines()]
    assert [line["file"] for line in lines] == [str(bad_file)] * 2
    assert set(lines[0]) == {"file", "format", "profile", "mode", "valid", "findings"}
    assert set(lines[0]["findings"][0]) == {"rule", "severity", "message", "path", "terms"}
    assert lines[0]["valid"] is False


def test_unusable_input_exits_with_2(tmp_path: Path, invoice_file: Path) -> None:
    nothing = tmp_path / "nothing.xml"
    nothing.write_bytes(b"no invoice")

    assert CliRunner().invoke(app(), ["validate", str(nothing)]).exit_code == 2
    assert CliRunner().invoke(app(), ["validate", str(tmp_path / "none")]).exit_code == 2
    result = CliRunner().invoke(app(), ["validate", str(invoice_file), "--mode", "loose"])
    assert (result.exit_code, "no mode 'loose'" in result.output) == (2, True)
