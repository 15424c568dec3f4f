"""A kernel decides which AWS it talks to before anything else, always starts, and says what is wrong."""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from jupyter_client.manager import KernelManager, start_new_kernel

from aws_sandbox.server.environment import changed
from awsguide.launch.kernel import LABS_SANDBOX, PROBLEM, held_ports, your_aws_changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aws_sandbox.server.child import Place
    from tests.conftest import Planted

TELL = "import json, os; print(json.dumps(dict(os.environ)))"
IDENTITY = (
    "import boto3; print(boto3.Session(profile_name='trainer').client('sts').get_caller_identity()['Arn'])"
)


class Kernel:
    """A running kernel to which code can be sent."""

    def __init__(self, manager: KernelManager, client: Any) -> None:
        self.manager = manager
        self.client = client

    def run(self, code: str) -> str:
        """Run a cell; returns what it printed, or fails the test with its error."""
        printed: list[str] = []

        def collect(message: dict[str, Any]) -> None:
            if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
                printed.append(message["content"]["text"])

        reply = self.client.execute_interactive(code, output_hook=collect, timeout=60)
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(printed).strip()

    def environment(self) -> dict[str, str]:
        return json.loads(self.run(TELL))  # type: ignore[no-any-return]


def _started(name: str, environment: dict[str, str], **options: Any) -> Any:
    """A new kernel and a client of it.

    Jupyter chooses five ports before the kernel binds them: on a busy machine somebody else may take one in between.
    """
    try:
        return start_new_kernel(kernel_name=name, env=environment, startup_timeout=30, **options)
    except RuntimeError:
        return start_new_kernel(kernel_name=name, env=environment, **options)


@contextmanager
def kernel(name: str, environment: dict[str, str] | None = None, **options: Any) -> Iterator[Kernel]:
    """A kernel that is shut down in the end."""
    manager, client = _started(name, environment or dict(os.environ), **options)
    try:
        yield Kernel(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=False)


def test_the_sandbox_kernel_starts_its_own_sandbox_and_reaches_it() -> None:
    with kernel("awsguide-sandbox") as running:
        assert running.run(IDENTITY).endswith(":user/trainer")
        environment = running.environment()
        assert environment["AWSGUIDE_TARGET"] == "sandbox"
        assert PROBLEM not in environment


def test_the_planted_surroundings_of_a_sandbox_kernel_are_neither_used_nor_touched(planted: Planted) -> None:
    with kernel("awsguide-sandbox", planted.variables) as running:
        assert running.run(IDENTITY).endswith(":user/trainer")
        assert running.environment()["HOME"] != str(planted.home)
    planted.assert_untouched()


def test_the_ports_of_a_kernel_are_nobody_elses_while_it_starts(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = tmp_path / "kernel.json"
    file.write_text(json.dumps({"transport": "tcp", "ip": "127.0.0.1", "shell_port": port, "key": "k"}))
    (held,) = held_ports(["-f", str(file)])
    with socket.socket() as another:
        another.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="in use"):
            another.bind(("127.0.0.1", port))
    held.close()
    with socket.socket() as kernels_own:
        kernels_own.bind(("127.0.0.1", port))
    for nothing in ([], ["-f", str(tmp_path / "none")], ["--help"]):
        assert held_ports(nothing) == []


def test_botocore_is_imported_after_the_environment_is_set() -> None:
    with kernel("awsguide-sandbox") as running:
        assert running.run("import sys; print('botocore' in sys.modules)") == "False"


def test_under_jupyterlab_the_kernel_uses_jupyterlabs_sandbox(sandbox: Place) -> None:
    with kernel("awsguide-sandbox", {**os.environ, LABS_SANDBOX: str(sandbox.file)}) as running:
        environment = running.environment()
    assert environment["AWS_ENDPOINT_URL"] == sandbox.endpoint
    assert environment["HOME"] == sandbox.home
    assert LABS_SANDBOX not in environment


def test_a_kernel_without_its_sandbox_still_starts_says_why_and_reaches_nothing(
    tmp_path: Path, planted: Planted
) -> None:
    told = tmp_path / "sandbox.json"
    told.write_text('{"problem": "The sandbox of this Jupyter server has ended."}')
    with kernel("awsguide-sandbox", planted.variables | {LABS_SANDBOX: str(told)}) as running:
        environment = running.environment()
        assert "has ended" in environment[PROBLEM]
        assert environment["AWSGUIDE_TARGET"] == "sandbox"
        attempt = (
            "import boto3, botocore.config as c\n"
            "client = boto3.client('sts', config=c.Config(retries={'total_max_attempts': 1}),"
            " aws_access_key_id='a', aws_secret_access_key='b')\n"
            "try: client.get_caller_identity()\n"
            "except Exception as error: print(type(error).__name__)"
        )
        assert running.run(attempt) == "EndpointConnectionError"
    planted.assert_untouched()


def test_your_aws_kernel_sees_the_real_files_and_no_endpoint_override(planted: Planted) -> None:
    with kernel("awsguide-aws", planted.variables | {"AWSGUIDE_AUTOPILOT": "1"}) as running:
        environment = running.environment()
        endpoint = running.run(
            "import boto3; print(boto3.client('sts', region_name='eu-north-1').meta.endpoint_url)"
        )
    assert environment["AWSGUIDE_TARGET"] == "aws"
    assert environment["HOME"] == str(planted.home)
    assert environment["AWS_PROFILE"] == "default"
    assert not any(name.startswith("AWS_ENDPOINT_URL") for name in environment)
    assert "AWSGUIDE_AUTOPILOT" not in environment
    # The planted config file has an endpoint_url of its own, which is not followed either.
    assert endpoint == "https://sts.eu-north-1.amazonaws.com"
    planted.assert_untouched()


def test_your_aws_kernel_started_inside_the_sandbox_says_that_it_cannot_be_yours(sandbox: Place) -> None:
    inside = sandbox.environment(os.environ)
    environment = changed(inside, your_aws_changes(inside))
    assert "ordinary terminal" in environment[PROBLEM]


@pytest.mark.parametrize("target", ["aws", "sandbox"])
def test_a_notebook_may_import_from_its_own_folder_and_shadow_nothing(target: str, tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("answer = 42")
    (tmp_path / "flask.py").write_text("raise SystemExit('shadowed')")
    (tmp_path / "secrets.py").write_text("raise SystemExit('shadowed')")
    with kernel(f"awsguide-{target}", cwd=str(tmp_path)) as running:
        assert running.run("import beside; print(beside.answer)") == "42"
        assert PROBLEM not in running.environment()
        assert running.run("import sys; print(sys.executable)") == sys.executable


def test_both_kernels_are_where_jupyter_looks() -> None:
    from awsguide.launch import lab

    found = lab.kernels_found()
    assert set(found) == {"awsguide-aws", "awsguide-sandbox"}
    assert all(lab.starts_this_package(folder) for folder in found.values())
