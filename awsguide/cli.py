"""The `awsguide` command: lab, sandbox, credentials, which, doctor, test, docs.

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
from contextlib import ExitStack
from typing import TYPE_CHECKING

import awsguide
from awsguide import cli_credentials, cli_which
from awsguide.errors import GuideError
from awsguide.sandbox import child
from awsguide.sandbox.process import CannotStart, run

if TYPE_CHECKING:
    from collections.abc import Sequence

NOT_FOUND = 127


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # What follows '--' is another program's command line and none of our options.
    ours, command = given, []
    if "--" in given:
        ours, command = given[: given.index("--")], given[given.index("--") + 1 :]
    parser = _parser()
    if not given:
        parser.print_help(sys.stderr)
        return 2
    options = parser.parse_args(ours)
    if command and options.name != "sandbox":
        return _problem("Only `awsguide sandbox` runs a command after '--'.")
    options.command = command
    try:
        code: int = options.does(options)
    except (GuideError, CannotStart) as problem:
        return _problem(str(problem))
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="awsguide", description="From 'I need to call AWS from code' to credentials that work."
    )
    parser.add_argument("--version", action="version", version=f"awsguide {awsguide.__version__}")
    commands = parser.add_subparsers(dest="name", required=True, metavar="COMMAND")

    command = commands.add_parser("lab", help="JupyterLab on your copy of the notebooks")
    command.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
    command.add_argument("--port", type=_port, help="the port of JupyterLab (the first free one from 8888)")
    command.add_argument("--aws", action="store_true", help="a copy whose notebooks talk to your own AWS")
    command.set_defaults(does=_lab)

    command = commands.add_parser(
        "sandbox",
        help="the embedded AWS alone, or one command inside it",
        usage="awsguide sandbox [--port N] [--fault NAME]... [-- COMMAND ...]",
        description="Prints one line of JSON when it listens, and runs until it is stopped. "
        "With a COMMAND it runs that inside, ends with it, and returns its exit code.",
    )
    command.add_argument(
        "--port", type=_port, default=0, help="the port on 127.0.0.1 (0, the default: a free one)"
    )
    command.add_argument(
        "--fault", action="append", default=[], metavar="NAME", help="arm a fault, such as pending:3"
    )
    command.set_defaults(does=_sandbox)

    cli_credentials.add(commands)
    cli_which.add(commands)

    command = commands.add_parser("doctor", help="what is installed, found and reachable")
    command.set_defaults(does=_doctor)

    command = commands.add_parser("test", help="every test (in a checkout)")
    command.set_defaults(does=_test)

    command = commands.add_parser("docs", help="build the documentation site (in a checkout)")
    command.add_argument("--serve", action="store_true", help="show it and rebuild it on every change")
    command.set_defaults(does=_docs)
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a whole number from 0 to 65535")
    return int(text)


def _lab(options: argparse.Namespace) -> int:
    from awsguide import laboratory

    target = "aws" if options.aws else "sandbox"
    copy, outcome = laboratory.make_copy(target)
    _say(f"your notebooks are in {copy}.")
    for name in outcome.kept_though_newer:
        _say(f"{name} has your edits and was kept; there is a newer one: rename yours to get it beside it.")
    with ExitStack() as stack:
        sandbox = None if options.aws else stack.enter_context(child.start()).place.file
        laboratory.run(
            copy,
            target,
            sandbox=sandbox,
            port=options.port or None,
            browser=not options.no_browser,
            say=_say,
        )
    return 0


def _sandbox(options: argparse.Namespace) -> int:
    if not options.command:
        run(options.port, options.fault, lambda line: print(line, flush=True))
        return 0
    with child.start(port=options.port, faults=options.fault) as sandbox:
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


def _doctor(_: argparse.Namespace) -> int:
    from awsguide import doctor

    well = True
    for finding in doctor.findings():
        well = well and finding.well
        print(("  " if finding.well else "! ") + finding.sentence)
    return 0 if well else 1


def _test(_: argparse.Namespace) -> int:
    from awsguide import checkout

    return 0 if checkout.test(_say) else 1


def _docs(options: argparse.Namespace) -> int:
    from awsguide import checkout

    return 0 if checkout.documentation(serve=options.serve) else 1


def _say(sentence: str) -> None:
    print(f"awsguide: {sentence}", file=sys.stderr, flush=True)


def _problem(sentence: str, code: int = 1) -> int:
    _say(sentence)
    return code


if __name__ == "__main__":
    sys.exit(main())
