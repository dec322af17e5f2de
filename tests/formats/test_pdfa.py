"""Written PDFs pass what checks PDF/A and installs: pikepdf and qpdf always, others where they are.

Without veraPDF conformance is not proven: no checker here knows all of PDF/A-3. PDFBox preflight
knows PDF/A-1b alone, so that it is asked about the same pages exported as that.

On Debian `apt install default-jdk-headless libpdfbox2-java libactivation-java libjaxb-api-java`
brings XmpBox and preflight (10 MB, and 190 MB for Java); `qpdf` is a package of its own.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pikepdf.pdfa
import pytest
from tests.rules.invoices import CLEAN

import invoicekit as ik
from invoicekit.formats._facturx_levels import LEVELS, Level
from invoicekit.renderers import pdf, view_of

Needs = Callable[[str, object], None]

DESCRIBED = re.compile(
    r"XMP (namespace (pdfaExtension|pdfaSchema|pdfaProperty|xmpTPg|fx)=\S+"
    r"|property (pdfaExtension:schemas|xmpTPg:NPages"
    r"|fx:(DocumentFileName|DocumentType|Version|ConformanceLevel))) is not permitted"
)
"""What pikepdf does not know: schemas that the packet describes, or that XMP has itself."""
ALLOWED = {
    "ISO_19005_3:6.2.11.4.2-2": re.compile(r"/CIDSet on a CIDFontType2 subset is not checked"),
    "ISO_19005_3:6.6.2.3.1-1": DESCRIBED,
    "ISO_19005_3:6.6.2.3.1-2": re.compile(r"the content of .* xmpMM:History is not checked"),
}
JARS = [
    Path("/usr/share/java", f"{name}.jar")
    for name in (
        "pdfbox2",
        "fontbox2",
        "xmpbox",
        "preflight",
        "commons-logging",
        "javax.activation",
        "jaxb-api",
    )
]
CHECKS = Path(__file__).with_name("java") / "PdfChecks.java"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A PDF of each level."""
    folder = tmp_path_factory.mktemp("pdf")
    return [_written(folder, level) for level in LEVELS]


def _written(folder: Path, level: Level) -> Path:
    file = folder / f"{level.name}.pdf"
    file.write_bytes(ik.write(CLEAN.replace(specification=level.specification), "facturx"))
    return file


def test_pikepdf_finds_nothing_but_what_it_does_not_know(written: list[Path]) -> None:
    for file in written:
        with pikepdf.open(file) as document:
            report = pikepdf.pdfa.check(document, "3b")
        for found in report.findings:
            allowed = ALLOWED.get(found.rule)
            assert allowed is not None, found
            assert allowed.search(found.message), found


def test_every_extension_schema_is_described(written: list[Path]) -> None:
    """What pikepdf is told to pass over stands in one bag of schemas."""
    for file in written:
        with pikepdf.open(io.BytesIO(file.read_bytes())) as document:
            packet = document.Root.Metadata.read_bytes().decode()
        described = set(re.findall(r"<pdfaSchema:prefix>(\w+)<", packet))
        assert "fx" in described
        assert packet.count("<pdfaExtension:schemas>") == 1


def test_qpdf_finds_no_fault(written: list[Path]) -> None:
    for file in written:
        with pikepdf.open(file) as document:
            assert document.check_pdf_syntax() == []


@pytest.mark.soak
def test_xmpbox_reads_the_metadata_strictly(written: list[Path], needs: Needs) -> None:
    assert _java("xmp", written, needs) == ""


@pytest.mark.soak
def test_preflight_passes_the_pages_as_pdf_a_1b(
    tmp_path: Path, needs: Needs, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = pdf._Engine()
    engine._compiler = AsA1b(engine._ready())  # type: ignore[assignment]  # compiles alike
    monkeypatch.setattr(pdf, "_ENGINE", engine)
    files = []
    for language in ("de", "en", "fr"):
        file = tmp_path / f"{language}.pdf"
        file.write_bytes(pdf.render_pdf(view_of(CLEAN, language, original=True)))
        files.append(file)

    assert _java("preflight", files, needs) == ""


class AsA1b:
    """A compiler whose PDFs are PDF/A-1b."""

    def __init__(self, compiler: Any) -> None:
        self._compiler = compiler

    def compile(self, source: bytes, **options: Any) -> bytes:
        made: bytes = self._compiler.compile(source, **{**options, "pdf_standards": ["a-1b"]})
        return made


@pytest.mark.soak
def test_verapdf_finds_pdf_a_3b(written: list[Path], needs: Needs) -> None:
    found = shutil.which("verapdf")
    needs("veraPDF", found)
    for file in written:
        told = _run(str(found), "--flavour", "3b", "--format", "json", str(file))
        [job] = json.loads(told)["report"]["jobs"]
        assert job["validationResult"][0]["compliant"], file.name


def _java(check: str, files: list[Path], needs: Needs) -> str:
    found = shutil.which("javac") and shutil.which("java")
    needs("a JDK and PDFBox (see above)", found and all(jar.is_file() for jar in JARS))
    path = ":".join(map(str, JARS))
    return _run(str(found), "-cp", path, str(CHECKS), check, *map(str, files))


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
