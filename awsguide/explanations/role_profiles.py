"""Profiles of roles: where credentials begin, chains of source profiles, and sessions that renew themselves."""

from __future__ import annotations

from awsguide.errors import BadInput, CouldNotTry, Refused
from awsguide.explanations.pages import (
    CLI_FILES,
    CREDENTIAL_PROCESS,
    IAM_MFA,
    ROLE_CHAINS,
    ROLE_PROFILES,
    STS_WEB_IDENTITY,
)
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "no-credentials-here",
        CouldNotTry,
        "There are no credentials to begin with",
        "boto3 finds no credentials in {profile}.",
        "Temporary credentials are traded for others that one holds already, and nothing is held here.",
        "Name a profile that has credentials, or begin with another row of the table (notebook 10 or 20).",
        CLI_FILES,
    ),
    Explanation(
        "profile-unknown",
        BadInput,
        "There is no such profile",
        "Neither the config nor the credentials file has a profile '{profile}'.",
        "Names are exact, capitals included; in the config file the header of a profile is [profile {profile}].",
        "Choose one that is there, or save it first.",
        CLI_FILES,
    ),
    Explanation(
        "profile-broken",
        CouldNotTry,
        "That profile cannot be used as it is",
        "boto3 cannot make credentials of the profile.",
        "Its own words: {message}",
        "Mend the profile in the config file, or choose another one.",
        CLI_FILES,
    ),
    Explanation(
        "profile-without-role",
        BadInput,
        "That profile has no role",
        "The profile '{profile}' has no role_arn, so there is nothing to assume.",
        "A role's profile has a role_arn, and says where the credentials come from that assume it.",
        "Name the role with --role-arn, or choose a profile that has one.",
        ROLE_PROFILES,
    ),
    Explanation(
        "profile-source-missing",
        BadInput,
        "The profile does not say where credentials come from",
        "The profile '{profile}' has a role, and {detail}.",
        "A role is assumed with other credentials: those of a source_profile, or those that the machine itself gives "
        "(credential_source). Exactly one of the two must be there.",
        "Give one of them.",
        ROLE_PROFILES,
    ),
    Explanation(
        "profile-loop",
        BadInput,
        "These profiles lead in a circle",
        "Each profile takes its credentials from the next, and none of them has any: {chain}.",
        "At the beginning of a chain of source profiles something must hold credentials of its own; AWS tools refuse "
        "a circle (InfiniteLoopConfigError).",
        "Let one of them begin with a profile that has keys or a sign-in.",
        ROLE_PROFILES,
    ),
    Explanation(
        "role-profile-taken",
        Refused,
        "That profile gets its credentials another way",
        "The profile '{profile}' already holds {keys}.",
        "A profile has one source of credentials. With a role beside it, boto3, the AWS CLI and JavaScript would not "
        "all take the same one.",
        "Choose another profile name, or take those settings out first.",
        ROLE_PROFILES,
        ("aws/aws-cli#5109",),
    ),
    Explanation(
        "role-profile-options",
        BadInput,
        "A profile has no words for all of this",
        "A role's profile cannot say {detail}.",
        "The settings of the config file know the role, a session name, a duration, an external id and an MFA device. "
        "What else AssumeRole takes, tools can only send from code.",
        "Save a credential_process instead: it runs this guide with all options, for any tool that reads the profile.",
        CREDENTIAL_PROCESS,
    ),
    Explanation(
        "renew-needs-code",
        CouldNotTry,
        "This session cannot renew itself",
        "The session of {role} was opened with an MFA code, and another one takes another code.",
        "A code is good once, so nothing can renew such a session without a person at the device.",
        "Get a session token with MFA first (it lasts up to 36 hours), and assume the role from that: then the role's "
        "session renews itself until the session token ends.",
        ROLE_CHAINS,
        ("boto/botocore#1148", "boto/boto3#1179"),
    ),
    Explanation(
        "mfa-twice-in-chain",
        BadInput,
        "One MFA code cannot open two roles",
        "Two roles of this chain both want a code of {serial}.",
        "AWS takes each code once, and the next one comes half a minute later.",
        "Get a session token with MFA first and let the chain begin with that: it counts as MFA for every role.",
        IAM_MFA,
    ),
    Explanation(
        "policy-file",
        CouldNotTry,
        "The policy's file is not there",
        "There is no file {path}.",
        "The session policy was to be read from it.",
        "Check the path, or give the policy itself.",
    ),
    Explanation(
        "role-option-alone",
        BadInput,
        "These options belong to a role",
        "{options} can only be given together with --role-arn.",
        "Without --role-arn everything about the role is read from the profile.",
        "Add --role-arn, and let --profile name where to begin; or write the options into the profile.",
        ROLE_PROFILES,
    ),
    Explanation(
        "option-of-another-row",
        BadInput,
        "These options belong to another row",
        "{options} can only be given with --row {row}.",
        "A console sign-in is what it is: it has no role to choose.",
        "Leave them out, or choose the other row.",
    ),
    Explanation(
        "renew-needs-token",
        CouldNotTry,
        "This session needs a fresh token to renew itself",
        "The session of {role} was traded for a token, and another one takes another token.",
        "Such tokens live for minutes, and only their issuer makes new ones.",
        "Where the token stands in a file that is kept fresh (clusters, pipelines), use web_identity_session, which "
        "reads the file anew each time. Otherwise trade a fresh token.",
        STS_WEB_IDENTITY,
    ),
    Explanation(
        "process-of-chain",
        BadInput,
        "A process assumes one role",
        "A chain of roles cannot be saved as one credential_process.",
        "The command assumes one role with what its source profile holds; that profile may be a role's own.",
        "Save the first role as a profile, begin with that profile, and save the next role as a process.",
        CREDENTIAL_PROCESS,
    ),
)
