"""Access tokens kept on disk: platforms allow few of them (Nuonuo 50 in 30 days)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from invoicekit.ports import Clock

EARLY = timedelta(minutes=5)
"""A token is fetched anew this long before it ends, so that none ends on the way."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many tokens may be fetched in which time."""

    count: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and when it ends."""

    value: str
    ends_at: datetime


class TokenFile:
    """One file with the tokens of several applications, readable by its owner alone.

    Args:
        path: Made when the first token is kept; anything unreadable in it counts as no token.
        clock: Tells the time.
        allowed: More tokens than these are not fetched: the platform would refuse for weeks.
    """

    def __init__(self, path: Path, clock: Clock, allowed: Sequence[Allowance] = ()) -> None:
        self._path = path
        self._clock = clock
        self._allowed = allowed

    def get(self, application: str, fetch: Callable[[], Token]) -> str:
        """Returns the application's token: the kept one while it lasts, else a fetched one.

        Raises:
            ValueError: As many were fetched already as may be.
        """
        kept = self._kept().get(application)
        if isinstance(kept, dict):
            try:
                ends_at = datetime.fromisoformat(str(kept["ends_at"]))
                if ends_at - EARLY > self._clock():
                    return str(kept["value"])
            except (KeyError, ValueError, TypeError):
                pass
        fetched = self._fetched(application)
        self._keep(f"{application}/fetched", fetched)
        token = fetch()
        self._keep(application, {"value": token.value, "ends_at": token.ends_at.isoformat()})
        return token.value

    def forget(self, application: str) -> None:
        """Drops a token that the platform refused."""
        self._keep(application, None)

    def _fetched(self, application: str) -> list[str]:
        """Returns when tokens were fetched, this time included."""
        now = self._clock()
        kept = self._kept().get(f"{application}/fetched")
        before = [str(each) for each in kept] if isinstance(kept, list) else []
        for allowed in self._allowed:
            since = (now - allowed.within).isoformat()
            if sum(each > since for each in before) >= allowed.count:
                raise ValueError(
                    f"{allowed.count} tokens were fetched in {allowed.within}: "
                    "look at the application's key and secret"
                )
        keep = max((allowed.count for allowed in self._allowed), default=0)
        return [*before, now.isoformat()][-keep:] if keep else []

    def _kept(self) -> dict[str, object]:
        try:
            kept = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _keep(self, application: str, token: dict[str, str] | list[str] | None) -> None:
        kept = self._kept()
        kept.pop(application, None)
        if token:
            kept[application] = token
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{os.getpid()}.tmp")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        draft.replace(self._path)
