"""What a flow asks to be stored: the commands of a `Save` that are no edit of a config file. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from awsguide.model import ConsoleSession, Registration, SsoSession, Token


@dataclass(frozen=True)
class StoreToken:
    """Keep a token where the AWS CLI, boto3 and the SDK for JavaScript look for it."""

    token: Token


@dataclass(frozen=True)
class StoreRegistration:
    """Keep this guide's registration for the next sign-in."""

    session: SsoSession
    registration: Registration


@dataclass(frozen=True)
class ForgetToken:
    """Delete the token of this one session."""

    session: SsoSession


@dataclass(frozen=True)
class StoreConsoleSession:
    """Keep a console sign-in where the AWS CLI keeps its own (`~/.aws/login/cache`)."""

    session: ConsoleSession


@dataclass(frozen=True)
class ForgetConsoleSession:
    """Delete the console sign-in of this identity (its ARN)."""

    arn: str
