"""What is printed on the way to AWS and at its door: no connection, no metadata, too many calls, a policy."""

from __future__ import annotations

from awsguide.flows.diagnosis.signs.sign import AWS, BOTO, GENERAL, JAVASCRIPT, Sign, signs

ROWS: tuple[Sign, ...] = (
    # the way to AWS
    *signs(
        "network-proxy-password", BOTO, "407 proxy authentication required", "tunnel connection failed: 407"
    ),
    *signs(
        "network-proxy",
        BOTO,
        "failed to connect to proxy url",
        "proxyconnectionerror",
        "cannot connect to proxy",
    ),
    *signs(
        "network-proxy-refused",
        BOTO,
        "tunnel connection failed: 403",
        "tunnel connection failed: 502",
        "tunnel connection failed: 503",
    ),
    *signs(
        "network-tls-bundle",
        BOTO,
        "could not find a suitable tls ca certificate bundle",
        "invalid path: … ca",
    ),
    *signs(
        "network-tls",
        BOTO,
        "certificate verify failed",
        "certificate_verify_failed",
        "certificateverifyfailed",
    ),
    *signs(
        "network-tls",
        JAVASCRIPT,
        "self signed certificate",
        "self-signed certificate",
        "unable to get local issuer certificate",
        "unable to verify the first certificate",
        "unable_to_verify_leaf_signature",
    ),
    *signs(
        "network-tls-cut-off",
        BOTO,
        "unexpected_eof_while_reading",
        "wrong_version_number",
        "wrong version number",
    ),
    *signs(
        "network-tls-cut-off", JAVASCRIPT, "client network socket disconnected before secure tls connection"
    ),
    *signs("network-tls-cut-off", AWS, "connection reset by peer", "econnreset", weight=GENERAL),
    *signs("network-tls", BOTO, "ssl validation failed", weight=GENERAL),
    *signs(
        "network-name",
        BOTO,
        "name or service not known",
        "nodename nor servname provided",
        "temporary failure in name resolution",
        "failed to resolve",
        "getaddrinfo failed",
        "nameresolutionerror",
        weight=GENERAL,
    ),
    *signs(
        "network-name",
        JAVASCRIPT,
        "getaddrinfo enotfound",
        "getaddrinfo eai_again",
        "unknownendpoint",
        weight=GENERAL,
    ),
    *signs(
        "network-timeout",
        BOTO,
        "connect timeout on endpoint url",
        "read timeout on endpoint url",
        "connecttimeouterror",
        "readtimeouterror",
        weight=GENERAL,
    ),
    *signs(
        "network-timeout",
        JAVASCRIPT,
        "etimedout",
        "timeouterror",
        "connection timed out after",
        "socket timed out",
        weight=GENERAL,
    ),
    *signs(
        "network-connection",
        BOTO,
        "connection refused",
        "connection was closed before we received a valid response",
        weight=GENERAL,
    ),
    *signs(
        "network-connection",
        BOTO,
        "could not connect to the endpoint url",
        "endpointconnectionerror",
        weight=GENERAL,
        only_if="the name in the address exists ('nslookup NAME' finds it) and nothing answers there",
    ),
    *signs(
        "network-name",
        BOTO,
        "could not connect to the endpoint url",
        weight=GENERAL,
        only_if="'nslookup NAME' does not find the name in the address; a wrong Region becomes part of it",
    ),
    *signs("network-connection", JAVASCRIPT, "econnrefused", "ehostunreach", "enetunreach", weight=GENERAL),
    *signs(
        "instance-without-role",
        BOTO,
        "error retrieving metadata: received non 200 response",
        "metadataretrievalerror",
        "retrying metadata service call",
    ),
    *signs(
        "instance-without-role",
        JAVASCRIPT,
        "error response received from instance metadata service",
        "169.254.169.254",
        "unable to connect to instance metadata service",
        "timeouterror … credential-provider-imds",
    ),
    *signs("instance-without-role", "the SDK for Go", "no ec2 imds role found", "operation error ec2imds"),
    # too fast
    *signs(
        "too-many-requests",
        AWS,
        "rate exceeded",
        "http 429",
        "status code: 429",
        "too many requests",
        weight=GENERAL,
    ),
    # policies
    *signs(
        "access-denied",
        AWS,
        "is not authorized to perform:",
        "you are not authorized to perform this operation",
        "unauthorizedoperation",
        weight=GENERAL,
    ),
)
