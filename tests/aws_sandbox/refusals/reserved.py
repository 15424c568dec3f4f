"""Rows about what no permission helps with: what is AWS's own, and what belongs to an organization's management."""

from __future__ import annotations

import json
from typing import Any

from tests.aws_sandbox.refusals import Case, Given, Section, allowed
from tests.aws_sandbox.refusals.assume_role import ME, OWN_WORDS
from tests.aws_sandbox.refusals.policies import EVERYTHING, deny

_ADMINISTRATOR = Given(identity=(EVERYTHING,))
_EVERYTHING = json.dumps({"Version": "2012-10-17", "Statement": [EVERYTHING]})
_READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
_SERVICE_POLICY = "arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy"
_SERVICE_ROLE = "AWSServiceRoleForsupport"
_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"AWS": "{account}"}, "Action": "sts:AssumeRole"},
    }
)
_SUPPORT = (("create_service_linked_role", {"AWSServiceName": "support.amazonaws.com"}),)


def _refused(
    title: str, call: str, code: str, reason: str, given: Given = _ADMINISTRATOR, **parameters: Any
) -> Case:
    status = 403 if code == "AccessDenied" else 400
    return Case(title, given, call, parameters, status, code, reason)


def _protected(name: str) -> str:
    return (
        f"Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS"
    )


def _own_words(title: str, call: str, code: str, reason: str, **parameters: Any) -> Case:
    return Case(title, _ADMINISTRATOR, call, parameters, 400, code, reason, differs=OWN_WORDS)


OWNED = Section(
    "What AWS keeps to itself",
    "An administrator who may do everything still cannot change AWS's own policies or the roles of its services, "
    "or take the names that are reserved for them.",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/troubleshooting.html",
    (
        _refused(
            "A new version of a policy of AWS",
            "iam.create_policy_version",
            "AccessDenied",
            f"User: {ME} is not authorized to perform: iam:CreatePolicyVersion on resource: policy {_READ_ONLY}",
            PolicyArn=_READ_ONLY,
            PolicyDocument=_EVERYTHING,
            SetAsDefault=True,
        ),
        _refused(
            "A policy of AWS is deleted",
            "iam.delete_policy",
            "AccessDenied",
            f"User: {ME} is not authorized to perform: iam:DeletePolicy on resource: policy {_READ_ONLY}",
            PolicyArn=_READ_ONLY,
        ),
        _refused(
            "A policy is put on a service's role",
            "iam.put_role_policy",
            "UnmodifiableEntity",
            _protected(_SERVICE_ROLE),
            Given(identity=(EVERYTHING,), before=_SUPPORT),
            RoleName=_SERVICE_ROLE,
            PolicyName="more",
            PolicyDocument=_EVERYTHING,
        ),
        allowed(
            "A service's role is described by its account",
            Given(
                identity=(EVERYTHING,),
                before=(("create_service_linked_role", {"AWSServiceName": "shield.amazonaws.com"}),),
            ),
            "iam.update_role_description",
            RoleName="AWSServiceRoleForshield",
            Description="ours",
        ),
        _refused(
            "A policy for a service's role is attached to another one",
            "iam.attach_role_policy",
            "PolicyNotAttachable",
            "Cannot attach a Service Role Policy to a Customer Role.",
            RoleName="Deployer",
            PolicyArn=_SERVICE_POLICY,
        ),
        _own_words(
            "A role below a path of AWS's",
            "iam.create_role",
            "InvalidInput",
            "The path /aws-reserved/sso.amazonaws.com/ is reserved for AWS.",
            RoleName="{name}",
            Path="/aws-reserved/sso.amazonaws.com/",
            AssumeRolePolicyDocument=_TRUST,
        ),
        _own_words(
            "A role that is called like one of AWS's",
            "iam.create_role",
            "InvalidInput",
            "The role name AWSReservedSSO_Administrators is reserved for AWS.",
            RoleName="AWSReservedSSO_Administrators",
            AssumeRolePolicyDocument=_TRUST,
        ),
        _own_words(
            "A tag with the prefix of AWS's own",
            "iam.create_user",
            "InvalidInput",
            "Tag keys that begin with 'aws:' are reserved for AWS.",
            UserName="{name}",
            Tags=[{"Key": "aws:owner", "Value": "me"}],
        ),
        _own_words(
            "A key's alias below AWS's own",
            "kms.create_alias",
            "NotAuthorizedException",
            "Names under alias/aws/ are reserved for AWS.",
            AliasName="alias/aws/mine",
            TargetKeyId="1234abcd-12ab-34cd-56ef-1234567890ab",
        ),
    ),
)

_NOT_YOURS = "You don't have permissions to access this resource."


def _of_member(title: str, call: str, **parameters: Any) -> Case:
    return Case(title, _ADMINISTRATOR, call, parameters, 400, "AccessDeniedException", _NOT_YOURS)


ORGANIZATION = Section(
    "What belongs to the organization's management account",
    "An administrator of a member account sees that there is an organization, and no more of it. A policy can be "
    "attached only while policies of its type are enabled.",
    "https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html",
    (
        _of_member("A member account lists the accounts", "organizations.list_accounts"),
        _of_member("A member account lists the roots", "organizations.list_roots"),
        _of_member(
            "A member account reads policies", "organizations.list_policies", Filter="SERVICE_CONTROL_POLICY"
        ),
        allowed(
            "A member account asks which organization it is in",
            _ADMINISTRATOR,
            "organizations.describe_organization",
        ),
        Case(
            "A tag policy is attached, while tag policies are not enabled",
            Given(profile="trainer", organization_policy=("TAG_POLICY", '{"tags": {}}')),
            "organizations.attach_policy",
            {"PolicyId": "{resource}", "TargetId": "{account}"},
            400,
            "PolicyTypeNotEnabledException",
            "This operation can be performed only for enabled policy types.",
        ),
        Case(
            "The policy that allows everything is changed",
            Given(profile="trainer"),
            "organizations.update_policy",
            {
                "PolicyId": "p-FullAWSAccess",
                "Content": json.dumps({"Version": "2012-10-17", "Statement": [deny("*")]}),
            },
            400,
            "AccessDeniedException",
            _NOT_YOURS,
            differs=OWN_WORDS,
        ),
    ),
)

SECTIONS = (OWNED, ORGANIZATION)
