"""The plain functions for sessions of roles that renew themselves, and for the profiles that write them down.

They run the very flows that the panels run. `source` is a profile's name, credentials, or '' for what boto3 would find.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from awsguide.adapters import surroundings
from awsguide.adapters.aws.sessions import renewing_session
from awsguide.adapters.files import config_files
from awsguide.api.asking import Asking
from awsguide.api.mfa_codes import USED_CODES
from awsguide.api.perform import perform, region_here
from awsguide.core.model import AssumedRole, Credentials, RoleRequest
from awsguide.core.secret import Secret
from awsguide.explanations import explain
from awsguide.flows.shared.mfa import tidy_code
from awsguide.flows.shared.source_profile import Source
from awsguide.flows.short_term import renewal, role_chain, role_profiles

if TYPE_CHECKING:
    import boto3

    from awsguide.adapters.files.one_file import Receipt

# The profiles for which this guide is being run, for what is started from here.
RUNNING = "AWSGUIDE_CREDENTIALS_FOR"


class RenewingChain:
    """A chain of roles that is always good: `links` are its sessions, made anew when their end is near."""

    def __init__(
        self,
        requests: Sequence[RoleRequest],
        source: Source = "",
        *,
        region: str = "",
        links: Sequence[AssumedRole] = (),
    ) -> None:
        """Nothing is sent before the first use. `links` are sessions of these requests that are there already."""
        self.requests = tuple(requests)
        self.source = source
        self.region = region or region_here("us-east-1")
        self.links = tuple(links)

    def current(self) -> tuple[AssumedRole, ...]:
        """The sessions of the chain, first to last, none of them near its end. Raises `GuideError`."""
        self.links = perform(
            renewal.renewed_chain(
                self.requests,
                self.links,
                self.source,
                region=self.region,
                now=time.time,
                used=USED_CODES,
            )
        )
        # A code is good once: whoever renews this needs another one.
        self.requests = tuple(replace(request, token_code=None) for request in self.requests)
        return self.links

    def credentials(self) -> Credentials:
        """What the last role of the chain signs with now. Raises `GuideError`."""
        return self.current()[-1].credentials

    def session(self) -> boto3.Session:
        """A boto3 session that asks this chain whenever its credentials are near their end."""
        return renewing_session(self.credentials, self.region)


def renewing_role_session(
    requests: RoleRequest | Sequence[RoleRequest], source: Source = "", *, region: str = ""
) -> boto3.Session:
    """A boto3 session of a role, or of the last of a chain of roles, that renews itself link by link.

    What a renewal raises comes out of the call that needed it: `CouldNotTry` ('renew-needs-code') for a role that wants
    MFA (get a session token with MFA first and give that as `source`), `GuideError`.
    """
    several = (requests,) if isinstance(requests, RoleRequest) else tuple(requests)
    return RenewingChain(several, source, region=region).session()


def profile_chain(profile: str, *, region: str = "") -> RenewingChain:
    """The chain of roles that a profile and its source profiles describe. Raises `BadInput` for one without a role."""
    chain = perform(role_chain.chain_of(profile))
    if not chain.requests:
        raise explain("profile-without-role", profile=profile)
    return RenewingChain(chain.requests, chain.base, region=region or _region_of(profile))


def with_codes(chain: RenewingChain, ask: Callable[[], Secret]) -> RenewingChain:
    """The chain, with a code from `ask` for each of its roles that wants MFA and has no session yet."""
    needed = [request.mfa_serial for request in chain.requests if request.mfa_serial]
    if len(set(needed)) < len(needed):
        # One code can be used once; a second role of the same device would have to wait for the next.
        raise explain("mfa-twice-in-chain", serial=needed[0])
    chain.requests = tuple(
        replace(request, token_code=tidy_code(ask())) if request.mfa_serial else request
        for request in chain.requests
    )
    return chain


def no_circle(profile: str) -> None:
    """Keep a profile's `credential_process` from running this guide for the same profile without end.

    What is run from here finds the profile in its environment. Raises `BadInput` ('profile-loop').
    """
    # Parted by what no name can hold.
    running = [name for name in surroundings.environment(RUNNING).split("\t") if name]
    if profile in running:
        raise explain("profile-loop", chain=" -> ".join([*running, profile]))
    surroundings.set_environment(RUNNING, "\t".join([*running, profile]))


def save_role_profile(
    request: RoleRequest,
    profile: str,
    *,
    source_profile: str = "",
    credential_source: str = "",
    region: str = "",
    ask: Asking | None = None,
) -> Receipt | None:
    """Write a profile of a role to the config file; the receipt is for `undo`.

    Raises `BadInput` ('role-profile-options') for what no profile can say (tags, source identity, session policies):
    `save_process_profile` can.
    """
    flow = role_profiles.save_role_profile(
        request, profile, source_profile=source_profile, credential_source=credential_source, region=region
    )
    return perform(flow, ask=ask)  # type: ignore[no-any-return]


def save_process_profile(
    request: RoleRequest, profile: str, *, source: str, region: str = "", ask: Asking | None = None
) -> Receipt | None:
    """Write a profile whose credentials this guide makes, with every option; the receipt is for `undo`."""
    flow = role_profiles.save_process_profile(
        request,
        profile,
        source=source,
        region=region,
        command=surroundings.own_command(),
        windows=surroundings.on_windows(),
    )
    return perform(flow, ask=ask)  # type: ignore[no-any-return]


def save_web_identity_profile(
    role_arn: str,
    profile: str,
    token_file: str,
    *,
    session_name: str = "awsguide",
    region: str = "",
    ask: Asking | None = None,
) -> Receipt | None:
    """Write a profile that trades the token in a file for a role; the receipt is for `undo`."""
    request = RoleRequest(role_arn, session_name)
    flow = role_profiles.save_web_identity_profile(request, profile, token_file, region=region)
    return perform(flow, ask=ask)  # type: ignore[no-any-return]


def _region_of(profile: str) -> str:
    found = (config_files.load_profile(profile) or {}).get("region")
    return found if isinstance(found, str) else ""
