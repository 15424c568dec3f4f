"""What a permission is about, as an ARN names it. This module refuses to look anything up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thing:
    """A resource as its ARN names it: `name` is what follows the fifth colon, `account_id` whose it is."""

    arn: str
    service: str
    region: str
    account_id: str
    name: str
