"""How long a sandbox under a cap of 512 MB lets its neighbours wait while it is attacked.

Each attack of the tests is made in its turn, and a program that signs its calls asks who it is again and again
meanwhile; the figure is the longest wait, in seconds.
"""

from __future__ import annotations

import signal
import threading
import time

from benchmarks.measure import Figure, seconds_of
from benchmarks.surroundings import outside

GOAL = 1.0


def figures() -> list[Figure]:
    """A figure for each attack."""
    from tests.aws_sandbox.attacks import ATTACKS
    from tests.aws_sandbox.test_attacks import start

    found = []
    with outside():
        process, target = start()
        neighbour = target.client("sts")
        try:
            for name, attack in ATTACKS.items():
                neighbour.get_caller_identity()
                attacker = threading.Thread(target=attack, args=(target,))
                began = time.perf_counter()
                attacker.start()
                waits = [seconds_of(neighbour.get_caller_identity)]
                while attacker.is_alive():
                    waits.append(seconds_of(neighbour.get_caller_identity))
                detail = f"{len(waits)} calls; the attack was over after {time.perf_counter() - began:.1f} s"
                found.append(Figure(f"longest wait during {name}", max(waits), GOAL, unit="s", detail=detail))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    return found
