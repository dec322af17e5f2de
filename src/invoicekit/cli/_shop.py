"""The demo's shop: who it is, where its files are, and what day it is there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from invoicekit.errors import InputError
from invoicekit.model.invoice import PaymentInstructions
from invoicekit.model.issuer import Issuer
from invoicekit.model.party import Address, BankAccount, Contact, Identifier, Party, TaxId

FILES = ("products.csv", "customers.csv", "orders.csv", "payments.csv")
CLOSING_TIME = 18
BERLIN = ZoneInfo("Europe/Berlin")
SHOP = Issuer(
    party=Party(
        name="Kontor Lindenhof GmbH",
        trading_name="Kontor Lindenhof",
        registration_id=Identifier(value="HRB 000000 B"),
        tax_ids=[TaxId(value="DE136695976", country="DE")],
        electronic_address=Identifier(value="DE136695976", scheme="9930"),
        address=Address(line1="Lindenhof 1", city="Berlin", postcode="10115", country="DE"),
        contact=Contact(
            name="Buchhaltung", phone="+49 30 23125 000", email="rechnung@kontor-lindenhof.example"
        ),
    ),
    payment_instructions=PaymentInstructions(
        means_code="30",
        accounts=(
            BankAccount(
                id="DE02120300000000202051", name="Kontor Lindenhof GmbH", bic="BYLADEM1001"
            ),
        ),
    ),
    payment_terms="on receipt",
    series_prefix="KL",
    formats=("pdf", "html"),
)


class ShopClock:
    """The time in the shop: every look at it is a moment later, and it never goes back."""

    def __init__(self, start: datetime, zone: ZoneInfo = BERLIN) -> None:
        self._now = start
        self._zone = zone

    def __call__(self) -> datetime:
        """Returns the time."""
        self._now += timedelta(milliseconds=1)
        return self._now

    def close_of(self, day: date) -> None:
        """Goes on to the evening of a day, where that is still to come."""
        evening = datetime(day.year, day.month, day.day, CLOSING_TIME, tzinfo=self._zone)
        self._now = max(self._now, evening.astimezone(UTC))

    def advance(self, span: timedelta) -> None:
        """Goes on by a span."""
        self._now += span


def shop_files(
    data: Path | None, files: tuple[str, ...] = FILES, of: str = "."
) -> dict[str, bytes]:
    """Returns a shop's exports as text, by file name.

    Args:
        data: The folder; else the one of the examples.
        files: Their names.
        of: The folder below the examples.

    Raises:
        InputError: One is not there.
    """
    places = (
        [data] if data else [Path(__file__).parents[level] / "examples" / of for level in (1, 3)]
    )
    folder = next((place for place in places if (place / files[0]).is_file()), places[-1])
    try:
        return {name: (folder / name).read_bytes() for name in files}
    except OSError as problem:
        raise InputError(
            f"{problem.filename} cannot be read: {problem.strerror}",
            where=str(folder),
            expected="a folder with " + ", ".join(files),
            hint="Name it with --data.",
        ) from problem
