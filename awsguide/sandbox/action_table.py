"""Rows that say which permission a request needs and about which resource, where names alone do not tell.

Data only. An operation is its own permission (`iam:CreateUser`) unless a row says otherwise; a resource is the ARN
among the request's parameters, or what the first fitting row makes of its names, or '*'.

Source: 'Actions, resources, and condition keys for AWS services' (Service Authorization Reference), read 2026-11-23.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The prefix of a service's permissions, where it is not the name its requests are signed for.
PREFIXES: Mapping[str, str] = {
    "monitoring": "cloudwatch",
    "tagging": "tag",
    "iotdata": "iot",
    "s3express": "s3",
    "s3-object-lambda": "s3-object-lambda",
    "email": "ses",
}

# The folder of botocore's model, where it is not the name that REST requests are signed for.
MODELS: Mapping[str, str] = {
    "elasticfilesystem": "efs",
    "execute-api": "apigatewaymanagementapi",
    "s3express": "s3",
    "ses": "sesv2",
    "aoss": "opensearchserverless",
    "mobiletargeting": "pinpoint",
}

REST_XML_SERVICES = frozenset({"cloudfront", "route53"})

ACTIONS: Mapping[tuple[str, str], str] = {
    ("lambda", "Invoke"): "InvokeFunction",
    ("lambda", "InvokeAsync"): "InvokeAsync",
    ("sqs", "SendMessageBatch"): "SendMessage",
    ("sqs", "DeleteMessageBatch"): "DeleteMessage",
    ("sqs", "ChangeMessageVisibilityBatch"): "ChangeMessageVisibility",
    ("sns", "PublishBatch"): "Publish",
    ("dynamodb", "ExecuteStatement"): "PartiQLSelect",
    ("s3", "ListBuckets"): "ListAllMyBuckets",
    ("s3", "HeadBucket"): "ListBucket",
    ("s3", "ListObjects"): "ListBucket",
    ("s3", "ListObjectsV2"): "ListBucket",
    ("s3", "ListObjectVersions"): "ListBucketVersions",
    ("s3", "ListMultipartUploads"): "ListBucketMultipartUploads",
    ("s3", "ListParts"): "ListMultipartUploadParts",
    ("s3", "HeadObject"): "GetObject",
    ("s3", "SelectObjectContent"): "GetObject",
    ("s3", "CreateMultipartUpload"): "PutObject",
    ("s3", "UploadPart"): "PutObject",
    ("s3", "UploadPartCopy"): "PutObject",
    ("s3", "CompleteMultipartUpload"): "PutObject",
    ("s3", "CopyObject"): "PutObject",
    ("s3", "DeleteObjects"): "DeleteObject",
    ("s3", "DeleteBucketTagging"): "PutBucketTagging",
    ("s3", "DeleteBucketCors"): "PutBucketCORS",
    ("s3", "GetBucketLifecycle"): "GetLifecycleConfiguration",
    ("s3", "GetBucketLifecycleConfiguration"): "GetLifecycleConfiguration",
    ("s3", "PutBucketLifecycle"): "PutLifecycleConfiguration",
    ("s3", "PutBucketLifecycleConfiguration"): "PutLifecycleConfiguration",
    ("s3", "DeleteBucketLifecycle"): "PutLifecycleConfiguration",
    ("s3", "GetBucketEncryption"): "GetEncryptionConfiguration",
    ("s3", "PutBucketEncryption"): "PutEncryptionConfiguration",
    ("s3", "DeleteBucketEncryption"): "PutEncryptionConfiguration",
    ("s3", "GetBucketReplication"): "GetReplicationConfiguration",
    ("s3", "PutBucketReplication"): "PutReplicationConfiguration",
    ("s3", "DeleteBucketReplication"): "PutReplicationConfiguration",
    ("s3", "GetPublicAccessBlock"): "GetBucketPublicAccessBlock",
    ("s3", "PutPublicAccessBlock"): "PutBucketPublicAccessBlock",
    ("s3", "DeletePublicAccessBlock"): "PutBucketPublicAccessBlock",
    ("s3", "GetBucketNotificationConfiguration"): "GetBucketNotification",
    ("s3", "PutBucketNotificationConfiguration"): "PutBucketNotification",
    ("s3", "GetBucketAccelerateConfiguration"): "GetAccelerateConfiguration",
    ("s3", "PutBucketAccelerateConfiguration"): "PutAccelerateConfiguration",
    ("s3", "GetObjectLockConfiguration"): "GetBucketObjectLockConfiguration",
    ("s3", "PutObjectLockConfiguration"): "PutBucketObjectLockConfiguration",
    ("s3", "GetBucketInventoryConfiguration"): "GetInventoryConfiguration",
    ("s3", "PutBucketInventoryConfiguration"): "PutInventoryConfiguration",
    ("s3", "GetBucketMetricsConfiguration"): "GetMetricsConfiguration",
    ("s3", "PutBucketMetricsConfiguration"): "PutMetricsConfiguration",
    ("s3", "GetBucketAnalyticsConfiguration"): "GetAnalyticsConfiguration",
    ("s3", "PutBucketAnalyticsConfiguration"): "PutAnalyticsConfiguration",
}

# With a version named, reading, deleting and tagging an object is another permission.
VERSIONED = frozenset(
    {
        "GetObject",
        "GetObjectAcl",
        "GetObjectTagging",
        "DeleteObject",
        "DeleteObjectTagging",
        "PutObjectAcl",
        "PutObjectTagging",
    }
)


@dataclass(frozen=True)
class ResourceRow:
    """The ARN of what a request is about, made from its parameters; `operations` empty means any."""

    service: str
    template: str
    operations: frozenset[str] = frozenset()


def _only(*operations: str) -> frozenset[str]:
    return frozenset(operations)


_IAM = "arn:aws:iam::{account}:"
_HERE = "{region}:{account}:"

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
    ResourceRow("sqs", "arn:aws:sqs:" + _HERE + "{QueueName}"),
    ResourceRow("sns", "arn:aws:sns:" + _HERE + "{Name}", _only("CreateTopic")),
    # The six letters that AWS adds to a secret's ARN; patterns end in '-*' or '-??????' to meet them.
    ResourceRow("secretsmanager", "arn:aws:secretsmanager:" + _HERE + "secret:{SecretId}-000000"),
    ResourceRow("secretsmanager", "arn:aws:secretsmanager:" + _HERE + "secret:{Name}-000000"),
    ResourceRow("ssm", "arn:aws:ssm:" + _HERE + "parameter/{Name}"),
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

# IAM operations that mean the caller's own user when no UserName is given.
OWN_USER = frozenset(
    {
        "GetUser",
        "CreateAccessKey",
        "ListAccessKeys",
        "UpdateAccessKey",
        "DeleteAccessKey",
        "CreateLoginProfile",
        "GetLoginProfile",
        "DeleteLoginProfile",
        "DeactivateMFADevice",
        "GetMFADevice",
        "ListMFADevices",
        "ListSigningCertificates",
        "DeleteSigningCertificate",
        "ListServiceSpecificCredentials",
        "ListSSHPublicKeys",
    }
)

# Operations that hand a role to a service, and the parameter that names it: they also need iam:PassRole.
PASSES_ROLE: Mapping[tuple[str, str], str] = {
    ("lambda", "CreateFunction"): "Role",
    ("lambda", "UpdateFunctionConfiguration"): "Role",
    ("states", "CreateStateMachine"): "roleArn",
    ("iam", "AddRoleToInstanceProfile"): "RoleName",
}

# Condition keys read from a request's parameters and headers: service, key, where it comes from.
CONDITION_KEYS: tuple[tuple[str, str, str], ...] = (
    ("s3", "s3:prefix", "prefix"),
    ("s3", "s3:delimiter", "delimiter"),
    ("s3", "s3:max-keys", "max-keys"),
    ("s3", "s3:versionid", "versionId"),
    ("s3", "s3:x-amz-acl", "x-amz-acl"),
    ("s3", "s3:x-amz-server-side-encryption", "x-amz-server-side-encryption"),
    ("s3", "s3:x-amz-storage-class", "x-amz-storage-class"),
    ("s3", "s3:x-amz-content-sha256", "x-amz-content-sha256"),
    ("sts", "sts:externalid", "ExternalId"),
    ("sts", "sts:rolesessionname", "RoleSessionName"),
    ("sts", "sts:sourceidentity", "SourceIdentity"),
    ("sts", "sts:taskpolicyarn", "TaskPolicyArn.arn"),
    ("iam", "iam:policyarn", "PolicyArn"),
    ("iam", "iam:permissionsboundary", "PermissionsBoundary"),
    ("iam", "iam:awsservicename", "AWSServiceName"),
)
