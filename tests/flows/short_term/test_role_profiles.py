"""Chains of profiles, what a profile can say of a role, and sessions renewed link by link."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.compat import compat_shell_split

from awsguide.config.changes import Change
from awsguide.config.editing import applied
from awsguide.config.sections import read_profile
from awsguide.core.errors import AwsError, Cancelled, GuideError, Refused
from awsguide.core.model import AssumedRole, Credentials, RoleRequest
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask, Call, Load, Step
from awsguide.flows.short_term import renewal, role_profiles
from awsguide.flows.short_term.role_chain import RoleChain, chain_of
from tests.flows.by_hand import Hand

ONE, TWO = (f"arn:aws:iam::111122223333:role/{name}" for name in ("Deployer", "Releaser"))
ROLE = {"role_arn": ONE}
TOKEN = {"web_identity_token_file": "f"}
PASSKEY = "arn:aws:iam::111122223333:u2f/user/hana/k"
KEYS = {"aws_access_key_id": "AKIAEXAMPLE00000HANA", "aws_secret_access_key": "never looked at"}


class Files(Hand):
    """Profiles by name; questions are answered with `answer`."""

    def __init__(self, profiles: Mapping[str, Mapping[str, object]], answer: str = "save") -> None:
        super().__init__()
        self.profiles, self.answer = profiles, answer

    def perform(self, step: Step) -> Any:
        if isinstance(step, Load) and step.name == "profile":
            return self.profiles.get(str(step.key))
        if isinstance(step, Load) and step.name == "change":
            return "the difference"
        if isinstance(step, Ask):
            assert step.about == "the difference"
            return self.answer
        return super().perform(step)


def code_of(work: Any) -> str:
    with pytest.raises(GuideError) as caught:
        work()
    return caught.value.code


# --- chains -------------------------------------------------------------------------------------------------------


def test_a_chain_is_followed_to_the_profile_that_holds_credentials() -> None:
    files = Files(
        {
            "release": {"role_arn": TWO, "source_profile": "deploy", "external_id": "awsguide-4711"},
            "deploy": {
                "role_arn": ONE,
                "source_profile": "hana",
                "duration_seconds": "1800",
                "mfa_serial": "arn:aws:iam::111122223333:mfa/hana",
                "role_session_name": "me",
            },
            "hana": KEYS,
        }
    )
    assert files.run(chain_of("release")) == RoleChain(
        "hana",
        "",
        ("deploy", "release"),
        (
            RoleRequest(ONE, "me", 1800, mfa_serial="arn:aws:iam::111122223333:mfa/hana"),
            RoleRequest(TWO, external_id="awsguide-4711"),
        ),
    )


@pytest.mark.parametrize(
    ("profiles", "base", "roles"),
    [
        ({"a": KEYS}, "a", 0),
        ({"a": {"sso_session": "s"}}, "a", 0),
        # A profile may be its own source, as long as it has keys.
        ({"a": {"role_arn": ONE, "source_profile": "a"} | KEYS}, "a", 1),
        # A source's own keys count before its role.
        ({"a": {"role_arn": ONE, "source_profile": "b"}, "b": {"role_arn": TWO, "source_profile": "a"} | KEYS}, "b", 1),
        ({"a": {"role_arn": ONE, "credential_source": "Ec2InstanceMetadata"}}, "", 1),
        # With a token's file a role needs no other credentials.
        ({"a": {"role_arn": ONE, "source_profile": "b"}, "b": {"role_arn": TWO, **TOKEN}}, "b", 1),
    ],
)  # fmt: skip
def test_chains_begin_where_botocore_lets_them_begin(
    profiles: dict[str, dict[str, object]], base: str, roles: int
) -> None:
    found = Files(profiles).run(chain_of("a"))
    assert (found.base, len(found.requests)) == (base, roles)


@pytest.mark.parametrize(
    ("profiles", "code"),
    [
        ({}, "profile-unknown"),
        ({"a": {"role_arn": ONE, "source_profile": "gone"}}, "profile-unknown"),
        ({"a": {"role_arn": ONE}}, "profile-source-missing"),
        ({"a": {"role_arn": ONE, "source_profile": "b", "credential_source": "Environment"}}, "profile-source-missing"),
        ({"a": {"role_arn": ONE, "source_profile": "a"}}, "profile-loop"),
        ({"a": {"role_arn": ONE, "source_profile": "b"}, "b": {**ROLE, "source_profile": "a"}}, "profile-loop"),
        ({"a": {"role_arn": ONE, "source_profile": "b", "duration_seconds": "soon"}, "b": KEYS}, "duration-unclear"),
    ],
)  # fmt: skip
def test_a_chain_that_leads_nowhere_is_told(profiles: dict[str, dict[str, object]], code: str) -> None:
    assert code_of(lambda: Files(profiles).run(chain_of("a"))) == code


# --- profiles -----------------------------------------------------------------------------------------------------

FULL = RoleRequest(
    ONE,
    "me",
    1800,
    external_id="awsguide-4711",
    mfa_serial="arn:aws:iam::111122223333:mfa/hana",
    token_code=Secret("123456"),
)


def written(change: Change, before: str = "", profile: str = "deploy") -> Mapping[str, object]:
    found = read_profile(applied(before, change), profile)
    assert found is not None
    return found


def test_a_role_s_profile_says_all_that_a_profile_can_and_no_code() -> None:
    change = role_profiles.role_profile_change(FULL, "deploy", source_profile="hana", region="eu-west-1")
    assert written(change) == {
        "role_arn": ONE,
        "source_profile": "hana",
        "mfa_serial": FULL.mfa_serial,
        "external_id": "awsguide-4711",
        "duration_seconds": "1800",
        "role_session_name": "me",
        "region": "eu-west-1",
    }
    assert "123456" not in applied("", change)


def test_settings_of_an_earlier_role_go_and_everything_else_stays() -> None:
    before = (
        "[profile deploy]\n# mine\nrole_arn = x\nexternal_id = old\nsource_profile = hana\noutput = json\n"
    )
    change = role_profiles.role_profile_change(RoleRequest(TWO), "deploy", credential_source="EcsContainer")
    assert written(change, before) == {
        "role_arn": TWO,
        "credential_source": "EcsContainer",
        "role_session_name": "awsguide",
        "output": "json",
    }
    assert "# mine" in applied(before, change)


@pytest.mark.parametrize(
    ("request_", "places", "code"),
    [
        (RoleRequest(ONE, tags=(("project", "x"),)), {"source_profile": "hana"}, "role-profile-options"),
        (RoleRequest(ONE, source_identity="hana"), {"source_profile": "hana"}, "role-profile-options"),
        (RoleRequest(ONE, policy='{"Statement": []}'), {"source_profile": "hana"}, "role-profile-options"),
        (RoleRequest(ONE), {}, "profile-source-missing"),
        (RoleRequest(ONE), {"source_profile": "hana", "credential_source": "Environment"}, "profile-source-missing"),
        (RoleRequest(ONE), {"credential_source": "Vault"}, "profile-source-missing"),
        (RoleRequest("Deployer"), {"source_profile": "hana"}, "role-arn-shape"),
        (RoleRequest(ONE, mfa_serial=PASSKEY), {"source_profile": "hana"}, "mfa-serial-shape"),
    ],
)  # fmt: skip
def test_what_a_profile_cannot_say_is_told(request_: RoleRequest, places: dict[str, str], code: str) -> None:
    assert code_of(lambda: role_profiles.role_profile_change(request_, "deploy", **places)) == code


def test_on_windows_a_process_is_quoted_as_botocore_splits_it_there() -> None:
    request = RoleRequest(ONE, "me", tags=(("project", "two words"),), policy='{"Statement": []}')
    command = "C:\\Program Files\\awsguide\\awsguide.exe"
    change = role_profiles.process_change(request, "deploy", source="hana", command=command, windows=True)
    words = compat_shell_split(str(written(change)["credential_process"]), "win32")
    assert words[0] == command
    assert "project=two words" in words
    assert '{"Statement": []}' in words


def test_a_process_says_what_a_profile_cannot_and_survives_the_shell() -> None:
    request = RoleRequest(
        ONE,
        "me",
        tags=(("project", "two words"), ("cost-center", "7")),
        transitive=("project",),
        source_identity="hana",
        policy='{\n  "Statement": []\n}',
        policy_arns=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
    )
    change = role_profiles.process_change(request, "deploy", source="hana", command="/opt/my tools/awsguide")
    line = written(change)["credential_process"]
    assert isinstance(line, str)
    words = shlex.split(line)
    assert words[:4] == ["/opt/my tools/awsguide", "credentials", "--row", "iam-short-term"]
    pairs = list(zip(words[4::2], words[5::2], strict=True))
    assert pairs == [
        ("--profile", "hana"),
        ("--role-arn", ONE),
        ("--session-name", "me"),
        ("--tag", "project=two words"),
        ("--tag", "cost-center=7"),
        ("--transitive-tag", "project"),
        ("--source-identity", "hana"),
        ("--policy", '{ "Statement": [] }'),
        ("--policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        ("--format", "process"),
    ]


def test_a_web_identity_s_profile_names_the_token_s_file() -> None:
    change = role_profiles.web_identity_change(RoleRequest(ONE), "deploy", "~/token")
    assert written(change) == {
        "role_arn": ONE,
        "role_session_name": "awsguide",
        "web_identity_token_file": "~/token",
    }
    assert (
        code_of(lambda: role_profiles.web_identity_change(RoleRequest(ONE), "p", " ")) == "web-token-missing"
    )


@pytest.mark.parametrize(
    ("there", "code"),
    [
        (KEYS, "role-profile-taken"),
        ({"sso_session": "s"}, "role-profile-taken"),
        ({"login_session": "arn"}, "role-profile-taken"),
        ({"credential_process": "other"}, "role-profile-taken"),
        (
            {"credential_process": "awsguide credentials --row iam-short-term --profile x --format process"},
            "",
        ),
        ({"role_arn": TWO, "source_profile": "hana"}, ""),
        ({"region": "eu-west-1"}, ""),
    ],
)
def test_a_profile_with_another_source_of_credentials_is_left_alone(
    there: dict[str, object], code: str
) -> None:
    files = Files({"deploy": there, "hana": KEYS})
    flow = role_profiles.save_role_profile(RoleRequest(ONE), "deploy", source_profile="hana")
    if code:
        assert code_of(lambda: files.run(flow)) == code
        assert files.saved == []
    else:
        files.run(flow)
        assert len(files.saved) == 1


@pytest.mark.parametrize(
    ("profiles", "source", "code"),
    [
        ({}, "gone", "profile-unknown"),
        ({"deploy": {}}, "deploy", "profile-loop"),
        ({"release": {"role_arn": TWO, "source_profile": "deploy"}, "deploy": {}}, "release", "profile-loop"),
    ],
)
def test_a_source_that_is_not_there_or_comes_back_is_told_before_writing(
    profiles: dict[str, dict[str, object]], source: str, code: str
) -> None:
    for flow in (
        role_profiles.save_role_profile(RoleRequest(ONE), "deploy", source_profile=source),
        role_profiles.save_process_profile(RoleRequest(ONE), "deploy", source=source),
    ):
        files = Files(profiles)
        assert code_of(lambda flow=flow, files=files: files.run(flow)) == code
        assert files.saved == []


def test_the_profile_that_it_begins_with_is_told_to_be_taken_and_not_to_be_a_circle() -> None:
    for flow in (
        role_profiles.save_role_profile(RoleRequest(ONE), "hana", source_profile="hana"),
        role_profiles.save_chain([RoleRequest(ONE)], "hana", source_profile="hana"),
        role_profiles.save_process_profile(RoleRequest(ONE), "hana", source="hana"),
    ):
        files = Files({"hana": KEYS})
        with pytest.raises(Refused) as caught:
            files.run(flow)
        assert "'hana' already holds aws_access_key_id" in caught.value.what
        assert files.saved == []


def test_nothing_is_written_without_a_yes() -> None:
    files = Files({}, answer="cancel")
    with pytest.raises(Cancelled):
        files.run(role_profiles.save_web_identity_profile(RoleRequest(ONE), "deploy", "~/token"))
    assert files.saved == []


# --- renewal ------------------------------------------------------------------------------------------------------

START = 1_000_000.0


class Chain(Hand):
    """An STS whose sessions last an hour; `source` is what the profile 'hana' holds."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    def perform(self, step: Step) -> Any:
        if isinstance(step, Load) and step.name == "source-credentials":
            assert step.key == "hana"
            return Credentials("AKIAEXAMPLE00000HANA", Secret("s"))
        if isinstance(step, Call) and step.operation == "AssumeRole":
            self.calls.append(step)
            self.made += 1
            name = step.params["RoleArn"].rpartition("/")[2]
            return {
                "Credentials": {
                    "AccessKeyId": f"ASIA{self.made}",
                    "SecretAccessKey": Secret("s"),
                    "SessionToken": Secret(f"token-{self.made}"),
                    "Expiration": datetime.fromtimestamp(self.now + 3600, UTC),
                },
                "AssumedRoleUser": {
                    "Arn": f"arn:aws:sts::111122223333:assumed-role/{name}/awsguide",
                    "AssumedRoleId": "AROA:awsguide",
                },
            }
        if isinstance(step, Call) and step.operation == "GetCallerIdentity":
            return {
                "Account": "111122223333",
                "Arn": "arn:aws:sts::111122223333:assumed-role/Deployer/awsguide",
                "UserId": "AROA:awsguide",
            }
        return super().perform(step)

    def renewed(
        self,
        links: tuple[AssumedRole, ...],
        requests: tuple[RoleRequest, ...] = (RoleRequest(ONE), RoleRequest(TWO)),
    ) -> tuple[AssumedRole, ...]:
        flow = renewal.renewed_chain(requests, links, "hana", region="us-east-1", now=lambda: self.now)
        found: tuple[AssumedRole, ...] = self.run(flow)
        return found


def ids(links: tuple[AssumedRole, ...]) -> list[str]:
    return [link.credentials.access_key_id for link in links]


def test_only_what_has_ended_is_assumed_again_each_with_the_link_before_it() -> None:
    chain = Chain()
    links = chain.renewed(())
    assert ids(links) == ["ASIA1", "ASIA2"]
    assert [call.credentials.access_key_id for call in chain.calls] == ["AKIAEXAMPLE00000HANA", "ASIA1"]
    assert [link.chained for link in links] == [False, True]
    assert chain.renewed(links) == links
    chain.now += 1800
    # The second link is renewed by itself, as when its own duration was shorter.
    links = chain.renewed(links[:1])
    assert ids(links) == ["ASIA1", "ASIA3"]
    chain.now += 1800
    # The first has ended and nobody needs it: the last one still lasts.
    assert chain.renewed(links) == links
    chain.now += 1600
    assert ids(chain.renewed(links)) == ["ASIA4", "ASIA5"]


def test_a_link_with_mfa_says_that_it_cannot_renew_itself_and_asks_nothing() -> None:
    chain = Chain()
    serial = "arn:aws:iam::111122223333:mfa/hana"
    first = (RoleRequest(ONE, mfa_serial=serial, token_code=Secret("123456")),)
    again = (RoleRequest(ONE, mfa_serial=serial),)
    links = chain.renewed((), first)
    assert chain.renewed(links, again) == links
    chain.now += 3600
    assert code_of(lambda: chain.renewed(links, again)) == "renew-needs-code"
    assert len(chain.calls) == 1


def test_credentials_that_are_not_there_are_told() -> None:
    class Nothing(Chain):
        answer: Any = None

        def perform(self, step: Step) -> Any:
            if isinstance(step, Load):
                if isinstance(self.answer, Exception):
                    raise self.answer
                return None
            return super().perform(step)

    assert code_of(lambda: Nothing().renewed(())) == "no-credentials-here"
    broken = Nothing()
    broken.answer = AwsError("ProfileNotFound", "The config profile (hana) could not be found")
    assert code_of(lambda: broken.renewed(())) == "profile-unknown"
