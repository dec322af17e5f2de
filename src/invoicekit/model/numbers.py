"""Where the numbers of documents come from: what an issuer says of it, and what a series keeps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

Place: TypeAlias = Annotated[int, Field(ge=1)]
"""A place in a series, from 1 on."""


class NumberGap(Value):
    """Places that nothing has, both ends included."""

    first: Place
    last: Place

    if TYPE_CHECKING:

        def __init__(self, *, first: int, last: int) -> None: ...


class CounterNumbers(Value):
    """Our own counter, one after the other from 1 on."""

    source: Literal["counter"] = "counter"

    if TYPE_CHECKING:

        def __init__(self, *, source: Literal["counter"] = "counter") -> None: ...


class BlockNumbers(Value):
    """Blocks leased from an allotment that several share, each numbered through by its holder.

    Attributes:
        of: Names the allotment, such as the id of the company whose tills share it.
        holder: Who has the block; the issuer's id by default.
        size: Numbers of one block. What a holder never uses stays unused.
    """

    source: Literal["block"] = "block"
    of: str
    holder: str | None = None
    size: Annotated[int, Field(ge=1, le=10_000)] = 50

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            source: Literal["block"] = "block",
            of: str,
            holder: str | None = None,
            size: int = 50,
        ) -> None: ...


class ApprovedRange(Value):
    """A range that an authority approved beforehand.

    Attributes:
        first: The first number, and `last` the last one.
        authorization: Under which it was approved.
        valid_from: The first issue date it may be used on, and `valid_until` the last one.
        warn_at: The part used from which the event `series.running_out` warns.
    """

    source: Literal["approved_range"] = "approved_range"
    first: Place
    last: Place
    authorization: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    warn_at: Annotated[ExactDecimal, Field(gt=0, le=1)] = Decimal("0.8")

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            source: Literal["approved_range"] = "approved_range",
            first: int,
            last: int,
            authorization: str | None = None,
            valid_from: date | None = None,
            valid_until: date | None = None,
            warn_at: Decimal | str = ...,
        ) -> None: ...

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"the range ends at {self.last}, before it begins at {self.first}")
        return self


class ExternalNumbers(Value):
    """Numbers that the kit's authority gives, also where the country does not ask for it."""

    source: Literal["external"] = "external"

    if TYPE_CHECKING:

        def __init__(self, *, source: Literal["external"] = "external") -> None: ...


class ImportedNumbers(Value):
    """A series that another program began: the counter goes on where that one ended.

    Attributes:
        last: The last number's place in the series.
        last_date: Its issue date, which says which year or month it goes on in.
        gaps: Places that the other program left out, as far as they are known.
    """

    source: Literal["imported"] = "imported"
    last: Place
    last_date: date
    gaps: tuple[NumberGap, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            source: Literal["imported"] = "imported",
            last: int,
            last_date: date,
            gaps: Iterable[NumberGap] = (),
        ) -> None: ...

    @model_validator(mode="after")
    def _before(self) -> Self:
        for gap in self.gaps:
            if not gap.first <= gap.last < self.last:
                raise ValueError(f"the gap {gap.first} to {gap.last} is not before {self.last}")
        return self


Numbers: TypeAlias = Annotated[
    CounterNumbers | BlockNumbers | ApprovedRange | ExternalNumbers | ImportedNumbers,
    Field(discriminator="source"),
]
"""What an issuer may say of the numbers of its documents."""


class SeriesTerms(Value):
    """What a series keeps of its source.

    Attributes:
        source: Its name; `allotment` is what blocks are leased from.
        first: The first place of the series, and `final` the last it may give out.
        allotment: The series that a block is leased from.
        last_date: The issue date of the last document before the first one.
        gaps: Places before the first that nothing ever had.
    """

    source: str = "counter"
    first: int = 1
    final: int | None = None
    allotment: str | None = None
    authorization: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    warn_at: ExactDecimal | None = None
    last_date: date | None = None
    gaps: tuple[NumberGap, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            source: str = "counter",
            first: int = 1,
            final: int | None = None,
            allotment: str | None = None,
            authorization: str | None = None,
            valid_from: date | None = None,
            valid_until: date | None = None,
            warn_at: Decimal | str | None = None,
            last_date: date | None = None,
            gaps: Iterable[NumberGap] = (),
        ) -> None: ...
