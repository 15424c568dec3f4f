"""`awsguide which` and `awsguide inventory`: one line of JSON for programs, sentences for people, and no secret."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from awsguide.launch import cli

KEY_ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("AWS")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    (tmp_path / ".aws").mkdir()
    text = f"[dev]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\nregion = eu-west-1\n"
    (tmp_path / ".aws" / "credentials").write_text(text)
    return tmp_path


def test_json_is_one_object_with_the_three_clients(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["which", "--json", "--profile", "dev"]) == 0
    said = capsys.readouterr().out
    assert len(said.splitlines()) == 1
    for client in json.loads(said)["clients"].values():
        why = client.pop("why")
        assert why.endswith(".")
        assert client == {
            "outcome": "found",
            "provider": "shared-credentials-file",
            "key_id_ends": "MPLE",
            "profile": "dev",
            "region": "eu-west-1",
        }


def test_people_read_every_provider_with_its_place_and_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["which", "--profile", "dev"]) == 0
    said = capsys.readouterr().out
    assert "-> shared-credentials-file: found." in said
    assert "[~/.aws/credentials, line 2]" in said
    assert SECRET not in said
    assert KEY_ID not in said


def test_a_name_from_outside_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["which", "--profile", "\x1b[2Jgone\u202e"]) == 0
    assert not {"\x1b", "\u202e"} & set(capsys.readouterr().out)


def test_the_inventory_names_what_is_here(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert cli.main(["inventory"]) == 0
    said = capsys.readouterr().out
    assert "~/.aws/credentials: access key" in said
    assert "profiles dev" in said
    assert KEY_ID not in said
    assert cli.main(["inventory", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["section"] == "dev"
    (home / ".aws" / "credentials").unlink()
    assert cli.main(["inventory"]) == 0
    assert "No AWS credentials are stored here." in capsys.readouterr().out
