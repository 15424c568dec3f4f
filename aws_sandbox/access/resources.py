"""What moto knows of the things that requests are about: whose they are, the policy on them, their tags.

One row per service with resource-based policies. A service is looked into only when a request is about something of
it, so nothing is imported before it is used; something that does not exist has no policy and no tags. This module
refuses to evaluate.

Read in moto 5.2.5: the models of s3, sqs, sns, kms, secretsmanager, awslambda and ecr, core/resource_tagging.py.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moto.core.base_backend import BackendDict
from moto.iam.models import iam_backends

from aws_sandbox.access.other_grants import access_control_lists, key_grants
from aws_sandbox.access.statements import Kind, Policy, read
from aws_sandbox.access.things import Thing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_S3 = "arn:aws:s3:::"
# A ciphertext of moto's begins with the id of its key.
_KEY_ID = 36


@dataclass(frozen=True)
class PolicyRow:
    """How a service's resource policies are found: what the resource is called, and the document ('' if none).

    `decides` says that the identity-based policies of the account count only if the resource's policy leaves the
    decision to the account. `more` are titles and documents of what else gives permissions on it.
    """

    what: str
    document: Callable[[Thing], str]
    decides: bool = False
    more: Callable[[Thing], Iterable[tuple[str, str]]] | None = None


def thing(arn: str) -> Thing | None:
    """Read an ARN; None for '*' and what is not one. A bucket's owner is looked up, '' if there is no such bucket."""
    parts = arn.split(":", 5)
    if len(parts) != 6:
        return None
    _, _, service, region, account_id, name = parts
    if service == "s3" and not account_id:
        account_id = _bucket_owner(name.partition("/")[0])
    return Thing(arn, service, region, account_id if account_id.isdigit() else "", name)


def exact(arn: str) -> str:
    """Return the ARN that something of this name has; as it is if there is nothing, or nothing more to know.

    Callers name IAM's users and roles without their path, secrets without the letters at the end, keys by an alias.
    """
    found = thing(arn)
    row = _EXACT.get(found.service) if found is not None else None
    return arn if row is None or found is None else row(found) or arn


def policies(found: Thing | None) -> tuple[Policy, ...]:
    """Return the policy on a resource, () if it has none or is not there."""
    row = POLICIES.get(found.service) if found is not None else None
    if row is None or found is None or not found.account_id:
        return ()
    name = found.name.rpartition(":")[2].rpartition("/")[2] if found.service != "s3" else _bucket(found)
    said, document = f"{row.what} {name}", row.document(found)
    documents = [(f"{row.what} policy", document)] if document else []
    return tuple(
        read(title, Kind.RESOURCE, text, owner=said, attached_to=found.arn)
        for title, text in (*documents, *(row.more(found) if row.more is not None else ()))
    )


def decides(found: Thing | None) -> bool:
    """Say whether nothing is allowed on a resource unless its own policy says so or leaves it to the account."""
    row = POLICIES.get(found.service) if found is not None else None
    return row is not None and row.decides and bool(policies(found))


def tags(found: Thing | None) -> Mapping[str, str]:
    """Return a resource's tags; {} if it has none, is not there, or moto does not say."""
    if found is None or not found.account_id:
        return {}
    if found.service == "s3":
        return _object_tags(found)
    if found.service == "iam":
        return _iam_tags(found)
    backend = _backend(found.service, found.account_id, found.region)
    if backend is None:
        return {}
    rows = (row for row in backend.iter_tagged_resources() if row.arn == found.arn)
    return next(({str(key): str(value) for key, value in row.tags.items()} for row in rows), {})


def boundary(arn: str) -> str:
    """Return the ARN of the permissions boundary of a user or role, '' if there is none."""
    found = thing(arn)
    owner = _entity(found) if found is not None and found.service == "iam" and found.account_id else None
    return str(getattr(owner, "permissions_boundary_arn", None) or "")


def roles_of_profile(account_id: str, name: str) -> tuple[str, ...]:
    """Return the ARNs of the roles in an instance profile; () if there is none of this name."""
    profiles = list(iam_backends[account_id]["aws"].instance_profiles.values()) if name else []
    return tuple(str(role.arn) for profile in profiles if profile.name == name for role in profile.roles)


def encrypted_with(ciphertext: str, region: str) -> str:
    """Return the ARN of the key that made a ciphertext (base64), which KMS reads out of it; '' if there is none."""
    from moto.kms.models import kms_backends

    try:
        key_id = base64.b64decode(ciphertext, validate=True)[:_KEY_ID].decode("ascii")
    except ValueError:
        return ""
    for account in list(kms_backends.values()):
        backend = dict.get(account, region)
        if backend is not None and key_id in backend.keys:
            return str(backend.keys[key_id].arn)
    return ""


def lacks_object(arn: str) -> bool:
    """Say whether a bucket is there, and the object of it that the ARN names is not."""
    from moto.s3.models import s3_backends

    name, _, key = arn.removeprefix(_S3).partition("/")
    owner = _bucket_owner(name)
    bucket = s3_backends[owner]["aws"].buckets.get(name) if owner else None
    return bucket is not None and bool(key) and bucket.keys.get(key) is None


def _backend(namespace: str, account_id: str, region: str) -> Any:
    """Return a service's part of moto's state if it is there; asking for one that is not would make it."""
    for service in list(BackendDict._instances):  # type: ignore[misc]
        if getattr(service.backend, "SERVICE_NAMESPACE", "") == namespace and account_id in service:
            return dict.get(service[account_id], region)
    return None


# Resource-based policies


def _bucket(found: Thing) -> str:
    return found.name.partition("/")[0]


def _bucket_owner(name: str) -> str:
    from moto.s3.models import s3_backends

    return str(s3_backends.bucket_accounts.get(name, ("", ""))[1])


def _of_bucket(found: Thing) -> str:
    from moto.s3.models import s3_backends

    bucket = s3_backends[found.account_id]["aws"].buckets.get(_bucket(found))
    policy = bucket.policy if bucket is not None else None
    return _text(policy)


def _of_queue(found: Thing) -> str:
    from moto.sqs.models import sqs_backends

    queue = _present(sqs_backends, found, "queues", found.name)
    return _text(queue.policy) if queue is not None else ""


def _of_topic(found: Thing) -> str:
    from moto.sns.models import sns_backends

    topic = _present(sns_backends, found, "topics", found.arn)
    return _text(topic.policy) if topic is not None else ""


def _of_key(found: Thing) -> str:
    from moto.kms.models import kms_backends

    key = _present(kms_backends, found, "keys", found.name.removeprefix("key/"))
    return _text(key.policy) if key is not None else ""


def _of_secret(found: Thing) -> str:
    from moto.secretsmanager.models import secretsmanager_backends

    secret = _present(secretsmanager_backends, found, "secrets", found.arn)
    # A replica has no policy in moto, which refuses to put one on it.
    return _text(getattr(secret, "policy", ""))


def _of_function(found: Thing) -> str:
    from moto.awslambda.models import lambda_backends

    backend = _region(lambda_backends, found)
    name = found.name.removeprefix("function:").partition(":")[0]
    functions = backend.list_functions() if backend is not None else ()
    function = next((function for function in functions if function.function_name == name), None)
    rows = function.policy.statements if function is not None else []
    return json.dumps({"Version": "2012-10-17", "Statement": rows}) if rows else ""


def _of_repository(found: Thing) -> str:
    from moto.ecr.models import ecr_backends

    repository = _present(ecr_backends, found, "repositories", found.name.removeprefix("repository/"))
    return _text(repository.policy) if repository is not None else ""


def _present(backends: Any, found: Thing, table: str, name: str) -> Any:
    backend = _region(backends, found)
    return None if backend is None else getattr(backend, table).get(name)


def _region(backends: Any, found: Thing) -> Any:
    return dict.get(backends[found.account_id], found.region) if found.account_id in backends else None


def _text(policy: Any) -> str:
    if isinstance(policy, bytes):
        return policy.decode("utf-8", "replace")
    return str(policy or "")


POLICIES: Mapping[str, PolicyRow] = {
    "s3": PolicyRow("bucket", _of_bucket, more=access_control_lists),
    "sqs": PolicyRow("queue", _of_queue),
    "sns": PolicyRow("topic", _of_topic),
    # A key's policy decides for its account too ('Key policies in AWS KMS').
    "kms": PolicyRow("key", _of_key, decides=True, more=key_grants),
    "secretsmanager": PolicyRow("secret", _of_secret),
    "lambda": PolicyRow("function", _of_function),
    "ecr": PolicyRow("repository", _of_repository),
}


# What callers leave out of an ARN


def _exact_entity(found: Thing) -> str:
    kind, _, name = found.name.partition("/")
    iam = iam_backends[found.account_id]["aws"] if found.account_id in iam_backends else None
    if iam is None or not name or "/" in name:
        return ""
    if kind == "role":
        return next((str(role.arn) for role in list(iam.roles.values()) if role.name == name), "")
    owner: Any = iam.users.get(name) if kind == "user" else iam.groups.get(name) if kind == "group" else None
    return "" if owner is None else str(owner.arn)


def _exact_secret(found: Thing) -> str:
    from moto.secretsmanager.models import secretsmanager_backends

    name = found.name.removeprefix("secret:").removesuffix("-000000")
    for candidate in (found.arn, name):
        secret = _present(secretsmanager_backends, found, "secrets", candidate)
        if secret is not None:
            return str(secret.arn)
    return ""


def _exact_key(found: Thing) -> str:
    from moto.kms.models import kms_backends

    backend, name = _region(kms_backends, found), found.name.removeprefix("key/")
    if backend is None or not name.startswith("alias/"):
        return ""
    return next((str(key.arn) for key in list(backend.keys.values()) if name in key.aliases), "")


_EXACT: Mapping[str, Callable[[Thing], str]] = {
    "iam": _exact_entity,
    "secretsmanager": _exact_secret,
    "kms": _exact_key,
}


# Tags


def _object_tags(found: Thing) -> Mapping[str, str]:
    from moto.s3.models import s3_backends

    name, _, key = found.name.partition("/")
    backend = s3_backends[found.account_id]["aws"]
    bucket = backend.buckets.get(name)
    kept = bucket.keys.get(key) if bucket is not None and key else None
    return {} if kept is None else backend.tagger.get_tag_dict_for_resource(kept.arn)


def _iam_tags(found: Thing) -> Mapping[str, str]:
    owner = _entity(found)
    rows = (owner.tags if owner is not None else None) or []
    pairs = rows.values() if isinstance(rows, dict) else rows
    return {row["Key"]: row["Value"] for row in pairs}


def _entity(found: Thing) -> Any:
    """Return moto's user, role or managed policy; None if there is none of this ARN."""
    iam = iam_backends[found.account_id]["aws"] if found.account_id in iam_backends else None
    kind, _, path = found.name.partition("/")
    if iam is None:
        return None
    if kind == "user":
        return iam.users.get(path.rpartition("/")[2])
    if kind == "role":
        return next((role for role in list(iam.roles.values()) if role.arn == found.arn), None)
    return iam.managed_policies.get(found.arn) if kind == "policy" else None
