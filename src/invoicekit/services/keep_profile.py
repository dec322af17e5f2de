"""Creating, changing and finding profiles: issuers, customers, products. One table, three verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from invoicekit.chain import canonical
from invoicekit.errors import NotFound, StaleVersion
from invoicekit.findings import Finding, Report, Severity
from invoicekit.identifiers import check_tax_id
from invoicekit.model.customer import Customer
from invoicekit.model.event import Actor
from invoicekit.model.issuer import Issuer
from invoicekit.model.party import TaxId
from invoicekit.model.product import Product
from invoicekit.model.rows import CustomerRow, IssuerRow, ProductRow
from invoicekit.model.stored import Id
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._print import language_findings
from invoicekit.services._requests import seen_before
from invoicekit.services._tools import Tools, country_of

P = TypeVar("P", Issuer, Customer, Product)
ProfileRow = IssuerRow | CustomerRow | ProductRow


@dataclass(frozen=True)
class ProfileKind(Generic[P]):
    """One kind of profile: its model, its row, its columns, and what must hold of it."""

    name: str
    model: type[P]
    row: type[IssuerRow] | type[CustomerRow] | type[ProductRow]
    columns: Callable[[P], dict[str, Any]]
    findings: Callable[[P], list[Finding]]


def create(
    uow: UnitOfWork,
    tools: Tools,
    kind: ProfileKind[P],
    profile: P,
    *,
    actor: Actor | str,
    idempotency_key: str | None = None,
) -> P:
    """Stores a new profile and returns it with its id.

    Raises:
        ValidationFailed: A tax id is wrong, or a language is none.
        InputError: The actor is blank.
        DuplicateKey: The reference or SKU is taken.
    """
    authorise(tools, actor, f"{kind.name}.keep")
    new_id = tools.ids()
    request = profile.model_dump(mode="json")
    known = seen_before(
        uow, tools, f"{kind.name}.create", idempotency_key, request=request, answer=new_id
    )
    if known is not None:
        return get(uow, kind, known)
    Report(tuple(kind.findings(profile))).ensure_valid(kind.name)
    stored = profile.replace(id=new_id, version=1)
    row = kind.row(
        tenant_id=uow.tenant,
        id=new_id,
        created_at=tools.now(),
        document=_text(stored),
        **kind.columns(stored),
    )
    row, event = happened(tools, row, f"{kind.name}.created", actor, name=row.name)
    save(uow, row, event, new=True)
    return stored


def update(
    uow: UnitOfWork,
    tools: Tools,
    kind: ProfileKind[P],
    profile_id: str,
    changes: dict[str, object],
    *,
    actor: Actor | str,
    version: int | None = None,
) -> P:
    """Changes fields of a profile and returns it; documents issued before keep their snapshot.

    Raises:
        NotFound, StaleVersion, ValidationFailed, DuplicateKey.
    """
    authorise(tools, actor, f"{kind.name}.keep")
    [row] = uow.get(kind.row, [Id(profile_id)], lock=True)
    if row is None:
        raise _unknown(kind, profile_id)
    if version is not None and row.version != version:
        raise StaleVersion(
            f"{kind.name} {profile_id} was changed by somebody else",
            where=profile_id,
            expected=f"version {row.version}, not {version}",
            hint="Read it again and repeat the change.",
        )
    before = kind.model.model_validate_json(row.document)
    after = before.replace(**{**changes, "id": profile_id, "version": row.version + 1})
    Report(tuple(kind.findings(after))).ensure_valid(kind.name)
    moved = replace(
        row,
        revision=row.revision + 1,
        version=after.version,
        document=_text(after),
        **kind.columns(after),
    )
    moved, event = happened(tools, moved, f"{kind.name}.changed", actor, fields=sorted(changes))
    save(uow, moved, event)
    return after


def keep(
    uow: UnitOfWork,
    tools: Tools,
    kind: ProfileKind[P],
    profile: P,
    *,
    actor: Actor | str,
    order: str,
    **key: str | None,
) -> P:
    """Brings the stored profile with a key up to date, or stores a new one, and returns it.

    One that is as it should be is not changed. `key` is the column that tells it from others, with
    its value; `order` one by which they are sorted.

    Raises:
        ValidationFailed, DuplicateKey, InputError: As `create` and `update`.
    """
    authorise(tools, actor, f"{kind.name}.keep")
    known, _ = find(uow, kind, order=order, limit=1, **key)
    for old in known:
        if profile.replace(id=old.id, version=old.version) == old:
            return old
        changes = {name: getattr(profile, name) for name in kind.model.model_fields}
        return update(uow, tools, kind, old.id, changes, actor=actor)
    return create(uow, tools, kind, profile, actor=actor)


def get(uow: UnitOfWork, kind: ProfileKind[P], profile_id: str) -> P:
    """Returns a profile by id.

    Raises:
        NotFound: There is none.
    """
    [row] = uow.get(kind.row, [Id(profile_id)])
    if row is None:
        raise _unknown(kind, profile_id)
    return kind.model.model_validate_json(row.document)


def find(
    uow: UnitOfWork,
    kind: ProfileKind[P],
    *,
    order: str = "id",
    after: str | None = None,
    limit: int = 50,
    **equal: str | None,
) -> tuple[tuple[P, ...], str | None]:
    """Returns a page of profiles and the next cursor; `equal` are columns with their values."""
    where: tuple[Condition, ...] = tuple(
        (name, "=", value) for name, value in equal.items() if value is not None
    )
    query = Query(of=kind.row, where=where, order=order, after=after, limit=limit)
    page = uow.page(query)
    return tuple(kind.model.model_validate_json(row.document) for row in page.items), page.next


def _text(profile: Issuer | Customer | Product) -> str:
    return canonical(profile.model_dump(mode="json", exclude_none=True)).decode()


def _unknown(kind: ProfileKind[P], profile_id: str) -> NotFound:
    return NotFound(f"no {kind.name} {profile_id!r}", where=profile_id)


def _tax_id_findings(tax_ids: tuple[TaxId, ...], country: str | None) -> list[Finding]:
    found = []
    for place, tax_id in enumerate(tax_ids):
        checked = check_tax_id(tax_id.country or country or "", tax_id.value, tax_id.kind)
        if not checked.valid:
            found.append(
                Finding(
                    rule="IK-TAX-ID",
                    severity=Severity.ERROR,
                    message=f"the tax id {tax_id.value!r} is wrong: {checked.reason}",
                    path=f"tax_ids[{place}].value",
                    terms=("BT-31", "BT-48"),
                    params={"found": tax_id.value, "expected": checked.reason},
                )
            )
    return found


def _customer_columns(customer: Customer) -> dict[str, Any]:
    return {
        "reference": customer.reference,
        "name": customer.name,
        "email": customer.email_for("invoices"),
        "country": customer.country,
        "tax_id": next((tax_id.value for tax_id in customer.tax_ids), None),
        "active": customer.active,
    }


ISSUERS = ProfileKind(
    "issuer",
    Issuer,
    IssuerRow,
    lambda issuer: {"name": issuer.party.name or "", "country": country_of(issuer)},
    lambda issuer: [
        *_tax_id_findings(issuer.party.tax_ids, issuer.party.country),
        *language_findings(issuer.locale, "locale"),
    ],
)
CUSTOMERS = ProfileKind(
    "customer",
    Customer,
    CustomerRow,
    _customer_columns,
    lambda customer: [
        *_tax_id_findings(customer.tax_ids, customer.country),
        *language_findings(customer.needs.language, "needs.language"),
    ],
)
PRODUCTS = ProfileKind(
    "product",
    Product,
    ProductRow,
    lambda product: {"sku": product.sku, "name": product.name, "active": product.active},
    lambda _: [],
)
