"""No test counts on how quick a machine is: what it waits for is a condition, and no time that should be enough."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


def waits_for_a_time(code: str) -> list[int]:
    """The lines that sleep outside of a loop which looks again and again; `sleep(0)` only lets other tasks go on."""
    tree = ast.parse(code)
    looking_again = {
        id(inner) for loop in ast.walk(tree) if isinstance(loop, ast.While) for inner in ast.walk(loop)
    }
    return [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "sleep"
        and ast.unparse(call.args[0]) != "0"
        and id(call) not in looking_again
    ]


# What is slow on purpose: what it plays, and in how many places.
SLOW_ON_PURPOSE = {
    "adapters/browser/test_in_page.py": ("a cell that goes on while another one waits", 1),
    "aws_sandbox/attacks.py": ("an attacker who sends slowly", 3),
    "aws_sandbox/test_attacks.py": ("an attacker who sends slowly", 1),
    "own_aws/network.py": ("a network with a latency", 1),
}


def test_a_test_waits_for_a_condition_and_not_for_a_time() -> None:
    files = [path for path in sorted(FOLDER.rglob("*.py")) if "node_modules" not in path.parts]
    assert len(files) > 200
    found = {path.relative_to(FOLDER).as_posix(): waits_for_a_time(path.read_text("utf-8")) for path in files}
    assert {name: len(lines) for name, lines in found.items() if lines} == {
        name: places for name, (_, places) in SLOW_ON_PURPOSE.items()
    }


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("import time\ntime.sleep(1)", [2]),
        ("async def f():\n    await asyncio.sleep(0.1)\n    await asyncio.sleep(0)", [2]),
        ("while not ready():\n    time.sleep(0.1)", []),
    ],
)
def test_a_sleep_is_found_where_nothing_is_looked_for(code: str, lines: list[int]) -> None:
    assert waits_for_a_time(code) == lines
