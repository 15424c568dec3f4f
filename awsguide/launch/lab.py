"""JupyterLab on the reader's copy of the notebooks, in this process, until it is closed.

It listens on 127.0.0.1 unless it is told otherwise, keeps Jupyter's token wherever it listens, asks nobody for news or
extensions, and offers our two kernels and no other: a notebook in it talks to the sandbox or to the reader's own AWS,
and says which. It refuses to start the sandbox itself: our extension of Jupyter servers does, here as in any other.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from awsguide.explanations import explain
from awsguide.launch import working_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from awsguide.launch.working_copy import Outcome

PACKAGE = Path(__file__).resolve().parent.parent
SETTINGS = PACKAGE / "launch" / "lab_settings"
START_PAGE = "00-start-here.ipynb"
DEFAULT_PORT = 8888
LOOPBACK = "127.0.0.1"
EXTENSION = "awsguide.launch.jupyter_extension"

# Each target with the folder of its copy and the kernel that the copied notebooks name.
COPIES = {
    "sandbox": ("my-notebooks", "awsguide-sandbox", "awsguide: SANDBOX"),
    "aws": ("my-notebooks-aws", "awsguide-aws", "awsguide: YOUR AWS"),
}


def checkout() -> Path | None:
    """The checkout that this package is used from, or None when it is installed from a wheel."""
    root = PACKAGE.parent
    return root if (root / "guide.py").is_file() and (root / "pyproject.toml").is_file() else None


def notebooks() -> Path:
    """Where the notebooks to copy are: in the checkout, or inside the installed package."""
    root = checkout()
    return root / "notebooks" if root else PACKAGE / "notebooks"


def make_copy(target: str) -> tuple[Path, Outcome]:
    """Make or refresh the copy for a target ('sandbox' or 'aws') in the current folder."""
    copy = Path.cwd() / COPIES[target][0]
    return copy, working_copy.refresh(notebooks(), copy, _kernelspec(target))


def put_beside(target: str, name: str) -> str:
    """Put the original of the notebook `name` into the copy, beside the edited one; returns its file name."""
    return working_copy.put_beside(notebooks(), Path.cwd() / COPIES[target][0], name, _kernelspec(target))


def _kernelspec(target: str) -> dict[str, str]:
    _, kernel, display_name = COPIES[target]
    return {"display_name": display_name, "language": "python", "name": kernel}


def lab_options(
    copy: Path,
    target: str,
    *,
    port: int | None = None,
    ip: str = LOOPBACK,
    browser: bool = False,
    start_page: str = START_PAGE,
    seed: Path | None = None,
    faults: Sequence[str] = (),
) -> list[str]:
    """The command line of JupyterLab; `port` None takes the first free one from 8888."""
    kernel = COPIES[target][1]
    options = {
        "ServerApp.ip": ip,
        "ServerApp.port": port or DEFAULT_PORT,
        "ServerApp.port_retries": 0 if port else 50,
        "ServerApp.open_browser": browser,
        "ServerApp.root_dir": copy,
        # Ctrl-C stops: there is nothing to lose that a question would save.
        "ServerApp.answer_yes": True,
        # Containers run as root.
        "ServerApp.allow_root": True,
        # What remains is for people: what went wrong, and our own line with the address.
        "ServerApp.log_level": "WARN",
        "LabApp.log_level": "WARN",
        "LabApp.default_url": f"/doc/tree/{start_page}",
        "LabApp.app_settings_dir": SETTINGS,
        "LabApp.workspaces_dir": copy / working_copy.OWN_FOLDER / "workspaces",
        "LabApp.extension_manager": "readonly",
        "MultiKernelManager.default_kernel_name": kernel,
        "KernelSpecManager.ensure_native_kernel": False,
        # Also where the environment does not enable it: the folder of a wheel that was only unpacked.
        "ServerApp.jpserver_extensions": {EXTENSION: True},
        "AwsguideSandbox.terminals": target == "sandbox",
    }
    if seed is not None:
        options["AwsguideSandbox.seed"] = seed
    several = {
        "KernelSpecManager.allowed_kernelspecs": [row[1] for row in COPIES.values()],
        "AwsguideSandbox.faults": faults,
    }
    return [f"--{name}={value}" for name, value in options.items()] + [
        f"--{name}={value}" for name, values in several.items() for value in values
    ]


# Where Jupyter keeps files of its own, each with the variable that moves it; the second moves the third too.
_JUPYTERS_OWN = (
    ("JUPYTER_CONFIG_DIR", "jupyter_config_dir"),
    ("JUPYTER_DATA_DIR", "jupyter_data_dir"),
    ("JUPYTER_RUNTIME_DIR", "jupyter_runtime_dir"),
)


def can_write(folder: Path) -> bool:
    """Whether a file can be made in a folder, which is made if need be; seen by trying, since a mount may forbid it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def keep_beside(copy: Path) -> bool:
    """Let Jupyter keep its own files in the copy where the home cannot be written; returns whether it has to."""
    from jupyter_core import paths

    moved = False
    for variable, place in _JUPYTERS_OWN:
        if not can_write(Path(getattr(paths, place)())):
            os.environ[variable] = str(copy / working_copy.OWN_FOLDER / variable.lower())
            moved = True
    return moved


def require_free(port: int, ip: str = LOOPBACK) -> None:
    """Raise `CouldNotTry` when nothing can listen on this port of `ip`, an address or a name of this machine."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(ip, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise explain("address-not-here", address=ip, detail=f"{error}.") from error
    with socket.socket(family, kind) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRNOTAVAIL:
                raise explain("address-not-here", address=ip, detail=f"{error}.") from error
            busy = getattr(error, "errno", None) == errno.EADDRINUSE
            detail = "Another program uses it." if busy else f"{error}."
            raise explain("port-taken", port=str(port), detail=detail) from error


def run(options: Sequence[str], say: Callable[[str], None]) -> None:
    """Run JupyterLab with these options until it is closed.

    `say` gets the sentence with JupyterLab's address, its token included, once it runs. Raises `CouldNotTry` where
    other machines could reach it without a login.
    """
    if hasattr(signal, "SIGHUP"):
        # A closed terminal window ends JupyterLab the way SIGTERM does: its kernels first.
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    from jupyterlab.labapp import LabApp

    server = LabApp.initialize_server(list(options))
    if server.ip not in (LOOPBACK, "localhost", "::1") and not server.identity_provider.auth_enabled:
        raise explain("lab-without-login", address=server.ip)
    # Jupyter names the address among advice about files; it stands in our own line alone.
    token = server.identity_provider.token
    server.log.addFilter(lambda record: not token or token not in record.getMessage())
    server.io_loop.add_callback(
        say, f"JupyterLab runs until you press Ctrl-C here. Its address: {server.display_url}"
    )
    server.start()


def kernels_found() -> dict[str, str]:
    """Our kernels that Jupyter finds, by name, with the folder of each."""
    from jupyter_client.kernelspec import KernelSpecManager

    found = KernelSpecManager().find_kernel_specs()
    return {row[1]: found[row[1]] for row in COPIES.values() if row[1] in found}


def extension_enabled() -> bool:
    """Whether Jupyter servers started from this environment load our extension."""
    from jupyter_core.paths import jupyter_config_path
    from jupyter_server.extension.config import ExtensionConfigManager

    settings = ExtensionConfigManager(read_config_path=jupyter_config_path())
    found: dict[str, bool] = settings.get_jpserver_extensions()  # type: ignore[no-untyped-call]
    return found.get(EXTENSION, False)


def starts_this_package(folder: str) -> bool:
    """Whether the kernel described in `folder` runs our own module."""
    try:
        described = json.loads((Path(folder) / "kernel.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return "awsguide.launch.kernel" in described.get("argv", ())
