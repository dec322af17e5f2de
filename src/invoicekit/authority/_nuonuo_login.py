"""The session of the account that issues: lost logins, and the codes that a person scans.

The bureau gives a new code once a minute and 20 times a day, and each holds for five minutes: what
Nuonuo has already is asked for first. Source: the platform's page about `getQrCode`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from invoicekit.authority._nuonuo_wire import Gateway
from invoicekit.errors import LookupFailed
from invoicekit.ports import Clock

Purpose: TypeAlias = Literal["login", "face"]

_HELD, _NEW = {"login": "3", "face": "1"}, {"login": "2", "face": "0"}
"""Purpose → what is asked for: the code that Nuonuo holds, a new one from the bureau."""
_AT_MOST = timedelta(seconds=60)
_ROUTINE = timedelta(minutes=75)
"""Between new codes that nobody asked for: 20 a day."""


class NuonuoLogin:
    """The part of the client that is about the account's session."""

    _gateway: Gateway
    _clock: Clock
    _account: str
    _extension: str
    _renewed: datetime | None = None

    def session(self) -> Literal["ok", "login", "face"]:
        """Returns whether a person has to log in, or to show its face, before anything is issued.

        Raises:
            LookupFailed: The platform did not answer.
        """
        if self._certified("2") == "0":
            return "login"
        return "face" if self._certified("1") == "2" else "ok"

    def login_code(self, purpose: Purpose = "login") -> str | None:
        """Returns the text of the QR code to scan; None where it takes a moment: ask again.

        Args:
            purpose: `login`, or `face` to show who one is.

        Raises:
            LookupFailed: The platform did not answer.
        """
        return self._held_or_new(purpose, _AT_MOST)

    def _shown(self, purpose: Purpose) -> str | None:
        """Returns the code where there is one: that a login is missing is told without it, too."""
        try:
            return self._held_or_new(purpose, _ROUTINE)
        except LookupFailed:
            return None

    def _held_or_new(self, purpose: Purpose, between: timedelta) -> str | None:
        held = self._code(_HELD[purpose])
        now = self._clock()
        if held is None and (self._renewed is None or now - self._renewed >= between):
            self._renewed = now
            return self._code(_NEW[purpose])
        return held

    def _code(self, kind: str) -> str | None:
        asked = {"queryType": kind, "extensionNumber": self._extension}
        result = self._gateway.call("getQrCode", asked).get("result")
        return str(result["qrCode"]) if isinstance(result, dict) and result.get("qrCode") else None

    def _certified(self, kind: str) -> str:
        asked = {"queryType": kind, "eleAccount": self._account}
        result = self._gateway.call("getCertificationStatus", asked).get("result")
        return str(result.get("certificationStatus")) if isinstance(result, dict) else ""
