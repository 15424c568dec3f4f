"""What maintainers run: every test (`guide.py test`), the site (`guide.py docs`) and slides (`guide.py slides`).

Each check is a row: what it is and the command. All of them run, the first failure does not hide the others. It
refuses to install programs: without Node.js or Chromium the tests that need them are left out, and that is said.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from awsguide.launch import programs

Say = Callable[[str], None]
CELL_SECONDS = 60
SITE_PORT = 8000
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Check:
    """One command of the test run, in the folder `where`, with `variables` added to its environment."""

    what: str
    command: tuple[str, ...]
    where: Path
    variables: dict[str, str] = field(default_factory=dict)

    def run(self) -> bool:
        """Run it, its output straight through; return whether it went well."""
        environment = os.environ | self.variables
        # The tests start hundreds of processes; with this set, each would compile boto3 and moto anew.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        return subprocess.run(self.command, cwd=self.where, env=environment, check=False).returncode == 0


def checks(where: Path) -> list[Check]:
    """Every check of a test run, in order."""
    return [
        *javascript_packages(where, javascript_folders(where)),
        Check("ruff check", _python("ruff", "check"), where),
        Check("ruff format", _python("ruff", "format", "--check"), where),
        Check("mypy", _python("mypy"), where),
        Check("pytest", _python("pytest", *SIDE_BY_SIDE), where),
        Check(
            "the notebooks",
            _python("pytest", "--nbval", "notebooks", f"--nbval-cell-timeout={CELL_SECONDS}", *FILE_BY_FILE),
            where,
            {"AWSGUIDE_AUTOPILOT": "1"},
        ),
    ]


def javascript_packages(where: Path, folders: Sequence[Path]) -> list[Check]:
    """The commands that fetch the JavaScript packages of these folders, where npm is there to do it."""
    npm = programs.NPM.find()
    return [
        Check(f"the JavaScript packages of {folder.relative_to(where)}", (npm, "ci", *NPM_OPTIONS), folder)
        for folder in folders
        if npm and programs.NODE.find() and is_for_this_machine(folder) and not is_installed(folder)
    ]


# Two processes, for much of the time goes into waiting; `tests/conftest.py` says which tests stay together. They go
# in the order of their names, for the browser's tests take longest and come first so.
SIDE_BY_SIDE = ("-n", "2", "--no-loadscope-reorder")
FILE_BY_FILE = ("-n", "2", "--dist", "loadfile")
NPM_OPTIONS = ("--no-audit", "--no-fund", "--loglevel=error")
# What processors are called by Python, and by npm.
PROCESSORS = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}


def javascript_folders(where: Path) -> list[Path]:
    """The folders with JavaScript packages of their own."""
    found = [
        *where.glob("package-lock.json"),
        *where.glob("*/package-lock.json"),
        *where.glob("*/*/package-lock.json"),
        *where.glob("*/*/*/package-lock.json"),
    ]
    return sorted(
        lock.parent for lock in found if "node_modules" not in lock.parts and ".venv" not in lock.parts
    )


def is_for_this_machine(folder: Path) -> bool:
    """Whether the packages of a folder are for this system and processor; package.json says so in 'os' and 'cpu'."""
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    machine = platform.machine().lower()
    here = {"os": sys.platform, "cpu": PROCESSORS.get(machine, machine)}
    return all(name in wanted.get(field, [name]) for field, name in here.items())


def is_installed(folder: Path) -> bool:
    """Whether npm has installed what the lock file says since it was last changed."""
    try:
        installed = (folder / "node_modules" / ".package-lock.json").stat().st_mtime
    except OSError:
        return False
    return installed >= (folder / "package-lock.json").stat().st_mtime


def test(say: Say) -> bool:
    """Run every check and say how each went; return whether all went well."""
    failed = []
    for check in checks(ROOT):
        say(f"{check.what} ...")
        started = time.monotonic()
        if check.run():
            say(f"{check.what} passed in {time.monotonic() - started:.0f} s")
        else:
            failed.append(check.what)
            say(f"{check.what} FAILED after {time.monotonic() - started:.0f} s")
    for folder in javascript_folders(ROOT):
        if not is_for_this_machine(folder):
            say(
                f"The packages of {folder} are for another system or processor, so their tests were left out."
            )
    missing = [program for program in programs.FOR_TESTS if program.find() is None]
    for program in missing:
        say(f"{program.what} was not found, so some tests were left out: {program.without}.")
    say(f"FAILED: {', '.join(failed)}." if failed else "All went well.")
    return not failed


def documentation(*, serve: bool) -> bool:
    """Build the site into `site/`, or show it until Ctrl-C; return whether it went well.

    Without npm the site is built without what lets its readers run a page, and the build says so.
    """
    where = ROOT
    if not all(packages.run() for packages in javascript_packages(where, [where / "tools" / "page"])):
        return False
    action = ("serve", f"--dev-addr=127.0.0.1:{_free_port()}") if serve else ("build", "--strict")
    return Check("the site", _python("mkdocs", *action), where).run()


def presentation() -> bool:
    """Make slides of the notebooks in `site/slides`; return whether it went well."""
    packages = javascript_packages(ROOT, [ROOT / "tools" / "slides_packages"])
    return all(one.run() for one in packages) and Check("slides", _python("tools.slides"), ROOT).run()


def _free_port() -> int:
    """The port on which mkdocs shows a site (8000), or any free one when that is in use."""
    for port in (SITE_PORT, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    return SITE_PORT


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, 'test', 'docs' or 'slides'; returns its exit code."""
    parser = argparse.ArgumentParser(prog="guide.py", description="What maintainers run, in a checkout.")
    commands = parser.add_subparsers(dest="name", required=True, metavar="COMMAND")
    commands.add_parser("test", help="every test")
    docs = commands.add_parser("docs", help="build the documentation site")
    docs.add_argument("--serve", action="store_true", help="show it and rebuild it on every change")
    commands.add_parser("slides", help="make slides of the notebooks, which need no network")
    options = parser.parse_args(arguments)
    run = {
        "test": lambda: test(_say),
        "docs": lambda: documentation(serve=options.serve),
        "slides": presentation,
    }
    try:
        went_well = run[options.name]()
    except KeyboardInterrupt:
        return 130
    return 0 if went_well else 1


def _say(sentence: str) -> None:
    sys.stderr.write(f"guide.py: {sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
