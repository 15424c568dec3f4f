"""Other programs are run with the secrets where nobody looks, and their absence is a sentence."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from awsguide.adapters import programs
from awsguide.adapters.programs import run_program
from awsguide.core.errors import CouldNotTry, Unreachable
from awsguide.core.model import Credentials
from awsguide.core.secret import MASK, Secret

KEYS = Credentials("ASIAQWERTYUIOPASDFGH", Secret("canary-secret-1"), Secret("canary-token-2"))


def python(code: str, **others: object) -> programs.Finished:
    return run_program(sys.executable, "-c", code, **others)  # type: ignore[arg-type]


def test_a_missing_program_is_told_with_how_to_get_it() -> None:
    with pytest.raises(CouldNotTry) as caught:
        run_program("a-program-that-is-not-here")
    assert "a-program-that-is-not-here" in caught.value.what
    assert caught.value.next_step


def test_the_output_and_the_exit_code_come_back() -> None:
    done = python("import sys; print('hello'); sys.exit(3)")
    assert (done.output.strip(), done.exit_code) == ("hello", 3)


def test_credentials_travel_in_the_environment_and_are_masked_in_the_output() -> None:
    code = (
        "import os; e = os.environ; print(e['AWS_SECRET_ACCESS_KEY'] == 'canary-secret-' + '1');"
        "print(e['AWS_SECRET_ACCESS_KEY'], e['AWS_SESSION_TOKEN'], e['AWS_ACCESS_KEY_ID'])"
    )
    done = python(code, credentials=KEYS)
    assert done.output.splitlines() == ["True", f"{MASK} {MASK} ASIA…DFGH"]


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="the system does not show command lines")
def test_no_secret_is_on_the_command_line() -> None:
    done = python("print(open('/proc/self/cmdline').read())", credentials=KEYS)
    assert "canary" not in done.output


def test_what_is_given_reaches_the_program() -> None:
    assert python("print(input()[::-1])", given="abc\n").output.strip() == "cba"


def test_a_program_that_does_not_end_is_stopped_and_said() -> None:
    start = time.monotonic()
    with pytest.raises(CouldNotTry) as caught:
        python("import time; time.sleep(600)", seconds=0.5)
    assert caught.value.code == "program-slow"
    assert time.monotonic() - start < 300


def test_an_interrupted_cell_ends_the_program(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    code = f"import os, time, pathlib; pathlib.Path({str(begun)!r}).write_text(str(os.getpid())); time.sleep(600)"

    def interrupt() -> None:
        import _thread

        while not (begun.exists() and begun.read_text()):
            time.sleep(0.02)
        _thread.interrupt_main()

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        python(code)
    assert not psutil.pid_exists(int(begun.read_text()))


@pytest.mark.parametrize(
    "text",
    ['"SecretAccessKey": "canary-3"', 'secretAccessKey: "canary-3"', '{"sessionToken":"canary-3"}'],
)
def test_secret_fields_of_any_client_are_masked(text: str) -> None:
    assert "canary-3" not in programs.masked(text)


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js")
def test_node_that_reaches_nobody_behind_a_proxy_is_explained_without_its_source(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    script = "await fetch('https://sts.us-east-1.amazonaws.com.invalid/')"
    with pytest.raises(Unreachable) as caught:
        run_program("node", "--input-type=module", "-e", script)
    assert caught.value.code == "node-behind-proxy"
    assert "    at " not in str(caught.value)


def test_a_program_is_led_to_no_planted_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    code = "import os; print(sorted(name for name in os.environ if 'ENDPOINT' in name))"
    assert python(code).output.strip() == "['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']"


def test_what_is_left_over_in_the_environment_does_not_stand_beside_the_credentials_that_are_handed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left_over = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION")
    for name in (*left_over, "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "left-over")
    code = "import os; print(sorted(name for name in os.environ if os.environ[name] == 'left-over'))"
    handed = Credentials("AKIAIOSFODNN7EXAMPLE", Secret("s"), None)
    assert python(code, credentials=handed).output.strip() == "[]"
    assert "AWS_PROFILE" in python(code).output


def test_of_an_endless_output_the_beginning_is_kept_and_the_program_still_ends() -> None:
    code = "import sys; [sys.stdout.write('x' * 1_000_000) for _ in range(200)]; sys.exit(4)"
    before = psutil.Process().memory_info().rss
    done = python(code)
    assert (len(done.output), done.exit_code) == (200_000, 4)
    assert psutil.Process().memory_info().rss - before < 100_000_000


def test_a_secret_that_lies_across_the_cut_is_masked_whole() -> None:
    done = python("import os; print('x' * 199_995 + os.environ['AWS_SECRET_ACCESS_KEY'])", credentials=KEYS)
    assert "canar" not in done.output


def test_a_program_that_closes_its_output_before_it_ends_is_waited_for() -> None:
    done = python("import os, sys, time; os.close(1); os.close(2); time.sleep(0.4); os._exit(5)")
    assert done.exit_code == 5


def test_a_program_that_does_not_read_what_it_is_given_ends_all_the_same() -> None:
    assert python("print('done')", given="x" * 1_000_000).output.strip() == "done"
