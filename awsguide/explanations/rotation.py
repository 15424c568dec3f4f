"""Rotating an access key: what stands in the way of a stage, and of the way back."""

from __future__ import annotations

from awsguide.core.errors import BadInput, CouldNotTry, Refused, Unreachable
from awsguide.explanations.pages import ACCESS_KEYS, CLI_FILES
from awsguide.explanations.row import Explanation

ROOT_KEYS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html"
UPDATE_KEYS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html"

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "already-rotating",
        CouldNotTry,
        "A rotation is at work elsewhere",
        "Another notebook or window is at work on a rotation.",
        "Two at once could each take the other's new key for a stray one.",
        "Wait until it is done or cancel it there, then press the button again.",
    ),
    Explanation(
        "key-places-full",
        Refused,
        "Both places for keys are taken",
        "'{user}' has two access keys already, and AWS allows no third.",
        "Two is the limit, so that one can be replaced by the other; a deactivated key counts too.",
        "Press Next again: you are asked which of the two is to go.",
        ACCESS_KEYS,
    ),
    Explanation(
        "new-key-unknown",
        Unreachable,
        "AWS does not know the new key yet",
        "AWS still refuses the new key after {seconds} seconds.",
        "A new key is copied to all of AWS's servers, which usually takes seconds, and sometimes minutes. If it stays "
        "so, the secret in the profile may have been changed by hand.",
        "Press Next again in a minute, or Go back: the old key is untouched.",
        UPDATE_KEYS,
    ),
    Explanation(
        "old-key-unknown",
        Unreachable,
        "AWS does not take the old key",
        "AWS still refuses the old key after {seconds} seconds, so the files were not put back.",
        "A key that was activated a moment ago takes a while until AWS knows it everywhere. If it stays so, the "
        "secret in the backup is not the key's.",
        "Press Go back again in a minute. Until then the files are as they were.",
        UPDATE_KEYS,
    ),
    Explanation(
        "neither-key-works",
        Refused,
        "AWS takes neither of the two keys",
        "AWS refuses the new key, and there is no old one on this machine that it takes.",
        "Somebody who manages the keys of this account deactivated or deleted them while the rotation was under way.",
        "Ask an administrator of the account to activate one of the two; then look again.",
        UPDATE_KEYS,
    ),
    Explanation(
        "key-ends-by-itself",
        CouldNotTry,
        "The profile holds temporary credentials",
        "The key in the profile '{profile}' is a temporary one (ASIA), with a session token.",
        "Temporary credentials expire, so there is nothing to rotate; and without MFA they may not manage "
        "keys.",
        "Choose the profile of the long-term key that they were made from. Its ID begins with AKIA.",
        ACCESS_KEYS,
    ),
    Explanation(
        "staying-key-refused",
        Refused,
        "The key that would stay does not work",
        "AWS refuses the key {key} with the secret that a profile of this machine has for it.",
        "Every profile would be given that key, and none would work any more. Its secret may be another key's, or may "
        "have been cut.",
        "Keep the other key, or fix this key's profile first. Nothing was changed.",
        ACCESS_KEYS,
    ),
    Explanation(
        "rotation-stuck",
        Refused,
        "Something else changed these keys",
        "The rotation has stopped: {detail}",
        "What AWS lists and what was remembered do not fit, so a guess could take away the key that still works.",
        "Look at the user's keys and at who else manages them. Then go back, or insist.",
        UPDATE_KEYS,
    ),
    Explanation(
        "nothing-to-go-back",
        CouldNotTry,
        "There is nothing to go back to",
        "No rotation of the key in profile '{profile}' is under way, or its old key is deleted.",
        "A deleted key never returns; until it is deleted every stage can be undone.",
        "Begin a new rotation if the key is to change again.",
        UPDATE_KEYS,
    ),
    Explanation(
        "old-secret-gone",
        CouldNotTry,
        "The old key's secret is gone from this machine",
        "No profile and no backup contains the secret of the old key any more, so the files can't be restored.",
        "Only the newest backups of a file are kept, and AWS shows a secret once.",
        "The new key works and stays in the profiles. Continue the rotation, or create another key.",
        ACCESS_KEYS,
    ),
    Explanation(
        "new-secret-gone",
        CouldNotTry,
        "The new key's secret is gone from this machine",
        "No profile holds the new key any more, and AWS shows a secret once.",
        "Somebody changed the file between two steps of the rotation.",
        "Go back: the old key works. Then begin again.",
        ACCESS_KEYS,
    ),
    Explanation(
        "profile-holds-another",
        CouldNotTry,
        "The profile holds another key",
        "The profile '{profile}' does not hold the new key, so it cannot prove it.",
        "Its section may be in both files, or somebody changed it in the meantime; the credentials file has priority.",
        "Look at the profile's section in both files, or use a profile that holds the new key.",
        CLI_FILES,
    ),
    Explanation(
        "profile-has-key",
        BadInput,
        "The profile holds a key already",
        "The profile '{profile}' has an access key, and another one would take its place.",
        "Programs that use the old key would lose it without warning, and nobody would know its secret any more.",
        "Type another name for the profile. If the old key is to be replaced, rotate it instead.",
        UPDATE_KEYS,
    ),
    Explanation(
        "no-root-key",
        Refused,
        "No key is made for the root user",
        "These credentials belong to the root user of the account, and this guide makes no root key.",
        "A root key can do everything and nothing can limit it: there is no program that needs one.",
        "Make an IAM user or a role that may do what the program has to do, and use that.",
        ROOT_KEYS,
    ),
    Explanation(
        "root-key-here",
        Refused,
        "This is the root user's key",
        "The key in this profile belongs to the root user of the account.",
        "Root keys are not rotated, because there should be none: nothing can limit what they do.",
        "Retire it with the panel in notebook 50-root-credentials.",
        ROOT_KEYS,
    ),
)
