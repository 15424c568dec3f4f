"""`awsguide lab` as a process of its own, with a home and a working copy that are thrown away."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from jupyter_client.blocking import BlockingKernelClient

from tests import wire
from tests.processes import LAB_ADDRESS, answering, marked, outside_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

# Every cell is in the page, also those that are out of sight.
WINDOWING = "jupyterlab/user-settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"


@dataclass(frozen=True)
class Laboratory:
    """A running `awsguide lab`: its process, its address ('http://127.0.0.1:PORT') and token, and its folders."""

    process: subprocess.Popen[bytes]
    mark: str
    address: str
    token: str
    home: Path
    copy: Path

    @property
    def runtime(self) -> Path:
        """Where Jupyter says how its kernels are reached."""
        return self.home / "jupyter-runtime"

    def url(self, notebook: str) -> str:
        """Where a browser opens a notebook without the file browser beside it."""
        return f"{self.address}/doc/tree/{notebook}?token={self.token}"

    def ask(self, path: str) -> Any:
        """JupyterLab's own answer to a question such as 'sessions'."""
        return wire.ask(f"{self.address}/api/{path}", Authorization=f"token {self.token}")

    def kernel_of(self, notebook: str) -> Any:
        """What JupyterLab says about the kernel of a notebook, or None when it has none yet."""
        return next((row["kernel"] for row in self.ask("sessions") if row["path"] == notebook), None)

    def is_ready(self, notebook: str) -> bool:
        """Whether a browser is connected to the notebook's kernel, and the kernel has nothing to do."""
        kernel = self.kernel_of(notebook)
        return bool(kernel and kernel["connections"] and kernel["execution_state"] == "idle")

    def kill_kernel(self, notebook: str) -> None:
        """What a machine that runs out of memory does to the notebook's kernel."""
        kernel = f"kernel-{self.kernel_of(notebook)['id']}.json"
        for process in self.processes():
            if any(kernel in word for word in process.cmdline()):
                process.kill()

    def processes(self) -> list[psutil.Process]:
        """Everything that this started, however indirectly."""
        return marked(self.mark)

    def sandboxes(self) -> list[psutil.Process]:
        """The processes of the embedded AWS: none before a kernel wants one, one afterwards."""
        return [row for row in self.processes() if "aws_sandbox" in row.cmdline()]

    @property
    def sandbox(self) -> psutil.Process:
        """The process of the embedded AWS."""
        (found,) = self.sandboxes()
        return found

    @property
    def sandbox_home(self) -> Path:
        """The home that notebooks see."""
        words = self.sandbox.cmdline()
        return Path(words[words.index("--home") + 1])

    def stored_tokens(self) -> list[str]:
        """The files of the token cache that hold a token."""
        cache = self.sandbox_home / ".aws" / "sso" / "cache"
        return [file.name for file in cache.glob("*.json") if "accessToken" in json.loads(file.read_text())]

    def forget_sign_ins(self) -> None:
        """Take the stored tokens away, as somebody who never signed in here."""
        if not self.sandboxes():
            return
        for file in (self.sandbox_home / ".aws" / "sso" / "cache").glob("*.json"):
            file.unlink()

    def stored_secrets(self) -> set[str]:
        """Every secret of a sign-in that is in the token cache at this moment."""
        found = set()
        for file in (self.sandbox_home / ".aws" / "sso" / "cache").glob("*.json"):
            content = json.loads(file.read_text())
            found |= {
                content[name] for name in ("accessToken", "refreshToken", "clientSecret") if content.get(name)
            }
        return found

    def value(self, notebook: str, expression: str) -> str:
        """A string out of the notebook's kernel, which its browser does not get to see."""
        file = self.runtime / f"kernel-{self.kernel_of(notebook)['id']}.json"
        client = BlockingKernelClient(connection_file=str(file))
        client.load_connection_file()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)
            reply = client.execute_interactive(
                "", silent=True, user_expressions={"value": expression}, timeout=60
            )
        finally:
            client.stop_channels()
        found = reply["content"]["user_expressions"]["value"]
        assert found["status"] == "ok", found
        return str(found["data"]["text/plain"])[1:-1]

    def press_control_c(self) -> None:
        """What Ctrl-C in its terminal does: everything in the foreground gets SIGINT."""
        os.killpg(self.process.pid, signal.SIGINT)


@contextmanager
def laboratory(folder: Path) -> Iterator[Laboratory]:
    """Start `awsguide lab --no-browser` in `folder` and end it, with all that it has started."""
    home, mark = folder / "home", uuid.uuid4().hex
    setting = home / WINDOWING
    setting.parent.mkdir(parents=True)
    setting.write_text(json.dumps({"windowingMode": "none"}))
    log = folder / "lab.log"
    environment = outside_environment(
        mark,
        HOME=str(home),
        USERPROFILE=str(home),
        JUPYTERLAB_SETTINGS_DIR=str(home / "jupyterlab" / "user-settings"),
        JUPYTER_RUNTIME_DIR=str(home / "jupyter-runtime"),
    )
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "awsguide.launch.cli", "lab", "--no-browser", "--port", "0"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    with answering(process, mark, log, lambda: LAB_ADDRESS.search(log.read_text())) as found:
        yield Laboratory(process, mark, found[1], found[2], home, folder / "my-notebooks")
