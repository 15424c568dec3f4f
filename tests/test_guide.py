"""guide.py sets up with nothing but Python, skips what is done, and says in one sentence what stands in its way."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "guide.py"


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """guide.py as a module that believes it lies in an empty folder with the project's own pins."""
    spec = importlib.util.spec_from_file_location("guide", GUIDE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "awsguide-setup.json")
    monkeypatch.setattr(module, "LOG", tmp_path / ".venv" / "awsguide-setup.log")
    monkeypatch.setattr(module, "CONSTRAINTS", tmp_path / "constraints.txt")
    return module


class Installer:
    """Stands in for `guide.run`: answers from rows, remembers what it was asked."""

    def __init__(self, guide: ModuleType, *failures: tuple[str, str]) -> None:
        self.guide = guide
        self.failures = failures
        self.asked: list[str] = []

    def __call__(self, arguments: list[object]) -> tuple[bool, str]:
        line = " ".join(str(argument) for argument in arguments)
        self.asked.append(line)
        for words, output in self.failures:
            if words in line:
                return False, output
        if "-e ." in line:
            command = self.guide.program("awsguide")
            command.parent.mkdir(parents=True, exist_ok=True)
            command.touch()
        return True, "uv " + self.guide.pinned_version("uv")

    def installs(self) -> list[str]:
        return [line for line in self.asked if "-e ." in line]


def test_a_python_from_2016_can_read_it() -> None:
    ast.parse(GUIDE.read_text("utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(3, 6), (3, 9), (3, 10)])
def test_a_python_that_is_too_old_is_told_so_in_one_sentence(version: tuple[int, int]) -> None:
    pretend = f"import sys, runpy; sys.version_info = {version}; runpy.run_path({str(GUIDE)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"awsguide needs Python 3.11 or newer, and this is Python {version[0]}.{version[1]}"
    )
    assert len(done.stderr.strip().splitlines()) == 1


def test_it_imports_the_standard_library_alone() -> None:
    tree = ast.parse(GUIDE.read_text("utf-8"))
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    imported |= {
        node.module.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
    }
    assert imported <= set(sys.stdlib_module_names)


def test_the_second_run_skips_everything(guide: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    installer = Installer(guide)
    monkeypatch.setattr(guide, "run", installer)
    guide.set_up(("test",))
    assert len(installer.installs()) == 1
    installer.asked.clear()
    guide.set_up(("test",))
    guide.set_up(())
    assert installer.asked == []


def test_a_changed_pin_sets_up_again_with_the_extras_that_were_there(
    guide: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer = Installer(guide)
    monkeypatch.setattr(guide, "run", installer)
    guide.set_up(("test", "docs"))
    with guide.CONSTRAINTS.open("a") as file:
        file.write("another==1.0\n")
    guide.set_up(())
    assert installer.installs()[-1].endswith("-e .[docs,test]")


def test_a_venv_made_by_hand_is_used_and_stamped(guide: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    installer = Installer(guide)
    monkeypatch.setattr(guide, "run", installer)
    guide.program("awsguide").parent.mkdir(parents=True)
    guide.program("awsguide").touch()
    guide.set_up(())
    assert not any("-m venv" in line for line in installer.asked)
    assert json.loads(guide.STAMP.read_text())["extras"] == []


def test_a_damaged_stamp_means_setting_up_again(guide: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    installer = Installer(guide)
    monkeypatch.setattr(guide, "run", installer)
    guide.set_up(())
    guide.STAMP.write_text('{"digest": ')
    guide.set_up(())
    assert len(installer.installs()) == 2


def test_without_uv_pip_does_the_installing(guide: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    installer = Installer(
        guide, ("uv --version", "no such file"), ("install --quiet uv", "no matching distribution found")
    )
    monkeypatch.setattr(guide, "run", installer)
    guide.set_up(())
    assert "-m pip install -c" in installer.installs()[0]


def test_when_uv_fails_pip_is_tried(guide: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    installer = Installer(guide, ("uv pip install", "invalid peer certificate"))
    monkeypatch.setattr(guide, "run", installer)
    guide.set_up(())
    assert len(installer.installs()) == 2
    assert guide.STAMP.exists()


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (
            "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
            "check the network",
        ),
        ("ReadTimeoutError: Read timed out. (read timeout=15)", "check the network"),
        ("error: Permission denied (os error 13)", "a folder of your own"),
        ("OSError: [Errno 30] Read-only file system: '.venv'", "a folder of your own"),
        ("OSError: [Errno 28] No space left on device", "make room"),
        ("something\nthe build of it went wrong", "the build of it went wrong. The whole output is in"),
    ],
)
def test_what_an_installer_says_becomes_one_sentence(
    guide: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    output: str,
    words: str,
) -> None:
    guide.VENV.mkdir()
    monkeypatch.setattr(guide, "run", Installer(guide, ("pip install", output)))
    assert guide.main(["setup"]) == 1
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert words in last
    assert not guide.STAMP.exists()


def test_a_missing_venv_module_is_said_with_the_package_that_has_it(
    guide: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(guide.importlib.util, "find_spec", lambda name: None)
    assert guide.main(["setup"]) == 1
    assert (
        f"sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in capsys.readouterr().err
    )


def test_the_network_is_not_asked_twice_when_it_did_not_answer(
    guide: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer = Installer(
        guide,
        ("uv --version", "no such file"),
        ("install --quiet uv", "temporary failure in name resolution"),
    )
    monkeypatch.setattr(guide, "run", installer)
    with pytest.raises(guide.Stopped, match="check the network"):
        guide.set_up(())
    assert installer.installs() == []


def test_every_command_of_awsguide_can_be_given_in_a_checkout(guide: ModuleType) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "awsguide.launch.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout
    theirs = set(re.findall(r"^    (\w+)(?: |$)", told, re.MULTILINE)) - {"COMMAND"}
    assert {"lab", "company", "class", "which"} <= theirs
    assert theirs == guide.COMMANDS.keys() - {"setup", *guide.CHECKOUT_COMMANDS}


def test_an_unknown_command_is_named_and_the_known_ones_are_shown(
    guide: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guide.main(["labs"]) == 2
    said = capsys.readouterr()
    assert "guide.py lab" in said.out
    assert said.err == "guide.py: there is no command 'labs'; did you mean 'lab'?\n"


@pytest.mark.parametrize(
    ("arguments", "outcome"),
    [
        (["lab", "--prot", "9"], (2, "--prot 9")),
        (["lab", "--port", "nine"], (2, "'nine' is not a port")),
        (["sandbox", "--fautl", "x"], (2, "--fautl")),
        (["lab", "--help"], (0, "--no-browser")),
    ],
)
def test_a_wrong_option_is_named_before_anything_is_set_up(
    guide: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    outcome: tuple[int, str],
) -> None:
    monkeypatch.setattr(guide, "set_up", lambda _extras: pytest.fail("it was set up"))
    monkeypatch.setattr(guide, "is_set_up", lambda _extras: False)
    assert guide.main(arguments) == outcome[0]
    said = capfd.readouterr()
    assert outcome[1] in said.out + said.err


def test_the_options_are_read_by_a_python_that_has_no_packages() -> None:
    code = (
        "import sys; sys.path[:] = [path for path in sys.path if 'site-packages' not in path]; "
        f"sys.path.insert(0, {str(ROOT)!r}); from awsguide.launch import cli; print(cli.read(['lab', '--aws'])[0].aws)"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "True\n", done.stderr


def test_programs_lie_where_each_platform_has_them(
    guide: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guide.program("awsguide").relative_to(guide.VENV).as_posix() == "bin/awsguide"
    monkeypatch.setattr(guide.os, "name", "nt")
    assert guide.program("awsguide").relative_to(guide.VENV).as_posix() == "Scripts/awsguide.exe"


def test_a_fresh_clone_is_set_up_and_the_second_run_takes_no_time(tmp_path: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    clone = tmp_path / "a clone"
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    surroundings = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    first = subprocess.run(
        [sys.executable, "guide.py", "doctor"],
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
        env=surroundings,
    )
    assert first.returncode == 0, first.stdout + first.stderr
    assert "3/3" in first.stderr
    assert str(clone) in first.stdout
    second = subprocess.run(
        [sys.executable, "guide.py", "setup"],
        cwd=tmp_path / "a clone",
        capture_output=True,
        text=True,
        check=True,
    )
    assert second.stderr == "", "what is there already is not set up again"
