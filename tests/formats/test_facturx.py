"""Hybrid PDFs: what is written holds the level's data, and any PDF with data is read."""

from __future__ import annotations

import io
from collections.abc import Callable

import facturx
import pikepdf
import pytest
from lxml import etree

import invoicekit as ik
from invoicekit.calculate import calculate
from invoicekit.findings import Severity
from invoicekit.formats._carriers.pdf import contents_of
from invoicekit.formats._facturx_levels import LEVELS, MINIMUM, Level, level_of
from invoicekit.formats._hybrid_findings import inconsistencies

NAMES = [level.name for level in LEVELS]


@pytest.fixture(scope="module")
def invoice() -> ik.Invoice:
    seller = ik.Party(
        name="Müller & Söhne GmbH",
        tax_ids=[ik.TaxId(country="DE", value="DE136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Köln", postcode="50667", country="DE"),
        contact=ik.Contact(name="Rechnungswesen", phone="+49 221 1", email="re@shop.example"),
        electronic_address=ik.Identifier(value="re@shop.example", scheme="EM"),
    )
    buyer = ik.Party(
        name="ACME SARL",
        address=ik.Address(line1="1 rue A", city="Paris", postcode="75001", country="FR"),
        electronic_address=ik.Identifier(value="ap@acme.example", scheme="EM"),
    )
    line = ik.InvoiceLine(
        id="1",
        quantity="3",
        unit="C62",
        price=ik.Price(net="12.50"),
        vat_category="S",
        vat_rate="19",
        item=ik.Item(name="Tastatur", description="Mechanisch, schwarz"),
    )
    draft = ik.Invoice(
        number="2026-000001",
        issue_date="2026-03-02",  # type: ignore[arg-type]  # pydantic reads it
        due_date="2026-04-01",  # type: ignore[arg-type]  # as above
        currency="EUR",
        buyer_reference="04011000-1234512345-06",
        seller=seller,
        buyer=buyer,
        lines=[line],
        payment_instructions=ik.PaymentInstructions(
            means_code="58", accounts=(ik.BankAccount(id="DE89370400440532013000"),)
        ),
    )
    return calculate(draft)


@pytest.fixture(scope="module")
def written(invoice: ik.Invoice) -> Callable[[Level], bytes]:
    made: dict[str, bytes] = {}

    def write(level: Level) -> bytes:
        if level.name not in made:
            named = invoice.replace(specification=level.specification)
            made[level.name] = ik.write(named, "facturx")
        return made[level.name]

    return write


Write = Callable[[Level], bytes]


@pytest.mark.parametrize("level", LEVELS, ids=NAMES)
def test_what_is_written_is_read_back(level: Level, written: Write, invoice: ik.Invoice) -> None:
    document = ik.load(written(level))
    assert document.format == "facturx"
    assert document.invoice == level.reduced(invoice)
    assert document.findings == ()


@pytest.mark.parametrize("level", LEVELS, ids=NAMES)
def test_another_reader_finds_the_data_and_its_level(level: Level, written: Write) -> None:
    _, xml = facturx.get_xml_from_pdf(written(level), check_xsd=False)
    assert level_of(facturx_specification(xml)) == level


@pytest.mark.parametrize("level", LEVELS[:5], ids=NAMES[:5])
def test_the_data_fits_the_schema_of_its_level(level: Level, written: Write) -> None:
    name, xml = facturx.get_facturx_xml_from_pdf(written(level), check_xsd=True)
    assert name == "factur-x.xml"
    assert facturx.get_level(etree.fromstring(xml)) == level.name.lower().replace(" ", "")


def facturx_specification(xml: bytes) -> str:
    path = "//{*}GuidelineSpecifiedDocumentContextParameter/{*}ID"
    return etree.fromstring(xml).findtext(path.replace("//", ".//"), "")


def beyond(invoice: ik.Invoice, level: Level) -> ik.Invoice:
    """Two preceding invoices, a line in two parts and a payment of a third party."""
    first, *others = invoice.lines
    part = ik.model.SubInvoiceLine(**{name: getattr(first, name) for name in PART}, id="1.1")
    return invoice.replace(
        specification=level.specification,
        preceding_invoices=[ik.model.PrecedingInvoice(number=number) for number in ("A", "B")],
        lines=[first.replace(lines=[part]), *others],
        third_party_payments=[
            ik.model.ThirdPartyPayment(kind="toll", amount="5.00", description="tunnel")
        ][: level.extended],
    )


PART = ("quantity", "unit", "price", "net_amount", "vat_category", "vat_rate", "item")


@pytest.mark.parametrize("level", LEVELS[:5], ids=NAMES[:5])
def test_a_level_carries_what_its_schema_has_places_for(level: Level, invoice: ik.Invoice) -> None:
    data = ik.write(calculate(beyond(invoice, level)), "facturx")
    _, xml = facturx.get_facturx_xml_from_pdf(data, check_xsd=True)
    report, found = ik.validate(xml, "facturx"), ik.load(data).invoice
    assert report.valid, report.errors
    carries = level.name == "EXTENDED"
    assert len(found.preceding_invoices) == (0 if level.name == "MINIMUM" else 2)
    assert [len(line.lines) for line in found.lines[:1]] == [int(carries)][: len(found.lines)]
    assert [each.description for each in found.third_party_payments] == ["tunnel"] * carries


@pytest.mark.parametrize("level", LEVELS, ids=NAMES)
def test_the_pdf_says_what_it_is(level: Level, written: Write) -> None:
    with pikepdf.open(io.BytesIO(written(level))) as pdf:
        assert pdf.check_pdf_syntax() == []
        [spec] = pdf.Root.AF.as_list()
        relationship = "/Data" if level.name in {"MINIMUM", "BASIC WL"} else "/Alternative"
        assert str(spec.AFRelationship) == relationship
        assert str(spec.UF) == level.file_name
        assert str(spec.EF.F.Subtype) == "/text/xml"
        metadata = pdf.open_metadata()
        assert metadata.pdfa_status == "3B"
    packet = contents_of(written(level)).xmp
    assert packet.count("<pdfaExtension:schemas>") == 1
    properties = etree.fromstring(packet.partition("?>")[2].rpartition("<?xpacket")[0].encode())
    fx = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
    said = {name: properties.findtext(f".//{fx}{name}") for name in FX}
    assert said == {
        "DocumentType": "INVOICE",
        "DocumentFileName": level.file_name,
        "Version": "1.0",
        "ConformanceLevel": level.name,
    }


FX = ("DocumentType", "DocumentFileName", "Version", "ConformanceLevel")


def test_the_same_invoice_gives_the_same_bytes(written: Write, invoice: ik.Invoice) -> None:
    again = ik.write(invoice.replace(specification=MINIMUM.specification), "facturx")
    assert again == written(MINIMUM)


def test_a_level_leaves_out_what_it_does_not_carry(invoice: ik.Invoice) -> None:
    small = MINIMUM.reduced(invoice)
    assert small.seller is not None
    assert small.seller.address == ik.Address(country="DE")
    assert small.seller.contact is None
    assert small.buyer == ik.Party(name="ACME SARL")
    assert small.totals is not None
    assert small.totals.line_total is None
    assert small.totals.with_vat == invoice.totals.with_vat  # type: ignore[union-attr]  # calculated
    assert (small.lines, small.vat_breakdown, small.payment_instructions) == ((), (), None)


@pytest.mark.parametrize(
    ("specification", "level"),
    [
        (None, "EN 16931"),
        ("urn:cen.eu:en16931:2017", "EN 16931"),
        ("urn:zugferd.de:2p0:minimum", "MINIMUM"),
        ("urn:cen.eu:en16931:2017#conformant#urn:zugferd.de:2p0:extended", "EXTENDED"),
        ("urn:cen.eu:en16931:2017#compliant#urn:xoev-de:kosit:standard:xrechnung_2.3", "XRECHNUNG"),
        ("urn:something:else", "EN 16931"),
    ],
)
def test_the_level_is_told_by_the_identifier(specification: str | None, level: str) -> None:
    assert level_of(specification).name == level


def pdf_with(*files: tuple[str, bytes], broken_tree: bool = False) -> bytes:
    """A PDF made by hand; with `broken_tree` only the catalogue's /AF lists the files."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for name, data in files:
            spec = pikepdf.AttachedFileSpec(pdf, data, filename=name)
            if broken_tree:
                pdf.Root.AF = pikepdf.Array([pdf.make_indirect(spec.obj)])
            else:
                pdf.attachments[name] = spec
        made = io.BytesIO()
        pdf.save(made)
        return made.getvalue()


@pytest.mark.parametrize("name", ["factur-x.xml", "ZUGFeRD-invoice.xml", "rechnung 1.XML", "x"])
def test_the_data_is_found_whatever_its_name(name: str, invoice: ik.Invoice) -> None:
    for syntax in ("cii", "ubl"):
        data = ik.write(invoice, syntax)
        assert ik.read(pdf_with(("terms.pdf", b"%PDF-"), (name, data))) == ik.read(data)
    assert ik.read(pdf_with((name, ik.write(invoice, "cii")), broken_tree=True)).number


def test_the_standards_name_wins_over_others(invoice: ik.Invoice) -> None:
    other = ik.write(invoice.replace(number="OTHER"), "cii")
    right = ik.write(invoice, "cii")
    assert ik.read(pdf_with(("a.xml", other), ("factur-x.xml", right))).number == invoice.number


def test_a_pdf_without_data_says_what_is_in_it() -> None:
    with pytest.raises(ik.InputError, match=r"carries no invoice as data; files in it: notes\.txt"):
        ik.load(pdf_with(("notes.txt", b"hello")))
    with pytest.raises(ik.InputError, match="files in it: none"):
        ik.load(pdf_with())


def test_a_broken_or_locked_pdf_says_so(written: Write) -> None:
    with pytest.raises(ik.InputError, match="cannot be opened: unable to find"):
        ik.load(b"%PDF-1.7\nnothing")
    with pikepdf.open(io.BytesIO(written(MINIMUM))) as pdf:
        made = io.BytesIO()
        pdf.save(made, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(ik.InputError, match="encrypted"):
        ik.load(made.getvalue())


def test_a_file_that_unpacks_beyond_the_limit_is_refused() -> None:
    bomb = pdf_with(("factur-x.xml", b"0" * 20_000_000))
    assert len(bomb) < 200_000
    with pytest.raises(ik.InputError, match="more than 10485760 bytes"):
        ik.load(bomb)


def test_a_pdf_may_carry_nothing() -> None:
    contents = contents_of(pdf_with())
    assert (contents.files, contents.xmp) == ((), "")


def odd_pdf(change: Callable[[pikepdf.Pdf, pikepdf.Object], None]) -> bytes:
    """A PDF with a file `a.xml`, changed by hand; `change` gets the file's specification."""
    with pikepdf.open(io.BytesIO(pdf_with(("a.xml", b"<a/>"), broken_tree=True))) as pdf:
        change(pdf, pdf.Root.AF[0])
        made = io.BytesIO()
        pdf.save(made, compress_streams=False, fix_metadata_version=False)
        return made.getvalue()


def _no_files(_pdf: pikepdf.Pdf, spec: pikepdf.Object) -> None:
    spec.EF = pikepdf.String("none")


def _no_stream(_pdf: pikepdf.Pdf, spec: pikepdf.Object) -> None:
    spec.EF = pikepdf.Dictionary(F=pikepdf.String("none"))


def _no_specification(pdf: pikepdf.Pdf, _spec: pikepdf.Object) -> None:
    pdf.Root.AF = pikepdf.Array([pikepdf.String("a.xml")])


def _metadata_of_another_kind(pdf: pikepdf.Pdf, _spec: pikepdf.Object) -> None:
    pdf.Root.Metadata = pikepdf.String("none")
    del pdf.Root.AF


def _metadata_beyond_the_limit(pdf: pikepdf.Pdf, _spec: pikepdf.Object) -> None:
    pdf.Root.Metadata = pdf.make_stream(b"Level " * 2_000_000)
    del pdf.Root.AF


@pytest.mark.parametrize(
    "change",
    [
        _no_files,
        _no_stream,
        _no_specification,
        _metadata_of_another_kind,
        _metadata_beyond_the_limit,
    ],
)
def test_a_pdf_that_is_odd_carries_nothing(
    change: Callable[[pikepdf.Pdf, pikepdf.Object], None],
) -> None:
    contents = contents_of(odd_pdf(change))
    assert contents.files == ()
    assert "Level" not in contents.xmp


def _stored(pdf: pikepdf.Pdf, spec: pikepdf.Object) -> None:
    spec.EF.F = spec.EF.UF = pdf.make_stream(b"<a/>")


def _in_hexadecimal(pdf: pikepdf.Pdf, spec: pikepdf.Object) -> None:
    stream = pdf.make_stream(b"3c612f3e>", Filter=pikepdf.Name.ASCIIHexDecode)
    spec.EF.F = spec.EF.UF = stream


@pytest.mark.parametrize("change", [_stored, _in_hexadecimal])
def test_a_file_is_read_however_it_is_packed(
    change: Callable[[pikepdf.Pdf, pikepdf.Object], None],
) -> None:
    [file] = contents_of(odd_pdf(change)).files
    assert (file.name, file.data) == ("a.xml", b"<a/>")


def test_a_file_that_is_broken_says_so() -> None:
    def spoil(pdf: pikepdf.Pdf, spec: pikepdf.Object) -> None:
        stream = pdf.make_stream(b"nothing")
        stream.write(b"nothing", filter=pikepdf.Name.FlateDecode)
        spec.EF.F = spec.EF.UF = stream

    with pytest.raises(ik.InputError, match="is broken"):
        contents_of(odd_pdf(spoil))


def test_no_more_than_a_hundred_files_are_looked_at() -> None:
    files = contents_of(pdf_with(*((f"{n:03}.txt", b"x") for n in range(120)))).files
    assert len(files) == 100


RIGHT = {"name": "factur-x.xml", "relationship": "Alternative"}
XMP = "<fx:DocumentFileName>{}</fx:DocumentFileName><fx:ConformanceLevel>{}</fx:ConformanceLevel>"


@pytest.mark.parametrize(
    ("level", "changes", "rules"),
    [
        ("EN 16931", {}, []),
        ("EN 16931", {"name": "rechnung.xml"}, ["FX-NAME", "FX-FILE"]),
        ("EN 16931", {"relationship": ""}, ["FX-RELATIONSHIP"]),
        ("EN 16931", {"relationship": "Data"}, ["FX-RELATIONSHIP"]),
        ("EN 16931", {"relationship": "Data", "country": "FR"}, []),
        ("EN 16931", {"relationship": "Unspecified", "country": "FR"}, ["FX-RELATIONSHIP"]),
        ("MINIMUM", {"relationship": "Alternative"}, ["FX-RELATIONSHIP"]),
        ("MINIMUM", {"relationship": "Data"}, []),
        ("EN 16931", {"xmp": ""}, ["FX-XMP"]),
        ("EN 16931", {"xmp": "<pdfaProperty:name>ConformanceLevel</x>"}, ["FX-XMP"]),
        ("EN 16931", {"xmp": XMP.format("factur-x.xml", "BASIC WL")}, ["FX-LEVEL"]),
        ("EN 16931", {"xmp": XMP.format("other.xml", "EN 16931")}, ["FX-FILE"]),
        ("EN 16931", {"xmp": XMP.format("factur-x.xml", "COMFORT")}, []),
        ("EN 16931", {"xmp": "<x zf:ConformanceLevel='EN16931'/>"}, ["FX-FILE"]),
    ],
)
def test_a_pdf_that_says_other_things_than_its_data_is_warned_of(
    level: str, changes: dict[str, str], rules: list[str], invoice: ik.Invoice
) -> None:
    said = {**RIGHT, "xmp": XMP.format("factur-x.xml", level), **changes}
    [chosen] = [each for each in LEVELS if each.name == level]
    reduced = chosen.reduced(invoice)
    address = ik.Address(country=said.get("country", "DE"))
    seller = ik.Party(name="Shop", address=address)
    told = list(
        inconsistencies(
            said["name"],
            said["relationship"],
            said["xmp"],
            reduced.replace(seller=seller),
            "cii",
        )
    )
    assert [each.rule for each in told] == rules
    assert {each.severity for each in told} <= {Severity.WARNING}


def test_the_warnings_stay_warnings_in_a_verdict(invoice: ik.Invoice) -> None:
    named = invoice.replace(specification="urn:cen.eu:en16931:2017")
    report = ik.validate(pdf_with(("data.xml", ik.write(named, "cii"))))
    told = {each.rule: each.severity for each in report.findings if each.rule.startswith("FX-")}
    assert report.valid
    assert report.profile == "facturx"
    assert told == dict.fromkeys(("FX-NAME", "FX-RELATIONSHIP", "FX-XMP"), Severity.WARNING)
    [finding] = [each for each in report.findings if each.rule == "FX-NAME"]
    assert "data.xml" in finding.text("de")
    assert "factur-x.xml" in finding.text("zh")


def test_other_syntaxes_in_a_pdf_are_asked_for_no_level(invoice: ik.Invoice) -> None:
    report = ik.load(pdf_with(("factur-x.xml", ik.write(invoice, "ubl"))))
    assert [each.rule for each in report.findings] == ["FX-XMP"]
