"""`kit.issuers`: our own companies."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from invoicekit.errors import InputError
from invoicekit.kit._listing import Listing
from invoicekit.kit._runtime import Runtime
from invoicekit.model.event import Actor
from invoicekit.model.issuer import Issuer
from invoicekit.model.party import Party
from invoicekit.services import keep_profile
from invoicekit.services._profiles import issuer_of
from invoicekit.services.keep_profile import ISSUERS


@dataclass(frozen=True)
class Issuers:
    """Creates, changes and finds issuers."""

    _runtime: Runtime

    def create(
        self, issuer: Issuer | Party, *, actor: Actor | str, idempotency_key: str | None = None
    ) -> Issuer:
        """Stores an issuer, or a party as one with the defaults of its country, and returns it.

        Raises:
            ValidationFailed: A tax id is wrong.
        """
        whole = issuer if isinstance(issuer, Issuer) else Issuer(party=issuer)
        return self._runtime.write(
            lambda uow: keep_profile.create(
                uow,
                self._runtime.tools,
                ISSUERS,
                whole,
                actor=actor,
                idempotency_key=idempotency_key,
            )
        )

    def update(
        self, issuer_id: str, *, actor: Actor | str, version: int | None = None, **changes: object
    ) -> Issuer:
        """Changes fields of an issuer and returns it; issued documents keep their snapshot.

        Raises:
            InputError: A change does not fit the model.
            NotFound, StaleVersion, ValidationFailed: see `invoicekit.errors`.
        """
        try:
            return self._runtime.write(
                lambda uow: keep_profile.update(
                    uow,
                    self._runtime.tools,
                    ISSUERS,
                    issuer_id,
                    changes,
                    actor=actor,
                    version=version,
                )
            )
        except ValidationError as problem:
            raise InputError(str(problem), where=f"issuer {issuer_id}") from problem

    def get(self, issuer_id: str | None = None) -> Issuer:
        """Returns an issuer by id, the first one by default.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: issuer_of(uow, issuer_id))

    def list(self, *, after: str | None = None, limit: int = 50) -> Listing[Issuer]:
        """Returns a page of issuers in the order they were created."""
        return Listing(
            *self._runtime.read(
                lambda uow: keep_profile.find(
                    uow, ISSUERS, order="created", after=after, limit=limit
                )
            )
        )
