from __future__ import annotations

import base64
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from aws_sandbox.protocol import json_web_tokens
from aws_sandbox.seed.lessons_temporary import AUDIENCE, ISSUER, SUBJECT
from aws_sandbox.services.sts import issuer
from tests.aws_sandbox.conftest import refused
from tests.aws_sandbox.endpoints.sts.test_security_tokens import role
from tests.aws_sandbox.seeded import arn_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_sandbox.server.application import Sandbox
    from tests.aws_sandbox.conftest import Reached

# Both transports are tried elsewhere.
pytestmark = pytest.mark.parametrize("reached", ["http"], indirect=True)


NO_KEY = "Couldn't retrieve verification key from your identity provider"


def ask(reached: Reached, **members: Any) -> str:
    """Ask the sandbox's issuer for a token."""
    headers = {"Content-Type": "application/json", "Content-Length": str(len(json.dumps(members)))}
    status, _, body = reached.send("POST", "/oidc/token", headers, json.dumps(members).encode())
    assert status == 200, body
    return str(json.loads(body)["id_token"])


def trade(reached: Reached, token: str, name: str = "Pipeline", **options: Any) -> Any:
    sts = reached.client("sts", parameter_validation=False)
    named = {"RoleArn": arn_of(reached, name), "RoleSessionName": "run-47", "WebIdentityToken": token}
    return sts.assume_role_with_web_identity(**{**named, **options})


@pytest.mark.parametrize("algorithm", json_web_tokens.ALGORITHMS)
def test_a_token_of_the_issuer_is_traded_for_the_role(reached: Reached, algorithm: str) -> None:
    answer = trade(reached, ask(reached, algorithm=algorithm))
    assert answer["SubjectFromWebIdentityToken"] == SUBJECT
    assert answer["Audience"] == AUDIENCE
    account_id = reached.sandbox.company.accounts["sandbox-dev"]
    assert answer["Provider"] == f"arn:aws:iam::{account_id}:oidc-provider/oidc.sandbox.invalid"
    identity = reached.client("sts", answer["Credentials"]).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:sts::{account_id}:assumed-role/Pipeline/run-47"
    assert "Buckets" in reached.client("s3", answer["Credentials"]).list_buckets()


def test_what_is_published_verifies_what_was_issued(reached: Reached) -> None:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers

    _, _, body = reached.send("GET", "/.well-known/openid-configuration")
    told = json.loads(body)
    assert told["issuer"] == ISSUER
    _, _, body = reached.send("GET", told["jwks_uri"].removeprefix(reached.endpoint))
    keys = {key["kid"]: key for key in json.loads(body)["keys"]}
    assert sorted(key["alg"] for key in keys.values()) == sorted(json_web_tokens.ALGORITHMS)
    assert not any(set(key) & {"d", "p", "q"} for key in keys.values())
    token = json_web_tokens.read(ask(reached))
    key = keys[str(token.header["kid"])]
    x, y = (int.from_bytes(json_web_tokens.decode(key[name]), "big") for name in "xy")
    private = reached.sandbox.issuer.key("ES256")[1]
    assert private.public_key().public_numbers() == EllipticCurvePublicNumbers(x, y, SECP256R1())


def altered(token: str) -> str:
    """The token with other claims under the old signature."""
    header, _, signature = token.split(".")
    claims = {**json_web_tokens.read(token).claims, "sub": "repo:example/other"}
    return f"{header}.{json_web_tokens.encode(json.dumps(claims).encode())}.{signature}"


def of_another_key(sandbox: Sandbox, algorithm: str) -> str:
    """A token with the right key id and the signature of a key that nobody published."""
    key_id, _ = sandbox.issuer.key("ES256")
    claims = issuer.usual_claims(sandbox.clock.now())
    return json_web_tokens.sign(algorithm, json_web_tokens.new_key(algorithm), {"kid": key_id}, claims)


def unsigned(token: str) -> str:
    _, claims, _ = token.split(".")
    return f"{json_web_tokens.encode(json.dumps({'alg': 'none', 'typ': 'JWT'}).encode())}.{claims}."


WRONG: dict[str, tuple[Callable[[Reached], str], int, str, str]] = {
    "three parts that are no JSON": (lambda _: "AAAA.BBBB.CCCC", 400, "InvalidIdentityToken", "valid JWT"),
    "altered": (lambda reached: altered(ask(reached)), 400, "InvalidIdentityToken", "signature"),
    "signed with another key": (
        lambda reached: of_another_key(reached.sandbox, "ES256"),
        400,
        "InvalidIdentityToken",
        "signature",
    ),
    "signed with another algorithm": (
        lambda reached: of_another_key(reached.sandbox, "RS256"),
        400,
        "InvalidIdentityToken",
        "signature",
    ),
    "not signed": (lambda reached: unsigned(ask(reached)), 400, "InvalidIdentityToken", NO_KEY),
    "times that are no numbers": (
        lambda reached: ask(reached, claims={"exp": "tomorrow"}),
        400,
        "InvalidIdentityToken",
        "exp, iat and nbf",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_good_token_opens_nothing(reached: Reached, name: str) -> None:
    make, status, code, words = WRONG[name]
    token = make(reached)
    answer = refused(trade, reached, token)
    assert answer[:2] == (status, code)
    assert words in answer[2]
    assert token not in answer[2]


def test_a_token_is_good_from_its_beginning_to_its_end(reached: Reached) -> None:
    token = ask(reached, starts_in=600, expires_in=600)
    assert "not valid yet" in refused(trade, reached, token)[2]
    reached.sandbox.clock.move(600)
    assert trade(reached, token)
    reached.sandbox.clock.move(570)
    assert trade(reached, token)
    reached.sandbox.clock.move(60)
    assert refused(trade, reached, token)[:2] == (400, "ExpiredTokenException")


def test_tags_and_source_identity_in_a_token_become_the_sessions(reached: Reached) -> None:
    account_id = reached.sandbox.company.management_account_id
    reached.client("iam").create_open_id_connect_provider(Url=ISSUER, ClientIDList=[AUDIENCE])
    provider = f"arn:aws:iam::{account_id}:oidc-provider/oidc.sandbox.invalid"
    trust = {"Effect": "Allow", "Principal": {"Federated": provider}}
    actions = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"]
    role_arn = role(
        reached,
        "Tagged",
        {
            **trust,
            "Action": actions,
            "Condition": {"StringEquals": {"aws:RequestTag/team": "blue", "oidc.sandbox.invalid:amr": "mfa"}},
        },
    )
    token = ask(
        reached,
        claims={
            "amr": ["pwd", "mfa"],
            "https://aws.amazon.com/tags": {
                "principal_tags": {"team": ["blue"]},
                "transitive_tag_keys": ["team"],
            },
            "https://aws.amazon.com/source_identity": "hana",
        },
    )
    answer = trade(reached, token, RoleArn=role_arn)
    assert answer["SourceIdentity"] == "hana"
    assert answer["PackedPolicySize"] >= 1
    found = reached.sandbox.keys.find(answer["Credentials"]["AccessKeyId"])
    assert found is not None
    assert found.session is not None
    assert (dict(found.session.tags), found.session.transitive) == ({"team": "blue"}, {"team"})
    closed = role(reached, "Untagged", {**trust, "Action": actions[0]})
    assert refused(trade, reached, token, RoleArn=closed) == (
        403,
        "AccessDenied",
        "Not authorized to perform sts:TagSession",
    )


@pytest.mark.parametrize(
    "members",
    [{"algorithm": "none"}, {"claims": []}, {"expires_in": "soon"}, {"starts_in": True}, {"subject": 7}],
)
def test_the_issuer_says_what_it_cannot_issue(reached: Reached, members: Any) -> None:
    body = json.dumps(members).encode()
    status, _, answer = reached.send("POST", "/oidc/token", {"Content-Length": str(len(body))}, body)
    assert status == 400
    assert json.loads(answer)["error"] == "InvalidRequestException"


def test_why_the_trust_policy_said_no_is_told_statement_by_statement(reached: Reached) -> None:
    with pytest.raises(ClientError) as caught:
        trade(reached, ask(reached, subject="repo:example/fork"))
    headers = caught.value.response["ResponseMetadata"]["HTTPHeaders"]
    told = json.loads(base64.urlsafe_b64decode(headers["x-awsguide-decision"]))
    (check,) = told["checks"]
    (statement,) = check["statements"]
    assert (statement["sid"], statement["element"]) == ("MainBranch", "condition")
    assert "oidc.sandbox.invalid:sub is repo:example/fork" in statement["why"]


def test_a_known_provider_whose_keys_are_out_of_reach_is_no_fault_of_the_token(reached: Reached) -> None:
    url = "https://elsewhere.example"
    reached.client("iam").create_open_id_connect_provider(Url=url, ClientIDList=[AUDIENCE])
    account_id = reached.sandbox.company.management_account_id
    token = ask(reached, claims={"iss": url})
    answer = refused(trade, reached, token, RoleArn=f"arn:aws:iam::{account_id}:role/any")
    assert answer[:2] == (400, "IDPCommunicationError")


def test_without_cryptography_the_issuer_says_so(reached: Reached, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in {"cryptography", *(name for name in sys.modules if name.startswith("cryptography."))}:
        monkeypatch.setitem(sys.modules, name, None)
    status, _, body = reached.send("GET", "/.well-known/jwks.json")
    assert status == 500
    assert "'cryptography' is not installed" in json.loads(body)["error_description"]
