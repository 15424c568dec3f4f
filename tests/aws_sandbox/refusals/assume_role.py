"""Rows about AssumeRole: whom a role trusts, its external id, and MFA; and the words that rows about STS share."""

from __future__ import annotations

from typing import Any

from tests.aws_sandbox.refusals import (
    ROLE,
    SESSION_TOKEN,
    Case,
    Given,
    Section,
    Statement,
    Statements,
    allowed,
)
from tests.aws_sandbox.refusals.policies import EVERYTHING, allow, deny

GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
REFERENCE = "https://docs.aws.amazon.com/STS/latest/APIReference/"
HERE, THERE = "arn:aws:iam::{account}:role/{role}", "arn:aws:iam::{other}:role/{role}"
ME = "arn:aws:iam::{account}:user/{user}"
SESSION = "arn:aws:sts::{account}:assumed-role/{user}/session"
ASSUME, OPEN = "sts.assume_role", ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
NAMED: dict[str, Any] = {"RoleArn": HERE, "RoleSessionName": "hana"}
_CONSTRAINT = (
    "1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: Member must "
)
OWN_WORDS = "The code is AWS's; its words are the sandbox's own."


def trust(principal: Any, *actions: str, **elements: Any) -> Statements:
    """Return a trust policy of one statement that allows."""
    named = principal if isinstance(principal, dict) else {"AWS": principal}
    action = list(actions) or "sts:AssumeRole"
    return ({"Effect": "Allow", "Principal": named, "Action": action, **elements},)


def no(who: str, action: str, resource: str, because: str = "") -> str:
    """Return AWS's sentence for a permission that is not given."""
    said = f"User: {who} is not authorized to perform: {action} on resource: {resource}"
    return f"{said} {because}" if because else said


def unmet(value: str, member: str, constraint: str) -> str:
    """Return AWS's sentence for a member that does not meet a constraint of the service's model."""
    return _CONSTRAINT.replace("{value}", value).replace("{member}", member) + constraint


def invalid(title: str, reason: str, code: str = "ValidationError", **parameters: Any) -> Case:
    """Return a row of a call refused for what it asks, of a role that trusts the caller for everything."""
    given = Given(trust=trust(ME, *OPEN))
    return Case(title, given, ASSUME, {**NAMED, **parameters}, 400, code, reason)


def tags(**pairs: str) -> list[dict[str, str]]:
    """Return tags as STS wants them."""
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


MFA: Statement = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
EXTERNAL: Statement = {"Condition": {"StringEquals": {"sts:ExternalId": "awsguide-4711"}}}
ANY_ROLE = (allow("sts:AssumeRole"),)

TRUST = Section(
    "Whom a role trusts",
    "A role that does not exist, one that trusts somebody else and one whose conditions are not met are refused in the "
    "same words. Only a refusal by the caller's own policies says so.",
    f"{GUIDE}troubleshoot_roles.html",
    (
        Case(
            "A role that does not exist",
            Given(identity=ANY_ROLE),
            ASSUME,
            NAMED,
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        Case(
            "A role that trusts a service",
            Given(identity=ANY_ROLE, trust=trust({"Service": "ec2.amazonaws.com"})),
            ASSUME,
            NAMED,
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        Case(
            "A role that trusts an identity provider",
            Given(
                identity=ANY_ROLE,
                trust=trust(
                    {"Federated": "arn:aws:iam::{account}:oidc-provider/oidc.sandbox.invalid"}, *OPEN
                ),
            ),
            ASSUME,
            NAMED,
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        Case(
            "A role that trusts the account, and a caller without permission",
            Given(trust=trust("arn:aws:iam::{account}:root")),
            ASSUME,
            NAMED,
            reason=no(
                ME,
                "sts:AssumeRole",
                HERE,
                "because no identity-based policy allows the sts:AssumeRole action",
            ),
        ),
        allowed(
            "A role that trusts the account, and a caller with permission",
            Given(identity=ANY_ROLE, trust=trust("{account}")),
            ASSUME,
            **NAMED,
        ),
        allowed("A role of the same account that names the user", Given(trust=trust(ME)), ASSUME, **NAMED),
        Case(
            "A role that names a user who was deleted; another user has the name now",
            Given(identity=ANY_ROLE, trust=trust(ME), recreated=True),
            ASSUME,
            NAMED,
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        Case(
            "The user is named, and their own policy denies it",
            Given(identity=(deny("sts:AssumeRole"),), trust=trust(ME)),
            ASSUME,
            NAMED,
            reason=no(ME, "sts:AssumeRole", HERE, "with an explicit deny in an identity-based policy"),
        ),
        Case(
            "The trust policy allows the account and denies the user",
            Given(
                identity=ANY_ROLE,
                trust=(
                    *trust("{account}"),
                    {"Effect": "Deny", "Principal": {"AWS": ME}, "Action": "sts:AssumeRole"},
                ),
            ),
            ASSUME,
            NAMED,
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        Case(
            "A role of another account that names the user, who has no permission",
            Given(trust=trust(ME), elsewhere=True),
            ASSUME,
            {**NAMED, "RoleArn": THERE},
            reason=no(
                ME,
                "sts:AssumeRole",
                THERE,
                "because no identity-based policy allows the sts:AssumeRole action",
            ),
        ),
        Case(
            "A role of another account that trusts its own account",
            Given(identity=ANY_ROLE, trust=trust("{other}"), elsewhere=True),
            ASSUME,
            {**NAMED, "RoleArn": THERE},
            reason=no(ME, "sts:AssumeRole", THERE),
        ),
        allowed(
            "A role of another account, with trust and permission",
            Given(identity=ANY_ROLE, trust=trust("{account}"), elsewhere=True),
            ASSUME,
            **{**NAMED, "RoleArn": THERE},
        ),
        allowed(
            "A role that trusts another role, from a session of it",
            Given(caller=ROLE, identity=ANY_ROLE, trust=trust("arn:aws:iam::{account}:role/{user}")),
            ASSUME,
            **NAMED,
        ),
        allowed(
            "A role that trusts one session of another role",
            Given(caller=ROLE, trust=trust(SESSION)),
            ASSUME,
            **NAMED,
        ),
        Case(
            "A permissions boundary that leaves assuming roles out",
            Given(identity=(EVERYTHING,), boundary=(allow("s3:*"),), trust=trust("{account}")),
            ASSUME,
            NAMED,
            reason=no(
                ME, "sts:AssumeRole", HERE, "because no permissions boundary allows the sts:AssumeRole action"
            ),
        ),
        Case(
            "A session policy that leaves assuming roles out",
            Given(caller=ROLE, identity=(EVERYTHING,), session=(allow("s3:*"),), trust=trust("{account}")),
            ASSUME,
            NAMED,
            reason=no(
                SESSION, "sts:AssumeRole", HERE, "because no session policy allows the sts:AssumeRole action"
            ),
        ),
        Case(
            "The root user",
            Given(profile="staging-root", trust=trust("{other}"), elsewhere=True),
            ASSUME,
            {**NAMED, "RoleArn": THERE},
            reason="Roles may not be assumed by root accounts.",
        ),
        allowed(
            "Asking who one is, although everything is denied",
            Given(identity=(deny("*"),)),
            "sts.get_caller_identity",
        ),
    ),
)

EXTERNAL_ID = Section(
    "The external id",
    "A condition of the trust policy. A missing id and a wrong one are refused in the same words.",
    f"{GUIDE}confused-deputy.html",
    (
        Case(
            "The external id is missing",
            Given(trust=trust(ME, **EXTERNAL)),
            ASSUME,
            NAMED,
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        Case(
            "The external id is wrong",
            Given(trust=trust(ME, **EXTERNAL)),
            ASSUME,
            {**NAMED, "ExternalId": "AWSGUIDE-4711"},
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        allowed(
            "The external id is right",
            Given(trust=trust(ME, **EXTERNAL)),
            ASSUME,
            **{**NAMED, "ExternalId": "awsguide-4711"},
        ),
        invalid(
            "An external id of one character",
            unmet("'x'", "externalId", "have length greater than or equal to 2"),
            ExternalId="x",
        ),
    ),
)

_BOTH = "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
_NOT_VALIDATED = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and "
    "associated with this user."
)
_WRONG_CODE = "MultiFactorAuthentication failed with invalid MFA one time pass code. "


def with_mfa(title: str, reason: str, **shown: str) -> Case:
    """Return a row of a user with a device who shows something that AWS does not take."""
    return Case(title, Given(mfa=True, trust=trust(ME, **MFA)), ASSUME, {**NAMED, **shown}, reason=reason)


CODES = Section(
    "MFA",
    "A code is good for about half a minute to either side of its own, and once. Long-term keys bring no "
    "aws:MultiFactorAuthPresent at all, which is another thing than `false`. A code that was shown for a role is no "
    "part of the role's session, as AWS documents it.",
    f"{GUIDE}id_credentials_mfa_configure-api-require.html",
    (
        with_mfa("A role that wants MFA, and no code", no(ME, "sts:AssumeRole", HERE)),
        allowed(
            "A role that wants MFA, and a code",
            Given(mfa=True, trust=trust(ME, **MFA)),
            ASSUME,
            **{**NAMED, "SerialNumber": "{serial}", "TokenCode": "{code}"},
        ),
        with_mfa("A code that was used already", _WRONG_CODE, SerialNumber="{serial}", TokenCode="{used}"),
        with_mfa("A device without a code", _BOTH, SerialNumber="{serial}"),
        with_mfa("A code without a device", _BOTH, TokenCode="{code}"),
        with_mfa(
            "A device that does not exist",
            _NOT_VALIDATED,
            SerialNumber="arn:aws:iam::{account}:mfa/x",
            TokenCode="{code}",
        ),
        with_mfa(
            "Somebody else's device",
            _NOT_VALIDATED,
            SerialNumber="arn:aws:iam::{account}:mfa/hana",
            TokenCode="{code}",
        ),
        Case(
            "A device, shown by the session of a role",
            Given(caller=ROLE, mfa=False, trust=trust(SESSION)),
            ASSUME,
            {**NAMED, "SerialNumber": "arn:aws:iam::{account}:mfa/hana", "TokenCode": "123456"},
            reason=_NOT_VALIDATED,
        ),
        invalid(
            "A code of seven digits",
            unmet("'1234567'", "tokenCode", "have length less than or equal to 6"),
            SerialNumber="arn:aws:iam::{account}:mfa/hana",
            TokenCode="1234567",
        ),
        invalid(
            "A code that is no digits",
            unmet("'12345x'", "tokenCode", r"satisfy regular expression pattern: [\d]*"),
            SerialNumber="arn:aws:iam::{account}:mfa/hana",
            TokenCode="12345x",
        ),
        allowed(
            "BoolIfExists, where long-term keys bring no such key",
            Given(trust=trust(ME, Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}})),
            ASSUME,
            **NAMED,
        ),
        Case(
            "A role that wants MFA, from a session token without",
            Given(caller=SESSION_TOKEN, trust=trust(ME, **MFA)),
            ASSUME,
            NAMED,
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        allowed(
            "A role that wants MFA, from a session token with it",
            Given(caller=SESSION_TOKEN, mfa=True, trust=trust(ME, **MFA)),
            ASSUME,
            **NAMED,
        ),
        Case(
            "A role that wants MFA of the last hour, from a session token that is older",
            Given(
                caller=SESSION_TOKEN,
                mfa=True,
                later=3700,
                trust=trust(ME, Condition={"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}),
            ),
            ASSUME,
            NAMED,
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        Case(
            "IAM, asked by a session token without MFA",
            Given(caller=SESSION_TOKEN, identity=(EVERYTHING,)),
            "iam.list_users",
            code="InvalidClientTokenId",
            reason="The security token included in the request is invalid.",
        ),
        allowed(
            "IAM, asked by a session token with MFA",
            Given(caller=SESSION_TOKEN, mfa=True, identity=(EVERYTHING,)),
            "iam.list_users",
        ),
        Case(
            "A device is synchronized with codes that are wrong",
            Given(profile="hana"),
            "iam.resync_mfa_device",
            {
                "UserName": "hana",
                "SerialNumber": "arn:aws:iam::{account}:mfa/hana",
                "AuthenticationCode1": "000000",
                "AuthenticationCode2": "000000",
            },
            403,
            "InvalidAuthenticationCode",
            "Authentication code for device is not valid.",
        ),
    ),
)

SECTIONS = (TRUST, EXTERNAL_ID, CODES)
