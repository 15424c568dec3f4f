"""boto3 in a process of its own: whose credentials does its own chain give, and in which Region? One line of JSON.

Takes a profile's name, or nothing; with `--who` first it also asks AWS who that is. Prints no secret.
"""

from __future__ import annotations

import json
import sys

import boto3
from botocore.exceptions import ClientError


def _asked(arguments: list[str]) -> dict[str, object]:
    told: dict[str, object] = {"outcome": "fails", "provider": None, "key_id_ends": None, "region": None}
    who = arguments[:1] == ["--who"]
    names = arguments[1:] if who else arguments
    try:
        session = boto3.Session(profile_name=names[0] if names else None)
        told["region"] = session.region_name or None
        credentials = session.get_credentials()
        if credentials is None:
            return told | {"outcome": "none"}
        told["provider"] = credentials.method
        try:
            frozen = credentials.get_frozen_credentials()
        except EOFError:
            return told | {"outcome": "found", "error": "It asks for an MFA code."}
        told["outcome"], told["key_id_ends"] = "found", frozen.access_key[-4:]
        if who:
            told["arn"] = session.client("sts").get_caller_identity()["Arn"]
    except ClientError as error:
        # AWS answered: these are the credentials it uses.
        code = error.response.get("Error", {}).get("Code", "")
        return told | {"outcome": "found", "error": f"{code} ({error.operation_name})"}
    except Exception as error:
        if told["outcome"] == "found":
            return told | {"error": type(error).__name__}
        # Its words are left out: they may quote what a helper printed.
        return told | {"provider": None, "error": type(error).__name__}
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_asked(sys.argv[1:])))
