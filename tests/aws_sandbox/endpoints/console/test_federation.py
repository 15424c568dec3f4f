from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from tests.aws_sandbox.seeded import arn_of, keys_of

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached

# Both transports are tried elsewhere.
pytestmark = pytest.mark.parametrize("reached", ["http"], indirect=True)


CONSOLE = "https://console.aws.amazon.com/s3/home"


def assumed(reached: Reached, name: str = "Deployer", keys: Any = None, **options: Any) -> Any:
    sts = reached.client("sts", keys or keys_of(reached, "hana"))
    return sts.assume_role(RoleArn=arn_of(reached, name), RoleSessionName="hana", **options)["Credentials"]


def session(keys: Any, **changes: Any) -> dict[str, Any]:
    return {
        "sessionId": keys["AccessKeyId"],
        "sessionKey": keys["SecretAccessKey"],
        "sessionToken": keys.get("SessionToken", ""),
        **changes,
    }


def ask(reached: Reached, members: Any, method: str = "GET", **options: str) -> tuple[int, str]:
    """Ask for a token; returns status and token, or status and what is said."""
    text = members if isinstance(members, str) else json.dumps(members)
    query = urlencode({"Action": "getSigninToken", "Session": text, **options})
    if method == "GET":
        status, _, body = reached.send("GET", f"/federation?{query}")
    else:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(query))}
        status, _, body = reached.send("POST", "/federation", headers, query.encode())
    return status, json.loads(body)["SigninToken"] if status == 200 else body.decode()


def login(reached: Reached, token: str, **options: str) -> tuple[int, str]:
    query = {
        "Action": "login",
        "Issuer": "https://broker.example",
        "Destination": CONSOLE,
        "SigninToken": token,
    }
    status, headers, body = reached.send("GET", f"/federation?{urlencode({**query, **options})}")
    assert headers["cache-control"] == "no-store"
    return status, body.decode()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_credentials_of_a_role_sign_a_browser_in_once(reached: Reached, method: str) -> None:
    status, token = ask(reached, session(assumed(reached)), method)
    assert status == 200
    status, page = login(reached, token)
    assert status == 200
    assert "You are in the (sandbox) console as assumed-role/Deployer/hana." in page
    assert "console.aws.amazon.com" in page
    assert 'href="https://console' not in page
    status, page = login(reached, token)
    assert status == 400
    assert "was used already" in page
    assert "broker.example" in page
    assert token not in page


def test_a_link_is_good_for_a_quarter_of_an_hour_and_no_longer_than_its_session(reached: Reached) -> None:
    keys = assumed(reached, DurationSeconds=900)
    _, late = ask(reached, session(keys))
    _, longer = ask(reached, session(keys), SessionDuration="43200")
    reached.sandbox.clock.move(890)
    assert login(reached, longer)[0] == 200
    reached.sandbox.clock.move(20)
    assert "older than 15 minutes" in login(reached, late)[1]
    assert ask(reached, session(keys)) == (400, "These credentials have expired.\n")


def test_a_link_outlives_neither_its_credentials_nor_its_role(reached: Reached) -> None:
    keys = assumed(reached, DurationSeconds=900)
    reached.sandbox.clock.move(600)
    _, token = ask(reached, session(keys))
    reached.sandbox.clock.move(400)
    assert "credentials that this link was made from have ended" in login(reached, token)[1]
    _, token = ask(reached, session(assumed(reached, "Bounded")))
    dev = arn_of(reached, "Bounded").rpartition("/")[0] + "/OrganizationAccountAccessRole"
    keys = reached.client("sts").assume_role(RoleArn=dev, RoleSessionName="trainer")["Credentials"]
    iam = reached.client("iam", keys)
    iam.detach_role_policy(RoleName="Bounded", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.delete_role(RoleName="Bounded")
    assert "not there any more" in login(reached, token)[1]


def test_who_cannot_sign_in_like_this_is_told_why(reached: Reached) -> None:
    hana = reached.client("sts", keys_of(reached, "hana"))
    deployer = assumed(reached)
    chained = assumed(reached, "Releaser", deployer, ExternalId="awsguide-4711")
    federated = hana.get_federation_token(Name="guest")["Credentials"]
    key_id, secret = keys_of(reached, "hana")
    rows: list[tuple[Any, dict[str, str], str]] = [
        (session(hana.get_session_token()["Credentials"]), {}, "Only a session of a role"),
        (session({"AccessKeyId": key_id, "SecretAccessKey": secret}), {}, "no temporary credentials"),
        (session(deployer, sessionKey="x" * 40), {}, "no temporary credentials"),
        (session(deployer, sessionKey="\ud800"), {}, "no temporary credentials"),
        (session(deployer, sessionToken="x"), {}, "no temporary credentials"),
        (session(deployer, sessionId="ASIAIOSFODNN7EXAMPLE"), {}, "no temporary credentials"),
        (session(chained), {"SessionDuration": "3600"}, "role chaining"),
        (session(federated), {"SessionDuration": "3600"}, "SessionDuration is for roles"),
        (session(deployer), {"SessionDuration": "899"}, "from 900 to 43200"),
        (session(deployer), {"SessionDuration": "43201"}, "from 900 to 43200"),
        (session(deployer), {"SessionDuration": "soon"}, "from 900 to 43200"),
        ("{", {}, "has to be a JSON object"),
        ({"sessionId": 1}, {}, "has to be a JSON object"),
    ]
    for members, options, words in rows:
        status, said = ask(reached, members, **options)
        assert (status, words in said) == (400, True), said
        assert deployer["SecretAccessKey"] not in said
    for members in (session(chained), session(federated)):
        assert ask(reached, members)[0] == 200


@pytest.mark.parametrize(
    "place", ["https://attacker.example/", "http://console.aws.amazon.com/", "", "https://[", "//x"]
)
def test_a_link_leads_nowhere_but_to_the_console_and_is_not_used_up_by_trying(
    reached: Reached, place: str
) -> None:
    _, token = ask(reached, session(assumed(reached)))
    status, page = login(reached, token, Destination=place)
    assert status == 400
    assert "has to be an address of the AWS console" in page
    assert login(reached, token)[0] == 200


def test_another_action_is_refused(reached: Reached) -> None:
    assert reached.send("GET", "/federation?Action=logout")[0] == 400
