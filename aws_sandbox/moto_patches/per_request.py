"""What moto works out for each request, in fewer steps: which account, which key, which operation, which id.

What it finds stays the same. This module refuses to change an answer.

Read in moto 5.2.5: core/base_backend.py, core/responses.py, core/routing.py.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from aws_sandbox.remembering import remembered

_KEY_ID = re.compile(r"[A-Z0-9]{20}")
_ID, _ID_ENDS = "<RequestId>", "</RequestId>"


@cache
def teach() -> None:
    """Let moto take these ways; once for the process."""
    from moto.core import authorization, responses, utils
    from moto.core.base_backend import BackendDict
    from moto.core.routing import RestRouter
    from moto.utilities import utils as utilities

    response = responses.BaseResponse
    made, named, enriched = BackendDict.__getitem__, response.get_access_key, response._enrich_response

    def of_account(backends: Any, account_id: str) -> Any:
        # moto would go through all accounts, behind a lock, although it is there but for the first time.
        found = dict.get(backends, account_id)
        return made(backends, account_id) if found is None else found

    def access_key(response: Any) -> str:
        # The guard has written this header anew; moto's expression goes through it once for each of its letters.
        found = str(response.headers.get("Authorization", "")).partition("Credential=")[2].partition("/")[0]
        return found if _KEY_ID.fullmatch(found) else str(named(response))

    def enrich(headers: dict[str, Any], body: Any) -> Any:
        if not isinstance(body, str):
            return enriched(headers, body)
        if _ID not in body:
            return enriched(headers, "")[0], body
        before, _, rest = body.partition(_ID)
        replaced, ended, after = rest.partition(_ID_ENDS)
        # More than one of them, or one in several lines: moto's expression looks at the whole.
        if not ended or "\n" in replaced or _ID in rest or _ID_ENDS in after:
            return enriched(headers, body)
        headers, said = enriched(headers, f"{_ID}{_ID_ENDS}")
        return headers, f"{before}{said}{after}"

    partition = remembered(64)(utilities.get_partition)
    for owner, name, replacement in (
        (BackendDict, "__getitem__", of_account),
        (response, "get_access_key", access_key),
        (response, "_enrich_response", staticmethod(enrich)),
        *((module, "get_partition", partition) for module in (utilities, responses, authorization)),
        (responses, "camelcase_to_underscores", remembered(4096)(utils.camelcase_to_underscores)),
        (RestRouter, "_match", _operation),
    ):
        setattr(owner, name, replacement)


def _operation(router: Any, request: Any) -> tuple[Any, dict[str, Any]]:
    """Find a REST request's operation; only its query and headers are looked at each time."""
    from moto.core import routing
    from werkzeug.exceptions import MethodNotAllowed, NotFound

    path = routing._get_path_info_for_matching(router._get_path(request))
    try:
        rule, labels = _rule(router, request.method, path)
    except MethodNotAllowed as error:
        raise NotFound from error
    selector = rule._action_selector
    if not request.environ["QUERY_STRING"]:
        selector = _without_arguments(selector)
    return selector.select_action(request), dict(labels)


@lru_cache(maxsize=512)
def _without_arguments(selector: Any) -> Any:
    """Leave those operations of a path out that need something in the query: S3 has thirty for an object."""
    from moto.core.routing import ActionSelector, RequiredArg

    return ActionSelector(
        [
            candidate
            for candidate in selector.candidates
            if not any(isinstance(constraint, RequiredArg) for constraint in candidate.constraints)
        ]
    )


@remembered(512)
def _rule(router: Any, method: str, path: str) -> tuple[Any, dict[str, Any]]:
    from moto.core import routing

    rule, labels = routing._match_path(router._map.bind("127.0.0.1"), path, method)
    return rule, routing.to_uri_params(labels)
