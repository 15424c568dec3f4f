"""Names of profiles: one for each role, the same one run after run, and none that a config file cannot carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.config.names import check_profile_name
from awsguide.core.errors import BadInput
from awsguide.flows.workforce.profile_names import profile_names
from tests.flows.workforce.test_every_role import account


def test_accounts_that_look_alike_get_their_ids_and_roles_that_do_too() -> None:
    names = profile_names(
        [
            account(1, "Dev", "A.b", "A-b"),
            account(2, "dev", "Admin"),
            account(3, "生産", "Admin"),
            account(4, "", "R"),
        ]
    )
    assert len(names) == 5
    assert {name: role.account_id for name, role in names.items()}["dev-000000000002-Admin"] == f"{2:012}"
    assert "000000000003-Admin" in names
    assert "000000000004-R" in names


def test_a_template_that_gives_two_roles_one_name_is_refused_with_both() -> None:
    with pytest.raises(BadInput) as caught:
        profile_names([account(1, "a", "Admin"), account(2, "b", "Admin")], "{role}")
    assert caught.value.code == "profile-names-collide"
    assert "Admin for Admin in 000000000001 and Admin in 000000000002" in str(caught.value)


@given(
    st.lists(
        st.tuples(
            st.text(max_size=30), st.sets(st.from_regex(r"[\w+=,.@-]{1,32}", fullmatch=True), max_size=3)
        )
    )
)
def test_names_of_any_script_name_each_role_once_or_are_refused(rows: list[tuple[str, set[str]]]) -> None:
    accounts = [account(number, name, *sorted(roles)) for number, (name, roles) in enumerate(rows)]
    try:
        names = profile_names(accounts)
    except BadInput as refused:
        assert refused.code in {"profile-names-collide", "name-unsafe"}  # noqa: PT017 - the other way is as good
        return
    assert sorted(names.values(), key=str) == sorted((r for a in accounts for r in a.roles), key=str)
    assert all(check_profile_name(name) == name for name in names)
