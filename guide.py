#!/usr/bin/env python3
"""Sets awsguide up in `.venv`, beside this file, and hands over to a command in it.

    python3 guide.py lab      JupyterLab on the notebooks, with an AWS of its own
    python3 guide.py test     every test
    python3 guide.py docs     the documentation site
    python3 guide.py slides   slides of the notebooks, for a class
    python3 guide.py setup    the set-up alone

Every other command of awsguide works the same way: python3 guide.py sandbox, company, class, which, ...

Standard library only. What is written stays inside `.venv`, but for uv's own cache of what it downloads; Python itself
and other environments are not touched. The syntax is old on purpose: a Python that is too old must still be able to
read this file and say so.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is the one that meets other versions
    sys.exit(
        f"awsguide needs Python 3.11 or newer, and this is Python {sys.version_info[0]}.{sys.version_info[1]}: "
        "install a newer one, then run this command with it (for example: python3.11 guide.py lab)."
    )

import difflib
import hashlib
import importlib.util
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "awsguide-setup.json"
LOG = VENV / "awsguide-setup.log"
CONSTRAINTS = ROOT / "constraints.txt"

# Each command with the extras of pyproject.toml that it needs.
COMMANDS = {
    "setup": (),
    "lab": (),
    "notebooks": (),
    "sandbox": (),
    "credentials": (),
    "which": (),
    "inventory": (),
    "diagnose": (),
    "profiles": (),
    "company": (),
    "class": (),
    "doctor": (),
    "docs": ("docs",),
    "slides": ("docs",),
    "test": ("docs", "test"),
}

# What only maintainers run, from `tools/`; the other commands are the installed package's own.
CHECKOUT_COMMANDS = ("docs", "slides", "test")

# What installers print, and what it means to a person: the first row whose words occur is the one that is said.
EXPLANATIONS = (
    (
        ("no space left on device", "disk quota exceeded"),
        "The disk is full, and awsguide needs about 700 MB: make room, then run this command again.",
    ),
    (
        ("permission denied", "read-only file system", "access is denied"),
        "This folder cannot be written to, and .venv belongs in it: copy the checkout to a folder of your own, "
        "then run this command there.",
    ),
    (
        (
            "temporary failure in name resolution",
            "name or service not known",
            "nodename nor servname",
            "getaddrinfo failed",
            "dns error",
            "network is unreachable",
            "connection refused",
            "failed to establish a new connection",
            "connection timed out",
            "read timed out",
            "operation timed out",
            "error sending request",
            "proxyerror",
        ),
        "The Python packages could not be fetched, because the package index did not answer: check the network "
        "(behind a proxy, set HTTPS_PROXY), then run this command again; it goes on where it stopped.",
    ),
)


class Stopped(Exception):
    """The set-up cannot go on; the text is the one sentence to show."""


def program(name: str) -> Path:
    """The path of a program inside `.venv`, on this platform."""
    if os.name == "nt":
        return VENV / "Scripts" / f"{name}.exe"
    return VENV / "bin" / name


def wanted_digest() -> str:
    """A digest of everything an installation depends on: when it changes, the set-up runs again."""
    digest = hashlib.sha256(str(ROOT).encode())
    parts = [ROOT / "pyproject.toml", CONSTRAINTS]
    parts += sorted((ROOT / "kernels").glob("*/*.json"))
    for part in parts:
        digest.update(part.name.encode() + part.read_bytes())
    return digest.hexdigest()


def read_stamp() -> dict[str, Any]:
    """What the last set-up that finished has written: its digest and extras."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        return {"digest": str(stamp["digest"]), "extras": [str(extra) for extra in stamp["extras"]]}
    except (OSError, ValueError, KeyError, TypeError):
        return {"digest": "", "extras": []}


def pinned_version(name: str) -> str:
    """The version that constraints.txt pins for a package."""
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        package, _, version = line.partition("==")
        if package == name:
            return version
    raise Stopped(
        "constraints.txt does not name " + name + ", so this checkout is not whole: clone it again."
    )


def environment() -> dict[str, str]:
    """The person's environment without what would send an installation somewhere else than `.venv`."""
    removed = (
        "PYTHONHOME",
        "PYTHONPATH",
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "PIP_USER",
        "PIP_TARGET",
        "PIP_PREFIX",
    )
    kept = {name: value for name, value in os.environ.items() if name not in removed}
    kept["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    kept["PIP_NO_INPUT"] = "1"
    return kept


def run(arguments: list[Any]) -> tuple[bool, str]:
    """Run a program; return whether it went well, and all that it printed."""
    try:
        done = subprocess.run(
            [str(argument) for argument in arguments],
            check=False,
            cwd=str(ROOT),
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        return False, str(error)
    return done.returncode == 0, done.stdout.decode("utf-8", "replace")


def explain(output: str) -> str:
    """The sentence for what an installer printed, or an empty string when no row knows it."""
    lowered = output.lower()
    for words, sentence in EXPLANATIONS:
        if any(word in lowered for word in words):
            return sentence
    return ""


def stop(what: str, output: str) -> NoReturn:
    """Raise `Stopped` with the sentence that fits the output; keep the whole output in a log file."""
    sentence = explain(output)
    if sentence:
        raise Stopped(sentence)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    where = ""
    try:
        LOG.write_text(output, encoding="utf-8")
        where = " The whole output is in " + str(LOG) + "."
    except OSError:
        pass
    raise Stopped(what + " failed: " + (lines[-1] if lines else "it printed nothing") + "." + where)


def venv_works() -> bool:
    """Whether `.venv` holds a Python that runs and is new enough."""
    went_well, _ = run([program("python"), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])
    return went_well


def make_venv() -> None:
    """Make `.venv`, or mend it; leave it alone when it works."""
    if venv_works():
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Stopped(
            "Python's venv module is missing (Debian and Ubuntu ship it apart), and .venv is made with it: run "
            f"`sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv`, then this command again."
        )
    clear = ["--clear"] if (VENV / "pyvenv.cfg").exists() else []
    went_well, output = run([sys.executable, "-m", "venv", *clear, VENV])
    if not went_well:
        stop("Making .venv", output)


def get_uv() -> bool:
    """Put the pinned uv into `.venv`; return whether it is there. Without it, pip does the installing."""
    version = pinned_version("uv")
    went_well, output = run([program("uv"), "--version"])
    if went_well and output.split()[1:2] == [version]:
        return True
    if not run([program("python"), "-m", "pip", "--version"])[0]:
        went_well, output = run([program("python"), "-m", "ensurepip", "--upgrade"])
        if not went_well:
            stop("Putting pip into .venv", output)
    went_well, output = run([program("python"), "-m", "pip", "install", "--quiet", "uv==" + version])
    if not went_well and explain(output):
        raise Stopped(explain(output))
    return went_well


def install(extras: list[str], with_uv: bool) -> None:
    """Install the pinned packages and awsguide itself, editable, into `.venv`."""
    target = "." + ("[" + ",".join(extras) + "]" if extras else "")
    ways = [[program("python"), "-m", "pip", "install", "-c", CONSTRAINTS, "-e", target]]
    if with_uv:
        uv = [program("uv"), "pip", "install", "--python", program("python")]
        ways.insert(0, [*uv, "-c", CONSTRAINTS, "-b", CONSTRAINTS, "-e", target])
    for way in ways:
        went_well, output = run(way)
        if went_well:
            return
    # uv is asked first and does not read pip's settings: when both fail, pip's words are the ones that count.
    stop("Installing the packages", output)


def is_set_up(extras: tuple[str, ...]) -> bool:
    """Whether `.venv` is what this checkout and these extras ask for."""
    stamp = read_stamp()
    current = stamp["digest"] == wanted_digest() and set(extras) <= set(stamp["extras"])
    return current and program("awsguide").exists()


def set_up(extras: tuple[str, ...]) -> None:
    """Bring `.venv` up to what this checkout and these extras ask for, with a line per step; skip what is done."""
    if is_set_up(extras):
        return
    stamp = read_stamp()
    digest = wanted_digest()
    every_extra = sorted({*extras, *stamp["extras"]})
    started = time.monotonic()
    if STAMP.exists():
        STAMP.unlink()
    say("1/3 a Python environment in .venv")
    make_venv()
    say("2/3 uv, which installs the rest")
    with_uv = get_uv()
    say(
        "3/3 the packages, in the versions of constraints.txt"
        + ("" if with_uv else " (with pip, this takes longer)")
    )
    install(every_extra, with_uv)
    STAMP.write_text(json.dumps({"digest": digest, "extras": every_extra}), encoding="utf-8")
    say(f"ready after {time.monotonic() - started:.0f} s")


def say(line: str) -> None:
    """Print a progress line at once, beside a command's own output and not in it."""
    print("guide.py: " + line, file=sys.stderr, flush=True)


def hand_over(arguments: list[str]) -> int:
    """Become the command; on Windows, which cannot, run it and wait. Returns its exit code."""
    command = [str(program("awsguide")), *arguments]
    if arguments[0] in CHECKOUT_COMMANDS:
        os.chdir(ROOT)
        command = [str(program("python")), "-m", "tools.checks", *arguments]
    if os.name != "nt":
        os.execv(command[0], command)
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            # Ctrl-C went to the child as well: it stops what it started, and this process waits for that.
            continue


# The command line needs the standard library alone; what it starts needs the packages.
READ_OPTIONS = """
import sys
try:
    from awsguide.launch.cli import read
except ImportError:
    sys.exit(77)
read(sys.argv[1:])
sys.exit(77)
"""


def options_end(arguments: list[str]) -> int | None:
    """The exit code where a command's options end it: one is wrong and named, or help is shown. None to go on."""
    if arguments[0] == "setup" or arguments[0] in CHECKOUT_COMMANDS:
        return None
    done = subprocess.run(
        [sys.executable, "-c", READ_OPTIONS, *arguments], check=False, cwd=str(ROOT), env=environment()
    )
    return None if done.returncode == 77 else done.returncode


def unknown(command: str) -> str:
    """What is said of a command that there is none of."""
    near = difflib.get_close_matches(command, COMMANDS, n=1)
    return f"guide.py: there is no command '{command[:40]}'" + (
        f"; did you mean '{near[0]}'?" if near else "."
    )


def main(arguments: list[str]) -> int:
    """Set up and hand over; returns the exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        asked = arguments[:1] in ([], ["-h"], ["--help"])
        if not asked:
            print(unknown(arguments[0]), file=sys.stderr)
        print(__doc__)
        return 0 if asked else 2
    try:
        # Before anything is set up; what is set up already says it just as well.
        code = None if is_set_up(COMMANDS[arguments[0]]) else options_end(arguments)
        if code is not None:
            return code
        set_up(COMMANDS[arguments[0]])
        if arguments[0] == "setup":
            return 0
        if arguments[0] == "lab":
            # The reader's copy of the notebooks belongs beside this file, wherever the command was typed.
            os.chdir(ROOT)
        return hand_over(arguments)
    except Stopped as stopped:
        print("guide.py: " + str(stopped), file=sys.stderr)
    except OSError as error:
        print("guide.py: " + (explain(str(error)) or str(error)), file=sys.stderr)
    except KeyboardInterrupt:
        print("guide.py: stopped; the next run goes on from here.", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
