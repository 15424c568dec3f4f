"""One call of a trainer's arms a fault in every sandbox of a class, and another one disarms it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from aws_sandbox.server.application import Sandbox
from aws_sandbox.server.http_server import serve
from awsguide.core.errors import CouldNotTry
from awsguide.launch.class_faults import ClassFaults
from awsguide.lessons import trainer
from tests.inside import inside_a_sandbox

if TYPE_CHECKING:
    from pathlib import Path


def test_one_call_arms_a_fault_for_everybody_on_two_servers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, said = tmp_path / "faults", list[str]()
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with ExitStack() as stack:
        others = [Sandbox(), Sandbox()]
        followers = [
            ClassFaults(file, stack.enter_context(serve(one)).endpoint, one.secret, said.append)
            for one in others
        ]
        own = stack.enter_context(inside_a_sandbox(home, monkeypatch))
        monkeypatch.setenv(trainer.CLASS_FAULTS, str(file))

        def everybody() -> list[bool]:
            for follower in followers:
                follower.look()
            return [one.faults.armed("denied") for one in (own.sandbox, *others)]

        # Nobody has written anything yet.
        assert everybody() == [False, False, False]
        others[1].faults.arm("latency=5")
        trainer.arm("denied", everybody=True)
        assert everybody() == [True, True, True]
        # A fault that is used up stays used up, and what a learner armed is left alone.
        others[0].faults.disarm("denied")
        assert everybody() == [True, False, True]
        trainer.disarm("denied", everybody=True)
        assert everybody() == [False, False, False]
        assert others[1].faults.armed("latency")
        file.write_text("pendig\n")
        everybody()
        everybody()
        assert ["There is no fault 'pendig'" in line for line in said] == [True, True]


def test_without_a_class_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with inside_a_sandbox(home, monkeypatch) as own:
        monkeypatch.delenv(trainer.CLASS_FAULTS, raising=False)
        with pytest.raises(CouldNotTry, match="class_faults"):
            trainer.arm("denied", everybody=True)
        assert not own.sandbox.faults.armed("denied")
