from __future__ import annotations

from typing import Any

import pytest

from aws_sandbox.moto_patches import moto_core
from aws_sandbox.moto_patches.dispatch import NoSuchService
from tests.aws_sandbox.conftest import Reached, refused


def test_whoever_lists_awss_policies_sees_them_all(reached: Reached) -> None:
    iam = reached.client("iam")
    pages = iam.get_paginator("list_policies").paginate(Scope="AWS")
    names = [policy["PolicyName"] for page in pages for policy in page["Policies"]]
    assert len(names) == len(set(names)) > 1000
    assert {"AdministratorAccess", "ReadOnlyAccess", "AmazonS3ReadOnlyAccess"} <= set(names)
    assert iam.list_policies(Scope="Local")["Policies"] == []


def test_a_policy_of_awss_can_be_read_before_anybody_used_it(reached: Reached) -> None:
    iam = reached.client("iam")
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    assert document["Statement"]
    missing = "arn:aws:iam::aws:policy/NoSuchPolicy"
    assert refused(iam.get_policy, PolicyArn=missing)[:2] == (404, "NoSuchEntity")


@pytest.mark.parametrize(
    ("status", "raised", "said"),
    [
        (400, NotImplementedError("The x action"), "does not know the operation ListGroups"),
        (400, ImportError("a package"), "does not have what ListGroups of the service iam needs"),
        (400, NoSuchService("a host"), "does not have the service iam"),
        (500, KeyError("x"), "The sandbox failed"),
    ],
)
def test_what_moto_cannot_do_is_answered_in_the_protocol(
    reached: Reached, monkeypatch: pytest.MonkeyPatch, status: int, raised: Exception, said: str
) -> None:
    def fail(*_: Any) -> Any:
        raise raised

    monkeypatch.setattr(moto_core, "application", lambda: fail)
    code = "InvalidAction" if status == 400 else "InternalFailure"
    answered = refused(reached.client("iam").list_groups)
    assert answered[:2] == (status, code)
    assert said in answered[2]


def test_a_service_that_moto_does_not_have_is_named_and_nothing_is_printed(
    reached: Reached, capfd: pytest.CaptureFixture[str]
) -> None:
    status, code, message = refused(reached.client("accessanalyzer").list_analyzers)
    assert (status, code) == (404, "UnknownOperationException")
    assert message == "The sandbox does not have the service access-analyzer."
    assert capfd.readouterr() == ("", "")


def test_a_page_of_flasks_is_no_answer_but_an_object_may_be_a_page(reached: Reached) -> None:
    status, code, message = refused(reached.client("account").get_contact_information)
    assert (status, code) == (404, "UnknownOperationException")
    assert "html" not in message
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="notes-one")
    s3.put_object(Bucket="notes-one", Key="page", Body=b"<html>", ContentType="text/html")
    assert s3.get_object(Bucket="notes-one", Key="page")["Body"].read() == b"<html>"
    assert refused(s3.get_object, Bucket="notes-one", Key="none")[:2] == (404, "NoSuchKey")


def test_every_policy_in_an_accounts_details_has_its_name_and_its_id(reached: Reached) -> None:
    iam = reached.client("iam")
    document = (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'
    )
    made = iam.create_policy(PolicyName="Ours", PolicyDocument=document)["Policy"]
    policies = iam.get_account_authorization_details()["Policies"]
    assert {"Ours", "AdministratorAccess"} <= {policy["PolicyName"] for policy in policies}
    assert next(policy for policy in policies if policy["Arn"] == made["Arn"])["PolicyId"] == made["PolicyId"]
    assert all(policy["Arn"].endswith(f"/{policy['PolicyName']}") for policy in policies)


def test_an_object_that_was_uploaded_in_parts_is_as_private_and_as_versioned_as_any_other(
    reached: Reached,
) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="notes-in-parts")

    def uploaded(key: str, **asked: str) -> Any:
        place = {"Bucket": "notes-in-parts", "Key": key}
        upload = s3.create_multipart_upload(**place, **asked)["UploadId"]
        etag = s3.upload_part(**place, UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
        parts = {"Parts": [{"ETag": etag, "PartNumber": 1}]}
        return s3.complete_multipart_upload(**place, UploadId=upload, MultipartUpload=parts)

    def grants(key: str) -> list[str]:
        rows = s3.get_object_acl(Bucket="notes-in-parts", Key=key)["Grants"]
        return sorted(row["Permission"] for row in rows)

    assert "VersionId" not in uploaded("mine")
    assert grants("mine") == ["FULL_CONTROL"]
    uploaded("everybodys", ACL="public-read")
    assert grants("everybodys") == ["FULL_CONTROL", "READ"]
    s3.put_bucket_versioning(Bucket="notes-in-parts", VersioningConfiguration={"Status": "Enabled"})
    assert uploaded("mine")["VersionId"] != "null"


@pytest.mark.parametrize("value", ["a\r\nX-Forged: 1", "a\nb", "a\x00b", "a\x7fb", "\u540d"])
def test_a_header_that_a_link_asks_for_and_that_is_none_is_refused(reached: Reached, value: str) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="headers-asked-for")
    s3.put_object(Bucket="headers-asked-for", Key="key", Body=b"x")
    asked = {"Bucket": "headers-asked-for", "Key": "key"}
    said = refused(s3.get_object, **asked, ResponseContentDisposition=value)
    assert said[:2] == (400, "InvalidArgument")
    found = s3.get_object(**asked, ResponseContentDisposition='attachment; filename="caf\xe9"')
    assert found["ContentDisposition"].startswith("attachment")


def test_a_secret_that_is_replicated_is_read_in_the_other_region(reached: Reached) -> None:
    manager = reached.client("secretsmanager")
    manager.create_secret(Name="shared", SecretString="-", AddReplicaRegions=[{"Region": "eu-west-1"}])
    elsewhere = reached.client("secretsmanager", region="eu-west-1")
    assert elsewhere.get_secret_value(SecretId="shared")["SecretString"] == "-"
    assert elsewhere.describe_secret(SecretId="shared")["PrimaryRegion"] == "us-east-1"
    said = refused(elsewhere.put_resource_policy, SecretId="shared", ResourcePolicy="{}")
    assert said[:2] == (400, "InvalidParameterException")


@pytest.mark.parametrize(
    "rules",
    [
        [{"Name": "prefix", "Value": "in/"}],
        [{"Name": "prefix", "Value": "in/"}, {"Name": "suffix", "Value": ".csv"}],
    ],
)
def test_a_bucket_tells_a_queue_about_the_objects_that_its_filter_names(
    reached: Reached, rules: list[dict[str, str]]
) -> None:
    s3, sqs = reached.client("s3"), reached.client("sqs")
    s3.create_bucket(Bucket="door")
    url = sqs.create_queue(QueueName="told")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    told = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": rules}}}
    s3.put_bucket_notification_configuration(
        Bucket="door", NotificationConfiguration={"QueueConfigurations": [told]}
    )
    kept = s3.get_bucket_notification_configuration(Bucket="door")["QueueConfigurations"]
    assert [row["Value"] for row in kept[0]["Filter"]["Key"]["FilterRules"]] == [
        row["Value"] for row in rules
    ]
