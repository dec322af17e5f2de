"""Rows of the index of words that documents are found by."""

from __future__ import annotations

from dataclasses import dataclass

from invoicekit.model.stored import Id, stored


@stored("ik_word", key=("word", "invoice_id"), derived=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class WordRow:
    """That a word stands in a document: folded, two signs of a Chinese text, or the last sign."""

    tenant_id: str
    word: str
    invoice_id: Id
