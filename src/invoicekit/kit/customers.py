"""`kit.customers`: who buys, and what each one needs of an invoice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from invoicekit.errors import ConfigurationError, InputError
from invoicekit.kit._listing import Listing
from invoicekit.kit._runtime import Runtime
from invoicekit.model.customer import (
    ContactRole,
    Customer,
    CustomerContact,
    CustomerKind,
    InvoiceNeeds,
)
from invoicekit.model.event import Actor
from invoicekit.model.party import Address, BankAccount, Identifier, TaxId
from invoicekit.model.tax_id_check import TaxIdStatus
from invoicekit.services import keep_profile
from invoicekit.services.keep_profile import CUSTOMERS

UNSETTLED = frozenset({TaxIdStatus.PENDING, TaxIdStatus.UNAVAILABLE})
NOT_ASKED = "NOT_COVERED"


@dataclass(frozen=True)
class Customers:
    """Creates, changes and finds customers."""

    _runtime: Runtime

    def create(
        self,
        *,
        name: str,
        actor: Actor | str,
        email: str | None = None,
        country: str | None = None,
        kind: CustomerKind = "business",
        reference: str | None = None,
        trading_name: str | None = None,
        phone: str | None = None,
        vat_id: str | None = None,
        tax_ids: Iterable[TaxId] = (),
        registration_id: Identifier | None = None,
        electronic_address: Identifier | None = None,
        address: Address | None = None,
        contacts: Iterable[CustomerContact] = (),
        bank_accounts: Iterable[BankAccount] = (),
        needs: InvoiceNeeds | None = None,
        payment_terms: str | None = None,
        language: str | None = None,
        metadata: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> Customer:
        """Stores a customer and returns it with its id.

        `country`, `vat_id`, `payment_terms` and `language` are shorts for the address, the tax ids
        and the needs.

        Raises:
            ValidationFailed: A tax id is wrong; the message says how a right one looks.
            DuplicateKey: The reference is taken.
        """
        place = address or (Address(country=country) if country else None)
        ids = [*tax_ids]
        if vat_id:
            ids.append(TaxId(value=vat_id, country=place.country if place else None))
        asked = needs or InvoiceNeeds()
        if payment_terms:
            asked = asked.replace(payment_terms=payment_terms)
        if language:
            asked = asked.replace(language=language)
        customer = Customer(
            name=name,
            kind=kind,
            reference=reference,
            trading_name=trading_name,
            email=email,
            phone=phone,
            tax_ids=ids,
            registration_id=registration_id,
            electronic_address=electronic_address,
            address=place,
            contacts=contacts,
            bank_accounts=bank_accounts,
            needs=asked,
            metadata=dict(metadata or {}),
        )
        return self.add(customer, actor=actor, idempotency_key=idempotency_key)

    def add(
        self, customer: Customer, *, actor: Actor | str, idempotency_key: str | None = None
    ) -> Customer:
        """Stores a customer that is made already and returns it with its id. Raises as `create`.

        Where the kit has a register of tax ids, it is asked afterwards, outside the transaction.
        """
        stored = self._runtime.write(
            lambda uow: keep_profile.create(
                uow,
                self._runtime.tools,
                CUSTOMERS,
                customer,
                actor=actor,
                idempotency_key=idempotency_key,
            )
        )
        return self._checked(stored, actor)

    def update(
        self,
        customer_id: str,
        *,
        actor: Actor | str,
        version: int | None = None,
        **changes: object,
    ) -> Customer:
        """Changes fields of a customer and returns it; issued documents keep their snapshot.

        Raises:
            InputError: A change does not fit the model; every fault at once.
            NotFound, StaleVersion, ValidationFailed, DuplicateKey: see `invoicekit.errors`.
        """
        try:
            changed = self._runtime.write(
                lambda uow: keep_profile.update(
                    uow,
                    self._runtime.tools,
                    CUSTOMERS,
                    customer_id,
                    changes,
                    actor=actor,
                    version=version,
                )
            )
        except ValidationError as problem:
            raise InputError(str(problem), where=f"customer {customer_id}") from problem
        return self._checked(changed, actor)

    def check_tax_id(self, customer_id: str, *, actor: Actor | str) -> Customer:
        """Asks the kit's register about a customer's VAT identifier, and keeps what it says.

        The answer is `customer.tax_id_check`: its status, when, and the consultation number. A
        number that is refuted counts as none when VAT is decided; one that is pending or whose
        register is unavailable counts as before, so an outage stops nobody's work.

        Raises:
            ConfigurationError: The kit has no register: `InvoiceKit.in_memory(tax_ids=…)`.
            InputError: The customer has no VAT identifier.
            NotFound: There is no such customer.
        """
        checker, customer = self._runtime.tax_ids, self.get(customer_id)
        if checker is None:
            raise ConfigurationError(
                "this kit has no register of tax ids",
                where="tax_ids",
                expected="InvoiceKit.in_memory(tax_ids=ViesChecker())",
            )
        tax_id = next((each for each in customer.tax_ids if each.kind == "vat"), None)
        if tax_id is None:
            raise InputError("the customer has no VAT identifier", where=f"customer {customer_id}")
        country = tax_id.country or customer.country or ""
        answer = self._runtime.outside(lambda: checker.check(country, tax_id.value))
        change: dict[str, object] = {"tax_id_check": answer.at(self._runtime.tools.now())}
        return self._runtime.write(
            lambda uow: keep_profile.update(
                uow, self._runtime.tools, CUSTOMERS, customer_id, change, actor=actor
            )
        )

    def check_tax_ids(
        self, *, actor: Actor | str, after: str | None = None, limit: int = 50
    ) -> Listing[Customer]:
        """Asks again about the unsettled ones of a page of customers, and returns those asked.

        Run it now and then until `next` is None; running it twice does no harm. Raises as
        `check_tax_id`.
        """
        page = self.list(order="created", after=after, limit=limit)
        asked = [each.id for each in page.items if _unsettled(each)]
        return Listing(tuple(self.check_tax_id(each, actor=actor) for each in asked), page.next)

    def get(self, customer_id: str) -> Customer:
        """Returns a customer by id.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: keep_profile.get(uow, CUSTOMERS, customer_id))

    def find(
        self,
        *,
        email: str | None = None,
        reference: str | None = None,
        tax_id: str | None = None,
    ) -> Customer | None:
        """Returns the first customer with exactly these, None where none has."""
        items, _ = self._runtime.read(
            lambda uow: keep_profile.find(
                uow, CUSTOMERS, email=email, reference=reference, tax_id=tax_id, limit=1
            )
        )
        return next(iter(items), None)

    def list(
        self, *, order: str = "name", after: str | None = None, limit: int = 50
    ) -> Listing[Customer]:
        """Returns a page of customers by `name` or `created`."""
        return Listing(
            *self._runtime.read(
                lambda uow: keep_profile.find(uow, CUSTOMERS, order=order, after=after, limit=limit)
            )
        )

    def contact(self, customer_id: str, role: ContactRole = "invoices") -> str | None:
        """Returns the e-mail address of a customer for a role."""
        return self.get(customer_id).email_for(role)

    def _checked(self, customer: Customer, actor: Actor | str) -> Customer:
        known, vat_id = customer.tax_id_check, customer.vat_id
        if self._runtime.tax_ids is None or not vat_id or (known and known.value == vat_id):
            return customer
        return self.check_tax_id(customer.id, actor=actor)


def _unsettled(customer: Customer) -> bool:
    check = customer.tax_id_check
    if check is None:
        return customer.vat_id is not None
    return check.status in UNSETTLED and check.reason != NOT_ASKED
