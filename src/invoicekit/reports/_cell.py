"""What stands in a report's table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None
"""A text, a count, an amount or percentage, a day, or nothing."""
