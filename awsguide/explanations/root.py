"""The root user: who it is, and what stands in the way of retiring its keys."""

from __future__ import annotations

from awsguide.core.errors import BadInput, Refused
from awsguide.explanations.row import Explanation

ROOT_KEYS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html"
ROOT_ACCESS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-access-management.html"
ROOT_TASK = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html"
ROOT_DELETE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html"

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "not-root",
        Refused,
        "These credentials are not the root user's",
        "AWS says these credentials are {identity}, and only the root user manages its own keys.",
        "No administrator of an account can change its root user. Only the root user itself can, or the management "
        "account of its organization.",
        "Choose a profile with root credentials, or let the management account do it.",
        ROOT_KEYS,
    ),
    Explanation(
        "root-key-active",
        Refused,
        "The root key is still active",
        "The root key is active, and this guide deletes none that was not deactivated first.",
        "A deactivated key can be brought back when something breaks; a deleted one cannot.",
        "Deactivate it with its own credentials and wait. If nobody has them, insist: a root session for deleting can "
        "delete a key and cannot deactivate it.",
        ROOT_DELETE,
    ),
    Explanation(
        "root-key-gone",
        BadInput,
        "There is no such root key",
        "The root user of this account has no key that fits.",
        "It was deleted meanwhile, or it belongs to another account.",
        "Look again: the panel shows what there is.",
        ROOT_KEYS,
    ),
    Explanation(
        "root-session-refused",
        Refused,
        "AWS opens no root session there",
        "AWS refuses a root session: {detail}",
        "The account is not a member of this organization, it is the management account itself, AWS does not know "
        "the task, or you are not allowed sts:AssumeRoot. AWS answers all of them alike.",
        "Look at every member: the list has the accounts in which there can be one.",
        ROOT_TASK,
    ),
    Explanation(
        "root-access-off",
        Refused,
        "Centralized root access is not available here",
        "The root users of member accounts cannot be dealt with from here: {detail}",
        "This needs the organization's management account or its delegated administrator for IAM, trusted access "
        "for IAM, and the two features RootCredentialsManagement and RootSessions.",
        "In the management account, open IAM > Root access management and enable it there; it costs nothing.",
        ROOT_ACCESS,
    ),
)
