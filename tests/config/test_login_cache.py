"""The name and shape of a cached console sign-in, as the CLI, boto3 and JavaScript read and write it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from botocore.utils import generate_login_cache_key
from hypothesis import given
from hypothesis import strategies as st

from awsguide.config import login_cache
from awsguide.core.model import ConsoleSession, Credentials
from awsguide.core.secret import Secret

ARN = "arn:aws:iam::123456789012:user/dana"
SESSION = ConsoleSession(
    ARN,
    "eu-west-1",
    "arn:aws:signin:::devtools/same-device",
    Credentials("ASIAEXAMPLE", Secret("canary-1"), Secret("canary-2"), 1.9e9),
    Secret("canary-3"),
    Secret("canary-4"),
    Secret("canary-5"),
)


def plain(value: object) -> object:
    """The document as it stands in the file."""
    if isinstance(value, Secret):
        return value.reveal()
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def document(session: ConsoleSession = SESSION) -> dict[str, object]:
    found = plain(login_cache.login_document(session))
    assert isinstance(found, dict)
    return found


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1))
def test_the_file_is_named_as_botocore_names_it(arn: str) -> None:
    assert login_cache.login_file(arn) == f"{generate_login_cache_key(arn)}.json"


def test_the_document_has_the_keys_of_the_cli_and_reveals_nothing() -> None:
    found = login_cache.login_document(SESSION)
    assert set(found) == {
        "accessToken", "tokenType", "clientId", "refreshToken", "idToken", "dpopKey", "signInRegion",
    }  # fmt: skip
    keys = found["accessToken"]
    assert isinstance(keys, dict)
    assert set(keys) == {"accessKeyId", "secretAccessKey", "sessionToken", "accountId", "expiresAt"}
    assert (keys["accountId"], keys["expiresAt"]) == ("123456789012", "2030-03-17T17:46:40Z")
    assert "canary" not in repr(found)


def test_what_was_written_is_read_back() -> None:
    assert login_cache.login_from(document(), ARN, "us-east-1") == SESSION
    assert login_cache.login_from(document(replace(SESSION, id_token=None)), ARN, "x") == replace(
        SESSION, id_token=None
    )


def test_an_older_document_without_a_region_gets_that_of_the_profile() -> None:
    older = document()
    del older["signInRegion"]
    found = login_cache.login_from(older, ARN, "ap-south-1")
    assert found is not None
    assert found.region == "ap-south-1"


NEEDED = (
    "accessToken", "refreshToken", "dpopKey", "clientId",
    "accessKeyId", "secretAccessKey", "sessionToken", "expiresAt",
)  # fmt: skip


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("value", [None, "", 7, "gone"])
def test_a_document_with_a_hole_in_it_is_no_sign_in(name: str, value: object) -> None:
    broken = document()
    keys = broken["accessToken"]
    assert isinstance(keys, dict)
    place = broken if name in broken else keys
    if value == "gone":
        if name == "expiresAt":
            place[name] = "soon"
        else:
            del place[name]
    else:
        place[name] = value
    assert login_cache.login_from(broken, ARN, "us-east-1") is None


@pytest.mark.parametrize(
    ("arn", "account"),
    [(ARN, "123456789012"), ("arn:aws:sts::210987654321:assumed-role/r/fay", "210987654321"), ("root", "")],
)
def test_the_account_stands_in_the_arn(arn: str, account: str) -> None:
    assert login_cache.account_of(arn) == account
