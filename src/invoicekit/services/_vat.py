"""The VAT of order lines: as given, by a key of the regime, or decided; always with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.errors import InputError
from invoicekit.identifiers import check_tax_id
from invoicekit.jurisdiction import (
    SupplyDecision,
    SupplyFacts,
    decide_supply,
    on_one_document,
)
from invoicekit.jurisdiction.facts import REVERSE_CHARGE
from invoicekit.model.customer import Customer
from invoicekit.model.issuer import Issuer
from invoicekit.model.order import Order, OrderLine
from invoicekit.model.product import Product
from invoicekit.model.record import AppliedRate
from invoicekit.money import exact
from invoicekit.services._tools import Tools, country_of

GIVEN = re.compile(r"([A-Z]{1,2})(?:\s+(\S+))?")


@dataclass(frozen=True)
class LineVat:
    """The VAT of one line, and what is sealed of how it came about."""

    category: str
    rate: Decimal | None
    exemption_code: str | None
    exemption_reason: str | None
    applied: AppliedRate


@dataclass(frozen=True)
class VatSource:
    """Decides the VAT of an order's lines for one issuer, customer and day."""

    tools: Tools
    issuer: Issuer
    customer: Customer
    order: Order
    day: date
    locale: str

    def of(self, asked: Sequence[tuple[str, OrderLine, Product | None]]) -> tuple[LineVat, ...]:
        """Returns the VAT of the lines of one document, as they can stand together on it.

        Raises:
            InputError: `vat` is neither a category with its rate nor a key of the regime.
            ConfigurationError: No rate is known; give the line its own.
        """
        found = {line_id: self._of(line_id, line, product) for line_id, line, product in asked}
        decided = {key: vat for key, vat in found.items() if isinstance(vat, SupplyDecision)}
        given = {key: vat for key, vat in found.items() if isinstance(vat, LineVat)}
        together = on_one_document(
            tuple(decided.values()),
            given={vat.category for vat in given.values()},
            names_vat_ids=bool(self.issuer.party.vat_id or self.customer.vat_id),
        )
        for key, decision in zip(decided, together, strict=True):
            given[key] = self.decided(key, decision)
        return tuple(given[line_id] for line_id in found)

    def _of(
        self, line_id: str, line: OrderLine, product: Product | None
    ) -> LineVat | SupplyDecision:
        if line.vat and (match := GIVEN.fullmatch(line.vat.strip())):
            return self._given(line_id, *match.groups())
        if line.vat:
            self._refuse_unknown(line_id, line.vat)
        return decide_supply(self.facts(line, product), self.tools.regime)

    def facts(self, line: OrderLine, product: Product | None) -> SupplyFacts:
        """Returns what decides the VAT of a line."""
        buyer = self.customer
        kind = line.kind or (product.kind if product else "goods")
        tax_class = line.vat or line.tax_class or (product.tax_class if product else "standard")
        target = self.order.deliver_to.country if self.order.deliver_to else None
        return SupplyFacts(
            issuer_country=country_of(self.issuer),
            buyer_country=buyer.country or country_of(self.issuer),
            buyer_vat_id=_checked_vat_id(buyer),
            buyer_is_business=buyer.kind == "business",
            kind=kind,
            tax_class=tax_class,
            tax_point=self.day,
            deliver_to_country=target,
            small_business=self.issuer.scheme == "small_business",
            oss=self.issuer.oss,
        )

    def decided(self, line_id: str, decision: SupplyDecision) -> LineVat:
        """Returns the VAT that a decision gives a line."""
        return LineVat(
            category=decision.category,
            rate=decision.rate,
            exemption_code=decision.exemption_code,
            exemption_reason=decision.exemption_reason(self.locale),
            applied=AppliedRate(
                line=line_id,
                category=decision.category,
                rate=decision.rate,
                country=decision.country,
                key=decision.key,
                reason=decision.reason,
                explanation=decision.explanation(self.locale),
                source=decision.source,
            ),
        )

    def _refuse_unknown(self, line_id: str, key: str) -> None:
        """A slip of the pen is no standard rate: what was asked for must be known here."""
        deliver_to = self.order.deliver_to
        target = deliver_to.country if deliver_to else None
        places = {country_of(self.issuer), target or self.customer.country or ""} - {""}
        known: set[str] = set()
        for place in places:
            rates = self.tools.regime(place).rates
            known |= {*rates.keys, *rates.classes}
        if known and key not in {*known, REVERSE_CHARGE}:
            raise InputError(
                f"the VAT of line {line_id} is not understood: {key!r}",
                where=f"lines[{line_id}].vat",
                expected="such as 'S 19', or one of " + ", ".join(sorted({*known, REVERSE_CHARGE})),
            )

    def _given(self, line_id: str, category: str, rate: str | None) -> LineVat:
        try:
            percent = None if rate is None else exact(rate.rstrip("%"))
        except ValueError as problem:
            raise InputError(
                f"the VAT of line {line_id} is not understood: {problem}",
                where=f"lines[{line_id}].vat",
                expected="such as 'S 19', a key such as 'reduced', or nothing",
            ) from problem
        if percent is None and category != "O":
            percent = Decimal(0)
        applied = AppliedRate(line=line_id, category=category, rate=percent, reason="given")
        return LineVat(category, percent, None, None, applied)


def _checked_vat_id(customer: Customer) -> str | None:
    found = next((t for t in customer.tax_ids if t.kind == "vat"), None)
    if found is None or customer.vat_id_refuted:
        return None
    checked = check_tax_id(found.country or customer.country or "", found.value)
    return customer.vat_id if checked.valid else None
