"""AWS-managed policies, put into an account of moto's IAM one by one, when they are first named.

Loading all of them costs 4 MB per account. The text of each policy that is used is kept once and shared by all
accounts. This module refuses to know customer-managed policies: those are moto's own.
"""

import json
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, ManagedPolicy, iam_backends

_DECODER = json.JSONDecoder()


# The text of each policy, shared by the accounts that list them all.
_documents: dict[str, str] = {}


@cache
def _row(name: str) -> tuple[dict[str, Any], str] | None:
    # Reading one row out of the text takes a millisecond; parsing all 1,600 takes sixty and their memory.
    start = aws_managed_policies_data.find(f"\n {json.dumps(name)}:")
    if start < 0:
        return None
    row: dict[str, Any] = _DECODER.raw_decode(aws_managed_policies_data, start + len(json.dumps(name)) + 3)[0]
    return row, json.dumps(row.pop("Document"))


def load_all(account_id: str) -> None:
    """Add every policy of AWS's to an account: for who wants to see the list."""
    policies = iam_backends[account_id]["aws"].managed_policies
    for name, row in json.loads(aws_managed_policies_data).items():
        arn = f"arn:aws:iam::aws:policy{row['Path']}{name}"
        if arn not in policies:
            policies[arn] = policy = AWSManagedPolicy.from_data(name, account_id, "aws", row)
            document = policy.versions[0].document
            policy.versions[0].document = _documents.setdefault(name, document)


def load(account_id: str, arn: str) -> ManagedPolicy | None:
    """Return the policy `arn:aws:iam::aws:policy/...` in this account, adding it first if need be.

    None if AWS has no policy of that name and path as of moto's list.
    """
    policies = iam_backends[account_id]["aws"].managed_policies
    if arn in policies:
        return policies[arn]
    prefix, _, rest = arn.partition(":policy/")
    name = rest.rsplit("/", 1)[-1]
    found = _row(name) if prefix == "arn:aws:iam::aws" else None
    if found is None or found[0]["Path"] + name != "/" + rest:
        return None
    row, document = found
    policy = AWSManagedPolicy.from_data(name, account_id, "aws", row)
    policy.versions[0].document = document
    policies[arn] = policy
    return policy
