"""An attacker who knows no level: tries every way up that IAM has, with all that it brings, three steps deep.

It is a test tool. It knows names (as anybody who may list does) and no policy, and it stops at the first key that opens
the scene's vault.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

from awsguide.core.errors import AwsError
from awsguide.lessons import account_state
from awsguide.lessons.scenes import ADMIN, TRAINER, credentials_in, has_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from awsguide.lessons.scenes import Scene

Move = tuple[str, dict[str, Any]]
DEPTH = 3
_ALL = [{"Action": "*"}]
_STRONG = ("AdministratorAccess", "PowerUserAccess", "AmazonS3FullAccess")
_TAG = re.compile(r'"aws:(?:Principal|Resource)Tag/([^"]+)": "([^"$]+)"')


class BlindAttacker:
    """Begins with the keys that the player is given."""

    def __init__(self, scene: Scene, you: tuple[str, ...]) -> None:
        self.scene = scene
        self.held = list(you)
        self.numbers = itertools.count(1)
        self.way: list[str] = []
        self.tried: set[str] = set()

    def gets_in(self) -> bool:
        """Whether some key opens the vault after at most `DEPTH` rounds; `way` says how."""
        for _ in range(DEPTH):
            if self._opens():
                return True
            for actor in list(self.held):
                for call, params in self._moves(actor):
                    if self._works(actor, call, params) and self._opens():
                        return True
        return self._opens()

    def _opens(self) -> bool:
        for actor in self.held:
            try:
                reply = self.scene.call(actor, "s3.GetObject", Bucket="crown-<account>", Key="crown.txt")
            except AwsError:
                continue
            if has_word(reply, self.scene.values["word"]):
                return True
        return False

    def _works(self, actor: str, call: str, params: dict[str, Any]) -> bool:
        # What was refused may work later, with what was gained; what worked is not done twice.
        key = repr((actor, call, params))
        if key in self.tried:
            return False
        try:
            reply = self.scene.call(actor, call, **params)
        except AwsError:
            return False
        self.tried.add(key)
        self.way.append(f"{actor}: {call} {params}")
        if "AccessKey" in reply or "Credentials" in reply:
            name = f"gained-{next(self.numbers)}"
            self.scene.actors[name] = credentials_in(reply)
            self.held.append(name)
        return True

    def _moves(self, actor: str) -> Iterator[Move]:
        state = account_state.read(self.scene)
        try:
            me = self.scene.call(actor, "sts.GetCallerIdentity")["Arn"]
        except AwsError:
            # The attacker may have deleted this very key on the way.
            return
        role = re.fullmatch(r"(arn:aws:sts::\d+):assumed-role/([^/]+)/.*", me)
        arn = f"{role[1].replace(':sts:', ':iam:')}:role/{role[2]}" if role else me
        own = "" if role else me.rpartition("/")[2]
        yield from self._users(state, own)
        yield from self._groups(state, own)
        yield from self._roles(state, arn)
        yield from self._policies(state)
        trust = [{"Action": "sts:AssumeRole", "Principal": {"AWS": arn}}]
        yield "iam.CreateRole", {"RoleName": f"mine-{own or 'role'}", "AssumeRolePolicyDocument": trust}
        yield "iam.CreateUser", {"UserName": f"mine-{own or 'user'}"}
        door = [
            {
                "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::crown-<account>/*",
                "Principal": {"AWS": arn},
            }
        ]
        yield "s3.PutBucketPolicy", {"Bucket": "crown-<account>", "Policy": door}

    def _users(self, state: account_state.State, _own: str) -> Iterator[Move]:
        tags = dict(_TAG.findall(str(state).replace("'", '"')))
        for name, user in state["user"].items():
            who = {"UserName": name}
            for key, value in tags.items():
                yield "iam.TagUser", {**who, "Tags": [{"Key": key, "Value": value}]}
            for strong in _STRONG:
                yield "iam.AttachUserPolicy", {**who, "PolicyArn": f"<aws>{strong}"}
            yield "iam.PutUserPolicy", {**who, "PolicyName": "storm", "PolicyDocument": _ALL}
            yield "iam.DeleteUserPermissionsBoundary", who
            for policy, document in user["inline"].items():
                if "Deny" in str(document):
                    yield "iam.DeleteUserPolicy", {**who, "PolicyName": policy}
            yield "iam.CreateAccessKey", who
            if len(user["keys"]) > 1:
                listed = self.scene.call(ADMIN, "iam.ListAccessKeys", **who)["AccessKeyMetadata"]
                yield "iam.DeleteAccessKey", {**who, "AccessKeyId": listed[-1]["AccessKeyId"]}
                yield "iam.CreateAccessKey", who

    def _groups(self, state: account_state.State, own: str) -> Iterator[Move]:
        for name in state["group"]:
            if own:
                yield "iam.AddUserToGroup", {"GroupName": name, "UserName": own}
            yield "iam.AttachGroupPolicy", {"GroupName": name, "PolicyArn": "<aws>AdministratorAccess"}
            yield "iam.PutGroupPolicy", {"GroupName": name, "PolicyName": "storm", "PolicyDocument": _ALL}

    def _roles(self, state: account_state.State, arn: str) -> Iterator[Move]:
        trust = [{"Action": "sts:AssumeRole", "Principal": {"AWS": arn}}]
        for name in state["role"]:
            who = {"RoleName": name}
            role = f"arn:aws:iam::<account>:role/{name}"
            for strong in _STRONG:
                yield "iam.AttachRolePolicy", {**who, "PolicyArn": f"<aws>{strong}"}
            yield "iam.PutRolePolicy", {**who, "PolicyName": "storm", "PolicyDocument": _ALL}
            yield "sts.AssumeRole", {"RoleArn": role, "RoleSessionName": "storm"}
            yield "iam.UpdateAssumeRolePolicy", {**who, "PolicyDocument": trust}
            yield "sts.AssumeRole", {"RoleArn": role, "RoleSessionName": "storm-again"}

    def _policies(self, state: account_state.State) -> Iterator[Move]:
        for arn, policy in state["policy"].items():
            for version in policy["versions"]:
                if version != policy["default"]:
                    yield "iam.SetDefaultPolicyVersion", {"PolicyArn": arn, "VersionId": version}
            yield "iam.CreatePolicyVersion", {"PolicyArn": arn, "PolicyDocument": _ALL, "SetAsDefault": True}


def attacks(scene: Scene, you: tuple[str, ...]) -> BlindAttacker:
    """An attacker in this scene, who holds none of its staff's keys."""
    assert not {ADMIN, TRAINER} & set(you)
    return BlindAttacker(scene, you)
