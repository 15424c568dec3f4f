"""JupyterLab listens on this machine alone, asks nobody for anything, and offers our two kernels."""

from __future__ import annotations

import json
import os
import socket
import sysconfig
from pathlib import Path

import pytest

from aws_sandbox.server.child import Place
from awsguide.core.errors import CouldNotTry
from awsguide.launch import lab
from awsguide.launch.kernel import LABS_SANDBOX


def schema(plugin: str) -> dict[str, object]:
    package, name = plugin.split(":")
    data = Path(sysconfig.get_path("data")) / "share" / "jupyter"
    for schemas in (data / "lab" / "schemas", data / "labextensions" / package / "schemas"):
        file = schemas / package / f"{name}.json"
        if file.is_file():
            return json.loads(file.read_text("utf-8"))["properties"]  # type: ignore[no-any-return]
    raise AssertionError(f"JupyterLab has no settings for {plugin}")


def test_every_setting_is_one_that_jupyterlab_knows() -> None:
    overrides = json.loads((lab.SETTINGS / "overrides.json").read_text("utf-8"))
    for plugin, settings in overrides.items():
        assert set(settings) <= set(schema(plugin))


def test_news_and_extensions_are_off() -> None:
    overrides = json.loads((lab.SETTINGS / "overrides.json").read_text("utf-8"))
    assert overrides["@jupyterlab/apputils-extension:notification"] == {
        "checkForUpdates": False,
        "fetchNews": "false",
    }
    assert overrides["@jupyterlab/extensionmanager-extension:plugin"] == {"enabled": False}


@pytest.mark.parametrize("target", ["sandbox", "aws"])
def test_lab_listens_on_loopback_with_its_token_and_offers_our_kernels(target: str, tmp_path: Path) -> None:
    options = lab.lab_options(tmp_path, target, port=None, browser=False)
    assert "--ServerApp.ip=127.0.0.1" in options
    assert not any("token" in option or "password" in option for option in options)
    assert f"--MultiKernelManager.default_kernel_name=awsguide-{target}" in options
    allowed = {option for option in options if "allowed_kernelspecs" in option}
    assert {option.partition("=")[2] for option in allowed} == {"awsguide-sandbox", "awsguide-aws"}


def test_terminals_are_changed_in_a_sandbox_lab_alone(tmp_path: Path) -> None:
    inside, outside = (
        lab.lab_options(tmp_path, target, port=None, browser=False) for target in ("sandbox", "aws")
    )
    assert any("terminal_manager_class" in option for option in inside)
    assert not any("terminal_manager_class" in option for option in outside)


def test_a_busy_port_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CouldNotTry, match="Another program uses it") as problem:
            lab.require_free(port)
    assert str(port) in problem.value.what
    assert "--port" in problem.value.next_step


def test_a_free_port_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    lab.require_free(port)


def test_a_terminal_of_a_sandbox_lab_is_inside(
    sandbox: Place, planted: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from awsguide.launch.terminals import SandboxTerminals

    for name, value in planted.variables.items():  # type: ignore[attr-defined]
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(LABS_SANDBOX, str(sandbox.file))
    environment = SandboxTerminals(shell_command=["sh"]).make_term_env()
    assert environment["HOME"] == sandbox.home
    assert environment["AWS_ENDPOINT_URL"] == sandbox.endpoint
    assert LABS_SANDBOX not in environment
    assert "AWS_PROFILE" not in environment
    assert "HTTPS_PROXY" not in environment
    assert environment["PATH"] == os.environ["PATH"]
