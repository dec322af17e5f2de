"""A period in one package: every original, an index for people and programs, and its own proof."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

import invoicekit as ik
from invoicekit import errors
from invoicekit.archive.memory import MemoryArchive
from invoicekit.dates import Span, span_named
from invoicekit.services._package import page
from invoicekit.services._package.entry import COLUMNS, path_of
from invoicekit.services._package.words import LANGUAGES, words_for
from invoicekit.services.verify_package import verify_package

Issue = Callable[[str], ik.InvoiceRecord]


@pytest.fixture
def record(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> ik.InvoiceRecord:
    made = issue(kit.invoices.create_from_order(order, actor="alice").id)
    kit.run_outbox()
    kit.received.add(kit.files.get(made.id, "ubl").data, actor="mail", name="../Büro=1.xml")
    return made


def rows_of(package: Path) -> list[dict[str, str]]:
    text = (package / "data/index.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_period_is_handed_over_with_its_originals(
    kit: ik.InvoiceKit, record: ik.InvoiceRecord, tmp_path: Path
) -> None:
    told: list[int] = []
    made = kit.archive.export("2026-03", tmp_path / "out", progress=told.append)
    rows = rows_of(made.path)
    assert (made.documents, made.files, made.faults) == (2, len(rows), ())
    assert told == [1, 2]
    assert tuple(rows[0]) == COLUMNS
    assert rows == json.loads((made.path / "data/index.json").read_text("utf-8"))
    for row in rows:
        data = (made.path / row["file"]).read_bytes()
        assert row["sha256"] == hashlib.sha256(data).hexdigest()
        assert row["sm3"] == hashlib.new("sm3", data).hexdigest()
    assert {row["direction"] for row in rows} == {"issued", "received"}
    first = rows[0]
    assert (first["number"], first["buyer"], first["currency"]) == (
        record.number,
        "ACME GmbH",
        "EUR",
    )
    assert first["retain_until"] == "2034-12-31"
    assert verify_package(made.path).intact
    assert verify_package(made.path).digest == made.digest


def test_a_zip_holds_the_same(kit: ik.InvoiceKit, record: ik.InvoiceRecord, tmp_path: Path) -> None:
    one = kit.archive.export("2026", tmp_path / "out.zip")
    two = kit.archive.export("2026", tmp_path / "out")
    again = kit.archive.export("2026", tmp_path / "again.zip")
    assert one.digest == two.digest
    assert one.path.read_bytes() == again.path.read_bytes()
    assert verify_package(one.path) == verify_package(two.path)
    with zipfile.ZipFile(one.path) as packed:
        assert packed.testzip() is None
    assert record.number


def test_other_days_are_left_out(
    kit: ik.InvoiceKit, record: ik.InvoiceRecord, tmp_path: Path
) -> None:
    made = kit.archive.export("2026-Q2", tmp_path / "out")
    assert (made.documents, rows_of(made.path)) == (0, [])
    assert json.loads((made.path / "data/index.json").read_text("utf-8")) == []
    span = Span("day", date(2026, 3, 2), date(2026, 3, 2))
    assert kit.archive.export(span, tmp_path / "day").documents == 2
    assert record.number


def test_audit_software_reads_what_the_columns_mean(
    kit: ik.InvoiceKit, record: ik.InvoiceRecord, tmp_path: Path
) -> None:
    made = kit.archive.export("2026", tmp_path / "out")
    described = etree.parse(str(made.path / "data/index.xml"))
    dtd = etree.DTD(str(made.path / "data/gdpdu-01-09-2004.dtd"))
    assert dtd.validate(described), dtd.error_log
    assert described.findtext(".//URL") == "index.csv"
    names = [each.text for each in described.iterfind(".//VariableColumn/Name")]
    assert names == list(COLUMNS)
    assert described.findtext(".//DataSupplier/Name") == "Shop GmbH"
    assert record.number


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        (None, "Rechnungsarchiv"),
        ("zh-CN", "电子会计档案目录"),
        ("fr", "Archives"),
        ("it", "Archive"),
    ],
)
def test_people_read_it_in_their_language(
    kit: ik.InvoiceKit, record: ik.InvoiceRecord, tmp_path: Path, locale: str | None, title: str
) -> None:
    made = kit.archive.export("2026", tmp_path / "out", locale=locale)
    cover = (made.path / "data/index.html").read_text("utf-8")
    listing = (made.path / "data/pages/0001.html").read_text("utf-8")
    assert f"<h1>{title}" in cover
    assert 'href="pages/0001.html"' in cover
    for row in rows_of(made.path):
        assert row["file"].rpartition("/")[2] in listing
        assert row["sm3"] in listing
    assert record.number
    assert "<script" not in cover + listing


def test_pages_are_turned(
    kit: ik.InvoiceKit,
    record: ik.InvoiceRecord,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page, "ROWS", 1)
    made = kit.archive.export("2026", tmp_path / "out")
    pages = sorted((made.path / "data/pages").iterdir())
    assert len(pages) == made.files
    assert record.number


def test_a_changed_or_lost_original_is_told(
    kit: ik.InvoiceKit, record: ik.InvoiceRecord, tmp_path: Path
) -> None:
    archive = kit._runtime.archive
    assert isinstance(archive, MemoryArchive)
    one, two, *_ = list(archive.files)
    archive.files[one] += b"?"
    del archive.files[two]
    made = kit.archive.export("2026", tmp_path / "out")
    assert "changed" in made.faults[0]
    assert "the archive has no" in made.faults[1]
    assert record.number


def test_whatever_is_changed_in_a_package_is_found(
    kit: ik.InvoiceKit, record: ik.InvoiceRecord, tmp_path: Path
) -> None:
    made = kit.archive.export("2026", tmp_path / "out")
    files = sorted(each for each in made.path.rglob("*") if each.is_file())
    for number, file in enumerate(files):
        copy = tmp_path / f"copy{number}"
        shutil.copytree(made.path, copy)
        same = copy / file.relative_to(made.path)
        same.write_bytes(same.read_bytes() + b" ")
        found = verify_package(copy)
        assert not found.intact or found.digest != made.digest, same
        same.unlink()
        if same.name != "tagmanifest-sha256.txt":
            assert not verify_package(copy).intact, same
    (made.path / "data/more.txt").write_text("x")
    assert "does not list it" in verify_package(made.path).faults[0]
    assert record.number


def test_a_changed_byte_in_a_zip_is_found(
    kit: ik.InvoiceKit, record: ik.InvoiceRecord, tmp_path: Path
) -> None:
    made = kit.archive.export("2026", tmp_path / "out.zip")
    with zipfile.ZipFile(made.path) as packed:
        entry = next(each for each in packed.infolist() if each.filename.endswith("index.html"))
    data = bytearray(made.path.read_bytes())
    data[entry.header_offset + 200] ^= 1
    made.path.write_bytes(bytes(data))
    assert not verify_package(made.path).intact
    assert record.number


def test_no_damage_to_a_zip_ends_the_check(
    kit: ik.InvoiceKit, record: ik.InvoiceRecord, tmp_path: Path
) -> None:
    whole = kit.archive.export("2026", tmp_path / "out.zip").path.read_bytes()
    damaged = tmp_path / "damaged.zip"
    for place in range(0, len(whole), len(whole) // 150):
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with suppress(errors.InputError):  # no zip at all any more
            verify_package(damaged)
    assert record.number


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with pytest.raises(errors.InputError, match="no zip file"):
        verify_package(tmp_path / "x.zip")
    with pytest.raises(errors.InputError, match="no archive package"):
        verify_package(tmp_path)


def test_nothing_is_written_over_and_nothing_half_written_stays(
    kit: ik.InvoiceKit, record: ik.InvoiceRecord, tmp_path: Path
) -> None:
    (tmp_path / "taken.zip").write_bytes(b"x")
    with pytest.raises(errors.InputError, match="there already"):
        kit.archive.export("2026", tmp_path / "taken.zip")
    with pytest.raises(errors.InputError, match="no folder"):
        kit.archive.export("2026", tmp_path / "none" / "out")
    with pytest.raises(errors.InputError, match="no period"):
        kit.archive.export("spring", tmp_path / "out")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    for name in ("out", "out.zip"):
        with pytest.raises(KeyboardInterrupt):
            kit.archive.export("2026", tmp_path / name, progress=stop)
    assert [each.name for each in tmp_path.iterdir()] == ["taken.zip"]
    assert record.number


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("R-1.pdf", "R-1.pdf"),
        ("../../etc/passwd", "etc-passwd"),
        ("发票 1.ofd", "发票-1.ofd"),
        ("..", "file"),
        ("a" * 300 + ".pdf", "a" * 80 + ".pdf"),
    ],
)
def test_no_name_leaves_its_folder(name: str, kept: str) -> None:
    assert path_of(date(2026, 3, 2), "id", name) == f"data/files/2026/03/id/{kept}"
    assert path_of(None, "id", name) == f"data/files/undated/id/{kept}"


def test_every_text_is_there_in_every_language() -> None:
    for language in LANGUAGES:
        assert all(words_for(language).text(name) for name in ("title", *COLUMNS))
    assert words_for("zh_CN").language == "zh"
    assert words_for("de").text("unknown") == "unknown"


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
    ],
)
def test_a_period_is_named(name: str, start: str, end: str) -> None:
    span = span_named(name)
    assert (span.start.isoformat(), span.end.isoformat()) == (start, end)
    assert span.name == name
