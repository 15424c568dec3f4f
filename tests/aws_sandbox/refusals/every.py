"""Every section of rows, in the order in which the documentation shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.aws_sandbox.refusals import (
    access_keys,
    assume_role,
    assume_role_options,
    conditions,
    documents,
    policies,
    principals,
    request_keys,
    reserved,
    root_users,
    services,
    sessions,
    web_identity,
)

if TYPE_CHECKING:
    from tests.aws_sandbox.refusals import Section

SECTIONS: tuple[Section, ...] = (
    *policies.SECTIONS,
    *principals.SECTIONS,
    *documents.SECTIONS,
    *conditions.SECTIONS,
    *request_keys.SECTIONS,
    *services.SECTIONS,
    *reserved.SECTIONS,
    *assume_role.SECTIONS,
    *assume_role_options.SECTIONS,
    *sessions.SECTIONS,
    *web_identity.SECTIONS,
    *access_keys.SECTIONS,
    *root_users.SECTIONS,
)

# Where the sandbox knowingly does other than AWS, beyond what single rows say.
DIFFERENCES: tuple[str, ...] = (
    "Of access control lists only what they give to everybody and to everybody with an AWS account is looked at, and "
    "of blocked public access what ignores such lists and what keeps out requests without a signature.",
    "Policies on buckets, queues, topics, keys, secrets, functions and repositories are evaluated, and grants of KMS "
    "keys. Policies on tables, streams, file systems and others are not, nor are access points of S3.",
    "Only refusals of IAM name an authorization id in their text, as on AWS; those of other services have it in the "
    "header x-awsguide-authorization-id, and IAM Toolbox opens it all the same. The details are there at once.",
    "GetScopedCredentials is answered at the sandbox's one address; AWS wants a Regional endpoint of STS for it. Its "
    "pages do not say how it refuses long-term keys: here that is AccessDenied.",
    "A wrong sso_region goes unnoticed: all Regions have the sandbox's one address, and sign-in is not signed.",
    "A trust policy may name a user or role of an account that the sandbox does not have; AWS looks there too.",
    "The policy on a bucket is saved as it comes: AWS refuses what is no policy, or is about another bucket.",
    "DeleteObjects is refused as a whole where one of its objects may not be deleted; AWS deletes the others and "
    "tells which it did not.",
    "Changes of policies count from the next request on; AWS takes some seconds.",
    "Nobody calls for somebody else: aws:CalledVia, aws:SourceArn and aws:SourceAccount are in no request, and "
    "service-linked roles are roles like any other.",
    "How old a signature is and which TLS was spoken (s3:signatureAge, s3:TlsVersion) are in no request.",
    "Resource control policies are looked at for S3, STS, KMS, SQS, Secrets Manager, ECR and OpenSearch Serverless.",
    "The resource of a call is found by rows of data for the services that people meet most; elsewhere it is the ARN "
    "among the parameters, or *. A policy for one resource of such a service may allow less here than on AWS.",
    "The policy simulator fills in what is known of the caller (aws:username, aws:PrincipalArn, tags, the time) before "
    "it looks at the context entries, and evaluates a trust policy given as ResourcePolicy.",
)
