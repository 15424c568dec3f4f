"""Federation tokens and console links: rules told before the call, and a link that is seen by nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from awsguide.core.errors import AwsError, BadInput, GuideError, NoAnswer
from awsguide.core.model import Credentials, Identity, LocalLink
from awsguide.core.partitions import PARTITIONS, Partition
from awsguide.core.secret import Secret
from awsguide.core.steps import Lead, Load, Redirected, Step
from awsguide.flows.short_term.federation import check_destination, console_link, federation_token
from tests.flows.by_hand import Hand

KEYS = Credentials("AKIAEXAMPLE00000HANA", Secret("the secret"))
SESSION = Credentials("ASIAEXAMPLE00000ROLE", Secret("the secret"), Secret("the token"), 1e9)
TOKEN = "canary-sign-in-token"
ENDPOINT = "https://signin.aws.amazon.com/federation"


def identity(rest: str) -> Identity:
    return Identity("111122223333", f"arn:aws:sts::111122223333:{rest}", "AROA:me")


ROLE, GUEST = identity("assumed-role/Deployer/hana"), identity("federated-user/guest")
USER = Identity("111122223333", "arn:aws:iam::111122223333:user/hana", "AIDA")


class Person(Hand):
    """Follows the link, or does not."""

    def __init__(self, answers: dict[str, Any] | None = None, *, follows: bool = True) -> None:
        super().__init__({"getSigninToken": {"SigninToken": Secret(TOKEN)}} | (answers or {}))
        self.stored["federation-endpoint"] = ENDPOINT
        self.led: list[Secret] = []
        self.asked_region = ""
        self.follows = follows

    def perform(self, step: Step) -> Any:
        if isinstance(step, Lead):
            self.led.append(step.address)
            return "http://127.0.0.1:1/go/once"
        if isinstance(step, Redirected):
            self.waits.append(step.seconds)
            return {} if self.follows else None
        if isinstance(step, Load):
            assert step.name == "federation-endpoint"
            self.asked_region = step.key
        return super().perform(step)


def linked(person: Person, who: Identity | None = ROLE, keys: Credentials = SESSION, **wishes: Any) -> Any:
    return person.run(console_link(keys, region="us-east-1", now=lambda: person.now, identity=who, **wishes))


def refusal(work: Any) -> GuideError:
    with pytest.raises(GuideError) as caught:
        work()
    return caught.value


def test_a_browser_is_led_on_and_the_real_link_is_shown_nowhere() -> None:
    person = Person()
    assert linked(person, destination="s3", seconds=3600, issuer="https://intranet.example/") is True
    (call,) = person.calls
    assert (call.service, dict(call.params), call.credentials) == (
        "federation",
        {"SessionDuration": 3600},
        SESSION,
    )
    (shown,) = person.shown
    assert shown == LocalLink("http://127.0.0.1:1/go/once", person.now + 900)
    assert TOKEN not in repr(shown)
    (address,) = person.led
    query = parse_qs(urlsplit(address.reveal()).query)
    assert address.reveal().startswith(ENDPOINT)
    assert query == {
        "Action": ["login"],
        "Destination": ["https://console.aws.amazon.com/s3/"],
        "SigninToken": [TOKEN],
        "Issuer": ["https://intranet.example/"],
    }


def test_a_link_that_nobody_follows_ends_with_aws_s_fifteen_minutes() -> None:
    person = Person(follows=False)
    assert linked(person, GUEST) is False
    assert person.waits == [900]


@pytest.mark.parametrize(
    ("who", "keys", "wishes", "code"),
    [
        (ROLE, KEYS, {}, "console-link-from-keys"),
        (USER, SESSION, {}, "session-may-not"),
        (GUEST, SESSION, {"seconds": 3600}, "console-session-length"),
        (ROLE, SESSION, {"seconds": 3600, "chained": True}, "console-session-length"),
        (ROLE, SESSION, {"seconds": 899}, "duration-out-of-range"),
        (ROLE, SESSION, {"seconds": 43_201}, "duration-out-of-range"),
        (ROLE, SESSION, {"destination": "https://console.aws.amazon.com.evil.example/"}, "console-destination"),
        (ROLE, SESSION, {"destination": "http://console.aws.amazon.com/"}, "console-destination"),
        (ROLE, SESSION, {"destination": "https://me@console.aws.amazon.com/"}, "console-destination"),
        (ROLE, SESSION, {"destination": "https://evil.example/?console.aws.amazon.com"}, "console-destination"),
    ],
)  # fmt: skip
def test_what_opens_no_console_is_told_before_the_call(
    who: Identity, keys: Credentials, wishes: dict[str, Any], code: str
) -> None:
    person = Person()
    error = refusal(lambda: linked(person, who, keys, **wishes))
    assert (error.code, isinstance(error, BadInput), person.calls) == (code, True, [])


def test_a_chain_gets_a_link_without_a_length_of_its_own() -> None:
    person = Person()
    assert linked(person, ROLE, chained=True)
    assert dict(person.calls[0].params) == {}


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (AwsError("FederationRefused", "400 Bad Request", status=400), "sign-in-token-refused"),
        (AwsError("FederationRefused", "status 503", status=503), "server-error"),
        (NoAnswer("name", "signin.aws.amazon.com"), "network-name"),
    ],
)
def test_a_refusing_endpoint_is_explained(problem: Exception, code: str) -> None:
    assert refusal(lambda: linked(Person({"getSigninToken": problem}))).code == code


def test_whose_the_credentials_are_is_asked_when_nobody_said() -> None:
    person = Person(
        {"GetCallerIdentity": {"Account": "111122223333", "Arn": USER.arn, "UserId": USER.user_id}}
    )
    assert refusal(lambda: linked(person, None)).code == "session-may-not"
    assert person.operations() == ["GetCallerIdentity"]


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("", "https://console.aws.amazon.com/"),
        ("cloudwatch", "https://console.aws.amazon.com/cloudwatch/"),
        ("https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1", None),
    ],
)
def test_a_page_of_the_console_can_be_named_in_short(typed: str, page: str | None) -> None:
    assert check_destination(typed) == (page or typed)


@pytest.mark.parametrize("partition", PARTITIONS, ids=lambda partition: partition.name)
def test_each_partition_has_a_console_of_its_own(partition: Partition) -> None:
    console = f"https://console.{partition.console}/"
    assert check_destination("", partition) == console
    assert check_destination("s3", partition) == f"{console}s3/"
    assert check_destination(f"https://x.console.{partition.console}/s3", partition)
    for other in PARTITIONS:
        if other != partition:
            with pytest.raises(BadInput) as caught:
                check_destination(console, other)
            assert other.console_address in caught.value.next_step


def test_the_console_and_its_sign_in_are_those_of_the_credentials_partition() -> None:
    gov = Identity("111122223333", ROLE.arn.replace("arn:aws:", "arn:aws-us-gov:"), "AROA:x")
    person = Person()
    assert linked(person, gov)
    assert (person.calls[0].region, person.asked_region) == ("us-gov-west-1", "us-gov-west-1")
    query = parse_qs(urlsplit(person.led[0].reveal()).query)
    assert query["Destination"] == ["https://console.amazonaws-us-gov.com/"]


# --- federation tokens --------------------------------------------------------------------------------------------


def answer() -> dict[str, Any]:
    return {
        "GetFederationToken": {
            "Credentials": {
                "AccessKeyId": "ASIA",
                "SecretAccessKey": Secret("s"),
                "SessionToken": Secret("t"),
                "Expiration": datetime.fromtimestamp(1_043_200, UTC),
            },
            "FederatedUser": {"Arn": GUEST.arn, "FederatedUserId": "111122223333:guest"},
            "PackedPolicySize": 6,
        }
    }


def test_a_federation_token_carries_its_policy_and_says_how_full_it_is() -> None:
    hand = Hand(answer())
    policy = '{"Version": "2012-10-17", "Statement": []}'
    found = hand.run(federation_token(KEYS, "guest", region="us-east-1", seconds=900, policy=policy))
    assert dict(hand.calls[0].params) == {"Name": "guest", "DurationSeconds": 900, "Policy": policy}
    assert (found.identity.arn, found.packed_percent, found.kind) == (GUEST.arn, 6, "federation-token")


@pytest.mark.parametrize(
    ("name", "keys", "wishes", "code"),
    [
        ("g", KEYS, {}, "federated-name-shape"),
        ("g" * 33, KEYS, {}, "federated-name-shape"),
        ("a guest", KEYS, {}, "federated-name-shape"),
        ("guest", SESSION, {}, "session-token-from-session"),
        ("guest", KEYS, {"seconds": 129_601}, "duration-out-of-range"),
        ("guest", KEYS, {"policy": "{,}"}, "policy-json"),
        ("guest", KEYS, {"policy_arns": ("ReadOnlyAccess",)}, "policy-arns-shape"),
        ("guest", KEYS, {"tags": tuple((f"k{at}", "") for at in range(51))}, "session-tags-shape"),
    ],
)
def test_a_federation_token_that_cannot_be_is_told_before_the_call(
    name: str, keys: Credentials, wishes: dict[str, Any], code: str
) -> None:
    hand = Hand(answer())
    error = refusal(lambda: hand.run(federation_token(keys, name, region="us-east-1", **wishes)))
    assert (error.code, hand.calls) == (code, [])
