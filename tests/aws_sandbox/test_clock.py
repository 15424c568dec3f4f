import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.clock import FARTHEST, Clock


def test_a_new_clock_tells_real_time() -> None:
    before = time.time()
    assert before <= Clock().now() <= time.time()


@given(st.lists(st.floats(-1e6, 1e6), max_size=100))
def test_moves_add_up(moves: list[float]) -> None:
    clock = Clock()
    for seconds in moves:
        clock.move(seconds)
    before = time.time()
    ahead = clock.now() - sum(moves)
    # Sums of such numbers differ by less than a second in the order of adding them.
    assert before - 1 <= ahead <= time.time() + 1


def test_clocks_do_not_share_their_offset() -> None:
    moved, other = Clock(), Clock()
    moved.move(3600)
    assert moved.now() - other.now() > 3599


@given(st.sampled_from((float("nan"), float("inf"), -float("inf"), 1e300, FARTHEST + 1.0, -FARTHEST - 1.0)))
def test_a_clock_is_not_moved_where_it_would_show_no_time(seconds: float) -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="ten years"):
        clock.move(seconds)
    assert clock.offset == 0
    clock.move(FARTHEST)
    with pytest.raises(ValueError, match="ten years"):
        clock.move(1)
