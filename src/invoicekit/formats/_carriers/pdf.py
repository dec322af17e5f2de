"""Files inside a PDF, and the XMP that says so.

Source: ISO 19005-3 (PDF/A-3), Factur-X 1.09 / ZUGFeRD 2.5, part "hybrid documents". Nothing in the
PDF is run: no script, no link, no font; streams are unpacked up to the limits only.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf

from invoicekit.binding import current
from invoicekit.errors import InputError

if TYPE_CHECKING:
    from invoicekit.binding import Limits

_FILES = 100
"""So many attached files are looked at."""
_EXTENSION = (
    'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"'
)
_OPEN, _CLOSE = "<pdfaExtension:schemas><rdf:Bag>", "</rdf:Bag></pdfaExtension:schemas>"
_END = "</rdf:RDF>"


@dataclass(frozen=True, slots=True)
class Attached:
    """One file inside a PDF.

    Attributes:
        relationship: AFRelationship, such as `Alternative`; empty where there is none.
    """

    name: str
    data: bytes
    relationship: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a PDF carries beside its pages.

    Attributes:
        xmp: The XMP packet; empty where there is none, or it cannot be read.
    """

    files: tuple[Attached, ...]
    xmp: str


@dataclass(frozen=True, slots=True)
class Property:
    """One property of an XMP extension schema, with its value."""

    name: str
    value: str
    description: str


@dataclass(frozen=True, slots=True)
class ExtensionSchema:
    """An XMP schema that PDF/A does not know by itself, so that the file describes it."""

    title: str
    namespace: str
    prefix: str
    properties: tuple[Property, ...]


_STREAM = re.compile(r"^stream <[^>]*>: ")
"""How pikepdf calls bytes that have no file name; an address in memory tells nobody anything."""


def contents_of(data: bytes) -> Contents:
    """Returns the files inside a PDF, each name once, and its XMP packet.

    Raises:
        InputError: The PDF cannot be opened, is encrypted, or a file in it is beyond the limit.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return Contents(tuple(_attached(pdf, current())), _packet(pdf))
    except pikepdf.PasswordError as problem:
        raise InputError(
            "the PDF is encrypted",
            where="pdf",
            expected="a PDF that opens without a password",
            hint="Ask for it without one, or take the password off.",
        ) from problem
    except pikepdf.PdfError as problem:
        raise InputError(
            f"the PDF cannot be opened: {_STREAM.sub('', str(problem))}",
            where="pdf",
            expected="a whole PDF",
        ) from problem


def with_schema(data: bytes, schema: ExtensionSchema) -> bytes:
    """Returns a PDF/A whose XMP describes a schema and gives its properties.

    The same PDF gives the same bytes.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode("utf-8")
        described = _described(packet, schema).encode()
        pdf.Root.Metadata = pdf.make_stream(
            described, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
        return made.getvalue()


def _packet(pdf: pikepdf.Pdf) -> str:
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return ""
    try:
        return _unpacked(stream, current().attachment).decode("utf-8", "replace")
    except (pikepdf.PdfError, InputError):
        return ""


def _attached(pdf: pikepdf.Pdf, limits: Limits) -> Iterator[Attached]:
    seen: set[str] = set()
    for name, spec in _specifications(pdf):
        stream = _stream(spec)
        if stream is None or name in seen:
            continue
        seen.add(name)
        relationship = str(spec.get("/AFRelationship", "")).removeprefix("/")
        yield Attached(name, _unpacked(stream, limits.attachment), relationship)
        if len(seen) == _FILES:
            return


def _specifications(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """Yields the file specifications of the name tree, then those only the catalogue lists."""
    names = pdf.Root.get("/Names")
    tree = names.get("/EmbeddedFiles") if isinstance(names, pikepdf.Dictionary) else None
    if tree is not None:
        for name, spec in pikepdf.NameTree(tree).items():
            yield _name(spec) or name, spec
    associated = pdf.Root.get("/AF")
    if isinstance(associated, pikepdf.Array):
        for spec in associated.as_list():
            yield _name(spec), spec


def _name(spec: pikepdf.Object) -> str:
    if not isinstance(spec, pikepdf.Dictionary):
        return ""
    return str(spec.get("/UF", spec.get("/F", "")))


def _stream(spec: pikepdf.Object) -> pikepdf.Object | None:
    if not isinstance(spec, pikepdf.Dictionary):
        return None
    files = spec.get("/EF")
    if not isinstance(files, pikepdf.Dictionary):
        return None
    stream = files.get("/UF", files.get("/F"))
    return stream if isinstance(stream, pikepdf.Stream) else None


def _unpacked(stream: pikepdf.Object, limit: int) -> bytes:
    """Returns a stream's bytes.

    Raises:
        InputError: There are more than the limit; no more than that is ever unpacked.
    """
    packing = stream.get("/Filter")
    if packing == pikepdf.Name.FlateDecode and "/DecodeParms" not in stream:
        unpacker = zlib.decompressobj()
        try:
            data = unpacker.decompress(stream.read_raw_bytes(), limit + 1)
        except zlib.error as problem:
            raise InputError(f"a file in the PDF is broken: {problem}", where="pdf") from problem
    elif packing is None:
        data = stream.read_raw_bytes()
    else:
        data = stream.read_bytes()
    if len(data) > limit:
        raise InputError(
            f"a file in the PDF has more than {limit} bytes",
            where="pdf",
            expected="at most Limits.attachment",
            hint="Raise the limit: load(source, limits=Limits(attachment=…)).",
        )
    return data


def _described(packet: str, schema: ExtensionSchema) -> str:
    """Returns the packet with one bag of extension schemas, in a description of its own.

    Strict readers of XMP want exactly one bag, so what is described already moves into it.
    """
    others = ""
    if (start := packet.find(_OPEN)) >= 0:
        end = packet.index(_CLOSE, start)
        others = packet[start + len(_OPEN) : end]
        packet = packet[:start] + packet[end + len(_CLOSE) :]
    values = "".join(
        f"<{schema.prefix}:{each.name}>{each.value}</{schema.prefix}:{each.name}>"
        for each in schema.properties
    )
    added = (
        f'<rdf:Description rdf:about="" {_EXTENSION}>{_OPEN}{_schema(schema)}{others}{_CLOSE}'
        f'</rdf:Description><rdf:Description rdf:about="" '
        f'xmlns:{schema.prefix}="{schema.namespace}">{values}</rdf:Description>'
    )
    head, close, tail = packet.rpartition(_END)
    return head + added + close + tail


def _schema(schema: ExtensionSchema) -> str:
    properties = "".join(
        _resource(
            "pdfaProperty",
            {
                "name": each.name,
                "valueType": "Text",
                "category": "external",
                "description": each.description,
            },
        )
        for each in schema.properties
    )
    facts = {"schema": schema.title, "namespaceURI": schema.namespace, "prefix": schema.prefix}
    inner = "".join(
        f"<pdfaSchema:{name}>{value}</pdfaSchema:{name}>" for name, value in facts.items()
    )
    inner += f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>"
    return f'<rdf:li rdf:parseType="Resource">{inner}</rdf:li>'


def _resource(prefix: str, facts: Mapping[str, str]) -> str:
    inner = "".join(f"<{prefix}:{name}>{value}</{prefix}:{name}>" for name, value in facts.items())
    return f'<rdf:li rdf:parseType="Resource">{inner}</rdf:li>'
