"""Rows about whom a policy on a resource means: by name, as anybody, by their session, and everybody but some."""

from __future__ import annotations

from typing import Any

from tests.aws_sandbox.refusals import FEDERATED, ROLE, Case, Given, Section, Statement, allowed
from tests.aws_sandbox.refusals.policies import EVERYTHING, allow, granting

_USER_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
_USER, _ROLE_ARN = "arn:aws:iam::{account}:user/{user}", "arn:aws:iam::{account}:role/{user}"
_SESSION, _GUEST = (
    "arn:aws:sts::{account}:assumed-role/{user}/session",
    "arn:aws:sts::{account}:federated-user/guest",
)
_ROOT = "arn:aws:iam::{account}:root"
_READ = {"Bucket": "{name}", "Key": "note"}
_ONLY_IAM = (allow("iam:*"),)


def _to(principal: str, **elements: Any) -> Statement:
    return granting(principal, "s3:GetObject", "arn:aws:s3:::{name}/*", **elements)


def _for_all_but(*principals: str) -> Statement:
    return {
        "Effect": "Deny",
        "NotPrincipal": {"AWS": list(principals)},
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::{name}/*",
    }


def _no(title: str, who: str, because: str, *policy: Statement, **given: Any) -> Case:
    """Return a row of somebody who may not read what lies in the bucket."""
    said = (
        f'User: {who} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::{{name}}/note" '
    )
    return Case(
        title,
        Given(resource="bucket", resource_policy=policy, **given),
        "s3.get_object",
        _READ,
        reason=said + because,
    )


def _yes(title: str, *policy: Statement, **given: Any) -> Case:
    return allowed(title, Given(resource="bucket", resource_policy=policy, **given), "s3.get_object", **_READ)


_UNNAMED = "with an explicit deny in a resource-based policy"
_SESSION_LEFT_OUT = "because no session policy allows the s3:GetObject action"
_BOUNDARY_LEFT_OUT = "because no permissions boundary allows the s3:GetObject action"

MEANT = Section(
    "Whom a policy on a resource means",
    "Within an account, what a resource gives to a user, to one session or to anybody, no boundary and no session "
    "policy takes away but by denying it. What it gives to a role or to the user behind a federated one, they limit.",
    f"{_USER_GUIDE}reference_policies_evaluation-logic_policy-eval-denyallow.html",
    (
        _yes(
            "A bucket that names the user, whose boundary leaves reading out",
            _to(_USER),
            boundary=_ONLY_IAM,
        ),
        _no(
            "A bucket that names a user who was deleted; another user has the name now",
            _USER,
            "because no identity-based policy allows the s3:GetObject action",
            _to(_USER),
            recreated=True,
        ),
        _yes(
            "A bucket for anybody, and a user whose boundary leaves reading out", _to("*"), boundary=_ONLY_IAM
        ),
        _yes(
            "A bucket for anybody of a role, and a session policy that leaves reading out",
            _to("*", Condition={"ArnEquals": {"aws:PrincipalArn": _ROLE_ARN}}),
            caller=ROLE,
            session=_ONLY_IAM,
        ),
        _no(
            "A bucket that names the role, and a session policy that leaves reading out",
            _SESSION,
            _SESSION_LEFT_OUT,
            _to(_ROLE_ARN),
            caller=ROLE,
            session=_ONLY_IAM,
        ),
        _no(
            "A bucket that names the role, whose boundary leaves reading out",
            _SESSION,
            _BOUNDARY_LEFT_OUT,
            _to(_ROLE_ARN),
            caller=ROLE,
            boundary=_ONLY_IAM,
        ),
        _yes(
            "A bucket that names the session, and a session policy that leaves reading out",
            _to(_SESSION),
            caller=ROLE,
            session=_ONLY_IAM,
        ),
        _yes(
            "A bucket that names the federated user, who has no session policy",
            _to(_GUEST),
            caller=FEDERATED,
            identity=(allow("sts:GetFederationToken"),),
        ),
        _yes(
            "A bucket that names the user behind a federated one, and a session policy that allows it",
            _to(_USER),
            caller=FEDERATED,
            identity=(allow("sts:GetFederationToken"),),
            session=(allow("s3:*"),),
        ),
        _no(
            "A bucket that names the user behind a federated one, who has no session policy",
            _GUEST,
            _SESSION_LEFT_OUT,
            _to(_USER),
            caller=FEDERATED,
            identity=(allow("sts:GetFederationToken"),),
        ),
        _no(
            "Another account's bucket for anybody, and a boundary that leaves reading out",
            _USER,
            _BOUNDARY_LEFT_OUT,
            _to("*"),
            identity=(EVERYTHING,),
            boundary=_ONLY_IAM,
            elsewhere=True,
        ),
    ),
)

EXCEPT = Section(
    "Everybody but some (NotPrincipal)",
    "A deny by NotPrincipal spares only whom it names in full: the account, the role, the session. It spares nobody "
    "who has a permissions boundary.",
    f"{_USER_GUIDE}reference_policies_elements_notprincipal.html",
    (
        _yes(
            "A deny for all but the account and its user", _for_all_but(_ROOT, _USER), identity=(EVERYTHING,)
        ),
        _no(
            "A deny for all but the user, whose account is not named",
            _USER,
            _UNNAMED,
            _for_all_but(_USER),
            identity=(EVERYTHING,),
        ),
        _no(
            "A deny for all but the account, whose user is not named",
            _USER,
            _UNNAMED,
            _for_all_but(_ROOT),
            identity=(EVERYTHING,),
        ),
        _no(
            "A deny for all but a user who has a boundary",
            _USER,
            _UNNAMED,
            _for_all_but(_ROOT, _USER),
            identity=(EVERYTHING,),
            boundary=(EVERYTHING,),
        ),
        _yes(
            "A deny for all but the account, its role and the session",
            _for_all_but(_ROOT, _ROLE_ARN, _SESSION),
            caller=ROLE,
            identity=(EVERYTHING,),
        ),
        _no(
            "A deny for all but the account and its role, whose session is not named",
            _SESSION,
            _UNNAMED,
            _for_all_but(_ROOT, _ROLE_ARN),
            caller=ROLE,
            identity=(EVERYTHING,),
        ),
        _yes(
            "A bucket's deny whose condition does not hold",
            {
                **_to("*"),
                "Effect": "Deny",
                "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "{account}"}},
            },
            identity=(EVERYTHING,),
        ),
    ),
)

SECTIONS = (MEANT, EXCEPT)
