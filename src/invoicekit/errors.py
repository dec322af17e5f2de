"""Every error invoicekit raises: a broken promise, with a stable code and a way to mend it.

Bad *data* is never an exception here: it is a list of findings (`invoicekit.findings`). An error
says what was wrong, where, what was expected and what to do::

    InvoiceKitError
    ├─ InputError              input.*        bytes that cannot be used at all: format, size, depth
    │   ├─ BadCursor
    │   └─ LinkExpired
    ├─ ValidationFailed        validation.*   findings that stop a service (raised by `findings`)
    ├─ StateError              lifecycle.*    the document is not where the command needs it
    │   ├─ TransitionNotAllowed
    │   ├─ FourEyesViolation
    │   ├─ StaleContent
    │   ├─ StillRetained
    │   ├─ SealedDocument
    │   ├─ NotSealed
    │   └─ DateInversion
    ├─ ConflictError           conflict.*     somebody else was faster, or the request differs
    │   ├─ StaleVersion
    │   ├─ IdempotencyConflict
    │   ├─ DuplicateKey
    │   ├─ Locked
    │   └─ LeaseLost
    ├─ LimitError              limit.*        more than there is
    │   ├─ OverBilled
    │   ├─ OverCredited
    │   ├─ OverAllocated
    │   └─ NumberRangeExhausted
    ├─ PermissionDenied        access.*       the actor's roles do not allow it
    ├─ NotFound                storage.*
    ├─ StorageError            storage.*
    │   ├─ ConnectionLost
    │   ├─ OutcomeUnknown
    │   ├─ KeyNotFound         encryption.*   what was sealed under a key that is not here
    │   └─ Tampered            encryption.*   what was sealed and is no longer what it was
    ├─ DeliveryFailed          delivery.*     `retryable` says whether to try again
    ├─ LookupFailed            lookup.*       a register or a source of rates gave no usable answer
    ├─ RenderFailed            render.*
    ├─ ArchiveConflict         archive.*      the write-once archive holds other bytes
    ├─ MissingExtra            setup.*        the message names the extra to install
    └─ ConfigurationError      setup.*
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from invoicekit import masking


class InvoiceKitError(Exception):
    """A broken promise. Plainly personal data in what it says is masked (`invoicekit.masking`).

    Args:
        message: What was wrong, one sentence.
        where: The path, id or name it was wrong at.
        expected: What would have been right.
        hint: What to do about it.
        params: Further facts for programs, JSON values only.
    """

    code: ClassVar[str] = "invoicekit.error"
    status: ClassVar[int] = 500
    """The HTTP status a web layer answers with."""

    def __init__(
        self,
        message: str,
        *,
        where: str | None = None,
        expected: str | None = None,
        hint: str | None = None,
        params: dict[str, object] | None = None,
    ) -> None:
        message = masking.text(message)
        super().__init__(message)
        self.message = message
        self.where = where and masking.text(where)
        self.expected = expected
        self.hint = hint
        self.params = dict(params or {})

    def __str__(self) -> str:
        parts = [self.message]
        if self.where:
            parts.append(f"at {self.where}")
        if self.expected:
            parts.append(f"expected {self.expected}")
        text = "; ".join(parts)
        return f"{text}. {self.hint}" if self.hint else text

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), self.message, self.where))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.__dict__)

    def to_problem(self) -> dict[str, object]:
        """Returns the error as RFC 9457 problem details: type, title, status, detail and more."""
        problem: dict[str, object] = {
            "type": f"urn:invoicekit:error:{self.code}",
            "title": self.code,
            "status": self.status,
            "detail": self.message,
        }
        extra = {"where": self.where, "expected": self.expected, "hint": self.hint}
        problem.update({key: value for key, value in extra.items() if value})
        if self.params:
            problem["params"] = masking.facts(self.params)
        return problem


def _rebuild(kind: type[InvoiceKitError], message: str, state: dict[str, object]) -> object:
    error = kind.__new__(kind, message)
    error.args = (message,)
    error.__dict__.update(state)
    return error


class InputError(InvoiceKitError):
    """Bytes, a path or a setting that cannot be used at all."""

    code = "input.unusable"
    status = 400


class LinkExpired(InputError):
    """A signed link whose time is over."""

    code = "input.link_expired"
    status = 410


class StateError(InvoiceKitError):
    """The document's state does not allow the command."""

    code = "lifecycle.state"
    status = 409


class TransitionNotAllowed(StateError):
    """No move leads from this status by this command."""

    code = "lifecycle.not_allowed"


class FourEyesViolation(StateError):
    """An approver created, edited or submitted this very content, or approves twice."""

    code = "lifecycle.four_eyes"
    status = 403


class StaleContent(StateError):
    """The content is no longer the one that was approved."""

    code = "lifecycle.stale_content"


class StillRetained(StateError):
    """An archived document may not be destroyed yet: its period runs, a hold or a debt keeps it."""

    code = "archive.retained"


class SealedDocument(StateError):
    """An issued document never changes; a correction is a new document."""

    code = "lifecycle.sealed"


class NotSealed(StateError):
    """The record is not issued yet, so there is no seal to read."""

    code = "lifecycle.not_sealed"


class DateInversion(StateError):
    """The issue date is before the last one of the series."""

    code = "lifecycle.date_inversion"


class ConflictError(InvoiceKitError):
    """Somebody else was faster, or the same key carries another request."""

    code = "conflict.conflict"
    status = 409


class StaleVersion(ConflictError):
    """The record was changed since it was read."""

    code = "conflict.stale_version"


class IdempotencyConflict(ConflictError):
    """The idempotency key was used before with another request."""

    code = "conflict.idempotency"


class DuplicateKey(ConflictError):
    """A record with the same unique key is stored already."""

    code = "conflict.duplicate"


class Locked(ConflictError):
    """Another transaction holds what is needed; the whole work may be run again."""

    code = "conflict.locked"


class LeaseLost(ConflictError):
    """The lease of a message ran out, and another worker has taken it over."""

    code = "conflict.lease_lost"


class LimitError(InvoiceKitError):
    """More was asked than there is."""

    code = "limit.exceeded"
    status = 422


class OverBilled(LimitError):
    """An order line would be billed for more than was ordered."""

    code = "limit.over_billed"


class OverCredited(LimitError):
    """Credit notes would exceed the invoice."""

    code = "limit.over_credited"


class OverAllocated(LimitError):
    """An allocation exceeds what the payment or the invoice has left."""

    code = "limit.over_allocated"


class NumberRangeExhausted(LimitError):
    """The number source has no number left."""

    code = "limit.numbers_exhausted"


class PermissionDenied(InvoiceKitError):
    """The actor may not do this."""

    code = "access.denied"
    status = 403


class NotFound(InvoiceKitError):
    """No such record for this tenant."""

    code = "storage.not_found"
    status = 404


class StorageError(InvoiceKitError):
    """The storage cannot do what it promised."""

    code = "storage.failed"


class ConnectionLost(StorageError):
    """The database cannot be reached, or the connection broke before anything was committed."""

    code = "storage.connection_lost"
    status = 503


class OutcomeUnknown(StorageError):
    """The connection broke while the database committed; the same idempotency key tells."""

    code = "storage.outcome_unknown"
    status = 503


class KeyNotFound(StorageError):
    """Something was sealed under a key that the key ring does not have."""

    code = "encryption.key_not_found"


class Tampered(StorageError):
    """Something that was sealed was changed, cut off or moved, or belongs to another key."""

    code = "encryption.tampered"


class BadCursor(InputError):
    """The page cursor was made for another list, or was altered."""

    code = "input.bad_cursor"


class DeliveryFailed(InvoiceKitError):
    """A channel could not take the message.

    Args:
        retryable: Whether the same message may be sent again later.
        retry_after: How long the other side asks to be left alone.
    """

    code = "delivery.failed"
    status = 502

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = False,
        retry_after: timedelta | None = None,
        where: str | None = None,
        expected: str | None = None,
        hint: str | None = None,
        params: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message, where=where, expected=expected, hint=hint, params=params)
        self.retryable = retryable
        self.retry_after = retry_after


class LookupFailed(InvoiceKitError):
    """A register, a platform or a source of rates gave no usable answer.

    Args:
        retryable: Whether the same question may be asked again later.
    """

    code = "lookup.failed"
    status = 502

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = False,
        where: str | None = None,
        expected: str | None = None,
        hint: str | None = None,
        params: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message, where=where, expected=expected, hint=hint, params=params)
        self.retryable = retryable


class RenderFailed(InvoiceKitError):
    """A document could not be rendered or written."""

    code = "render.failed"


class ArchiveConflict(InvoiceKitError):
    """The write-once archive holds other bytes under this name."""

    code = "archive.conflict"
    status = 409


class MissingExtra(InvoiceKitError):
    """A feature needs a package of an extra that is not installed."""

    code = "setup.missing_extra"

    def __init__(self, extra: str, *, feature: str, package: str | None = None) -> None:
        super().__init__(
            f"{feature} needs the extra {extra!r}"
            + (f" (package {package!r} is not installed)" if package else ""),
            where=feature,
            hint=f"Install it: pip install 'invoicekit[{extra}]'",
            params={"extra": extra},
        )
        self.extra = extra


class ConfigurationError(InvoiceKitError):
    """A name or a setting is not known."""

    code = "setup.unknown"
    status = 400
