"""The client ids (audiences) of an OpenID Connect provider, added and removed: moto takes them at its creation alone.

This module refuses to check tokens: `web_identity` reads the list.

Source: AddClientIDToOpenIDConnectProvider and RemoveClientIDFromOpenIDConnectProvider (IAM API reference, read
2026-11-30). Read in moto 5.2.5: iam/models.py, iam/responses.py.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.exceptions import LimitExceededException, NoSuchEntity, ValidationError
from moto.iam.responses import IamResponse

_LONGEST, _MOST = 255, 100


@cache
def teach() -> None:
    """Give moto's IAM the operations; once for the process."""
    for name, method in {
        "add_client_id_to_open_id_connect_provider": _add,
        "remove_client_id_from_open_id_connect_provider": _remove,
    }.items():
        setattr(IamResponse, name, method)


def _add(response: Any) -> ActionResult:
    clients, client = _asked(response)
    if client not in clients:
        if len(clients) >= _MOST:
            raise LimitExceededException(
                f"Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {_MOST}"
            )
        clients.append(client)
    return EmptyResult()


def _remove(response: Any) -> ActionResult:
    clients, client = _asked(response)
    # AWS says nothing where there is no such client id: the call may be repeated.
    if client in clients:
        clients.remove(client)
    return EmptyResult()


def _asked(response: Any) -> tuple[list[str], str]:
    arn, client = response._get_param("OpenIDConnectProviderArn"), response._get_param("ClientID") or ""
    if not 1 <= len(client) <= _LONGEST:
        raise ValidationError(f"ClientID has to be 1 to {_LONGEST} characters long.")
    provider = response.backend.open_id_providers.get(arn)
    if provider is None:
        raise NoSuchEntity(f"OpenIDConnect Provider not found for arn {arn}")
    clients: list[str] = provider.client_id_list
    return clients, client
