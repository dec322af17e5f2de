"""What only the file knows, kept beside the invoice and never inside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple, TypedDict, Unpack

from invoicekit.findings import Finding

_LINE = re.compile(r"lines\[(\d+)\]")
_LINES = re.compile(r"lines\[\d+\](?:\.lines\[\d+\])*")


class PaymentMeans(NamedTuple):
    """One way to pay as a file has it: a file may name several where a document has one (BG-16).

    Attributes:
        code: BT-81; `remittance` is BT-83.
        account: Whether there is a credit transfer (BG-17), with `account_id` (BT-84) and `bic`;
            in CII `account_id` is an IBAN and `account_number` any other number, and a `bank`
            may stand without an account.
        card: Whether there is a card (BG-18).
        mandate: Whether there is a direct debit (BG-19), with `mandate_id` (BT-89),
            `creditor_id` (BT-90) and `debited_account` (BT-91).
    """

    code: str | None = None
    remittance: str | None = None
    account: bool = False
    account_id: str | None = None
    account_number: str | None = None
    bic: str | None = None
    bank: bool = False
    card: bool = False
    mandate: bool = False
    mandate_id: str | None = None
    creditor_id: str | None = None
    debited_account: str | None = None


class TaxTotal(NamedTuple):
    """One total of VAT as a file has it.

    Attributes:
        amount: BT-110 or BT-111, None where it cannot be read; `currency` is its own.
        detailed: Whether it holds the breakdown (BG-23), of so many `rows`.
    """

    amount: Decimal | None
    currency: str | None
    detailed: bool
    rows: int = 0


@dataclass(frozen=True, slots=True)
class TaxCategory:
    """A tax category as a file has it.

    Attributes:
        code: Its code, empty for an element without text, None where there is none.
        rate: Its rate, None where it cannot be read; `rated` whether there is one at all.
        vat: Whether it is of VAT; `nearly_vat` where one may overlook blanks around that.
        bare: Whether its code stands without blanks around it.
    """

    code: str | None
    rate: Decimal | None
    rated: bool
    vat: bool
    bare: bool = True
    nearly_vat: bool = True


class Sights(NamedTuple):
    """What networks and countries look for in a file; EN 16931 alone asks for none of it.

    Attributes:
        observed: What Peppol and national rules look for in the file, by name.
        payments: Each way to pay; None where nothing else is known than what the document says.
        schemes: Schemes of identifiers that have none in the document.
        vat_ids: By party, what the published rules take for its VAT identifiers; None where they
            take the document's.
        identified: Scheme and text of all that is numbered by a scheme, whatever it is.
        registrations: What the seller is registered as for other taxes (BT-32); None where nothing
            else is known than what the document says.
        unclear_reasons: Reason codes of what is neither an allowance nor a charge as written.
        bare_prices: Lines whose net price is for no quantity of its own, as the gross price is.
    """

    observed: frozenset[str] = frozenset()
    payments: tuple[PaymentMeans, ...] | None = None
    schemes: frozenset[str] = frozenset()
    vat_ids: Mapping[str, tuple[str, ...]] | None = None
    identified: tuple[tuple[str, str], ...] = ()
    registrations: tuple[str, ...] | None = None
    unclear_reasons: frozenset[str] = frozenset()
    bare_prices: frozenset[int] = frozenset()


def no_sights() -> Sights:
    """Returns what is seen where there is no file."""
    return _NO_SIGHTS


_NO_SIGHTS = Sights()


class Clean(TypedDict, total=False):
    """What is told of a file of which nothing odd is known, as `SourceFacts` has it."""

    syntax: str
    root: str
    judged: frozenset[str]
    empty: tuple[str, ...]
    tax_totals: tuple[TaxTotal, ...] | None
    look: Callable[[], Sights]
    places: Callable[[Iterable[str]], Mapping[str, str]] | None


@dataclass(frozen=True)
class SourceFacts:
    """Facts of the file an invoice was read from.

    Attributes:
        syntax: `ubl`, `cii`, `json` …; empty where the invoice was made by hand.
        present: Model paths that are in the file but are empty or could not be read.
        raw: The text of those, by path.
        numbers: Those that no document holds, as they have too many digits or an exponent.
        days: As written, where that is more than a day or none that a document holds: with a time
            zone, among blanks, before year 1 or after 9999.
        padded: Paths of codes that stand among blanks, which some of the published rules compare,
            and of allowances and charges whose true or false does.
        by_digit: Paths of allowances and charges that say 0 or 1 for false or true, where some of
            the published rules look for words.
        extra: Further values of elements that may occur once, by path; a group is a mapping.
        categories: Tax categories of what is odd, by path of the category; several, of another
            tax, or incomplete.
        other: Paths of tax categories that are of another tax than VAT, or of none, and of
            allowances and charges that do not say which they are.
        untaxed: Paths of tax categories of another tax that count as VAT (`of_any_tax`).
        absent: Groups that the document has and the file has not.
        judged: Official rules that were asked about the file itself, whether broken or not.
        unknown: Paths in the file that the table does not know.
        root: The name of the root element, such as `CreditNote`.
        unread: Names of elements, as the file has them, that are empty or could not be read.
        empty: Elements without content, as places in the file.
        currencies: Currencies of amounts that are not the document's; empty where one has none.
        broken: Official rules about the file itself that do not hold, as findings.
        stood_in: Official rules of the document that were asked of the file itself, where it has
            what they see in places that the table does not know.
        elsewhere: Texts by name, of what stands in places that the table does not know.
        tax_totals: Each total of VAT; None where nothing else is known than what the document says.
        lines: Where each line of the file stands in the document, such as `lines[0].lines[1]`;
            empty where they stand as in the file. Paths of these facts count as the file does.
        look: Tells what is looked for in the file; it looks when first asked.
        places: Tells where in the file paths of the model stand, None where it cannot be told.
    """

    syntax: str = ""
    present: frozenset[str] = frozenset()
    raw: Mapping[str, str] = field(default_factory=dict, repr=False)
    numbers: Mapping[str, Decimal] = field(default_factory=dict, repr=False)
    days: Mapping[str, str] = field(default_factory=dict, repr=False)
    padded: frozenset[str] = frozenset()
    by_digit: frozenset[str] = frozenset()
    extra: Mapping[str, tuple[object, ...]] = field(default_factory=dict, repr=False)
    categories: Mapping[str, tuple[TaxCategory, ...]] = field(default_factory=dict)
    other: frozenset[str] = frozenset()
    untaxed: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    judged: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    root: str = ""
    unread: frozenset[str] = frozenset()
    empty: tuple[str, ...] = ()
    broken: tuple[Finding, ...] = ()
    stood_in: frozenset[str] = frozenset()
    currencies: frozenset[str] = frozenset()
    elsewhere: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    tax_totals: tuple[TaxTotal, ...] | None = None
    lines: tuple[str, ...] = ()
    look: Callable[[], Sights] = field(default=no_sights, compare=False, repr=False)
    places: Callable[[Iterable[str]], Mapping[str, str]] | None = field(
        default=None, compare=False, repr=False
    )

    @classmethod
    def of_clean_file(cls, **given: Unpack[Clean]) -> SourceFacts:
        """Returns the facts of a file of which nothing odd is known.

        Nearly every verdict makes some, and has few: the others are not set one by one.
        """
        made = object.__new__(cls)
        vars(made).update(_NOTHING_ODD, **given)
        return made

    @property
    def sights(self) -> Sights:
        """What networks and countries look for in the file."""
        return self.look()

    @property
    def odd(self) -> bool:
        """Whether anything of the file is not in the document as it stands."""
        return bool(self.present or self.extra or self.other or self.absent)

    def of_any_tax(self) -> SourceFacts:
        """Returns these facts where a tax category is one of VAT whatever its tax is called."""
        if not self.categories and not self.other:
            return self
        categories = {
            path: tuple(replace(each, vat=True) for each in found)
            for path, found in self.categories.items()
        }
        of_vat = {path for path, found in self.categories.items() if any(e.vat for e in found)}
        taxes = {path for path in self.other if path.endswith("category")}
        return replace(
            self,
            categories=categories,
            other=self.other - taxes,
            untaxed=frozenset((taxes | self.categories.keys()) - of_vat),
        )

    def in_document(self, path: str) -> str:
        """Returns the path in the document of one that counts lines as the file does."""
        found = _LINE.match(path) if self.lines else None
        if found is None or int(found[1]) >= len(self.lines):
            return path
        return self.lines[int(found[1])] + path[found.end() :]

    def in_file(self, path: str) -> str:
        """Returns a path of the document as the file counts lines."""
        found = _LINES.match(path) if self.lines else None
        if found is None or found[0] not in self.lines:
            return path
        return f"lines[{self.lines.index(found[0])}]{path[found.end() :]}"


_NOTHING_ODD = vars(SourceFacts())
