"""Rows about services: how each wire format says no, and calls that need more than the permission of their name."""

from __future__ import annotations

from tests.aws_sandbox.refusals import Case, Given, Section, allowed
from tests.aws_sandbox.refusals.policies import allow

_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/"
_ME = "User: arn:aws:iam::{account}:user/{user} is not authorized to perform: "
_NO = "because no identity-based policy allows the "
_NOBODY = Given()

WIRE_FORMATS = Section(
    "The same refusal in every wire format",
    "Services speak six wire formats, and each says a refusal in its own code, status and shape.",
    f"{_REFERENCE}reference_policies_actions-resources-contextkeys.html",
    (
        Case(
            "The query protocol (IAM, STS, SNS and others)",
            _NOBODY,
            "sns.list_topics",
            reason=_ME + "sns:ListTopics " + _NO + "sns:ListTopics action",
        ),
        Case(
            "EC2's query protocol",
            _NOBODY,
            "ec2.describe_instances",
            code="UnauthorizedOperation",
            reason="You are not authorized to perform this operation. "
            + _ME
            + "ec2:DescribeInstances "
            + _NO
            + "ec2:DescribeInstances action",
        ),
        Case(
            "JSON (DynamoDB, KMS, Organizations and others)",
            _NOBODY,
            "dynamodb.list_tables",
            {},
            400,
            "AccessDeniedException",
            _ME + "dynamodb:ListTables " + _NO + "dynamodb:ListTables action",
        ),
        Case(
            "JSON of a service that spoke the query protocol before (SQS)",
            _NOBODY,
            "sqs.list_queues",
            {},
            400,
            "AccessDenied",
            _ME + "sqs:ListQueues " + _NO + "sqs:ListQueues action",
        ),
        Case(
            "REST with JSON (Lambda, EKS and others)",
            _NOBODY,
            "lambda.list_functions",
            {},
            403,
            "AccessDeniedException",
            _ME + "lambda:ListFunctions " + _NO + "lambda:ListFunctions action",
        ),
        Case(
            "REST with XML (Route 53, CloudFront)",
            _NOBODY,
            "route53.list_hosted_zones",
            reason=_ME + "route53:ListHostedZones " + _NO + "route53:ListHostedZones action",
        ),
        Case(
            "S3, which quotes the resource",
            Given(resource="bucket"),
            "s3.get_object",
            {"Bucket": "{name}", "Key": "note"},
            reason=_ME
            + 's3:GetObject on resource: "arn:aws:s3:::{name}/note" '
            + _NO
            + "s3:GetObject action",
        ),
        Case(
            "S3 without a body in the answer (HEAD)",
            Given(resource="bucket"),
            "s3.head_object",
            {"Bucket": "{name}", "Key": "note"},
            403,
            "403",
            "Forbidden",
        ),
    ),
)

_COPY = {"Bucket": "{name}", "Key": "copy", "CopySource": {"Bucket": "{name}", "Key": "note"}}
_PUT = allow("s3:PutObject", "arn:aws:s3:::{name}/*")
_FUNCTION = {
    "FunctionName": "{name}",
    "Role": "arn:aws:iam::{account}:role/worker",
    "Code": {"ZipFile": "code"},
    "Runtime": "python3.13",
    "Handler": "worker.run",
}

PERMISSIONS = Section(
    "Permissions that a call's name does not tell",
    "Most calls need one permission of the same name. These need another, or more than one.",
    f"{_REFERENCE}reference_policies_actions-resources-contextkeys.html",
    (
        allowed("Listing buckets", Given(identity=(allow("s3:ListAllMyBuckets"),)), "s3.list_buckets"),
        Case(
            "Copying an object without leave to read it",
            Given(identity=(_PUT,), resource="bucket"),
            "s3.copy_object",
            _COPY,
            reason=_ME
            + 's3:GetObject on resource: "arn:aws:s3:::{name}/note" '
            + _NO
            + "s3:GetObject action",
        ),
        allowed(
            "Copying an object with leave for both",
            Given(identity=(_PUT, allow("s3:GetObject", "arn:aws:s3:::{name}/note")), resource="bucket"),
            "s3.copy_object",
            **_COPY,
        ),
        Case(
            "Putting an object with tags and without leave to tag",
            Given(identity=(_PUT,), resource="bucket"),
            "s3.put_object",
            {"Bucket": "{name}", "Key": "new", "Tagging": "project=red"},
            reason=_ME
            + 's3:PutObjectTagging on resource: "arn:aws:s3:::{name}/new" '
            + _NO
            + "s3:PutObjectTagging action",
        ),
        Case(
            "Handing a role to a service without iam:PassRole",
            Given(identity=(allow("lambda:CreateFunction"),)),
            "lambda.create_function",
            _FUNCTION,
            403,
            "AccessDeniedException",
            _ME
            + "iam:PassRole on resource: arn:aws:iam::{account}:role/worker "
            + _NO
            + "iam:PassRole action",
        ),
        Case(
            "Handing a role to another service than the one that is allowed",
            Given(
                identity=(
                    allow("lambda:CreateFunction"),
                    allow(
                        "iam:PassRole",
                        Condition={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
                    ),
                )
            ),
            "lambda.create_function",
            _FUNCTION,
            403,
            "AccessDeniedException",
            _ME
            + "iam:PassRole on resource: arn:aws:iam::{account}:role/worker "
            + _NO
            + "iam:PassRole action",
        ),
        allowed(
            "Handing a role to the service that is allowed",
            Given(
                identity=(
                    allow("states:CreateStateMachine"),
                    allow(
                        "iam:PassRole",
                        Condition={"StringEquals": {"iam:PassedToService": "states.amazonaws.com"}},
                    ),
                ),
                trust=(
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "states.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    },
                ),
            ),
            "stepfunctions.create_state_machine",
            name="{name}",
            roleArn="arn:aws:iam::{account}:role/{role}",
            definition='{"StartAt": "Rest", "States": {"Rest": {"Type": "Succeed"}}}',
        ),
        Case(
            "Reading several parameters, one of which is not allowed",
            Given(identity=(allow("ssm:GetParameters", "arn:aws:ssm:*:*:parameter/open"),)),
            "ssm.get_parameters",
            {"Names": ["open", "closed"]},
            400,
            "AccessDeniedException",
            _ME
            + "ssm:GetParameters on resource: arn:aws:ssm:us-east-1:{account}:parameter/closed "
            + _NO
            + "ssm:GetParameters action",
        ),
        Case(
            "A batch that reads another table too",
            Given(
                identity=(allow("dynamodb:BatchGetItem", "arn:aws:dynamodb:*:*:table/{name}"),),
                resource="table",
            ),
            "dynamodb.batch_get_item",
            {
                "RequestItems": {
                    "{name}": {"Keys": [{"id": {"S": "1"}}]},
                    "salaries": {"Keys": [{"id": {"S": "1"}}]},
                }
            },
            400,
            "AccessDeniedException",
            _ME
            + "dynamodb:BatchGetItem on resource: arn:aws:dynamodb:us-east-1:{account}:table/salaries "
            + _NO
            + "dynamodb:BatchGetItem action",
        ),
        Case(
            "A transaction needs the permission of each of its parts",
            Given(
                identity=(allow("dynamodb:TransactWriteItems"), allow("dynamodb:UpdateItem")),
                resource="table",
            ),
            "dynamodb.transact_write_items",
            {"TransactItems": [{"Put": {"TableName": "{name}", "Item": {"id": {"S": "1"}}}}]},
            400,
            "AccessDeniedException",
            _ME
            + "dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:{account}:table/{name} "
            + _NO
            + "dynamodb:PutItem action",
        ),
        Case(
            "API Gateway, whose permissions are named by HTTP methods",
            Given(identity=(allow("apigateway:POST"),)),
            "apigateway.get_rest_apis",
            {},
            403,
            "AccessDeniedException",
            _ME
            + "apigateway:GET on resource: arn:aws:apigateway:us-east-1::/restapis "
            + _NO
            + "apigateway:GET action",
        ),
        Case(
            "Terminating an instance that the policy does not cover",
            Given(identity=(allow("ec2:TerminateInstances", "arn:aws:ec2:*:*:instance/i-0a"),)),
            "ec2.terminate_instances",
            {"InstanceIds": ["i-0a", "i-0b"]},
            code="UnauthorizedOperation",
            reason="You are not authorized to perform this operation. "
            + _ME
            + "ec2:TerminateInstances on resource: arn:aws:ec2:us-east-1:{account}:instance/i-0b "
            + _NO
            + "ec2:TerminateInstances action",
            differs="AWS adds an encoded authorization failure message, which the sandbox has none of.",
        ),
        Case(
            "Simulating somebody else's permissions without leave",
            Given(
                identity=(allow("iam:SimulatePrincipalPolicy", "arn:aws:iam::*:user/{user}"),),
                resource="user",
            ),
            "iam.simulate_principal_policy",
            {"PolicySourceArn": "{resource}", "ActionNames": ["s3:GetObject"]},
            reason=_ME
            + "iam:SimulatePrincipalPolicy on resource: {resource} "
            + _NO
            + "iam:SimulatePrincipalPolicy action",
        ),
        Case(
            "Simulating for somebody who does not exist",
            Given(identity=(allow("iam:SimulatePrincipalPolicy"),)),
            "iam.simulate_principal_policy",
            {"PolicySourceArn": "arn:aws:iam::{account}:user/nobody", "ActionNames": ["s3:GetObject"]},
            404,
            "NoSuchEntity",
            "The user with name nobody cannot be found.",
        ),
    ),
)

SECTIONS = (WIRE_FORMATS, PERMISSIONS)
