from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from aws_sandbox.access import resources
from aws_sandbox.server import in_process
from aws_sandbox.server.application import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STATEMENT = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]})
TAGS = {"project": "red"}
ROWS = [{"Key": "project", "Value": "red"}]


@pytest.fixture(scope="module")
def inside() -> Iterator[tuple[Sandbox, Callable[[str], Any]]]:
    """A sandbox within the process, and the trainer's clients."""
    sandbox = Sandbox()
    with in_process.connect(sandbox):
        company = sandbox.company
        session = boto3.Session(
            company.trainer_access_key_id, company.trainer_secret_access_key, region_name="us-east-1"
        )
        yield sandbox, session.client


def _bucket(client: Callable[[str], Any]) -> tuple[str, str]:
    s3 = client("s3")
    s3.create_bucket(Bucket="things")
    s3.put_object(Bucket="things", Key="a/b", Body=b"", Tagging="project=red")
    s3.put_bucket_policy(Bucket="things", Policy=POLICY)
    return "arn:aws:s3:::things/a/b", "bucket things"


def _queue(client: Callable[[str], Any]) -> tuple[str, str]:
    url = client("sqs").create_queue(QueueName="things", Attributes={"Policy": POLICY}, tags=TAGS)["QueueUrl"]
    attributes = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    return attributes["QueueArn"], "queue things"


def _topic(client: Callable[[str], Any]) -> tuple[str, str]:
    made = client("sns").create_topic(Name="things", Attributes={"Policy": POLICY}, Tags=ROWS)
    return made["TopicArn"], "topic things"


def _key(client: Callable[[str], Any]) -> tuple[str, str]:
    made = client("kms").create_key(Policy=POLICY, Tags=[{"TagKey": "project", "TagValue": "red"}])
    return made["KeyMetadata"]["Arn"], f"key {made['KeyMetadata']['KeyId']}"


def _secret(client: Callable[[str], Any]) -> tuple[str, str]:
    arn = client("secretsmanager").create_secret(Name="things", SecretString="-", Tags=ROWS)["ARN"]
    client("secretsmanager").put_resource_policy(SecretId="things", ResourcePolicy=POLICY)
    return arn, f"secret {arn.rpartition(':')[2]}"


def _function(client: Callable[[str], Any]) -> tuple[str, str]:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("worker.py", "")
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = client("iam").create_role(
        RoleName="worker", AssumeRolePolicyDocument=json.dumps({"Statement": trust})
    )
    made = client("lambda").create_function(
        FunctionName="things",
        Role=role["Role"]["Arn"],
        Runtime="python3.13",
        Handler="worker.run",
        Code={"ZipFile": code.getvalue()},
        Tags=TAGS,
    )
    client("lambda").add_permission(
        FunctionName="things", StatementId="all", Action="lambda:InvokeFunction", Principal="*"
    )
    return made["FunctionArn"], "function things"


def _repository(client: Callable[[str], Any]) -> tuple[str, str]:
    made = client("ecr").create_repository(repositoryName="things", tags=ROWS)["repository"]
    client("ecr").set_repository_policy(repositoryName="things", policyText=POLICY)
    return made["repositoryArn"], "repository things"


MADE: Mapping[str, Callable[[Callable[[str], Any]], tuple[str, str]]] = {
    "s3": _bucket,
    "sqs": _queue,
    "sns": _topic,
    "kms": _key,
    "secretsmanager": _secret,
    "lambda": _function,
    "ecr": _repository,
}


@pytest.mark.parametrize("service", resources.POLICIES)
def test_a_resource_shows_whose_it_is_its_policy_and_its_tags(inside: Any, service: str) -> None:
    sandbox, client = inside
    arn, owner = MADE[service](client)
    found = resources.thing(arn)
    assert found is not None
    assert (found.service, found.account_id) == (service, sandbox.company.management_account_id)
    (policy,) = resources.policies(found)
    assert policy.owner == owner
    assert policy.statements[0].principals is not None
    assert resources.decides(found) is (service == "kms")
    # moto lists no repositories among what has tags.
    assert resources.tags(found) == ({} if service == "ecr" else TAGS)
    gone = resources.thing(f"{arn}-of-nobody".replace("things/", "nothing/"))
    assert (resources.policies(gone), resources.tags(gone)) == ((), {})


def test_entities_of_iam_show_their_tags(inside: Any) -> None:
    _, client = inside
    iam = client("iam")
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    trusting = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}})
    made = [
        iam.create_user(UserName="tagged", Path="/team/", Tags=ROWS)["User"]["Arn"],
        iam.create_role(RoleName="tagged", AssumeRolePolicyDocument=trusting, Tags=ROWS)["Role"]["Arn"],
        iam.create_policy(PolicyName="tagged", PolicyDocument=document, Tags=ROWS)["Policy"]["Arn"],
    ]
    for arn in made:
        assert resources.tags(resources.thing(arn)) == TAGS
    bare = made[0].replace("/team/", "/")
    assert resources.exact(bare) == made[0]
    assert resources.exact(f"{bare}-not") == f"{bare}-not"


def test_secrets_and_keys_are_found_by_the_names_callers_use(inside: Any) -> None:
    sandbox, client = inside
    here = f"us-east-1:{sandbox.company.management_account_id}"
    secret = client("secretsmanager").create_secret(Name="by-name", SecretString="-")["ARN"]
    assert resources.exact(f"arn:aws:secretsmanager:{here}:secret:by-name-000000") == secret
    key = client("kms").create_key()["KeyMetadata"]
    client("kms").create_alias(AliasName="alias/mine", TargetKeyId=key["KeyId"])
    assert resources.exact(f"arn:aws:kms:{here}:key/alias/mine") == key["Arn"]
    assert resources.exact(f"arn:aws:kms:{here}:key/alias/none") == f"arn:aws:kms:{here}:key/alias/none"


@pytest.mark.parametrize("arn", ["*", "", "arn:aws:s3", "not-an-arn"])
def test_what_is_no_arn_is_nothing(arn: str) -> None:
    assert resources.thing(arn) is None
    assert resources.exact(arn) == arn
