"""IAM, short-term: what is told about a request to STS before any call is made."""

from __future__ import annotations

from awsguide.errors import BadInput, CouldNotTry
from awsguide.explanations.pages import (
    ASSUME_ROLE,
    CONFUSED_DEPUTY,
    IAM_IDS,
    IAM_TAGS,
    MFA_CODES,
    POLICY_GRAMMAR,
    ROLE_CHAINS,
    SESSION_POLICIES,
    SESSION_TAGS,
    SOURCE_IDENTITY,
)
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "role-arn-shape",
        BadInput,
        "That is not the ARN of a role",
        "'{given}' is not the ARN of a role: {detail}.",
        "Only a role can be assumed, and AWS finds it by its ARN alone.",
        "A role's ARN looks like arn:aws:iam::111122223333:role/Deployer; copy it from the role's page in the IAM "
        "console, or pick one in the list.",
        IAM_IDS,
    ),
    Explanation(
        "other-partition",
        BadInput,
        "The role is in another partition",
        "The role is in the partition '{partition}', and these credentials are good in '{own}'.",
        "AWS's partitions (aws, aws-cn, aws-us-gov and others) share no accounts: no credentials of the one are known "
        "in the other.",
        "Start from credentials of an account in '{partition}', or correct the ARN's second part.",
        IAM_IDS,
    ),
    Explanation(
        "session-name-shape",
        BadInput,
        "That session name will not do",
        "'{given}' cannot be the name of a role session: {detail}.",
        "The name becomes a part of the session's ARN and stands in every log entry, so AWS takes 2 to 64 letters, "
        "digits and _ + = , . @ - and nothing else.",
        "Take something that tells who or what it is, such as 'hana' or 'release-47'.",
        ASSUME_ROLE,
    ),
    Explanation(
        "duration-unclear",
        BadInput,
        "That duration is not understood",
        "'{given}' is not a duration.",
        "AWS counts a session's length in seconds; this guide also understands minutes and hours.",
        "Write 3600, 45m, 1h or 1h30m, or leave it empty for AWS's own choice.",
        ASSUME_ROLE,
    ),
    Explanation(
        "duration-out-of-range",
        BadInput,
        "No session can last that long, or that short",
        "A session of {given} is not possible here.",
        "{detail}",
        "Ask for something between {shortest} and {longest}.",
        ASSUME_ROLE,
    ),
    Explanation(
        "chained-hour",
        BadInput,
        "A chained session lasts an hour at most",
        "You act as a role already, and from role to role a session lasts an hour at most.",
        "AWS caps every link of a chain of roles at an hour, whatever the role's own maximum is, and refuses a longer "
        "wish instead of shortening it.",
        "Ask for an hour or less and renew when it ends, or start from credentials that are no role session.",
        ROLE_CHAINS,
        ("99designs/aws-vault#263", "aws-actions/configure-aws-credentials#79", "trek10inc/awsume#166"),
    ),
    Explanation(
        "external-id-shape",
        BadInput,
        "That external id will not do",
        "The external id has {detail}.",
        "AWS compares it character by character with the trust policy; it takes 2 to 1,224 letters, digits and "
        "_ + = , . @ : / -.",
        "Copy it again, without spaces, from whoever gave you the role's ARN.",
        CONFUSED_DEPUTY,
    ),
    Explanation(
        "mfa-serial-shape",
        BadInput,
        "That does not name an MFA device",
        "'{given}' does not name an MFA device that gives codes: {detail}.",
        "STS takes the ARN of a virtual device (arn:aws:iam::111122223333:mfa/hana) or the number on a hardware token.",
        "Look under Security credentials of your user in the IAM console, and copy the identifier of the device.",
        MFA_CODES,
    ),
    Explanation(
        "mfa-code-shape",
        BadInput,
        "A code has six digits",
        "The code has {detail}.",
        "An authenticator shows six digits that change every thirty seconds, and AWS takes nothing else.",
        "Type the six digits that the device shows now, without spaces.",
        MFA_CODES,
    ),
    Explanation(
        "mfa-half",
        BadInput,
        "Device and code belong together",
        "There is {detail}.",
        "AWS checks a code against one device, so the two are sent together or not at all.",
        "Give both, or leave both empty when the role does not ask for MFA.",
        MFA_CODES,
    ),
    Explanation(
        "session-tags-shape",
        BadInput,
        "Those session tags will not do",
        "{detail}",
        "A session may have 50 tags: keys of 1 to 128 and values of up to 256 letters, digits, spaces and "
        "_ . : / = + - @. Keys that differ only in capitals are the same, and 'aws:' in front is AWS's own.",
        "Write one tag per line, as key=value, and try again.",
        IAM_TAGS,
    ),
    Explanation(
        "transitive-unknown",
        BadInput,
        "A key that goes along must be among the tags",
        "The transitive key '{key}' is not among the session's tags.",
        "A transitive tag is one of this session's own tags that goes along to the next role of a chain.",
        "Add a tag with this key, or take the key out of the transitive ones.",
        SESSION_TAGS,
    ),
    Explanation(
        "source-identity-shape",
        BadInput,
        "That source identity will not do",
        "'{given}' cannot be a source identity: {detail}.",
        "It stays with the session through a whole chain and stands in every log entry: 2 to 64 letters, digits and "
        "_ + = , . @ -, not beginning with 'aws:'.",
        "Take the name by which your company knows the person, such as 'hana'.",
        SOURCE_IDENTITY,
    ),
    Explanation(
        "policy-json",
        BadInput,
        "The policy has a mistake",
        "The policy has a mistake in line {line}: {detail}.",
        "A policy is JSON, and AWS refuses the whole of it for one character ('MalformedPolicyDocument') without "
        "saying where.",
        "Mend that line and try again.",
        POLICY_GRAMMAR,
    ),
    Explanation(
        "policy-shape",
        BadInput,
        "That is no policy",
        "The session policy cannot be used: {detail}.",
        "A session policy is a JSON object with a list of statements, and may have 2,048 characters.",
        'Begin with {{"Version": "2012-10-17", "Statement": [...]}} and say in it what the session may still do.',
        SESSION_POLICIES,
    ),
    Explanation(
        "policy-arns-shape",
        BadInput,
        "Those managed policies will not do",
        "The managed session policies cannot be used: {detail}.",
        "A session takes up to ten of them, AWS's own (arn:aws:iam::aws:policy/ReadOnlyAccess) or some of the role's "
        "account.",
        "Copy the ARN from the policy's page in the IAM console; one per line.",
        SESSION_POLICIES,
    ),
    Explanation(
        "nobody-begins",
        CouldNotTry,
        "Nobody's credentials are taken yet",
        "There are no credentials to assume a role with.",
        "A role is never got out of nothing: somebody who is known to AWS already asks for it.",
        "Choose a profile under 'Where the trade begins', press 'Begin with these', then run this cell again.",
        ASSUME_ROLE,
    ),
    Explanation(
        "no-role-assumed",
        CouldNotTry,
        "No role is assumed yet",
        "This step uses the session of a role, and there is none yet.",
        "A session comes from the form above: a role, its options, and a press on Assume.",
        "Assume a role in the panel above, then run this cell again.",
        ASSUME_ROLE,
    ),
)
