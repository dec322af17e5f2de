"""Asking whether somebody may do something."""

from __future__ import annotations

from typing import Protocol

from invoicekit.model.event import Actor


class Authorizer(Protocol):
    """Says who may do what. `lifecycle.Roles` is one; a host may bring its own."""

    def allows(self, actor: Actor, permission: str) -> bool:
        """Returns whether the actor has a permission, such as `invoice.issue`."""
