"""A killed kernel, an interrupted cell and a closed JupyterLab each leave no process behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from tests import wire
from tests.launch.test_kernel import IDENTITY, kernel
from tests.processes import LAB_ADDRESS, MARK, eventually, marked, modules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@pytest.fixture
def mark() -> Iterator[str]:
    """A mark for the processes of one test; whatever still carries it in the end is killed."""
    chosen = uuid.uuid4().hex
    yield chosen
    for process in marked(chosen):
        process.kill()


@pytest.fixture
def surroundings(mark: str, tmp_path: Path) -> dict[str, str]:
    """An environment whose processes carry the mark, and whose sandboxes make their homes in a folder of the test."""
    homes = tmp_path / "homes"
    homes.mkdir()
    return {**os.environ, MARK: mark, "TMPDIR": str(homes)}


def sandbox_home(surroundings: dict[str, str]) -> Path | None:
    """The home of the one sandbox that runs in these surroundings, once there is one."""
    return next(Path(surroundings["TMPDIR"]).glob("awsguide-sandbox-*"), None)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_kernel_leaves_no_process_and_no_home(
    mark: str, surroundings: dict[str, str], number: signal.Signals
) -> None:
    with kernel("awsguide-sandbox", surroundings) as running:
        home = sandbox_home(surroundings)
        assert home
        running.client.stop_channels()
        os.kill(running.manager.provisioner.pid, number)
        assert eventually(lambda: not marked(mark))
        assert eventually(lambda: not home.exists())


def test_a_kernel_that_is_shut_down_leaves_no_process_and_no_home(
    mark: str, surroundings: dict[str, str]
) -> None:
    with kernel("awsguide-sandbox", surroundings):
        home = sandbox_home(surroundings)
        assert home
    assert eventually(lambda: not marked(mark))
    assert not home.exists()


def test_an_interrupted_cell_leaves_the_sandbox_and_nothing_else(
    mark: str, surroundings: dict[str, str]
) -> None:
    with kernel("awsguide-sandbox", surroundings) as running:
        before = {process.pid for process in marked(mark)}
        program = (
            f"import subprocess; subprocess.run([{sys.executable!r}, '-c', 'import time; time.sleep(300)'])"
        )
        # Otherwise a kernel drops what is sent in the moment after an error, as if it had been queued behind it.
        sent = running.client.execute(program, stop_on_error=False)
        assert eventually(lambda: len(marked(mark)) > len(before))
        running.manager.interrupt_kernel()
        reply = running.client.get_shell_msg(timeout=60)
        while reply["parent_header"]["msg_id"] != sent:
            reply = running.client.get_shell_msg(timeout=60)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert eventually(lambda: {process.pid for process in marked(mark)} == before)
        assert running.run(IDENTITY).endswith(":user/trainer")
    assert eventually(lambda: not marked(mark))


class Lab:
    """A running `awsguide lab`."""

    def __init__(self, process: subprocess.Popen[str], address: str, token: str) -> None:
        self.process = process
        self.address = address
        self.token = token

    def ask(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """Send a request to JupyterLab's own interface."""
        return wire.ask(
            f"{self.address}/api/{path}", body, method=method, Authorization=f"token {self.token}"
        )

    def answers(self) -> bool:
        try:
            return bool(self.ask("status"))
        except OSError:
            return False


@contextmanager
def lab(surroundings: dict[str, str], folder: Path, *options: str) -> Iterator[Lab]:
    """JupyterLab on a free port, its copy of the notebooks in `folder`."""
    log = (folder / "lab.log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "-m", "awsguide.launch.cli", "lab", "--no-browser", *options],
        cwd=folder, env=surroundings, stdin=subprocess.DEVNULL, stdout=log, stderr=log, text=True,
    )  # fmt: skip

    try:
        found = eventually(lambda: LAB_ADDRESS.search(Path(log.name).read_text()))
        assert found, Path(log.name).read_text()
        running = Lab(process, found[1], found[2])
        # JupyterLab prints its address a moment before it listens.
        assert eventually(running.answers), Path(log.name).read_text()
        yield running
    finally:
        log.close()
        process.kill()
        process.wait()


def close_with(number: signal.Signals) -> Callable[[Lab], None]:
    return lambda running: running.process.send_signal(number)


CLOSINGS: dict[str, Callable[[Lab], None]] = {
    "Ctrl-C": close_with(signal.SIGINT),
    # JupyterLab hears of it as SIGTERM.
    "a closed terminal window": close_with(signal.SIGHUP),
    "a kill": close_with(signal.SIGKILL),
    "Shut Down in its menu": lambda running: running.ask("shutdown", {}),
}


@pytest.mark.parametrize("close", CLOSINGS.values(), ids=CLOSINGS)
def test_a_closed_lab_leaves_no_process_and_no_home(
    close: Callable[[Lab], None], mark: str, surroundings: dict[str, str], tmp_path: Path
) -> None:
    with lab(surroundings, tmp_path) as running:
        running.ask("kernels", {"name": "awsguide-sandbox"})
        running.ask("terminals", {})
        # JupyterLab, its sandbox, a kernel and a shell.
        assert eventually(lambda: len(marked(mark)) >= 4)
        home = eventually(lambda: sandbox_home(surroundings))
        assert home
        close(running)
        assert eventually(lambda: not marked(mark)), marked(mark)
        assert not home.exists()
        assert "WARNING" not in (tmp_path / "lab.log").read_text()


def test_lab_opens_a_copy_and_its_kernels_and_terminals_are_inside_its_sandbox(
    mark: str, surroundings: dict[str, str], tmp_path: Path
) -> None:
    with lab(surroundings, tmp_path) as running:
        said = (tmp_path / "lab.log").read_text().splitlines()
        assert all(line.startswith("awsguide: ") for line in said), (
            "the address is not buried among other lines"
        )
        assert said[-1].endswith(f"{running.address}/doc/tree/00-start-here.ipynb?token={running.token}")
        assert (tmp_path / "my-notebooks" / "00-start-here.ipynb").is_file()
        assert set(running.ask("kernelspecs")["kernelspecs"]) == {"awsguide-sandbox", "awsguide-aws"}
        known = {process.pid for process in marked(mark)}
        assert not modules(mark, "aws_sandbox"), "a sandbox runs that nobody has asked for"
        running.ask("terminals", {})
        home = eventually(lambda: sandbox_home(surroundings))
        assert eventually(
            lambda: str(home) in {row.environ().get("HOME") for row in marked(mark) if row.pid not in known}
        )
        running.ask("kernels", {"name": "awsguide-sandbox"})
        kernel = eventually(lambda: modules(mark, "awsguide.launch.kernel"))[0]
        # It listens when it has decided which AWS it talks to.
        assert eventually(lambda: psutil.CONN_LISTEN in {row.status for row in kernel.net_connections()})
        # The kernel uses JupyterLab's sandbox: it has started none.
        assert len(modules(mark, "aws_sandbox")) == 1


def test_with_aws_the_copy_names_the_other_kernel_and_no_sandbox_runs(
    mark: str, surroundings: dict[str, str], tmp_path: Path
) -> None:
    with lab(surroundings, tmp_path, "--aws"):
        copied = json.loads((tmp_path / "my-notebooks-aws" / "00-start-here.ipynb").read_text("utf-8"))
        assert copied["metadata"]["kernelspec"]["name"] == "awsguide-aws"
        assert not (tmp_path / "my-notebooks").exists()
        assert not modules(mark, "aws_sandbox")
