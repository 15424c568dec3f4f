"""Makes what a row of the refusals needs, over boto3, in one sandbox that all rows share; and makes the call."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tests.sandbox.conftest import ONCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import boto3

    from awsguide.sandbox.refusals import Case, Given, Statements

_PLACE = re.compile(r"(?<!\$)\{(account|other|user|role|name|resource)\}")


@dataclass(frozen=True)
class Answered:
    """What came back, in the words of a row."""

    status: int
    code: str
    reason: str


@dataclass
class Company:
    """The accounts in which rows play, and clients for each as its administrator."""

    session: boto3.Session
    endpoint: str
    trainer: Any
    account: str
    other: str
    _keys: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str, keys: Any, region: str = "us-east-1") -> Any:
        """A client that signs with these keys, as STS and IAM answer them."""
        return self.session.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
            config=ONCE,
        )

    def administrator(self, service: str, account: str) -> Any:
        """A client of an account's administrator, made once."""
        if account not in self._keys:
            role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
            answer = self.client("sts", self.trainer).assume_role(RoleArn=role, RoleSessionName="rows")
            self._keys[account] = answer["Credentials"]
        name = f"{service} {account}"
        if name not in self._keys:
            self._keys[name] = self.client(service, self._keys[account])
        return self._keys[name]


def play(company: Company, case: Case, number: int) -> tuple[Answered, str]:
    """Arrange a row, make its call, and take away again what others would feel; returns answer and expected reason."""
    places = {
        "account": company.account,
        "other": company.other,
        "user": f"user-{number}",
        "role": f"role-{number}",
        "name": f"row-{number}",
    }
    with ExitStack() as stack:
        keys = _Arrangement(company, case.given, places, stack).make()
        service, _, operation = case.call.partition(".")
        call = getattr(company.client(service, keys, case.region), operation)
        try:
            status = call(**_filled(case.parameters, places))["ResponseMetadata"]["HTTPStatusCode"]
            answered = Answered(200 if status < 300 else status, "", "")
        except ClientError as error:
            said = error.response["Error"]
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            answered = Answered(status, said["Code"], said.get("Message", ""))
    return answered, _filled(case.reason, places)


class _Arrangement:
    def __init__(self, company: Company, given: Given, places: dict[str, str], stack: ExitStack) -> None:
        self.company, self.given, self.places, self.stack = company, given, places, stack
        self.iam = company.administrator("iam", company.account)

    def make(self) -> Any:
        """Make everything; returns the caller's keys."""
        return self._user()

    def _user(self) -> Any:
        given, name = self.given, self.places["user"]
        self.iam.create_user(UserName=name, Tags=_rows(given.tags))
        if given.identity:
            self.iam.put_user_policy(
                UserName=name, PolicyName="own", PolicyDocument=self._json(given.identity)
            )
        if given.group is not None:
            self.iam.create_group(GroupName=name)
            self.iam.put_group_policy(GroupName=name, PolicyName="g", PolicyDocument=self._json(given.group))
            self.iam.add_user_to_group(GroupName=name, UserName=name)
        return self.iam.create_access_key(UserName=name)["AccessKey"]

    def _json(self, statements: Statements) -> str:
        return json.dumps({"Version": "2012-10-17", "Statement": _filled(list(statements), self.places)})


def _filled(value: Any, places: Mapping[str, str]) -> Any:
    """Put the arrangement's own names in place of '{account}' and its like; '${aws:username}' stays."""
    if isinstance(value, str):
        return _PLACE.sub(lambda found: places[found[1]], value)
    if isinstance(value, dict):
        return {_filled(key, places): _filled(item, places) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(item, places) for item in value]
    return value


def _rows(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
