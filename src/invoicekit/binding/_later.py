"""What is looked up in a file only when somebody asks: places of paths, and what networks look for.

A verdict by EN 16931 on a document that is right asks for neither, and pays for neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from invoicekit.binding._sights import SightsOfPieces, sights_of
from invoicekit.binding.limits import Limits, keeping
from invoicekit.binding.table import Syntax
from invoicekit.model.source import Sights

if TYPE_CHECKING:
    from lxml.etree import _Element

    from invoicekit.binding.reader import Reader


class PlacesInFile:
    """Tells where in the file a path stands; it keeps the bytes, and knows nothing when pickled."""

    __slots__ = ("_data", "_limits", "_reader")

    def __init__(
        self, reader: Reader | None = None, data: bytes = b"", limits: Limits | None = None
    ) -> None:
        self._reader, self._data, self._limits = reader, data, limits

    def __call__(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Returns path → place."""
        with keeping(self._limits):
            return self._reader.places(self._data, paths) if self._reader else {}

    def root(self) -> _Element:
        """Returns the root of the file, read once more."""
        assert self._reader is not None
        with keeping(self._limits):
            return self._reader.root(self._data)

    def __reduce__(self) -> tuple[type[PlacesInFile], tuple[()]]:
        return PlacesInFile, ()


class SightsInFile:
    """Looks at a file when first asked; what was seen is kept, and pickled.

    Args:
        syntax: What is looked for.
        file: Gives the root once more.
        root: The root itself, where a verdict follows at once and its memory is no matter.
        seen: What was seen already.
        pieces: Say what is seen of a file that was read straight.
    """

    __slots__ = ("_file", "_pieces", "_root", "_seen", "_syntax")

    def __init__(
        self,
        syntax: Syntax | None,
        file: PlacesInFile | None,
        root: _Element | None,
        seen: Sights | None = None,
        pieces: SightsOfPieces | None = None,
    ) -> None:
        self._syntax, self._file, self._root = syntax, file, root
        self._seen, self._pieces = seen, pieces

    def __call__(self) -> Sights:
        """Returns what is seen."""
        if self._seen is None:
            assert self._syntax is not None
            assert self._file is not None
            self._seen = self._pieces.of_file() if self._pieces is not None else None
            if self._seen is None:
                root = self._file.root() if self._root is None else self._root
                self._seen = sights_of(root, self._syntax)
            self._root = self._pieces = None
        return self._seen

    def __reduce__(self) -> tuple[type[SightsInFile], tuple[None, None, None, Sights]]:
        return SightsInFile, (None, None, None, self())
