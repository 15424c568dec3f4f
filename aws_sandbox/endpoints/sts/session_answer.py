"""The members that STS's answers share: the keys of a session, whose it is, and how much of the room it takes.

This module refuses to open a session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_sandbox.endpoints.sts.token_parameters import LARGEST_TOKEN
from aws_sandbox.protocol.xml_answer import date, elements

if TYPE_CHECKING:
    from aws_sandbox.access.principals import Session


def credentials(session: Session) -> str:
    """Return the element Credentials."""
    members = elements(
        {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret_access_key,
            "SessionToken": session.session_token,
            "Expiration": date(session.expires_at),
        }
    )
    return f"<Credentials>{members}</Credentials>"


def assumed_role_user(session: Session) -> str:
    """Return the element AssumedRoleUser."""
    members = elements({"AssumedRoleId": session.principal.user_id, "Arn": session.principal.arn})
    return f"<AssumedRoleUser>{members}</AssumedRoleUser>"


def sizes(session: Session, packed: int | None) -> str:
    """Return the elements that say how much room is taken; `packed` is None where nothing was packed."""
    size = len(session.session_token)
    members = {} if packed is None else {"PackedPolicySize": str(packed)}
    members |= {"SessionTokenSize": str(size), "SessionTokenUtilization": str(size * 100 // LARGEST_TOKEN)}
    return elements(members)
