"""Rows that say which permission a request needs, where the operation's name alone does not tell.

Data only. An operation is its own permission (`iam:CreateUser`) unless a row says otherwise; about which resource it
is stands in `resource_table`.

Source: 'Actions, resources, and condition keys for AWS services' (Service Authorization Reference), read 2026-11-23.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The prefix of a service's permissions, where it is not the name its requests are signed for.
PREFIXES: Mapping[str, str] = {
    "monitoring": "cloudwatch",
    "tagging": "tag",
    "iotdata": "iot",
    "s3express": "s3",
    "s3control": "s3",
    "s3-object-lambda": "s3-object-lambda",
    "email": "ses",
}

# The folders of botocore's models, where they are not the name that REST requests are signed for.
MODELS: Mapping[str, tuple[str, ...]] = {
    "aidevops": ("devops-agent",),
    "aoss": ("opensearchserverless",),
    "apigateway": ("apigateway", "apigatewayv2"),
    "aps": ("amp",),
    "bedrock": ("bedrock", "bedrock-agent", "bedrock-runtime", "bedrock-agent-runtime"),
    "bedrock-agentcore": ("bedrock-agentcore", "bedrock-agentcore-control"),
    "connect-campaigns": ("connectcampaigns", "connectcampaignsv2"),
    "elasticfilesystem": ("efs",),
    "execute-api": ("apigatewaymanagementapi",),
    # IAM itself speaks the query protocol; REST is what its toolbox speaks.
    "iam": ("iam-toolbox",),
    "iotdata": ("iot-data",),
    "kinesisvideo": ("kinesisvideo", "kinesis-video-archived-media", "kinesis-video-media"),
    "lex": ("lexv2-models",),
    "mediastore": ("mediastore-data",),
    "mobiletargeting": ("pinpoint",),
    "s3express": ("s3",),
    "sagemaker": ("sagemaker-runtime", "sagemaker-metrics"),
    "servicecatalog": ("servicecatalog-appregistry",),
    "ses": ("sesv2",),
}

# What speaks S3's own form of REST with XML, and no other service whose name begins so.
S3_SERVICES = frozenset({"s3", "s3express", "s3-object-lambda", "s3-outposts"})
# S3 Control is signed for as S3 is, and is told from buckets by its paths.
S3_CONTROL_PATH = "/v20180820/"
REST_XML_SERVICES = frozenset({"cloudfront", "route53"})

ACTIONS: Mapping[tuple[str, str], str] = {
    ("lambda", "Invoke"): "InvokeFunction",
    ("lambda", "InvokeWithResponseStream"): "InvokeFunction",
    ("lambda", "GetLayerVersionByArn"): "GetLayerVersion",
    ("execute-api", "PostToConnection"): "ManageConnections",
    ("execute-api", "GetConnection"): "ManageConnections",
    ("execute-api", "DeleteConnection"): "ManageConnections",
    ("sqs", "SendMessageBatch"): "SendMessage",
    ("sqs", "DeleteMessageBatch"): "DeleteMessage",
    ("sqs", "ChangeMessageVisibilityBatch"): "ChangeMessageVisibility",
    ("sns", "PublishBatch"): "Publish",
    ("dynamodb", "ExecuteStatement"): "PartiQLSelect",
    ("dynamodb", "TransactGetItems"): "GetItem",
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
    ("s3", "DeleteBucketAnalyticsConfiguration"): "PutAnalyticsConfiguration",
    ("s3", "DeleteBucketInventoryConfiguration"): "PutInventoryConfiguration",
    ("s3", "DeleteBucketMetricsConfiguration"): "PutMetricsConfiguration",
    ("s3", "ListBucketAnalyticsConfigurations"): "GetAnalyticsConfiguration",
    ("s3", "ListBucketInventoryConfigurations"): "GetInventoryConfiguration",
    ("s3", "ListBucketMetricsConfigurations"): "GetMetricsConfiguration",
    ("s3", "GetBucketIntelligentTieringConfiguration"): "GetIntelligentTieringConfiguration",
    ("s3", "PutBucketIntelligentTieringConfiguration"): "PutIntelligentTieringConfiguration",
    ("s3", "DeleteBucketIntelligentTieringConfiguration"): "PutIntelligentTieringConfiguration",
    ("s3", "ListBucketIntelligentTieringConfigurations"): "GetIntelligentTieringConfiguration",
    ("s3", "DeleteBucketOwnershipControls"): "PutBucketOwnershipControls",
    ("s3control", "GetPublicAccessBlock"): "GetAccountPublicAccessBlock",
    ("s3control", "PutPublicAccessBlock"): "PutAccountPublicAccessBlock",
    ("s3control", "DeletePublicAccessBlock"): "PutAccountPublicAccessBlock",
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

# Services whose permissions are named by the HTTP method of the request and not by its operation.
BY_METHOD = frozenset({"apigateway"})

_GRANTS = tuple(f"x-amz-grant-{what}" for what in ("full-control", "read", "read-acp", "write", "write-acp"))
# Headers that ask for more than the upload, or than the bucket, and the permission for each.
MADE_WITH: Mapping[str, Mapping[str, str]] = {
    "s3:PutObject": {
        **dict.fromkeys(("x-amz-acl", *_GRANTS), "s3:PutObjectAcl"),
        "x-amz-tagging": "s3:PutObjectTagging",
        "x-amz-object-lock-mode": "s3:PutObjectRetention",
        "x-amz-object-lock-legal-hold": "s3:PutObjectLegalHold",
        # Whether what is there is what the caller believes tells them what is there.
        "if-match": "s3:GetObject",
    },
    "s3:CreateBucket": {
        **dict.fromkeys(("x-amz-acl", *_GRANTS), "s3:PutBucketAcl"),
        "x-amz-object-ownership": "s3:PutBucketOwnershipControls",
        "x-amz-bucket-object-lock-enabled": "s3:PutBucketObjectLockConfiguration",
    },
}

# What else has to be allowed where something is tagged as it is made; EC2's is CreateTags, on what is made.
TAGGED_WITH: Mapping[tuple[str, str], str] = {
    ("dynamodb", "CreateTable"): "dynamodb:TagResource",
    ("ecr", "CreateRepository"): "ecr:TagResource",
    ("ecs", "CreateCluster"): "ecs:TagResource",
    ("events", "PutRule"): "events:TagResource",
    ("iam", "CreateInstanceProfile"): "iam:TagInstanceProfile",
    ("iam", "CreateOpenIDConnectProvider"): "iam:TagOpenIDConnectProvider",
    ("iam", "CreatePolicy"): "iam:TagPolicy",
    ("iam", "CreateRole"): "iam:TagRole",
    ("iam", "CreateSAMLProvider"): "iam:TagSAMLProvider",
    ("iam", "CreateUser"): "iam:TagUser",
    ("iam", "CreateVirtualMFADevice"): "iam:TagMFADevice",
    ("kms", "CreateKey"): "kms:TagResource",
    ("lambda", "CreateFunction"): "lambda:TagResource",
    ("logs", "CreateLogGroup"): "logs:TagResource",
    ("organizations", "CreateAccount"): "organizations:TagResource",
    ("organizations", "CreatePolicy"): "organizations:TagResource",
    ("secretsmanager", "CreateSecret"): "secretsmanager:TagResource",
    ("sns", "CreateTopic"): "sns:TagResource",
    ("sqs", "CreateQueue"): "sqs:TagQueue",
    ("ssm", "PutParameter"): "ssm:AddTagsToResource",
    ("sso", "CreatePermissionSet"): "sso:TagResource",
    ("states", "CreateStateMachine"): "states:TagResource",
}

# Operations that hand roles to a service, and the parameters that name them: they also need iam:PassRole.
PASSES_ROLE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("lambda", "CreateFunction"): ("Role",),
    ("lambda", "UpdateFunctionConfiguration"): ("Role",),
    ("states", "CreateStateMachine"): ("roleArn",),
    ("states", "UpdateStateMachine"): ("roleArn",),
    ("iam", "AddRoleToInstanceProfile"): ("RoleName",),
    ("ecs", "RegisterTaskDefinition"): ("executionRoleArn", "taskRoleArn"),
    ("eks", "CreateCluster"): ("roleArn",),
    ("glue", "CreateJob"): ("Role",),
    ("cloudformation", "CreateStack"): ("RoleARN",),
    ("cloudformation", "UpdateStack"): ("RoleARN",),
    ("scheduler", "CreateSchedule"): ("RoleArn",),
    ("codebuild", "CreateProject"): ("serviceRole",),
    ("sagemaker", "CreateNotebookInstance"): ("RoleArn",),
}

# Operations that hand over the role of an instance profile, which these parameters name.
PASSES_PROFILE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("ec2", "RunInstances"): ("IamInstanceProfile.Arn", "IamInstanceProfile.Name"),
    ("ec2", "AssociateIamInstanceProfile"): ("IamInstanceProfile.Arn", "IamInstanceProfile.Name"),
}

# Permissions about a user or role for which iam:PermissionsBoundary says which boundary it has now.
ABOUT_A_BOUNDARY = frozenset(
    f"iam:{verb}{kind}{what}"
    for kind in ("User", "Role")
    for verb, what in (
        ("Attach", "Policy"),
        ("Detach", "Policy"),
        ("Put", "Policy"),
        ("Delete", "Policy"),
        ("Delete", "PermissionsBoundary"),
    )
)

# Which service a role is handed to, where it is not the one that is called.
PASSED_TO: Mapping[str, str] = {"ecs": "ecs-tasks.amazonaws.com", "iam": "ec2.amazonaws.com"}

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
    ("s3", "s3:x-amz-copy-source", "x-amz-copy-source"),
    ("s3", "s3:x-amz-metadata-directive", "x-amz-metadata-directive"),
    ("s3", "s3:x-amz-website-redirect-location", "x-amz-website-redirect-location"),
    ("s3", "s3:x-amz-grant-full-control", "x-amz-grant-full-control"),
    ("s3", "s3:x-amz-grant-read", "x-amz-grant-read"),
    ("s3", "s3:x-amz-grant-read-acp", "x-amz-grant-read-acp"),
    ("s3", "s3:x-amz-grant-write", "x-amz-grant-write"),
    ("s3", "s3:x-amz-grant-write-acp", "x-amz-grant-write-acp"),
    (
        "s3",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "x-amz-server-side-encryption-aws-kms-key-id",
    ),
    (
        "s3",
        "s3:x-amz-server-side-encryption-customer-algorithm",
        "x-amz-server-side-encryption-customer-algorithm",
    ),
    ("s3", "s3:if-match", "if-match"),
    ("s3", "s3:if-none-match", "if-none-match"),
    ("s3", "s3:object-lock-mode", "x-amz-object-lock-mode"),
    ("s3", "s3:object-lock-retain-until-date", "x-amz-object-lock-retain-until-date"),
    ("s3", "s3:object-lock-legal-hold", "x-amz-object-lock-legal-hold"),
    ("sts", "sts:externalid", "ExternalId"),
    ("sts", "sts:rolesessionname", "RoleSessionName"),
    ("sts", "sts:sourceidentity", "SourceIdentity"),
    ("sts", "sts:taskpolicyarn", "TaskPolicyArn.arn"),
    ("sts", "sts:durationseconds", "DurationSeconds"),
    ("iam", "iam:policyarn", "PolicyArn"),
    ("iam", "iam:permissionsboundary", "PermissionsBoundary"),
    ("iam", "iam:awsservicename", "AWSServiceName"),
    ("ec2", "ec2:instancetype", "InstanceType"),
    ("sns", "sns:protocol", "Protocol"),
    ("sns", "sns:endpoint", "Endpoint"),
    ("kms", "kms:keyspec", "KeySpec"),
    ("secretsmanager", "secretsmanager:secretid", "SecretId"),
    ("secretsmanager", "secretsmanager:versionstage", "VersionStage"),
    ("organizations", "organizations:serviceprincipal", "ServicePrincipal"),
)

# Parameters that only these operations have, so that others may not say by them what they are about.
ONLY_IN: Mapping[str, frozenset[str]] = {
    "iam:permissionsboundary": frozenset(
        {"CreateUser", "CreateRole", "PutUserPermissionsBoundary", "PutRolePermissionsBoundary"}
    ),
    # The trust policy of a role cannot ask how long a session is to last.
    "sts:durationseconds": frozenset({"GetWebIdentityToken"}),
    "sts:externalid": frozenset({"AssumeRole"}),
}
