import json

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import iam_backends

from aws_sandbox.moto_patches import managed_policies
from aws_sandbox.seed import company

ACCOUNT, OTHER = "111111111111", "222222222222"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.fixture(autouse=True)
def _empty() -> None:
    company.reset()


@pytest.mark.parametrize(
    "arn",
    [
        ADMINISTRATOR,
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::aws:policy/job-function/Billing",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    ],
)
def test_a_policy_is_loaded_as_aws_publishes_it(arn: str) -> None:
    policy = managed_policies.load(ACCOUNT, arn)
    assert policy is not None
    assert policy.arn == arn
    published = json.loads(aws_managed_policies_data)[arn.rpartition("/")[2]]
    assert json.loads(policy.versions[0].document) == published["Document"]
    assert policy.default_version_id == published["DefaultVersionId"]


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::aws:policy/NoSuchPolicy",
        "arn:aws:iam::aws:policy/Billing",
        "arn:aws:iam::111111111111:policy/AdministratorAccess",
        "arn:aws:iam::aws:policy/",
        "arn:aws:iam::aws:policy/Document",
        "nonsense",
    ],
)
def test_what_aws_does_not_publish_is_not_loaded(arn: str) -> None:
    assert managed_policies.load(ACCOUNT, arn) is None
    assert not iam_backends[ACCOUNT]["aws"].managed_policies


def test_an_account_gets_only_what_was_named_and_its_own_copy() -> None:
    here = managed_policies.load(ACCOUNT, ADMINISTRATOR)
    there = managed_policies.load(OTHER, ADMINISTRATOR)
    assert list(iam_backends[ACCOUNT]["aws"].managed_policies) == [ADMINISTRATOR]
    assert managed_policies.load(ACCOUNT, ADMINISTRATOR) is here
    assert here is not None
    assert there is not None
    assert here is not there


def test_accounts_share_the_text_of_a_policy() -> None:
    documents = [
        policy.versions[0].document
        for account in (ACCOUNT, OTHER)
        if (policy := managed_policies.load(account, ADMINISTRATOR))
    ]
    assert documents[0] is documents[1]
