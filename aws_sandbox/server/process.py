"""The sandbox as a process of its own: a home folder, a port, one line that says where it is, and a clean end.

It ends on SIGTERM, SIGINT or SIGHUP, and on request when its standard input closes: so whoever started it takes it
along, however they end. The home folder goes with it. A seed is a command that runs inside before anybody is told where
the sandbox is, and again whenever it starts over. It refuses to listen anywhere but on 127.0.0.1, and to write
outside its own home.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from aws_sandbox.moto_patches import caching_and_memory, left_out
from aws_sandbox.server import homes
from aws_sandbox.server.environment import changed, files_in, leads_outside, sandbox_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from filelock import FileLock

    from aws_sandbox.server.application import Sandbox

SESSION_NAME = "sandbox-company"
SEED_SECONDS = 300


class CannotStart(Exception):
    """The sandbox cannot start; the text says why and what next."""


def run(
    port: int,
    faults: Sequence[str],
    announce: Callable[[str], object],
    *,
    until_eof: bool = False,
    home: Path | None = None,
    seed: Sequence[str] = (),
) -> None:
    """Serve until told to stop; `announce` gets one line of JSON as soon as requests are answered.

    `port` 0 takes a free one; each of `faults` is a specification as in `faults.py`; `home` is a folder to make, else
    one in the temporary folder is; `seed` is a command to run inside. Raises `CannotStart`.
    """
    _require_free(port)
    ended = threading.Event()
    _listen_for_the_end(ended, until_eof=until_eof)
    starter = dict(os.environ)
    caching_and_memory.share_one_heap()
    homes.sweep()
    home, lock = _made(home)
    try:
        _settle_in(home)
        with caching_and_memory.uncollected():
            left_out.import_botocore()
            with left_out.standing_in(left_out.MOCKING):
                from aws_sandbox.server.application import Sandbox
                from aws_sandbox.server.http_server import serve

                sandbox = Sandbox()
        _arm(sandbox, faults)
        with serve(sandbox, port) as server:
            furnish(home, sandbox)
            line = announcement(sandbox, starter, endpoint=server.endpoint, home=home)
            inside = changed(starter, json.loads(line)["env"])
            _seed(seed, inside)

            def start_over() -> None:
                _arm(sandbox, faults)
                furnish(home, sandbox)
                try:
                    _seed(seed, inside)
                except CannotStart as problem:
                    raise ValueError(str(problem)) from problem

            sandbox.start_over = start_over
            private_file(home / ".awsguide" / "sandbox.json", line)
            announce(line)
            ended.wait()
    finally:
        homes.remove(home, lock)


def _made(home: Path | None) -> tuple[Path, FileLock]:
    try:
        return homes.made(home)
    except OSError as error:
        raise CannotStart(
            f"The sandbox's home folder cannot be made ({error.strerror}: {error.filename}): make room there, or "
            "choose another temporary folder with TMPDIR."
        ) from error


def _arm(sandbox: Sandbox, faults: Sequence[str]) -> None:
    try:
        for fault in faults:
            sandbox.faults.arm(fault)
    except ValueError as error:
        raise CannotStart(str(error)) from error


def _seed(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run the seed inside, to its end; raises `CannotStart` with its last words where it fails."""
    if not command:
        return
    try:
        done = subprocess.run(
            list(command), env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=SEED_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise CannotStart(f"The seed {command[-1]} did not end within {SEED_SECONDS} seconds.") from error
    except OSError as error:
        raise CannotStart(f"The seed {command[-1]} cannot be run ({error.strerror}).") from error
    if done.returncode:
        lines = [line for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]
        said = lines[-1].strip()[:300] if lines else "It printed nothing."
        raise CannotStart(f"The seed {command[-1]} ended with code {done.returncode}: {said}")


def announcement(sandbox: Sandbox, starter: Mapping[str, str], *, endpoint: str, home: Path) -> str:
    """One line of JSON: endpoint, start_url, region, home, and env, in which null means that it is to be unset.

    `starter` is the environment of whoever starts the sandbox.
    """
    region = sandbox.company.region
    env = sandbox_environment(starter, endpoint=endpoint, home=str(home), region=region)
    return json.dumps(
        {
            "endpoint": endpoint,
            "start_url": sandbox.company.start_url,
            "region": region,
            "home": str(home),
            "env": env,
        }
    )


def furnish(home: Path, sandbox: Sandbox) -> None:
    """Write what the sandbox's home holds: AWS config and credentials files, and the secret of the control route.

    What is in its `.aws` already goes: the keys in there are of another company.
    """
    shutil.rmtree(home / ".aws", ignore_errors=True)
    company = sandbox.company
    named = "".join(
        f"[profile {profile.name}]\nregion = {company.region}\n\n" for profile in company.profiles
    )
    private_file(
        home / ".aws" / "config",
        f"{named}"
        f"[sso-session {SESSION_NAME}]\n"
        f"sso_start_url = {company.start_url}\n"
        f"sso_region = {company.region}\n"
        "sso_registration_scopes = sso:account:access\n",
    )
    keys = (
        f"[{profile.name}]\n"
        f"aws_access_key_id = {profile.access_key_id}\n"
        f"aws_secret_access_key = {profile.secret_access_key}\n"
        for profile in company.profiles
    )
    private_file(home / ".aws" / "credentials", "\n".join(keys))
    secret = home / ".awsguide" / "secret"
    secret.unlink(missing_ok=True)
    private_file(secret, sandbox.secret)


def private_file(path: Path, text: str) -> None:
    """Write a new file that only its owner may read (mode 0600, in a folder of mode 0700)."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _listen_for_the_end(ended: threading.Event, *, until_eof: bool) -> None:
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, lambda *_: ended.set())
    if until_eof:

        def wait_for_eof() -> None:
            # Read from the descriptor: a lock on sys.stdin could hold up the interpreter's own end.
            while os.read(sys.stdin.fileno(), 1024):
                continue
            ended.set()

        threading.Thread(target=wait_for_eof, name="end of input", daemon=True).start()


def _settle_in(home: Path) -> None:
    # The libraries that keep the state ask botocore for a session, which reads the profile and files it is led to:
    # those of whoever started the sandbox are none of its business, and a profile that does not exist ends it.
    for name in [name for name in os.environ if leads_outside(name)]:
        del os.environ[name]
    os.environ.update(files_in(str(home)))


def _require_free(port: int) -> None:
    # Asked before moto and Flask are imported, which takes half a second; and werkzeug's own answer is to exit.
    with socket.socket() as probe:
        if os.name != "nt":
            # As the server itself does: a port whose last connections are still fading counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            reason = (
                "is in use by another program"
                if error.errno == errno.EADDRINUSE
                else f"is refused: {error.strerror}"
            )
            raise CannotStart(
                f"Port {port} of 127.0.0.1 {reason}. Choose another one, or --port 0 for any free one."
            ) from error
