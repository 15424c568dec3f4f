"""The sandbox's organization as its trainer sees it: opens an account for each scene, finds it again, closes it.

A scene is found again by the tags of its account, so a restarted kernel goes on with it; starting afresh is a new
account, and the old one is closed. It is refused on any other AWS than the sandbox.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from awsguide.adapters import surroundings
from awsguide.adapters.aws import Aws
from awsguide.adapters.files import config_files
from awsguide.core.errors import AwsError
from awsguide.core.model import Credentials
from awsguide.core.steps import Call
from awsguide.explanations import explain
from awsguide.lessons.scenes import ADMIN, REGION, TRAINER, Scene, credentials_in

_ACCESS_ROLE = "OrganizationAccountAccessRole"
_TAG = "awsguide:lesson"
_WORDS = ("amber", "basalt", "cobalt", "dolomite", "ebony", "flint", "granite", "hazel", "indigo", "jasper")


class Practice:
    """The sandbox's organization as its trainer sees it: opens accounts for scenes, finds them again, closes them."""

    def __init__(self, aws: Aws, trainer: Credentials) -> None:
        """Nothing is sent yet."""
        self.aws = aws
        self.trainer = trainer

    @classmethod
    def here(cls, aws: Aws | None = None) -> Practice:
        """The sandbox of this kernel; raises `CouldNotTry` where there is none."""
        if surroundings.target() != "sandbox":
            raise explain("lesson-needs-sandbox", name="This exercise")
        key = config_files.load_key(TRAINER)
        if key is None:
            raise explain("lesson-trainer-missing", detail="there is no such profile")
        return cls(aws or Aws("sandbox"), key)

    def call(self, service: str, operation: str, **params: Any) -> Mapping[str, Any]:
        """A call of the trainer's; raises `AwsError`."""
        return self.call_as(self.trainer, service, operation, **params)

    def call_as(self, who: Credentials, service: str, operation: str, **params: Any) -> Mapping[str, Any]:
        """A call of somebody's; raises `AwsError`."""
        return self.aws.call(Call(service, operation, params, REGION, who))

    def open(self, item: str, role: str) -> Scene:
        """A new account for `item`; `role` says what it is for ('scene', 'copy', 'neighbour')."""
        run = secrets.token_hex(4)
        tags = [{"Key": _TAG, "Value": item}, {"Key": f"{_TAG}-role", "Value": role}]
        try:
            reply = self.call(
                "organizations",
                "CreateAccount",
                AccountName=f"{surroundings.LESSON_ACCOUNT}{item} {role}",
                Email=f"lesson-{item.lower()}-{run}@example.com",
                Tags=tags,
            )
        except AwsError as error:
            raise explain("lesson-trainer-missing", detail=error.code) from None
        account_id = reply["CreateAccountStatus"]["AccountId"]
        word = f"{secrets.choice(_WORDS)}-{secrets.token_hex(3)}"
        return Scene(item, self.aws, {"account": account_id, "word": word}, self._staff(account_id))

    def _staff(self, account_id: str) -> dict[str, Credentials]:
        reply = self.call(
            "sts",
            "AssumeRole",
            RoleArn=f"arn:aws:iam::{account_id}:role/{_ACCESS_ROLE}",
            RoleSessionName="lesson",
        )
        return {TRAINER: self.trainer, ADMIN: credentials_in(reply)}

    def administrator(self, account_name: str) -> Credentials:
        """An administrator's session in one of the company's accounts; raises `AwsError`, also for an unknown name."""
        for account in self.all_accounts():
            if account["Name"] == account_name:
                return self._staff(account["Id"])[ADMIN]
        raise AwsError("AccountNotFoundException", f"there is no account called {account_name}")

    def tag(self, account_id: str, **tags: str) -> None:
        """Remember something with a scene's account."""
        pairs = [{"Key": f"{_TAG}-{name}", "Value": value} for name, value in tags.items()]
        self.call("organizations", "TagResource", ResourceId=account_id, Tags=pairs)

    def tags(self, account_id: str) -> dict[str, str]:
        """What is remembered with an account, by name."""
        reply = self.call("organizations", "ListTagsForResource", ResourceId=account_id)
        found = {tag["Key"]: tag["Value"] for tag in reply["Tags"]}
        return {
            name.removeprefix(_TAG).lstrip("-"): value
            for name, value in found.items()
            if name.startswith(_TAG)
        }

    def accounts(self) -> list[str]:
        """Every open account of a lesson, in the order in which they were opened."""
        return [
            account["Id"]
            for account in self.all_accounts()
            if account["Status"] == "ACTIVE" and str(account["Name"]).startswith(surroundings.LESSON_ACCOUNT)
        ]

    def all_accounts(self) -> Iterator[Mapping[str, Any]]:
        """Every account of the organization as `ListAccounts` shows it, the company's and those of lessons."""
        more: dict[str, str] = {}
        while True:
            reply = self.call("organizations", "ListAccounts", **more)
            yield from reply["Accounts"]
            if "NextToken" not in reply:
                return
            more = {"NextToken": reply["NextToken"]}

    def find(self, item: str, services: frozenset[str]) -> Scene | None:
        """The scene of an item that is open now, None when there is none; only its staff can act in it."""
        for account_id in reversed(self.accounts()):
            tags = self.tags(account_id)
            if tags.get("") != item or tags.get("role") != "scene" or "ready" not in tags:
                continue
            values = json.loads(tags["values"])
            return Scene(item, self.aws, values, self._staff(account_id), services=services)
        return None

    def close_account(self, account_id: str) -> None:
        """Close one account: nothing in it can be reached any more."""
        self.call("organizations", "CloseAccount", AccountId=account_id)
