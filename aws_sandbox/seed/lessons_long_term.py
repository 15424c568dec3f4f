"""Whom the lessons about long-term keys need: users whose keys tell stories, and a root user with a key.

Data only. Ages and last uses are counted back from the moment of the seed, so a key that is 412 days old is that old
on whatever day the sandbox starts. Which of the keys are a problem is for the reader to find out, not said here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_sandbox.seed.iam import KeyRow, ManagedPolicyRow, PolicyRow, ProviderRow, RoleRow, Use, UserRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_ACCOUNT = "sandbox-dev"
# Published for exercises, like the password: whoever has no phone at hand can reckon the codes from it.
OTTO_MFA_SEED = "SANDBOXOTTOSANDBOXOTTOSANDBOXOTT"

# Each user may look at and change what is their own, and nobody else's.
_MYSELF = "arn:aws:iam::*:user/${aws:username}"
_LOOK: Mapping[str, Any] = {
    "Sid": "LookAtMyself",
    "Effect": "Allow",
    "Action": [
        "iam:GetUser",
        "iam:ListAccessKeys",
        "iam:GetAccessKeyLastUsed",
        "iam:ListMFADevices",
        "iam:ListUserPolicies",
        "iam:GetUserPolicy",
        "iam:ListAttachedUserPolicies",
        "iam:ListGroupsForUser",
    ],
    "Resource": _MYSELF,
}
_CHANGE: Mapping[str, Any] = {
    "Sid": "ChangeMyKeys",
    "Effect": "Allow",
    "Action": ["iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:DeleteAccessKey"],
    "Resource": _MYSELF,
}
_WHOSE: Mapping[str, Any] = {
    "Sid": "WhoseKey",
    "Effect": "Allow",
    "Action": "sts:GetAccessKeyInfo",
    "Resource": "*",
}
_WITH_MFA: Mapping[str, Any] = {**_CHANGE, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}

OWN_KEYS = PolicyRow("own-keys", (_LOOK, _CHANGE, _WHOSE))
OWN_KEYS_WITH_MFA = PolicyRow("own-keys-with-mfa", (_LOOK, _WITH_MFA, _WHOSE))
_S3_READER = ("AmazonS3ReadOnlyAccess",)

PROVIDERS: tuple[ProviderRow, ...] = ()
MANAGED_POLICIES: tuple[ManagedPolicyRow, ...] = ()
ROLES: tuple[RoleRow, ...] = ()
USERS = (
    UserRow(
        "jonas",
        _ACCOUNT,
        _S3_READER,
        (OWN_KEYS,),
        (KeyRow(("jonas",), 12, used=Use(1 / 24, "us-east-1", "s3")),),
        days_old=40,
    ),
    UserRow(
        "kira",
        _ACCOUNT,
        _S3_READER,
        (OWN_KEYS,),
        (KeyRow(("kira", "kira-backup"), 412, used=Use(3, "eu-west-1", "s3")),),
        days_old=420,
    ),
    UserRow("liam", _ACCOUNT, ("PowerUserAccess",), keys=(KeyRow((), 230),), days_old=231),
    UserRow(
        "mona",
        _ACCOUNT,
        ("ReadOnlyAccess",),
        keys=(KeyRow((), 320, active=False, used=Use(150, "us-east-1", "ec2")),),
        days_old=500,
    ),
    UserRow(
        "nils",
        _ACCOUNT,
        _S3_READER,
        (OWN_KEYS,),
        # The second one is of a rotation that somebody began and left at that.
        (KeyRow(("nils",), 380, used=Use(1, "us-east-1", "s3")), KeyRow((), 45)),
        days_old=400,
    ),
    UserRow(
        "otto",
        _ACCOUNT,
        _S3_READER,
        (OWN_KEYS_WITH_MFA,),
        (KeyRow(("otto",), 120, used=Use(2, "us-east-1", "sts")),),
        OTTO_MFA_SEED,
        days_old=200,
    ),
    UserRow(
        "petra",
        _ACCOUNT,
        ("IAMFullAccess",),
        (PolicyRow("whose-key", (_WHOSE,)),),
        (KeyRow(("petra",), 60, used=Use(1, "us-east-1", "iam")),),
        days_old=365,
    ),
)

ROOT_ACCOUNT = "staging"
# Made for an import that ran for a month, and there ever since.
ROOT_KEY = KeyRow(("staging-root",), 640, used=Use(610, "us-east-1", "ec2"))
