"""Builds a scene: users, groups, roles, policies, buckets and whatever else a row describes, by ordinary AWS calls.

A row says what is there; this module knows in which order AWS wants it made. It decides nothing about the game.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from awsguide.lessons.practice import Practice
from awsguide.lessons.reading import Row, refuse_unknown
from awsguide.lessons.rows import Level, Step, Task, step
from awsguide.lessons.scenes import ADMIN, LOOK, PASSWORD, Scene

KINDS = ("accounts", "policies", "groups", "users", "roles", "buckets", "crown", "calls")
_USER = ("policy", "attached", "groups", "boundary", "tags", "path", "key", "password", "look", "account")
_ROLE = ("trust", "policy", "attached", "boundary", "tags", "path", "longest", "account")
_BUCKET = ("objects", "policy", "account")


def build(practice: Practice, item: Level | Task, name: str, role: str, *, traces: bool = False) -> Scene:
    """A new account with everything the item's scene describes; raises `StepFailed` where AWS does not play along.

    With `traces` the first attack has already happened in it.
    """
    scene = practice.open(name, role)
    scene.services = services_of(item)
    for other in item.scene.get("accounts", ()):
        _neighbour(practice, scene, name, other)
    scene.play(steps_of(item.scene, you=item.you))
    if traces and isinstance(item, Level):
        scene.play(item.attacks[0].steps)
    if role == "scene":
        # From now on it is found again: what its texts stand for is kept with its account.
        practice.tag(scene.account_id, values=json.dumps(scene.values), ready="yes")
    return scene


def services_of(item: Level | Task) -> frozenset[str]:
    """The AWS services that the scene of an item uses."""
    return frozenset(one.call.partition(".")[0] for one in steps_of(item.scene, you=item.you))


def _neighbour(practice: Practice, scene: Scene, item: str, name: str) -> None:
    other = practice.open(item, "neighbour")
    scene.values[name] = other.account_id
    scene.actors[f"{ADMIN}:{name}"] = other.actors[ADMIN]


def steps_of(given: Mapping[str, Any], you: tuple[str, ...] = ()) -> list[Step]:
    """The steps that build what a scene describes; raises `BadInput` for what no scene has."""
    if isinstance(given, Row):
        refuse_unknown(given, KINDS)
    made: list[Step] = []
    for name, row in given.get("policies", {}).items():
        made += _policy(name, row)
    for name, row in given.get("groups", {}).items():
        made += _group(name, row)
    for name, row in given.get("users", {}).items():
        made += _user(name, row or {}, look=name in you)
    for name, row in given.get("roles", {}).items():
        made += _role(name, row)
    for name, row in given.get("buckets", {}).items():
        made += _bucket(name, row or {})
    if given.get("crown", True):
        made += _bucket("crown-<account>", {"objects": {"crown.txt": "<word>"}})
    where = given if isinstance(given, Row) else Row()
    return made + [step(one, where) for one in given.get("calls", ())]


def _by(row: Mapping[str, Any]) -> str:
    return f"{ADMIN}:{row['account']}" if row.get("account") else ADMIN


def _local(name: str) -> str:
    """A policy's ARN by what a row calls it: one of AWS's by its own name, one of the scene's as 'own/NAME'."""
    if name.startswith("own/"):
        return f"arn:aws:iam::<account>:policy/{name.removeprefix('own/')}"
    return f"<aws>{name}"


def _policy(name: str, row: Any) -> list[Step]:
    """A managed policy; a mapping {versions: [...]} has several, the last of which is the default."""
    versions = row["versions"] if isinstance(row, Mapping) else [row]
    first = Step(ADMIN, "iam.CreatePolicy", {"PolicyName": name, "PolicyDocument": versions[0]})
    return [
        first,
        *(
            Step(
                ADMIN,
                "iam.CreatePolicyVersion",
                {"PolicyArn": _local(f"own/{name}"), "PolicyDocument": version, "SetAsDefault": True},
            )
            for version in versions[1:]
        ),
    ]


def _group(name: str, row: Mapping[str, Any]) -> list[Step]:
    made = [Step(ADMIN, "iam.CreateGroup", {"GroupName": name})]
    row = row or {}
    if row.get("policy"):
        document = {"GroupName": name, "PolicyName": "own", "PolicyDocument": row["policy"]}
        made.append(Step(ADMIN, "iam.PutGroupPolicy", document))
    return made + [
        Step(ADMIN, "iam.AttachGroupPolicy", {"GroupName": name, "PolicyArn": _local(attached)})
        for attached in row.get("attached", ())
    ]


def _user(name: str, row: Mapping[str, Any], *, look: bool) -> list[Step]:
    if isinstance(row, Row):
        refuse_unknown(row, _USER)
    by = _by(row)
    user = {"UserName": name}
    created = {**user, **({"Path": row["path"]} if row.get("path") else {}), **_tags(row)}
    if row.get("boundary"):
        created["PermissionsBoundary"] = _local(row["boundary"])
    made = [Step(by, "iam.CreateUser", created)]
    if row.get("policy"):
        made.append(
            Step(by, "iam.PutUserPolicy", {**user, "PolicyName": "own", "PolicyDocument": row["policy"]})
        )
    if row.get("look", look):
        made.append(Step(by, "iam.PutUserPolicy", {**user, "PolicyName": "look", "PolicyDocument": LOOK}))
    made += [
        Step(by, "iam.AttachUserPolicy", {**user, "PolicyArn": _local(attached)})
        for attached in row.get("attached", ())
    ]
    made += [Step(by, "iam.AddUserToGroup", {**user, "GroupName": group}) for group in row.get("groups", ())]
    if row.get("password"):
        login = {**user, "Password": PASSWORD, "PasswordResetRequired": False}
        made.append(Step(by, "iam.CreateLoginProfile", login))
    if row.get("key", True):
        made.append(Step(by, "iam.CreateAccessKey", user, become=name))
    return made


def _role(name: str, row: Mapping[str, Any]) -> list[Step]:
    if isinstance(row, Row):
        refuse_unknown(row, _ROLE)
    by = _by(row)
    created = {"RoleName": name, "AssumeRolePolicyDocument": row["trust"], **_tags(row)}
    created |= {"Path": row["path"]} if row.get("path") else {}
    if row.get("boundary"):
        created["PermissionsBoundary"] = _local(row["boundary"])
    if row.get("longest"):
        created["MaxSessionDuration"] = row["longest"]
    made = [Step(by, "iam.CreateRole", created)]
    if row.get("policy"):
        document = {"RoleName": name, "PolicyName": "own", "PolicyDocument": row["policy"]}
        made.append(Step(by, "iam.PutRolePolicy", document))
    return made + [
        Step(by, "iam.AttachRolePolicy", {"RoleName": name, "PolicyArn": _local(attached)})
        for attached in row.get("attached", ())
    ]


def _bucket(name: str, row: Mapping[str, Any]) -> list[Step]:
    if isinstance(row, Row):
        refuse_unknown(row, _BUCKET)
    by = _by(row)
    made = [Step(by, "s3.CreateBucket", {"Bucket": name})]
    made += [
        Step(by, "s3.PutObject", {"Bucket": name, "Key": key, "Body": text})
        for key, text in row.get("objects", {}).items()
    ]
    if row.get("policy"):
        made.append(Step(by, "s3.PutBucketPolicy", {"Bucket": name, "Policy": row["policy"]}))
    return made


def _tags(row: Mapping[str, Any]) -> dict[str, Any]:
    tags = [{"Key": name, "Value": value} for name, value in row.get("tags", {}).items()]
    return {"Tags": tags} if tags else {}
