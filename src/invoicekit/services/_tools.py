"""What every service is handed beside the unit of work: time, ids, and what knows the law."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from invoicekit.dates import today
from invoicekit.errors import InputError
from invoicekit.jurisdiction import Regime
from invoicekit.jurisdiction.fapiao import TaxCode
from invoicekit.model.event import Actor
from invoicekit.model.issuer import Issuer
from invoicekit.money import exact
from invoicekit.ports import Authorizer, Clock, Ids, Renderers
from invoicekit.regimes import regime_of
from invoicekit.services._verdicts import Verdicts

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Tools:
    """The pure tools of a kit; nothing here waits.

    Attributes:
        renderers: Says which originals can be made here, and makes them in the outbox.
        regime: Country → regime; a host may bring its own.
        authority: The name of the tax platform that is set up, if any.
        tax_codes: 税收分类编码 by code; those that come with the library where it is None.
        authorizer: Says who may do what; everybody may where it is None.
        encrypts: Whether secret columns stand encrypted: their words are not indexed.
        verdicts: What the rules passed lately.
    """

    clock: Clock
    ids: Ids
    renderers: Renderers
    regime: Callable[[str], Regime] = regime_of
    authority: str | None = None
    tax_codes: Mapping[str, TaxCode] | None = None
    authorizer: Authorizer | None = None
    encrypts: bool = False
    verdicts: Verdicts = field(default_factory=Verdicts, compare=False, repr=False)

    def now(self) -> datetime:
        """Returns the time."""
        return self.clock()

    def regime_for(self, issuer: Issuer) -> Regime:
        """Returns the regime the issuer is under."""
        return self.regime(country_of(issuer))

    def today(self, issuer: Issuer) -> date:
        """Returns the day it is where the issuer is."""
        return today(self.clock(), issuer.time_zone or self.regime_for(issuer).time_zone)


def country_of(issuer: Issuer) -> str:
    """Returns the issuer's country, empty where nothing says it."""
    return issuer.country or issuer.party.country or ""


def name_of(actor: Actor | str) -> str:
    """Returns the actor's name as events keep it.

    Raises:
        InputError: It is blank: every change has somebody who made it.
    """
    name = (actor if isinstance(actor, str) else actor.name).strip()
    if not name:
        raise InputError(
            "nobody is named as the actor",
            where="actor",
            expected="a name, such as 'alice'",
            hint="Name the person or the system that does this.",
        )
    return name


def reason_of(reason: str) -> str:
    """Returns a reason as events and documents keep it.

    Raises:
        InputError: It is blank.
    """
    if not reason.strip():
        raise InputError(
            "no reason is given",
            where="reason",
            expected="a few words",
            hint="Say why; the reason stays in the audit log.",
        )
    return reason.strip()


def chosen(kind: type[E], value: E | str, where: str) -> E:
    """Returns a member of an enumeration that a caller named.

    Raises:
        InputError: It has none of that name.
    """
    try:
        return kind(value)
    except ValueError as problem:
        known = ", ".join(sorted(kind))
        raise InputError(f"{value!r} is none", where=where, expected=known) from problem


def number(value: Decimal | str | int, where: str) -> Decimal:
    """Returns an exact number that a caller gave.

    Raises:
        InputError: It is none.
    """
    try:
        return exact(value)
    except ValueError as problem:
        raise InputError(str(problem), where=where, expected="such as '118.76'") from problem
