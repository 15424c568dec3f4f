from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.parse
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from aws_sandbox.access import permissions, signature
from tests.aws_sandbox.conftest import Reached, refused

if TYPE_CHECKING:
    from collections.abc import Callable

# One call of each wire format: service, how to call it, what a successful answer needs.
CALLS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "query": ("sts", lambda client: client.get_caller_identity()),
    "iam": ("iam", lambda client: client.list_users()),
    "s3": ("s3", lambda client: client.list_buckets()),
    "json": ("dynamodb", lambda client: client.list_tables()),
    "rest-json": ("lambda", lambda client: client.list_functions()),
    "rest-xml": ("route53", lambda client: client.list_hosted_zones()),
    "ec2": ("ec2", lambda client: client.describe_regions()),
}
INVALID, UNRECOGNIZED = "InvalidClientTokenId", "UnrecognizedClientException"
MISMATCH, JSON_MISMATCH = "SignatureDoesNotMatch", "InvalidSignatureException"

# What each wire format answers: unknown key, wrong secret, clock 20 minutes off, expired session, wrong token.
REFUSALS: dict[str, tuple[tuple[int, str], ...]] = {
    "query": (
        (403, INVALID),
        (403, MISMATCH),
        (403, MISMATCH),
        (403, "ExpiredToken"),
        (403, INVALID),
    ),
    "iam": ((403, INVALID), (403, MISMATCH), (403, MISMATCH), (403, "ExpiredToken"), (403, INVALID)),
    "s3": (
        (403, "InvalidAccessKeyId"),
        (403, MISMATCH),
        (403, "RequestTimeTooSkewed"),
        (400, "ExpiredToken"),
        (400, "InvalidToken"),
    ),
    "json": (
        (400, UNRECOGNIZED),
        (400, JSON_MISMATCH),
        (400, JSON_MISMATCH),
        (400, "ExpiredTokenException"),
        (400, UNRECOGNIZED),
    ),
    "rest-json": (
        (403, UNRECOGNIZED),
        (403, JSON_MISMATCH),
        (403, JSON_MISMATCH),
        (403, "ExpiredTokenException"),
        (403, UNRECOGNIZED),
    ),
    "rest-xml": ((403, INVALID), (403, MISMATCH), (403, MISMATCH), (403, "ExpiredToken"), (403, INVALID)),
    "ec2": (
        (401, "AuthFailure"),
        (401, "AuthFailure"),
        (400, "RequestExpired"),
        (400, "RequestExpired"),
        (401, "AuthFailure"),
    ),
}


@pytest.mark.parametrize("spoken", CALLS)
def test_a_right_signature_is_served_and_a_wrong_one_refused_in_the_words_of_its_protocol(
    reached: Reached, spoken: str
) -> None:
    service, call = CALLS[spoken]
    unknown, wrong, skewed, expired, token = REFUSALS[spoken]
    key_id, secret = reached.trainer
    assert call(reached.client(service))["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert refused(call, reached.client(service, ("AKIAIOSFODNN7EXAMPLE", secret)))[:2] == unknown
    assert refused(call, reached.client(service, (key_id, secret[::-1])))[:2] == wrong
    reached.sandbox.faults.arm("clock_skew=1200")
    assert refused(call, reached.client(service))[:2] == skewed
    reached.sandbox.faults.clear()
    keys = session(reached)
    assert call(reached.client(service, keys))["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert refused(call, reached.client(service, {**keys, "SessionToken": "x" * 40}))[:2] == token
    assert refused(call, reached.client(service, {**keys, "SessionToken": None}))[:2] == unknown
    reached.sandbox.clock.move(3601)
    assert refused(call, reached.client(service, keys))[:2] == expired


def session(reached: Reached) -> Any:
    """An hour's administrator session of sandbox-dev."""
    account_id = reached.sandbox.company.accounts["sandbox-dev"]
    arn = f"arn:aws:iam::{account_id}:role/OrganizationAccountAccessRole"
    return reached.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]


def test_no_refusal_holds_a_secret_or_a_signature(reached: Reached) -> None:
    key_id, secret = reached.trainer
    for service, call in CALLS.values():
        _, _, message = refused(call, reached.client(service, (key_id, secret[::-1])))
        assert secret not in message
        assert secret[::-1] not in message
        assert "20" + time.strftime("%y%m%d") + "/" not in message


@pytest.mark.parametrize(
    ("target", "headers", "body", "status", "code"),
    [
        ("/bucket/key", {}, b"", 403, "AccessDenied"),
        ("/", {"Content-Type": "application/x-www-form-urlencoded"}, b"Action=ListUsers", 403, None),
        ("/", {"X-Amz-Target": "DynamoDB_20120810.ListTables"}, b"{}", 400, None),
    ],
)
def test_an_unsigned_request_is_refused(
    reached: Reached, target: str, headers: dict[str, str], body: bytes, *, status: int, code: str | None
) -> None:
    got, _, text = reached.send("POST" if body else "GET", target, headers, body)
    assert got == status
    assert (code or "MissingAuthenticationToken") in text.decode()


def test_signature_version_2_is_refused(reached: Reached) -> None:
    s3 = reached.client("s3", signature_version="s3")
    assert refused(s3.list_buckets)[:2] == (400, "InvalidRequest")


def test_a_deactivated_key_is_refused_and_serves_again_when_it_is_activated(reached: Reached) -> None:
    iam = reached.client("iam")
    key = reached.user("dana")
    sts = reached.client("sts", key)
    sts.get_caller_identity()
    iam.update_access_key(UserName="dana", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    assert refused(sts.get_caller_identity)[:2] == (403, "InvalidClientTokenId")
    iam.update_access_key(UserName="dana", AccessKeyId=key["AccessKeyId"], Status="Active")
    sts.get_caller_identity()
    iam.delete_access_key(UserName="dana", AccessKeyId=key["AccessKeyId"])
    assert refused(sts.get_caller_identity)[:2] == (403, "InvalidClientTokenId")


def test_a_renamed_user_keeps_their_key(reached: Reached) -> None:
    key = reached.user("dana")
    reached.client("iam").update_user(UserName="dana", NewUserName="diana")
    assert reached.client("sts", key).get_caller_identity()["Arn"].endswith(":user/diana")


def test_a_user_without_policies_may_do_nothing_but_ask_who_they_are(reached: Reached) -> None:
    key = reached.user("dana")
    account_id = reached.sandbox.company.management_account_id
    identity = reached.client("sts", key).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:iam::{account_id}:user/dana"
    status, code, message = refused(reached.client("iam", key).create_user, UserName="erik")
    assert (status, code) == (403, "AccessDenied")
    assert message == (
        f"User: {identity['Arn']} is not authorized to perform: iam:CreateUser on resource: "
        f"arn:aws:iam::{account_id}:user/erik because no identity-based policy allows the iam:CreateUser action"
    )
    status, code, message = refused(reached.client("s3", key).list_objects_v2, Bucket="some-bucket")
    assert (status, code) == (403, "AccessDenied")
    assert 's3:ListBucket on resource: "arn:aws:s3:::some-bucket"' in message
    assert refused(reached.client("dynamodb", key).list_tables)[:2] == (400, "AccessDeniedException")
    assert refused(reached.client("lambda", key).list_functions)[:2] == (403, "AccessDeniedException")
    assert refused(reached.client("ec2", key).describe_instances)[:2] == (403, "UnauthorizedOperation")


def allow(action: Any, resource: Any = "*", **elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action: Any, resource: Any = "*", **elements: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **elements}


def test_policies_are_scoped_to_resources(reached: Reached) -> None:
    s3 = reached.client("s3")
    for name in ("notes-one", "notes-two"):
        s3.create_bucket(Bucket=name)
        s3.put_object(Bucket=name, Key="open/note", Body=b"text")
        s3.put_object(Bucket=name, Key="closed/note", Body=b"text")
    key = reached.user(
        "dana",
        allow("s3:GetObject", "arn:aws:s3:::notes-one/open/*"),
        allow("s3:ListBucket", "arn:aws:s3:::notes-one", Condition={"StringLike": {"s3:prefix": "open/*"}}),
    )
    own = reached.client("s3", key)
    assert own.get_object(Bucket="notes-one", Key="open/note")["Body"].read() == b"text"
    assert own.head_object(Bucket="notes-one", Key="open/note")["ContentLength"] == 4
    assert own.list_objects_v2(Bucket="notes-one", Prefix="open/")["KeyCount"] == 1
    assert refused(own.get_object, Bucket="notes-one", Key="closed/note")[1] == "AccessDenied"
    assert refused(own.get_object, Bucket="notes-two", Key="open/note")[1] == "AccessDenied"
    assert refused(own.list_objects_v2, Bucket="notes-one", Prefix="closed/")[1] == "AccessDenied"
    assert refused(own.list_objects_v2, Bucket="notes-one")[1] == "AccessDenied"
    assert refused(own.put_object, Bucket="notes-one", Key="open/note", Body=b"")[1] == "AccessDenied"
    assert refused(own.head_object, Bucket="notes-two", Key="open/note")[:2] == (403, "403")


def test_copying_needs_leave_to_read_the_source(reached: Reached) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="notes-one")
    s3.put_object(Bucket="notes-one", Key="closed", Body=b"text")
    key = reached.user("dana", allow("s3:PutObject", "arn:aws:s3:::notes-one/*"))
    source = {"Bucket": "notes-one", "Key": "closed"}
    copy = reached.client("s3", key).copy_object
    assert "s3:GetObject" in refused(copy, Bucket="notes-one", Key="open", CopySource=source)[2]
    assert s3.copy_object(Bucket="notes-one", Key="open", CopySource=source)


def test_deleting_many_objects_needs_leave_for_each(reached: Reached) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="notes-one")
    key = reached.user("dana", allow("s3:DeleteObject", "arn:aws:s3:::notes-one/own/*"))
    delete = reached.client("s3", key).delete_objects
    delete(Bucket="notes-one", Delete={"Objects": [{"Key": "own/a"}, {"Key": "own/b"}]})
    several = {"Objects": [{"Key": "own/a"}, {"Key": "other & more"}]}
    assert refused(delete, Bucket="notes-one", Delete=several)[1] == "AccessDenied"


def test_self_service_by_policy_variable(reached: Reached) -> None:
    key = reached.user("dana", allow("iam:*AccessKey*", "arn:aws:iam::*:user/${aws:username}"))
    reached.client("iam").create_user(UserName="erik")
    own = reached.client("iam", key)
    assert own.create_access_key()["AccessKey"]["UserName"] == "dana"
    assert len(own.list_access_keys()["AccessKeyMetadata"]) == 2
    assert refused(own.create_access_key, UserName="erik")[:2] == (403, "AccessDenied")
    assert refused(own.create_access_key)[:2] == (409, "LimitExceeded")


def test_groups_and_managed_policies_count_from_the_next_request_on(reached: Reached) -> None:
    iam = reached.client("iam")
    own = reached.client("iam", reached.user("dana"))
    assert refused(own.list_users)[1] == "AccessDenied"
    iam.create_group(GroupName="readers")
    iam.attach_group_policy(GroupName="readers", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    iam.add_user_to_group(GroupName="readers", UserName="dana")
    assert own.list_users()["Users"]
    assert refused(own.create_user, UserName="x")[1] == "AccessDenied"
    iam.remove_user_from_group(GroupName="readers", UserName="dana")
    assert refused(own.list_users)[1] == "AccessDenied"
    iam.attach_user_policy(UserName="dana", PolicyArn="arn:aws:iam::aws:policy/job-function/ViewOnlyAccess")
    assert own.list_users()["Users"]


def test_a_customer_managed_policy_counts_in_its_default_version(reached: Reached) -> None:
    iam = reached.client("iam")
    own = reached.client("iam", reached.user("dana"))

    def document(action: str) -> str:
        return json.dumps({"Version": "2012-10-17", "Statement": allow(action)})

    arn = iam.create_policy(PolicyName="p", PolicyDocument=document("iam:ListUsers"))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="dana", PolicyArn=arn)
    assert own.list_users()["Users"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=document("iam:ListRoles"), SetAsDefault=True)
    assert refused(own.list_users)[1] == "AccessDenied"
    assert "Roles" in own.list_roles()
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    assert own.list_users()["Users"]


def test_an_explicit_deny_says_so(reached: Reached) -> None:
    key = reached.user(
        "dana", allow("*"), deny("iam:*", Condition={"StringNotEquals": {"aws:username": "x"}})
    )
    assert reached.client("s3", key).list_buckets()
    message = refused(reached.client("iam", key).list_users)[2]
    assert message.endswith("with an explicit deny in an identity-based policy")


def test_conditions_are_about_the_request_that_came(reached: Reached) -> None:
    here = allow("iam:ListUsers", Condition={"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}})
    elsewhere = allow("iam:ListRoles", Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})
    region = allow("dynamodb:*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})
    tagged = allow(
        ["iam:CreateUser", "iam:TagUser"], Condition={"StringEquals": {"aws:RequestTag/team": "blue"}}
    )
    key = reached.user("dana", here, elsewhere, region, tagged)
    iam = reached.client("iam", key)
    assert iam.list_users()["Users"]
    assert refused(iam.list_roles)[1] == "AccessDenied"
    assert reached.client("dynamodb", key, "eu-west-1").list_tables()
    assert refused(reached.client("dynamodb", key).list_tables)[1] == "AccessDeniedException"
    assert iam.create_user(UserName="erik", Tags=[{"Key": "team", "Value": "blue"}])
    assert (
        refused(iam.create_user, UserName="eva", Tags=[{"Key": "team", "Value": "red"}])[1] == "AccessDenied"
    )
    assert refused(iam.create_user, UserName="eva")[1] == "AccessDenied"


def test_a_bucket_policy_grants_and_denies(reached: Reached) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="notes-one")
    s3.put_object(Bucket="notes-one", Key="a", Body=b"text")
    key = reached.user("dana")
    own = reached.client("s3", key)
    assert refused(own.get_object, Bucket="notes-one", Key="a")[1] == "AccessDenied"
    arn = reached.client("sts", key).get_caller_identity()["Arn"]

    def put(effect: str, action: str, principal: Any) -> None:
        statement = {
            "Effect": effect,
            "Principal": principal,
            "Action": action,
            "Resource": "arn:aws:s3:::notes-one/*",
        }
        s3.put_bucket_policy(
            Bucket="notes-one", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        )

    put("Allow", "s3:GetObject", {"AWS": arn})
    assert own.get_object(Bucket="notes-one", Key="a")["Body"].read() == b"text"
    assert refused(own.delete_object, Bucket="notes-one", Key="a")[1] == "AccessDenied"
    put("Deny", "s3:DeleteObject", "*")
    message = refused(s3.delete_object, Bucket="notes-one", Key="a")[2]
    assert message.endswith("with an explicit deny in a resource-based policy")


def test_service_control_policies_limit_member_accounts_and_not_the_management_account(
    reached: Reached,
) -> None:
    organizations, account_id = (
        reached.client("organizations"),
        reached.sandbox.company.accounts["sandbox-dev"],
    )
    member = reached.client("iam", session(reached))
    no_iam = json.dumps({"Version": "2012-10-17", "Statement": deny("iam:ListUsers")})
    made = organizations.create_policy(
        Name="no", Description="no", Type="SERVICE_CONTROL_POLICY", Content=no_iam
    )["Policy"]["PolicySummary"]
    policy = made["Id"]
    root = organizations.list_roots()["Roots"][0]["Id"]
    assert refused(organizations.attach_policy, PolicyId=policy, TargetId=root)[:2] == (
        400,
        "PolicyTypeNotEnabledException",
    )
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    assert "Users" in member.list_users()
    organizations.attach_policy(PolicyId=policy, TargetId=root)
    status, code, message = refused(member.list_users)
    assert (status, code) == (403, "AccessDenied")
    assert message.endswith(f"with an explicit deny in a service control policy: {made['Arn']}")
    assert "Roles" in member.list_roles()
    assert reached.client("iam").list_users()["Users"]
    organizations.detach_policy(PolicyId=policy, TargetId=root)
    assert "Users" in member.list_users()
    organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=account_id)
    assert refused(member.list_users)[2].endswith(
        "because no service control policy allows the iam:ListUsers action"
    )


def test_a_roles_boundary_limits_what_its_policies_give(reached: Reached) -> None:
    iam, account_id = reached.client("iam"), reached.sandbox.company.management_account_id
    trust = {"Effect": "Allow", "Principal": {"AWS": account_id}, "Action": "sts:AssumeRole"}
    iam.create_role(
        RoleName="bounded",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        PermissionsBoundary="arn:aws:iam::aws:policy/IAMReadOnlyAccess",
    )
    iam.attach_role_policy(RoleName="bounded", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    arn = f"arn:aws:iam::{account_id}:role/bounded"
    keys = reached.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    own = reached.client("iam", keys)
    assert own.list_users()["Users"]
    message = refused(own.create_user, UserName="x")[2]
    assert message.endswith("because no permissions boundary allows the iam:CreateUser action")


def test_the_root_user_may_do_everything(reached: Reached) -> None:
    account_id = reached.sandbox.company.accounts["production"]
    keys = reached.root(account_id)
    assert reached.client("sts", keys).get_caller_identity() | {"ResponseMetadata": 0} == {
        "Arn": f"arn:aws:iam::{account_id}:root",
        "UserId": account_id,
        "Account": account_id,
        "ResponseMetadata": 0,
    }
    assert (
        reached.client("iam", keys).create_user(UserName="first")["User"]["Arn"].split(":")[4] == account_id
    )
    del reached.sandbox.roots.of(account_id).keys[keys[0]]
    assert refused(reached.client("sts", keys).get_caller_identity)[1] == "InvalidClientTokenId"


def test_nobody_hops_accounts_by_motos_own_header(reached: Reached) -> None:
    keys = session(reached)
    iam = reached.client("iam", keys)
    management = reached.sandbox.company.management_account_id

    def hop(request: Any, **_: Any) -> None:
        request.headers["x-moto-account-id"] = management

    iam.meta.events.register("before-sign.iam", hop)
    assert reached.client("iam").list_users()["Users"]
    assert "trainer" not in [row["UserName"] for row in iam.list_users()["Users"]]


def test_what_was_signed_for_one_service_is_not_taken_for_another(reached: Reached) -> None:
    key = reached.user("dana", allow("iam:ListUsers"))
    body = b"Action=DeleteUser&UserName=trainer&Version=2010-05-08"
    request = AWSRequest("POST", f"{reached.endpoint}/?Action=ListUsers", {}, body)
    request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    request.headers["X-Amz-Target"] = "IAM.ListUsers"
    signer = SigV4Auth(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), "iam", "us-east-1")
    signer.add_auth(request)
    status, _, text = reached.send("POST", "/?Action=ListUsers", dict(request.headers.items()), body)
    assert status == 403
    assert b"iam:DeleteUser" in text
    assert reached.client("iam").list_users()["Users"]


def test_an_operation_nobody_knows_is_refused_in_words(reached: Reached) -> None:
    body = b"Action=NoSuchThing&Version=2010-05-08"
    request = AWSRequest("POST", f"{reached.endpoint}/", {}, body)
    request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    SigV4Auth(Credentials(*reached.trainer), "iam", "us-east-1").add_auth(request)
    status, _, text = reached.send("POST", "/", dict(request.headers.items()), body)
    assert status in (400, 404)
    assert b"NoSuchThing" in text
    assert b"Traceback" not in text


@pytest.mark.parametrize("key", ["a b/ü?&=+%20#*'()!~.txt", "dots/../a", "//two", "ends/", "ä" * 100])
def test_s3_keys_of_every_kind_are_signed_and_kept(reached: Reached, key: str) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="notes-one")
    s3.put_object(Bucket="notes-one", Key=key, Body=b"text", Metadata={"my_name": "x"})
    kept = s3.get_object(Bucket="notes-one", Key=key)
    assert kept["Body"].read() == b"text"
    assert kept["Metadata"] == {"my_name": "x"}
    assert [row["Key"] for row in s3.list_objects_v2(Bucket="notes-one")["Contents"]] == [key]


def test_a_presigned_link_gets_and_puts_without_a_header_and_ends(reached: Reached) -> None:
    s3 = reached.client("s3", session(reached), signature_version="s3v4")
    s3.create_bucket(Bucket="notes-one")
    put = s3.generate_presigned_url("put_object", {"Bucket": "notes-one", "Key": "a b"}, ExpiresIn=600)
    get = s3.generate_presigned_url("get_object", {"Bucket": "notes-one", "Key": "a b"}, ExpiresIn=600)
    assert reached.send("PUT", put.removeprefix(reached.endpoint), {}, b"text")[0] == 200
    assert reached.send("GET", get.removeprefix(reached.endpoint))[2] == b"text"
    other = get.removeprefix(reached.endpoint).replace("a%20b", "other")
    assert reached.send("GET", other)[0] == 403
    reached.sandbox.faults.arm("clock_skew=601")
    status, _, text = reached.send("GET", get.removeprefix(reached.endpoint))
    assert status == 403
    assert b"<Message>Request has expired</Message>" in text


def test_a_presigned_caller_identity_is_answered(reached: Reached) -> None:
    link = reached.client("sts").generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
    status, _, text = reached.send("GET", link.removeprefix(reached.endpoint))
    assert status == 200
    assert b":user/trainer</Arn>" in text


class Chunked:
    """A body that is sent in chunks, signed by hand as 'Signature calculations for chunked uploads' says."""

    def __init__(
        self, reached: Reached, mode: str, chunks: list[bytes], checksum: bytes | None = None
    ) -> None:
        self.key_id, self.secret = reached.trainer
        now = datetime.now(UTC)
        self.date, self.day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
        whole = b"".join(chunks)
        self.headers = {
            "Host": reached.endpoint.removeprefix("http://"),
            "X-Amz-Date": self.date,
            "X-Amz-Content-Sha256": mode,
            "X-Amz-Decoded-Content-Length": str(len(whole)),
            "Content-Encoding": "aws-chunked",
        }
        self.trailer = b""
        if mode.endswith("TRAILER"):
            self.headers["X-Amz-Trailer"] = "x-amz-checksum-crc32"
            digest = base64.b64encode(checksum or zlib.crc32(whole).to_bytes(4, "big"))
            self.trailer = b"x-amz-checksum-crc32:" + digest
        self.previous = self._sign_request(mode)
        self.body = self._body(mode, chunks)

    def _sign_request(self, mode: str) -> str:
        names = sorted(name.lower() for name in self.headers)
        values = {name.lower(): value for name, value in self.headers.items()}
        lines = "".join(f"{name}:{values[name]}\n" for name in names)
        canonical = f"PUT\n/notes-one/streamed\n\n{lines}\n{';'.join(names)}\n{mode}"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        signed = self._sign(f"AWS4-HMAC-SHA256\n{self.date}\n{self._scope}\n{digest}")
        self.headers["Authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self.key_id}/{self._scope}, SignedHeaders={';'.join(names)}, "
            f"Signature={signed}"
        )
        return signed

    @property
    def _scope(self) -> str:
        return f"{self.day}/us-east-1/s3/aws4_request"

    def _sign(self, text: str) -> str:
        key = signature.signing_key(self.secret, self.day, "us-east-1", "s3")
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def _link(self, kind: str, *hashes: str) -> str:
        text = "\n".join((f"AWS4-HMAC-SHA256-{kind}", self.date, self._scope, self.previous, *hashes))
        self.previous = self._sign(text)
        return self.previous

    def _body(self, mode: str, chunks: list[bytes]) -> bytes:
        signed = "UNSIGNED" not in mode
        body = b""
        for chunk in (*chunks, b""):
            body += f"{len(chunk):x}".encode()
            if signed:
                digest = hashlib.sha256(chunk).hexdigest()
                body += b";chunk-signature=" + self._link("PAYLOAD", signature.EMPTY_HASH, digest).encode()
            body += b"\r\n" + chunk + (b"\r\n" if chunk else b"")
        if self.trailer:
            body += self.trailer + b"\r\n"
            if signed:
                digest = hashlib.sha256(self.trailer + b"\n").hexdigest()
                body += b"x-amz-trailer-signature:" + self._link("TRAILER", digest).encode() + b"\r\n"
        return body + b"\r\n"


MODES = [
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
]


@pytest.mark.parametrize("mode", MODES)
def test_a_streamed_body_is_put_together_and_kept(reached: Reached, mode: str) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="notes-one")
    sent = Chunked(reached, mode, [b"one " * 3000, b"two\r\n", b"0\r\n"])
    status, _, text = reached.send("PUT", "/notes-one/streamed", sent.headers, sent.body)
    assert status == 200, text
    kept = s3.get_object(Bucket="notes-one", Key="streamed")
    assert kept["Body"].read() == b"one " * 3000 + b"two\r\n0\r\n"
    assert "aws-chunked" not in kept.get("ContentEncoding", "")


@pytest.mark.parametrize("mode", MODES)
def test_a_streamed_body_that_was_altered_or_cut_is_refused(reached: Reached, mode: str) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="notes-one")
    sent = Chunked(reached, mode, [b"one", b"two"])
    altered = sent.body.replace(b"two", b"TWO")
    status, _, text = reached.send("PUT", "/notes-one/streamed", sent.headers, altered)
    expected = (400, b"BadDigest") if "UNSIGNED" in mode else (403, b"SignatureDoesNotMatch")
    assert (status, expected[1] in text) == (expected[0], True)
    cut = sent.body[: sent.body.index(b"two") + 1]
    status, _, text = reached.send("PUT", "/notes-one/streamed", sent.headers, cut)
    assert (status, b"IncompleteBody" in text) == (400, True)
    assert "Contents" not in s3.list_objects_v2(Bucket="notes-one")


def test_a_wrong_checksum_after_a_signed_body_is_refused(reached: Reached) -> None:
    reached.client("s3").create_bucket(Bucket="notes-one")
    sent = Chunked(reached, MODES[1], [b"one"], checksum=b"\0\0\0\0")
    status, _, text = reached.send("PUT", "/notes-one/streamed", sent.headers, sent.body)
    assert (status, b"BadDigest" in text) == (400, True)


def test_a_role_that_was_deleted_leaves_its_sessions_without_permissions(reached: Reached) -> None:
    iam, account_id = reached.client("iam"), reached.sandbox.company.management_account_id
    trust = {"Effect": "Allow", "Principal": {"AWS": account_id}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})

    def make() -> None:
        iam.create_role(RoleName="passing", AssumeRolePolicyDocument=document)
        iam.put_role_policy(
            RoleName="passing",
            PolicyName="p",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": allow("*")}),
        )

    make()
    arn = f"arn:aws:iam::{account_id}:role/passing"
    keys = reached.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    own = reached.client("iam", keys)
    assert own.list_users()["Users"]
    iam.delete_role_policy(RoleName="passing", PolicyName="p")
    iam.delete_role(RoleName="passing")
    assert refused(own.list_users)[1] == "AccessDenied"
    make()
    assert refused(own.list_users)[1] == "AccessDenied", "a role made anew is another role"


def test_own_access_keys_need_a_user_name_with_role_credentials(reached: Reached) -> None:
    own = reached.client("iam", session(reached))
    for call in (own.get_user, own.list_access_keys, own.create_access_key):
        status, code, message = refused(call)
        assert (status, code) == (400, "ValidationError")
        assert message == "Must specify userName when calling with non-User credentials"


def test_last_use_of_a_key_is_noted_for_sts_too(reached: Reached) -> None:
    key = reached.user("dana")
    iam = reached.client("iam")
    last_used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
    assert "LastUsedDate" not in last_used
    reached.client("sts", key).get_caller_identity()
    last_used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
    assert (last_used["ServiceName"], last_used["Region"]) == ("sts", "us-east-1")


def test_a_query_string_that_was_added_to_is_refused(reached: Reached) -> None:
    s3 = reached.client("s3", signature_version="s3v4")
    s3.create_bucket(Bucket="notes-one")
    link = s3.generate_presigned_url("list_objects_v2", {"Bucket": "notes-one"}, ExpiresIn=60)
    target = link.removeprefix(reached.endpoint)
    assert reached.send("GET", target)[0] == 200
    assert reached.send("GET", f"{target}&prefix={urllib.parse.quote('a b')}")[0] == 403


def test_a_users_boundary_is_put_shown_and_deleted(reached: Reached) -> None:
    iam = reached.client("iam")
    reading, account_id = (
        "arn:aws:iam::aws:policy/IAMReadOnlyAccess",
        reached.sandbox.company.management_account_id,
    )
    iam.create_user(UserName="ben", PermissionsBoundary=reading)
    shown = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": reading}
    assert iam.get_user(UserName="ben")["User"]["PermissionsBoundary"] == shown
    key = reached.user("dana", allow("*"))
    own = reached.client("iam", key)
    iam.put_user_permissions_boundary(UserName="dana", PermissionsBoundary=reading)
    assert iam.get_user(UserName="dana")["User"]["PermissionsBoundary"] == shown
    assert not any("PermissionsBoundary" in user for user in iam.list_users()["Users"])
    assert refused(own.create_user, UserName="x")[2].endswith(
        "because no permissions boundary allows the iam:CreateUser action"
    )
    iam.delete_user_permissions_boundary(UserName="dana")
    assert "PermissionsBoundary" not in iam.get_user(UserName="dana")["User"]
    assert own.create_user(UserName="x")
    nothing = f"arn:aws:iam::{account_id}:policy/nothing"
    assert refused(iam.put_user_permissions_boundary, UserName="dana", PermissionsBoundary=nothing) == (
        404,
        "NoSuchEntity",
        f"Scope ARN: {nothing} does not exist or is not attachable.",
    )
    assert refused(iam.create_user, UserName="y", PermissionsBoundary=nothing)[1] == "NoSuchEntity"
    assert (
        refused(iam.put_user_permissions_boundary, UserName="y", PermissionsBoundary=reading)[1]
        == "NoSuchEntity"
    )


def test_the_role_into_a_newly_opened_account_may_do_everything_there(reached: Reached) -> None:
    opened = reached.client("organizations").create_account(AccountName="new", Email="new@example.com")
    account_id = opened["CreateAccountStatus"]["AccountId"]
    role = f"arn:aws:iam::{account_id}:role/OrganizationAccountAccessRole"
    keys = reached.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    assert reached.client("iam", keys).create_user(UserName="x")["User"]["Arn"].split(":")[4] == account_id


def test_policies_of_the_organization_reach_an_account_through_the_units_above_it(reached: Reached) -> None:
    organizations = reached.client("organizations")
    account_id = reached.sandbox.company.accounts["sandbox-dev"]
    member = reached.client("iam", session(reached))
    (root,) = organizations.list_roots()["Roots"]
    outer = organizations.create_organizational_unit(ParentId=root["Id"], Name="outer")["OrganizationalUnit"][
        "Id"
    ]
    inner = organizations.create_organizational_unit(ParentId=outer, Name="inner")["OrganizationalUnit"]["Id"]
    organizations.enable_policy_type(RootId=root["Id"], PolicyType="SERVICE_CONTROL_POLICY")
    content = json.dumps({"Version": "2012-10-17", "Statement": deny("iam:ListUsers")})
    made = organizations.create_policy(
        Name="no", Description="no", Type="SERVICE_CONTROL_POLICY", Content=content
    )
    organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=outer)
    assert "Users" in member.list_users()
    organizations.move_account(AccountId=account_id, SourceParentId=root["Id"], DestinationParentId=inner)
    arn = made["Policy"]["PolicySummary"]["Arn"]
    assert refused(member.list_users)[2].endswith(f"with an explicit deny in a service control policy: {arn}")
    assert "Roles" in member.list_roles()
    here = reached.client("iam", session(reached))
    path = permissions.organization_path(account_id)
    assert path is not None
    assert path.split("/")[1:] == [root["Id"], outer, inner, ""]
    assert "Roles" in here.list_roles()
