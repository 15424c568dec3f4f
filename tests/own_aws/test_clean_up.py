"""The clean-up on one's own AWS: a dry run changes nothing, undoing brings it back, and what stays is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from awsguide.adapters.files import home as files
from awsguide.api.perform import perform
from awsguide.config.changes import Change, SetSection
from awsguide.core.steps import Call, Flow
from awsguide.lessons import ledger
from tests.conftest import contents
from tests.own_aws.test_environment import begun, config
from tests.own_aws.test_hosts import IAM, keys, yes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.own_aws.network import Network


def _call(network: Network, operation: str, **params: Any) -> Any:
    """A call of the guide's, as petra, who looks after users."""

    def flow() -> Flow[Any]:
        return (yield Call("iam", operation, params, "us-east-1", keys(network, "petra")))

    return perform(flow(), ask=yes)


def _state(network: Network) -> dict[str, Any]:
    """Ivan as AWS sees him."""
    listed = _call(network, "ListAccessKeys", UserName="ivan")["AccessKeyMetadata"]
    policies = _call(network, "ListUserPolicies", UserName="ivan")["PolicyNames"]
    return {"keys": {key["AccessKeyId"]: key["Status"] for key in listed}, "policies": policies}


def _disk(home: Path) -> dict[str, str]:
    return {name: digest for name, digest in contents(home).items() if not name.endswith(".lock")}


def test_a_clean_up_of_one_s_own_aws_lists_first_and_then_brings_it_back(
    network: Network, home: Path
) -> None:
    begun(network, home, "petra")
    config(home, "# mine\n[profile old]\nregion = eu-west-1\n")
    disk, aws = _disk(home), _state(network)

    made = _call(network, "CreateAccessKey", UserName="ivan")["AccessKey"]["AccessKeyId"]
    deny = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'
    _call(network, "PutUserPolicy", UserName="ivan", PolicyName="revoked", PolicyDocument=deny)
    files.save(Change("config", (SetSection("profile", "new", {"region": "us-east-1"}),)))
    between, in_between = _disk(home), _state(network)

    network.hosts()
    listed = ledger.clean_up("petra")
    assert network.hosts() == []
    assert _disk(home) == between
    assert _state(network) == in_between
    assert {one.outcome for one in listed} == {"would be undone"}
    assert not any("account" in one.made.what for one in listed)
    # Without a profile that may do it, what is in AWS is listed and left alone.
    assert [one.outcome for one in ledger.clean_up() if one.made.where == "AWS"] == ["stays", "stays"]

    network.hosts()
    done = ledger.clean_up("petra", really=True)
    assert set(network.hosts()) == {IAM}
    assert {one.outcome for one in done} == {"undone"}
    assert _disk(home) == disk
    # Everything is as it was but the key, which is switched off and can be had back.
    assert _state(network) == {**aws, "keys": {**aws["keys"], made: "Inactive"}}

    _call(network, "DeleteAccessKey", UserName="ivan", AccessKeyId=made)
    files.save(Change("config", (SetSection("profile", "old", {"output": "json"}),)))
    stays = {
        one.made.what: one.made.does
        for one in ledger.clean_up("petra", really=True)
        if one.outcome == "stays"
    }
    assert len(stays) == 2
    assert any("cannot be undone" in told for told in stays.values())
    assert any("was there before" in told for told in stays.values())
    assert _state(network) == aws
