"""Rows about policies: which kind of policy allows, limits and denies, and in which words a refusal says so."""

from __future__ import annotations

from typing import Any

from awsguide.sandbox.refusals import Case, Given, Section, Statement, allowed

_USER_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
_ME = "User: arn:aws:iam::{account}:user/{user} is not authorized to perform: "
_SESSION = "User: arn:aws:sts::{account}:assumed-role/{user}/session is not authorized to perform: "
_LIST = "iam:ListUsers on resource: arn:aws:iam::{account}:user/ "
_NO = "because no {kind} allows the {action} action"


def allow(action: Any, resource: Any = "*", **elements: Any) -> Statement:
    """Return a statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action: Any, resource: Any = "*", **elements: Any) -> Statement:
    """Return a statement that denies."""
    return {"Effect": "Deny", "Action": action, "Resource": resource, **elements}


EVERYTHING = allow("*")

IDENTITY = Section(
    "Identity-based policies",
    "Without a statement that allows, the answer is no. A statement that denies beats every one that allows.",
    f"{_USER_GUIDE}reference_policies_evaluation-logic.html",
    (
        Case(
            "No policy at all",
            Given(),
            "iam.list_users",
            reason=_ME + _LIST + "because no identity-based policy allows the iam:ListUsers action",
        ),
        allowed(
            "A statement that names the action", Given(identity=(allow("iam:ListUsers"),)), "iam.list_users"
        ),
        allowed(
            "Actions are compared without regard to case, with * and ?",
            Given(identity=(allow("IAM:listuser?"),)),
            "iam.list_users",
        ),
        Case(
            "An explicit deny beside a statement that allows everything",
            Given(identity=(EVERYTHING, deny("iam:List*"))),
            "iam.list_users",
            reason=_ME + _LIST + "with an explicit deny in an identity-based policy",
        ),
        allowed(
            "A policy of a group the user is in", Given(group=(allow("iam:ListUsers"),)), "iam.list_users"
        ),
        Case(
            "A deny of a group the user is in",
            Given(identity=(EVERYTHING,), group=(deny("iam:*"),)),
            "iam.list_users",
            reason=_ME + _LIST + "with an explicit deny in an identity-based policy",
        ),
        Case(
            "A resource that the statement does not cover",
            Given(identity=(allow("iam:GetUser", "arn:aws:iam::{account}:user/{user}"),)),
            "iam.get_user",
            {"UserName": "somebody-else"},
            reason=_ME + "iam:GetUser on resource: arn:aws:iam::{account}:user/somebody-else "
            "because no identity-based policy allows the iam:GetUser action",
        ),
        allowed(
            "A policy variable that stands for the caller's own name",
            Given(identity=(allow("iam:GetUser", "arn:aws:iam::*:user/${aws:username}"),)),
            "iam.get_user",
        ),
    ),
)

SECTIONS = (IDENTITY,)
