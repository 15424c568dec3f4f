"""JupyterLab listens on this machine alone, asks nobody for anything, and offers our two kernels."""

from __future__ import annotations

import contextlib
import json
import socket
import sysconfig
from pathlib import Path
from types import SimpleNamespace

import pytest

from awsguide.core.errors import CouldNotTry
from awsguide.launch import lab


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
    options = lab.lab_options(tmp_path, target)
    assert "--ServerApp.ip=127.0.0.1" in options
    assert not any("token" in option or "password" in option for option in options)
    assert f"--MultiKernelManager.default_kernel_name=awsguide-{target}" in options
    allowed = {option for option in options if "allowed_kernelspecs" in option}
    assert {option.partition("=")[2] for option in allowed} == {"awsguide-sandbox", "awsguide-aws"}


def test_terminals_are_inside_in_a_sandbox_lab_alone(tmp_path: Path) -> None:
    inside, outside = (lab.lab_options(tmp_path, target) for target in ("sandbox", "aws"))
    assert "--AwsguideSandbox.terminals=True" in inside
    assert "--AwsguideSandbox.terminals=False" in outside


def test_the_command_s_choices_become_settings_of_the_server(tmp_path: Path) -> None:
    options = lab.lab_options(
        tmp_path,
        "sandbox",
        ip="0.0.0.0",
        start_page="10-workforce-identity-fresh.ipynb",
        seed=tmp_path / "company.py",
        faults=["pending:3", "latency=60"],
    )
    assert "--ServerApp.ip=0.0.0.0" in options
    assert "--LabApp.default_url=/doc/tree/10-workforce-identity-fresh.ipynb" in options
    assert f"--AwsguideSandbox.seed={tmp_path / 'company.py'}" in options
    assert [option for option in options if "faults" in option] == [
        "--AwsguideSandbox.faults=pending:3",
        "--AwsguideSandbox.faults=latency=60",
    ]
    assert not any("token" in option or "password" in option for option in options)


@pytest.mark.parametrize(
    ("ip", "login", "starts"),
    [("0.0.0.0", False, False), ("0.0.0.0", True, True), ("127.0.0.1", False, True)],
)
def test_what_other_machines_can_reach_does_not_start_without_a_login(
    ip: str, login: bool, starts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    server = SimpleNamespace(
        ip=ip,
        identity_provider=SimpleNamespace(token="", auth_enabled=login),
        log=SimpleNamespace(addFilter=lambda _: None),
        io_loop=SimpleNamespace(add_callback=lambda *_: None),
        display_url="",
        start=lambda: started.append(ip),
    )
    monkeypatch.setattr("jupyterlab.labapp.LabApp.initialize_server", lambda _: server)
    monkeypatch.setattr(lab.signal, "signal", lambda *_: None)
    refused = contextlib.nullcontext() if starts else pytest.raises(CouldNotTry, match="open to everybody")
    with refused:
        lab.run([], lambda _: None)
    assert bool(started) == starts


@pytest.mark.parametrize("address", ["203.0.113.7", "no-such-name.invalid", "1.2.3.4.5"])
def test_an_address_of_another_machine_is_said_in_a_sentence(address: str) -> None:
    with pytest.raises(CouldNotTry, match="not an address of this machine") as problem:
        lab.require_free(0, address)
    assert address in problem.value.what


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
