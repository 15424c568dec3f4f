import time

from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.clock import Clock


def test_a_new_clock_tells_real_time() -> None:
    before = time.time()
    assert before <= Clock().now() <= time.time()


@given(st.lists(st.floats(-1e6, 1e6)))
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
