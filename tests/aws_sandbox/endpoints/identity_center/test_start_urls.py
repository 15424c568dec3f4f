"""Where a start URL leads, as the address itself would say."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests import wire


@pytest.mark.parametrize(
    ("address", "status", "region", "location"),
    [
        ("https://d-sandbox0001.awsapps.com/start", 200, "us-east-1", None),
        ("https://d-sandbox0002.awsapps.com/start", 200, "eu-west-1", None),
        ("https://d-sandbox0009.awsapps.com/start", 404, None, None),
        ("https://aws.sandbox-company.example", 302, None, "https://d-sandbox0001.awsapps.com/start"),
        ("https://nobody.example", 404, None, None),
        ("https://[broken", 404, None, None),
    ],
)
def test_a_start_url_leads_where_its_address_says(
    endpoint: str, address: str, status: int, region: str | None, location: str | None
) -> None:
    given, headers, content = wire.send(endpoint, "GET", f"/start-url?address={quote(address, safe='')}")
    assert (given, headers.get("location")) == (status, location)
    assert (f'content="{region}"' in content.decode()) is (region is not None)
    assert (headers.get("x-awsguide-host") == "unknown") is ("nobody" in address or "broken" in address)
