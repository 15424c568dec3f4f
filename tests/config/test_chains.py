"""The rules about chains without any client: what a situation given as data leads to, quickly and without a file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.config.chains.every import answers
from awsguide.config.chains.situation import Answer, Situation, documents

HOME = "/home/reader"
NOW = 1_800_000_000.0
KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = never shown\n"
ROLE = "role_arn = arn:aws:iam::111122223333:role/Deployer\n"


def told(
    config: str | None = None,
    credentials: str | None = None,
    variables: dict[str, str] | None = None,
    files: dict[str, str] | None = None,
    **more: Any,
) -> dict[str, Answer]:
    texts = {f"{HOME}/{name}": text for name, text in (files or {}).items()}
    if config is not None:
        texts[f"{HOME}/.aws/config"] = config
    if credentials is not None:
        texts[f"{HOME}/.aws/credentials"] = credentials
    given_situation = Situation(
        variables={"AWS_EC2_METADATA_DISABLED": "true", **(variables or {})},
        home=HOME,
        read=texts.get,
        expand=lambda text: text.replace("~", HOME).replace("$HOME", HOME),
        runs=lambda program: program == "/opt/helper",
        shown=lambda path: path.replace(HOME, "~"),
        now=NOW,
        **more,
    )
    return dict(answers(given_situation))


def outcomes(found: dict[str, Answer]) -> list[tuple[str, str | None]]:
    return [(answer.outcome, answer.provider) for answer in found.values()]


def test_each_client_reads_other_variables_for_profile_and_region() -> None:
    found = told(
        config="[profile a]\nregion = eu-west-1\n[profile b]\nregion = eu-west-2\n",
        variables={"AWS_DEFAULT_PROFILE": "a", "AWS_PROFILE": "b", "AWS_REGION": "us-east-2"},
    )
    assert [(answer.profile, answer.region) for answer in found.values()] == [
        ("a", "eu-west-1"),
        ("b", "us-east-2"),
        ("b", "us-east-2"),
    ]


def test_the_place_of_what_wins_and_of_what_it_shadows_is_told() -> None:
    found = told(config=f"[default]\n{KEYS}", credentials=f"# mine\n[default]\n{KEYS}")["boto3"]
    winner = next(step for step in found.steps if step.state == "found")
    assert (winner.provider, winner.place) == ("shared-credentials-file", "~/.aws/credentials, line 3")
    shadowed = [step for step in found.steps if step.state == "shadowed"]
    assert [(step.provider, step.place) for step in shadowed] == [("config-file", "~/.aws/config, line 2")]


def test_a_profile_that_sets_both_kinds_is_two_identities() -> None:
    text = (
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"
        "[default]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Reader\n"
    )
    assert outcomes(told(config=text, credentials=f"[default]\n{KEYS}")) == [
        ("fails", None),
        ("fails", None),
        ("found", "shared-credentials-file"),
    ]


def test_what_the_command_line_keeps_of_a_role_is_found_there_and_nowhere_else() -> None:
    import hashlib

    arguments = json.dumps({"RoleArn": "arn:aws:iam::111122223333:role/Deployer"}, sort_keys=True)
    name = hashlib.sha1(arguments.encode(), usedforsecurity=False).hexdigest()
    kept = json.dumps({"Credentials": {"Expiration": "2099-01-01T00:00:00Z"}})
    config = (
        f"[default]\n{ROLE}source_profile = s\n[profile s]\nsso_account_id = 1\nsso_role_name = r\n"
        "sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"
    )
    found = told(
        config=config, files={f".aws/cli/cache/{name}.json": kept}, variables={"AWS_REGION": "eu-west-1"}
    )
    assert outcomes(found) == [("fails", None), ("found", "assume-role"), ("fails", None)]


def test_only_a_machine_that_may_be_an_instance_cannot_be_told_without_asking() -> None:
    asked = {"AWS_EC2_METADATA_DISABLED": "false"}
    assert outcomes(told(variables=asked)) == [("none", None)] * 3
    assert outcomes(told(variables=asked, on_ec2=True)) == [("cannot-tell", "iam-role")] * 3


def test_a_helper_is_looked_for_and_never_started() -> None:
    for program, boto, javascript in (
        ("/opt/helper", "found", "found"),
        ("/opt/none", "fails", "none"),
        ("~/helper", "fails", "none"),
        ("/opt/none || /opt/helper", "fails", "found"),
    ):
        found = told(config=f"[default]\ncredential_process = {program}\n")
        assert [answer.outcome for answer in found.values()] == [boto, boto, javascript], program


def test_on_windows_a_backslash_is_part_of_the_helpers_path() -> None:
    seen: list[str] = []

    def runs(program: str) -> bool:
        seen.append(program)
        return True

    text = '[default]\ncredential_process = "C:\\Program Files\\tool.exe" --x\n'
    situation = Situation(
        {},
        HOME,
        {f"{HOME}/.aws/config": text}.get,
        lambda path: path.replace("~", HOME),
        runs,
        str,
        NOW,
        windows=True,
    )
    assert answers(situation)["boto3"].provider == "custom-process"
    assert seen == ["C:\\Program Files\\tool.exe"] * 2


@pytest.mark.parametrize("profile", ["gone", "", "a\x1b[31mb\u202ec"])
def test_a_profile_that_is_not_there_is_told_in_printable_words(profile: str) -> None:
    for answer in told(credentials=f"[default]\n{KEYS}", profile=profile).values():
        assert not set("\n\x1b\u202e") & set(answer.why)
        assert "never shown" not in repr(answer)


def test_the_document_has_exactly_the_promised_members() -> None:
    document = json.loads(documents(told(credentials=f"[default]\n{KEYS}")))
    assert list(document) == ["clients"]
    assert list(document["clients"]) == ["boto3", "aws-cli", "javascript"]
    for client in document["clients"].values():
        assert list(client) == ["outcome", "provider", "key_id_ends", "profile", "region", "why"]
        assert client["key_id_ends"] == "MPLE"
        assert client["region"] is None


_LINES = st.sampled_from(
    [
        "[default]", "[profile dev]", "[dev]", "[sso-session corp]", "[DEFAULT]", "[", "aws_access_key_id = AKIA",
        "aws_secret_access_key = s", "role_arn = arn:aws:iam::111122223333:role/x", "source_profile = dev",
        "source_profile = default", "credential_source = Environment", "credential_process = /opt/helper",
        "sso_session = corp", "sso_account_id = 1", "sso_role_name = r", "login_session = arn:x",
        "web_identity_token_file = /t",
        "region = eu-west-1", "", "# remark", "s3 =", "  nested = 1", "a: b", "=", "\ufeff", "\udcff",
    ]
)  # fmt: skip


@given(
    st.lists(_LINES, max_size=14).map("\n".join),
    st.lists(_LINES, max_size=8).map("\n".join),
    st.sampled_from([None, "", "dev", "default", "gone"]),
)
def test_every_text_gets_an_answer_that_has_no_secret(
    config: str, credentials: str, profile: str | None
) -> None:
    for answer in told(config=config, credentials=credentials, profile=profile).values():
        assert answer.outcome in ("found", "none", "fails", "cannot-tell")
        assert (answer.provider is None) == (answer.outcome in ("none", "fails"))
        assert answer.why
        decided = [step.state for step in answer.steps if step.state in ("found", "fails", "cannot-tell")]
        assert len(decided) == (answer.outcome != "none")


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("AWS_RETRY_MODE", "often", ["fails", "fails", "found"]),
        ("AWS_MAX_ATTEMPTS", "0", ["fails", "fails", "found"]),
        ("AWS_DEFAULTS_MODE", "bogus", ["fails", "found", "fails"]),
        ("AWS_STS_REGIONAL_ENDPOINTS", "bogus", ["fails", "found", "found"]),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "perhaps", ["fails", "fails", "found"]),
        ("AWS_ENDPOINT_URL_STS", "nowhere", ["fails", "fails", "fails"]),
    ],
)
def test_a_setting_beside_credentials_stops_what_needs_a_call_and_leaves_keys_alone(
    variable: str, value: str, expected: list[str]
) -> None:
    role = f"[default]\n{ROLE}source_profile = base\nregion = eu-west-1\n"
    found = told(config=role, credentials=f"[base]\n{KEYS}", variables={variable: value})
    assert [answer.outcome for answer in found.values()] == expected
    found = told(credentials=f"[default]\n{KEYS}", variables={variable: value})
    assert {answer.outcome for answer in found.values()} == {"found"}


def test_a_setting_of_the_metadata_service_stops_boto3_and_the_cli_whoever_has_keys() -> None:
    variables = {"AWS_METADATA_SERVICE_TIMEOUT": "soon"}
    found = told(credentials=f"[default]\n{KEYS}", variables=variables)
    assert [answer.outcome for answer in found.values()] == ["fails", "fails", "found"]


def test_every_call_of_boto3_needs_the_sign_in_session_that_the_profile_names() -> None:
    config = f"[default]\n{ROLE}source_profile = base\nsso_session = gone\nregion = eu-west-1\n"
    assert outcomes(told(config=config, credentials=f"[base]\n{KEYS}")) == [
        ("fails", None),
        ("fails", None),
        ("found", "assume-role"),
    ]
