"""Keeping templates: each save is a new version, and a version never changes."""

from __future__ import annotations

from collections.abc import Iterator

from invoicekit.chain import canonical
from invoicekit.errors import InputError, NotFound
from invoicekit.model.event import Actor
from invoicekit.model.rows import TemplateRow
from invoicekit.model.stored import Id
from invoicekit.model.template import Template
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._drafts import STANDARD
from invoicekit.services._events import happened
from invoicekit.services._tools import Tools


def save_template(
    uow: UnitOfWork, tools: Tools, template: Template, *, actor: Actor | str
) -> Template:
    """Stores a template as the next version of its id and returns it.

    Raises:
        InputError: The id is a built-in one's.
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "template.keep")
    if template.id == STANDARD:
        raise InputError(
            "the template 'standard' is built in",
            where="id",
            hint="Save yours under another id with base='standard'.",
        )
    before = list(_versions(uow, template.id))[-1:]
    version = before[0].version + 1 if before else 1
    stored = template.replace(version=version, created_at=tools.now())
    row = TemplateRow(
        tenant_id=uow.tenant,
        id=Id(stored.id),
        version=stored.version,
        name=stored.name,
        document=canonical(stored.model_dump(mode="json", exclude_none=True)).decode(),
        created_at=tools.now(),
        event_count=before[0].event_count if before else 0,
        event_head=before[0].event_head if before else "",
    )
    row, event = happened(tools, row, "template.saved", actor, name=stored.name, version=version)
    uow.add([row])
    uow.add([event])
    return stored


def list_templates(uow: UnitOfWork, template_id: str | None = None) -> list[Template]:
    """Returns the stored templates, every version, in order of id and version."""
    return [Template.model_validate_json(row.document) for row in _versions(uow, template_id)]


def get_template(uow: UnitOfWork, template_id: str, version: int | None = None) -> Template:
    """Returns a template, its newest version by default.

    Raises:
        NotFound: There is none.
    """
    kept = [t for t in list_templates(uow, template_id) if version in {None, t.version}]
    if not kept:
        raise NotFound(f"no template {template_id!r}", where=template_id)
    return kept[-1]


def _versions(uow: UnitOfWork, template_id: str | None) -> Iterator[TemplateRow]:
    where: tuple[Condition, ...] = (("id", "=", template_id),) if template_id else ()
    return uow.stream(Query(of=TemplateRow, where=where))
