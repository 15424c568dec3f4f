"""The control route: it arms faults, moves the clock and starts over, for whoever has this run's secret alone."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any

from aws_sandbox.faults import KINDS
from aws_sandbox.protocol.errors import Answer, Refusal
from aws_sandbox.protocol.received import Received, read_json

if TYPE_CHECKING:
    from aws_sandbox.state import State

PREFIX = "/_awsguide/"


def answer(sandbox: State, environ: dict[str, Any], path: str) -> Answer:
    """Answer a request below `PREFIX`, its words in JSON."""
    given = environ.get("HTTP_X_AWSGUIDE_SECRET", "")
    if not hmac.compare_digest(given.encode(errors="replace"), sandbox.secret.encode()):
        return Answer.plain(
            403, "The control route needs the header X-Awsguide-Secret with this run's secret.\n"
        )
    control = _CONTROLS.get(path.removeprefix(PREFIX))
    if control is None:
        there_are = ", ".join(PREFIX + name for name in _CONTROLS)
        return Answer.plain(404, f"The control routes are {there_are}.\n")
    try:
        asked = read_json(Received.read(environ).body)
        if not isinstance(asked, dict):
            return Answer.plain(400, "Not a JSON object.\n")
        told = json.dumps(control(sandbox, asked)).encode()
    except Refusal:
        return Answer.plain(400, "Not a JSON object.\n")
    except (ValueError, TypeError) as error:
        return Answer.plain(400, f"{error}\n")
    return Answer(200, (("Content-Type", "application/json"),), told)


def _faults(sandbox: State, asked: dict[str, Any]) -> dict[str, Any]:
    if asked.get("clear"):
        sandbox.faults.clear()
    if "disarm" in asked:
        sandbox.faults.disarm(str(asked["disarm"]))
    if "arm" in asked:
        sandbox.faults.arm(str(asked["arm"]))
    return {"armed": sorted(name for name in KINDS if sandbox.faults.armed(name))}


def _clock(sandbox: State, asked: dict[str, Any]) -> dict[str, Any]:
    if "move" in asked:
        seconds = asked["move"]
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise ValueError("move has to be a number of seconds.")
        sandbox.clock.move(seconds)
    return {"offset": sandbox.clock.offset, "now": sandbox.clock.now()}


def _reset(sandbox: State, _asked: dict[str, Any]) -> dict[str, Any]:
    sandbox.reset()
    # The lock is free again: the seed sends requests.
    sandbox.start_over()
    return {"reset": True}


_CONTROLS = {"faults": _faults, "clock": _clock, "reset": _reset}
