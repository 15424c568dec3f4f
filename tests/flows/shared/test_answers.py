"""What AWS answered is explained by its cause: the advice follows from who or what said no."""

from __future__ import annotations

import pytest

from awsguide.core.errors import AwsError
from awsguide.flows.shared.answers import translated

# AWS's own words, after its page on access denied messages.
WHO = "User: arn:aws:sts::111122223333:assumed-role/Deployer/hana is not authorized to perform: s3:ListAllMyBuckets"


@pytest.mark.parametrize(
    ("because", "advice"),
    [
        ("because no session policy allows the s3:ListAllMyBuckets action", "wider session policy"),
        ("with an explicit deny in a session policy", "wider session policy"),
        ("because no permissions boundary allows the s3:ListAllMyBuckets action", "manages the boundary"),
        ("with an explicit deny in a service control policy", "manages the organization"),
        ("because no resource control policy allows the action", "manages the organization"),
        ("with an explicit deny in a VPC endpoint policy", "manages the network"),
        ("with an explicit deny in an identity-based policy", "meet its conditions (tags, MFA, the network)"),
        ("because no resource-based policy allows the action", "owns the resource"),
        ("because no identity-based policy allows the action", "look at its conditions"),
    ],
)
def test_a_refusal_is_advised_on_by_what_refused(because: str, advice: str) -> None:
    error = translated(AwsError("AccessDenied", f"{WHO} {because}", status=403, operation="ListBuckets"))
    assert error.code == "access-denied"
    assert advice in error.next_step
    # More permissions for the role help with none of these but the last, where the policy is asked for by name.
    assert "role with more permissions" not in error.next_step


def test_a_code_that_was_not_taken_may_have_been_mistyped() -> None:
    message = "MultiFactorAuthentication failed with invalid MFA one time pass code."
    error = translated(AwsError("AccessDenied", message, status=403, operation="AssumeRole"))
    assert error.code == "mfa-code-refused"
    assert error.why.startswith("A digit was mistyped")
