"""VIES, the Commission's gateway to the members' registers of VAT numbers, by its REST interface.

`POST check-vat-number` asks about one number, `GET check-status` which members' registers answer.
Who names itself as the requester gets a consultation number, which tax offices take as proof of
the enquiry. Errors come with status 200, too, so the body decides.
Source: https://ec.europa.eu/taxation_customs/vies/#/technical-information
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from invoicekit.errors import ConfigurationError, LookupFailed
from invoicekit.identifiers import vat_id
from invoicekit.jurisdiction.eu import MEMBERS
from invoicekit.lookups._http import HttpSource, Patience
from invoicekit.ports import TaxIdCheck, TaxIdStatus

if TYPE_CHECKING:
    import httpx

VIES = "https://ec.europa.eu/taxation_customs/vies/rest-api"
SOURCE = "VIES"
COVERED = MEMBERS | {"XI"}
NOT_COVERED = "NOT_COVERED"
MALFORMED = "MALFORMED"

_STATUSES: Mapping[str, TaxIdStatus] = {
    "VALID": TaxIdStatus.VALID,
    "INVALID": TaxIdStatus.INVALID,
    "INVALID_INPUT": TaxIdStatus.INVALID,
    # Busy, or slow: the next enquiry may well be answered.
    "TIMEOUT": TaxIdStatus.PENDING,
    "HTTP_429": TaxIdStatus.PENDING,
    "GLOBAL_MAX_CONCURRENT_REQ": TaxIdStatus.PENDING,
    "GLOBAL_MAX_CONCURRENT_REQ_TIME": TaxIdStatus.PENDING,
    "MS_MAX_CONCURRENT_REQ": TaxIdStatus.PENDING,
    "MS_MAX_CONCURRENT_REQ_TIME": TaxIdStatus.PENDING,
}
"""The gateway's code → what it means; every other code is an outage."""
_BAD_REQUESTER = "INVALID_REQUESTER_INFO"
_UNTOLD = "---"
"""What members write that do not tell the name."""


class ViesChecker:
    """Asks VIES, as a `TaxIdChecker`.

    Args:
        requester: Your own VAT identifier with its prefix, for consultation numbers.
        url: Another gateway that speaks the same.
        patience: Time limits and attempts.
        sleep: Waits between attempts.
        transport: How requests travel; tests bring their own.

    Raises:
        MissingExtra: The extra `http` is not installed.
        ConfigurationError: The requester is no VAT identifier of a member, or the URL is none.
    """

    def __init__(
        self,
        *,
        requester: str | None = None,
        url: str = VIES,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._requester = _requester(requester) if requester else {}
        self._http = HttpSource(
            url,
            name=SOURCE,
            patience=patience or Patience(),
            size=100_000,
            sleep=sleep,
            transport=transport,
        )

    def check(self, country: str, value: str) -> TaxIdCheck:
        """Returns what the member's register says of a number, or why it says nothing.

        Args:
            country: ISO code, `GR` or `EL` for Greece.
            value: With or without prefix and separators.

        Raises:
            ConfigurationError: VIES refuses the requester.
        """
        country = "GR" if country.upper() == "EL" else country.upper()
        full = vat_id(country, value)
        if country not in COVERED:
            return _answer(full, TaxIdStatus.UNAVAILABLE, NOT_COVERED)
        body = {"countryCode": full[:2], "vatNumber": full[2:], **self._requester}
        try:
            said = self._http.post_json("check-vat-number", body, again=_busy)
        except LookupFailed as problem:
            return _unanswered(full, str(problem.params.get("reason", MALFORMED)))
        return self._read(full, said)

    def outages(self) -> frozenset[str]:
        """Returns the members (ISO codes) whose registers do not answer now; all if VIES is down.

        Raises:
            LookupFailed: VIES does not tell.
        """
        said = self._http.get_json("check-status")
        gateway, listed = _dict(_dict(said).get("vow")), _dict(said).get("countries")
        if not isinstance(listed, list):
            raise LookupFailed("VIES: sent no list of countries", params={"reason": MALFORMED})
        if gateway.get("available") is False:
            return frozenset(COVERED)
        states = {_iso(_dict(each).get("countryCode")): _dict(each) for each in listed}
        return frozenset(
            country for country in COVERED if _down(states.get(country, {}).get("availability"))
        )

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()

    def _read(self, full: str, said: object) -> TaxIdCheck:
        answer = _dict(said)
        valid, code = answer.get("valid"), _code(answer)
        if code == _BAD_REQUESTER:
            raise ConfigurationError(
                "VIES does not know the requester",
                where="requester",
                expected="your own VAT identifier, such as DE136695976",
            )
        if code is not None:
            return _unanswered(full, code)
        if not isinstance(valid, bool):
            return _answer(full, TaxIdStatus.UNAVAILABLE, MALFORMED)
        return TaxIdCheck(
            value=full,
            status=TaxIdStatus.VALID if valid else TaxIdStatus.INVALID,
            source=SOURCE,
            consultation_number=_text(answer.get("requestIdentifier")),
            name=_text(answer.get("name")),
            address=_text(answer.get("address")),
        )


def _requester(number: str) -> dict[str, str]:
    country = _iso(number[:2].upper())
    full = vat_id(country, number)
    if country not in COVERED or len(full) <= len("DE"):
        raise ConfigurationError(
            f"{number!r} cannot ask VIES",
            where="requester",
            expected="a VAT identifier of a member with its prefix, such as DE136695976",
        )
    return {"requesterMemberStateCode": full[:2], "requesterNumber": full[2:]}


def _code(answer: dict[str, object]) -> str | None:
    """The gateway's error, None where it answered the question."""
    wrappers = answer.get("errorWrappers")
    first = _dict(wrappers[0]) if isinstance(wrappers, list) and wrappers else {}
    code = _text(first.get("error")) or _text(answer.get("userError"))
    return None if code in {None, "VALID", "INVALID"} else code


def _busy(said: object) -> str | None:
    code = _code(_dict(said)) or ""
    return code if _STATUSES.get(code) is TaxIdStatus.PENDING else None


def _unanswered(full: str, code: str) -> TaxIdCheck:
    return _answer(full, _STATUSES.get(code, TaxIdStatus.UNAVAILABLE), code)


def _answer(full: str, status: TaxIdStatus, reason: str) -> TaxIdCheck:
    return TaxIdCheck(value=full, status=status, source=SOURCE, reason=reason)


def _down(availability: object) -> bool:
    return availability == "Unavailable"


def _iso(code: object) -> str:
    return "GR" if code == "EL" else str(code)


def _dict(said: object) -> dict[str, object]:
    return said if isinstance(said, dict) else {}


def _text(said: object) -> str | None:
    text = said.strip() if isinstance(said, str) else ""
    return text if text and text != _UNTOLD else None


LOOKUP = ViesChecker
