"""The foot of the table: totals from the subtotal down, the VAT summary and its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from invoicekit.model.invoice import Invoice
from invoicekit.money import add
from invoicekit.renderers._language import Language
from invoicekit.renderers._view import Row, TaxView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from invoicekit.model.allowance import Allowance, Charge
    from invoicekit.model.invoice import Totals
    from invoicekit.model.tax import VatBreakdown

_PLAIN_CATEGORY = "S"


@dataclass(frozen=True)
class Foot:
    """Writes the foot of one document."""

    invoice: Invoice
    language: Language
    currency: str

    def totals(self) -> tuple[Row, ...]:
        """Returns the rows above the grand total, those that say something."""
        totals = self.invoice.totals
        if totals is None:
            return ()
        rows = [*self._adjustments(totals), self._row("without_vat", totals.without_vat)]
        rows += [*self._taxes(), *self._settlement(totals)]
        return tuple(row for row in rows if row is not None)

    def grand(self) -> Row:
        """Returns the closing row: what is due, or credited, with the currency."""
        amount = self.invoice.totals.amount_due if self.invoice.totals else None
        label = "amount_credited" if self.invoice.is_credit else "amount_due"
        value = "" if amount is None else self.language.money(amount, self.currency)
        return Row(self.language.label(label), value, strong=True)

    def summary(self) -> tuple[TaxView, ...]:
        """Returns a row for each VAT group."""
        return tuple(self._group(group) for group in self.invoice.vat_breakdown)

    def reasons(self) -> tuple[str, ...]:
        """Returns why groups bear no VAT, in the document's words, else in the language's."""
        found = (self._reason(group) for group in self.invoice.vat_breakdown)
        return tuple(dict.fromkeys(reason for reason in found if reason))

    def _adjustments(self, totals: Totals) -> Iterable[Row | None]:
        allowances, charges = self.invoice.allowances, self.invoice.charges
        if not allowances and not charges:
            return
        yield self._row("line_total", totals.line_total)
        yield from (self._adjustment("allowance", each, -1) for each in allowances)
        yield from (self._adjustment("charge", each, 1) for each in charges)

    def _adjustment(self, key: str, given: Allowance | Charge, sign: int) -> Row | None:
        if given.amount is None:
            return None
        label = given.reason or self.language.reason(key, given.reason_code)
        if given.percent is not None:
            label = f"{label} {self.language.percent(given.percent)}"
        return Row(label, self.language.amount(sign * given.amount, self.currency))

    def _taxes(self) -> Iterable[Row | None]:
        groups = self.invoice.vat_breakdown
        taxed = [group for group in groups if group.tax_amount] or list(groups[:1])
        for group in taxed:
            yield self._amount(self.language.label("vat_at", rate=self._rate(group)), group)
        totals, foreign = self.invoice.totals, self.invoice.vat_currency
        if totals and totals.vat_in_vat_currency is not None and foreign:
            yield Row(
                self.language.label("vat_in", currency=foreign),
                self.language.amount(totals.vat_in_vat_currency, foreign),
            )
        for tax in self.invoice.other_tax_breakdown:
            if not tax.withholding:
                label = f"{tax.scheme} {self.language.percent(tax.rate)}"
                yield Row(label, self.language.amount(tax.tax_amount, self.currency))

    def _settlement(self, totals: Totals) -> Iterable[Row | None]:
        if totals.with_vat != totals.amount_due:
            yield self._row("with_vat", totals.with_vat)
        yield self._row("withheld", totals.withheld, sign=-1, zero=False)
        yield self._row("prepaid", totals.prepaid, sign=-1, zero=False)
        yield self._row("rounding", totals.rounding, zero=False)

    def _row(
        self, key: str, amount: Decimal | None, *, sign: int = 1, zero: bool = True
    ) -> Row | None:
        if amount is None or not (amount or zero):
            return None
        return Row(self.language.label(key), self.language.amount(sign * amount, self.currency))

    def _amount(self, label: str, group: VatBreakdown) -> Row:
        return Row(
            label.strip(), self.language.amount(group.tax_amount or Decimal(0), self.currency)
        )

    def _group(self, group: VatBreakdown) -> TaxView:
        base, tax = group.taxable_amount or Decimal(0), group.tax_amount or Decimal(0)
        return TaxView(
            self._rate(group),
            self.language.label(f"category_{group.category}") if group.category else "",
            self.language.amount(base, self.currency),
            self.language.amount(tax, self.currency),
            self.language.amount(add((base, tax)), self.currency),
        )

    def _rate(self, group: VatBreakdown) -> str:
        return "" if group.rate is None else self.language.percent(group.rate)

    def _reason(self, group: VatBreakdown) -> str:
        if group.category == _PLAIN_CATEGORY:
            return ""
        return group.exemption_reason or self.language.label(f"reason_{group.category}")
