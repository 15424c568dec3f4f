"""How an account stands: its users, groups, roles, policies, keys, and the policies on its resources, as plain data.

Read by ordinary calls of its administrator. Two states can be compared, and one account can be made like another's
state, so that a check tries attacks in a copy and not in the learner's own scene. Ids, dates and secrets are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from awsguide.core.errors import AwsError
from awsguide.lessons.scenes import ADMIN, REFUSED, TRAINER, Scene

State = dict[str, dict[str, Any]]
# What every account has, and nobody's work.
_NOT_OURS = frozenset({"OrganizationAccountAccessRole"})
# What AWS shows in a trust policy in place of somebody who was deleted.
_UNIQUE_ID = re.compile(r"\b(?:AIDA|AROA)[A-Z0-9]{12,}\b")
# An account, or a KMS key.
_ID = re.compile(r"[0-9]{12}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ABSENT = ("NoSuchEntity", "NoSuchBucketPolicy", "ResourceNotFoundException", "NoSuchBucket")


def read(scene: Scene, *, strict: bool = True) -> State:
    """The state of a scene's account, ids written as <account>, so that two accounts can be compared.

    Raises `AwsError` where the account's own administrator is not let; a policy on a resource counts as 'hidden' then,
    unless `strict`.
    """
    found: State = {
        **_identities(scene),
        "provider": _providers(scene),
        "assignment": _assignments(scene) if "sso-admin" in scene.services else {},
    }
    absent = _ABSENT if strict else (*_ABSENT, *REFUSED)
    for kind, row in RESOURCES.items():
        # Only what the scene has of these: each kind costs a call.
        names = row.names(scene) if row.service in scene.services else []
        found[kind] = {name: _resource(scene, row, name, absent) for name in names}
    text = _UNIQUE_ID.sub("<unique-id>", json.dumps(found, sort_keys=True))
    for name, value in _ids(scene).items():
        text = text.replace(value, f"<{name}>")
    return json.loads(text)  # type: ignore[no-any-return]


def with_ids(scene: Scene, state: State) -> State:
    """The same state with the ids of this scene's accounts and keys in it."""
    text = json.dumps(state)
    for name, value in _ids(scene).items():
        text = text.replace(f"<{name}>", value)
    return json.loads(text)  # type: ignore[no-any-return]


def _ids(scene: Scene) -> dict[str, str]:
    """What is another in each copy of a scene, and may be named in a policy: its accounts, and its KMS keys."""
    return {name: value for name, value in scene.values.items() if _ID.fullmatch(value)}


def differences(before: State, after: State) -> list[str]:
    """What is another in `after`, as short sentences: 'user maya: keys'."""
    found = []
    for kind in before:
        for name in sorted(before[kind].keys() | after[kind].keys()):
            old, new = before[kind].get(name), after[kind].get(name)
            if old is None:
                found.append(f"{kind} {name}: new")
            elif new is None:
                found.append(f"{kind} {name}: gone")
            else:
                found += [f"{kind} {name}: {part}" for part in old if old[part] != new.get(part)]
    return found


# --- reading ------------------------------------------------------------------------------------------------------


def _pages(scene: Scene, operation: str, **params: Any) -> Iterator[Mapping[str, Any]]:
    more: dict[str, Any] = {}
    while True:
        reply = scene.call(ADMIN, f"iam.{operation}", **params, **more)
        yield reply
        if not reply.get("IsTruncated"):
            return
        more = {"Marker": reply["Marker"]}


def _document(given: Any) -> Any:
    return json.loads(unquote(given)) if isinstance(given, str) else given


def _resource(scene: Scene, row: Guarded, name: str, absent: Collection[str]) -> dict[str, Any]:
    return {"policy": _document(_maybe(lambda: row.read(scene, name), absent))}


def _maybe(read_: Callable[[], Any], absent: Collection[str] = _ABSENT) -> Any:
    try:
        return read_()
    except AwsError as error:
        if error.code in absent:
            return None if error.code in _ABSENT else json.dumps("hidden")
        raise


def _assignments(scene: Scene) -> dict[str, Any]:
    """Who has which permission set in the account, as the management account sees it."""
    instance, account = scene.values["instance"], scene.account_id
    sets = scene.call(TRAINER, "sso-admin.ListPermissionSets", InstanceArn=instance)["PermissionSets"]
    where = {"InstanceArn": instance, "AccountId": account}
    return {
        f"{found['PrincipalId']} {one}": {}
        for one in sets
        for found in scene.call(TRAINER, "sso-admin.ListAccountAssignments", **where, PermissionSetArn=one)[
            "AccountAssignments"
        ]
    }


def _identities(scene: Scene) -> State:
    """Users, groups, roles and the account's own policies: one call tells most of them, each page of it."""
    found: State = {"policy": {}, "group": {}, "user": {}, "role": {}}
    wanted = ["User", "Group", "Role", "LocalManagedPolicy"]
    for page in _pages(scene, "GetAccountAuthorizationDetails", Filter=wanted):
        for policy in page["Policies"]:
            if not policy["Arn"].startswith("arn:aws:iam::aws:"):
                found["policy"][policy["Arn"]] = _policy(policy)
        for group in page["GroupDetailList"]:
            found["group"][group["GroupName"]] = _permissions(group, "Group")
        for user in page["UserDetailList"]:
            found["user"][user["UserName"]] = _user(scene, user)
        for role in page["RoleDetailList"]:
            if role["RoleName"] not in _NOT_OURS and not role["Path"].startswith("/aws-"):
                found["role"][role["RoleName"]] = _role(scene, role)
    return found


def _permissions(entity: Mapping[str, Any], noun: str) -> dict[str, Any]:
    return {
        "inline": {
            row["PolicyName"]: _document(row["PolicyDocument"]) for row in entity.get(f"{noun}PolicyList", ())
        },
        "attached": sorted(row["PolicyArn"] for row in entity["AttachedManagedPolicies"]),
    }


def _person(entity: Mapping[str, Any], noun: str) -> dict[str, Any]:
    return {
        **_permissions(entity, noun),
        "path": entity["Path"],
        "boundary": str((entity.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn", "")),
        "tags": {tag["Key"]: tag["Value"] for tag in entity.get("Tags") or ()},
    }


def _user(scene: Scene, user: Mapping[str, Any]) -> dict[str, Any]:
    name = user["UserName"]
    keys = scene.call(ADMIN, "iam.ListAccessKeys", UserName=name)["AccessKeyMetadata"]
    known = {
        value: place.removeprefix("key:") for place, value in scene.values.items() if place.startswith("key:")
    }
    return {
        **_person(user, "User"),
        "groups": sorted(user["GroupList"]),
        # Ids differ from scene to scene: a key is known by whose it is, and a new one only as such.
        "keys": sorted(f"{known.get(key['AccessKeyId'], 'new')} {key['Status']}" for key in keys),
        "password": _maybe(lambda: scene.call(ADMIN, "iam.GetLoginProfile", UserName=name)) is not None,
    }


def _role(scene: Scene, role: Mapping[str, Any]) -> dict[str, Any]:
    whole = scene.call(ADMIN, "iam.GetRole", RoleName=role["RoleName"])["Role"]
    return {
        **_person(role, "Role"),
        "trust": _document(role["AssumeRolePolicyDocument"]),
        "longest": whole.get("MaxSessionDuration", 3600),
    }


def _policy(policy: Mapping[str, Any]) -> dict[str, Any]:
    versions = policy["PolicyVersionList"]
    return {
        "default": policy["DefaultVersionId"],
        "versions": {version["VersionId"]: _document(version["Document"]) for version in versions},
    }


def _providers(scene: Scene) -> dict[str, Any]:
    found = {}
    for row in scene.call(ADMIN, "iam.ListOpenIDConnectProviders")["OpenIDConnectProviderList"]:
        one = scene.call(ADMIN, "iam.GetOpenIDConnectProvider", OpenIDConnectProviderArn=row["Arn"])
        found[row["Arn"]] = {"url": one["Url"], "audiences": sorted(one.get("ClientIDList", ()))}
    return found


@dataclass(frozen=True)
class Guarded:
    """A kind of resource that carries a policy: how its members are listed, and their policy is read and written."""

    service: str
    names: Callable[[Scene], list[str]]
    read: Callable[[Scene, str], Any]
    write: Callable[[Scene, str, str], object]
    remove: Callable[[Scene, str], object]


def _queue_policy(scene: Scene, url: str, text: str) -> object:
    return scene.call(ADMIN, "sqs.SetQueueAttributes", QueueUrl=url, Attributes={"Policy": text})


def _attribute(reply: Mapping[str, Any]) -> Any:
    return (reply.get("Attributes") or {}).get("Policy") or None


def _listed(scene: Scene, call: str, member: str, name: str = "") -> list[str]:
    found = scene.call(ADMIN, call).get(member) or []
    return [one[name] if name else one for one in found]


def _key_of(scene: Scene, alias: str) -> str:
    """The id of the key that an alias names: an alias is the same in a copy, an id is not."""
    found = scene.call(ADMIN, "kms.ListAliases")["Aliases"]
    return next(str(one["TargetKeyId"]) for one in found if one["AliasName"] == alias)


def _own_aliases(scene: Scene) -> list[str]:
    return [name for name in _listed(scene, "kms.ListAliases", "Aliases", "AliasName") if "/aws/" not in name]


RESOURCES: Mapping[str, Guarded] = {
    "bucket": Guarded(
        "s3",
        lambda scene: _listed(scene, "s3.ListBuckets", "Buckets", "Name"),
        lambda scene, name: scene.call(ADMIN, "s3.GetBucketPolicy", Bucket=name)["Policy"],
        lambda scene, name, text: scene.call(ADMIN, "s3.PutBucketPolicy", Bucket=name, Policy=text),
        lambda scene, name: scene.call(ADMIN, "s3.DeleteBucketPolicy", Bucket=name),
    ),
    "queue": Guarded(
        "sqs",
        lambda scene: _listed(scene, "sqs.ListQueues", "QueueUrls"),
        lambda scene, url: _attribute(
            scene.call(ADMIN, "sqs.GetQueueAttributes", QueueUrl=url, AttributeNames=["Policy"])
        ),
        _queue_policy,
        lambda scene, url: _queue_policy(scene, url, ""),
    ),
    "topic": Guarded(
        "sns",
        lambda scene: _listed(scene, "sns.ListTopics", "Topics", "TopicArn"),
        lambda scene, arn: _attribute(scene.call(ADMIN, "sns.GetTopicAttributes", TopicArn=arn)),
        lambda scene, arn, text: scene.call(
            ADMIN, "sns.SetTopicAttributes", TopicArn=arn, AttributeName="Policy", AttributeValue=text
        ),
        lambda _scene, _arn: None,
    ),
    "secret": Guarded(
        "secretsmanager",
        lambda scene: _listed(scene, "secretsmanager.ListSecrets", "SecretList", "Name"),
        lambda scene, name: scene.call(ADMIN, "secretsmanager.GetResourcePolicy", SecretId=name).get(
            "ResourcePolicy"
        ),
        lambda scene, name, text: scene.call(
            ADMIN, "secretsmanager.PutResourcePolicy", SecretId=name, ResourcePolicy=text
        ),
        lambda scene, name: scene.call(ADMIN, "secretsmanager.DeleteResourcePolicy", SecretId=name),
    ),
    "key": Guarded(
        "kms",
        _own_aliases,
        lambda scene, alias: scene.call(
            ADMIN, "kms.GetKeyPolicy", KeyId=_key_of(scene, alias), PolicyName="default"
        )["Policy"],
        lambda scene, alias, text: scene.call(
            ADMIN, "kms.PutKeyPolicy", KeyId=_key_of(scene, alias), PolicyName="default", Policy=text
        ),
        # A key always has a policy.
        lambda _scene, _alias: None,
    ),
}
