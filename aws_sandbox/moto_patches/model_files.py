"""botocore's models as moto reads them, in a tenth of the time: one service at a time, and without their prose.

botocore looks into each of its 450 folders before it opens one, and keeps every object in an ordered dictionary. What
a model says stays the same. This module refuses to know what is in a model.

Read in botocore 1.44.8: loaders.py; in moto 5.2.5: core/loaders.py, core/utils.py.
"""

from __future__ import annotations

import gzip
import json
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.loaders import JSONFileLoader
from moto.core.loaders import Loader, moto_root

if TYPE_CHECKING:
    from collections.abc import Callable

_READ: dict[str, Callable[[bytes], bytes]] = {".json": bytes, ".json.gz": gzip.decompress}


class Files(JSONFileLoader):  # type: ignore[misc]  # botocore has no types
    """Files of JSON, read into dictionaries that leave the documentation out: it is half of a model."""

    def load_file(self, file_path: str) -> dict[str, Any] | None:
        """Return what is in a file whose ending is not known yet; None if there is none."""
        for ending, read in _READ.items():
            path = Path(file_path + ending)
            if path.is_file():
                found: dict[str, Any] = json.loads(read(path.read_bytes()), object_hook=_without_prose)
                return found
        return None


class Models(Loader):
    """Models of services, with what moto adds to them."""

    def list_available_services(self, _: str) -> list[str]:
        """Return the names of all folders; which of them have a file of a type is seen when it is opened."""
        found = (entry for folder in self._potential_locations() for entry in os.scandir(folder))
        return sorted(entry.name for entry in found if entry.is_dir())

    def load_service_model(
        self, service_name: str, type_name: str, api_version: str | None = None
    ) -> dict[str, Any]:
        """Return a service's model; raises UnknownServiceError where there is none."""
        try:
            model: dict[str, Any] = super().load_service_model(service_name, type_name, api_version)
        except DataNotFoundError as error:
            raise UnknownServiceError(service_name=service_name, known_service_names="others") from error
        return model


def models() -> Models:
    """Return what reads models; it keeps each that it has read."""
    return Models(extra_search_paths=[moto_root], file_loader=Files())


def service_of(package: str) -> str:
    """Return the service that a package of moto's is for, which has its name without hyphens."""
    return _services().get(package, package)


@cache
def _services() -> dict[str, str]:
    return {name.replace("-", ""): name for name in Models().list_available_services("service-2")}


def _without_prose(value: dict[str, Any]) -> dict[str, Any]:
    if isinstance(value.get("documentation"), str):
        del value["documentation"]
    return value
