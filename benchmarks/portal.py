"""An access portal that has any number of accounts, answers after a given time and lets only so many calls through.

`python -m benchmarks.portal` is the process; `portal()` starts it and gives its address. It checks no token: what is
measured is the asking. `GET /set?accounts=500&latency=0.06&rate=20` changes it and forgets the counts, `GET /count`
tells them.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

ROLES = ("AdministratorAccess", "ReadOnlyAccess")
PAGE = 100


@dataclass
class Portal:
    """What it has, how slow it is, and what it counted; `rate` 0 is no limit, and it saves up calls for a second."""

    accounts: int = 0
    latency: float = 0
    rate: float = 0
    listed: int = 0
    refused: int = 0
    _saved: float = 0
    _at: float = field(default_factory=time.monotonic)

    def lets(self) -> bool:
        """Whether one more call is let through now."""
        if not self.rate:
            return True
        now = time.monotonic()
        self._saved = min(self.rate, self._saved + (now - self._at) * self.rate)
        self._at = now
        if self._saved < 1:
            return False
        self._saved -= 1
        return True

    async def answer(self, address: str) -> tuple[int, object]:
        """The status and the document for one request."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/set":
            self.accounts, self.latency = int(asked["accounts"]), float(asked["latency"])
            self.rate = self._saved = float(asked.get("rate", 0))
            self.listed = self.refused = 0
            return 200, {}
        if parts.path == "/count":
            return 200, {"listed": self.listed, "refused": self.refused}
        if parts.path == "/assignment/accounts":
            first = int(asked.get("next_token", 0))
            rows = [
                {"accountId": f"{number:012}", "accountName": f"team-{number:04}"}
                for number in range(first, min(first + PAGE, self.accounts))
            ]
            more = {"nextToken": str(first + PAGE)} if first + PAGE < self.accounts else {}
            return 200, {"accountList": rows, **more}
        await asyncio.sleep(self.latency)
        if not self.lets():
            self.refused += 1
            return 429, {"__type": "TooManyRequestsException", "message": "HTTP 429 Unknown Code"}
        self.listed += 1
        return 200, {
            "roleList": [{"accountId": asked.get("account_id", ""), "roleName": role} for role in ROLES]
        }

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: requests without a body, one after the other."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                status, document = await self.answer(head.split(b" ", 2)[1].decode())
                body = json.dumps(document).encode()
                lines = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(lines.encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()


@contextmanager
def portal() -> Iterator[str]:
    """A portal in a process of its own, as its address; it ends with this process."""
    command = [sys.executable, "-m", "benchmarks.portal"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


def told(address: str, question: str) -> dict[str, int]:
    """Ask the portal for its counts, or set it."""
    with urlopen(f"{address}/{question}") as answer:
        found: dict[str, int] = json.load(answer)
    return found


async def _serve() -> None:
    made = Portal()
    server = await asyncio.start_server(made.talk, "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
