"""`invoicekit validate`."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

import invoicekit.cli.validate as command
from invoicekit import Attachment, read, write
from invoicekit.cli import app


@pytest.fixture
def bad_file(invoice_file: Path) -> Path:
    """The invoice without its buyer, as UBL, so that places in a file can be told."""
    path = invoice_file.with_name("bad.xml")
    path.write_bytes(write(read(invoice_file).replace(number="R-2", buyer=None), "ubl"))
    return path


@pytest.fixture
def folder(invoice_file: Path, bad_file: Path, tmp_path: Path) -> Path:
    """Valid, invalid and unreadable files, and some that are not looked at."""
    folder = tmp_path / "in"
    for name, data in {
        "b.json": invoice_file.read_bytes(),
        "a/bad.xml": bad_file.read_bytes(),
        "a/good.JSON": invoice_file.read_bytes(),
        "c/broken.xml": b"<Invoice",
        "readme.md": b"no invoice",
        ".hidden.json": b"no invoice",
        ".git/x.json": b"no invoice",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app(), ["validate", *map(str, arguments)])


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_valid_invoice_exits_with_0(invoice_file: Path) -> None:
    result = run(invoice_file)

    assert (result.exit_code, result.output.splitlines()[0]) == (
        0,
        f"{invoice_file}: valid (core, official)",
    )


def test_one_invalid_invoice_among_others_exits_with_1(invoice_file: Path, bad_file: Path) -> None:
    result = run(bad_file, invoice_file, "--profile", "core")

    assert result.exit_code == 1
    assert "bad.xml: 1 error(s) (core, official)" in result.output
    assert result.output.splitlines()[-1] == (
        "2 files: 1 valid, 1 invalid, 0 unreadable; most often BR-07 (1)"
    )


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]])
def test_json_is_one_object_a_line(bad_file: Path, option: list[str]) -> None:
    told = objects(run(*option, bad_file, bad_file, "--profile", "core", "--mode", "strict"))

    assert [each["file"] for each in told] == [str(bad_file)] * 2
    assert told[0] | {"findings": []} == {
        "file": str(bad_file),
        "format": "ubl",
        "profile": "core",
        "mode": "strict",
        "valid": False,
        "findings": [],
    }
    [finding] = [each for each in told[0]["findings"] if each["rule"] == "BR-07"]
    assert finding == {
        "rule": "BR-07",
        "severity": "error",
        "message": "An invoice names its buyer (BT-44).",
        "path": "buyer.name",
        "terms": ["BT-44"],
        "line": 2,
        "xpath": "/Invoice",
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "An invoice names its buyer (BT-44)."),
        ("de", "Eine Rechnung nennt den Namen des Käufers (BT-44)."),
        ("fr", "Une facture indique le nom de l'acheteur (BT-44)."),
        ("zh", "发票须写明购买方名称 (BT-44)。"),
    ],
)
def test_every_form_speaks_every_language(bad_file: Path, language: str, text: str) -> None:
    for form in ("text", "json", "csv", "sarif"):
        result = run(bad_file, "--lang", language, "--format", form)
        assert (text in result.output, result.exit_code) == (True, 1)


def test_csv_is_a_row_a_finding_and_no_formula(
    invoice_file: Path, bad_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("=1+1.json").write_bytes(invoice_file.read_bytes())
    Path("none.xml").write_bytes(b"?")

    result = run("=1+1.json", bad_file, "none.xml", "--format", "csv", "--profile", "core")

    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert (rows[0]["file"], rows[0]["valid"]) == ("'=1+1.json", "yes")
    [finding] = [row for row in rows if row["rule"] == "BR-07"]
    assert (finding["valid"], finding["terms"], finding["line"]) == ("no", "BT-44", "2")
    assert (rows[-1]["file"], rows[-1]["rule"]) == ("none.xml", "input.unusable")


def test_sarif_has_a_result_a_finding(folder: Path) -> None:
    result = run(folder, "--format", "sarif", "--profile", "core")

    [log] = json.loads(result.stdout)["runs"]
    assert log["tool"]["driver"]["name"] == "invoicekit"
    by_rule = {each["ruleId"]: each for each in log["results"]}
    missing, broken = by_rule["BR-07"], by_rule["input.unusable"]
    assert missing["level"] == "error"
    [location] = missing["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 2}
    assert [each["fullyQualifiedName"] for each in location["logicalLocations"]] == [
        "buyer.name",
        "/Invoice",
    ]
    assert broken["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith(
        "c/broken.xml"
    )
    assert (
        json.loads(run(folder / "b.json", "--format", "sarif", "-q").stdout)["version"] == "2.1.0"
    )


def test_a_folder_is_searched_in_order_and_what_is_unreadable_stops_nothing(folder: Path) -> None:
    result = run(folder, "--json", "--profile", "core")

    told = objects(result)
    assert [each["file"].removeprefix(f"{folder}/") for each in told] == [
        "b.json",
        "a/bad.xml",
        "a/good.JSON",
        "c/broken.xml",
    ]
    assert [each["valid"] for each in told] == [True, False, True, False]
    assert told[-1]["error"]["title"] == "input.unusable"
    assert result.exit_code == 2


def test_quiet_tells_nothing_of_what_is_valid(folder: Path) -> None:
    result = run(folder, "-q", "--profile", "core")

    assert "good.JSON" not in result.output
    assert "broken.xml: unreadable" in result.output
    assert result.output.splitlines()[-1].startswith("4 files: 2 valid, 1 invalid, 1 unreadable")
    assert run(folder / "b.json", "-q").output == ""
    assert len(objects(run(folder, "-q", "--json"))) == 2
    assert "good" not in run(folder, "-q", "--format", "csv").stdout


def test_an_empty_folder_is_no_success(tmp_path: Path) -> None:
    result = run(tmp_path)

    (tmp_path / "notes.txt").write_text("no invoice", encoding="utf-8")

    assert run(tmp_path).exit_code == result.exit_code == 2
    assert result.output.startswith(f"no invoice in {tmp_path}: no file there")
    assert ".xml" in result.output
    assert objects(run(tmp_path, "--json")) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--mode", "loose"], "no mode 'loose'"),
        (["--format", "pdf"], "expected text, json, csv or sarif"),
        (["--lang", "tlh"], "expected en, de, fr or zh"),
        (["--profile", "mine"], "mine"),
    ],
)
def test_an_unknown_choice_exits_with_2(
    invoice_file: Path, arguments: list[str], told: str
) -> None:
    result = run(invoice_file, *arguments)

    assert (result.exit_code, told in result.output) == (2, True)


def test_unusable_input_exits_with_2(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.xml"
    nothing.write_bytes(b"no invoice")

    assert run(nothing).exit_code == 2
    assert run(tmp_path / "none").exit_code == 2


@pytest.mark.parametrize("count", [300, pytest.param(4_000, marks=pytest.mark.gate)])
def test_files_are_judged_by_processes_in_order(
    invoice_file: Path, bad_file: Path, tmp_path: Path, count: int
) -> None:
    """In a process of its own, as a script starts it: nothing of the bar in what is no terminal."""
    good, bad = invoice_file.read_bytes(), bad_file.read_bytes()
    many = tmp_path / "many"
    for index in range(count):
        file = many / str(index // 100).zfill(2) / f"{index:04}.{'json' if index % 100 else 'xml'}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(good if index % 100 else bad)

    done = subprocess.run(
        [sys.executable, "-m", "invoicekit", "validate", str(many), "--jobs", "2", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )

    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (1, "")
    assert [Path(each["file"]).stem for each in told] == [f"{index:04}" for index in range(count)]
    assert [index for index, each in enumerate(told) if not each["valid"]] == [
        *range(0, count, 100)
    ]


def test_a_larger_attachment_is_judged_where_it_is_allowed(invoice_file: Path) -> None:
    large = Attachment(id="A", data="QUJD" * 3_600_000, mime_type="application/pdf")
    path = invoice_file.with_suffix(".xml")
    path.write_bytes(write(read(invoice_file).replace(attachments=[large]), "ubl"))

    assert "more than 10,485,760 bytes" in run(path).output
    assert "unreadable" not in run(path, "--max-attachment", "11").output


def test_processes_say_what_one_says(folder: Path) -> None:
    one, several = run(folder, "--json"), run(folder, "--json", "--jobs", "2")

    assert (several.stdout, several.exit_code) == (one.stdout, one.exit_code)


def test_on_a_terminal_a_bar_moves_and_goes(
    folder: Path, invoice_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(30):
        (folder / f"n{index}.json").write_bytes(invoice_file.read_bytes())
    drawn = Console(force_terminal=True, stderr=True, width=80)
    monkeypatch.setattr(command, "Console", lambda **_: drawn)
    with drawn.capture() as captured:
        result = run(folder, "--json")
    assert "34/34" in captured.get()
    assert captured.get().endswith("\x1b[2K")  # the line is wiped
    assert len(objects(result)) == 34

    with drawn.capture() as captured:
        run(folder / "a", "--json")
    assert captured.get() == ""
