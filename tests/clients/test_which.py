"""What the rules say of a situation is what the real clients say of it; `meeting.py` does it for hundreds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clients import meeting
from tests.clients.situations import BY_HAND, Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.clients.conftest import Running

# One of each kind; each client's process takes about half a second.
_SAMPLE = (
    "pair across files",
    "chain of roles",
    "sign-in and keys",
    "web identity by variables and keys",
)


@pytest.fixture(scope="module")
def ground(
    running: Running, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[meeting.Ground, str]]:
    made = meeting.Ground(running, tmp_path_factory.mktemp("which"))
    with meeting.container_server(made) as address:
        yield made, address


@pytest.mark.parametrize(
    "case", [case for case in BY_HAND if case.name in _SAMPLE], ids=lambda case: case.name
)
def test_every_client_does_what_was_predicted(ground: tuple[meeting.Ground, str], case: Case) -> None:
    made, address = ground
    differing = {client: meeting.meet(made, case, client, address)[2] for client in meeting.available()}
    assert not any(differing.values()), differing
