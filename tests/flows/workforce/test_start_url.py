"""What may be typed as a start URL, and what each thing that is none is told."""

from __future__ import annotations

import pytest

from awsguide.core.errors import BadInput
from awsguide.flows.workforce.start_url import check_start_url

START = "https://d-1234567890.awsapps.com/start"
GOV = "https://start.us-gov-home.awsapps.com/directory/d-1234567890"
CHINA = "https://start.cn-north-1.home.awsapps.cn/directory/acme"


@pytest.mark.parametrize(
    ("typed", "start_url"),
    [
        (START, START),
        (f"  {START}/  ", START),
        (f"{START}#/", START),
        (f"{START}/#/?tab=accounts", START),
        (f"{START}/ie", START),
        ("d-1234567890.awsapps.com", START),
        ("https://d-1234567890.awsapps.com", START),
        ("https://D-1234567890.AwsApps.com/Start", START),
        ("https://acme.awsapps.cn/start", "https://acme.awsapps.cn/start"),
        ("https://ssoins-1.portal.eu-west-1.app.aws", "https://ssoins-1.portal.eu-west-1.app.aws"),
        ("https://ssoins-1.portal.eu-west-1.app.aws/start#/", "https://ssoins-1.portal.eu-west-1.app.aws"),
        (f"{GOV}/", GOV),
        (f"{GOV}/#/saml", GOV),
        (
            "start.us-gov-home.awsapps.com/directory/Acme",
            "https://start.us-gov-home.awsapps.com/directory/Acme",
        ),
        (f"{CHINA}#/", CHINA),
        ("https://identitycenter.amazonaws.com/ssoins-1", "https://identitycenter.amazonaws.com/ssoins-1"),
        ("https://aws.example.com/cloud/", "https://aws.example.com/cloud"),
    ],
)
def test_what_a_browser_or_a_hand_adds_is_taken_away(typed: str, start_url: str) -> None:
    assert check_start_url(typed) == start_url
    assert check_start_url(start_url) == start_url


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("", "start-url-missing", "No start URL"),
        ("   ", "start-url-missing", "No start URL"),
        ("acme", "start-url-shape", "no https:// in front"),
        (START.replace("https", "http"), "start-url-not-https", "http://"),
        ("https://acme/start", "start-url-shape", "not complete"),
        ("https://alice:secret@acme.awsapps.com/start", "start-url-shape", "user or a port"),
        ("https://start.us-gov-home.awsapps.com/start", "start-url-shape", "ends in /directory/"),
        ("https://start.home.awsapps.cn", "start-url-shape", "ends in /directory/"),
        ("https://acme.awsapps.com/strat", "start-url-shape", "ends in /start, and not in /strat"),
        ("https://acme.awsapps.com/connect/login", "start-url-shape", "ends in /start"),
        ("https://signin.aws.amazon.com", "start-url-shape", "AWS console"),
        ("https://123456789012.signin.aws.amazon.com/console", "start-url-shape", "AWS console"),
        ("https://eu-west-1.console.aws.amazon.com/iam/home", "start-url-shape", "AWS console"),
        ("https://oidc.us-east-1.amazonaws.com", "start-url-shape", "programs call"),
        ("https://device.sso.us-east-1.amazonaws.com/?user_code=AB", "start-url-shape", "programs call"),
        (f"{START}?user_code=ABCD-EFGH", "start-url-shape", "one sign-in attempt"),
    ],
)
def test_what_is_no_start_url_is_told_apart(typed: str, code: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        check_start_url(typed)
    assert caught.value.code == code


def test_a_password_in_an_address_is_not_shown() -> None:
    with pytest.raises(BadInput) as caught:
        check_start_url("https://alice:hunter2@acme.awsapps.com/start")
    assert "hunter2" not in str(caught.value)
    assert "acme.awsapps.com" in str(caught.value)
