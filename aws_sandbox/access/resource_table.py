"""Rows that make the ARN of what a request is about from the names in its parameters.

Data only. The first row whose parameters a request has is the one that counts; without one AWS's reference is asked,
then the rows of `FURTHER`, and else it is the ARN among the parameters, or '*'. A parameter that holds a whole ARN
already is taken as it is.

Source: 'Actions, resources, and condition keys for AWS services' (Service Authorization Reference), read 2026-11-26.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class ResourceRow:
    """The ARN of what a request is about, made from its parameters; `operations` empty means any."""

    service: str
    template: str
    operations: frozenset[str] = frozenset()


def _only(*operations: str) -> frozenset[str]:
    return frozenset(operations)


_IAM = "arn:aws:iam::{account}:"
_DOCUMENTS = _only("CreateDocument", "DeleteDocument", "DescribeDocument", "GetDocument", "UpdateDocument")
_HERE = "{region}:{account}:"

# Resources of a region and account, where the reference leaves them open: service as requests are signed for it,
# service in the ARN if another, the rest.
_REGIONAL: tuple[tuple[str, str | None, str], ...] = (
    ("airflow", None, "environment/{Name}"),
    ("amplify", None, "apps/{appId}"),
    ("aps", None, "workspace/{workspaceId}"),
    ("appsync", None, "apis/{apiId}"),
    ("athena", None, "workgroup/{WorkGroup}"),
    ("autoscaling", None, "autoScalingGroup:*:autoScalingGroupName/{AutoScalingGroupName}"),
    ("backup", None, "backup-vault:{backupVaultName}"),
    ("cloudformation", None, "stack/{StackName}/*"),
    ("cloudtrail", None, "trail/{Name}"),
    ("codepipeline", None, "{pipelineName}"),
    ("cognito-idp", None, "userpool/{UserPoolId}"),
    ("elasticache", None, "cluster:{CacheClusterId}"),
    ("elasticache", None, "replicationgroup:{ReplicationGroupId}"),
    ("elasticbeanstalk", None, "environment/{ApplicationName}/{EnvironmentName}"),
    ("elasticbeanstalk", None, "application/{ApplicationName}"),
    ("elasticmapreduce", None, "cluster/{ClusterId}"),
    ("ecs", None, "service/{cluster}/{service}"),
    ("ecs", None, "cluster/{cluster}"),
    ("eks", None, "cluster/{name}"),
    ("es", None, "domain/{DomainName}"),
    ("events", None, "event-bus/{EventBusName}"),
    ("glue", None, "table/{DatabaseName}/{TableName}"),
    ("glue", None, "database/{DatabaseName}"),
    ("iot", None, "thing/{thingName}"),
    ("iotdata", "iot", "topic/{topic}"),
    ("kafka", None, "cluster/{ClusterName}/*"),
    ("kinesisvideo", None, "stream/{StreamName}/*"),
    ("monitoring", "cloudwatch", "alarm:{AlarmName}"),
    ("rds", None, "cluster:{DBClusterIdentifier}"),
    ("redshift", None, "cluster:{ClusterIdentifier}"),
    ("sagemaker", None, "endpoint/{EndpointName}"),
    ("ses", None, "identity/{EmailIdentity}"),
    ("ses", None, "identity/{FromEmailAddress}"),
    ("timestream", None, "database/{DatabaseName}"),
)
# Resources whose ARNs name no region or no account.
_ELSEWHERE = (
    ("apigateway", "arn:aws:apigateway:{region}::/{path}"),
    ("cloudfront", "arn:aws:cloudfront::{account}:distribution/{Id}"),
    ("execute-api", "arn:aws:execute-api:{region}:{account}:*"),
    ("route53", "arn:aws:route53:::hostedzone/{HostedZoneId}"),
    ("route53", "arn:aws:route53:::hostedzone/{Id}"),
    ("route53", "arn:aws:route53:::change/{ChangeId}"),
)

# Calls about several things at once, each of which needs the permission: the list among the parameters, and the ARN.
LISTED: Mapping[tuple[str, str], tuple[str, str]] = {
    ("dynamodb", "BatchGetItem"): ("RequestItems", f"arn:aws:dynamodb:{_HERE}table/{{item}}"),
    ("dynamodb", "BatchWriteItem"): ("RequestItems", f"arn:aws:dynamodb:{_HERE}table/{{item}}"),
    ("ssm", "GetParameters"): ("Names", f"arn:aws:ssm:{_HERE}parameter/{{item}}"),
    ("ssm", "DeleteParameters"): ("Names", f"arn:aws:ssm:{_HERE}parameter/{{item}}"),
    **{
        ("ec2", operation): ("InstanceId", f"arn:aws:ec2:{_HERE}instance/{{item}}")
        for operation in (
            "MonitorInstances",
            "RebootInstances",
            "StartInstances",
            "StopInstances",
            "TerminateInstances",
            "UnmonitorInstances",
        )
    },
    ("ec2", "CreateTags"): ("ResourceId", f"arn:aws:ec2:{_HERE}{{kind}}/{{item}}"),
    ("ec2", "DeleteTags"): ("ResourceId", f"arn:aws:ec2:{_HERE}{{kind}}/{{item}}"),
}

# What a new instance brings along, and the parameters that name what it uses: each needs the permission to launch it.
LAUNCHED = ("instance/*", "network-interface/*", "volume/*")
LAUNCHED_WITH = ("ImageId", "SubnetId", "SecurityGroupId", "KeyName")

# EC2 names things by letters before a hyphen; its Describe calls are about nothing in particular.
EC2_KINDS: Mapping[str, str] = {
    "ami": "image",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "i": "instance",
    "igw": "internet-gateway",
    "lt": "launch-template",
    "nat": "natgateway",
    "rtb": "route-table",
    "sg": "security-group",
    "snap": "snapshot",
    "subnet": "subnet",
    "vol": "volume",
    "vpc": "vpc",
}
EC2_PARAMETERS = (
    "InstanceId",
    "VolumeId",
    "SnapshotId",
    "ImageId",
    "GroupId",
    "NetworkInterfaceId",
    "RouteTableId",
    "InternetGatewayId",
    "NatGatewayId",
    "LaunchTemplateId",
    "AllocationId",
    "SubnetId",
    "VpcId",
)

# Not a parameter of AWS's: the guard puts the ARN of the root user here where a call means it without saying so.
ROOT_USER = "RootUser"

# The first row whose parameters the request has is the one that counts.
RESOURCES: tuple[ResourceRow, ...] = (
    ResourceRow("s3", "arn:aws:s3:::{Bucket}/{Key}"),
    ResourceRow("s3", "arn:aws:s3:::{Bucket}"),
    ResourceRow("sts", "{RoleArn}"),
    ResourceRow("sts", "arn:aws:sts::{account}:federated-user/{Name}", _only("GetFederationToken")),
    ResourceRow("iam", _IAM + "group/{GroupName}", _only("AddUserToGroup", "RemoveUserFromGroup")),
    ResourceRow("iam", _IAM + "instance-profile/{InstanceProfileName}"),
    ResourceRow("iam", _IAM + "user/", _only("ListUsers")),
    ResourceRow("iam", _IAM + "role/", _only("ListRoles")),
    ResourceRow("iam", _IAM + "group/", _only("ListGroups")),
    ResourceRow("iam", _IAM + "policy/", _only("ListPolicies")),
    ResourceRow("iam", _IAM + "instance-profile/", _only("ListInstanceProfiles")),
    ResourceRow("iam", _IAM + "mfa/{VirtualMFADeviceName}"),
    ResourceRow("iam", "{SerialNumber}", _only("DeleteVirtualMFADevice")),
    ResourceRow("iam", "{" + ROOT_USER + "}"),
    ResourceRow("iam", _IAM + "user/{UserName}"),
    ResourceRow("iam", _IAM + "role/{RoleName}"),
    ResourceRow("iam", _IAM + "group/{GroupName}"),
    ResourceRow("iam", _IAM + "policy/{PolicyName}", _only("CreatePolicy")),
    ResourceRow("iam", "{PolicyArn}"),
    ResourceRow("iam", "{PolicySourceArn}"),
    ResourceRow("iam", "{OpenIDConnectProviderArn}"),
    ResourceRow("iam", "{SAMLProviderArn}"),
    ResourceRow("iam", _IAM + "saml-provider/{Name}", _only("CreateSAMLProvider")),
    ResourceRow("dynamodb", "arn:aws:dynamodb:" + _HERE + "table/{TableName}/index/{IndexName}"),
    ResourceRow("dynamodb", "arn:aws:dynamodb:" + _HERE + "table/{TableName}"),
    ResourceRow("lambda", "arn:aws:lambda:" + _HERE + "function:{FunctionName}"),
    ResourceRow("sqs", "arn:aws:sqs:{region}:{QueueOwner}:{QueueName}"),
    ResourceRow("sqs", "arn:aws:sqs:{region}:{QueueOwnerAWSAccountId}:{QueueName}"),
    ResourceRow("sqs", "arn:aws:sqs:" + _HERE + "{QueueName}"),
    ResourceRow("sns", "arn:aws:sns:" + _HERE + "{Name}", _only("CreateTopic")),
    # The six letters that AWS adds to a secret's ARN; patterns end in '-*' or '-??????' to meet them.
    ResourceRow("secretsmanager", "arn:aws:secretsmanager:" + _HERE + "secret:{SecretId}-000000"),
    ResourceRow("secretsmanager", "arn:aws:secretsmanager:" + _HERE + "secret:{Name}-000000"),
    ResourceRow("ssm", "arn:aws:ssm:" + _HERE + "document/{Name}", _DOCUMENTS),
    ResourceRow("ssm", "arn:aws:ssm:" + _HERE + "parameter/{Name}"),
    ResourceRow("ssm", "arn:aws:ssm:" + _HERE + "parameter/{Path}", _only("GetParametersByPath")),
    ResourceRow("kms", "arn:aws:kms:" + _HERE + "{AliasName}", _only("CreateAlias", "DeleteAlias")),
    ResourceRow("kms", "arn:aws:kms:" + _HERE + "key/{KeyId}"),
    ResourceRow("logs", "arn:aws:logs:" + _HERE + "log-group:{logGroupName}"),
    ResourceRow("kinesis", "arn:aws:kinesis:" + _HERE + "stream/{StreamName}"),
    ResourceRow("ecr", "arn:aws:ecr:" + _HERE + "repository/{repositoryName}"),
    ResourceRow("identitystore", "arn:aws:identitystore::{account}:identitystore/{IdentityStoreId}"),
    ResourceRow("sso", "{PermissionSetArn}"),
    ResourceRow("sso", "{InstanceArn}"),
    ResourceRow(
        "events", "arn:aws:events:" + _HERE + "rule/{Name}", _only("PutRule", "DeleteRule", "DescribeRule")
    ),
)

# What AWS's reference does not say of a call, because the ARN takes more than the call names.
FURTHER: tuple[ResourceRow, ...] = (
    *(
        ResourceRow(service, f"arn:aws:{service if name is None else name}:{_HERE}{rest}")
        for service, name, rest in _REGIONAL
    ),
    *(ResourceRow(service, template) for service, template in _ELSEWHERE),
)
