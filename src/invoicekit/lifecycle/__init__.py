"""The life of a document: five tables of moves, what guards them, and one label for people.

Each dimension has a file with its table and a `decide`; nothing here writes. Services decide first
and then apply the move.
"""

from invoicekit.lifecycle._table import Guard, Move, Table
from invoicekit.lifecycle.clearance import ANSWERS, CLEARANCE, ClearanceCommand
from invoicekit.lifecycle.delivery import DELIVERY, DeliveryFact, best, observe
from invoicekit.lifecycle.document import (
    DOCUMENT,
    DocumentCommand,
    DocumentContext,
    DocumentMove,
    approve,
    decide,
)
from invoicekit.lifecycle.label import LABELS, label, label_text
from invoicekit.lifecycle.payment import PAYMENT, Ledger
from invoicekit.lifecycle.red_letter import (
    REASONS,
    RED_FORM,
    RED_STATES,
    RedFormCommand,
    RedFormContext,
    RedState,
    move_form,
    reason_code,
    red_state,
)
from invoicekit.lifecycle.response import RESPONSE, ResponseCommand
from invoicekit.lifecycle.roles import PERMISSIONS, ROLES, SEPARATE, Roles

__all__ = [
    "ANSWERS",
    "CLEARANCE",
    "DELIVERY",
    "DOCUMENT",
    "LABELS",
    "PAYMENT",
    "PERMISSIONS",
    "REASONS",
    "RED_FORM",
    "RED_STATES",
    "RESPONSE",
    "ROLES",
    "SEPARATE",
    "ClearanceCommand",
    "DeliveryFact",
    "DocumentCommand",
    "DocumentContext",
    "DocumentMove",
    "Guard",
    "Ledger",
    "Move",
    "RedFormCommand",
    "RedFormContext",
    "RedState",
    "ResponseCommand",
    "Roles",
    "Table",
    "approve",
    "best",
    "decide",
    "label",
    "label_text",
    "move_form",
    "observe",
    "reason_code",
    "red_state",
]
