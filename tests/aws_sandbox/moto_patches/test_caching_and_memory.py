"""A start looks for no garbage, and what comes after it does."""

from __future__ import annotations

import gc
from contextlib import suppress

import pytest

from aws_sandbox.moto_patches import caching_and_memory


@pytest.mark.parametrize("fails", [False, True])
def test_garbage_is_looked_for_again_after_a_start_however_it_ended(fails: bool) -> None:
    kept = gc.get_freeze_count()
    try:
        with suppress(OSError), caching_and_memory.uncollected():
            assert not gc.isenabled()
            if fails:
                raise OSError
        assert gc.isenabled()
        assert gc.get_freeze_count() > kept
    finally:
        gc.unfreeze()
