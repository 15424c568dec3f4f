"""What awsguide finds on this machine, a sentence each: for the person who wonders why something does not work.

It looks and changes nothing; no request is sent.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import awsguide
from awsguide.adapters.files import config_files, paths
from awsguide.config import conflicts
from awsguide.config.endpoint_overrides import overrides_in
from awsguide.core.errors import GuideError
from awsguide.launch import lab, programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from awsguide.config.sections import File

NEEDED = ("boto3", "botocore", "awscrt", "cryptography", "moto", "jupyterlab", "ipykernel", "ipywidgets")


@dataclass(frozen=True)
class Finding:
    """One sentence; `well` is False when awsguide cannot work as it is, True otherwise."""

    sentence: str
    well: bool = True


def findings() -> Iterator[Finding]:
    """Every finding, the ones about awsguide itself first."""
    yield Finding(
        f"awsguide {awsguide.__version__} runs on Python {platform.python_version()} ({sys.executable}), "
        f"{platform.system()}."
    )
    root = lab.checkout()
    yield Finding(f"It is used from the checkout {root}." if root else f"It is installed in {lab.PACKAGE}.")
    for name in NEEDED:
        yield _package(name)
    yield from _kernels()
    yield _extension()
    yield _notebooks()
    yield from _home()
    yield from _variables()
    yield _target()
    yield from _overrides_in_files()
    for program in programs.EVERY:
        yield _program(program)


def _package(name: str) -> Finding:
    try:
        return Finding(f"{name} {importlib.metadata.version(name)} is installed.")
    except importlib.metadata.PackageNotFoundError:
        return Finding(f"{name} is missing: install awsguide again.", well=False)


def _kernels() -> Iterator[Finding]:
    found = lab.kernels_found()
    for _, name, display_name in lab.COPIES.values():
        folder = found.get(name)
        if folder is None:
            yield Finding(
                f"Jupyter does not find the kernel '{display_name}': start Jupyter from the environment in which "
                "awsguide is installed, or install awsguide again.",
                well=False,
            )
        elif not lab.starts_this_package(folder):
            yield Finding(
                f"Jupyter finds another kernel named {name} in {folder}, which hides ours: remove or rename it.",
                well=False,
            )
        else:
            yield Finding(f"Jupyter finds the kernel '{display_name}' in {folder}.")


def _extension() -> Finding:
    if lab.extension_enabled():
        return Finding("Jupyter servers of this environment share one sandbox among their notebooks.")
    return Finding(
        "Jupyter servers do not load awsguide's extension, so each notebook has a sandbox of its own, and its pages "
        "are reached on this machine alone: install awsguide again, or enable it with `jupyter server extension enable "
        f"{lab.EXTENSION}`.",
        well=False,
    )


def _notebooks() -> Finding:
    folder = lab.notebooks()
    number = len(list(folder.glob("*.ipynb")))
    if number == 0:
        return Finding(f"There are no notebooks in {folder}: install awsguide again.", well=False)
    return Finding(f"{number} notebooks are in {folder}.")


def _home() -> Iterator[Finding]:
    """What a home that cannot be written means; nothing where it can be."""
    home = Path.home()
    if not lab.can_write(home):
        yield Finding(
            f"The home folder {home} cannot be written. A sign-in then lasts only as long as its kernel, profiles "
            "cannot be saved unless AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name files elsewhere, and "
            "`awsguide lab` keeps Jupyter's own files beside your notebooks."
        )


def _variables() -> Iterator[Finding]:
    """Variables that AWS's clients read differently, or that are set to nothing."""
    for problem in conflicts.variables(os.environ):
        yield Finding(f"{problem.what} {problem.why} {problem.next_step}")


def _target() -> Finding:
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    if os.environ.get("AWSGUIDE_TARGET") == "sandbox":
        return Finding(
            f"This command runs inside the sandbox at {endpoint}: AWS programs meet it, and nothing else."
        )
    overrides = sorted(name for name in os.environ if name.upper().startswith("AWS_ENDPOINT_URL"))
    if overrides:
        return Finding(
            f"This shell sends AWS programs to another endpoint than AWS's own ({', '.join(overrides)}); "
            "our kernels do not follow it."
        )
    return Finding("This shell is outside the sandbox: AWS programs started here talk to your own AWS.")


def _overrides_in_files() -> Iterator[Finding]:
    """Files that send AWS programs elsewhere; awsguide's own requests do not follow them on your own AWS."""
    if os.environ.get("AWSGUIDE_TARGET") == "sandbox":
        return
    files: tuple[File, ...] = ("config", "credentials")
    for file in files:
        try:
            path = paths.shown(paths.path_of(file))
            found = overrides_in(config_files.read_text(file), file)
        except GuideError as error:
            yield Finding(f"{error.what} {error.next_step}", well=False)
            continue
        if found:
            yield Finding(
                f"{path} sends AWS programs to another endpoint than AWS's own ({'; '.join(found)}); awsguide does not "
                "follow it, other programs do."
            )


def _program(program: programs.Program) -> Finding:
    path = program.find()
    if path is None:
        return Finding(f"{program.what} was not found: {program.without}.")
    version = program.version()
    sentence = f"{program.what} is {path}" + (f", version {version}." if version else ".")
    return Finding(f"{sentence} {programs.too_old(program, version)}".strip())
