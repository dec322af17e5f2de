"""`invoicekit convert`."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from invoicekit import read, write
from invoicekit.cli import app


def test_an_invoice_is_written_in_another_format(invoice_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"

    result = CliRunner().invoke(app(), ["convert", str(invoice_file), str(target), "--to", "json"])

    assert result.exit_code == 0, result.output
    assert read(target) == read(invoice_file)


def test_an_unknown_format_exits_with_2(invoice_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"

    result = CliRunner().invoke(app(), ["convert", str(invoice_file), str(target), "--to", "fax"])

    assert (result.exit_code, target.exists()) == (2, False)


def test_what_the_target_cannot_hold_is_told_on_stderr(invoice_file: Path, tmp_path: Path) -> None:
    invoice = read(invoice_file)
    named = invoice.replace(seller=invoice.seller.replace(phone="030 1"))  # type: ignore[union-attr]  # it has one
    invoice_file.write_bytes(write(named, "json"))

    result = CliRunner().invoke(
        app(), ["convert", str(invoice_file), str(tmp_path / "out.xml"), "--to", "ubl"]
    )

    assert result.exit_code == 0
    assert "lost: " in result.stderr
    assert "seller.phone" in result.stderr


def test_the_report_has_what_could_not_be_carried(invoice_file: Path, tmp_path: Path) -> None:
    told, target = tmp_path / "losses.json", tmp_path / "out.xml"
    invoice = read(invoice_file)
    assert invoice.seller is not None
    odd = write(invoice.replace(seller=invoice.seller.replace(phone="030 1")), "json")
    invoice_file.write_bytes(odd.replace(b'{"', b'{"mood":"good","', 1))
    arguments = ["convert", str(invoice_file), str(target), "--to", "ubl", "--report", str(told)]

    result = CliRunner().invoke(app(), arguments)

    facts = json.loads(told.read_text(encoding="utf-8"))
    assert (facts["format"], facts["to"]) == ("json", "ubl")
    assert [each["rule"] for each in facts["not_read"]] == ["IK-UNKNOWN"]
    [lost] = [each for each in facts["lost"] if each["path"] == "seller.phone"]
    assert (lost["value"], lost["written"], lost["terms"]) == ("030 1", "", ["BG-4"])
    told_lines = result.stderr.splitlines()
    assert told_lines[0].startswith("not read: [IK-UNKNOWN] mood")
    count = len(facts["lost"]) + 1
    assert told_lines[-1] == f"json to ubl: {count} values could not be carried"


def test_that_everything_was_carried_is_told_too(invoice_file: Path, tmp_path: Path) -> None:
    arguments = ["convert", str(invoice_file), str(tmp_path / "o"), "--to", "json"]

    assert CliRunner().invoke(app(), arguments).stderr == "json to json: everything was carried\n"
