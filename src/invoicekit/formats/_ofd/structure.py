"""What an OFD holds: documents with their data, tags, pages, attachments and signatures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from invoicekit.errors import InputError
from invoicekit.formats._ofd.package import Package, resolved

if TYPE_CHECKING:
    from lxml.etree import _Element

ROOT = "OFD.xml"
_WIDTH = 210.0


@dataclass(frozen=True, slots=True)
class Fragment:
    """A text on a page, with its place in millimetres."""

    id: str
    text: str
    x: float
    y: float
    width: float
    page: int


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in the document."""

    name: str
    format: str
    path: str
    data: bytes


@dataclass
class OfdDocument:
    """One document of an OFD.

    Attributes:
        custom: CustomDatas of its head, by name.
        signatures: Path of the list of signatures, None where there is none.
        odd: What is missing that the standard wants, such as IDs.
    """

    package: Package
    path: str
    custom: Mapping[str, str]
    creator: str
    signatures: str | None
    odd: list[str] = field(default_factory=list)

    @cached_property
    def root(self) -> _Element:
        """The document part.

        Raises:
            InputError: There is none.
        """
        root = self.package.element(self.path)
        if root is None:
            raise InputError(
                "the OFD names a document that it does not hold", where=self.path, expected="a part"
            )
        return root

    @cached_property
    def pages(self) -> tuple[tuple[str, tuple[Fragment, ...]], ...]:
        """The texts of each page, with the page's id."""
        listed = list(below(self.root, "Page"))
        return tuple(
            (self._id(page, "Page"), tuple(self._fragments(page, place)))
            for place, page in enumerate(listed)
        )

    def _id(self, element: _Element, what: str) -> str:
        id = (element.get("ID") or "").strip()
        if not id:
            self.odd.append(f"{what} without ID")
        return id

    def _fragments(self, page: _Element, place: int) -> Iterator[Fragment]:
        path = resolved(self.path, page.get("BaseLoc"))
        content = self.package.element(path) if path else None
        if content is None:
            self.odd.append(f"page {place + 1} is missing")
            return
        for each in below(content, "TextObject"):
            text = "".join(code.text or "" for code in below(each, "TextCode"))
            x, y, width = _place(each.get("Boundary") or "")
            if not each.get("CTM"):  # what is turned is a mark across the page
                yield Fragment((each.get("ID") or "").strip(), text, x, y, width, place)

    @cached_property
    def text(self) -> str:
        """The text of all pages in reading order, a line for each height."""
        form = self.form
        return "\n\n".join(_lines((*form, *fragments)) for _, fragments in self.pages)

    @cached_property
    def form(self) -> tuple[Fragment, ...]:
        """The texts of the form below each page, where files of the bureau have their labels."""
        templates = below(self.root, "TemplatePage")
        return tuple(each for page in templates for each in self._fragments(page, 0))

    @cached_property
    def width(self) -> float:
        """How wide its pages are, as the bureau's where nothing is said."""
        box = (text_of(self.root, "PhysicalBox") or "").split()
        try:
            return float(box[2]) if len(box) > 2 else _WIDTH  # noqa: PLR2004 - x y width height
        except ValueError:
            return _WIDTH

    @cached_property
    def attachments(self) -> tuple[Attached, ...]:
        """The files in it that are there."""
        path = resolved(self.path, text_of(self.root, "Attachments"))
        listed = self.package.element(path) if path else None
        if path is None or listed is None:
            return ()
        found = []
        for each in below(listed, "Attachment"):
            self._id(each, "Attachment")
            location = resolved(path, text_of(each, "FileLoc"))
            data = self.package.part(location) if location else None
            name = each.get("Name") or ""
            if location is None or data is None:
                self.odd.append(f"attachment {name or '?'} is missing")
                continue
            found.append(Attached(name, each.get("Format") or "", location, data))
        return tuple(found)

    @cached_property
    def tags(self) -> tuple[_Element, ...]:
        """The roots of the trees of custom tags."""
        path = resolved(self.path, text_of(self.root, "CustomTags"))
        listed = self.package.element(path) if path else None
        if path is None or listed is None:
            return ()
        found = []
        for each in below(listed, "CustomTag"):
            location = resolved(path, text_of(each, "FileLoc"))
            tree = self.package.element(location) if location else None
            if tree is not None:
                found.append(tree)
        return tuple(found)


def documents(package: Package) -> tuple[OfdDocument, ...]:
    """Returns the documents of a package.

    Raises:
        InputError: There is no `OFD.xml`, or none in it.
    """
    root = package.element(ROOT)
    if root is None or local(root) != "OFD":
        raise InputError("the zip file is no OFD", where=ROOT, expected="OFD.xml at its root")
    found = []
    for body in below(root, "DocBody"):
        path = resolved(ROOT, text_of(body, "DocRoot"))
        if path is None:
            continue
        custom = {
            each.get("Name") or "": (each.text or "").strip() for each in below(body, "CustomData")
        }
        signatures = resolved(ROOT, text_of(body, "Signatures"))
        creator = text_of(body, "Creator") or ""
        found.append(OfdDocument(package, path, custom, creator, signatures))
    if not found:
        raise InputError("the OFD has no document", where=ROOT, expected="a DocBody with a DocRoot")
    return tuple(found)


def local(element: _Element) -> str:
    """Returns the name of an element without its namespace: files spell that in several ways."""
    return str(element.tag).rpartition("}")[2]


def below(element: _Element, name: str) -> Iterator[_Element]:
    """Yields the elements of a name at any depth."""
    return (each for each in element.iter(f"{{*}}{name}") if each is not element)


def text_of(element: _Element, name: str) -> str | None:
    """Returns the text of the first element of a name, None where there is none."""
    found = next(below(element, name), None)
    return None if found is None else (found.text or "").strip() or None


def _place(boundary: str) -> tuple[float, float, float]:
    parts = boundary.split()
    try:
        x, y, width, _ = (float(part) for part in parts[:4])
    except ValueError:
        return (0.0, 0.0, 0.0)
    return x, y, width


_SAME_HEIGHT = 1.5
"""Millimetres within which texts stand in one line."""


def _lines(fragments: tuple[Fragment, ...]) -> str:
    lines: list[list[Fragment]] = []
    for each in sorted(fragments, key=lambda fragment: (fragment.y, fragment.x)):
        if lines and each.y - lines[-1][0].y < _SAME_HEIGHT:
            lines[-1].append(each)
        else:
            lines.append([each])
    return "\n".join(
        " ".join(each.text for each in sorted(line, key=lambda fragment: fragment.x))
        for line in lines
    )
