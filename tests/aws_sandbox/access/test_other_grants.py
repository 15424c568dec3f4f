"""What opens a resource without being a policy: access control lists, grants; and who comes without a signature."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.aws_sandbox.conftest import Reached, refused


def to_everybody(action: str, resource: str, **elements: Any) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource, **elements}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def get(reached: Reached, target: str, method: str = "GET", **headers: str) -> int:
    """The status of a request without a signature."""
    return reached.send(method, target, headers)[0]


@pytest.fixture
def s3(reached: Reached) -> Any:
    client = reached.client("s3")
    client.create_bucket(Bucket="door")
    client.put_object(Bucket="door", Key="note", Body=b"hello")
    return client


def test_an_object_that_a_bucket_opens_to_everybody_is_read_without_a_signature(
    reached: Reached, s3: Any
) -> None:
    assert get(reached, "/door/note") == 403
    s3.put_bucket_policy(Bucket="door", Policy=to_everybody("s3:GetObject", "arn:aws:s3:::door/note"))
    status, _, body = reached.send("GET", "/door/note")
    assert (status, body) == (200, b"hello")
    assert get(reached, "/door/note", "HEAD") == 200
    assert get(reached, "/door/other") == 403
    assert get(reached, "/door") == 403
    assert get(reached, "/door/note", "PUT") == 403
    assert get(reached, "/door/note", "DELETE") == 403


def test_an_object_whose_list_opens_it_to_everybody_is_read_without_a_signature(
    reached: Reached, s3: Any
) -> None:
    s3.put_object_acl(Bucket="door", Key="note", ACL="public-read")
    assert get(reached, "/door/note") == 200
    assert get(reached, "/door/note?acl") == 403
    s3.put_object_acl(Bucket="door", Key="note", ACL="authenticated-read")
    assert get(reached, "/door/note") == 403
    s3.put_bucket_acl(Bucket="door", ACL="public-read")
    assert get(reached, "/door?list-type=2") == 200
    assert get(reached, "/door/nothing", "PUT") == 403


def test_a_condition_and_a_deny_count_for_somebody_without_a_signature_too(reached: Reached, s3: Any) -> None:
    arn = "arn:aws:s3:::door/*"
    agents = {"Condition": {"StringEquals": {"aws:UserAgent": "letter-box"}}}
    s3.put_bucket_policy(Bucket="door", Policy=to_everybody("s3:GetObject", arn, **agents))
    assert get(reached, "/door/note") == 403
    assert get(reached, "/door/note", **{"User-Agent": "letter-box"}) == 200
    s3.put_object_acl(Bucket="door", Key="note", ACL="public-read")
    signed = {"Condition": {"Null": {"aws:PrincipalArn": "true"}}}
    s3.put_bucket_policy(Bucket="door", Policy=to_everybody("s3:GetObject", arn, Effect="Deny", **signed))
    assert get(reached, "/door/note") == 403
    assert s3.get_object(Bucket="door", Key="note")


@pytest.mark.parametrize("block", ["IgnorePublicAcls", "RestrictPublicBuckets"])
def test_what_blocks_public_access_keeps_out_whoever_does_not_sign(
    reached: Reached, s3: Any, block: str
) -> None:
    s3.put_object_acl(Bucket="door", Key="note", ACL="public-read")
    assert get(reached, "/door/note") == 200
    s3.put_public_access_block(Bucket="door", PublicAccessBlockConfiguration={block: True})
    assert get(reached, "/door/note") == 403
    s3.delete_public_access_block(Bucket="door")
    assert get(reached, "/door/note") == 200


def test_lists_count_for_nothing_where_everything_is_the_bucket_owners(reached: Reached, s3: Any) -> None:
    s3.put_object_acl(Bucket="door", Key="note", ACL="public-read")
    rules = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    s3.put_bucket_ownership_controls(Bucket="door", OwnershipControls=rules)
    assert get(reached, "/door/note") == 403


def test_no_other_service_answers_without_a_signature(reached: Reached) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, _, body = reached.send("POST", "/", form, b"Action=ListUsers&Version=2010-05-08")
    assert (status, b"MissingAuthenticationToken" in body) == (403, True)
    status, _, body = reached.send("POST", "/", {"X-Amz-Target": "TrentService.ListKeys"}, b"{}")
    assert (status, b"MissingAuthenticationToken" in body) == (400, True)


# KMS

DECRYPT = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}


@pytest.fixture
def kms(reached: Reached) -> Any:
    return reached.client("kms")


def own_key(reached: Reached, kms: Any) -> tuple[str, bytes]:
    """A key whose policy leaves nothing to its account but to the trainer, and something that it encrypted."""
    trainer = reached.client("sts").get_caller_identity()["Arn"]
    statement = {"Effect": "Allow", "Principal": {"AWS": trainer}, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    key = kms.create_key(Policy=policy)["KeyMetadata"]["KeyId"]
    return key, kms.encrypt(KeyId=key, Plaintext=b"crown", EncryptionContext={"team": "red"})[
        "CiphertextBlob"
    ]


def test_the_policy_of_the_key_is_asked_where_the_call_does_not_name_it(reached: Reached, kms: Any) -> None:
    key, secret = own_key(reached, kms)
    asked = {"CiphertextBlob": secret, "EncryptionContext": {"team": "red"}}
    guest = reached.client("kms", reached.user("guest", DECRYPT))
    status, code, message = refused(guest.decrypt, **asked)
    assert (status, code) == (400, "AccessDeniedException")
    assert f":key/{key} because no resource-based policy allows the kms:Decrypt action" in message
    assert kms.decrypt(**asked)["Plaintext"] == b"crown"


def test_a_grant_lets_its_grantee_do_its_operations_and_no_other(reached: Reached, kms: Any) -> None:
    key, secret = own_key(reached, kms)
    asked = {"CiphertextBlob": secret, "EncryptionContext": {"team": "red"}}
    keys = reached.user("guest")
    guest, arn = reached.client("kms", keys), reached.client("sts", keys).get_caller_identity()["Arn"]
    grant = kms.create_grant(KeyId=key, GranteePrincipal=arn, Operations=["Decrypt"])["GrantId"]
    assert guest.decrypt(**asked)["Plaintext"] == b"crown"
    assert refused(guest.encrypt, KeyId=key, Plaintext=b"-")[1] == "AccessDeniedException"
    kms.revoke_grant(KeyId=key, GrantId=grant)
    assert refused(guest.decrypt, **asked)[1] == "AccessDeniedException"


@pytest.mark.parametrize(
    ("constraint", "context", "let_in"),
    [
        ("EncryptionContextSubset", {"team": "red"}, True),
        ("EncryptionContextSubset", {"team": "red", "day": "1"}, True),
        ("EncryptionContextSubset", {"team": "blue"}, False),
        ("EncryptionContextSubset", {}, False),
        ("EncryptionContextEquals", {"team": "red"}, True),
        ("EncryptionContextEquals", {"team": "red", "day": "1"}, False),
    ],
)
def test_a_grant_may_ask_for_an_encryption_context(
    reached: Reached, kms: Any, constraint: str, context: dict[str, str], let_in: bool
) -> None:
    key, _ = own_key(reached, kms)
    keys = reached.user("guest")
    guest, arn = reached.client("kms", keys), reached.client("sts", keys).get_caller_identity()["Arn"]
    kms.create_grant(
        KeyId=key, GranteePrincipal=arn, Operations=["Encrypt"], Constraints={constraint: {"team": "red"}}
    )
    asked = {"KeyId": key, "Plaintext": b"-", "EncryptionContext": context}
    if let_in:
        assert guest.encrypt(**asked)["CiphertextBlob"]
    else:
        assert refused(guest.encrypt, **asked)[1] == "AccessDeniedException"


def test_encrypting_again_takes_a_permission_for_each_of_the_two_keys(reached: Reached, kms: Any) -> None:
    first, second = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    secret = kms.encrypt(KeyId=first, Plaintext=b"-")["CiphertextBlob"]
    from_first = {"Effect": "Allow", "Action": "kms:ReEncryptFrom", "Resource": first}
    to_second = {"Effect": "Allow", "Action": "kms:ReEncryptTo", "Resource": second}
    asked = {"CiphertextBlob": secret, "DestinationKeyId": second}
    half = reached.client("kms", reached.user("half", from_first))
    assert "kms:ReEncryptTo on resource: " + second in refused(half.re_encrypt, **asked)[2]
    assert (
        reached.client("kms", reached.user("whole", from_first, to_second)).re_encrypt(**asked)["KeyId"]
        == second
    )


def test_client_ids_of_a_provider_are_added_and_removed(reached: Reached) -> None:
    iam = reached.client("iam")
    arn = iam.create_open_id_connect_provider(
        Url="https://issuer.example.com", ClientIDList=["one"], ThumbprintList=["a" * 40]
    )["OpenIDConnectProviderArn"]

    def clients() -> list[str]:
        return list(iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["ClientIDList"])

    for _ in range(2):
        iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="two")
        assert clients() == ["one", "two"]
    for _ in range(2):
        iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="one")
        assert clients() == ["two"]
    gone = {"OpenIDConnectProviderArn": arn + "x", "ClientID": "two"}
    assert refused(iam.add_client_id_to_open_id_connect_provider, **gone)[:2] == (404, "NoSuchEntity")


def test_a_deleted_object_of_a_versioned_bucket_is_asked_about_like_any_other(
    reached: Reached, s3: Any
) -> None:
    s3.put_bucket_versioning(Bucket="door", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="door", Key="note", Body=b"-")
    s3.delete_object(Bucket="door", Key="note")
    assert refused(s3.get_object, Bucket="door", Key="note")[0] == 404
    assert get(reached, "/door/note") == 403
    (marker,) = s3.list_object_versions(Bucket="door")["DeleteMarkers"]
    s3.delete_object(Bucket="door", Key="note", VersionId=marker["VersionId"])
    assert s3.get_object(Bucket="door", Key="note")
