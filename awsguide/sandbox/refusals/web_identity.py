"""Rows about AssumeRoleWithWebIdentity, with tokens of the sandbox's own issuer, and about SAML assertions."""

from __future__ import annotations

from typing import Any

from awsguide.sandbox.refusals import Case, Given, Section, allowed
from awsguide.sandbox.refusals.assume_role import OWN_WORDS, REFERENCE, unmet

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

SECTIONS = (TOKENS,)
