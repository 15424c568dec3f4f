"""moto, the library that keeps the state: its application, and the few places where it has to be told otherwise.

Everything that leans on moto's inside beyond its backends is here. It refuses moto's own enforcement (the guard
stands in front), its administration pages, and its cross-origin headers on every answer.

Read in moto 5.2.5: moto_server/werkzeug_app.py, core/routing.py, iam/models.py, ssoadmin/models.py,
s3/responses.py.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from aws_sandbox.moto_patches import caching_and_memory, dispatch, left_out, per_request
from aws_sandbox.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.core.model import OperationModel

    from aws_sandbox.moto_patches.dispatch import Application

# What stands for the input of an operation that nobody knows.
UNKNOWN = object()
ACCOUNT_HEADER = "HTTP_X_MOTO_ACCOUNT_ID"
# moto takes the first part of most other host names for an S3 bucket.
PATH_STYLE_HOST = "127.0.0.1"


def prepare() -> None:
    """Make moto importable and its import harmless; called before anything imports moto, and cheap when repeated."""
    # Set, it would overrule the account that the guard has verified.
    os.environ.pop("MOTO_ACCOUNT_ID", None)
    os.environ["MOTO_DISABLE_GLOBAL_CORS"] = "1"
    os.environ.pop("MOTO_IAM_LOAD_MANAGED_POLICIES", None)
    # First: what is imported from here on takes what it finds there.
    per_request.teach()
    _look_into_certificates_later()
    caching_and_memory.teach()
    _share_managed_policies()
    _let_iam_into_organizations()
    _let_policies_name_root_users()
    _name_policies_in_account_details()
    from aws_sandbox.moto_patches import (
        kept_principals,
        new_accounts,
        policy_documents,
        policy_sizes,
        policy_types,
        provider_clients,
        provisioned,
        serializing,
        unique_ids,
        user_boundaries,
    )

    user_boundaries.teach()
    policy_documents.teach()
    policy_sizes.teach()
    provider_clients.teach()
    unique_ids.teach()
    kept_principals.teach()
    provisioned.teach()
    new_accounts.teach()
    policy_types.teach()
    serializing.teach()


@cache
def _look_into_certificates_later() -> None:
    """Import moto's IAM without `cryptography`, which alone takes a tenth of the start."""
    with left_out.standing_in(left_out.CERTIFICATES):
        from moto.iam import models

    setattr(models, "default_backend", lambda: None)  # noqa: B010 - mypy knows no other way to say it
    setattr(models, "x509", SimpleNamespace(load_pem_x509_certificate=_certificate))  # noqa: B010 - as above


def _certificate(pem: bytes, _: None) -> object:
    """Read a certificate; moto calls one malformed whatever is raised."""
    from cryptography.x509 import load_pem_x509_certificate

    return load_pem_x509_certificate(pem)


@cache
def _share_managed_policies() -> None:
    """Look one AWS-managed policy up at a time; moto's SSO Admin would keep all 1,600 parsed, some 40 MB."""
    from moto.ssoadmin.exceptions import ResourceNotFoundException
    from moto.ssoadmin.models import ManagedPolicy, SSOAdminBackend

    from aws_sandbox.moto_patches import managed_policies

    def find(backend: SSOAdminBackend, managed_policy_arn: str) -> ManagedPolicy:
        policy = managed_policies.load(backend.account_id, managed_policy_arn)
        if policy is None:
            raise ResourceNotFoundException(f"Policy does not exist with ARN: {managed_policy_arn}")
        return ManagedPolicy(managed_policy_arn, policy.name)

    setattr(SSOAdminBackend, "_find_managed_policy", find)  # noqa: B010 - mypy knows no other way to say it


@cache
def _let_iam_into_organizations() -> None:
    """Put IAM among the services that an organization can trust and delegate; moto's lists are from before that."""
    from moto.organizations.models import FakeDelegatedAdministrator, FakeServiceAccess

    for services in (FakeServiceAccess.TRUSTED_SERVICES, FakeDelegatedAdministrator.SUPPORTED_SERVICES):
        services.append("iam.amazonaws.com")


@cache
def _let_policies_name_root_users() -> None:
    """Take a root user for the resource of a statement: a policy about AssumeRoot says whose it may be."""
    from moto.iam.policy_validation import VALID_RESOURCE_PATH_STARTING_VALUES

    VALID_RESOURCE_PATH_STARTING_VALUES["iam"]["values"].append("root")


@cache
def _name_policies_in_account_details() -> None:
    """Give a policy the names under which GetAccountAuthorizationDetails shows it; moto leaves both out there."""
    from moto.iam.models import Policy

    setattr(Policy, "policy_name", property(lambda policy: policy.name))  # noqa: B010 - mypy knows no other way
    setattr(Policy, "policy_id", property(lambda policy: policy.id))  # noqa: B010 - as above


@cache
def _leave_bucket_policies_to_the_guard() -> None:
    """Let moto's S3 ask no bucket policy: it goes by action and resource alone, and refuses what the guard allows."""
    from moto.iam.access_control import PermissionResult
    from moto.s3.models import FakeBucket

    def neutral(_bucket: FakeBucket, _action: str, _resource: str) -> PermissionResult:
        return PermissionResult.NEUTRAL

    setattr(FakeBucket, "get_permission", neutral)  # noqa: B010 - mypy knows no other way to say it


def application() -> Application:
    """Return moto's WSGI application, which makes each service's part when it is first asked for it."""
    return dispatch.application(_prepare_service)


def _prepare_service(service: str) -> None:
    if service == "s3":
        _leave_bucket_policies_to_the_guard()
        _expect_buckets_in_the_path()
        from aws_sandbox.moto_patches import object_parts

        object_parts.teach()
    if service == "ec2":
        caching_and_memory.import_ec2()


@cache
def _expect_buckets_in_the_path() -> None:
    """Let moto's S3 look for the bucket in the path alone: under `PATH_STYLE_HOST` it is nowhere else."""
    from moto.s3 import responses
    from moto.s3.responses import S3Response
    from moto.s3bucket_path.utils import bucket_name_from_url

    def in_the_host(_request: object) -> bool:
        return False

    setattr(S3Response, "subdomain_based_buckets", staticmethod(in_the_host))  # noqa: B010 - as above
    # moto asks for it three times in a request.
    setattr(responses, "bucketpath_bucket_name_from_url", remembered(256)(bucket_name_from_url))  # noqa: B010 - as above


def operation(service: str, environ: dict[str, Any]) -> tuple[OperationModel, dict[str, Any]] | None:
    """Find a REST request's operation in botocore's model of `service`, with the parameters of its path.

    None if there is no such service, no such operation in it, or if the query is no text at all.
    """
    from botocore.exceptions import UnknownServiceError
    from moto.core.routing import get_service_router
    from werkzeug.exceptions import NotFound

    from aws_sandbox.moto_patches.sent_request import SentRequest

    try:
        return get_service_router(service).match(SentRequest({**environ, "HTTP_HOST": PATH_STYLE_HOST}))
    except (NotFound, NotImplementedError, UnicodeDecodeError, UnknownServiceError):
        return None


def input_of(service: str, operation: str) -> Any:
    """Return the shape of an operation's input in botocore's model of `service`: None if it takes nothing.

    `UNKNOWN` if there is no such service, or no such operation in it.
    """
    from botocore.exceptions import UnknownServiceError
    from botocore.model import OperationNotFoundError
    from moto.core.utils import get_service_model

    try:
        return get_service_model(service).operation_model(operation).input_shape
    except (UnknownServiceError, OperationNotFoundError):
        return UNKNOWN


def is_xml(body: bytes) -> bool:
    """Whether a body is one XML element."""
    from xml.etree import ElementTree

    try:
        ElementTree.fromstring(body)  # noqa: S314 - bounded where it was received, and expat bounds entities
    except (ElementTree.ParseError, ValueError):
        return False
    return True


def output(service: str, operation: str) -> Any:
    """Return the shape of an operation's answer in botocore's model of `service`; None if it answers nothing."""
    from moto.core.utils import get_service_model

    return get_service_model(service).operation_model(operation).output_shape


def protocols(service: str) -> tuple[str, ...]:
    """Return every wire format that botocore's model of a service names, () if there is no such service."""
    from botocore.exceptions import UnknownServiceError
    from moto.core.utils import get_service_model

    try:
        return tuple(get_service_model(service).metadata.get("protocols", ()))
    except UnknownServiceError:
        return ()


def protocol(service: str) -> str:
    """Return the wire format of a service as botocore's model names it, '' if there is no such service."""
    from botocore.exceptions import UnknownServiceError
    from moto.core.utils import get_service_model

    try:
        return str(get_service_model(service).protocol)
    except UnknownServiceError:
        return ""


def follow(now: Callable[[], float]) -> None:
    """Let moto's IAM date what it makes by the sandbox's clock; `now` in seconds since 1970, UTC.

    Which key was used when is noted by the guard, which knows the service's true name: moto's own note is left out.
    """
    from moto.iam import models

    def utcnow() -> datetime:
        return datetime.fromtimestamp(now(), UTC).replace(tzinfo=None)

    def unnoted(**_: str) -> None:
        return None

    setattr(models, "utcnow", utcnow)  # noqa: B010 - mypy knows no other way to say it
    setattr(models, "mark_account_as_visited", unnoted)  # noqa: B010 - as above
