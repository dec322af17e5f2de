"""`kit.customers`: who buys, and what each one needs of an invoice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from invoicekit.errors import InputError
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
from invoicekit.services import keep_profile
from invoicekit.services.keep_profile import CUSTOMERS


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
        """Stores a customer that is made already and returns it with its id. Raises as `create`."""
        return self._runtime.write(
            lambda uow: keep_profile.create(
                uow,
                self._runtime.tools,
                CUSTOMERS,
                customer,
                actor=actor,
                idempotency_key=idempotency_key,
            )
        )

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
            NotFound, StaleVersion, ValidationFailed, DuplicateKey.
        """
        try:
            return self._runtime.write(
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

    def get(self, customer_id: str) -> Customer:
        """Returns a customer by id.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: keep_profile.get(uow, CUSTOMERS, customer_id))

    def find(self, *, email: str | None = None, reference: str | None = None) -> Customer | None:
        """Returns the first customer with this e-mail address or reference, None where none has."""
        items, _ = self._runtime.read(
            lambda uow: keep_profile.find(uow, CUSTOMERS, email=email, reference=reference, limit=1)
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
