"""VIES against a server that speaks the same: answers, outages, patience, malformed answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from invoicekit.errors import ConfigurationError, LookupFailed
from invoicekit.lookups import LOOKUPS
from invoicekit.lookups._http import HttpSource, Patience
from invoicekit.lookups.vies import COVERED, ViesChecker
from invoicekit.model import TaxIdCheck, TaxIdStatus

if TYPE_CHECKING:
    from .conftest import FakeServer


VALID = {
    "countryCode": "FR",
    "vatNumber": "40303265045",
    "requestDate": "2026-11-24T10:00:00.000Z",
    "valid": True,
    "requestIdentifier": "WAPIAAAAY1a2b3c4",
    "name": "SA EXEMPLE",
    "address": "1 RUE DE PARIS\n75001 PARIS",
    "traderName": "---",
}


def refused(code: str) -> dict[str, object]:
    """An error as VIES sends it: status 200, the code inside."""
    return {"actionSucceed": False, "errorWrappers": [{"error": code}]}


@pytest.fixture
def vies(server: FakeServer, pauses: list[float]) -> Iterator[ViesChecker]:
    checker = ViesChecker(requester="DE136695976", url=server.url, sleep=pauses.append)
    yield checker
    checker.close()


def test_a_valid_number_comes_with_its_consultation_number(
    vies: ViesChecker, server: FakeServer
) -> None:
    server.will_say(VALID)

    assert vies.check("FR", "FR 40 303 265 045") == TaxIdCheck(
        value="FR40303265045",
        status=TaxIdStatus.VALID,
        source="VIES",
        consultation_number="WAPIAAAAY1a2b3c4",
        name="SA EXEMPLE",
        address="1 RUE DE PARIS\n75001 PARIS",
    )
    assert server.asked == [
        (
            "POST",
            "/check-vat-number",
            {
                "countryCode": "FR",
                "vatNumber": "40303265045",
                "requesterMemberStateCode": "DE",
                "requesterNumber": "136695976",
            },
        )
    ]


def test_who_names_no_requester_asks_without(server: FakeServer) -> None:
    server.will_say({**VALID, "requestIdentifier": ""})
    checker = ViesChecker(url=server.url)

    check = checker.check("fr", "40303265045")
    checker.close()

    assert check.consultation_number is None
    assert server.asked[0][2] == {"countryCode": "FR", "vatNumber": "40303265045"}


@pytest.mark.parametrize("country", ["GR", "EL", "el"])
def test_greece_has_a_prefix_of_its_own(
    country: str, vies: ViesChecker, server: FakeServer
) -> None:
    server.will_say({"valid": True, "name": "---", "address": "---"})

    check = vies.check(country, "094259216")

    assert (check.value, check.name, check.address) == ("EL094259216", None, None)
    body = server.asked[0][2]
    assert isinstance(body, dict)
    assert (body["countryCode"], body["vatNumber"]) == ("EL", "094259216")


@pytest.mark.parametrize(
    ("answer", "status", "reason", "requests"),
    [
        ({"valid": False, "userError": "INVALID"}, "invalid", None, 1),
        ({"valid": True, "userError": "VALID"}, "valid", None, 1),
        (refused("INVALID_INPUT"), "invalid", "INVALID_INPUT", 1),
        (refused("MS_UNAVAILABLE"), "unavailable", "MS_UNAVAILABLE", 1),
        ({"valid": False, "userError": "MS_UNAVAILABLE"}, "unavailable", "MS_UNAVAILABLE", 1),
        (refused("SERVICE_UNAVAILABLE"), "unavailable", "SERVICE_UNAVAILABLE", 1),
        (refused("IP_BLOCKED"), "unavailable", "IP_BLOCKED", 1),
        (refused("SOMETHING_NEW"), "unavailable", "SOMETHING_NEW", 1),
        (refused("MS_MAX_CONCURRENT_REQ"), "pending", "MS_MAX_CONCURRENT_REQ", 3),
        (refused("GLOBAL_MAX_CONCURRENT_REQ_TIME"), "pending", "GLOBAL_MAX_CONCURRENT_REQ_TIME", 3),
        ({"valid": False, "userError": "TIMEOUT"}, "pending", "TIMEOUT", 3),
        (b"<html>Maintenance</html>", "unavailable", "MALFORMED", 1),
        (b"[]", "unavailable", "MALFORMED", 1),
        (b"null", "unavailable", "MALFORMED", 1),
        (b"", "unavailable", "MALFORMED", 1),
        ({"valid": "true"}, "unavailable", "MALFORMED", 1),
        ({"isValid": True}, "unavailable", "MALFORMED", 1),
        ({"actionSucceed": False, "errorWrappers": []}, "unavailable", "MALFORMED", 1),
        (b'{"valid": true, "name": "' + b"x" * 100_000 + b'"}', "unavailable", "TOO_LARGE", 1),
    ],
)
def test_what_an_answer_means(
    answer: object,
    status: str,
    reason: str | None,
    requests: int,
    vies: ViesChecker,
    server: FakeServer,
) -> None:
    server.will_say(answer)

    check = vies.check("FR", "FR40303265045")

    assert (check.status, check.reason) == (status, reason)
    assert len(server.asked) == requests


@pytest.mark.parametrize(
    ("code", "status", "requests"),
    [
        (500, "unavailable", 3),
        (503, "unavailable", 3),
        (429, "pending", 3),
        (404, "unavailable", 1),
        (301, "unavailable", 1),
    ],
)
def test_other_statuses_are_no_answer(
    code: int, status: str, requests: int, vies: ViesChecker, server: FakeServer
) -> None:
    server.will_say({"valid": True}, status=code)

    check = vies.check("FR", "FR40303265045")

    assert (check.status, check.reason) == (status, f"HTTP_{code}")
    assert len(server.asked) == requests


def test_a_busy_register_is_asked_again_after_longer_and_longer_pauses(
    vies: ViesChecker, server: FakeServer, pauses: list[float]
) -> None:
    server.will_say(refused("MS_MAX_CONCURRENT_REQ"), refused("TIMEOUT"), VALID)

    assert vies.check("FR", "FR40303265045").status is TaxIdStatus.VALID
    assert pauses == [1, 2]


@pytest.mark.parametrize(
    ("problem", "status", "reason"),
    [
        (httpx.ReadTimeout("too slow"), TaxIdStatus.PENDING, "TIMEOUT"),
        (httpx.ConnectTimeout("too slow"), TaxIdStatus.PENDING, "TIMEOUT"),
        (httpx.ConnectError("refused"), TaxIdStatus.UNAVAILABLE, "UNREACHABLE"),
        (httpx.RemoteProtocolError("cut"), TaxIdStatus.UNAVAILABLE, "UNREACHABLE"),
    ],
)
def test_a_register_that_does_not_answer_raises_nothing(
    problem: httpx.HTTPError, status: TaxIdStatus, reason: str, pauses: list[float]
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise problem

    checker = ViesChecker(sleep=pauses.append, transport=httpx.MockTransport(fail))

    check = checker.check("FR", "FR40303265045")

    assert (check.status, check.reason) == (status, reason)
    assert len(pauses) == 2


def test_nobody_listening_is_an_outage(pauses: list[float], server: FakeServer) -> None:
    patience = Patience(attempts=1)
    checker = ViesChecker(url="http://127.0.0.1:1", patience=patience, sleep=pauses.append)

    assert checker.check("FR", "FR40303265045").status is TaxIdStatus.UNAVAILABLE
    assert pauses == []


@pytest.mark.parametrize("country", ["GB", "CH", "US", ""])
def test_a_country_outside_vies_is_not_asked_about(
    country: str, vies: ViesChecker, server: FakeServer
) -> None:
    check = vies.check(country, "123456789")

    assert (check.status, check.reason) == (TaxIdStatus.UNAVAILABLE, "NOT_COVERED")
    assert server.asked == []


def test_a_requester_that_vies_refuses_is_a_fault_of_the_setting(
    vies: ViesChecker, server: FakeServer
) -> None:
    server.will_say(refused("INVALID_REQUESTER_INFO"))

    with pytest.raises(ConfigurationError, match="does not know the requester"):
        vies.check("FR", "FR40303265045")


@pytest.mark.parametrize("requester", ["GB980780684", "DE", "136695976"])
def test_a_requester_is_a_vat_identifier_of_a_member(requester: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot ask VIES"):
        ViesChecker(requester=requester)


def test_outages_are_told_member_by_member(vies: ViesChecker, server: FakeServer) -> None:
    states = {"EL": "Unavailable", "DE": "Available", "XI": "Unavailable", "GB": "Unavailable"}
    server.will_say(
        {
            "vow": {"available": True},
            "countries": [{"countryCode": c, "availability": s} for c, s in states.items()],
        }
    )

    assert vies.outages() == {"GR", "XI"}
    assert server.asked == [("GET", "/check-status", None)]


def test_when_the_gateway_is_down_all_members_are(vies: ViesChecker, server: FakeServer) -> None:
    server.will_say({"vow": {"available": False}, "countries": []})

    assert vies.outages() == COVERED


@pytest.mark.parametrize("answer", [b"{}", b"[]", b'{"countries": {}}', b"no"])
def test_a_status_that_is_none_is_an_error(
    answer: bytes, vies: ViesChecker, server: FakeServer
) -> None:
    server.will_say(answer)

    with pytest.raises(LookupFailed, match="VIES: sent no"):
        vies.outages()


def test_an_address_is_one_of_the_web() -> None:
    with pytest.raises(ConfigurationError, match="is no address of VIES"):
        HttpSource("ftp://ec.europa.eu", name="VIES", patience=Patience())


def test_it_is_a_plugin_of_the_folder() -> None:
    assert LOOKUPS.names() == ("ecb", "vies")
    assert LOOKUPS["vies"] is ViesChecker
