"""IAM, short-term: what STS refuses, told from its words about roles, codes, tags and policies."""

from __future__ import annotations

from awsguide.core.errors import Refused
from awsguide.explanations.pages import (
    ASSUME_ROLE,
    MFA_CODES,
    POLICY_GRAMMAR,
    ROLE_CHAINS,
    ROLE_TROUBLE,
    SESSION_POLICIES,
    SESSION_TAGS,
    SOURCE_IDENTITY,
)
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "role-not-trusting",
        Refused,
        "The role does not let you in, or is not there",
        "AWS does not let you assume this role.",
        "AWS's own words: {message}. AWS gives no reason, so that nobody can find out which roles exist. Either "
        "there is no role with that ARN, or its trust policy does not name you, or a condition in it (external ID, "
        "MFA, tags) is not met.",
        "Compare the ARN letter by letter, then look at the role's trust policy: 'Trust, explained' in the panel shows "
        "which of its statements fits and which does not.",
        ROLE_TROUBLE,
    ),
    Explanation(
        "assume-not-allowed",
        Refused,
        "Your own policies do not let you assume it",
        "You are not allowed to assume this role, whatever the role says.",
        "AWS's own words: {message}. When the accounts differ, or the role trusts the account as a whole, both the "
        "role's trust policy and your own policy must allow it.",
        "Ask your administrator for a policy that allows sts:AssumeRole on this role's ARN.",
        ROLE_TROUBLE,
    ),
    Explanation(
        "tag-session-refused",
        Refused,
        "The role takes no session tags from you",
        "AWS does not let you set tags on a session of this role.",
        "AWS's own words: {message}. Setting tags takes a permission of its own, sts:TagSession, in the role's trust "
        "policy and in your own policies.",
        "Leave the tags out, or ask whoever owns the role to allow sts:TagSession in its trust policy.",
        SESSION_TAGS,
    ),
    Explanation(
        "source-identity-refused",
        Refused,
        "The role takes no source identity from you",
        "AWS does not let you set a source identity on a session of this role.",
        "AWS's own words: {message}. It takes a permission of its own, sts:SetSourceIdentity, and once set it stays "
        "the same through a whole chain.",
        "Leave it out, keep the one your session has, or ask whoever owns the role to allow sts:SetSourceIdentity in "
        "its trust policy.",
        SOURCE_IDENTITY,
    ),
    Explanation(
        "mfa-code-refused",
        Refused,
        "The MFA code was not taken",
        "AWS did not accept this code for this device.",
        "A digit was mistyped, the code was used already (each works once, for about thirty seconds), it belongs to "
        "another device, or the device's clock is wrong. This machine's clock is right: otherwise AWS would have "
        "refused its signature before it looked at the code.",
        "Wait until the device shows the next code and type that one, digit by digit. If it fails too, check that it "
        "is the device named here, then compare the device's clock with this machine's.",
        MFA_CODES,
        ("boto/botocore#1148", "boto/boto3#1179", "99designs/aws-vault#1110"),
    ),
    Explanation(
        "root-assumes-no-role",
        Refused,
        "The root user cannot assume a role",
        "These are the root user's credentials, and AWS lets root assume no role.",
        "The root user can do everything already; roles are for users and for other roles.",
        "Start from an IAM user or a role, and keep root's credentials out of programs altogether.",
        ASSUME_ROLE,
    ),
    Explanation(
        "longer-than-role",
        Refused,
        "The role allows no session that long",
        "The duration is longer than the role's own maximum.",
        "AWS's own words: {message}. Every role has a maximum session duration, an hour unless its owner chose more "
        "(up to twelve).",
        "Ask for less, or leave the duration empty: then it is an hour.",
        ASSUME_ROLE,
    ),
    Explanation(
        "chain-too-long",
        Refused,
        "AWS caps a chained session at an hour",
        "AWS refused the duration, because the credentials are a role session themselves.",
        "AWS's own words: {message}. From role to role each session lasts an hour at most, whatever the role allows.",
        "Ask for an hour or less and renew when it ends.",
        ROLE_CHAINS,
        ("fwdcloudsec/granted#284", "99designs/aws-vault#263"),
    ),
    Explanation(
        "packed-too-large",
        Refused,
        "Tags and policies together are too large",
        "The session policies and tags take more room than AWS has for them.",
        "AWS's own words: {message}. AWS packs both into the session token; how much room is taken is told as a "
        "percentage with every answer.",
        "Take out what you can: fewer or shorter tags, a shorter policy, or a managed policy instead of an inline one.",
        SESSION_POLICIES,
    ),
    Explanation(
        "policy-refused",
        Refused,
        "AWS cannot use that policy",
        "AWS refused the session policy.",
        "AWS's own words: {message}. It is JSON, but not a policy that AWS understands: an element is misspelled, "
        "an Effect is unknown, or an action has no service in front.",
        "Compare it with the grammar of policies, or try it in the IAM console's policy editor, which marks mistakes.",
        POLICY_GRAMMAR,
    ),
    Explanation(
        "sts-parameter-refused",
        Refused,
        "AWS does not take one of the options",
        "AWS refused one of the options of {operation}.",
        "AWS's own words: {message}.",
        "Correct the option that the sentence names and try again.",
        ASSUME_ROLE,
    ),
    Explanation(
        "source-credentials-ended",
        Refused,
        "The credentials you started from have ended",
        "The temporary credentials with which you asked have ended.",
        "A role is assumed with credentials that one holds already, and those had an end of their own.",
        "Get the first credentials again (assume the role before this one, sign in, or give a new MFA code), then "
        "try again.",
        ROLE_CHAINS,
    ),
    Explanation(
        "region-switched-off",
        Refused,
        "STS is switched off in this Region",
        "STS is not active in this Region for your account.",
        "AWS's own words: {message}. Newer Regions are off until an account's administrator turns them on.",
        "Choose another Region; credentials are good in all of them.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html",
    ),
)
