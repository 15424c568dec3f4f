"""On one's own AWS nothing is written before a yes: every public function that writes asks, and refuses without anybody."""

from __future__ import annotations

import inspect
import sys
import time
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

import awsguide
from awsguide import functions
from awsguide.access_keys import LastUse
from awsguide.config.profiles import Change, SetSection
from awsguide.edges import home as files
from awsguide.errors import Cancelled, CouldNotTry
from awsguide.functions import asking
from awsguide.model import ConsoleSession, Credentials, Role, RoleRequest, SsoSession, Token
from awsguide.rows.keys.leaked import Leak
from awsguide.rows.policies.powers import Powers
from awsguide.secret import Secret
from awsguide.steps import Ask, Call, Save
from tests.conftest import contents
from tests.own_aws.test_environment import begun, keys
from tests.own_aws.test_hosts import CORP

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.own_aws.network import Network

ROLE = "arn:aws:iam::111122223333:role/Deployer"
KEY = "AKIAEXAMPLE00000ROOT"
# Public, and nothing that is performed: panels, words, and what only looks.
NOT_PERFORMED = {"SsoSession", "RoleRequest", "GuideError"}
# Writes nothing of the reader's and nothing at AWS: sessions end by themselves, and looking is looking.
LOOKS = {
    "accounts_and_roles", "assume_chain", "assume_role", "boto3_session", "console_session", "explained",
    "federation_token", "key_places", "key_rotation", "key_verdict", "keys_of_account", "keys_of_user", "lesson_token",
    "member_roots", "mfa_devices", "open_console", "own_keys", "renewing_role_session", "role_request", "role_session",
    "roles_one_can_see", "root_user", "run_program", "scan_for_keys", "session_with_mfa", "session_without_mfa",
    "trust_explained", "web_claims", "web_identity_role", "web_identity_session", "web_token", "which_aws", "who_am_i",
    "whose_key",
}  # fmt: skip


def sample_token() -> Token:
    return Token(CORP, Secret("an access token"), time.time() + 3000)


def sample_console() -> ConsoleSession:
    return ConsoleSession(
        "arn:aws:iam::111122223333:user/dana", "us-east-1", "x", sample_session().credentials, Secret("r"), Secret("k")
    )


class sample_session:  # noqa: N801 - stands for any session with credentials
    credentials = Credentials("ASIAEXAMPLE00000ROLE", Secret("s"), Secret("t"), time.time() + 3000)


def sample_receipt() -> Any:
    change = Change("config", (SetSection("profile", "undone", {"region": "eu-west-1"}),))
    return files.save(change)


def writing() -> dict[str, Callable[..., object]]:
    """Every public function that writes, called so that it would."""
    leak = Leak(KEY, "rosa", LastUse(None), Powers((), (), ()), True, True, ())
    request = RoleRequest(ROLE)
    return {
        "sign_in": lambda **ask: awsguide.sign_in(CORP, way="device-code", show=print, **ask),
        "sign_out": lambda **ask: awsguide.sign_out(sample_token(), **ask),
        "save_profile": lambda **ask: awsguide.save_profile(
            sample_token(), Role("111122223333", "R"), "dev", region="us-east-1", **ask
        ),
        "console_sign_out": lambda **ask: awsguide.console_sign_out(sample_console(), **ask),
        "save_console_profile": lambda **ask: awsguide.save_console_profile(sample_console(), "con", **ask),
        "save_role_profile": lambda **ask: awsguide.save_role_profile(
            request, "role", source_profile="hana", **ask
        ),
        "save_process_profile": lambda **ask: awsguide.save_process_profile(
            request, "proc", source="hana", **ask
        ),
        "save_web_identity_profile": lambda **ask: awsguide.save_web_identity_profile(
            ROLE, "web", "/token", **ask
        ),
        "save_session_profile": lambda **ask: awsguide.save_session_profile(sample_session, "ses", **ask),
        "create_key": lambda **ask: awsguide.create_key("rosa", "new", **renamed(ask)),
        "rotate_key": lambda **ask: awsguide.rotate_key("rosa", **renamed(ask)),
        "insist_on_rotation": lambda **ask: awsguide.insist_on_rotation("rosa", **renamed(ask)),
        "undo_rotation": lambda **ask: awsguide.undo_rotation("rosa", **renamed(ask)),
        "retire_leaked_key": lambda **ask: awsguide.retire_leaked_key(key_of("rosa"), "rosa", **ask),
        "take_back_key": lambda **ask: awsguide.take_back_key(leak, "rosa", **ask),
        "deactivate_root_key": lambda **ask: awsguide.deactivate_root_key(
            key_of("staging-root"), "staging-root", **ask
        ),
        "reactivate_root_key": lambda **ask: awsguide.reactivate_root_key(KEY, "staging-root", **ask),
        "delete_root_key": lambda **ask: awsguide.delete_root_key(KEY, "staging-root", **ask),
        "delete_member_root_keys": lambda **ask: awsguide.delete_member_root_keys("111122223333", "hana", **ask),
        "signed_request": lambda **ask: awsguide.signed_request(sample_session, "iam", "DeleteUser", **ask),
        "undo": lambda **ask: awsguide.undo(RECEIPTS[-1], **ask),
    }


RECEIPTS: list[Any] = []
