"""What moto works out anew for each request although it never changes, and what it keeps although nobody reads it.

Each row leaves moto's answers as they are. This module refuses to change what moto says.

Read in moto 5.2.5: core/responses.py, core/utils.py, utilities/aws_headers.py; in botocore 1.44.5: model.py.
"""

from __future__ import annotations

import gc
import secrets
import sys
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from aws_sandbox.moto_patches import left_out

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of glibc's mallopt (malloc.h): how many heaps threads share, and from which size on memory goes back at once.
_ARENA_MAX, _TRIM_THRESHOLD, _MMAP_THRESHOLD = -8, -1, -3


@cache
def teach() -> None:
    """Let moto remember, and forget; once for the process."""
    from moto.core import responses, utils
    from moto.core.base_backend import AccountSpecificBackend

    from aws_sandbox.moto_patches.model_files import models, service_of

    def request_id(headers: dict[str, Any] | None = None) -> str:
        said = secrets.token_hex(26).upper()
        if headers is not None:
            headers["x-amzn-requestid"] = said
        return said

    for owner, name, replacement in (
        # A third of all that a class of moto's has is looked at for the one method that is called.
        (responses, "method_names_from_class", cache(utils.method_names_from_class)),
        (responses, "gen_amzn_requestid_long", request_id),
        (utils, "create_loader", models),
        # moto asks for the service of each refusal, and would make a session of botocore's to find it.
        (utils, "service_name_from_moto_package_name", service_of),
        (AccountSpecificBackend, "get_session", staticmethod(cache(Regions))),
    ):
        setattr(owner, name, replacement)


@cache
def import_ec2() -> None:
    """Import moto's EC2 with the Regions at hand: it would make three sessions of boto3's to find them.

    Where boto3 is here already, it still does: what others may be using is left alone.
    """
    from moto.core.base_backend import AccountSpecificBackend

    with left_out.standing_in(("boto3",), Session=AccountSpecificBackend.get_session):
        import_module("moto.ec2")


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile, nor ever among what is made: a start makes what stays.

    It would be looked through again and again, for a twelfth of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def share_one_heap() -> None:
    """Let all threads of this process share one heap, where the C library asks: each would keep memory of its own."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        # musl has one heap anyway.
        return
    for parameter, value in ((_ARENA_MAX, 1), (_TRIM_THRESHOLD, 65536), (_MMAP_THRESHOLD, 65536)):
        mallopt(parameter, value)


class Regions:
    """The Regions of each service by partition, out of botocore's list of endpoints, which is seven times as large."""

    def __init__(self) -> None:
        from aws_sandbox.moto_patches.model_files import models

        self._partitions: dict[str, dict[str, list[str]]] = {}
        for partition in models().load_data("endpoints")["partitions"]:
            names = {sys.intern(name) for name in partition["regions"]}
            self._partitions[partition["partition"]] = {
                service: [sys.intern(name) for name in row.get("endpoints", ()) if name in names]
                for service, row in partition["services"].items()
            }

    def get_available_partitions(self) -> list[str]:
        """Return the names of the partitions, as a session of botocore's does."""
        return list(self._partitions)

    def get_available_regions(self, service_name: str, partition_name: str = "aws") -> list[str]:
        """Return the Regions in which a service is, as a session of botocore's does."""
        from botocore.exceptions import UnknownServiceError
        from moto.core.utils import get_service_model

        try:
            prefix = str(get_service_model(service_name).endpoint_prefix)
        except UnknownServiceError:
            return []
        return list(self._partitions.get(partition_name, {}).get(prefix, ()))
