"""Long-term credentials: access keys, whose they are, and the report about them."""

from __future__ import annotations

from awsguide.core.errors import BadInput, CouldNotTry, Refused, Unreachable
from awsguide.explanations.pages import ACCESS_KEYS, CREDENTIAL_REPORT, IAM_IDS
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "key-id",
        BadInput,
        "That is not an access key ID",
        "This cannot be an access key ID: {detail}.",
        "An access key ID has 20 capital letters and digits and begins with AKIA (long-term) or ASIA (temporary).",
        "Copy the whole ID, from the IAM console's list of access keys or the aws_access_key_id line of a profile, and "
        "paste it again.",
        IAM_IDS,
    ),
    Explanation(
        "key-id-is-secret",
        BadInput,
        "That looks like the secret, not the ID",
        "What was typed has the shape of a secret access key. It was not sent and is not kept here.",
        "The ID is the shorter line, with 20 characters. The secret has 40, and no question about a key needs it.",
        "Paste the ID instead. If the secret is in a cell or was pasted anywhere else, treat the key as leaked.",
        ACCESS_KEYS,
    ),
    Explanation(
        "user-name",
        BadInput,
        "That is not a user name",
        "This cannot be the name of an IAM user: {detail}.",
        "A user's name has 1 to 64 letters, digits and _ + = , . @ -, and capitals count when it is looked up.",
        "Type the name as the IAM console shows it under Users.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    ),
    Explanation(
        "user-unknown",
        Refused,
        "There is no such user",
        "This account has no IAM user '{user}'.",
        "The name is misspelled, the user was deleted, or the user belongs to another account than these credentials.",
        "Check the name under Users in the IAM console, and 'Who am I?' for the account that you are asking in.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users.html",
    ),
    Explanation(
        "no-keys-of-its-own",
        Refused,
        "A role has no access keys",
        "These credentials are {identity}, which is not an IAM user.",
        "Only IAM users and the root user have long-term keys; a role's credentials expire.",
        "Name the user whose keys you mean, or look up the whole account.",
        ACCESS_KEYS,
    ),
    Explanation(
        "not-looked-up",
        CouldNotTry,
        "No keys were looked up yet",
        "This step uses the keys that the panel looks up, and there was no look-up yet.",
        "Nothing is asked of AWS before somebody presses the button.",
        "Press 'Look up' in the panel above, then run this cell again.",
    ),
    Explanation(
        "folder-missing",
        BadInput,
        "There is no such folder",
        "'{folder}' is not a folder on this machine.",
        "The name is misspelled, or it is on the machine of your browser and not on the one that this kernel runs on.",
        "Type the folder's path as this machine knows it; '.' is the folder of this notebook.",
    ),
    Explanation(
        "key-temporary",
        BadInput,
        "A temporary key cannot be made inactive",
        "This is the ID of a temporary key (ASIA), and only long-term keys (AKIA) can be made inactive.",
        "A temporary key expires by itself, after 36 hours at most. Until then, you can only change what its user "
        "or role may do.",
        "Revoke the sessions of its role in the IAM console, or name the long-term key that it was made from.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html",
    ),
    Explanation(
        "key-not-here",
        Refused,
        "This key cannot be found in your account",
        "AWS does not let you see the key {key} in the account that you are asking in.",
        "It belongs to another account, it was deleted, or your permissions lack iam:GetAccessKeyLastUsed; AWS "
        "answers all three alike.",
        "Ask 'Whose is this key?' for its account, and act with an administrator's credentials of that account.",
        ACCESS_KEYS,
    ),
    Explanation(
        "key-not-listed",
        BadInput,
        "No key in the list fits",
        "None of the keys in the list fits what was asked for.",
        "The list has the keys of the last look-up, where there was one, and those in the profiles of this machine.",
        "Look the account's keys up first, use the name of a user or a profile as the list shows it, or paste the ID.",
        ACCESS_KEYS,
    ),
    Explanation(
        "nobody-to-confirm",
        CouldNotTry,
        "Nobody can confirm this",
        "This needs a person to confirm it, and nobody can type here.",
        "It changes something on your AWS or in your files, so awsguide does not do it unasked.",
        "Press the button in the panel, which asks there, call the function where somebody can type, or pass a "
        "function as ask=... that gets each question and returns one of its choices.",
    ),
    Explanation(
        "report-slow",
        Unreachable,
        "The credential report is not ready yet",
        "AWS has been asked for the credential report for a minute and is still making it.",
        "Large accounts take longer; AWS makes at most one report every four hours.",
        "Look up again in a few minutes: the report that is being made now will be there.",
        CREDENTIAL_REPORT,
    ),
    Explanation(
        "report-missing",
        Refused,
        "There is no credential report to fetch",
        "The account has no credential report that is still good, and you are not allowed to have one made.",
        "A report lasts four hours; making one takes iam:GenerateCredentialReport.",
        "Ask for that permission, or for somebody to have the report made.",
        CREDENTIAL_REPORT,
    ),
    Explanation(
        "report-unreadable",
        CouldNotTry,
        "The credential report could not be read",
        "The credential report is not in the form that this guide knows: {detail}.",
        "AWS may have changed its columns, or the text was cut on its way.",
        "Look up again; if it stays so, download the report in the IAM console, and tell this guide's authors.",
        CREDENTIAL_REPORT,
    ),
)
