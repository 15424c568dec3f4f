import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from moto.iam.utils import generate_access_key_id_from_account_id

from aws_sandbox import ids

NAMES = st.text(min_size=1, max_size=30)


@given(NAMES)
def test_an_account_id_is_twelve_digits_and_always_the_same(name: str) -> None:
    assert re.fullmatch(r"[1-9]\d{11}", ids.account_id(name))
    assert ids.account_id(name) == ids.account_id(name)


@given(NAMES, NAMES)
def test_another_name_gets_another_id(one: str, other: str) -> None:
    makers = (ids.account_id, ids.uuid, lambda name: ids.hexadecimal(16, name))
    for make in makers:
        assert (make(one) == make(other)) == (one == other)


@given(NAMES)
def test_a_persons_id_is_a_uuid(name: str) -> None:
    assert str(UUID(ids.uuid(name))) == ids.uuid(name)


@given(st.from_regex(r"\A[1-9]\d{11}\Z"), NAMES)
def test_a_unique_id_carries_its_account(account: str, name: str) -> None:
    ours = ids.unique_id("AROA", account, name)
    motos = generate_access_key_id_from_account_id(account, prefix="AROA", total_length=21)
    assert len(ours) == 21
    assert ours[:12] == motos[:12]
    lower_half = "ABCDEFGHIJKLMNOP"
    assert (ours[12] in lower_half) == (motos[12] in lower_half)


def test_the_parts_of_a_name_cannot_be_shifted() -> None:
    assert ids.letters(10, "ab", "c") != ids.letters(10, "a", "bc")
    assert re.fullmatch("[0-9a-z]{10}", ids.letters(10, "organization"))
