"""Rows about policy documents: what IAM does not take, and what the older version of the language does not know."""

from __future__ import annotations

import json
from typing import Any

from tests.aws_sandbox.refusals import Case, Given, Section, allowed
from tests.aws_sandbox.refusals.assume_role import ASSUME, HERE, ME, NAMED, no
from tests.aws_sandbox.refusals.policies import EVERYTHING, allow

_USER_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
_ADMINISTRATOR = Given(identity=(EVERYTHING,))
_TRUSTING = {"Effect": "Allow", "Principal": {"AWS": "{account}"}, "Action": "sts:AssumeRole"}


def _document(*statements: Any, version: str = "2012-10-17") -> str:
    return json.dumps({"Version": version, "Statement": list(statements)})


def _identity(title: str, reason: str, document: str) -> Case:
    parameters = {"UserName": "{user}", "PolicyName": "new", "PolicyDocument": document}
    return Case(
        title, _ADMINISTRATOR, "iam.put_user_policy", parameters, 400, "MalformedPolicyDocument", reason
    )


def _trust(title: str, reason: str, document: str) -> Case:
    parameters = {"RoleName": "{name}", "AssumeRolePolicyDocument": document}
    return Case(title, _ADMINISTRATOR, "iam.create_role", parameters, 400, "MalformedPolicyDocument", reason)


def _taken(title: str, call: str, **parameters: Any) -> Case:
    """A document that IAM takes."""
    return allowed(title, _ADMINISTRATOR, call, **parameters)


def _naming(title: str, name: str, kind: str = "AWS") -> Case:
    """A trust policy that names what is no principal."""
    said = f'Invalid principal in policy: "{kind.upper()}":"{name}"'
    return _trust(title, said, _document({**_TRUSTING, "Principal": {kind: name}}))


IDENTITY = Section(
    "Policy documents that IAM takes and does not take",
    "A policy is looked at when it is saved; what is wrong with it is told in one sentence.",
    f"{_USER_GUIDE}reference_policies_grammar.html",
    (
        _identity(
            "A comma too many", "Syntax errors in policy.", '{"Version": "2012-10-17", "Statement": [],}'
        ),
        _identity("No statement", "Syntax errors in policy.", _document()),
        _identity(
            "An operator that there is not",
            "Syntax errors in policy.",
            _document(allow("s3:*", Condition={"StringMatches": {"aws:username": "x"}})),
        ),
        _identity(
            "IfExists after Null",
            "Syntax errors in policy.",
            _document(allow("s3:*", Condition={"NullIfExists": {"aws:username": "true"}})),
        ),
        _identity(
            "Neither action nor all but some",
            "Policy statement must contain actions.",
            _document({"Effect": "Allow", "Resource": "*"}),
        ),
        _identity(
            "No resource",
            "Policy statement must contain resources.",
            _document({"Effect": "Allow", "Action": "s3:*"}),
        ),
        _identity(
            "A resource that is no ARN",
            'Resource notes must be in ARN format or "*".',
            _document(allow("s3:*", "notes")),
        ),
        _identity(
            "A principal where the policy is the principal's",
            "Policy document should not specify a principal.",
            _document({**EVERYTHING, "Principal": "*"}),
        ),
        _identity(
            "A statement's id with a space",
            "Statement IDs (SID) must be alpha-numeric. "
            "Check that your input satisfies the regular expression [0-9A-Za-z]*",
            _document({**EVERYTHING, "Sid": "All of it"}),
        ),
        _identity(
            "Two statements with one id",
            "Statement IDs (SID) in a single policy must be unique.",
            _document({**EVERYTHING, "Sid": "All"}, {**EVERYTHING, "Sid": "All"}),
        ),
        _identity(
            "A condition key without a prefix",
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            _document(allow("s3:*", Condition={"StringEquals": {"username": "x"}})),
        ),
        _taken(
            "A policy of the older version",
            "iam.put_user_policy",
            UserName="{user}",
            PolicyName="new",
            PolicyDocument=_document(EVERYTHING, version="2008-10-17"),
        ),
        _taken(
            "A policy without a version",
            "iam.put_user_policy",
            UserName="{user}",
            PolicyName="new",
            PolicyDocument=json.dumps({"Statement": [EVERYTHING]}),
        ),
        Case(
            "A managed policy of the older version",
            _ADMINISTRATOR,
            "iam.create_policy",
            {"PolicyName": "{name}", "PolicyDocument": _document(EVERYTHING, version="2008-10-17")},
            400,
            "MalformedPolicyDocument",
            "Policy document must be version 2012-10-17 or greater.",
        ),
        _taken(
            "Everything that IAM has in an account",
            "iam.create_policy",
            PolicyName="{name}",
            PolicyDocument=_document(allow("iam:*", "arn:aws:iam::{account}:*")),
        ),
        _taken(
            "An ARN that ends after the service",
            "iam.create_policy",
            PolicyName="{name}",
            PolicyDocument=_document(allow("sqs:*", ["arn:aws:sqs", "arn:aws:s3", "arn:aws:iam"])),
        ),
        Case(
            "An ARN that ends after the account",
            _ADMINISTRATOR,
            "iam.create_policy",
            {"PolicyName": "{name}", "PolicyDocument": _document(allow("s3:*", "arn:aws:s3::notes"))},
            400,
            "MalformedPolicyDocument",
            "The policy failed legacy parsing",
        ),
        Case(
            "A managed policy is deleted that is somebody's boundary",
            Given(identity=(EVERYTHING,), boundary=(EVERYTHING,)),
            "iam.delete_policy",
            {"PolicyArn": "arn:aws:iam::{account}:policy/boundary-of-{user}"},
            409,
            "DeleteConflict",
            "Cannot delete a policy attached to entities.",
        ),
    ),
)

TRUST = Section(
    "Trust policies that IAM does not take",
    "Whom a role trusts is looked at when it is saved: users and roles have to be there, and no name has a wildcard.",
    f"{_USER_GUIDE}reference_policies_elements_principal.html",
    (
        _trust(
            "A trust policy with a comma too many", "This policy contains invalid Json", '{"Statement": [],}'
        ),
        _trust(
            "A trust policy about a resource",
            "Has prohibited field Resource",
            _document({**_TRUSTING, "Resource": "*"}),
        ),
        _trust(
            "A trust policy that names nobody",
            "Missing required field Principal",
            _document({"Effect": "Allow", "Action": "sts:AssumeRole"}),
        ),
        _trust(
            "A trust policy about another service's action",
            "AssumeRole policy may only specify STS AssumeRole actions.",
            _document({**_TRUSTING, "Action": "s3:GetObject"}),
        ),
        _naming("A user who is not there", "arn:aws:iam::{account}:user/nobody"),
        _naming("The unique id of a user who is not there", "AIDAQQQQQQQQQQQQQQQQQ"),
        _naming("A name with a wildcard", "arn:aws:iam::{account}:user/*"),
        _naming("Any session of a role", "arn:aws:sts::{account}:assumed-role/Deployer/*"),
        _naming("A group", "arn:aws:iam::{account}:group/readers"),
        _naming("An account of five digits", "12345"),
        _naming("Any service", "*", "Service"),
        Case(
            "A trust policy of the old version, whose variables are plain text",
            Given(
                before=(
                    (
                        "create_role",
                        {
                            "RoleName": "{role}",
                            "AssumeRolePolicyDocument": _document(
                                {
                                    **_TRUSTING,
                                    "Principal": {"AWS": ME},
                                    "Condition": {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}},
                                },
                                version="2008-10-17",
                            ),
                        },
                    ),
                )
            ),
            ASSUME,
            {**NAMED, "RoleSessionName": "{user}"},
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        allowed(
            "A trust policy of the newer version, whose variables stand for something",
            Given(
                trust=(
                    {
                        **_TRUSTING,
                        "Principal": {"AWS": ME},
                        "Condition": {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}},
                    },
                )
            ),
            ASSUME,
            **{**NAMED, "RoleSessionName": "{user}"},
        ),
    ),
)

SECTIONS = (IDENTITY, TRUST)
