"""What a page behind a link shows, as texts; the page lays them out and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from invoicekit.renderers._portal.words import Words


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of the form.

    Attributes:
        kind: The control: a line of text, an address of mail, a tick or a list.
        who: Whether companies alone fill it in; persons do not see it then.
        more: Whether it stands among what is folded away.
        person_label: The label that persons read, where it is another one.
        error: What is wrong with the value; `warning` what only looks odd.
        options: Of a list: value and text.
    """

    name: str
    label: str
    value: str = ""
    kind: Literal["text", "email", "tel", "tick", "list"] = "text"
    who: Literal["all", "business"] = "all"
    more: bool = False
    optional: bool = False
    person_label: str = ""
    hint: str = ""
    error: str = ""
    warning: str = ""
    autocomplete: str = "off"
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FormView:
    """The form for a title.

    Attributes:
        business: Whether the company's fields are open.
        problems: What is wrong beside the fields.
        token: Ties what is sent to the page it was sent from.
    """

    fields: tuple[FieldView, ...]
    business: bool
    token: str
    problems: tuple[str, ...] = ()

    @property
    def wrong(self) -> tuple[FieldView, ...]:
        """The fields with an error."""
        return tuple(field for field in self.fields if field.error)


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """What will be issued, before it is.

    Attributes:
        facts: Label and value of what the buyer entered.
        hidden: Name and value of what is sent again.
    """

    facts: tuple[tuple[str, str], ...]
    hidden: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StateView:
    """How an invoice stands.

    Attributes:
        tone: `good`, `wait` or `bad`.
        facts: Label and value; what is personal in them is masked.
        files: Name and address of each download.
    """

    tone: Literal["good", "wait", "bad"]
    heading: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OrderView:
    """What was bought: each line with its quantity and price, then the totals."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    totals: tuple[tuple[str, str], ...] = ()
    grand: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class PortalView:
    """A whole page.

    Attributes:
        seller: Whose page it is; empty where the link does not say.
        logo: The issuer's, as SVG.
        step: Of entering, checking, done: 1 to 3; 0 for pages outside of it.
        languages: Tag and name of each language the reader may change to.
    """

    words: Words
    title: str
    main: FormView | ConfirmView | StateView
    seller: str = ""
    logo: str = ""
    order: OrderView | None = None
    step: int = 0
    languages: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        """Which part of the layout draws it: `form`, `confirm` or `state`."""
        return type(self.main).__name__.removesuffix("View").lower()
