"""`kit.reports`: statistics as tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from invoicekit.kit._runtime import Runtime
from invoicekit.reports import REPORTS, Asked, Entered, Table
from invoicekit.rollups import ROLLUPS, Rollup
from invoicekit.services import roll_up
from invoicekit.services._profiles import issuer_of
from invoicekit.services._tools import number


@dataclass(frozen=True)
class Reports:
    """Makes reports; every figure is of the issued documents and the ledger."""

    _runtime: Runtime

    def names(self) -> tuple[str, ...]:
        """Returns the reports there are."""
        return REPORTS.names()

    def roll_up(self, *, limit: int = 1000) -> int:
        """Brings the sums of sales and VAT by day up to date and returns how many events it took.

        Reports are right without, and the sums are never behind: what happened since is added when
        a report is made. Run it now and then, as the relay does, and a report of a year takes
        milliseconds. It locks one row that nobody else waits for. The first time it counts every
        document, as `rebuild` does.

        Args:
            limit: Events a transaction.
        """
        return max(self._brought_up(rollup, limit) for rollup in ROLLUPS)

    def rebuild(self) -> int:
        """Makes the sums again of every document, and returns how many there are.

        They are counted on a snapshot, while others write.
        """
        return max(map(self._counted, ROLLUPS))

    def _brought_up(self, rollup: Rollup, limit: int) -> int:
        if not self._runtime.read(lambda uow: roll_up.begun(uow, rollup)):
            return self._counted(rollup)
        done, taken = 0, limit
        while taken == limit and self._runtime.read(lambda uow: roll_up.behind(uow, rollup)):
            taken = self._runtime.write(lambda uow: roll_up.roll_up(uow, rollup, limit=limit))
            done += taken
        return done

    def _counted(self, rollup: Rollup) -> int:
        counted = self._runtime.read(lambda uow: roll_up.count(uow, rollup))
        return self._runtime.write(lambda uow: roll_up.keep(uow, rollup, counted))

    def make(
        self,
        name: str,
        *,
        start: date | None = None,
        end: date | None = None,
        as_of: date | None = None,
        by: str = "month",
        per: str | None = None,
        fiscal_start: int = 1,
        entered: Iterable[Entered] = (),
        vat_due: Decimal | str | int | None = None,
        seat: str = "city",
        small: bool = False,
    ) -> Table:
        """Returns a report's table.

        Args:
            name: `sales`, `vat`, `aging`, `register`, `series` …
            start: First issue date counted; from the beginning where it is None.
            end: Last issue date counted.
            as_of: The day the report is true of; today where the issuer is by default.
            by: `month`, `quarter` or `year`.
            per: `customer`, `country` or `product`, for sales.
            fiscal_start: The month the fiscal year starts in.
            entered: Income without an invoice, for the returns `cn-schedule-1` and
                `cn-small-scale`; their period is that of `start` and `end`, else the month or
                quarter (`by`) of `start` or `as_of`.
            vat_due: The VAT due for the period, which the surcharges of a Chinese return are of;
                worked out for small-scale taxpayers, asked of general ones, whose input tax is not
                in the ledger.
            seat: Where the taxpayer is: `city`, `town` or `elsewhere`.
            small: Whether it is a 小型微利企业 or 个体工商户, which pays half of its surcharges.

        Raises:
            ConfigurationError: No report has the name.
            InputError: Periods are cut otherwise, or sales are not told per that.
        """
        report = REPORTS[name]
        day = as_of or self._runtime.read(
            lambda uow: self._runtime.tools.today(issuer_of(uow, None))
        )
        due = None if vat_due is None else number(vat_due, "vat_due")
        asked = Asked(day, start, end, by, per, fiscal_start, tuple(entered), due, seat, small)
        table = self._runtime.read(lambda uow: report.make(uow, asked))
        return replace(table, asked=asked)
