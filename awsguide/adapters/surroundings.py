"""The environment of this kernel: its variables, which AWS it says it talks to, and what kind of place this machine is.

The one module that reads and sets environment variables. It opens no file of the reader's.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from awsguide.adapters.browser import in_page

Target = Literal["sandbox", "aws", "unknown"]


# How the names of the accounts begin that exercises, levels and puzzles open in the sandbox.
LESSON_ACCOUNT = "lesson "
# The name of the place that is a page in a browser.
IN_PAGE = "page"


@dataclass(frozen=True)
class Place:
    """A reason to think that the browser runs elsewhere than this kernel; `reason` is a sentence for a person."""

    name: str
    reason: str


def environment(name: str, default: str = "") -> str:
    """An environment variable; `default` when it is unset or empty."""
    return os.environ.get(name) or default


def set_environment(name: str, value: str) -> None:
    """Set a variable for this process and for what it starts."""
    os.environ[name] = value


def target() -> Target:
    """Which AWS the kernel says it talks to: 'sandbox', 'aws', or 'unknown' when it is not one of our kernels."""
    found = environment("AWSGUIDE_TARGET")
    return "sandbox" if found == "sandbox" else "aws" if found == "aws" else "unknown"


def lesson_accounts() -> str:
    """How the names of accounts begin that are no part of the sandbox's company; '' on any other AWS."""
    return LESSON_ACCOUNT if target() == "sandbox" else ""


def sandbox_is_gone() -> bool:
    """Whether the sandbox of this kernel has ended: it takes the home along that notebooks see.

    Files that are looked for then are missing for that reason, and no other.
    """
    home = environment("HOME")
    return target() == "sandbox" and bool(home) and not Path(home).exists()


# Variables that a place sets for everything that runs in it.
_SIGNS = (
    ("jupyterhub", ("JUPYTERHUB_API_URL", "JUPYTERHUB_USER"), "This notebook runs on a JupyterHub server"),
    ("binder", ("BINDER_SERVICE_HOST", "BINDER_LAUNCH_HOST"), "This notebook runs on Binder"),
    ("codespaces", ("CODESPACES",), "This notebook runs in a codespace"),
    ("colab", ("COLAB_RELEASE_TAG",), "This notebook runs in Google Colab"),
    ("databricks", ("DATABRICKS_RUNTIME_VERSION",), "This notebook runs in Databricks"),
    ("sagemaker", ("SAGEMAKER_DOMAIN_ID", "SM_CURRENT_HOST"), "This notebook runs in SageMaker"),
    ("ssh", ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"), "This session came in over SSH"),
    ("wsl", ("WSL_DISTRO_NAME", "WSL_INTEROP"), "This kernel runs in WSL, the browser on Windows"),
    ("container", ("KUBERNETES_SERVICE_HOST", "REMOTE_CONTAINERS"), "This kernel runs in a container"),
)
_CONTAINER_FILES = (Path("/.dockerenv"), Path("/run/.containerenv"))
_KERNEL_VERSION = Path("/proc/version")


def places() -> tuple[Place, ...]:
    """Every reason to think that a browser cannot reach 127.0.0.1 of this kernel; empty when there is none."""
    if in_page.IN_BROWSER:
        return (Place(IN_PAGE, "This notebook runs inside a page, which cannot open a port."),)
    found = {
        name: f"{sentence} ({variable} is set)."
        for name, variables, sentence in _SIGNS
        for variable in reversed(variables)
        if environment(variable)
    }
    for path in _CONTAINER_FILES:
        if path.exists():
            found.setdefault("container", f"This kernel runs in a container ({path} is there).")
    try:
        version = _KERNEL_VERSION.read_text(encoding="utf-8", errors="replace")
    except OSError:
        version = ""
    if "microsoft" in version.lower():
        found.setdefault(
            "wsl", f"This kernel runs in WSL, the browser on Windows ({_KERNEL_VERSION} says so)."
        )
    return tuple(Place(name, reason) for name, reason in found.items())


def elsewhere() -> tuple[Place, ...]:
    """Every reason to think that the reader's browser cannot open this kernel's own pages; empty when there is none.

    A page that runs a notebook brings those pages to its reader itself.
    """
    return tuple(place for place in places() if place.name != IN_PAGE)


def on_windows() -> bool:
    """Whether programs here get their words as Windows splits them."""
    return os.name == "nt"


def own_command() -> str:
    """How another program starts this guide: its full path, because other programs have a PATH of their own."""
    beside = Path(sys.executable).with_name("awsguide.exe" if os.name == "nt" else "awsguide")
    return str(beside) if beside.exists() else (shutil.which("awsguide") or "awsguide")
