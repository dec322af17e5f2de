"""The first line of every service that changes something: may this actor do it?"""

from __future__ import annotations

from invoicekit.errors import PermissionDenied
from invoicekit.model.event import Actor
from invoicekit.services._tools import Tools, name_of


def authorise(tools: Tools, actor: Actor | str, permission: str) -> None:
    """Does nothing when the actor may do this, or nobody is asked.

    Raises:
        InputError: The actor is blank.
        PermissionDenied: They may not.
    """
    name = name_of(actor)
    if tools.authorizer is None:
        return
    known = Actor(name=name) if isinstance(actor, str) else actor
    if not tools.authorizer.allows(known, permission):
        raise PermissionDenied(
            f"{name} may not do this",
            where=permission,
            expected=f"an actor with the permission {permission}",
            hint="Ask somebody whose role it is, or have the role given to you.",
        )
