"""Which client a call gets: made once for the same credentials, and never shared with others; and which partition."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import botocore.session

from awsguide.adapters.aws import KEPT, Aws
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Call
from awsguide.flows.short_term.role_input import partition_of


def call(key_id: str = "AKIA1", secret: str = "one", region: str = "us-east-1") -> Call:
    return Call("sts", "GetCallerIdentity", region=region, credentials=Credentials(key_id, Secret(secret)))


def test_the_same_credentials_share_a_client_and_others_do_not() -> None:
    aws = Aws("aws")
    first = aws._client(call())
    assert aws._client(call()) is first
    assert aws._client(call(region="eu-west-1")) is not first
    assert aws._client(call("AKIA2")) is not first
    corrected = aws._client(call(secret="two"))
    assert corrected is not first
    assert corrected._request_signer._credentials.secret_key == "two"


def test_many_threads_at_once_make_one_client() -> None:
    aws = Aws("aws")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: aws._client(call()), range(16)))
    assert len({id(client) for client in found}) == 1


def test_only_the_last_few_clients_are_kept() -> None:
    aws = Aws("aws")
    for number in range(KEPT + 2):
        aws._client(call(f"AKIA{number}"))
    assert len(aws._clients) == KEPT


def test_every_partition_that_botocore_knows_is_told_by_its_regions() -> None:
    session = botocore.session.Session()
    for partition in session.get_available_partitions():
        for region in session.get_available_regions("sts", partition, allow_non_regional=False):
            assert partition_of(region) == partition
