"""A key is rotated with boto3, and every client on this machine sees the old one refused and the new one work."""

from __future__ import annotations

import configparser
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tests.clients.readers import by_boto3, readers

if TYPE_CHECKING:
    from tests.clients.conftest import Running

OLD, NEW = "kira", "kira-rotated"
REFUSED = ("InvalidClientTokenId", "security token included in the request is invalid")


def iam(running: Running, profile: str) -> Any:
    rows = configparser.ConfigParser(interpolation=None)
    rows.read(running.home / ".aws" / "credentials", encoding="utf-8")
    return boto3.client(
        "iam",
        region_name=running.region,
        endpoint_url=running.endpoint,
        aws_access_key_id=rows[profile]["aws_access_key_id"],
        aws_secret_access_key=rows[profile]["aws_secret_access_key"],
    )


@pytest.fixture(scope="module")
def old_key(running: Running) -> str:
    """Make kira a second key, and put it into a profile of its own; returns the id of her old one."""
    client = iam(running, OLD)
    (old,) = client.list_access_keys()["AccessKeyMetadata"]
    made = client.create_access_key()["AccessKey"]
    with (running.home / ".aws" / "credentials").open("a", encoding="utf-8") as credentials:
        credentials.write(
            f"\n[{NEW}]\naws_access_key_id = {made['AccessKeyId']}\n"
            f"aws_secret_access_key = {made['SecretAccessKey']}\n"
        )
    with (running.home / ".aws" / "config").open("a", encoding="utf-8") as config:
        config.write(f"\n[profile {NEW}]\nregion = {running.region}\n")
    return str(old["AccessKeyId"])


def seen(running: Running) -> dict[str, tuple[bool, bool]]:
    """By client: does the old key work, does the new one?"""
    clients = {name: read for name, read in readers().items() if name != "the guide"}
    return {name: (works(read(running, OLD)), works(read(running, NEW))) for name, read in clients.items()}


def works(answer: Any) -> bool:
    if "error" in answer:
        assert any(words in answer["error"] for words in REFUSED), answer
        return False
    assert answer["arn"].endswith(":user/kira")
    return True


def test_every_client_sees_the_old_key_refused_and_the_new_one_work(running: Running, old_key: str) -> None:
    assert set(seen(running).values()) == {(True, True)}
    new = iam(running, NEW)
    new.update_access_key(AccessKeyId=old_key, Status="Inactive")
    assert set(seen(running).values()) == {(False, True)}
    new.delete_access_key(AccessKeyId=old_key)
    assert not works(by_boto3(running, OLD))
