"""Rows about AssumeRoleWithWebIdentity, with tokens of the sandbox's own issuer, and about SAML assertions."""

from __future__ import annotations

from typing import Any

from tests.aws_sandbox.refusals import ROLE, WEB_IDENTITY, Case, Given, Section, Statement, allowed
from tests.aws_sandbox.refusals.assume_role import GUIDE, HERE, OWN_WORDS, REFERENCE, no, trust, unmet
from tests.aws_sandbox.refusals.policies import EVERYTHING, allow, deny

_TRADE = "sts.assume_role_with_web_identity"
_PIPELINE = "arn:aws:iam::{account}:role/Pipeline"
_NAMED: dict[str, Any] = {"RoleArn": _PIPELINE, "RoleSessionName": "run-47", "WebIdentityToken": "{token}"}
_NOT_AUTHORIZED = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
_SIZE = (
    "1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have "
)


def refused(
    title: str, asked: dict[str, Any], reason: str, *, own_words: bool = False, **parameters: Any
) -> Case:
    """Return a row of a token that STS does not take."""
    differs = OWN_WORDS if own_words else ""
    given = Given(token=asked)
    return Case(title, given, _TRADE, {**_NAMED, **parameters}, 400, "InvalidIdentityToken", reason, differs)


TOKENS = Section(
    "Web identities",
    "The caller has no keys. The token has to be its issuer's, in time, and for an audience that the account's "
    "provider lists; then the role's trust policy looks at what it says.",
    f"{REFERENCE}API_AssumeRoleWithWebIdentity.html",
    (
        allowed("A token that the role trusts", Given(token={}), _TRADE, **_NAMED),
        allowed("A token signed with RS256", Given(token={"algorithm": "RS256"}), _TRADE, **_NAMED),
        refused(
            "A token whose signature is another's",
            {},
            "The ID Token's signature is not that of its issuer's key.",
            own_words=True,
            WebIdentityToken="{token}AA",
        ),
        refused(
            "A token that is none",
            {},
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
            WebIdentityToken="an-access-token",
        ),
        refused(
            "A token for another audience", {"audience": "https://other.example"}, "Incorrect token audience"
        ),
        refused(
            "A token of an issuer that the account does not know",
            {"claims": {"iss": "https://other.example"}},
            "No OpenIDConnect provider found in your account for https://other.example",
        ),
        refused("A token without a subject", {"claims": {"sub": None}}, "Missing a required claim: sub"),
        refused(
            "A token that is not valid yet",
            {"starts_in": 3600},
            "The ID Token is not valid yet: check the clock of whoever issued it.",
            own_words=True,
        ),
        Case(
            "A token that has expired",
            Given(token={"expires_in": -60}),
            _TRADE,
            _NAMED,
            400,
            "ExpiredTokenException",
            "Token expired: current date/time ... must be before the expiration date/time ...",
        ),
        Case(
            "A token for another subject than the role trusts",
            Given(token={"subject": "repo:example/app:ref:refs/heads/attack"}),
            _TRADE,
            _NAMED,
            reason=_NOT_AUTHORIZED,
        ),
        Case(
            "A token, and a role that trusts no identity provider",
            Given(token={}),
            _TRADE,
            {**_NAMED, "RoleArn": "arn:aws:iam::{account}:role/Deployer"},
            reason=_NOT_AUTHORIZED,
        ),
        Case(
            "A token, and a role that does not exist",
            Given(token={}),
            _TRADE,
            {**_NAMED, "RoleArn": "arn:aws:iam::{account}:role/{name}"},
            reason=_NOT_AUTHORIZED,
        ),
        Case(
            "A token, and a session longer than the role allows",
            Given(token={}),
            _TRADE,
            {**_NAMED, "DurationSeconds": 3601},
            400,
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ),
        Case(
            "A token with tags, for a role that does not allow tagging",
            Given(token={"claims": {"https://aws.amazon.com/tags": {"principal_tags": {"team": ["blue"]}}}}),
            _TRADE,
            _NAMED,
            reason="Not authorized to perform sts:TagSession",
        ),
        Case(
            "A token of three characters",
            Given(token={}),
            _TRADE,
            {**_NAMED, "WebIdentityToken": "abc"},
            400,
            "ValidationError",
            _SIZE + "length greater than or equal to 4",
        ),
        Case(
            "A token of more than 20,000 characters",
            Given(token={}),
            _TRADE,
            {**_NAMED, "WebIdentityToken": "x" * 20001},
            400,
            "ValidationError",
            _SIZE + "length less than or equal to 20000",
        ),
        Case(
            "A token, and a provider's short name",
            Given(token={}),
            _TRADE,
            {**_NAMED, "ProviderId": "www"},
            400,
            "ValidationError",
            unmet("'www'", "providerId", "have length greater than or equal to 4"),
        ),
        Case(
            "A SAML assertion",
            Given(token={}),
            "sts.assume_role_with_saml",
            {
                "RoleArn": "arn:aws:iam::{account}:role/Developer",
                "PrincipalArn": "arn:aws:iam::{account}:saml-provider/sandbox-company",
                "SAMLAssertion": "PHNhbWw+",
            },
            400,
            "InvalidIdentityToken",
            "The sandbox has no SAML provider that could have signed this.",
            "The sandbox refuses every assertion, a good one too: it cannot check the signature of one.",
        ),
    ),
)

_ISSUER = "oidc.sandbox.invalid"
_PROVIDER = "arn:aws:iam::{account}:oidc-provider/" + _ISSUER
_OURS = {**_NAMED, "RoleArn": HERE}
_OPEN = ("sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity")
_OF = "https://aws.amazon.com/"


def _if(operator: str, key: str, value: Any) -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


def _row(title: str, *, yes: bool, token: dict[str, Any], given: dict[str, Any], **condition: Any) -> Case:
    """A role of its own that trusts the issuer, on a condition if there is one."""
    there = Given(token=token, trust=trust({"Federated": _PROVIDER}, *_OPEN, **condition), **given)
    return (
        allowed(title, there, _TRADE, **_OURS)
        if yes
        else Case(title, there, _TRADE, _OURS, reason=_NOT_AUTHORIZED)
    )


def _outsiders(pattern: str) -> Statement:
    """A resource control policy against tokens for other subjects."""
    return {
        **deny("sts:AssumeRoleWithWebIdentity", Condition={"StringNotLike": {f"{_ISSUER}:sub": pattern}}),
        "Principal": "*",
    }


CLAIMS = Section(
    "What the token says, as condition keys",
    "Subject, audience, tags and source identity of the token are keys for the role's trust policy. "
    "Service control policies are about the principals of an account, and a token is none; resource control policies "
    "are about the role.",
    f"{GUIDE}reference_policies_iam-condition-keys.html",
    (
        _row(
            "A subject with a wildcard, by StringLike",
            yes=True,
            token={},
            given={},
            **_if("StringLike", f"{_ISSUER}:sub", "repo:example/*"),
        ),
        _row(
            "A subject with a wildcard, by StringEquals",
            yes=False,
            token={},
            given={},
            **_if("StringEquals", f"{_ISSUER}:sub", "repo:example/*"),
        ),
        _row(
            "The subject of another issuer's tokens",
            yes=False,
            token={},
            given={},
            **_if("StringLike", "token.actions.githubusercontent.com:sub", "repo:example/*"),
        ),
        _row(
            "A source identity that the role asks for, in the token",
            yes=True,
            token={"claims": {f"{_OF}source_identity": "hana"}},
            given={},
            **_if("StringEquals", "sts:SourceIdentity", "hana"),
        ),
        _row(
            "A source identity that the role asks for, not in the token",
            yes=False,
            token={},
            given={},
            **_if("StringEquals", "sts:SourceIdentity", "hana"),
        ),
        _row(
            "A tag that has to go along, and does",
            yes=True,
            token={
                "claims": {
                    f"{_OF}tags": {"principal_tags": {"team": ["blue"]}, "transitive_tag_keys": ["team"]}
                }
            },
            given={},
            **_if("ForAnyValue:StringEquals", "sts:TransitiveTagKeys", "team"),
        ),
        _row(
            "A resource control policy that denies tokens of other repositories",
            yes=False,
            token={},
            given={"resource_control": (_outsiders("repo:company/*"),)},
        ),
        _row(
            "A resource control policy that the token is not meant by",
            yes=True,
            token={},
            given={"resource_control": (_outsiders("repo:example/*"),)},
        ),
        _row(
            "A service control policy: it does not count for a token",
            yes=True,
            token={},
            given={"organization": (EVERYTHING, deny("sts:AssumeRoleWithWebIdentity"))},
        ),
    ),
)


def _session(*conditions: dict[str, Any]) -> Given:
    rows = tuple(allow("iam:ListUsers", **condition) for condition in conditions)
    return Given(caller=WEB_IDENTITY, identity=rows)


AFTERWARDS = Section(
    "What the session of a token keeps of it",
    "The provider, the subject and the audience stay with the session, and the session's policies can ask for them.",
    f"{GUIDE}reference_policies_condition-keys.html",
    (
        allowed(
            "A session of a token of this provider",
            _session(_if("StringEquals", "aws:FederatedProvider", _PROVIDER)),
            "iam.list_users",
        ),
        allowed(
            "A session of a token for this subject",
            _session(_if("StringLike", f"{_ISSUER}:sub", "repo:example/*")),
            "iam.list_users",
        ),
        Case(
            "A session of a token for another subject",
            _session(_if("StringLike", f"{_ISSUER}:sub", "repo:company/*")),
            "iam.list_users",
            reason=no(
                "arn:aws:sts::{account}:assumed-role/{user}/session",
                "iam:ListUsers",
                "arn:aws:iam::{account}:user/",
                "because no identity-based policy allows the iam:ListUsers action",
            ),
        ),
        Case(
            "A session of AssumeRole has no provider",
            Given(
                caller=ROLE,
                identity=(allow("iam:ListUsers", **_if("StringLike", "aws:FederatedProvider", "*")),),
            ),
            "iam.list_users",
            reason=no(
                "arn:aws:sts::{account}:assumed-role/{user}/session",
                "iam:ListUsers",
                "arn:aws:iam::{account}:user/",
                "because no identity-based policy allows the iam:ListUsers action",
            ),
        ),
    ),
)

SECTIONS = (TOKENS, CLAIMS, AFTERWARDS)
