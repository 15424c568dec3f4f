"""Makes one account like another's state, so that a check can try attacks somewhere else than in the learner's scene.

The copy is a freshly built scene; what the learner changed is changed in it too. Keys cannot be copied, so the copy's
own keys are switched off where the learner's scene has lost them. It is for accounts of scenes alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from awsguide.lessons.account_state import RESOURCES, State, with_ids
from awsguide.lessons.scenes import ADMIN, PASSWORD, Scene


def make_like(copy: Scene, now: State, wanted: State) -> None:
    """Change the account of `copy`, which stands as `now` does, until it stands as `wanted`."""
    now, wanted = with_ids(copy, now), with_ids(copy, wanted)
    for kind, (made, changed, removed) in _WORK.items():
        for name in now[kind].keys() - wanted[kind].keys():
            removed(copy, name, now[kind][name])
        for name, state in wanted[kind].items():
            present = now[kind].get(name)
            if present is None:
                present = made(copy, name, state)
            if present != state:
                changed(copy, name, present, state)


def _text(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document)


def _entity(noun: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """How the policies of a user, group or role are changed, and taken away before it is deleted."""

    def policies(copy: Scene, name: str, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        who = {f"{noun}Name": name}
        for policy in now["inline"].keys() - wanted["inline"].keys():
            copy.call(ADMIN, f"iam.Delete{noun}Policy", **who, PolicyName=policy)
        for policy, document in wanted["inline"].items():
            if now["inline"].get(policy) != document:
                copy.call(
                    ADMIN, f"iam.Put{noun}Policy", **who, PolicyName=policy, PolicyDocument=_text(document)
                )
        for arn in set(now["attached"]) - set(wanted["attached"]):
            copy.call(ADMIN, f"iam.Detach{noun}Policy", **who, PolicyArn=arn)
        for arn in set(wanted["attached"]) - set(now["attached"]):
            copy.call(ADMIN, f"iam.Attach{noun}Policy", **who, PolicyArn=arn)

    def without(copy: Scene, name: str, now: Mapping[str, Any]) -> None:
        policies(copy, name, now, {"inline": {}, "attached": []})

    return policies, without


def _boundary(copy: Scene, noun: str, name: str, now: str, wanted: str) -> None:
    who = {f"{noun}Name": name}
    if now and not wanted:
        copy.call(ADMIN, f"iam.Delete{noun}PermissionsBoundary", **who)
    elif wanted != now:
        copy.call(ADMIN, f"iam.Put{noun}PermissionsBoundary", **who, PermissionsBoundary=wanted)


def _tags(copy: Scene, noun: str, name: str, now: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    who = {f"{noun}Name": name}
    if gone := sorted(now.keys() - wanted.keys()):
        copy.call(ADMIN, f"iam.Untag{noun}", **who, TagKeys=gone)
    if new := [{"Key": key, "Value": value} for key, value in wanted.items() if now.get(key) != value]:
        copy.call(ADMIN, f"iam.Tag{noun}", **who, Tags=new)


_EMPTY = {
    "inline": {},
    "attached": [],
    "tags": {},
    "boundary": "",
    "groups": [],
    "keys": [],
    "password": False,
}


def _new_user(copy: Scene, name: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    copy.call(ADMIN, "iam.CreateUser", UserName=name, Path=wanted["path"])
    return {**_EMPTY, "path": wanted["path"]}


def _change_user(copy: Scene, name: str, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    if now["path"] != wanted["path"]:
        copy.call(ADMIN, "iam.UpdateUser", UserName=name, NewPath=wanted["path"])
    _entity("User")[0](copy, name, now, wanted)
    _boundary(copy, "User", name, now["boundary"], wanted["boundary"])
    _tags(copy, "User", name, now["tags"], wanted["tags"])
    for group in set(now["groups"]) - set(wanted["groups"]):
        copy.call(ADMIN, "iam.RemoveUserFromGroup", UserName=name, GroupName=group)
    for group in set(wanted["groups"]) - set(now["groups"]):
        copy.call(ADMIN, "iam.AddUserToGroup", UserName=name, GroupName=group)
    if now["password"] and not wanted["password"]:
        copy.call(ADMIN, "iam.DeleteLoginProfile", UserName=name)
    elif wanted["password"] and not now["password"]:
        copy.call(ADMIN, "iam.CreateLoginProfile", UserName=name, Password=PASSWORD)
    _keys(copy, name, now["keys"], wanted["keys"])


def _keys(copy: Scene, user: str, now: list[str], wanted: list[str]) -> None:
    """Delete or switch off the keys of the scene's actors that the learner's scene no longer has."""
    kept = dict(key.split(" ") for key in wanted if not key.startswith("new "))
    for key in now:
        actor, status = key.split(" ")
        if actor == "new" or kept.get(actor) == status:
            continue
        which = {"UserName": user, "AccessKeyId": copy.values[f"key:{actor}"]}
        if actor in kept:
            copy.call(ADMIN, "iam.UpdateAccessKey", **which, Status=kept[actor])
        else:
            copy.call(ADMIN, "iam.DeleteAccessKey", **which)
    # A key the learner made stands for itself: how many keys a user has can decide what is possible.
    for _ in range(
        sum(key.startswith("new ") for key in wanted) - sum(key.startswith("new ") for key in now)
    ):
        copy.call(ADMIN, "iam.CreateAccessKey", UserName=user)


def _remove_user(copy: Scene, name: str, now: Mapping[str, Any]) -> None:
    _change_user(copy, name, now, {**_EMPTY, "path": now["path"]})
    keys = copy.call(ADMIN, "iam.ListAccessKeys", UserName=name)["AccessKeyMetadata"]
    for key in keys:
        copy.call(ADMIN, "iam.DeleteAccessKey", UserName=name, AccessKeyId=key["AccessKeyId"])
    copy.call(ADMIN, "iam.DeleteUser", UserName=name)


def _new_group(copy: Scene, name: str, _wanted: Mapping[str, Any]) -> dict[str, Any]:
    copy.call(ADMIN, "iam.CreateGroup", GroupName=name)
    return {"inline": {}, "attached": []}


def _remove_group(copy: Scene, name: str, now: Mapping[str, Any]) -> None:
    _entity("Group")[1](copy, name, now)
    for member in copy.call(ADMIN, "iam.GetGroup", GroupName=name)["Users"]:
        copy.call(ADMIN, "iam.RemoveUserFromGroup", GroupName=name, UserName=member["UserName"])
    copy.call(ADMIN, "iam.DeleteGroup", GroupName=name)


def _new_role(copy: Scene, name: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    copy.call(
        ADMIN,
        "iam.CreateRole",
        RoleName=name,
        Path=wanted["path"],
        AssumeRolePolicyDocument=_text(wanted["trust"]),
    )
    return {**_EMPTY, "path": wanted["path"], "trust": wanted["trust"], "longest": 3600}


def _change_role(copy: Scene, name: str, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    if now["trust"] != wanted["trust"]:
        copy.call(ADMIN, "iam.UpdateAssumeRolePolicy", RoleName=name, PolicyDocument=_text(wanted["trust"]))
    if now["longest"] != wanted["longest"]:
        copy.call(ADMIN, "iam.UpdateRole", RoleName=name, MaxSessionDuration=wanted["longest"])
    _entity("Role")[0](copy, name, now, wanted)
    _boundary(copy, "Role", name, now["boundary"], wanted["boundary"])
    _tags(copy, "Role", name, now["tags"], wanted["tags"])


def _remove_role(copy: Scene, name: str, now: Mapping[str, Any]) -> None:
    _entity("Role")[1](copy, name, now)
    copy.call(ADMIN, "iam.DeleteRole", RoleName=name)


def _new_policy(copy: Scene, arn: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    path, _, name = arn.partition(":policy")[2].rpartition("/")
    document = wanted["versions"][wanted["default"]]
    copy.call(ADMIN, "iam.CreatePolicy", PolicyName=name, Path=f"{path}/", PolicyDocument=_text(document))
    return {"default": wanted["default"], "versions": {wanted["default"]: document}}


def _change_policy(copy: Scene, arn: str, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """What counts is the default version and which others one could go back to; their numbers may differ."""
    document, present = wanted["versions"][wanted["default"]], now["versions"][now["default"]]
    gone = [version for version in now["versions"] if version not in wanted["versions"]]
    for version in gone:
        if version != now["default"]:
            copy.call(ADMIN, "iam.DeletePolicyVersion", PolicyArn=arn, VersionId=version)
    for version, text in wanted["versions"].items():
        if version not in now["versions"] and version != wanted["default"]:
            copy.call(ADMIN, "iam.CreatePolicyVersion", PolicyArn=arn, PolicyDocument=_text(text))
    if document == present:
        return
    if now["versions"].get(wanted["default"]) == document:
        copy.call(ADMIN, "iam.SetDefaultPolicyVersion", PolicyArn=arn, VersionId=wanted["default"])
    else:
        copy.call(
            ADMIN, "iam.CreatePolicyVersion", PolicyArn=arn, PolicyDocument=_text(document), SetAsDefault=True
        )
    if now["default"] in gone:
        copy.call(ADMIN, "iam.DeletePolicyVersion", PolicyArn=arn, VersionId=now["default"])


def _remove_policy(copy: Scene, arn: str, now: Mapping[str, Any]) -> None:
    used = copy.call(ADMIN, "iam.ListEntitiesForPolicy", PolicyArn=arn)
    for noun in ("User", "Group", "Role"):
        for entity in used[f"Policy{noun}s"]:
            who = {f"{noun}Name": entity[f"{noun}Name"]}
            copy.call(ADMIN, f"iam.Detach{noun}Policy", **who, PolicyArn=arn)
    for version in now["versions"]:
        if version != now["default"]:
            copy.call(ADMIN, "iam.DeletePolicyVersion", PolicyArn=arn, VersionId=version)
    copy.call(ADMIN, "iam.DeletePolicy", PolicyArn=arn)


def _new_provider(copy: Scene, _arn: str, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    copy.call(
        ADMIN,
        "iam.CreateOpenIDConnectProvider",
        Url=f"https://{wanted['url']}",
        ClientIDList=wanted["audiences"],
        ThumbprintList=["0" * 40],
    )
    return wanted


def _remove_provider(copy: Scene, arn: str, _now: Mapping[str, Any]) -> None:
    copy.call(ADMIN, "iam.DeleteOpenIDConnectProvider", OpenIDConnectProviderArn=arn)


def _nothing(*_: Any) -> Any:
    return None


def _resource(kind: str) -> tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]:
    row = RESOURCES[kind]

    def change(copy: Scene, name: str, _now: Any, wanted: Mapping[str, Any]) -> None:
        if wanted["policy"] is None:
            row.remove(copy, name)
        else:
            row.write(copy, name, _text(wanted["policy"]))

    # A new bucket or queue of the learner's opens nothing that the scene guards.
    return (lambda _copy, _name, wanted: wanted), change, _nothing


_WORK: Mapping[str, tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]] = {
    "policy": (_new_policy, _change_policy, _remove_policy),
    "group": (_new_group, _entity("Group")[0], _remove_group),
    "user": (_new_user, _change_user, _remove_user),
    "role": (_new_role, _change_role, _remove_role),
    "provider": (_new_provider, _nothing, _remove_provider),
    **{kind: _resource(kind) for kind in RESOURCES},
}
