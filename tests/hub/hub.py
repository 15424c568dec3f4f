"""A real JupyterHub under a name, with the configuration of docs/hub.md, and a proxy in front of it that ends TLS.

Its learners are Unix users of their own where the machine gives some to a test, and names within one user elsewhere.
"""

from __future__ import annotations

import ast
import contextlib
import datetime
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from tests import wire
from tests.browser.laboratory import WINDOWING, Laboratory
from tests.hub import unix_users
from tests.launch.relay import Relay
from tests.processes import MARK, answering, eventually, marked, outside_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME = "hub.example.test"
PASSWORD = "a class of two"
API_TOKEN = "the-tests-are-a-service-of-this-hub"
HERE = Path(__file__).parent
PROXY = HERE / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
PAGE = HERE.parents[1] / "docs" / "hub.md"
# Where the page puts a learner whose home cannot be written.
SCRATCH = "/scratch"
# What a test changes about the configuration of the page: ports, where its programs are, and one more service.
CHANGES = """
os.environ["PATH"] = {programs!r} + os.pathsep + os.environ["PATH"]
c.Spawner.environment = {environment!r}
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.command = {proxy!r}
c.JupyterHub.services.append({{"name": "tests", "api_token": {api_token!r}}})
c.JupyterHub.load_roles.append(
    {{"name": "tests", "services": ["tests"], "scopes": ["admin:users", "admin:servers", "access:servers"]}}
)
"""
# Without Unix users: made-up ones, within the user who runs the tests.
MADE_UP = """
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.args = ["--allow-root"]
"""
# With Unix users: one of them has a home that cannot be written, and what the page advises for it.
HOMELESS = """
def elsewhere(spawner):
    if spawner.user.name == {homeless!r}:
        spawner.cmd = {command!r}
c.Spawner.pre_spawn_hook = elsewhere
"""


def configuration() -> str:
    """The hub's configuration as the page shows it."""
    found = re.search(r"```python\n(import os.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def command_without_home(scratch: Path) -> list[str]:
    """What the page starts for learners whose homes cannot be written, with `scratch` as its folder."""
    found = re.search(r"```python\nc\.Spawner\.cmd = (\[.*?\])\n```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    words: list[str] = ast.literal_eval(found[1])
    assert sum(SCRATCH in word for word in words) == 1
    return [word.replace(SCRATCH, str(scratch)) for word in words]


@dataclass(frozen=True)
class Learner(Laboratory):
    """One user's server, as that user's browser reaches it; the tests themselves ask it through the hub's proxy."""

    name: str
    direct: str

    @property
    def runtime(self) -> Path:
        """Where Jupyter says how its kernels are reached."""
        return self.home / ".local" / "share" / "jupyter" / "runtime"

    def url(self, notebook: str) -> str:
        """Where a browser opens a notebook without the file browser beside it."""
        return f"{self.address}/user/{self.name}/doc/tree/my-notebooks/{notebook}"

    def ask(self, path: str, body: Any = None) -> Any:
        """The server's own answer to a question such as 'sessions'; `body` makes it a post."""
        address = f"{self.direct}/user/{self.name}/api/{path}"
        return wire.ask(address, body, Authorization=f"token {API_TOKEN}")

    def kernel_of(self, notebook: str) -> Any:
        """What the server says about the kernel of a notebook, or None when it has none yet."""
        rows = self.ask("sessions")
        return next((row["kernel"] for row in rows if Path(row["path"]).name == notebook), None)

    def start_notebook(self, path: str) -> None:
        """Start the kernel of a notebook without a browser."""
        asked = {"path": path, "name": "", "type": "notebook", "kernel": {"name": "awsguide-sandbox"}}
        identifier = self.ask("sessions", asked)["kernel"]["id"]
        # It listens when it has found its sandbox.
        assert eventually(
            lambda: any(
                row.status == psutil.CONN_LISTEN
                for process in self.processes()
                if any(identifier in word for word in process.cmdline())
                for row in process.net_connections()
            )
        )

    def processes(self) -> list[psutil.Process]:
        """Everything that runs in this learner's server."""
        found = []
        for process in marked(self.mark):
            with contextlib.suppress(psutil.Error):
                if process.environ().get("JUPYTERHUB_USER") == self.name:
                    found.append(process)
        return found

    def sandboxes(self) -> list[psutil.Process]:
        """The processes of this learner's sandboxes, of which there is one at most."""
        return [row for row in self.processes() if "--until-eof" in row.cmdline()]


@dataclass(frozen=True)
class Hub:
    """A running hub: its process, the mark of all it starts, its ports for http and https, its folder and log.

    `users` are the names of its learners here ('ada' is 'ada-1f2e3d' where that is a Unix user).
    """

    process: subprocess.Popen[bytes]
    mark: str
    port: int
    tls_port: int
    folder: Path
    log: Path
    users: Mapping[str, str]

    def learner(self, name: str, *, tls: bool = False) -> Learner:
        """The server of a user, whether it runs already or not."""
        name = self.users.get(name, name)
        address = f"https://{NAME}:{self.tls_port}" if tls else f"http://{NAME}:{self.port}"
        scratch = self.folder / "scratch" / name
        home = scratch if scratch.exists() else self.folder / "homes" / name
        setting = home / ".jupyter" / "lab" / Path(WINDOWING).relative_to("jupyterlab")
        setting.parent.mkdir(parents=True, exist_ok=True)
        setting.write_text(json.dumps({"windowingMode": "none"}))
        if name in self.users.values():
            shutil.chown(home / ".jupyter", name, name)
            for made in (home / ".jupyter").rglob("*"):
                shutil.chown(made, name, name)
        return Learner(
            self.process,
            self.mark,
            address,
            "",
            home,
            home / "my-notebooks",
            name,
            f"http://127.0.0.1:{self.port}",
        )

    def start(self, learner: Learner) -> None:
        """Start a learner's server without a browser, and wait for it."""
        with contextlib.suppress(urllib.error.HTTPError):  # who has logged in before is known already
            self.api(f"users/{learner.name}", "POST")
        self.api(f"users/{learner.name}/server", "POST")
        assert eventually(lambda: self.api(f"users/{learner.name}")["server"]), self.log.read_text()

    def api(self, path: str, method: str = "GET") -> Any:
        """Ask the hub itself ('users/ada/server')."""
        address = f"http://127.0.0.1:{self.port}/hub/api/{path}"
        return wire.ask(address, method=method, Authorization=f"token {API_TOKEN}")


@contextmanager
def hub() -> Iterator[Hub]:
    """Start a hub, and a proxy that ends TLS in front of it; end both and all they started."""
    mark = uuid.uuid4().hex
    with contextlib.ExitStack() as ending:
        # Not a folder of pytest's: that is closed to other users.
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="a-hub-")))
        folder.chmod(0o711)
        for name, mode in (("homes", 0o711), ("scratch", 0o711), ("temporary", 0o1777)):
            (folder / name).mkdir()
            (folder / name).chmod(mode)
        users: dict[str, str] = {}
        programs = Path(sys.executable).parent
        if unix_users.why_none():
            changes = MADE_UP.format(password=PASSWORD, homes=str(folder / "homes"))
        else:
            users = {name: unix_users.unused(name) for name in ("ada", "bob", "eve")}
            ending.enter_context(unix_users.unix_users(folder / "homes", PASSWORD, list(users.values())))
            programs = unix_users.programs_for_everybody(folder / "python")
            changes = _without_home(folder, users["eve"])
        yield ending.enter_context(_running(folder, mark, programs, changes, users))


def _without_home(folder: Path, user: str) -> str:
    """Let `user` write no home, and have a folder as the page says; returns what the hub is told."""
    home, scratch = folder / "homes" / user, folder / "scratch" / user
    scratch.mkdir(mode=0o700)
    shutil.chown(scratch, user, user)
    shutil.chown(home, "root", "root")
    home.chmod(0o555)
    return HOMELESS.format(homeless=user, command=command_without_home(folder / "scratch"))


@contextmanager
def _running(
    folder: Path, mark: str, programs: Path, changes: str, users: Mapping[str, str]
) -> Iterator[Hub]:
    log = folder / "hub.log"
    port, hub_port, proxy_port = _free_ports(3)
    learners = {MARK: mark, "TMPDIR": str(folder / "temporary")}
    (folder / "jupyterhub_config.py").write_text(
        configuration()
        + CHANGES.format(
            programs=str(programs),
            environment=learners,
            port=port,
            hub_port=hub_port,
            proxy_port=proxy_port,
            proxy=[_node(), str(PROXY)],
            api_token=API_TOKEN,
        )
        + changes
    )
    environment = outside_environment(mark)
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', os.defpath)}"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "--config", "jupyterhub_config.py"],
            cwd=folder,
            env=environment | {"PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    with TlsProxy(folder, port) as tls:
        running = Hub(process, mark, port, tls.port, folder, log, users)
        with answering(process, mark, log, lambda: running.api("users") is not None):
            yield running


def _node() -> str:
    from awsguide.launch.programs import NODE

    found = NODE.find()
    assert found
    return found


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [port.getsockname()[1] for port in held]


class TlsProxy(Relay):
    """Speaks TLS with the browser, and plain http with the hub, which is not told so."""

    def __init__(self, folder: Path, target: int) -> None:
        super().__init__(target)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(_certificate(folder))

    def wrapped(self, connection: socket.socket) -> socket.socket:
        """What is said on the side of the browser, decrypted."""
        return self._context.wrap_socket(connection, server_side=True)


def _certificate(folder: Path) -> Path:
    """A certificate for the hub's name, signed by itself, with its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "hub.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return file
