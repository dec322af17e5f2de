"""Access tokens kept on disk: platforms allow few of them (Nuonuo 50 in 30 days)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from invoicekit.ports import Clock

EARLY = timedelta(minutes=5)
"""A token is fetched anew this long before it ends, so that none ends on the way."""


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
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def get(self, application: str, fetch: Callable[[], Token]) -> str:
        """Returns the application's token: the kept one while it lasts, else a fetched one."""
        kept = self._kept().get(application)
        if isinstance(kept, dict):
            try:
                ends_at = datetime.fromisoformat(str(kept["ends_at"]))
                if ends_at - EARLY > self._clock():
                    return str(kept["value"])
            except (KeyError, ValueError, TypeError):
                pass
        token = fetch()
        self._keep(application, {"value": token.value, "ends_at": token.ends_at.isoformat()})
        return token.value

    def forget(self, application: str) -> None:
        """Drops a token that the platform refused."""
        self._keep(application, None)

    def _kept(self) -> dict[str, object]:
        try:
            kept = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _keep(self, application: str, token: dict[str, str] | None) -> None:
        kept = self._kept()
        kept.pop(application, None)
        if token is not None:
            kept[application] = token
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{os.getpid()}.tmp")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        draft.replace(self._path)
