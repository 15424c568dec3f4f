"""What every test may use: a running sandbox, and a planted home that must be neither used nor touched."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from aws_sandbox.server import child
from aws_sandbox.server.environment import LOOPBACK_ONLY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.aws_sandbox.device import Device
    from tests.practice import Practice

# What the person who runs the tests has set for their own AWS says nothing about this project; a proxy they need for
# fetching packages stays, and is not asked about this machine.
for _name in [name for name in os.environ if name.upper().startswith("AWS_")]:
    del os.environ[_name]
os.environ["NO_PROXY"] = os.environ["no_proxy"] = LOOPBACK_ONLY

# A machine that is busy with something else is no failure of an example, and each run has the same examples: what a
# change breaks fails there and then, and not in a run of somebody else. CONTRIBUTING.md says how to search with others.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _patient, derandomize=True)
settings.register_profile("search", _patient, max_examples=1000)
settings.load_profile("same")

# A shell that starts the tests in the background has them ignore Ctrl-C, and whatever they start would ignore it too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

PLANTED_KEY = "AKIAPLANTEDPLANTED00"


def contents(folder: Path) -> dict[str, str]:
    """Every file under a folder with a digest of what is in it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# What takes longest as one piece begins first, so that no process is left waiting for the other at the end.
LONGEST = ("tests/browser/", "tests/pyodide/", "tests/docs/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest pieces of the check before the others."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With several processes (`pytest -n 2`), a file's tests stay together, and so do all of one browser or site."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            shared = (folder for folder in ("tests/browser", "tests/docs") if nodeid.startswith(f"{folder}/"))
            return next(shared, nodeid.partition("::")[0])

    return ByFile(config, log)


@pytest.fixture(scope="session", autouse=True)
def _the_real_aws_folder_stays_as_it_is() -> Iterator[None]:
    folder = Path.home() / ".aws"
    before = contents(folder)
    yield
    assert contents(folder) == before, f"a test has changed {folder}"


@pytest.fixture(autouse=True)
def _the_next_test_meets_the_same_aws() -> Iterator[None]:
    def aws() -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if name.startswith("AWS")}

    before = aws()
    yield
    assert aws() == before, "a test has left variables of its AWS behind"


@pytest.fixture(scope="session")
def sandbox() -> Iterator[child.Place]:
    """A sandbox in a process of its own, shared by the tests that only need one to talk to."""
    with child.start() as started:
        yield started.place


@dataclass
class Trap:
    """A port of this machine that no test may reach: it counts who does."""

    port: int
    visits: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Planted:
    """The surroundings of somebody who uses AWS every day: files, variables and a proxy, all of them bait."""

    home: Path
    trap: Trap
    variables: dict[str, str]
    _before: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._before = contents(self.home / ".aws")

    def assert_untouched(self) -> None:
        assert self.trap.visits == []
        assert contents(self.home / ".aws") == self._before


@pytest.fixture(scope="module")
def practice() -> Iterator[Practice]:
    """A sandbox in this process for a whole file, and this process inside it."""
    # Whoever does not ask for it does not wait for moto to be imported.
    from tests.practice import inside

    with inside() as found:
        yield found


@pytest.fixture
def device(practice: Practice) -> Device:
    """hana's phone, a minute after the test before; what other tests' sandboxes have taken does not count here."""
    from awsguide.api.mfa_codes import USED_CODES
    from tests.aws_sandbox.device import Device

    USED_CODES.forget()
    return Device(practice.sandbox, now=practice.sandbox.authenticators.now() + 60)


@pytest.fixture
def planted(tmp_path: Path) -> Iterator[Planted]:
    """Surroundings whose every way out leads into a trap; `variables` is the whole environment."""
    listener = socket.create_server(("127.0.0.1", 0))
    trap = Trap(listener.getsockname()[1])

    def count() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                try:
                    trap.visits.append(connection.recv(200).decode("latin-1"))
                except OSError:
                    trap.visits.append("connected")

    threading.Thread(target=count, daemon=True).start()
    home = tmp_path / "planted-home"
    (home / ".aws" / "sso" / "cache").mkdir(parents=True)
    keys = f"aws_access_key_id = {PLANTED_KEY}\naws_secret_access_key = planted\n"
    (home / ".aws" / "credentials").write_text(f"[default]\n{keys}\n[trainer]\n{keys}")
    (home / ".aws" / "config").write_text(f"[default]\nendpoint_url = {trap.address}\nregion = eu-north-1\n")
    (home / ".aws" / "sso" / "cache" / "planted.json").write_text('{"accessToken": "PLANTED"}')
    bait = {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "AWS_ACCESS_KEY_ID": PLANTED_KEY,
        "AWS_SECRET_ACCESS_KEY": "planted",
        "AWS_SESSION_TOKEN": "planted",
        "AWS_PROFILE": "default",
        "AWS_CONFIG_FILE": str(home / ".aws" / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / ".aws" / "credentials"),
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": trap.address,
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": trap.address,
        **dict.fromkeys(("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_S3"), trap.address),
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), trap.address),
        **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), trap.address),
        "no_proxy": "",
        "NO_PROXY": "",
    }
    yield Planted(home, trap, {**os.environ, **bait})
    listener.close()
