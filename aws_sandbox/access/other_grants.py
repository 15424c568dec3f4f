"""What gives permissions on a resource without being a policy: access control lists of S3, grants of KMS keys.

AWS evaluates each like a policy on the resource, and so they are told here: as documents of the policy language. Only
the two groups of an access control list are read, everybody and everybody with an AWS account: users of one account
share its canonical id. This module refuses to evaluate.

Sources: 'Access control list (ACL) overview', 'Blocking public access to your Amazon S3 storage' (S3 user guide),
'Grants in AWS KMS' (KMS developer guide), read 2026-11-30. Read in moto 5.2.5: s3/models.py, kms/models.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aws_sandbox.access.things import Thing

_GROUPS: Mapping[str, Mapping[str, Any]] = {
    "http://acs.amazonaws.com/groups/global/AllUsers": {},
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers": {
        "Condition": {"StringNotEquals": {"aws:PrincipalType": "Anonymous"}}
    },
}
_ON_A_BUCKET: Mapping[str, Sequence[str]] = {
    "READ": ("s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"),
    "WRITE": ("s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"),
    "READ_ACP": ("s3:GetBucketAcl",),
    "WRITE_ACP": ("s3:PutBucketAcl",),
}
_ON_AN_OBJECT: Mapping[str, Sequence[str]] = {
    "READ": ("s3:GetObject", "s3:GetObjectVersion"),
    "READ_ACP": ("s3:GetObjectAcl", "s3:GetObjectVersionAcl"),
    "WRITE_ACP": ("s3:PutObjectAcl", "s3:PutObjectVersionAcl"),
}


def access_control_lists(found: Thing) -> Iterator[tuple[str, str]]:
    """Yield what the lists of a bucket, and of the object that is named, give to everybody; titles and documents."""
    from moto.s3.models import s3_backends

    name, _, key = found.name.partition("/")
    bucket = s3_backends[found.account_id]["aws"].buckets.get(name)
    if bucket is None or _is_off(bucket):
        return
    written = f"arn:aws:s3:::{name}/*"
    yield from _listed(
        "bucket's access control list", bucket.acl, _ON_A_BUCKET, [f"arn:aws:s3:::{name}", written]
    )
    kept = bucket.keys.get(key) if key else None
    # What is left of a deleted object has no list.
    yield from _listed("object's access control list", getattr(kept, "acl", None), _ON_AN_OBJECT, [found.arn])


def restricts_everybody(found: Thing) -> bool:
    """Say whether a bucket's public access is blocked, so that what is given to everybody counts for nobody outside."""
    from moto.s3.models import s3_backends

    bucket = s3_backends[found.account_id]["aws"].buckets.get(found.name.partition("/")[0])
    block = bucket.public_access_block if bucket is not None else None
    return block is not None and bool(block.restrict_public_buckets)


def key_grants(found: Thing) -> Iterator[tuple[str, str]]:
    """Yield what the grants of a key give, each as a title and a document."""
    from moto.kms.models import kms_backends

    backend = (
        dict.get(kms_backends[found.account_id], found.region) if found.account_id in kms_backends else None
    )
    key = backend.keys.get(found.name.removeprefix("key/")) if backend is not None else None
    for grant in list(key.grants.values()) if key is not None else ():
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": grant.grantee_principal},
            "Action": [f"kms:{operation}" for operation in grant.operations or ()],
            "Resource": "*",
            **_constrained(grant.constraints or {}),
        }
        yield f"grant {grant.name or grant.id}", _document([statement])


def _constrained(constraints: Mapping[str, Any]) -> dict[str, Any]:
    exactly, at_least = constraints.get("EncryptionContextEquals"), constraints.get("EncryptionContextSubset")
    pairs = exactly or at_least or {}
    condition: dict[str, Any] = {}
    if pairs:
        condition["StringEquals"] = {f"kms:EncryptionContext:{name}": value for name, value in pairs.items()}
    if exactly:
        condition["ForAllValues:StringEquals"] = {"kms:EncryptionContextKeys": list(exactly)}
    return {"Condition": condition} if condition else {}


def _is_off(bucket: Any) -> bool:
    """Say whether lists count for nothing: everything is the bucket owner's, or public ones are to be ignored."""
    block, rule = bucket.public_access_block, json.dumps(bucket.ownership_rule or {})
    return "BucketOwnerEnforced" in rule or (block is not None and bool(block.ignore_public_acls))


def _listed(
    title: str, acl: Any, actions: Mapping[str, Sequence[str]], resources: list[str]
) -> Iterator[tuple[str, str]]:
    statements = []
    for grant in acl.grants if acl is not None else ():
        for grantee in grant.grantees:
            if grantee.uri not in _GROUPS:
                continue
            given = list(actions) if "FULL_CONTROL" in grant.permissions else grant.permissions
            allowed = [action for permission in given for action in actions.get(permission, ())]
            statement = {"Effect": "Allow", "Principal": "*", "Action": allowed, "Resource": resources}
            statements.append({**statement, **_GROUPS[grantee.uri]})
    if statements:
        yield title, _document(statements)


def _document(statements: list[dict[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
