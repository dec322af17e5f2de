"""Who may do what: five roles as a table, and which of them one person should not hold together.

Segregation of duties: whoever prepares an invoice neither approves nor issues it, and whoever sets
up issuers and templates does neither. Four eyes (`document.py`) guards the single document against
its own people; this guards the whole house against a person with too many keys.

Source: COSO, "Internal Control — Integrated Framework" (2013), principle 10; 企业内部控制应用指引
第9号——销售业务 (2010) and 企业内部控制基本规范 (2008) on 不相容职务分离控制, article 29 (not
confirmed that this is its number).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from invoicekit.errors import ConfigurationError
from invoicekit.model.event import Actor

ROLES: Mapping[str, frozenset[str]] = {
    "viewer": frozenset(),
    "clerk": frozenset(
        {
            "customer.keep",
            "product.keep",
            "order.keep",
            "order.bill",
            "invoice.create",
            "invoice.update",
            "invoice.submit",
            "invoice.reopen",
            "invoice.discard",
            "invoice.credit",
            "delivery.send",
            "delivery.cancel",
            "delivery.record",
            "payment.record",
            "payment.allocate",
            "reminder.send",
            "received.keep",
        }
    ),
    "reviewer": frozenset({"invoice.approve", "invoice.reject", "invoice.reopen"}),
    "issuer": frozenset(
        {
            "invoice.issue",
            "invoice.void",
            "payment.write_off",
            "delivery.send",
            "delivery.cancel",
            "delivery.record",
            "received.use",
            "received.book",
            "archive.confirm",
            "outbox.retry",
        }
    ),
    "admin": frozenset(
        {
            "issuer.keep",
            "customer.keep",
            "product.keep",
            "archive.hold",
            "archive.lift",
            "archive.propose",
            "archive.rewrap",
            "outbox.retry",
            "template.keep",
            "webhook.keep",
        }
    ),
}
"""Role → what it may do. Everybody may read: who may not is not handed a kit."""

PERMISSIONS = frozenset().union(*ROLES.values())
"""Every permission there is."""

SEPARATE = (("clerk", "reviewer"), ("clerk", "issuer"), ("admin", "reviewer"), ("admin", "issuer"))
"""Pairs of roles that one person does not hold."""


class Roles:
    """An authorizer by a list of people, such as `Roles({"alice": "clerk", "bob": "reviewer"})`.

    Who is not on the list may do nothing. Machines are people here: name the importer, the bank
    feed and the nightly job, and give each its role.

    Args:
        people: Name of the actor → a role, or several.
        segregated: Whether incompatible roles in one hand are refused; a business of two says False
            and lets four eyes watch over each document.

    Raises:
        ConfigurationError: A role is none, or somebody holds two that are kept apart; all at once.
    """

    def __init__(
        self, people: Mapping[str, str | Iterable[str]], *, segregated: bool = True
    ) -> None:
        self._held = {
            name: frozenset([roles] if isinstance(roles, str) else roles)
            for name, roles in people.items()
        }
        faults = [*self._unknown(), *(self._together() if segregated else ())]
        if faults:
            raise ConfigurationError(
                "; ".join(faults),
                where="roles",
                expected=f"roles of {', '.join(ROLES)}",
                hint="Give the roles to different people, or say segregated=False.",
            )

    def allows(self, actor: Actor, permission: str) -> bool:
        """Returns whether one of the actor's roles has the permission."""
        held = self._held.get(actor.name.strip(), frozenset())
        return any(permission in ROLES[role] for role in held)

    def _unknown(self) -> list[str]:
        return [
            f"{name} has the role {role!r}, which is none"
            for name, held in self._held.items()
            for role in sorted(held - ROLES.keys())
        ]

    def _together(self) -> list[str]:
        return [
            f"{name} is {one} and {other}"
            for name, held in self._held.items()
            for one, other in SEPARATE
            if {one, other} <= held
        ]
