"""The sandbox as a process: one line says where it is, it ends with whoever started it, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from aws_sandbox.server import child
from aws_sandbox.server.process import CannotStart
from tests import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Planted

AWSGUIDE = (sys.executable, "-m", "awsguide.launch.cli")
# What a program in any language does first: ask who it is, with the trainer's profile.
WHO_AM_I = (
    "import boto3; print(boto3.Session(profile_name='trainer').client('sts').get_caller_identity()['Arn'])"
)

posix_only = pytest.mark.skipif(os.name == "nt", reason="signals and file modes of POSIX")


def gone(process: psutil.Process | int, seconds: float = 60) -> bool:
    """Whether a process has ended within the time."""
    number = process if isinstance(process, int) else process.pid
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if psutil.Process(number).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def command() -> Iterator[Callable[..., tuple[subprocess.Popen[str], dict[str, Any]]]]:
    """Starts `awsguide sandbox` as a person would, and reads the line it prints."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
        process = subprocess.Popen([*AWSGUIDE, "sandbox", *options], stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        return process, json.loads(process.stdout.readline())

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def test_it_prints_one_line_that_says_where_it_is(command: Callable[..., Any]) -> None:
    _, told = command("--port", "0")
    assert set(told) == {"endpoint", "start_url", "region", "home", "env"}
    assert told["endpoint"].startswith("http://127.0.0.1:")
    assert told["start_url"].startswith("https://")
    assert told["env"]["AWS_ENDPOINT_URL"] == told["endpoint"]
    assert told["env"]["HOME"] == told["home"]
    assert told["env"]["AWS_PROFILE"] is None
    assert told["env"]["HTTPS_PROXY"] is None
    assert Path(told["home"]).is_dir()


@posix_only
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_and_its_home(command: Callable[..., Any], number: signal.Signals) -> None:
    process, told = command("--port", "0")
    process.send_signal(number)
    assert process.wait(30) == 0
    assert not Path(told["home"]).exists()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(told["endpoint"].rpartition(":")[2])), timeout=2)


@posix_only
def test_only_its_owner_may_read_what_is_in_its_home() -> None:
    with child.start() as sandbox:
        home = Path(sandbox.place.home)
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        files = [path for path in home.rglob("*") if path.is_file()]
        assert {path.relative_to(home).as_posix() for path in files} == {
            ".aws/config", ".aws/credentials", ".awsguide/secret", ".awsguide/sandbox.json", ".awsguide/owner.lock",
        }  # fmt: skip
        for path in files:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_child_ends_when_it_is_stopped_and_twice_is_once() -> None:
    sandbox = child.start()
    sandbox.stop()
    sandbox.stop()
    assert gone(sandbox.process.pid)
    assert not Path(sandbox.place.home).exists()


@posix_only
def test_a_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "from aws_sandbox.server import child; import time; s = child.start();"
        "print(s.process.pid, s.place.home, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        number, home = parent.stdout.readline().split()
        parent.kill()
        parent.wait()
    assert gone(int(number))
    assert not Path(home).exists()


@posix_only
def test_an_interrupt_of_the_parents_group_does_not_reach_the_child() -> None:
    with child.start() as sandbox:
        assert os.getpgid(sandbox.process.pid) != os.getpgid(0)
        assert os.getsid(sandbox.process.pid) != os.getsid(0)


def test_a_busy_port_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port} of 127.0.0.1 is in use by another program"):
            child.start(port=port)
        done = subprocess.run(
            [*AWSGUIDE, "sandbox", "--port", str(port)], capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "is in use" in done.stderr


def test_an_unknown_fault_is_said_in_a_sentence() -> None:
    with pytest.raises(CannotStart, match="weather"):
        child.start(faults=["weather"])


def test_a_seed_is_played_before_anybody_is_told_and_again_after_a_reset(tmp_path: Path) -> None:
    script = tmp_path / "company.py"
    script.write_text(
        "import boto3\n"
        "made = boto3.Session(profile_name='trainer').client('iam').create_user(UserName='gina')\n"
        f"open({str(tmp_path / 'runs')!r}, 'a').write(made['User']['UserName'] + ' ')\n"
    )
    home = tmp_path / "home"
    with child.start(home=home, faults=["pending:3"], seed=[sys.executable, str(script)]) as sandbox:
        assert (tmp_path / "runs").read_text() == "gina "
        assert sandbox.place.home == str(home)
        credentials = home / ".aws" / "credentials"
        before = credentials.read_text()
        (home / ".aws" / "config").write_text("[profile mine]\n")
        assert control(sandbox, "reset") == {"reset": True}
        assert (tmp_path / "runs").read_text() == "gina gina "
        assert credentials.read_text() != before
        assert "mine" not in (home / ".aws" / "config").read_text()
        assert control(sandbox, "faults") == {"armed": ["pending"]}
        if os.name != "nt":
            assert stat.S_IMODE(credentials.stat().st_mode) == 0o600
    assert not home.exists()


def control(sandbox: child.Child, route: str) -> Any:
    secret = Path(sandbox.place.home, ".awsguide", "secret").read_text()
    return wire.ask(f"{sandbox.place.endpoint}/_awsguide/{route}", {}, X_Awsguide_Secret=secret)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            [sys.executable, "-c", "raise SystemExit('the account is not there')"],
            "code 1: the account is not there",
        ),
        ([sys.executable, "-c", "raise SystemExit(3)"], "code 3: It printed nothing."),
        (["no-such-program"], "cannot be run"),
    ],
)
def test_a_seed_that_fails_is_said_in_a_sentence(command: list[str], said: str) -> None:
    with pytest.raises(CannotStart, match=said):
        child.start(seed=command)


def test_a_sandbox_that_has_ended_is_said_in_a_sentence() -> None:
    with child.start() as sandbox:
        assert child.find(sandbox.place.file) == sandbox.place
    with pytest.raises(CannotStart, match="has ended"):
        child.find(sandbox.place.file)


def test_a_sandbox_that_is_still_starting_is_not_said_to_have_ended(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="still starting, perhaps with a long seed"):
        child.find(tmp_path / "sandbox.json")


def test_a_command_runs_inside_and_its_exit_code_comes_back() -> None:
    code = "import os, sys; print(os.environ['HOME']); sys.exit(7)"
    done = subprocess.run(
        [*AWSGUIDE, "sandbox", "--", sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 7
    home = Path(done.stdout.strip())
    assert home != Path.home()
    assert not home.exists()


def test_a_command_that_is_not_there_is_said_in_a_sentence() -> None:
    done = subprocess.run(
        [*AWSGUIDE, "sandbox", "--", "no-such-program"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 127
    assert "no-such-program cannot be run" in done.stderr
    assert "Traceback" not in done.stderr


@posix_only
def test_a_stopped_command_leaves_no_process(tmp_path: Path) -> None:
    sleeper = "import os, time; print(os.getpid(), os.environ['HOME'], flush=True); time.sleep(60)"
    with subprocess.Popen(
        [*AWSGUIDE, "sandbox", "--", sys.executable, "-c", sleeper], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        number, home = process.stdout.readline().split()
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) == 2
        process.terminate()
        assert process.wait(30) == 128 + signal.SIGTERM
    assert all(gone(member) for member in family)
    assert gone(int(number))
    assert not Path(home).exists()


def test_the_trainer_signs_in_with_the_environment_alone(sandbox_place: child.Place) -> None:
    environment = sandbox_place.environment(os.environ)
    done = subprocess.run(
        [sys.executable, "-c", WHO_AM_I], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith(":user/trainer")


def test_a_planted_proxy_planted_variables_and_a_planted_home_are_neither_used_nor_touched(
    planted: Planted,
) -> None:
    done = subprocess.run(
        [*AWSGUIDE, "sandbox", "--", sys.executable, "-c", WHO_AM_I],
        env=planted.variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith(":user/trainer")
    planted.assert_untouched()


def test_a_broken_config_file_and_a_profile_that_does_not_exist_keep_nobody_out(planted: Planted) -> None:
    (planted.home / ".aws" / "config").write_text("[default\n")
    done = subprocess.run(
        [*AWSGUIDE, "sandbox", "--", sys.executable, "-c", WHO_AM_I],
        env=planted.variables | {"AWS_PROFILE": "nobody", "AWS_DATA_PATH": str(planted.home)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith(":user/trainer")


def test_the_bait_is_good_bait(planted: Planted) -> None:
    code = "import boto3; boto3.client('sts', region_name='us-east-1').get_caller_identity()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=planted.variables | {"AWS_MAX_ATTEMPTS": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert planted.trap.visits


@pytest.fixture(scope="module")
def sandbox_place() -> Iterator[child.Place]:
    with child.start() as started:
        yield started.place
