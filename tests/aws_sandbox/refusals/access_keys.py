"""Rows about long-term keys and about the credential report."""

from __future__ import annotations

from typing import Any

from tests.aws_sandbox.refusals import ROLE, SESSION_TOKEN, Case, Given, Section, allowed
from tests.aws_sandbox.refusals.assume_role import GUIDE, ME, OWN_WORDS, no, unmet
from tests.aws_sandbox.refusals.policies import EVERYTHING, allow

_IAM = "https://docs.aws.amazon.com/IAM/latest/APIReference/"
_INVALID = "The security token included in the request is invalid."
_LIMIT = "Cannot exceed quota for AccessKeysPerUser: 2"
_WHO = "Must specify userName when calling with non-User credentials"
_NOBODYS = "AkiaOfNobodyAtAll"
_MYSELF = "arn:aws:iam::*:user/${aws:username}"
_OWN_KEYS = (allow(["iam:*AccessKey*"], _MYSELF),)
_ANOTHER = ("create_access_key", {"UserName": "{user}"})
_OFF = ("update_access_key", {"UserName": "{user}", "AccessKeyId": "{key}", "Status": "Inactive"})
_GONE = ("delete_access_key", {"UserName": "{user}", "AccessKeyId": "{key}"})
_ASKED: tuple[str, dict[str, Any]] = ("generate_credential_report", {})
_FOUR_HOURS = 4 * 3600


def _foreign(operation: str, action: str, **parameters: Any) -> Case:
    """A row of a call about somebody else's keys by whoever may look after their own."""
    because = f"because no identity-based policy allows the {action} action"
    return Case(
        f"Somebody else's keys: {operation}",
        Given(identity=_OWN_KEYS),
        f"iam.{operation}",
        {"UserName": "jonas", **parameters},
        reason=no(ME, action, "arn:aws:iam::{account}:user/jonas", because),
    )


STATE = Section(
    "Keys that are off or gone",
    "A key that is inactive is refused like one that does not exist; every service says so in its own words.",
    f"{GUIDE}id_credentials_access-keys.html",
    (
        Case(
            "An inactive key",
            Given(before=(_OFF,)),
            "sts.get_caller_identity",
            code="InvalidClientTokenId",
            reason=_INVALID,
        ),
        Case(
            "An inactive key, asked for S3",
            Given(identity=(EVERYTHING,), before=(_OFF,)),
            "s3.list_buckets",
            code="InvalidAccessKeyId",
            reason="The AWS Access Key Id you provided does not exist in our records.",
        ),
        Case(
            "An inactive key, asked for DynamoDB",
            Given(identity=(EVERYTHING,), before=(_OFF,)),
            "dynamodb.list_tables",
            status=400,
            code="UnrecognizedClientException",
            reason=_INVALID,
        ),
        allowed(
            "A key that was inactive and is active again",
            Given(before=(_OFF, (_OFF[0], {**_OFF[1], "Status": "Active"}))),
            "sts.get_caller_identity",
        ),
        Case(
            "A deleted key",
            Given(before=(_GONE,)),
            "sts.get_caller_identity",
            code="InvalidClientTokenId",
            reason=_INVALID,
        ),
    ),
)
CALLS = Section(
    "Looking after keys",
    "A user has two keys at most. Without a name a call is about the user whose long-term key signs it.",
    f"{GUIDE}id_credentials_access-keys.html",
    (
        allowed("One's own keys", Given(identity=_OWN_KEYS), "iam.list_access_keys"),
        allowed("A second key", Given(identity=_OWN_KEYS), "iam.create_access_key"),
        Case(
            "A third key",
            Given(identity=_OWN_KEYS, before=(_ANOTHER,)),
            "iam.create_access_key",
            status=409,
            code="LimitExceeded",
            reason=_LIMIT,
        ),
        Case(
            "A third key while one of two is inactive",
            Given(identity=(EVERYTHING,), before=(("create_access_key", {"UserName": "mona"}),)),
            "iam.create_access_key",
            {"UserName": "mona"},
            409,
            "LimitExceeded",
            _LIMIT,
        ),
        _foreign("list_access_keys", "iam:ListAccessKeys"),
        _foreign("create_access_key", "iam:CreateAccessKey"),
        _foreign("update_access_key", "iam:UpdateAccessKey", AccessKeyId=_NOBODYS, Status="Inactive"),
        _foreign("delete_access_key", "iam:DeleteAccessKey", AccessKeyId=_NOBODYS),
        Case(
            "No name, and the keys of a role's session",
            Given(caller=ROLE, identity=(EVERYTHING,)),
            "iam.list_access_keys",
            status=400,
            code="ValidationError",
            reason=_WHO,
        ),
        Case(
            "A session token that was opened without MFA",
            Given(caller=SESSION_TOKEN, identity=(EVERYTHING,)),
            "iam.list_access_keys",
            {"UserName": "{user}"},
            code="InvalidClientTokenId",
            reason=_INVALID,
        ),
        allowed(
            "A session token that was opened with MFA",
            Given(caller=SESSION_TOKEN, mfa=True, identity=(EVERYTHING,)),
            "iam.list_access_keys",
            UserName="{user}",
        ),
        Case(
            "A user that does not exist",
            Given(identity=(EVERYTHING,)),
            "iam.list_access_keys",
            {"UserName": "nobody"},
            404,
            "NoSuchEntity",
            "The user with name nobody cannot be found.",
        ),
        Case(
            "A key that the user does not have",
            Given(identity=(EVERYTHING,)),
            "iam.delete_access_key",
            {"AccessKeyId": _NOBODYS},
            404,
            "NoSuchEntity",
            f"The Access Key with id {_NOBODYS} cannot be found.",
        ),
        Case(
            "A key id with a space in it",
            Given(identity=(EVERYTHING,)),
            "iam.delete_access_key",
            {"AccessKeyId": "AKIA WITH A SPACE IN"},
            400,
            "ValidationError",
            unmet("'AKIA WITH A SPACE IN'", "accessKeyId", r"satisfy regular expression pattern: [\w]+"),
        ),
        Case(
            "A status that there is not",
            Given(identity=(EVERYTHING,)),
            "iam.update_access_key",
            {"AccessKeyId": "{key}", "Status": "Off"},
            400,
            "ValidationError",
            unmet("'Off'", "status", "satisfy enum value set: [Active, Inactive]"),
        ),
        Case(
            "The last use of a key that is nobody's",
            Given(identity=(EVERYTHING,)),
            "iam.get_access_key_last_used",
            {"AccessKeyId": _NOBODYS},
            reason=no(ME, "iam:GetAccessKeyLastUsed", f"access key {_NOBODYS}"),
            differs=OWN_WORDS,
        ),
        Case(
            "A key id in which no account is written",
            Given(identity=(EVERYTHING,)),
            "sts.get_access_key_info",
            {"AccessKeyId": "AROAQAAAAAAAQWERTYUI"},
            400,
            "ValidationError",
            "AROAQAAAAAAAQWERTYUI is not an access key ID",
            OWN_WORDS,
        ),
        Case(
            "A user who still has a key",
            Given(identity=(EVERYTHING,)),
            "iam.delete_user",
            {"UserName": "kira"},
            409,
            "DeleteConflict",
            "Cannot delete entity, must delete access keys first.",
        ),
    ),
)
REPORT = Section(
    "The credential report",
    "It has to be generated before it can be had, and is good for four hours.",
    f"{_IAM}API_GetCredentialReport.html",
    (
        Case(
            "A report that nobody has asked for",
            Given(profile="trainer"),
            "iam.get_credential_report",
            status=410,
            code="ReportNotPresent",
            reason="No report exists for this account.",
            differs=OWN_WORDS,
        ),
        allowed(
            "A report two seconds after it was asked for",
            Given(identity=(EVERYTHING,), before=(_ASKED,), later=2),
            "iam.get_credential_report",
        ),
        Case(
            "A report that is four hours old",
            Given(identity=(EVERYTHING,), before=(_ASKED,), later=_FOUR_HOURS + 2),
            "iam.get_credential_report",
            status=410,
            code="ReportExpired",
            reason="The most recent report has expired: generate a new one.",
            differs=OWN_WORDS,
        ),
        Case(
            "A report, without the permission",
            Given(),
            "iam.generate_credential_report",
            reason="User: " + ME + " is not authorized to perform: iam:GenerateCredentialReport because no "
            "identity-based policy allows the iam:GenerateCredentialReport action",
        ),
    ),
)


SECTIONS = (STATE, CALLS, REPORT)
