"""The control route: what is no clock and no object is refused, and nothing breaks by it."""

from __future__ import annotations

import json

import pytest

from tests.aws_sandbox.conftest import Reached

MANY = "9" * 5000


@pytest.mark.parametrize(
    "move",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "1e12",
        MANY,
        '"nan"',
        '"60"',
        "true",
        "null",
        "[60]",
        "{}",
        "",
    ],
)
def test_the_clock_takes_a_finite_sane_number_alone(reached: Reached, move: str) -> None:
    secret = {"X-Awsguide-Secret": reached.sandbox.secret}
    status, _, said = reached.send("POST", "/_awsguide/clock", secret, f'{{"move": {move}}}'.encode())
    assert status == 400
    assert said.strip()
    assert reached.sandbox.clock.offset == 0
    assert reached.client("sts").get_caller_identity()["Arn"].endswith(":user/trainer")


def test_the_clock_is_moved_by_seconds_and_says_where_it_is(reached: Reached) -> None:
    secret = {"X-Awsguide-Secret": reached.sandbox.secret}
    for move, offset in ((90, 90), (-30.5, 59.5)):
        body = json.dumps({"move": move}).encode()
        status, _, said = reached.send("POST", "/_awsguide/clock", secret, body)
        assert (status, json.loads(said)["offset"]) == (200, offset)
