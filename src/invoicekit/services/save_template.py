"""Keeping templates: each save is a new version, and a version never changes."""

from __future__ import annotations

from invoicekit.chain import canonical
from invoicekit.errors import InputError, NotFound
from invoicekit.model.rows import TemplateRow
from invoicekit.model.template import Template
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._drafts import STANDARD
from invoicekit.services._tools import Tools


def save_template(uow: UnitOfWork, tools: Tools, template: Template) -> Template:
    """Stores a template as the next version of its id and returns it.

    Raises:
        InputError: The id is a built-in one's.
    """
    if template.id == STANDARD:
        raise InputError(
            "the template 'standard' is built in",
            where="id",
            hint="Save yours under another id with base='standard'.",
        )
    versions = list_templates(uow, template.id)
    newest = versions[-1].version if versions else 0
    stored = template.replace(version=newest + 1, created_at=tools.now())
    row = TemplateRow(
        tenant_id=uow.tenant,
        id=stored.id,
        version=stored.version,
        name=stored.name,
        document=canonical(stored.model_dump(mode="json", exclude_none=True)).decode(),
        created_at=tools.now(),
    )
    uow.add([row])
    return stored


def list_templates(uow: UnitOfWork, template_id: str | None = None) -> list[Template]:
    """Returns the stored templates, every version, in order of id and version."""
    where = (("id", "=", template_id),) if template_id else ()
    rows = uow.stream(Query(of=TemplateRow, where=where))  # type: ignore[arg-type]
    return [Template.model_validate_json(row.document) for row in rows]


def get_template(uow: UnitOfWork, template_id: str, version: int | None = None) -> Template:
    """Returns a template, its newest version by default.

    Raises:
        NotFound: There is none.
    """
    kept = [t for t in list_templates(uow, template_id) if version in {None, t.version}]
    if not kept:
        raise NotFound(f"no template {template_id!r}", where=template_id)
    return kept[-1]
