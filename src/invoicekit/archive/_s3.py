"""What only S3 has: Object Lock, versions of a file, and error codes of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Protocol

from invoicekit.errors import ConfigurationError

S3 = frozenset({"s3", "s3a"})
TAKEN = frozenset({"PreconditionFailed", "412"})
AGAIN = frozenset({"ConditionalRequestConflict", "409"})


@dataclass(frozen=True, slots=True)
class ObjectLock:
    """Asks S3 to refuse to delete a file before its day.

    Attributes:
        mode: `governance`, which a right of its own may lift, or `compliance`, which nobody may,
            not even where a law gets shorter or a person asks to be forgotten.
        days: From when a file is put; None for the last day by law of each document, and nothing
            for files that are no document.
        clock: Tells the time where there are `days`, such as `lambda: datetime.now(UTC)`.
    """

    mode: Literal["governance", "compliance"]
    days: int | None = None
    clock: Callable[[], datetime] | None = None

    def __post_init__(self) -> None:
        """Refuses days that nobody can count.

        Raises:
            ConfigurationError: There are `days` and no `clock`.
        """
        if self.days is not None and self.clock is None:
            raise ConfigurationError(
                "nobody tells the lock what time it is",
                where="clock",
                expected="ObjectLock(mode, days=…, clock=lambda: datetime.now(UTC))",
            )

    def asked(self, by_law: date | None) -> dict[str, object]:
        """Returns what the request says, nothing where the file is not locked.

        Args:
            by_law: The last day that the file must be there, None for no document.
        """
        until = None
        if self.days is not None and self.clock is not None:
            until = self.clock() + timedelta(days=self.days)
        elif by_law is not None:  # the whole day, wherever on earth
            until = datetime.combine(by_law + timedelta(days=2), time(), UTC)
        if until is None:
            return {}
        return {"ObjectLockMode": self.mode.upper(), "ObjectLockRetainUntilDate": until}


class Calls(Protocol):
    """The part of s3fs that asks S3 itself."""

    def call_s3(self, method: str, **asked: str) -> dict[str, list[dict[str, str]]]:
        """Returns the answer."""


def remove_versions(store: Calls, bucket: str, key: str) -> None:
    """Removes each version by its id: a plain removal only hides them behind a marker."""
    while True:
        # The exact key sorts before all that it begins, so it is always on the first page.
        page = store.call_s3("list_object_versions", Bucket=bucket, Prefix=key)
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        ids = [each["VersionId"] for each in found if each["Key"] == key]
        if not ids:
            return
        for version in ids:
            store.call_s3("delete_object", Bucket=bucket, Key=key, VersionId=version)


def code_of(problem: OSError) -> str:
    """Returns the store's own code of an error, empty where the driver tells none."""
    answer = getattr(problem.__cause__, "response", None) or {}
    return str(answer.get("Error", {}).get("Code", ""))


def hint_for(problem: Exception) -> str:
    """Returns what to do about an error of the store."""
    if type(problem).__name__ in {"NoCredentialsError", "PartialCredentialsError"}:
        return "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give key= and secret=."
    if isinstance(problem, PermissionError):
        return "Check the credentials and what they may do; a locked file goes after its day."
    return "It is safe to try again: a file is there whole or not at all."
