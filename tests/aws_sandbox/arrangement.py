"""Makes what a row of the refusals needs, over boto3, in one sandbox that all rows share; and makes the call."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from botocore.config import Config
from botocore.exceptions import ClientError

from aws_sandbox.ids import account_id
from aws_sandbox.seed.lessons_temporary import ISSUER
from aws_sandbox.services.iam.one_time_code import code, step_at
from tests import wire
from tests.aws_sandbox.conftest import DETAILS, ONCE
from tests.aws_sandbox.refusals import FEDERATED, PLACE, ROLE, SESSION_TOKEN, WEB_IDENTITY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import boto3

    from tests.aws_sandbox.refusals import Case, Given, Statements


@dataclass(frozen=True)
class Answered:
    """What came back, in the words of a row."""

    status: int
    code: str
    reason: str


@dataclass
class Company:
    """The accounts in which rows play, and clients for each as its administrator."""

    session: boto3.Session
    endpoint: str
    profiles: Mapping[str, Any]
    control: str = field(repr=False)
    account: str
    other: str
    _keys: dict[str, Any] = field(default_factory=dict)

    @property
    def trainer(self) -> Any:
        """The trainer's keys."""
        return self.profiles["trainer"]

    def send(self, path: str, **members: Any) -> Any:
        """Ask one of the sandbox's own routes, the control route among them."""
        return wire.ask(self.endpoint + path, members, X_Awsguide_Secret=self.control)

    def client(self, service: str, keys: Any, region: str = "us-east-1") -> Any:
        """A client that signs with these keys, as STS and IAM answer them."""
        return self.session.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
            # What is wrong on purpose is to reach the sandbox, and not to be caught by boto3.
            config=ONCE.merge(Config(parameter_validation=False)),
        )

    def administrator(self, service: str, account: str) -> Any:
        """A client of an account's administrator, made once."""
        if account not in self._keys:
            role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
            answer = self.client("sts", self.trainer).assume_role(RoleArn=role, RoleSessionName="rows")
            self._keys[account] = answer["Credentials"]
        name = f"{service} {account}"
        if name not in self._keys:
            self._keys[name] = self.client(service, self._keys[account])
        return self._keys[name]


def play(company: Company, case: Case, number: int) -> tuple[Answered, str]:
    """Arrange a row, make its call, and take away again what others would feel; returns answer and expected reason."""
    places = {
        "account": company.account,
        "other": company.other,
        "user": f"user-{number}",
        "role": f"role-{number}",
        "name": f"row-{number}",
    }
    with ExitStack() as stack:
        keys = _Arrangement(company, case.given, places, stack).make()
        service, _, operation = case.call.partition(".")
        call = getattr(company.client(service, keys, case.region), operation)
        try:
            status = call(**_filled(case.parameters, places))["ResponseMetadata"]["HTTPStatusCode"]
            answered = Answered(200 if status < 300 else status, "", "")
        except ClientError as error:
            said = error.response["Error"]
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            # Under which id the details are is another one in every run, and no part of the reason.
            reason = DETAILS.sub("", said.get("Message", ""))
            answered = Answered(status, said["Code"], reason)
    return answered, _filled(case.reason, places)


class _Arrangement:
    def __init__(self, company: Company, given: Given, places: dict[str, str], stack: ExitStack) -> None:
        self.company, self.given, self.places, self.stack = company, given, places, stack
        self.owner = company.other if given.elsewhere else company.account
        self.iam = company.administrator("iam", company.account)
        self.name = places["user"]

    def make(self) -> Any:
        """Make everything; returns the caller's keys."""
        given = self.given
        role = given.caller in (ROLE, WEB_IDENTITY)
        (self._role if role else self._user)()
        if given.trust is not None:
            trust = self._json(given.trust)
            iam = self.company.administrator("iam", self.owner)
            iam.create_role(RoleName=self.places["role"], AssumeRolePolicyDocument=trust)
        self._resource()
        if given.recreated:
            self.iam.delete_user(UserName=self.name)
            self.iam.create_user(UserName=self.name)
        kind = "Role" if role else "User"
        named = {f"{kind}Name": self.name}
        if given.identity:
            put = getattr(self.iam, f"put_{kind.lower()}_policy")
            put(**named, PolicyName="own", PolicyDocument=self._json(given.identity))
        if given.boundary is not None:
            policy = self.iam.create_policy(
                PolicyName=f"boundary-of-{self.name}", PolicyDocument=self._json(given.boundary)
            )
            limit = getattr(self.iam, f"put_{kind.lower()}_permissions_boundary")
            limit(**named, PermissionsBoundary=policy["Policy"]["Arn"])
        if given.mfa:
            self._device()
        keys = self._keys()
        for operation, parameters in given.before:
            getattr(self.iam, operation)(**_filled(parameters, self.places))
        # Last, because they bind whoever arranges the rest too.
        self._organization("SERVICE_CONTROL_POLICY", given.organization)
        self._organization("RESOURCE_CONTROL_POLICY", given.resource_control)
        if given.token is not None:
            self.places["token"] = self.company.send("/oidc/token", **given.token)["id_token"]
        if given.later:
            self.company.send("/_awsguide/clock", move=given.later)
            self.stack.callback(self.company.send, "/_awsguide/clock", move=-given.later)
        return keys

    def _keys(self) -> Any:
        given = self.given
        if given.profile:
            return self._long_term(self.company.profiles[given.profile])
        if given.caller == ROLE:
            return self._session()
        if given.caller == WEB_IDENTITY:
            return self._traded()
        keys = self._long_term(self.iam.create_access_key(UserName=self.name)["AccessKey"])
        sts = self.company.client("sts", keys)
        if given.caller == SESSION_TOKEN:
            shown = (
                {"SerialNumber": self.places["serial"], "TokenCode": self.places["code"]} if given.mfa else {}
            )
            return sts.get_session_token(**shown, **given.opened)["Credentials"]
        if given.caller == FEDERATED:
            policy = {} if given.session is None else {"Policy": self._json(given.session)}
            return sts.get_federation_token(Name="guest", **policy, **given.opened)["Credentials"]
        return keys

    def _long_term(self, keys: Any) -> Any:
        self.places["key"] = keys["AccessKeyId"]
        return keys

    def _device(self) -> None:
        """Make and enable an MFA device of the user's; the codes of now and of the step before are used up by that.

        The next code is taken early, and still when the next step comes while this works.
        """
        device = self.iam.create_virtual_mfa_device(VirtualMFADeviceName=self.name)["VirtualMFADevice"]
        seed, step = device["Base32StringSeed"].decode(), step_at(time.time())
        self.iam.enable_mfa_device(
            UserName=self.name,
            SerialNumber=device["SerialNumber"],
            AuthenticationCode1=code(seed, step - 1),
            AuthenticationCode2=code(seed, step),
        )
        codes = {"code": code(seed, step + 1), "used": code(seed, step)}
        self.places |= {"serial": device["SerialNumber"], **codes}

    def _user(self) -> None:
        given, name = self.given, self.name
        self.iam.create_user(UserName=name, Tags=_rows(given.tags))
        if given.group is not None:
            self.iam.create_group(GroupName=name)
            self.iam.put_group_policy(GroupName=name, PolicyName="g", PolicyDocument=self._json(given.group))
            self.iam.add_user_to_group(GroupName=name, UserName=name)

    def _role(self) -> None:
        trust = {
            "Effect": "Allow",
            "Principal": {"AWS": account_id("management")},
            "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        }
        if self.given.caller == WEB_IDENTITY:
            provider = f"arn:aws:iam::{self.company.account}:oidc-provider/{ISSUER.removeprefix('https://')}"
            trust |= {"Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity"}
        document = self._json((trust,))
        self.iam.create_role(
            RoleName=self.name, AssumeRolePolicyDocument=document, Tags=_rows(self.given.tags)
        )

    def _session(self) -> Any:
        given, wanted = self.given, dict(self.given.opened)
        if given.session is not None:
            wanted["Policy"] = self._json(given.session)
        if given.session_tags:
            wanted["Tags"] = _rows(given.session_tags)
        sts = self.company.client("sts", self.company.trainer)
        arn = f"arn:aws:iam::{self.company.account}:role/{self.name}"
        return sts.assume_role(RoleArn=arn, RoleSessionName="session", **wanted)["Credentials"]

    def _traded(self) -> Any:
        token = self.company.send("/oidc/token")["id_token"]
        arn = f"arn:aws:iam::{self.company.account}:role/{self.name}"
        sts = self.company.client("sts", self.company.trainer)
        answer = sts.assume_role_with_web_identity(
            RoleArn=arn, RoleSessionName="session", WebIdentityToken=token, **self.given.opened
        )
        return answer["Credentials"]

    def _organization(self, kind: str, statements: Statements | None) -> None:
        """Attach a policy to the caller's account, in place of the one that allows everything, until the end."""
        if statements is None:
            return
        target = self.company.account
        organizations = self.company.client("organizations", self.company.trainer)
        (root,) = organizations.list_roots()["Roots"]
        if not any(row["Type"] == kind for row in root["PolicyTypes"]):
            organizations.enable_policy_type(RootId=root["Id"], PolicyType=kind)
        made = organizations.create_policy(
            Name=self.name, Description="-", Type=kind, Content=self._json(statements)
        )
        policy = made["Policy"]["PolicySummary"]["Id"]
        organizations.attach_policy(PolicyId=policy, TargetId=target)
        self.stack.callback(organizations.detach_policy, PolicyId=policy, TargetId=target)
        if kind == "SERVICE_CONTROL_POLICY":
            organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=target)
            self.stack.callback(organizations.attach_policy, PolicyId="p-FullAWSAccess", TargetId=target)

    def _resource(self) -> None:
        """Make the resource, then put its policy on it, which may name it."""
        given = self.given
        if given.organization_policy is not None:
            kind, content = given.organization_policy
            organizations = self.company.client("organizations", self.company.trainer)
            made = organizations.create_policy(Name=self.name, Description="-", Type=kind, Content=content)
            self.places["resource"] = made["Policy"]["PolicySummary"]["Id"]
        if not given.resource:
            return
        row = RESOURCES[given.resource]
        client = self.company.administrator(row.service, self.owner)
        self.places["resource"] = row.make(client, self.places["name"], given.resource_tags)
        if given.resource_policy is not None and row.limit is not None:
            row.limit(client, self.places, self._json(given.resource_policy))

    def _json(self, statements: Statements) -> str:
        return json.dumps({"Version": "2012-10-17", "Statement": _filled(list(statements), self.places)})


# Each kind of resource: the service, how one is made (returns its ARN), and how a policy is put on it.


@dataclass(frozen=True)
class ResourceRow:
    """How boto3 makes a resource of a kind with tags, and puts a policy on it if that kind has policies."""

    service: str
    make: Callable[[Any, str, Mapping[str, str]], str]
    limit: Callable[[Any, Mapping[str, str], str], object] | None = None


def _bucket(s3: Any, name: str, tags: Mapping[str, str]) -> str:
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="note", Body=b"text", Tagging=urlencode(tags))
    return f"arn:aws:s3:::{name}"


def _queue(sqs: Any, name: str, tags: Mapping[str, str]) -> str:
    url = sqs.create_queue(QueueName=name, tags=dict(tags))["QueueUrl"]
    return str(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])


def _limit_queue(sqs: Any, places: Mapping[str, str], policy: str) -> None:
    url = sqs.get_queue_url(QueueName=places["name"])["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})


RESOURCES: Mapping[str, ResourceRow] = {
    "bucket": ResourceRow(
        "s3",
        _bucket,
        lambda s3, places, policy: s3.put_bucket_policy(Bucket=places["name"], Policy=policy),
    ),
    "queue": ResourceRow("sqs", _queue, _limit_queue),
    "topic": ResourceRow(
        "sns",
        lambda sns, name, tags: sns.create_topic(Name=name, Tags=_rows(tags))["TopicArn"],
        lambda sns, places, policy: sns.set_topic_attributes(
            TopicArn=places["resource"], AttributeName="Policy", AttributeValue=policy
        ),
    ),
    "key": ResourceRow(
        "kms",
        lambda kms, name, tags: kms.create_key(
            Description=name, Tags=[{"TagKey": key, "TagValue": value} for key, value in tags.items()]
        )["KeyMetadata"]["Arn"],
        lambda kms, places, policy: kms.put_key_policy(
            KeyId=places["resource"], PolicyName="default", Policy=policy
        ),
    ),
    "secret": ResourceRow(
        "secretsmanager",
        lambda manager, name, tags: manager.create_secret(Name=name, SecretString="-", Tags=_rows(tags))[
            "ARN"
        ],
        lambda manager, places, policy: manager.put_resource_policy(
            SecretId=places["resource"], ResourcePolicy=policy
        ),
    ),
    "table": ResourceRow(
        "dynamodb",
        lambda dynamodb, name, tags: dynamodb.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            Tags=_rows(tags),
        )["TableDescription"]["TableArn"],
    ),
    "user": ResourceRow(
        "iam", lambda iam, name, tags: iam.create_user(UserName=name, Tags=_rows(tags))["User"]["Arn"]
    ),
}


def _filled(value: Any, places: Mapping[str, str]) -> Any:
    """Put the arrangement's own names in place of '{account}' and its like; '${aws:username}' stays."""
    if isinstance(value, str):
        return PLACE.sub(lambda found: places[found[1]], value)
    if isinstance(value, dict):
        return {_filled(key, places): _filled(item, places) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(item, places) for item in value]
    return value


def _rows(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
