"""The `awsguide` command, with a command for each thing that is started from a terminal.

It reads the command line, calls the module that does the work, and turns what went wrong into one sentence and an
exit code; it refuses to show a traceback for anything a person can act on.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import awsguide
from aws_sandbox.server import child
from aws_sandbox.server.process import CannotStart, run
from awsguide.core.errors import GuideError
from awsguide.launch import credentials, diagnose, inventory, profiles, which
from awsguide.launch.seeding import seed_command

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOT_FOUND = 127


def read(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """The options of a command line, and the command that follows '--'; what is wrong ends with its name (SystemExit).

    Nothing is done yet: `guide.py` reads them before it sets anything up.
    """
    # What follows '--' is another program's command line and none of our options.
    ours, command = list(arguments), []
    if "--" in ours:
        ours, command = ours[: ours.index("--")], ours[ours.index("--") + 1 :]
    return _parser().parse_args(ours), command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given:
        _parser().print_help(sys.stderr)
        return 2
    options, command = read(given)
    if command and options.name != "sandbox":
        return _problem("Only `awsguide sandbox` runs a command after '--'.")
    options.command = command
    try:
        code: int = options.does(options)
        sys.stdout.flush()
    except (GuideError, CannotStart) as problem:
        return _problem(str(problem))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has seen enough (`awsguide which | head`); the interpreter must not try again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE if hasattr(signal, "SIGPIPE") else 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="awsguide", description="From 'I need to call AWS from code' to credentials that work."
    )
    parser.add_argument("--version", action="version", version=f"awsguide {awsguide.__version__}")
    commands = parser.add_subparsers(dest="name", required=True, metavar="COMMAND")

    command = commands.add_parser(
        "lab",
        help="JupyterLab on your copy of the notebooks",
        description="Opens JupyterLab on your copy of the notebooks, with a sandbox for it, until you press Ctrl-C.",
    )
    command.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
    command.add_argument("--port", type=_port, help="the port of JupyterLab (the first free one from 8888)")
    command.add_argument(
        "--ip",
        default="127.0.0.1",
        help="the address to listen at, with its token: 0.0.0.0 in a container whose port is published",
    )
    _add_copy(command)
    _add_company(command, fault_type=_fault)
    command.set_defaults(does=_lab)

    command = commands.add_parser(
        "notebooks",
        help="your copy of the notebooks alone: made, or brought up to date",
        description="Makes your copy of the notebooks, or brings it up to date. A notebook that you edited is kept.",
    )
    _add_copy(command)
    command.set_defaults(does=_notebooks)

    command = commands.add_parser(
        "sandbox",
        help="the embedded AWS alone, or one command inside it",
        usage="awsguide sandbox [--port N] [--seed FILE] [--fault NAME]... [-- COMMAND ...]",
        description="Prints one line of JSON when it listens, and runs until it is stopped. "
        "With a COMMAND it runs that inside, ends with it, and returns its exit code.",
    )
    command.add_argument(
        "--port", type=_port, default=0, help="the port on 127.0.0.1 (0, the default: a free one)"
    )
    _add_company(command)
    command.set_defaults(does=_sandbox)

    credentials.add(commands)
    which.add(commands)
    inventory.add(commands)
    diagnose.add(commands)
    profiles.add(commands)

    command = commands.add_parser(
        "company",
        help="your own company from a YAML file: check it, seed it, or export one",
        description="Checks a company file and reports the line of a mistake. Inside a sandbox it also creates the "
        "file's accounts, people and roles there; to start with them, use `awsguide lab --seed FILE`.",
    )
    command.add_argument("file", type=Path, metavar="FILE", help="the company, in YAML")
    command.add_argument("--export", action="store_true", help="write FILE from the sandbox you are inside")
    command.set_defaults(does=_company)

    command = commands.add_parser(
        "class",
        help="the progress of a class, from the files that learners exported",
        description="Adds up the progress files of a class: who has solved what, and where people are stuck. "
        "A learner makes a file with awsguide.export_progress('NAME').",
    )
    command.add_argument("folder", type=Path, metavar="FOLDER", help="the folder with the progress files")
    command.set_defaults(does=_class)

    command = commands.add_parser(
        "doctor",
        help="what is installed and found, and which AWS this shell talks to",
        description="Says what is installed and found, and which AWS this shell talks to. A line that begins with "
        "'!' names something to fix; the exit code is then 1.",
    )
    command.set_defaults(does=_doctor)

    return parser


def _add_copy(command: argparse.ArgumentParser) -> None:
    command.add_argument("--aws", action="store_true", help="a copy whose notebooks talk to your own AWS")
    command.add_argument(
        "--fresh",
        action="append",
        default=[],
        metavar="NOTEBOOK",
        help="put the original of a notebook beside the one you edited",
    )


def _add_company(command: argparse.ArgumentParser, fault_type: Callable[[str], str] = str) -> None:
    command.add_argument(
        "--seed",
        type=Path,
        metavar="FILE",
        help="your own company: a YAML file, or a Python script that runs inside first",
    )
    command.add_argument(
        "--fault",
        action="append",
        default=[],
        type=fault_type,
        metavar="NAME",
        help="arm a fault, such as pending:3",
    )


def _fault(text: str) -> str:
    from aws_sandbox import faults

    try:
        faults.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a whole number from 0 to 65535")
    return int(text)


def _lab(options: argparse.Namespace) -> int:
    from awsguide.launch import lab

    if options.seed is not None:
        # What is wrong with it is said here, and not in the first panel alone.
        seed_command(options.seed)
    lab.require_free(options.port or 0, options.ip)
    copy, fresh = _copied(options)
    if lab.keep_beside(copy):
        _say("your home folder cannot be written, so Jupyter keeps its own files beside your notebooks.")
    lab.run(
        lab.lab_options(
            copy,
            _target(options),
            port=options.port or None,
            ip=options.ip,
            browser=not options.no_browser,
            start_page=fresh[0] if fresh else lab.START_PAGE,
            seed=options.seed and options.seed.resolve(),
            faults=options.fault,
        ),
        _say,
    )
    return 0


def _notebooks(options: argparse.Namespace) -> int:
    _copied(options)
    return 0


def _target(options: argparse.Namespace) -> str:
    return "aws" if options.aws else "sandbox"


def _copied(options: argparse.Namespace) -> tuple[Path, list[str]]:
    """Make or refresh the copy of the notebooks and say so; returns its folder and the names of fresh ones."""
    from awsguide.adapters import surroundings
    from awsguide.launch import lab

    copy, outcome = lab.make_copy(_target(options))
    _say(f"your notebooks are in {copy}.")
    for name in outcome.kept_though_newer:
        _say(
            f"you edited {name}, so it was kept. To get the new version beside it, run "
            f"`{surroundings.own_command()} notebooks --fresh {name.removesuffix('.ipynb')}`."
        )
    fresh = [lab.put_beside(_target(options), name) for name in options.fresh]
    for name in fresh:
        _say(f"the original is beside yours: {copy / name}.")
    return copy, fresh


def _sandbox(options: argparse.Namespace) -> int:
    seed = seed_command(options.seed) if options.seed is not None else []
    if not options.command:
        run(options.port, options.fault, lambda line: print(line, flush=True), seed=seed)
        return 0
    with child.start(port=options.port, faults=options.fault, seed=seed) as sandbox:
        return _run_inside(options.command, sandbox.place.environment(os.environ))


def _run_inside(command: list[str], environment: dict[str, str]) -> int:
    """Run a command and pass on what ends it; returns its exit code, 128 and more for a signal as shells do."""
    try:
        # By its full path: on Windows, programs such as npm are found by their name alone only through PATH.
        program = shutil.which(command[0]) or command[0]
        process = subprocess.Popen([program, *command[1:]], env=environment)
    except OSError as error:
        return _problem(f"{command[0]} cannot be run: {error.strerror}.", NOT_FOUND)
    # Ctrl-C reaches the command by itself; this process outlives it, to end the sandbox after it.
    signal.signal(signal.SIGINT, lambda *_: None)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: process.terminate())
    code = process.wait()
    return 128 - code if code < 0 else code


def _company(options: argparse.Namespace) -> int:
    from awsguide.adapters import surroundings
    from awsguide.adapters.practice_controls import control
    from awsguide.launch import company_export, company_file, company_seeding
    from awsguide.lessons.practice import Practice

    inside = surroundings.target() == "sandbox"
    if options.export:
        if not inside:
            return _problem(
                "a company is exported from inside a sandbox, and this shell is outside one. "
                "Use a terminal of the guide's JupyterLab."
            )
        practice = Practice.here()
        now = control(practice.aws, "clock")["now"]
        text = company_export.exported(company_seeding.Seeding(practice), now)
        try:
            with options.file.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            return _problem(f"{options.file} is there already: name another file.")
        except OSError as error:
            return _problem(
                f"{options.file} cannot be written: {error.strerror}. Name a file in a folder you can write to."
            )
        _say(f"wrote {options.file}.")
        return 0
    company = company_file.load(options.file)
    if inside:
        _say(company_seeding.Seeding(Practice.here()).seed(company))
        return 0
    _say(f"the file is right. Start with it: awsguide lab --seed {options.file}")
    return 0


def _class(options: argparse.Namespace) -> int:
    from awsguide.lessons import trainer

    print(trainer.class_text(options.folder))
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from awsguide.launch import doctor

    well = True
    for finding in doctor.findings():
        well = well and finding.well
        print(("  " if finding.well else "! ") + finding.sentence)
    return 0 if well else 1


def _say(sentence: str) -> None:
    print(f"awsguide: {sentence}", file=sys.stderr, flush=True)


def _problem(sentence: str, code: int = 1) -> int:
    _say(sentence)
    return code


if __name__ == "__main__":
    sys.exit(main())
