"""Web identity: tokens of an OpenID Connect issuer, and what AWS looks at in them."""

from __future__ import annotations

from awsguide.core.errors import BadInput, CouldNotTry, Refused
from awsguide.explanations.pages import OIDC_PROVIDERS, STS_WEB_IDENTITY
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "web-token-missing",
        BadInput,
        "There is no token yet",
        "No token of an issuer was given.",
        "Web identity trades a token for credentials: the token takes the place of an access key.",
        "Name the file that holds it, or paste it into the field.",
        STS_WEB_IDENTITY,
    ),
    Explanation(
        "web-token-file",
        CouldNotTry,
        "The token's file cannot be used",
        "There is no token in {path}: {detail}.",
        "Clusters and pipelines write their token into a file, renew it there, and name it in "
        "AWS_WEB_IDENTITY_TOKEN_FILE.",
        "Check the path; on your own machine, get a token from the issuer first.",
        STS_WEB_IDENTITY,
    ),
    Explanation(
        "web-token-shape",
        BadInput,
        "That is not a signed token",
        "What was given is not a token that AWS could take: {detail}.",
        "A web identity token is a signed JWT: three parts with dots between them. They say who made it (iss), for "
        "which audience (aud), about whom (sub) and until when (exp). An access token of an issuer often looks "
        "otherwise.",
        "Take the issuer's ID token, whole and without quotes.",
        STS_WEB_IDENTITY,
    ),
    Explanation(
        "web-token-expired",
        BadInput,
        "The token is over",
        "The token's own end (exp) has passed.",
        "Such tokens live for minutes. AWS looks at the end when it trades them; the credentials it then gives last "
        "longer than the token.",
        "Get a fresh token from the issuer and trade it at once. If a fresh one is over too, this machine's or the "
        "issuer's clock is wrong.",
        STS_WEB_IDENTITY,
    ),
    Explanation(
        "web-token-early",
        BadInput,
        "The token does not count yet",
        "The token says that it counts only from a later time on (nbf).",
        "Nobody makes tokens for later, so either the issuer's clock is ahead or this machine's is behind.",
        "Set this machine's clock by the network and try again.",
        STS_WEB_IDENTITY,
    ),
    Explanation(
        "web-token-audience",
        BadInput,
        "The token was made for somebody else",
        "The token's audience (aud) is {seen}, and what is wanted is {wanted}.",
        "A token says which audience it was made for. AWS takes it only if the IAM OIDC provider lists that "
        "audience and the role's trust policy agrees; otherwise a token given to any website would open your "
        "account.",
        "Ask the issuer for a token with the audience that the provider lists, most often sts.amazonaws.com.",
        OIDC_PROVIDERS,
    ),
    Explanation(
        "web-identity-option",
        BadInput,
        "A web identity cannot bring that along",
        "This operation has no place for {detail}.",
        "The token says who it is and what is known about them, so AWS takes these only from the token.",
        "Leave it out.",
        STS_WEB_IDENTITY,
    ),
    Explanation(
        "web-issuer-unknown",
        Refused,
        "The account does not know this issuer",
        "The role's account has no IAM OIDC provider for {issuer}.",
        "AWS believes only issuers that somebody has entered in the account's IAM, and compares the address letter by "
        "letter, a slash at the end included.",
        "Ask the account's administrator to create the provider (IAM > Identity providers), or check that the role's "
        "account is the right one.",
        OIDC_PROVIDERS,
    ),
    Explanation(
        "web-token-signature",
        Refused,
        "The token's signature does not fit",
        "AWS could not prove the token with the keys that {issuer} publishes.",
        "The token was changed or cut on its way, or signed by somebody else with the issuer's name in it.",
        "Get a fresh token straight from the issuer.",
        STS_WEB_IDENTITY,
    ),
    Explanation(
        "web-token-refused",
        Refused,
        "AWS did not take the token",
        "AWS refused the token of {issuer}.",
        "AWS's own words: {message}.",
        "Compare the claims in the panel with the IAM OIDC provider and with the role's trust policy, then get a fresh "
        "token.",
        STS_WEB_IDENTITY,
    ),
    Explanation(
        "web-issuer-silent",
        Refused,
        "AWS could not ask the issuer",
        "AWS did not get the keys of {issuer} with which to check the token.",
        "AWS fetches an issuer's keys over the internet when it needs them; the issuer was slow, not reachable, or "
        "publishes no key of the token's number.",
        "Try again in a minute; if it stays so, the issuer must be reachable from the internet.",
        STS_WEB_IDENTITY,
    ),
    Explanation(
        "web-role-closed",
        Refused,
        "The role does not let this token in, or is not there",
        "AWS does not let this token assume {role}.",
        "AWS does not say which: either there is no such role, or no statement of its trust policy fits. A "
        "statement that fits names the provider {provider} as Federated, allows sts:AssumeRoleWithWebIdentity, and "
        "has conditions that the token's aud and sub ('{subject}') meet.",
        "Compare the trust policy's conditions with the claims, letter by letter: repository, branch and capitals "
        "count.",
        OIDC_PROVIDERS,
    ),
    Explanation(
        "lesson-token-elsewhere",
        CouldNotTry,
        "Only the sandbox gives tokens away",
        "The issuer of the lessons exists only in the sandbox.",
        "It gives a token to anyone who asks, which no real issuer would do.",
        "On your own AWS, take a token of your own issuer: from its file, or pasted into the field.",
    ),
)
