"""Models say what they say when moto reads them itself, prose aside; a service that is none is told as it was."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from botocore.exceptions import UnknownServiceError
from moto import backends
from moto.core.loaders import create_loader

from aws_sandbox.moto_patches.model_files import models, service_of


def _without_prose(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_prose(inner)
            for name, inner in value.items()
            if name != "documentation" or not isinstance(inner, str)
        }
    return [_without_prose(inner) for inner in value] if isinstance(value, list) else value


# The second has many versions, and moto adds something to it.
@pytest.mark.parametrize("service", ["sso-admin", "cloudfront"])
@pytest.mark.parametrize("kind", ["service-2", "paginators-1"])
def test_a_model_is_what_moto_reads_without_its_prose(service: str, kind: str) -> None:
    assert models().load_service_model(service, kind) == _without_prose(
        create_loader().load_service_model(service, kind)
    )


@pytest.mark.parametrize(
    "service", ["nothing", "", ".", "..", "../data/s3", "S3", "endpoints.json", "utilities"]
)
def test_a_service_that_is_none_is_told(service: str) -> None:
    for loader in (create_loader(), models()):
        with pytest.raises(UnknownServiceError):
            loader.load_service_model(service, "service-2")


def test_each_package_of_moto_is_for_the_service_that_moto_finds() -> None:
    names = {name.replace("-", ""): name for name in botocore.session.Session().get_available_services()}
    packages = list(backends.list_of_moto_modules())
    assert {package: service_of(package) for package in packages} == {
        package: names.get(package, package) for package in packages
    }
