"""pyproject.toml, constraints.txt and environment.yml agree, and the built wheel has everything a reader needs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONSTRAINTS = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
PINS = dict(line.split("==") for line in CONSTRAINTS)
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
PIP_HALF = CONDA["dependencies"][-1]["pip"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
REQUIREMENTS = [
    Requirement(line)
    for line in (
        *PROJECT["project"]["dependencies"],
        *PROJECT["build-system"]["requires"],
        *(line for lines in EXTRAS.values() for line in lines),
    )
]

# Where the same folder is found by a venv of this platform.
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def uv(*arguments: object, cwd: Path = ROOT) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "uv", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith(("AWS", "PYTHON"))
    }
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_constraint_is_a_name_and_a_version_and_names_no_host() -> None:
    pin = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*==[0-9]+(\.[0-9a-z]+)*")
    assert [line for line in CONSTRAINTS if not pin.fullmatch(line)] == []


def test_constraints_are_sorted_and_name_each_package_once() -> None:
    names = [line.partition("==")[0] for line in CONSTRAINTS]
    assert names == sorted(set(names))


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_every_requirement_is_pinned_to_a_version_it_allows(requirement: Requirement) -> None:
    assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)])


def test_every_requirement_of_a_requirement_is_pinned_too() -> None:
    missing, seen, waiting = set(), set(), [Requirement("awsguide[test,docs]")]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if (name, frozenset(wanted.extras)) in seen:
            continue
        seen.add((name, frozenset(wanted.extras)))
        if name != "awsguide" and name not in PINS:
            missing.add(name)
        try:
            lines = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        for requirement in map(Requirement, lines):
            extras = wanted.extras or {""}
            if requirement.marker is None or any(
                requirement.marker.evaluate({"extra": extra}) for extra in extras
            ):
                waiting.append(requirement)
    assert not missing
    assert len(seen) > 100


def test_what_is_installed_here_is_what_is_pinned() -> None:
    installed = {
        canonicalize_name(found.metadata["Name"]): found.version for found in metadata.distributions()
    }
    differing = {
        name: (installed[name], pin) for name, pin in PINS.items() if installed.get(name, pin) != pin
    }
    assert not differing


def test_conda_supplies_python_and_pip_and_pip_the_rest() -> None:
    assert CONDA["channels"] == ["conda-forge"]
    assert CONDA["dependencies"][:-1] == [f"python{PROJECT['project']['requires-python']}", "pip"]
    extras = ",".join(sorted(EXTRAS, reverse=True))
    assert ["-c constraints.txt", f"-e .[{extras}]"] == PIP_HALF


def test_python_is_asked_for_as_guide_py_does() -> None:
    wanted = SpecifierSet(PROJECT["project"]["requires-python"])
    assert "3.11" in wanted
    assert "3.10" not in wanted
    assert "sys.version_info < (3, 11)" in (ROOT / "guide.py").read_text("utf-8")


def test_the_pip_half_of_the_conda_environment_installs(tmp_path: Path) -> None:
    uv("venv", "--python", sys.executable, tmp_path / "venv")
    python = tmp_path / "venv" / SCRIPTS / "python"
    (tmp_path / "half.txt").write_text("\n".join(PIP_HALF))
    arguments = [part for line in PIP_HALF for part in line.split(" ", 1)]
    uv("pip", "install", "--python", python, *arguments)
    for module in ("awsguide.launch.cli", "nbval", "mkdocs_jupyter", "playwright"):
        assert run(python, "-c", f"import {module}", cwd=tmp_path).returncode == 0


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--wheel", "--build-constraint", "constraints.txt", "--out-dir", folder, ".")
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder whose `venv` holds the wheel and what it requires, and nothing else."""
    folder = tmp_path_factory.mktemp("an empty folder")
    uv("venv", "--python", sys.executable, folder / "venv")
    uv(
        "pip",
        "install",
        "--python",
        folder / "venv" / SCRIPTS / "python",
        "-c",
        ROOT / "constraints.txt",
        wheel,
    )
    return folder


def test_the_wheel_holds_the_notebooks_the_kernels_and_the_settings(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"awsguide/notebooks/{notebook.name}" in names
    for kernel in ("awsguide-sandbox", "awsguide-aws"):
        assert any(name.endswith(f".data/data/share/jupyter/kernels/{kernel}/kernel.json") for name in names)
    assert any(
        name.endswith(".data/data/etc/jupyter/jupyter_server_config.d/awsguide.json") for name in names
    )
    assert "awsguide/launch/lab_settings/overrides.json" in names
    assert {"awsguide/panels/components/live.css", "awsguide/panels/components/live.js"} <= set(names)
    assert "awsguide/py.typed" in names
    outside = [name for name in names if not name.startswith(("aws_sandbox/", "awsguide/", "awsguide-"))]
    assert outside == []


def test_the_doctor_finds_nothing_wrong_with_the_installed_wheel(installed: Path) -> None:
    done = run(installed / "venv" / SCRIPTS / "awsguide", "doctor", cwd=installed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert str(ROOT) not in done.stdout
    assert "kernel 'awsguide: SANDBOX' in" in done.stdout
    assert "Jupyter servers of this environment share one sandbox" in done.stdout
    assert not [line for line in done.stdout.splitlines() if line.startswith("!")]


def test_the_installed_sandbox_answers(installed: Path) -> None:
    who = "import boto3; print(boto3.Session(profile_name='trainer').client('sts').get_caller_identity()['Arn'])"
    scripts = installed / "venv" / SCRIPTS
    done = run(scripts / "awsguide", "sandbox", "--", scripts / "python", "-c", who, cwd=installed)
    assert done.stdout.strip().endswith(":user/trainer"), done.stderr


@pytest.mark.parametrize(
    ("kernel", "target", "endpoint"),
    [("awsguide-sandbox", "sandbox", r"http://127\.0\.0\.1:\d+"), ("awsguide-aws", "aws", "none")],
)
def test_an_installed_kernel_runs_a_cell_against_its_own_aws(
    installed: Path, kernel: str, target: str, endpoint: str
) -> None:
    code = f"""
import json
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="{kernel}")
told = []
client.execute_interactive(
    "import awsguide, json, os; print(json.dumps([awsguide.__file__, os.environ.get('AWSGUIDE_TARGET_PROBLEM'),"
    "os.environ['AWSGUIDE_TARGET'], os.environ.get('AWS_ENDPOINT_URL', 'none')]))",
    output_hook=lambda message: told.append(message["content"].get("text", "")),
)
manager.shutdown_kernel()
print("".join(told).strip())
"""
    done = run(installed / "venv" / SCRIPTS / "python", "-c", code, cwd=installed)
    assert done.returncode == 0, done.stderr
    file, problem, *where = json.loads(done.stdout.strip().splitlines()[-1])
    assert Path(file).is_relative_to(installed / "venv")
    assert problem is None
    assert where[0] == target
    assert re.fullmatch(endpoint, where[1])


def test_the_installed_lab_shows_its_copy_of_the_notebooks(installed: Path) -> None:
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("AWS", "PYTHON"))}
    command = [str(installed / "venv" / SCRIPTS / "awsguide"), "lab", "--no-browser", "--port", "0"]
    log = installed / "lab.log"
    with log.open("wb") as output:
        lab = subprocess.Popen(
            command, cwd=installed, env=variables, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        found = None
        while found is None and lab.poll() is None:
            found = re.search(r"(http://127\.0\.0\.1:\d+)/\S*\?token=(\w+)", log.read_text())
            time.sleep(0.1)
        assert found, log.read_text()
        with urlopen(f"{found[1]}/api/contents?token={found[2]}", timeout=60) as answer:
            names = {item["name"] for item in json.load(answer)["content"]}
        assert "00-start-here.ipynb" in names
        with urlopen(f"{found[1]}/api/kernelspecs?token={found[2]}", timeout=60) as answer:
            assert sorted(json.load(answer)["kernelspecs"]) == ["awsguide-aws", "awsguide-sandbox"]
    finally:
        lab.terminate()
        lab.wait(60)


def test_the_installed_notebooks_are_copied_into_the_current_folder(installed: Path) -> None:
    code = "from awsguide.launch import lab; print(lab.make_copy('sandbox')[0])"
    done = run(installed / "venv" / SCRIPTS / "python", "-c", code, cwd=installed)
    assert Path(done.stdout.strip()) == installed / "my-notebooks", done.stderr
    copied = {path.name for path in (installed / "my-notebooks").glob("*.ipynb")}
    assert copied == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}


@pytest.mark.parametrize("command", ["test", "docs", "slides"])
def test_what_only_maintainers_run_is_no_command_of_the_installed_package(
    installed: Path, command: str
) -> None:
    done = run(installed / "venv" / SCRIPTS / "awsguide", command, cwd=installed)
    assert done.returncode == 2
    assert f"invalid choice: '{command}'" in done.stderr


def test_the_wheel_holds_no_data_of_tests_and_nothing_that_only_maintainers_run(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if re.search(r"refusals|cases|launch/checks|tools/|tests/", name)] == []
