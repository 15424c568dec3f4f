"""A class of ten on one machine: how long until all are signed in, what each of them weighs, and how fast it is.

Ten sandboxes start at the same time, as a hub starts one for each user, and a person signs in to each with a device
code. What a request costs is compared with the library's own server, which checks no signature, and with MiniStack
(its signature checks switched on) where the program `ministack` is found. Every figure is a ratio of two things that
were measured turn by turn.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from botocore.config import Config
from jupyter_client import BlockingKernelClient

from benchmarks.measure import Figure, Samples, in_turns, seconds_of
from benchmarks.server import COMMANDS, Started, started
from benchmarks.surroundings import Person, outside
from tests.launch.server import server
from tests.processes import marked

USERS = 10
NOTEBOOKS = 6
PANEL = "import awsguide\npanel = awsguide.WorkforcePanel()\npanel"
CALL = "import boto3\nboto3.Session(profile_name='trainer').client('sts').get_caller_identity()"
CALLS = 40
# The library checks neither signature nor permission; MiniStack checks both.
GOALS = {"library": 0.5, "ministack": 1.0}
ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=120)
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
COMMANDS["ministack"] = [sys.executable, "-m", "benchmarks.a_class"]

ASKED: tuple[tuple[str, str, Callable[[Any], object]], ...] = (
    ("sts GetCallerIdentity", "sts", lambda sts: sts.get_caller_identity()),
    ("iam GetUser", "iam", lambda iam: iam.get_user(UserName="learner")),
    ("iam ListUsers", "iam", lambda iam: iam.list_users()),
    ("s3 GetObject", "s3", lambda s3: s3.get_object(Bucket="classroom", Key="note")["Body"].read()),
    ("dynamodb ListTables", "dynamodb", lambda dynamodb: dynamodb.list_tables()),
)


def _sign_in(server: Started) -> None:
    """Register, show a code, let somebody allow it, and fetch the token."""
    oidc = server.client("sso-oidc")
    client = oidc.register_client(clientName="learner", clientType="public", scopes=["sso:account:access"])
    keys = {name: client[name] for name in ("clientId", "clientSecret")}
    device = oidc.start_device_authorization(startUrl="https://d-sandbox0001.awsapps.com/start", **keys)
    Person(server.endpoint).allow(device["userCode"])
    oidc.create_token(grantType=DEVICE, deviceCode=device["deviceCode"], **keys)


def _learner() -> None:
    with started("sandbox") as server:
        _sign_in(server)


def _class_of(users: int) -> float:
    with ThreadPoolExecutor(users) as pool:
        return seconds_of(lambda: list(pool.map(lambda _: _learner(), range(users))))


def _used(name: str) -> float:
    """Megabytes after the calls of a lesson with IAM, STS and S3."""
    with started(name) as server:
        _prepare(server)
        for _, service, call in ASKED[:4]:
            call(server.client(service))
        return server.megabytes


def _prepare(server: Started) -> None:
    server.client("iam").create_user(UserName="learner")
    s3 = server.client("s3")
    s3.create_bucket(Bucket="classroom")
    s3.put_object(Bucket="classroom", Key="note", Body=b"x" * 1000)


def figures(rounds: int = 15) -> list[Figure]:
    """Figures for the class, for memory, and for each kind of request."""
    names = ["sandbox", "library", *(["ministack"] if shutil.which("ministack") else [])]
    with outside():
        waits = in_turns({"class": lambda: _class_of(USERS), "one": lambda: _class_of(1)}, 2)
        weights = in_turns({name: lambda name=name: _used(name) for name in names}, 2)  # type: ignore[misc]
        found = [
            Figure(
                f"{USERS} users from start to signed in at the same time, over one user {USERS} times",
                waits["class"].median / waits["one"].median / USERS,
                1.0,
                detail=f"all after {waits['class'].median:.1f} s, one alone after {waits['one'].median:.1f} s",
            )
        ]
        found += [_memory(weights, other) for other in names[1:]]
        found += _notebooks()
        return found + _rates(names, rounds)


def _memory(weights: dict[str, Samples], other: str) -> Figure:
    ours, theirs = weights["sandbox"].median, weights[other].median
    goal = 1.3 if other == "library" else None
    detail = f"sandbox {ours:.0f} MB a user, {other} {theirs:.0f} MB"
    return Figure(f"memory after IAM, STS and S3, sandbox over {other}", ours / theirs, goal, detail=detail)


def _notebooks() -> list[Figure]:
    """Megabytes of a learner's server with everything it has started, pages shared with others divided among them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder), uuid.uuid4().hex, program="lab") as lab,
    ):
        kernels = []
        for _ in range(NOTEBOOKS):
            identifier = lab.start_kernel()
            kernel = BlockingKernelClient(
                connection_file=str(Path(folder) / "runtime" / f"kernel-{identifier}.json")
            )
            kernel.load_connection_file()
            kernel.start_channels()
            kernel.wait_for_ready(60)
            kernels.append(kernel)
        weights = []
        for code in (PANEL, CALL):
            for kernel in kernels:
                # Only figures are printed; what a cell shows would come between them.
                reply = kernel.execute_interactive(
                    code, timeout=60, store_history=False, output_hook=lambda _: None
                )
                assert reply["content"]["status"] == "ok", reply["content"]
            weights.append(sum(process.memory_full_info().pss for process in marked(lab.mark)) / 1e6)
        for kernel in kernels:
            kernel.stop_channels()
    what = f"JupyterLab's server, its sandbox and {NOTEBOOKS} notebooks of one user"
    return [
        Figure(f"{what}, each with a panel shown", weights[0], 500, unit="MB"),
        Figure(f"{what}, each after a call by boto3 too", weights[1], None, unit="MB"),
    ]


def _rates(names: list[str], rounds: int) -> list[Figure]:
    found = []
    with ExitStack() as running:
        servers = {name: running.enter_context(started(name)) for name in names}
        for server in servers.values():
            _prepare(server)
        for what, service, call in ASKED:
            clients = {
                name: server.session.client(service, endpoint_url=server.endpoint, config=ONCE)
                for name, server in servers.items()
            }

            def work(client: Any, call: Callable[[Any], object] = call) -> float:
                return seconds_of(lambda: [call(client) for _ in range(CALLS)])

            before = {name: started.processor for name, started in servers.items()}
            samples = in_turns(
                {name: lambda client=client: work(client) for name, client in clients.items()},  # type: ignore[misc]
                rounds,
            )
            rates = {name: CALLS / samples[name].median for name in names}
            told = ", ".join(
                f"{name} {rates[name]:.0f} ({(one.processor - before[name]) / CALLS / (rounds + 1) * 1000:.2f} ms)"
                for name, one in servers.items()
            )
            found += [
                Figure(
                    f"{what}, requests a second of the sandbox over {other}",
                    rates["sandbox"] / rates[other],
                    GOALS[other],
                    at_least=True,
                    detail=f"{told} a second, client included (processor time of the server for one); "
                    f"median of {rounds} times {CALLS}",
                )
                for other in names[1:]
            ]
    return found


def main() -> None:
    """Run MiniStack on a free port until standard input closes."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "GATEWAY_PORT": str(port), "AUTH": "true", "LOG_LEVEL": "ERROR"}
    program = shutil.which("ministack") or "ministack"
    with subprocess.Popen(
        [program], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as child:
        for _ in range(600):
            try:
                urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        told = {"endpoint": f"http://127.0.0.1:{port}", "keys": ["test", "test"], "process": child.pid}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        while os.read(sys.stdin.fileno(), 1024):
            continue
        child.terminate()


if __name__ == "__main__":
    main()
