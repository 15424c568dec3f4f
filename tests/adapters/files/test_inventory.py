"""What holds credentials on this machine is listed with a verdict, and one is taken away without the others."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import awsguide
from awsguide.adapters.files import config_files, inventory
from awsguide.core.errors import CouldNotTry

if TYPE_CHECKING:
    from awsguide.config.inventory import HeldCredential

KEY_ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ARN = "arn:aws:iam::111122223333:user/dana"
KINDS = ("sign-in", "registration", "console sign-in", "kept session", "variable", "unreadable")
CONFIG = f"""\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Reader

[profile console]
login_session = {ARN}
"""


def stamp(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one of everything."""
    for name in [name for name in os.environ if name.startswith("AWS")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    aws = tmp_path / ".aws"
    keys = f"aws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n"
    token = {"startUrl": "https://corp.awsapps.com/start", "region": "us-east-1", "accessToken": SECRET}
    renewal = {"refreshToken": SECRET, "clientId": "c", "clientSecret": SECRET}
    login = {"accessToken": {"accountId": "111122223333", "accessKeyId": KEY_ID, "expiresAt": stamp(600)}}
    kept = {"Credentials": {"AccessKeyId": KEY_ID, "Expiration": stamp(-60)}, "AssumedRoleUser": {"Arn": ARN}}
    files = {
        "config": CONFIG,
        "credentials": f"[default]\n{keys}[other]\n{keys}",
        f"sso/cache/{hashlib.sha1(b'corp').hexdigest()}.json": {**token, **renewal, "expiresAt": stamp(-60)},
        "sso/cache/registration.json": {"clientId": "c", "clientSecret": SECRET, "expiresAt": stamp(999)},
        "sso/cache/other.json": {**token, "expiresAt": stamp(999)},
        "sso/cache/broken.json": "{",
        f"login/cache/{hashlib.sha256(ARN.encode()).hexdigest()}.json": {**login, "refreshToken": SECRET},
        "cli/cache/one.json": kept,
    }
    for name, content in files.items():
        path = aws / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        path.chmod(0o600)
    (aws / "cli" / "cache" / "one.json").chmod(0o644)
    return aws


def only(kind: str, **wanted: object) -> HeldCredential:
    (found,) = [
        row
        for row in inventory.every()
        if row.kind == kind and all(getattr(row, name) == value for name, value in wanted.items())
    ]
    return found


def test_everything_that_holds_credentials_is_listed_with_whose_it_is_and_until_when(machine: Path) -> None:
    found = inventory.every()
    counted = Counter(row.kind for row in found)
    assert counted == {**dict.fromkeys(KINDS, 1), "access key": 2, "sign-in": 2}
    signed_in = only("sign-in", profiles=("dev",))
    assert signed_in.whose == "https://corp.awsapps.com/start"
    assert signed_in.verdict.startswith("The access has expired, but anyone who reads this file can renew it")
    assert only("console sign-in").profiles == ("console",)
    assert only("console sign-in").whose == ARN
    assert {row.section for row in found if row.kind == "access key"} == {"default", "other"}
    assert SECRET not in repr(found)
    assert KEY_ID not in repr(found)


def test_what_others_can_read_and_what_has_ended_is_told(machine: Path) -> None:
    kept = only("kept session")
    assert kept.mode == 0o644
    assert kept.verdict.startswith("It has ended")
    assert "chmod 600" in kept.verdict
    assert all("chmod" not in row.verdict for row in inventory.every() if row != kept)


@pytest.mark.parametrize("kind", KINDS)
def test_one_is_taken_away_and_all_others_stay(
    machine: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    before = inventory.every()
    row = next(row for row in before if row.kind == kind)
    inventory.remove(row)
    assert inventory.every() == tuple(other for other in before if other != row)
    with pytest.raises(CouldNotTry) as gone:
        inventory.remove(row)
    assert gone.value.code == "held-gone"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)


def test_a_key_in_a_file_is_taken_out_alone_and_comes_back(machine: Path) -> None:
    text = (machine / "credentials").read_text()
    receipt = inventory.remove(only("access key", section="default"))
    assert receipt is not None
    assert [row.section for row in inventory.every() if row.kind == "access key"] == ["other"]
    assert any(row.kind == "backup" for row in inventory.every())
    config_files.undo(receipt)
    assert (machine / "credentials").read_text() == text


def test_the_public_function_lists_the_same(machine: Path) -> None:
    assert awsguide.credentials_on_this_machine() == inventory.every()
