"""Who may do what."""

from __future__ import annotations

import pytest

from invoicekit import Actor, ConfigurationError, Roles
from invoicekit.lifecycle import PERMISSIONS, ROLES, SEPARATE


def allowed(roles: Roles, name: str) -> set[str]:
    return {each for each in PERMISSIONS if roles.allows(Actor(name=name), each)}


def test_each_person_may_do_what_a_role_of_theirs_may() -> None:
    roles = Roles({"alice": "clerk", "bob": ["reviewer", "issuer"], "eve": "viewer"})
    assert "invoice.create" in allowed(roles, "alice")
    assert not {"invoice.approve", "invoice.issue", "issuer.keep"} & allowed(roles, "alice")
    assert allowed(roles, "bob") == ROLES["reviewer"] | ROLES["issuer"]
    assert allowed(roles, "eve") == set()


def test_who_is_not_on_the_list_may_do_nothing() -> None:
    assert allowed(Roles({"alice": "clerk"}), "mallory") == set()
    assert not Roles({"alice": "clerk"}).allows(Actor(name="alice"), "no.such")


def test_every_fault_of_a_list_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as refused:
        Roles({"alice": ["clerk", "reviewer"], "bob": "boss"})
    assert "alice is clerk and reviewer" in str(refused.value)
    assert "bob has the role 'boss', which is none" in str(refused.value)


@pytest.mark.parametrize("pair", SEPARATE)
def test_roles_kept_apart_are_one_persons_only_where_said(pair: tuple[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="segregated=False"):
        Roles({"alice": pair})
    assert allowed(Roles({"alice": pair}, segregated=False), "alice") == (
        ROLES[pair[0]] | ROLES[pair[1]]
    )


def test_no_two_roles_kept_apart_may_both_approve_or_issue_what_they_prepare() -> None:
    for one, other in SEPARATE:
        assert {"invoice.create", "issuer.keep"} & ROLES[one]
        assert {"invoice.approve", "invoice.issue"} & ROLES[other]
