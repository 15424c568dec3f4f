"""A pasted error leads to its page, whoever printed it; any other text gets a sentence, and secrets stay unseen."""

from __future__ import annotations

import re
import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.explanations import BY_CODE, EXPLANATIONS, explain
from awsguide.explanations.on_command_line import ON_COMMAND_LINE
from awsguide.flows.diagnosis import LONGEST, MOST, read, telling
from awsguide.flows.diagnosis.checks import CHECKS
from awsguide.flows.diagnosis.signs import SIGNS
from awsguide.flows.shared.answers import MEANINGS
from tests.aws_sandbox.refusals.every import SECTIONS
from tests.clients.pasted import Pasted, stored

PASTED = stored()
NO_CREDENTIALS = "botocore.exceptions.NoCredentialsError: Unable to locate credentials"


@pytest.mark.parametrize("row", PASTED, ids=lambda row: f"{row.client}: {row.situation}")
def test_what_a_client_printed_leads_to_the_right_page(row: Pasted) -> None:
    for text in (row.text, row.line):
        found = read(text)
        codes = [finding.code for finding in found.findings]
        assert row.means in codes, found.sentence
        # Where two are possible, it is said how to tell them apart.
        assert len(codes) == 1 or all(finding.apart for finding in found.findings)
        assert len(codes) <= 2
        assert found.recognised


def test_there_are_ten_and_more_errors_of_each_client_in_many_situations() -> None:
    assert min(Counter(row.client for row in PASTED).values()) >= 20
    assert len({row.situation for row in PASTED}) >= 30


@pytest.mark.parametrize("client", ["boto3", "aws-cli", "javascript"])
def test_a_traceback_tells_who_printed_it(client: str) -> None:
    names = {"boto3": "boto3", "aws-cli": "the AWS CLI", "javascript": "the SDK for JavaScript"}
    for row in PASTED:
        if row.client == client and "ENOENT" not in row.text:
            assert read(row.text).printed_by in ("", names[client]), row.situation


def test_every_refusal_of_the_sandbox_as_boto3_prints_it_is_told() -> None:
    for section in SECTIONS:
        for case in section.cases:
            if not case.code:
                continue
            operation = "".join(part.title() for part in case.call.partition(".")[2].split("_"))
            reason = re.sub(r"\{(\w+)\}", r"\1", case.reason)
            text = f"An error occurred ({case.code}) when calling the {operation} operation: {reason}"
            found = read(text)
            assert found.findings[0].code != "error-not-recognised", text
            known = any(
                meaning.code == case.code and meaning.operation in ("", operation) and not meaning.when
                for meaning in MEANINGS
            )
            assert found.recognised or not known, text
            assert found.recognised or case.code in found.sentence


def test_a_refusal_that_names_its_policy_is_told_with_the_kind_of_policy() -> None:
    text = (
        "An error occurred (AccessDenied) when calling the ListBuckets operation: "
        "User: arn:aws:iam::111122223333:user/dana is not "
        "authorized to perform: s3:ListAllMyBuckets with an explicit deny in a service control policy"
    )
    (finding,) = read(text).findings
    assert finding.code == "access-denied"
    assert "A statement of a service control policy denies s3:ListAllMyBuckets." in finding.why
    assert "organization" in finding.next_step


def test_the_authorization_id_of_a_refusal_is_told_with_the_command_that_opens_it() -> None:
    text = (
        "An error occurred (AccessDenied) when calling the ListUsers operation: User: "
        "arn:aws:iam::111122223333:user/dana is not authorized to perform: iam:ListUsers on resource: * because no "
        "identity-based policy allows the iam:ListUsers action. Go to https://console.aws.amazon.com/iam/home?#/x for "
        "complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: "
        "4kpp5rmgw2r1f7xj0y3a9d8bq"
    )
    (finding,) = read(text).findings
    assert "No identity-based policy allows iam:ListUsers." in finding.why
    assert "--authorization-id 4kpp5rmgw2r1f7xj0y3a9d8bq'" in finding.command_line


def test_the_guides_own_words_lead_back_to_their_row() -> None:
    lost = []
    for row in EXPLANATIONS:
        texts = (row.what, row.why, row.next_step)
        names = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
        always = "".join(piece for piece, *_ in string.Formatter().parse(row.what))
        if len(" ".join(always.split())) < 20:
            continue
        error = explain(row.code, **{name: f"a {name}" for name in names})
        codes = [finding.code for finding in read(str(error)).findings]
        # Two rows may say the same for two rows of the table.
        alike = {other.code for other in EXPLANATIONS if other.what == row.what}
        if not alike & set(codes):
            lost.append((row.code, codes))
    assert [lost for lost in lost if lost[0] not in ("aws-said", "error-not-recognised")] == []


@pytest.mark.parametrize("code", ["wrong-region", "no-credentials-found", "clock-skew"])
def test_a_code_of_the_guide_is_enough(code: str) -> None:
    assert read(code).findings[0].code == code
    assert read(f"In code: Refused, with the code {code}.").findings[0].code == code


def test_a_bare_code_that_can_mean_several_things_is_told_apart() -> None:
    found = read("SignatureDoesNotMatch")
    assert [finding.code for finding in found.findings] == ["clock-skew", "credentials-unknown"]
    assert all(finding.apart for finding in found.findings)
    assert "how to tell them apart" in found.sentence


def test_two_errors_in_one_log_are_both_told_the_last_one_first() -> None:
    log = f"aws: [ERROR]: Error loading SSO Token: Token for corp does not exist\nlater\n{NO_CREDENTIALS}"
    assert [finding.code for finding in read(log).findings] == ["no-credentials-found", "sso-token-missing"]


@pytest.mark.parametrize(
    "text",
    [
        f"> {NO_CREDENTIALS}",
        f"<pre>{NO_CREDENTIALS}</pre>",
        f"\x1b[31m{NO_CREDENTIALS}\x1b[0m",
        NO_CREDENTIALS.replace("locate ", "locate\n    "),
        NO_CREDENTIALS.upper(),
        f"Hilfe, mein Programm sagt: „{NO_CREDENTIALS}“. Was heißt das?",
        f"プログラムのエラー:{NO_CREDENTIALS}",
    ],
)
def test_quoting_colours_wrapped_lines_and_other_languages_around_it_do_no_harm(text: str) -> None:
    assert read(text).findings[0].code == "no-credentials-found"


def test_typographic_quotes_and_escaped_ones_are_quotes() -> None:
    for quotes in ("\u2018\u2019", "''", "&#x27;&#x27;", "&apos;&apos;"):
        first, last = quotes[: len(quotes) // 2], quotes[len(quotes) // 2 :]
        text = f"Your session has expired. Please reauthenticate using {first}aws login{last}."
        assert read(text).findings[0].code == "console-session-ended"


@given(st.text())
def test_any_text_gets_a_sentence(text: str) -> None:
    found = read(text)
    assert found.sentence
    assert 1 <= len(found.findings) <= MOST
    assert "\x1b" not in "\n".join(telling.lines(found))


@given(
    st.lists(
        st.sampled_from([w for sign in SIGNS for w in sign.words] + ["\n", "AccessDenied", "{", "}", "%s"])
    )
)
def test_any_mixture_of_known_words_gets_a_sentence(words: list[str]) -> None:
    for finding in read(" ".join(words)).findings:
        assert finding.code in BY_CODE
        assert finding.next_step


@pytest.mark.parametrize("filler", ["a", "Aa: ", "&amp;", "(A) when calling the ", "\x1b["])
def test_of_a_megabyte_the_beginning_and_the_end_are_read(filler: str) -> None:
    text = filler * (1_000_000 // len(filler))
    assert read(text).sentence
    assert read(f"{text}\n{NO_CREDENTIALS}").findings[0].code == "no-credentials-found"
    assert read(f"{NO_CREDENTIALS}\n{text}").findings[0].code == "no-credentials-found"
    assert read("b" * LONGEST + NO_CREDENTIALS + "b" * LONGEST).findings[0].code == "error-not-recognised"


SECRETS = {
    "secret": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
    "token": "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDexampleTokenValue01",
    "jwt": "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJkYW5hIn0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg",
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_in_the_text_is_never_shown_again(name: str) -> None:
    secret = SECRETS[name]
    for text in (
        f"AWS_SECRET_ACCESS_KEY={secret} aws s3 ls\n{NO_CREDENTIALS}",
        f"An error occurred (AccessDenied) when calling the ListBuckets operation: token {secret} is bad",
        f"An error occurred (Odd) when calling the GetOdd operation: {secret}",
        f"aws: [ERROR]: Error when retrieving credentials from custom-process: secret_access_key: {secret}",
        f"User: {secret} is not authorized to perform: s3:GetObject",
        f"AccessDenied: {secret}",
    ):
        found = read(text)
        shown = "\n".join(telling.lines(found)) + telling.document(found) + repr(found)
        assert secret not in shown
        assert secret[5:25] not in shown


def test_what_the_reader_can_say_has_a_row_a_command_line_and_known_checks() -> None:
    reachable = {sign.explanation for sign in SIGNS} | {meaning.explanation for meaning in MEANINGS}
    assert reachable <= set(BY_CODE)
    assert sorted(reachable - set(ON_COMMAND_LINE)) == []
    assert sorted(set(ON_COMMAND_LINE) - set(BY_CODE)) == []
    assert sorted({code for check in CHECKS.values() for code in check.helps} - set(BY_CODE)) == []


def test_every_sign_is_written_as_texts_are_read() -> None:
    for sign in SIGNS:
        for words in sign.words:
            assert words == " ".join(words.lower().split()) or words.strip() == " ".join(
                words.lower().split()
            )
        assert read(" something ".join(sign.words)).findings, sign
