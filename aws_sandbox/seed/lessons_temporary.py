"""Whom the lessons about temporary credentials need: two users, seven roles, an identity provider.

Data only. What is documented here on purpose, the MFA device's seed and the external id, works nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_sandbox.seed.iam import KeyRow, ManagedPolicyRow, PolicyRow, ProviderRow, RoleRow, Use, UserRow

if TYPE_CHECKING:
    from collections.abc import Mapping

EXTERNAL_ID = "awsguide-4711"
HANA_MFA_SEED = "SANDBOXHANASANDBOXHANASANDBOXHAN"
ISSUER = "https://oidc.sandbox.invalid"
AUDIENCE = "sts.amazonaws.com"
SUBJECT = "repo:example/app:ref:refs/heads/main"

_HANA = "arn:aws:iam::<sandbox-dev>:user/hana"
_DEV_ROLE = "arn:aws:iam::<sandbox-dev>:role/"
_PROVIDER = ISSUER.removeprefix("https://")


def _allow(sid: str, actions: tuple[str, ...], *resources: str) -> Mapping[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources or ("*",))}


def _trust(sid: str, principal: Mapping[str, str], *actions: str, **condition: Any) -> Mapping[str, Any]:
    statement = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": list(actions)}
    return {**statement, "Condition": condition} if condition else statement


PROVIDERS = (ProviderRow(ISSUER, "sandbox-dev", (AUDIENCE,)),)
MANAGED_POLICIES = (
    ManagedPolicyRow(
        "OnlyReadingS3",
        "sandbox-dev",
        "A permissions boundary: whatever else is allowed, no more than reading S3",
        (_allow("ReadS3", ("s3:Get*", "s3:List*")),),
    ),
)
ROLES = (
    RoleRow(
        "Deployer",
        "sandbox-dev",
        "For hana: reads S3, and goes on to Releaser in production",
        trust=(_trust("Hana", {"AWS": _HANA}, "sts:AssumeRole"),),
        policies=("AmazonS3ReadOnlyAccess",),
        inline=(
            PolicyRow(
                "release",
                (_allow("GoOn", ("sts:AssumeRole",), "arn:aws:iam::<production>:role/Releaser"),),
            ),
            PolicyRow("less", (_allow("LessForScripts", ("sts:GetScopedCredentials",)),)),
        ),
        longest=4 * 3600,
    ),
    RoleRow(
        "Auditor",
        "sandbox-dev",
        "For whom the account lets, and who has shown their MFA device",
        trust=(
            _trust(
                "WithMfa",
                {"AWS": "arn:aws:iam::<sandbox-dev>:root"},
                "sts:AssumeRole",
                Bool={"aws:MultiFactorAuthPresent": "true"},
            ),
        ),
        policies=("ReadOnlyAccess",),
    ),
    RoleRow(
        "Tagged",
        "sandbox-dev",
        "For hana, who has to say for which project",
        trust=(
            _trust(
                "HanaForAProject",
                {"AWS": _HANA},
                "sts:AssumeRole",
                "sts:TagSession",
                "sts:SetSourceIdentity",
                StringLike={"aws:RequestTag/project": "?*"},
            ),
        ),
        inline=(
            PolicyRow(
                "own-project",
                (
                    _allow(
                        "BucketOfTheProject",
                        ("s3:*",),
                        "arn:aws:s3:::project-${aws:PrincipalTag/project}",
                        "arn:aws:s3:::project-${aws:PrincipalTag/project}/*",
                    ),
                ),
            ),
        ),
    ),
    RoleRow(
        "Bounded",
        "sandbox-dev",
        "An administrator on paper, whose boundary leaves reading S3",
        trust=(_trust("Hana", {"AWS": _HANA}, "sts:AssumeRole"),),
        policies=("AdministratorAccess",),
        boundary="OnlyReadingS3",
    ),
    RoleRow(
        "Pipeline",
        "sandbox-dev",
        "For a pipeline of the repository example/app, on its main branch",
        trust=(
            _trust(
                "MainBranch",
                {"Federated": f"arn:aws:iam::<sandbox-dev>:oidc-provider/{_PROVIDER}"},
                "sts:AssumeRoleWithWebIdentity",
                StringEquals={f"{_PROVIDER}:aud": AUDIENCE, f"{_PROVIDER}:sub": SUBJECT},
            ),
        ),
        policies=("AmazonS3ReadOnlyAccess",),
    ),
    RoleRow(
        "Releaser",
        "production",
        "For the role Deployer of sandbox-dev, with the agreed external id",
        trust=(
            _trust(
                "DeployerOfSandboxDev",
                {"AWS": f"{_DEV_ROLE}Deployer"},
                "sts:AssumeRole",
                StringEquals={"sts:ExternalId": EXTERNAL_ID},
            ),
        ),
        inline=(
            PolicyRow(
                "release", (_allow("Buckets", ("s3:CreateBucket", "s3:Get*", "s3:List*", "s3:PutObject")),)
            ),
        ),
    ),
    RoleRow(
        "Partner",
        "staging",
        "For whom sandbox-dev lets, with the agreed external id",
        trust=(
            _trust(
                "SandboxDev",
                {"AWS": "arn:aws:iam::<sandbox-dev>:root"},
                "sts:AssumeRole",
                StringEquals={"sts:ExternalId": EXTERNAL_ID},
            ),
        ),
        policies=("ReadOnlyAccess",),
    ),
)
USERS = (
    UserRow(
        "hana",
        "sandbox-dev",
        inline=(
            PolicyRow(
                "developer",
                (
                    _allow(
                        "AssumeRoles",
                        ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"),
                        *(
                            f"arn:aws:iam::<{role.account}>:role/{role.name}"
                            for role in ROLES
                            if role.name != "Pipeline"
                        ),
                    ),
                    _allow(
                        "Look",
                        (
                            "iam:GetRole",
                            "iam:ListRoles",
                            "iam:GetUser",
                            "iam:List*Policies",
                            "iam:ListGroupsForUser",
                            "iam:Get*Policy*",
                            "iam:GetOpenIDConnectProvider",
                            "iam:SimulatePrincipalPolicy",
                            "iam:ListVirtualMFADevices",
                        ),
                    ),
                    _allow(
                        "Tokens", ("sts:GetSessionToken", "sts:GetFederationToken", "sts:GetAccessKeyInfo")
                    ),
                    _allow("ReadS3", ("s3:Get*", "s3:List*")),
                    _allow(
                        "OwnMfaDevice",
                        (
                            "iam:EnableMFADevice",
                            "iam:ResyncMFADevice",
                            "iam:DeactivateMFADevice",
                            "iam:ListMFADevices",
                            "iam:GetMFADevice",
                            "iam:CreateVirtualMFADevice",
                            "iam:DeleteVirtualMFADevice",
                        ),
                        "arn:aws:iam::<sandbox-dev>:user/${aws:username}",
                        "arn:aws:iam::<sandbox-dev>:mfa/${aws:username}*",
                    ),
                ),
            ),
        ),
        # Other lessons use it as well, so it says the same whether one of them has run or not.
        keys=(KeyRow(("hana",), days_old=30, used=Use(1 / 24, "us-east-1", "sts")),),
        mfa_seed=HANA_MFA_SEED,
    ),
    UserRow(
        "ivan",
        "sandbox-dev",
        inline=(
            PolicyRow(
                "myself",
                (_allow("Myself", ("iam:GetUser",), "arn:aws:iam::<sandbox-dev>:user/${aws:username}"),),
            ),
        ),
        keys=(KeyRow(("ivan",), days_old=30),),
    ),
)
