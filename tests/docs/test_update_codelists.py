"""The updater of code lists: small sources of our own, what it writes and what it says."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from invoicekit.codelists import FOLDER

SCRIPT = Path(__file__).parents[2] / "docs" / "update_codelists.py"

UBL = """<pattern xmlns="http://purl.oclc.org/dsdl/schematron" id="Codes">
 <rule context="cbc:InvoiceTypeCode | cbc:CreditNoteTypeCode">
  <assert id="BR-CL-01" test="(self::cbc:InvoiceTypeCode and contains(' 380 384 ', .)) or
   (self::cbc:CreditNoteTypeCode and contains(' 381 ', .))">types</assert>
 </rule>
 <rule context="cbc:DocumentCurrencyCode">
  <assert id="BR-CL-04" test="contains(' EUR KWD NEW ', concat(' ', ., ' '))">currency</assert>
 </rule>
 <rule context="cac:Country">
  <assert id="BR-CL-14" test="contains(' DE FR SS ', concat(' ', ., ' '))">country</assert>
 </rule>
 <rule context="cbc:ID[@schemeID]">
  <assert id="BR-CL-10" test="contains(' 0088 0060 ', @schemeID) or
   contains(' SEPA ', @schemeID)">scheme</assert>
 </rule>
 <rule context="cbc:TaxExemptionReasonCode">
  <assert id="BR-CL-22" test="contains(' VATEX-A VATEX-B ', .)">reason</assert>
 </rule>
 <rule context="cbc:EmbeddedDocumentBinaryObject">
  <assert id="BR-CL-24" test="@mimeCode = 'image/png' or @mimeCode = 'text/csv'">mime</assert>
 </rule>
</pattern>"""

CII = """<pattern xmlns="http://purl.oclc.org/dsdl/schematron" id="Codes">
 <rule context="ram:CountryID">
  <assert id="BR-CL-14" test="contains(' AN DE FR ', concat(' ', ., ' '))">country</assert>
 </rule>
 <rule context="ram:DueDateTypeCode">
  <assert id="BR-CL-06" test="contains(' 5 29 ', concat(' ', ., ' '))">event</assert>
 </rule>
</pattern>"""

NAMES = """<CodeList xmlns="urn:x"><Title>ICD</Title><Identifier>ICD</Identifier>
 <Code><Id>0088</Id><Name>Global  Location
 Number</Name></Code><Code><Id>9999</Id><Name>Not ours</Name></Code></CodeList>"""

ISO_4217 = """<ISO_4217 Pblshd="2027-01-01"><CcyTbl>
 <CcyNtry><Ccy>KWD</Ccy><CcyMnrUnts>3</CcyMnrUnts></CcyNtry>
 <CcyNtry><Ccy>XAU</Ccy><CcyMnrUnts>N.A.</CcyMnrUnts></CcyNtry>
 <CcyNtry><CtryNm>NOWHERE</CtryNm></CcyNtry></CcyTbl></ISO_4217>"""


@pytest.fixture(scope="module")
def updater() -> ModuleType:
    spec = importlib.util.spec_from_file_location("_update_codelists", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lists: dict[str, dict[str, object]] = {
        "currencies": {"title": "Currencies", "version": "old", "codes": {"EUR": 2, "STN": 2}},
        "countries": {"title": "Countries", "codes": ["DE", "GONE"]},
        "identifier_schemes": {"title": "Schemes", "codes": ["0088"]},
        "exemption_codes": {"title": "Reasons", "codes": {"VATEX-A": "Our words"}},
    }
    for name, listed in lists.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(listed), "utf-8")
    return tmp_path


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str], str]:
    home = tmp_path / "downloads"
    home.mkdir()

    def write(text: str) -> str:
        path = home / f"{len(list(home.iterdir()))}.xml"
        path.write_text(text, "utf-8")
        return str(path)

    return write


def stored(folder: Path, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return found


def test_codes_come_from_the_rules_and_our_words_stay(
    updater: ModuleType,
    folder: Path,
    source: Callable[[str], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    updater.main(["--version", "9.9", source(UBL), source(CII)], folder)

    assert stored(folder, "countries") == {
        "title": "Countries",
        "codes": ["DE", "FR", "SS"],
        "artefacts_version": "9.9",
        "artefacts": {"cii": {"with": ["AN"], "without": ["SS"]}},
    }
    assert stored(folder, "currencies")["codes"] == {"EUR": 2, "KWD": 2, "NEW": 2, "STN": 2}
    assert stored(folder, "currencies")["artefacts"] == {
        "ubl": {"without": ["STN"]},
        "cii": {"without": ["STN"]},
    }
    assert stored(folder, "exemption_codes")["codes"] == {
        "VATEX-A": "Our words",
        "VATEX-B": "VATEX-B",
    }
    assert stored(folder, "identifier_schemes")["codes"] == ["0060", "0088"]
    assert stored(folder, "event_time_codes")["codes"] == ["29", "5"]
    assert stored(folder, "mime_types")["codes"] == ["image/png", "text/csv"]
    assert stored(folder, "document_types")["codes"] == {
        "invoice": ["380", "384"],
        "credit_note": ["381"],
    }
    said = capsys.readouterr().out
    assert "countries: +2 (FR, SS); -1 (GONE); artefacts; artefacts_version" in said
    assert "document_types: +3 (380, 381, 384); artefacts_version" in said


def test_a_second_run_changes_nothing(
    updater: ModuleType,
    folder: Path,
    source: Callable[[str], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    sources = [source(UBL), source(CII), source(NAMES), source(ISO_4217)]
    updater.main(sources, folder)
    capsys.readouterr()

    updater.main(sources, folder)

    assert capsys.readouterr().out == "nothing changed\n"


def test_syntaxes_that_agree_again_lose_their_note(
    updater: ModuleType, folder: Path, source: Callable[[str], str]
) -> None:
    updater.main([source(UBL), source(CII)], folder)

    updater.main([source(CII.replace(" AN DE FR ", " DE FR SS "))], folder)

    assert "artefacts" not in stored(folder, "countries")


def test_names_are_kept_for_our_codes_only(
    updater: ModuleType, folder: Path, source: Callable[[str], str]
) -> None:
    updater.main([source(NAMES)], folder)

    assert stored(folder, "names/identifier_schemes") == {"en": {"0088": "Global Location Number"}}


SCHEMES = """<participant-identifier-schemes version="1">
 <participant-identifier-scheme iso6523="0088" scheme-name="Another name"/>
 <participant-identifier-scheme iso6523="0060" scheme-name="Numbering&#xA;System"/>
 <participant-identifier-scheme iso6523="9999" scheme-name="Not ours"/>
</participant-identifier-schemes>"""


def test_schemes_are_named_where_no_list_names_them(
    updater: ModuleType, folder: Path, source: Callable[[str], str]
) -> None:
    updater.main([source(UBL), source(NAMES), source(SCHEMES)], folder)

    assert stored(folder, "names/identifier_schemes")["en"] == {
        "0088": "Global Location Number",
        "0060": "Numbering System",
    }


def test_minor_units_are_those_of_list_one(
    updater: ModuleType,
    folder: Path,
    source: Callable[[str], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    updater.main([source(ISO_4217)], folder)

    listed = stored(folder, "currencies")
    assert (listed["version"], listed["codes"]) == ("2027-01-01", {"EUR": 2, "KWD": 3, "STN": 2})
    assert capsys.readouterr().out == "currencies: +1 (KWD); version\n"


def test_babel_names_every_currency_and_country(updater: ModuleType, folder: Path) -> None:
    (folder / "countries.json").write_text(json.dumps({"codes": ["1A", "DE", "XI"]}), "utf-8")

    updater.main(["--names"], folder)

    assert stored(folder, "names/countries")["de"] == {
        "1A": "Kosovo",
        "DE": "Deutschland",
        "XI": "Nordirland",
    }
    assert stored(folder, "names/currencies")["en"] == {
        "EUR": "Euro",
        "STN": "São Tomé & Príncipe Dobra",
    }


def test_a_dry_run_says_and_does_not_write(
    updater: ModuleType,
    folder: Path,
    source: Callable[[str], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = (folder / "countries.json").read_text("utf-8")

    updater.main(["--dry-run", source(UBL)], folder)

    assert (folder / "countries.json").read_text("utf-8") == before
    assert "countries: +2" in capsys.readouterr().out


def test_another_file_is_refused(updater: ModuleType, source: Callable[[str], str]) -> None:
    with pytest.raises(SystemExit, match="a <Invoice> is no source of code lists"):
        updater.main([source("<Invoice/>")])


def test_the_lists_as_shipped_are_written_as_the_updater_writes(
    updater: ModuleType, tmp_path: Path
) -> None:
    names = [path.relative_to(FOLDER).with_suffix("") for path in FOLDER.rglob("*.json")]
    lists = updater.Lists(FOLDER)
    for name in names:
        lists.get(name.as_posix())
    lists.folder = tmp_path
    (tmp_path / "names").mkdir()
    lists.write()

    assert {(tmp_path / f"{name}.json").read_bytes() == (FOLDER / f"{name}.json").read_bytes()
            for name in names} == {True}  # fmt: skip
