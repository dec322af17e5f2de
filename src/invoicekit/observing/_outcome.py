"""How a call ended, in one word: `ok`, our error's code, or the kind of another's."""

from __future__ import annotations

from invoicekit.errors import InvoiceKitError

OK = "ok"


def outcome_of(problem: BaseException) -> str:
    """Returns the code of an error, never its text: that may name people."""
    return problem.code if isinstance(problem, InvoiceKitError) else type(problem).__name__


def is_refusal(problem: BaseException) -> bool:
    """Says whether the caller was told no, rather than that something broke."""
    return isinstance(problem, InvoiceKitError)
