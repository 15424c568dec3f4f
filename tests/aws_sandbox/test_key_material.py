from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.key_material import account_of, new_access_key, new_key_id


@given(st.integers(0, 10**12 - 1))
def test_every_account_can_be_read_from_its_key_ids(number: int) -> None:
    account_id = f"{number:012d}"
    assert account_of(new_key_id("ASIA", account_id)) == account_id


@given(st.text(max_size=24))
def test_no_key_id_makes_the_reading_stumble(text: str) -> None:
    found = account_of(text)
    assert found is None or len(found) == 12


def test_only_prefixes_of_access_keys_are_read() -> None:
    key_id = new_key_id("AKIA", "123456789012")
    assert account_of(key_id) == "123456789012"
    assert account_of("AIDA" + key_id[4:]) is None


def test_two_keys_share_nothing_but_their_account() -> None:
    first, second = (new_access_key("123456789012", "zoe", 0.0) for _ in range(2))
    assert first.access_key_id[:12] == second.access_key_id[:12]
    assert first.access_key_id != second.access_key_id
    assert first.secret_access_key != second.secret_access_key
    assert re.fullmatch(r"[A-Za-z0-9+/]{40}", first.secret_access_key)
    assert first.create_date.isoformat() == "1970-01-01T00:00:00"
