"""Federation tokens, and links that open the console with temporary credentials."""

from __future__ import annotations

from awsguide.core.errors import BadInput, CouldNotTry, Refused
from awsguide.explanations.pages import CONSOLE_LINK, STS_FEDERATION_TOKEN
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "federated-name-shape",
        BadInput,
        "That name will not do for a federated user",
        "'{given}' cannot be the name of a federated user: {detail}.",
        "The name becomes part of the ARN and appears in every log entry, so AWS takes 2 to 32 letters, digits and "
        "_ + = , . @ - and nothing else.",
        "Take a name that tells for whom the token is, such as 'guest-ada'.",
        STS_FEDERATION_TOKEN,
    ),
    Explanation(
        "console-destination",
        BadInput,
        "That is not a page of the AWS console",
        "'{given}' is not an address of the AWS console of these credentials.",
        "The link signs a browser in and sends it there. Anywhere else the link would only fail, and an address that "
        "merely looks like the console's is how people are robbed.",
        "Leave it empty for the console's start, write a service's short name ('s3'), or copy an address that begins "
        "with {console}.",
        CONSOLE_LINK,
    ),
    Explanation(
        "console-link-from-keys",
        BadInput,
        "Long-term keys make no sign-in link",
        "These credentials have no session token, and a sign-in link is made from temporary ones.",
        "Anyone who has the link gets in, so AWS creates it only from credentials that expire.",
        "Assume a role, or get a federation token, and make the link from that.",
        CONSOLE_LINK,
    ),
    Explanation(
        "console-session-length",
        BadInput,
        "The length of this console session is not yours to choose",
        "No length can be asked for here: {detail}.",
        "Only a role that was assumed with a user's own keys, or through an identity provider, may ask for a length of "
        "15 minutes to 12 hours.",
        "Leave the length empty.",
        CONSOLE_LINK,
    ),
    Explanation(
        "sign-in-token-refused",
        Refused,
        "AWS made no sign-in link",
        "AWS's federation endpoint refused these credentials.",
        "AWS's own words: {message}. It does not say more. The credentials have expired, or they are from "
        "GetSessionToken, or a length was asked for with credentials from a chain of roles.",
        "Get fresh credentials of a role or a federation token, leave the length empty, and try again.",
        CONSOLE_LINK,
    ),
    Explanation(
        "no-federation-token",
        CouldNotTry,
        "There is no federation token yet",
        "This step needs a federated user's session, and you don't have one yet.",
        "It comes from GetFederationToken, with a user's own keys.",
        "Get one in the panel above, then run this cell again.",
        STS_FEDERATION_TOKEN,
    ),
)
