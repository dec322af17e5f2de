"""No service changes anything before it asked who may do it."""

from __future__ import annotations

import ast
from pathlib import Path

from invoicekit.kit import customers, issuers, products
from invoicekit.lifecycle import PERMISSIONS

SERVICES = Path(__file__).parents[2] / "src/invoicekit/services"
NO_PERSON = {
    "record_answer": "the platform's answer, by the outbox",
    "record_void": "the platform's answer to a void, by the outbox",
    "allocated": "within recording and allocating, which asked",
    "record_delivery": "what a channel says, by the outbox",
    "enter_title": "the buyer, whose signed link is the permission",
    "issue_each": "each is issued by issue_invoices, which asks",
}
KINDS = ("customer", "issuer", "product")


def services() -> list[tuple[str, ast.FunctionDef]]:
    found = []
    for file in sorted(SERVICES.glob("[!_]*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                names = [each.arg for each in (*node.args.args, *node.args.kwonlyargs)]
                if "actor" in names:
                    found.append((file.stem, node))
    return found


def asked(node: ast.FunctionDef) -> set[str]:
    permissions = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and getattr(each.func, "id", "") == "authorise":
            what = each.args[2]
            if isinstance(what, ast.Constant):
                permissions.add(str(what.value))
            else:
                permissions |= {f"{kind}.keep" for kind in KINDS}
    return permissions


def test_every_service_with_an_actor_asks() -> None:
    silent = {
        f"{module}.{node.name}"
        for module, node in services()
        if not asked(node) and node.name not in NO_PERSON
    }
    assert not silent, (
        f"{silent}: begin with authorise(tools, actor, '…'), "
        "and give that permission to a role in lifecycle/roles.py"
    )
    assert NO_PERSON.keys() <= {node.name for _, node in services()}


def test_what_is_asked_is_what_roles_give() -> None:
    assert set().union(*(asked(node) for _, node in services())) == PERMISSIONS


def test_the_kinds_of_profiles_are_those() -> None:
    found = {
        value.name
        for module in (customers, issuers, products)
        for value in vars(module).values()
        if type(value).__name__ == "ProfileKind"
    }
    assert found == set(KINDS)
