"""A plain Jupyter server in which awsguide is installed, with a base address and folders that are thrown away."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from tests.processes import answering, eventually, modules, outside_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOKEN = "the-word-of-jupyter"


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Server:
    """A running server: its process, the mark of all it starts, its port, base ('/pre/fix/'), and folders."""

    process: subprocess.Popen[bytes]
    mark: str
    port: int
    base: str
    homes: Path
    log: Path

    def send(
        self, path: str, *, method: str = "GET", body: str | None = None, login: bool = True, **headers: str
    ) -> Answer:
        """Send one request below the base; `headers` are named with underscores."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if login:
            named["Authorization"] = f"token {TOKEN}"
        try:
            connection.request(method, self.base + path, body, named)
            answer = connection.getresponse()
            text = answer.read().decode()
            return Answer(
                answer.status,
                dict(answer.getheaders()),
                tuple(answer.headers.get_all("Set-Cookie", [])),
                text,
            )
        finally:
            connection.close()

    def ask(self, path: str, **asked: Any) -> Any:
        """Post to Jupyter's own interface ('kernels')."""
        return json.loads(self.send(f"api/{path}", method="POST", body=json.dumps(asked)).text)

    def start_kernel(self, name: str = "awsguide-sandbox") -> str:
        """Start a kernel and wait until it has decided which AWS it talks to; returns its id."""
        identifier: str = self.ask("kernels", name=name)["id"]
        assert eventually(
            lambda: any(
                row.status == psutil.CONN_LISTEN
                for process in self.kernels(identifier)
                for row in process.net_connections()
            )
        ), self.log.read_text()
        return identifier

    def kernels(self, identifier: str) -> list[psutil.Process]:
        """The process of a kernel, once it is there."""
        return [
            process
            for process in modules(self.mark, "awsguide.launch.kernel")
            if any(identifier in word for word in process.cmdline())
        ]

    def sandboxes(self) -> list[Path]:
        """The homes of this server's sandboxes."""
        return sorted(self.homes.glob("awsguide-sandbox-*"))

    def endpoint(self) -> str:
        """The address of its sandbox, once there is one."""
        files = [home / ".awsguide" / "sandbox.json" for home in self.sandboxes()]
        found = eventually(lambda: [file for file in files if file.is_file()])
        endpoint: str = json.loads(found[0].read_text())["endpoint"]
        return endpoint


@contextmanager
def server(
    folder: Path, mark: str, *options: str, base: str = "/pre/fix/", program: str = "server"
) -> Iterator[Server]:
    """Start `jupyter server` (or `program` "lab") and end it with SIGTERM, as a hub does."""
    homes, log = folder / "homes", folder / "server.log"
    homes.mkdir(exist_ok=True)
    environment = outside_environment(
        mark, TMPDIR=str(homes), HOME=str(folder), JUPYTER_RUNTIME_DIR=str(folder / "runtime"),
        JUPYTER_TOKEN=TOKEN, SHELL="/bin/bash",
    )  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "jupyter", program, "--no-browser", "--allow-root",
                f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.base_url={base}",
                f"--ServerApp.root_dir={folder}", *options,
            ],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
    running = Server(process, mark, port, base, homes, log)

    with answering(process, mark, log, lambda: running.send("api/status").status == 200):
        yield running
