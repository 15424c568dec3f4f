"""The page about which credentials win names the providers in the order in which the rules ask them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.config.test_chains import told

PAGE = Path(__file__).parents[2] / "docs" / "which-credentials.md"


def order(heading: str) -> list[str]:
    """The providers of the table under a heading, in its order."""
    part = PAGE.read_text("utf-8").partition(f"### {heading}\n")[2].partition("\n#")[0]
    cells = [line.split("|")[2] for line in part.splitlines() if re.match(r"\| \d", line)]
    return [name for cell in cells for name in re.findall(r"`([a-z0-9-]+)`", cell)]


def test_boto3_and_the_cli_are_asked_in_the_order_of_the_page() -> None:
    found = told()
    for client in ("boto3", "aws-cli"):
        assert [step.provider for step in found[client].steps] == order("boto3 and the AWS CLI")


def test_javascript_is_asked_in_the_order_of_the_page() -> None:
    every_way = (
        "[default]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = default\naws_access_key_id = a\n"
        "aws_secret_access_key = b\nweb_identity_token_file = /t\ncredential_process = /opt/helper\n"
        "sso_session = s\nlogin_session = arn:x\n"
    )
    steps = [step.provider for step in told(config=every_way)["javascript"].steps]
    page = [name for name in order("The AWS SDK for JavaScript v3") if name != "shared-credentials-file"]
    assert steps == page
