from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.services.iam.one_time_code import code, is_code, step_at

# RFC 6238, appendix B, has eight digits; the last six of them are what six digits show.
RFC_SEED = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_rfc(seconds: int, digits: str) -> None:
    assert code(RFC_SEED, step_at(seconds)) == digits[-6:]


@given(st.binary(min_size=10, max_size=40), st.integers(0, 2**40))
def test_a_code_is_six_digits_and_recognised_with_or_without_padding(key: bytes, step: int) -> None:
    seed = base64.b32encode(key).decode()
    shown = code(seed, step)
    assert len(shown) == 6
    assert shown.isdigit()
    assert is_code(seed.rstrip("=").lower(), step, shown)
    assert not is_code(seed, step, shown[:5] + "x")
