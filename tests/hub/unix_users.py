"""Unix users of this machine for the time of a test, and our programs where those users may run them.

Users are made with the system's own `useradd`, under names that nobody has, and are gone when the test is. Without root
there are none, and `why_none` says so.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import sysconfig
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NOBODY = 65534
SYSTEM_PYTHON = "/usr/bin/python3"
VERSION = "import sys; print(sys.version_info[:2])"


@cache
def why_none() -> str:
    """Why this machine gives no Unix users to a test; '' where it does."""
    if os.name == "nt" or os.geteuid() != 0:
        return "the learners were not tried as Unix users of their own: only root can make some"
    missing = [name for name in ("useradd", "userdel", "chpasswd") if shutil.which(name) is None]
    if missing:
        return f"the learners were not tried as Unix users of their own: there is no {missing[0]} here"
    if not _everybody_runs(sys.executable) and _said([SYSTEM_PYTHON, "-c", VERSION]) != _said(
        [sys.executable, "-c", VERSION]
    ):
        return f"the learners were not tried as Unix users of their own: they may not run {sys.executable}"
    return ""


@contextmanager
def unix_users(homes: Path, password: str, names: Sequence[str]) -> Iterator[None]:
    """Make these users, each with a home below `homes`; they and what they run end with the test."""
    made: list[str] = []
    try:
        for name in names:
            home = str(homes / name)
            subprocess.run(
                ["useradd", "--create-home", "--home-dir", home, "--shell", "/bin/bash", name], check=True
            )
            made.append(name)
            subprocess.run(["chpasswd"], input=f"{name}:{password}\n", text=True, check=True)
        yield
    finally:
        for name in made:
            subprocess.run(["userdel", "--force", name], check=False, capture_output=True)


def unused(name: str) -> str:
    """A name for a user that nobody has here."""
    return f"{name}-{secrets.token_hex(3)}"


def programs_for_everybody(folder: Path) -> Path:
    """Where every user of this machine finds `awsguide` and `jupyterhub-singleuser`: beside our Python, or in `folder`.

    Where our Python lies in a home that is closed to others, the system's own runs the same packages.
    """
    here = Path(sys.executable).parent
    if _everybody_runs(sys.executable):
        return here
    subprocess.run([SYSTEM_PYTHON, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python3.*/site-packages")
    (packages / "of-the-tests.pth").write_text(
        f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    )
    for name in ("etc", "share"):
        (folder / name).symlink_to(Path(sys.prefix) / name)
    first, ours = f"#!{here}".encode(), folder / "bin"
    for program in here.iterdir():
        content = program.read_bytes() if program.is_file() and not program.is_symlink() else b""
        if content.startswith(first):
            copied = ours / program.name
            copied.write_bytes(b"#!" + bytes(ours / "python3") + b"\n" + content.partition(b"\n")[2])
            copied.chmod(0o755)
    return ours


def _everybody_runs(program: str) -> bool:
    try:
        done = subprocess.run(
            [program, "-c", "import jupyterhub"],
            user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", capture_output=True, check=False,
        )  # fmt: skip
    except OSError:
        return False
    return done.returncode == 0


def _said(command: Sequence[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
