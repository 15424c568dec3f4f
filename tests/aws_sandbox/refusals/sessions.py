"""Rows about the other sessions: of a user, of a federated user, those that ended, and STS's smaller calls."""

from __future__ import annotations

from tests.aws_sandbox.refusals import FEDERATED, ROLE, SESSION_TOKEN, Case, Given, Section, allowed
from tests.aws_sandbox.refusals.assume_role import ME, REFERENCE, no, tags, unmet
from tests.aws_sandbox.refusals.policies import EVERYTHING, allow, deny

_TOKEN, _FEDERATED = "sts.get_session_token", "sts.get_federation_token"
_INVALID = "The security token included in the request is invalid."
_GUEST = "arn:aws:sts::{account}:federated-user/guest"
_MAY_FEDERATE = (allow("sts:GetFederationToken"), allow("s3:*"))

SESSION_TOKENS = Section(
    "Session tokens of users",
    "Nobody needs a permission for GetSessionToken, and no policy can take it away. The session is the user, but for "
    "what it may not call.",
    f"{REFERENCE}API_GetSessionToken.html",
    (
        allowed("A session token, although everything is denied", Given(identity=(deny("*"),)), _TOKEN),
        Case(
            "A session token for the session of a role",
            Given(caller=ROLE, identity=(EVERYTHING,)),
            _TOKEN,
            reason="Cannot call GetSessionToken with session credentials",
        ),
        Case(
            "A session token for a session token",
            Given(caller=SESSION_TOKEN),
            _TOKEN,
            reason="Cannot call GetSessionToken with session credentials",
        ),
        Case(
            "A federation token for a session token",
            Given(caller=SESSION_TOKEN, identity=(EVERYTHING,)),
            _FEDERATED,
            {"Name": "guest"},
            reason="Cannot call GetFederationToken with session credentials",
        ),
        Case(
            "A session token of less than fifteen minutes",
            Given(),
            _TOKEN,
            {"DurationSeconds": 899},
            400,
            "ValidationError",
            unmet("'899'", "durationSeconds", "have value greater than or equal to 900"),
        ),
        Case(
            "A session token of more than 36 hours",
            Given(),
            _TOKEN,
            {"DurationSeconds": 129601},
            400,
            "ValidationError",
            unmet("'129601'", "durationSeconds", "have value less than or equal to 129600"),
        ),
        allowed("A session token may ask who it is", Given(caller=SESSION_TOKEN), "sts.get_caller_identity"),
        Case(
            "A session that has ended",
            Given(caller=SESSION_TOKEN, opened={"DurationSeconds": 900}, later=901),
            "sts.get_caller_identity",
            code="ExpiredToken",
            reason="The security token included in the request is expired",
        ),
        Case(
            "A role's session that has ended",
            Given(caller=ROLE, identity=(EVERYTHING,), opened={"DurationSeconds": 900}, later=901),
            "iam.list_users",
            code="ExpiredToken",
            reason="The security token included in the request is expired",
        ),
        Case(
            "A policy that lets nothing be done with older sessions",
            Given(
                caller=ROLE,
                identity=(
                    EVERYTHING,
                    deny("*", Condition={"DateLessThan": {"aws:TokenIssueTime": "2199-01-01T00:00:00Z"}}),
                ),
            ),
            "iam.list_users",
            reason=no(
                "arn:aws:sts::{account}:assumed-role/{user}/session",
                "iam:ListUsers",
                "arn:aws:iam::{account}:user/",
                "with an explicit deny in an identity-based policy",
            ),
        ),
    ),
)

FEDERATION = Section(
    "Federated users",
    "A federated user may do what the user who asked may do and the session policy allows too: without a policy, "
    "nothing.",
    f"{REFERENCE}API_GetFederationToken.html",
    (
        Case(
            "A federation token without permission",
            Given(),
            _FEDERATED,
            {"Name": "guest"},
            reason=no(
                ME,
                "sts:GetFederationToken",
                _GUEST,
                "because no identity-based policy allows the sts:GetFederationToken action",
            ),
        ),
        allowed("A federation token", Given(identity=_MAY_FEDERATE), _FEDERATED, Name="guest"),
        Case(
            "A federation token with tags, without permission for them",
            Given(identity=_MAY_FEDERATE),
            _FEDERATED,
            {"Name": "guest", "Tags": tags(team="blue")},
            reason=no(
                ME,
                "sts:TagSession",
                _GUEST,
                "because no identity-based policy allows the sts:TagSession action",
            ),
        ),
        Case(
            "A federated user's name of 33 characters",
            Given(identity=_MAY_FEDERATE),
            _FEDERATED,
            {"Name": "g" * 33},
            400,
            "ValidationError",
            unmet(f"'{'g' * 33}'", "name", "have length less than or equal to 32"),
        ),
        Case(
            "A federated user without a session policy",
            Given(caller=FEDERATED, identity=_MAY_FEDERATE),
            "s3.list_buckets",
            reason="User: "
            + _GUEST
            + " is not authorized to perform: s3:ListAllMyBuckets because no session policy "
            "allows the s3:ListAllMyBuckets action",
        ),
        allowed(
            "A federated user whose policy and issuer both allow it",
            Given(caller=FEDERATED, identity=_MAY_FEDERATE, session=(allow("s3:ListAllMyBuckets"),)),
            "s3.list_buckets",
        ),
        Case(
            "A federated user may not call IAM",
            Given(caller=FEDERATED, identity=(EVERYTHING,), session=(EVERYTHING,)),
            "iam.list_users",
            code="InvalidClientTokenId",
            reason=_INVALID,
        ),
        Case(
            "A federated user assumes no role",
            Given(caller=FEDERATED, identity=(EVERYTHING,), session=(EVERYTHING,)),
            "sts.assume_role",
            {"RoleArn": "arn:aws:iam::{account}:role/Deployer", "RoleSessionName": "guest"},
            reason="Cannot call AssumeRole with session credentials",
        ),
    ),
)

OTHERS = Section(
    "STS's other calls",
    "What there is nothing for in the sandbox is refused in AWS's words where AWS has some.",
    f"{REFERENCE}API_Operations.html",
    (
        Case(
            "Whose is a key id that is none",
            Given(identity=(EVERYTHING,)),
            "sts.get_access_key_info",
            {"AccessKeyId": "this-is-no-access-key"},
            400,
            "ValidationError",
            "1 validation error detected: Value 'this-is-no-access-key' at 'accessKeyId' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [\\w]*",
        ),
        Case(
            "A message that was never encoded",
            Given(identity=(EVERYTHING,)),
            "sts.decode_authorization_message",
            {"EncodedMessage": "x"},
            400,
            "InvalidAuthorizationMessageException",
            "The message is not valid.",
            "The sandbox's services give their reasons in plain words, so there is never a message to decode.",
        ),
        Case(
            "A token of AWS for somebody else's service",
            Given(identity=(EVERYTHING,)),
            "sts.get_web_identity_token",
            {"Audience": ["https://service.example"], "SigningAlgorithm": "ES384"},
            403,
            "OutboundWebIdentityFederationDisabledException",
            "Outbound web identity federation is not enabled for this account.",
            "The sandbox cannot enable it. On AWS an account can.",
        ),
        Case(
            "A delegated access token",
            Given(identity=(EVERYTHING,)),
            "sts.get_delegated_access_token",
            {"TradeInToken": "x"},
            400,
            "InvalidAction",
            "Could not find operation GetDelegatedAccessToken for version 2011-06-15",
            "The sandbox does not have this call.",
        ),
    ),
)

SECTIONS = (SESSION_TOKENS, FEDERATION, OTHERS)
