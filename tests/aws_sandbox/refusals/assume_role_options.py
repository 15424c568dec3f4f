"""Rows about what AssumeRole may be asked for: duration, name, tags, source identity and session policies."""

from __future__ import annotations

import json

from tests.aws_sandbox.refusals import ROLE, Case, Given, Section, allowed
from tests.aws_sandbox.refusals.assume_role import (
    ANY_ROLE,
    ASSUME,
    GUIDE,
    HERE,
    ME,
    NAMED,
    OPEN,
    OWN_WORDS,
    REFERENCE,
    SESSION,
    invalid,
    no,
    tags,
    trust,
    unmet,
)
from tests.aws_sandbox.refusals.policies import EVERYTHING, allow

_MAXIMUM = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
_HOUR = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
CHAINED = Given(caller=ROLE, identity=ANY_ROLE, trust=trust(SESSION, *OPEN))

ASKED = Section(
    "How long, and under which name",
    "A role lets sessions last an hour unless its MaxSessionDuration says more; from role to role an hour is the most.",
    f"{REFERENCE}API_AssumeRole.html",
    (
        invalid(
            "A session of less than fifteen minutes",
            unmet("'899'", "durationSeconds", "have value greater than or equal to 900"),
            DurationSeconds=899,
        ),
        invalid(
            "A session of more than twelve hours",
            unmet("'43201'", "durationSeconds", "have value less than or equal to 43200"),
            DurationSeconds=43201,
        ),
        invalid("A session longer than the role allows", _MAXIMUM, DurationSeconds=3601),
        Case(
            "A chained session of more than an hour",
            CHAINED,
            ASSUME,
            {**NAMED, "DurationSeconds": 3601},
            400,
            "ValidationError",
            _HOUR,
        ),
        allowed("A chained session of an hour", CHAINED, ASSUME, **{**NAMED, "DurationSeconds": 3600}),
        Case(
            "A trust policy that asks how long the session is to last: AssumeRole has no such key",
            Given(trust=trust(ME, Condition={"NumericLessThanEquals": {"sts:DurationSeconds": "3600"}})),
            ASSUME,
            {**NAMED, "DurationSeconds": 900},
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        invalid(
            "A session name with a space",
            unmet("'hana was here'", "roleSessionName", r"satisfy regular expression pattern: [\w+=,.@-]*"),
            RoleSessionName="hana was here",
        ),
        invalid(
            "A session name of one character",
            unmet("'h'", "roleSessionName", "have length greater than or equal to 2"),
            RoleSessionName="h",
        ),
        invalid(
            "A session name of 65 characters",
            unmet(f"'{'h' * 65}'", "roleSessionName", "have length less than or equal to 64"),
            RoleSessionName="h" * 65,
        ),
        invalid("The ARN of a user", f"{ME} is invalid", RoleArn=ME),
        invalid(
            "An ARN of another partition",
            "arn:aws-cn:iam::{account}:role/{role} is invalid",
            RoleArn="arn:aws-cn:iam::{account}:role/{role}",
        ),
    ),
)

_TAG = "sts:TagSession"

TAGS = Section(
    "Session tags",
    "Setting tags takes a permission of its own from the role. Transitive ones go along in a chain, and cannot be "
    "given another value there.",
    f"{GUIDE}id_session-tags.html",
    (
        Case(
            "Tags for a role that does not allow tagging",
            Given(trust=trust(ME)),
            ASSUME,
            {**NAMED, "Tags": tags(team="blue")},
            reason=no(ME, _TAG, HERE),
        ),
        allowed(
            "Tags for a role that allows tagging",
            Given(trust=trust(ME, *OPEN)),
            ASSUME,
            **NAMED,
            Tags=tags(team="blue"),
        ),
        Case(
            "A role that wants a tag, and none is given",
            Given(trust=trust(ME, *OPEN, Condition={"StringLike": {"aws:RequestTag/project": "?*"}})),
            ASSUME,
            NAMED,
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        Case(
            "A session may do what its own tag names, and no more",
            Given(
                caller=ROLE,
                identity=(allow("iam:GetUser", "arn:aws:iam::{account}:user/${aws:PrincipalTag/team}"),),
                session_tags={"team": "blue"},
            ),
            "iam.get_user",
            {"UserName": "red"},
            reason=no(
                SESSION,
                "iam:GetUser",
                "arn:aws:iam::{account}:user/red",
                "because no identity-based policy allows the iam:GetUser action",
            ),
        ),
        invalid(
            "51 tags",
            unmet("of 51 members", "tags", "have length less than or equal to 50"),
            Tags=tags(**{f"key-{number}": "" for number in range(51)}),
        ),
        invalid(
            "A tag key of 129 characters",
            unmet(f"'{'k' * 129}'", "tags.1.member.key", "have length less than or equal to 128"),
            Tags=tags(**{"k" * 129: "v"}),
        ),
        invalid(
            "A tag value of 257 characters",
            unmet(f"'{'v' * 257}'", "tags.1.member.value", "have length less than or equal to 256"),
            Tags=tags(k="v" * 257),
        ),
        invalid(
            "A character that tags may not have",
            unmet(
                "'a*b'",
                "tags.1.member.key",
                r"satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+",
            ),
            Tags=tags(**{"a*b": "v"}),
        ),
        invalid(
            "Two keys that differ in capitals alone",
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            "InvalidParameterValue",
            Tags=tags(team="blue", Team="red"),
        ),
        Case(
            "A key that begins with aws:",
            Given(trust=trust(ME, *OPEN)),
            ASSUME,
            {**NAMED, "Tags": tags(**{"aws:team": "blue"})},
            400,
            "InvalidParameterValue",
            "Tag keys that start with aws: are reserved and cannot be set.",
            OWN_WORDS,
        ),
        invalid(
            "A transitive key that is not among the tags",
            "The specified transitive tag key must be included in the requested tags.",
            "InvalidParameterValue",
            Tags=tags(team="blue"),
            TransitiveTagKeys=["project"],
        ),
        Case(
            "Another value for a tag that came along",
            Given(
                caller=ROLE,
                identity=ANY_ROLE,
                session_tags={"team": "blue"},
                opened={"TransitiveTagKeys": ["team"]},
                trust=trust(SESSION, *OPEN),
            ),
            ASSUME,
            {**NAMED, "Tags": tags(TEAM="red")},
            400,
            "InvalidParameterValue",
            "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from "
            "the calling session.",
        ),
        Case(
            "A tag that comes along, for a role that does not allow tagging",
            Given(
                caller=ROLE,
                identity=ANY_ROLE,
                session_tags={"team": "blue"},
                opened={"TransitiveTagKeys": ["team"]},
                trust=trust(SESSION),
            ),
            ASSUME,
            NAMED,
            reason=no(SESSION, _TAG, HERE),
        ),
    ),
)

_IDENTITY = "sts:SetSourceIdentity"
SOURCE_IDENTITY = Section(
    "The source identity",
    "Setting one takes a permission of its own, and once set it stays through a whole chain.",
    f"{GUIDE}id_credentials_temp_control-access_monitor.html",
    (
        Case(
            "A source identity for a role that does not allow one",
            Given(trust=trust(ME)),
            ASSUME,
            {**NAMED, "SourceIdentity": "hana"},
            reason=no(ME, _IDENTITY, HERE),
        ),
        allowed(
            "A source identity for a role that allows one",
            Given(trust=trust(ME, *OPEN)),
            ASSUME,
            **NAMED,
            SourceIdentity="hana",
        ),
        Case(
            "A role that wants a certain source identity",
            Given(trust=trust(ME, *OPEN, Condition={"StringEquals": {"sts:SourceIdentity": "hana"}})),
            ASSUME,
            {**NAMED, "SourceIdentity": "ivan"},
            reason=no(ME, "sts:AssumeRole", HERE),
        ),
        Case(
            "Another source identity than the chain has",
            Given(caller=ROLE, opened={"SourceIdentity": "hana"}, trust=trust(SESSION, *OPEN)),
            ASSUME,
            {**NAMED, "SourceIdentity": "ivan"},
            reason="The source identity of a session cannot be changed in a chain of roles.",
            differs=OWN_WORDS,
        ),
        Case(
            "A source identity that comes along, for a role that does not allow one",
            Given(caller=ROLE, opened={"SourceIdentity": "hana"}, trust=trust(SESSION)),
            ASSUME,
            NAMED,
            reason=no(SESSION, _IDENTITY, HERE),
        ),
        Case(
            "A source identity that begins with aws:",
            Given(trust=trust(ME, *OPEN)),
            ASSUME,
            {**NAMED, "SourceIdentity": "aws:hana"},
            400,
            "ValidationError",
            unmet("'aws:hana'", "sourceIdentity", r"satisfy regular expression pattern: [\w+=,.@-]*"),
        ),
    ),
)

_READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
_LONG = json.dumps({"Version": "2012-10-17", "Statement": [allow("s3:Get*", "*" * 2000)]})
# What does not repeat itself cannot be packed: digits of powers of three.
_VARIED = {f"key-{number}": str(3 ** (520 + number))[:240] for number in range(40)}
POLICIES = Section(
    "Session policies",
    "They take away from what the role may do and never add. They share with the tags a room whose use is told as a "
    "percentage (PackedPolicySize).",
    f"{GUIDE}access_policies.html",
    (
        Case(
            "What the session policy leaves out",
            Given(caller=ROLE, identity=(EVERYTHING,), session=(allow("s3:*"),)),
            "iam.list_users",
            reason=no(
                SESSION,
                "iam:ListUsers",
                "arn:aws:iam::{account}:user/",
                "because no session policy allows the iam:ListUsers action",
            ),
        ),
        Case(
            "What only the session policy allows",
            Given(caller=ROLE, session=(EVERYTHING,)),
            "iam.list_users",
            reason=no(
                SESSION,
                "iam:ListUsers",
                "arn:aws:iam::{account}:user/",
                "because no identity-based policy allows the iam:ListUsers action",
            ),
        ),
        invalid(
            "A policy with a comma too many",
            "The policy is not in the valid JSON format.",
            "MalformedPolicyDocument",
            Policy='{"Version": "2012-10-17", "Statement": [],}',
        ),
        invalid(
            "A policy with an action that names no service",
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            "MalformedPolicyDocument",
            Policy=json.dumps({"Version": "2012-10-17", "Statement": [allow("GetObject")]}),
        ),
        invalid(
            "A policy with a misspelt element",
            "Syntax errors in policy.",
            "MalformedPolicyDocument",
            Policy=json.dumps({"Version": "2012-10-17", "Statement": [{**EVERYTHING, "Resorce": "*"}]}),
        ),
        invalid(
            "A policy that names a principal",
            "Policy document should not specify a principal.",
            "MalformedPolicyDocument",
            Policy=json.dumps({"Version": "2012-10-17", "Statement": [{**EVERYTHING, "Principal": "*"}]}),
        ),
        invalid(
            "A policy of more than 2,048 characters",
            unmet("'" + _LONG + "'", "policy", "have length less than or equal to 2048"),
            Policy=_LONG,
        ),
        invalid(
            "Eleven managed policies",
            unmet("of 11 members", "policyArns", "have length less than or equal to 10"),
            PolicyArns=[{"arn": _READ_ONLY}] * 11,
        ),
        invalid(
            "A managed policy that does not exist",
            "Policy arn:aws:iam::aws:policy/NoSuchPolicy does not exist or is not attachable.",
            PolicyArns=[{"arn": "arn:aws:iam::aws:policy/NoSuchPolicy"}],
        ),
        Case(
            "Policies and tags that take more than their room",
            Given(trust=trust(ME, *OPEN)),
            ASSUME,
            {**NAMED, "Tags": tags(**_VARIED)},
            400,
            "PackedPolicyTooLarge",
            "Packed policy consumes ...% of allotted space, please use smaller policy.",
            "AWS packs in a way that it does not publish: the same request may take another percentage there.",
        ),
        invalid(
            "A session token that is asked to be longer than tokens can be",
            unmet("'4097'", "minimumSessionTokenSize", "have value less than or equal to 4096"),
            MinimumSessionTokenSize=4097,
        ),
    ),
)

SECTIONS = (ASKED, TAGS, SOURCE_IDENTITY, POLICIES)
