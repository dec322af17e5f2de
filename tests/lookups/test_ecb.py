"""The ECB's rates from a server that publishes the same files: days, gaps, crosses, faults."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.errors import LookupFailed, NotFound
from invoicekit.lookups.ecb import EcbRates
from invoicekit.ports import ExchangeRate

if TYPE_CHECKING:
    from .conftest import FakeServer

THURSDAY, FRIDAY, SATURDAY = date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 21)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def published(**days: str) -> str:
    """A file as the ECB writes it: `_20261123="USD 1.1 CNY 8.2"`."""
    cubes = []
    for day, rates in days.items():
        words = rates.split()
        rows = "".join(
            f"<Cube currency='{currency}' rate='{rate}'/>"
            for currency, rate in zip(words[::2], words[1::2], strict=True)
        )
        date_ = f"{day[1:5]}-{day[5:7]}-{day[7:]}"
        cubes.append(f"<Cube time='{date_}'>{rows}</Cube>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gesmes:Envelope'
        ' xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"'
        ' xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">'
        "<gesmes:subject>Reference rates</gesmes:subject>"
        f"<Cube>{''.join(cubes)}</Cube></gesmes:Envelope>"
    )


DAILY = published(_20261123="USD 1.1000 CNY 8.2500 JPY 171.94")
QUARTER = published(
    _20261123="USD 1.1000 CNY 8.2500 JPY 171.94",
    _20261120="USD 1.0900 CNY 8.2000 JPY 170.00",
    _20261119="USD 1.0800 CNY 8.1000 JPY 169.00",
)
ALL = published(
    _20261123="USD 1.1000", _20261120="USD 1.0900", _20261119="USD 1.0800", _20100104="USD 1.4389"
)


@pytest.fixture
def ecb(server: FakeServer, pauses: list[float]) -> Iterator[EcbRates]:
    server.will_publish(daily=DAILY, _90d=QUARTER)
    rates = EcbRates(url=server.url, sleep=pauses.append)
    yield rates
    rates.close()


@pytest.mark.parametrize(
    ("base", "quote", "on", "rate", "rate_date"),
    [
        ("EUR", "USD", MONDAY, "1.1000", MONDAY),
        ("EUR", "CNY", TUESDAY, "8.2500", MONDAY),  # before today's publication
        ("EUR", "USD", SATURDAY, "1.0900", FRIDAY),
        ("EUR", "USD", THURSDAY, "1.0800", THURSDAY),
        ("USD", "CNY", MONDAY, "7.5", MONDAY),
        ("CNY", "USD", MONDAY, "0.13333333333333333333", MONDAY),
        ("USD", "EUR", MONDAY, "0.90909090909090909091", MONDAY),
        ("EUR", "EUR", MONDAY, "1", MONDAY),
        ("JPY", "JPY", FRIDAY, "1", FRIDAY),
    ],
)
def test_the_rate_that_holds_on_a_day(
    base: str, quote: str, on: date, rate: str, rate_date: date, ecb: EcbRates
) -> None:
    found = ecb.rate(base, quote, on)

    assert found == ExchangeRate(base, quote, Decimal(rate), rate_date, "ECB")
    assert str(found.rate) == rate


def test_the_newest_day_needs_the_small_file_only(ecb: EcbRates, server: FakeServer) -> None:
    ecb.rate("EUR", "USD", MONDAY)

    assert server.paths() == ["/eurofxref-daily.xml"]


def test_days_once_read_are_not_asked_for_again(ecb: EcbRates, server: FakeServer) -> None:
    for on in (FRIDAY, THURSDAY, SATURDAY, MONDAY):
        ecb.rate("EUR", "USD", on)

    assert server.paths() == ["/eurofxref-daily.xml", "/eurofxref-hist-90d.xml"]


def test_a_new_day_is_noticed(ecb: EcbRates, server: FakeServer) -> None:
    ecb.rate("EUR", "USD", FRIDAY)
    assert ecb.rate("EUR", "USD", TUESDAY).rate_date == MONDAY

    server.will_publish(daily=published(_20261124="USD 1.1200"))

    assert ecb.rate("EUR", "USD", TUESDAY) == ExchangeRate(
        "EUR", "USD", Decimal("1.1200"), TUESDAY, "ECB"
    )


def test_days_between_two_readings_come_from_the_quarter(ecb: EcbRates, server: FakeServer) -> None:
    ecb.rate("EUR", "USD", FRIDAY)
    server.will_publish(
        daily=published(_20261127="USD 1.2000"),
        _90d=published(_20261127="USD 1.2000", _20261125="USD 1.1500", _20261124="USD 1.1200"),
    )

    assert ecb.rate("EUR", "USD", date(2026, 11, 26)).rate == Decimal("1.1500")


def test_an_older_day_is_in_the_whole_history_only(server: FakeServer, ecb: EcbRates) -> None:
    with pytest.raises(NotFound, match=r"no rates for 2010-01-05.*since_1999=True"):
        ecb.rate("EUR", "USD", date(2010, 1, 5))

    server.will_publish(hist=ALL)
    whole = EcbRates(url=server.url, since_1999=True)

    assert whole.rate("EUR", "USD", date(2010, 1, 5)).rate_date == date(2010, 1, 4)
    with pytest.raises(NotFound, match="no rates for 1998-12-31"):
        whole.rate("EUR", "USD", date(1998, 12, 31))
    whole.close()


def test_the_whole_history_is_read_only_for_days_before_the_quarter(server: FakeServer) -> None:
    server.will_publish(daily=DAILY, _90d=QUARTER, hist=ALL)
    rates = EcbRates(url=server.url, since_1999=True)

    assert rates.rate("EUR", "USD", THURSDAY).rate == Decimal("1.0800")
    assert server.paths() == ["/eurofxref-daily.xml", "/eurofxref-hist-90d.xml"]

    assert rates.rate("EUR", "USD", date(2026, 11, 18)).rate_date == date(2010, 1, 4)
    assert server.paths()[2:] == ["/eurofxref-hist.xml"]
    rates.close()


def test_a_day_to_come_has_no_rate(ecb: EcbRates) -> None:
    assert ecb.rate("EUR", "USD", date(2026, 11, 29)).rate_date == MONDAY
    with pytest.raises(NotFound, match="yet to come"):
        ecb.rate("EUR", "USD", date(2026, 11, 30))


@pytest.mark.parametrize(("base", "quote"), [("EUR", "XXX"), ("RUB", "EUR"), ("usd", "EUR")])
def test_an_unknown_currency_names_the_known(base: str, quote: str, ecb: EcbRates) -> None:
    with pytest.raises(NotFound, match="publishes no rate of") as caught:
        ecb.rate(base, quote, MONDAY)

    assert caught.value.expected == "one of CNY, EUR, JPY, USD"


@pytest.mark.parametrize(
    "file",
    [
        "",
        "<html><body>Maintenance</body></html>",
        "no XML",
        published(),
        published(_20261323="USD 1.1"),
        published(_20261123="USD abc"),
        published(_20261123="USD 1_0"),
        published(_20261123="USD 0"),
        published(_20261123="USD -1.1"),
        published(_20261123="USD NaN"),
        '<!DOCTYPE x [<!ENTITY a "b">]>' + DAILY.partition("?>")[2],
    ],
)
def test_what_is_no_list_of_rates_is_refused(file: str, ecb: EcbRates, server: FakeServer) -> None:
    server.will_publish(daily=file)

    with pytest.raises(LookupFailed, match="ECB: sent no list of rates") as caught:
        ecb.rate("EUR", "USD", MONDAY)

    assert caught.value.params == {"reason": "MALFORMED"}
    assert not caught.value.retryable


def test_a_server_that_fails_is_asked_three_times(server: FakeServer, pauses: list[float]) -> None:
    server.will_say(b"", status=503)
    rates = EcbRates(url=server.url, sleep=pauses.append)

    with pytest.raises(LookupFailed, match="ECB: answered with HTTP 503") as caught:
        rates.rate("EUR", "USD", MONDAY)
    rates.close()

    assert caught.value.retryable
    assert (len(server.asked), pauses) == (3, [1, 2])


RATES = st.decimals(Decimal("0.00001"), Decimal(100_000), places=5)


@given(usd=RATES, cny=RATES)
def test_there_and_back_is_where_one_was(usd: Decimal, cny: Decimal) -> None:
    file = published(_20261123=f"USD {usd} CNY {cny}")
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text=file))
    rates = EcbRates(transport=transport)

    there, back = rates.rate("USD", "CNY", MONDAY).rate, rates.rate("CNY", "USD", MONDAY).rate
    rates.close()

    assert abs(there * back - 1) < Decimal("1e-18")
    assert abs(there * usd - cny) < Decimal("1e-12")
