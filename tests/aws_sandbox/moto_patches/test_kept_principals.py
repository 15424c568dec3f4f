"""A user or role that a policy names is kept by their unique id: whoever has the name later is somebody else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable

    import boto3


def document(principal: Any, action: str, resource: str = "") -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action}
    about = {"Resource": resource} if resource else {}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, **about}]})


@dataclass(frozen=True)
class Door:
    """A kind of policy that names a principal: how it is put on something, and how it is shown."""

    service: str
    put: Callable[[Any, str], object]
    shown: Callable[[Any], str]


def _role(iam: Any, principal: str) -> None:
    iam.create_role(RoleName="door", AssumeRolePolicyDocument=document(principal, "sts:AssumeRole"))


def _bucket(s3: Any, principal: str) -> None:
    s3.create_bucket(Bucket="door")
    s3.put_bucket_policy(Bucket="door", Policy=document(principal, "s3:GetObject", "arn:aws:s3:::door/*"))


def _queue(sqs: Any, principal: str) -> None:
    sqs.create_queue(QueueName="door", Attributes={"Policy": document(principal, "sqs:SendMessage", "*")})


def _queue_policy(sqs: Any) -> str:
    url = sqs.get_queue_url(QueueName="door")["QueueUrl"]
    return str(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"])


def _topic(sns: Any, principal: str) -> None:
    sns.create_topic(Name="door", Attributes={"Policy": document(principal, "sns:Publish", "*")})


def _topic_policy(sns: Any) -> str:
    (topic,) = sns.list_topics()["Topics"]
    return str(sns.get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"]["Policy"])


def _secret(manager: Any, principal: str) -> None:
    manager.create_secret(Name="door", SecretString="-")
    policy = document(principal, "secretsmanager:GetSecretValue", "*")
    manager.put_resource_policy(SecretId="door", ResourcePolicy=policy)


def _repository(ecr: Any, principal: str) -> None:
    ecr.create_repository(repositoryName="door")
    ecr.set_repository_policy(repositoryName="door", policyText=document(principal, "ecr:BatchGetImage"))


def _key(kms: Any, principal: str) -> None:
    root = principal.rpartition(":")[0] + ":root"
    policy = json.loads(document([root, principal], "kms:*", "*"))
    kms.create_key(Policy=json.dumps(policy))


def _key_policy(kms: Any) -> str:
    (key,) = kms.list_keys()["Keys"]
    return str(kms.get_key_policy(KeyId=key["KeyId"], PolicyName="default")["Policy"])


DOORS = (
    Door(
        "iam",
        _role,
        lambda iam: json.dumps(iam.get_role(RoleName="door")["Role"]["AssumeRolePolicyDocument"]),
    ),
    Door("s3", _bucket, lambda s3: str(s3.get_bucket_policy(Bucket="door")["Policy"])),
    Door("sqs", _queue, _queue_policy),
    Door("sns", _topic, _topic_policy),
    Door("kms", _key, _key_policy),
    Door(
        "secretsmanager",
        _secret,
        lambda manager: str(manager.get_resource_policy(SecretId="door")["ResourcePolicy"]),
    ),
    Door("ecr", _repository, lambda ecr: str(ecr.get_repository_policy(repositoryName="door")["policyText"])),
)


@pytest.mark.parametrize("door", DOORS, ids=[door.service for door in DOORS])
def test_a_policy_shows_the_id_of_a_user_who_was_deleted_and_not_who_has_the_name_now(
    trainer: Any, door: Door
) -> None:
    iam, client = trainer("iam"), trainer(door.service)
    first = iam.create_user(UserName="guest")["User"]
    door.put(client, first["Arn"])
    assert first["Arn"] in door.shown(client)
    iam.delete_user(UserName="guest")
    assert iam.create_user(UserName="guest")["User"]["Arn"] == first["Arn"]
    assert first["Arn"] not in door.shown(client)
    assert first["UserId"] in door.shown(client)


@pytest.mark.parametrize("door", DOORS, ids=[door.service for door in DOORS])
def test_a_policy_goes_on_naming_a_user_who_is_renamed(trainer: Any, door: Door) -> None:
    iam, client = trainer("iam"), trainer(door.service)
    first = iam.create_user(UserName="guest")["User"]
    door.put(client, first["Arn"])
    iam.update_user(UserName="guest", NewUserName="friend")
    assert first["Arn"].replace("guest", "friend") in door.shown(client)
    assert first["Arn"] not in door.shown(client)


def test_a_role_that_is_made_anew_is_not_let_in_until_it_is_named_again(
    trainer: Any, session: boto3.Session, endpoint: str
) -> None:
    iam, account = trainer("iam"), trainer("sts").get_caller_identity()["Account"]
    trust = document(account, "sts:AssumeRole")
    arn = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    _role(iam, arn)
    door = iam.get_role(RoleName="door")["Role"]["Arn"]

    def walk_in() -> None:
        keys = trainer("sts").assume_role(RoleArn=arn, RoleSessionName="worker")["Credentials"]
        worker = session.client(
            "sts",
            endpoint_url=endpoint,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        )
        worker.assume_role(RoleArn=door, RoleSessionName="worker")

    walk_in()
    iam.delete_role(RoleName="worker")
    iam.create_role(RoleName="worker", AssumeRolePolicyDocument=trust)
    with pytest.raises(ClientError, match="AccessDenied"):
        walk_in()
    iam.update_assume_role_policy(RoleName="door", PolicyDocument=document(arn, "sts:AssumeRole"))
    walk_in()


def test_a_trust_policy_takes_the_id_of_somebody_who_exists_and_shows_their_arn(trainer: Any) -> None:
    iam = trainer("iam")
    user = iam.create_user(UserName="guest")["User"]
    _role(iam, user["UserId"])
    shown = iam.get_role(RoleName="door")["Role"]["AssumeRolePolicyDocument"]
    assert shown["Statement"][0]["Principal"] == {"AWS": user["Arn"]}
    iam.delete_user(UserName="guest")
    kept = json.dumps(iam.get_role(RoleName="door")["Role"]["AssumeRolePolicyDocument"])
    with pytest.raises(ClientError, match="Invalid principal in policy") as refused:
        iam.update_assume_role_policy(RoleName="door", PolicyDocument=kept)
    assert refused.value.response["Error"]["Code"] == "MalformedPolicyDocument"


def test_a_grant_of_a_key_names_the_id_of_who_was_deleted(trainer: Any) -> None:
    iam, kms = trainer("iam"), trainer("kms")
    user = iam.create_user(UserName="guest")["User"]
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_grant(KeyId=key, GranteePrincipal=user["Arn"], Operations=["Decrypt"])
    iam.delete_user(UserName="guest")
    (grant,) = kms.list_grants(KeyId=key)["Grants"]
    assert grant["GranteePrincipal"] == user["UserId"]
