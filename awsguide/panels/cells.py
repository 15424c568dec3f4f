"""What cells use besides panels: the check of the kernel, and `explained`, which turns an error into a card.

`which_aws` raises on a kernel that is not ours, so that nothing after it runs; `explained` lets only a person's own
mistakes through as tracebacks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from IPython.display import display

from awsguide.adapters import surroundings
from awsguide.adapters.aws.exceptions import in_our_words
from awsguide.adapters.browser import in_page
from awsguide.core.errors import AwsError, GuideError, NoAnswer
from awsguide.explanations import explain
from awsguide.flows.shared.answers import translated
from awsguide.panels.components.still import Card, ErrorCard
from awsguide.panels.components.target import refusal


def which_aws() -> Card | ErrorCard:
    """Which AWS the cells of this notebook talk to. Raises `CouldNotTry` on a kernel that is not one of ours."""
    problem = refusal()
    if problem is not None and surroundings.target() == "unknown":
        raise problem
    if problem is not None:
        return ErrorCard(problem)
    if surroundings.target() == "sandbox" and in_page.IN_BROWSER:
        return Card(
            "SANDBOX",
            (
                "Everything in this notebook happens inside this page, its practice AWS included: nothing is sent "
                "anywhere, and it costs nothing.",
            ),
        )
    if surroundings.target() == "sandbox":
        return Card(
            "SANDBOX",
            ("Everything in this notebook talks to a practice AWS on this machine: it costs nothing.",),
        )
    return Card(
        "YOUR AWS",
        ("Everything in this notebook talks to your own AWS. It asks before it writes anything.",),
        tone="ask",
    )


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Show what AWS or this guide refuses as a card with what, why and what next, in place of a traceback."""
    try:
        with in_our_words(surroundings.target()):
            yield
    except (AwsError, NoAnswer) as error:
        display(ErrorCard(translated(error, ended=True)))  # type: ignore[no-untyped-call]
    except GuideError as error:
        display(ErrorCard(error))  # type: ignore[no-untyped-call]
    except KeyboardInterrupt:
        raise explain("interrupted") from None
