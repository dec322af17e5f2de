"""`kit.files`: a document as bytes, original or copy."""

from __future__ import annotations

from dataclasses import dataclass

from invoicekit.kit._runtime import Runtime
from invoicekit.model.delivery import File
from invoicekit.services.get_file import file_source, make_file


@dataclass(frozen=True)
class Files:
    """Gives the files of documents."""

    _runtime: Runtime

    def get(self, invoice_id: str, kind: str, *, locale: str | None = None) -> File:
        """Returns the archived original, else a copy rendered now and marked as one.

        Args:
            invoice_id: The record.
            kind: `pdf`, `html`, `text`, `json`, `ubl` …
            locale: Another language than the document's; always a copy.

        Raises:
            NotFound: No such document.
            StorageError: The archived bytes were changed.
            MissingExtra, ConfigurationError, RenderFailed: see `invoicekit.errors`.
        """
        source = self._runtime.read(lambda uow: file_source(uow, invoice_id, kind))
        run = self._runtime
        return run.outside(lambda: make_file(run.tools, run.archive, source, kind, locale=locale))
