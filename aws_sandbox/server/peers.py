"""Whose program is at the other end of a connection on this machine: the kernel knows the user.

Linux tells anybody (`sock_diag`, about 10 us, no privilege); macOS and Windows tell a program nothing of the kind. This
module refuses to guess: where the kernel does not answer reliably, nobody is told apart.

Sources: sock_diag(7), and `struct inet_diag_req_v2` and `struct inet_diag_msg` in <linux/inet_diag.h>.
"""

from __future__ import annotations

import os
import socket
import struct

Address = tuple[str, int]

_NETLINK_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST = 20, 1
_ANY_STATE = 0xFFFFFFFF
_NO_COOKIE = b"\xff" * 8
# Of a message of netlink, and of the request and the answer within it.
_HEADER = struct.Struct("=IHHII")
_QUESTION = struct.Struct("=BBBBI")
# Where user and inode are in the answer, after the header.
_OWNER = struct.Struct("=II")
_OWNER_AT = _HEADER.size + 64
_ROOT = 0


class Peers:
    """Tells the programs of one user from those of others."""

    def __init__(self) -> None:
        self._knows = hasattr(socket, "AF_NETLINK") and self._recognises_itself()

    @property
    def known(self) -> bool:
        """Whether this system says whose program it is."""
        return self._knows

    def may_connect(self, client: Address, server: Address) -> bool:
        """Whether the program at `client` is of the same user as this one, or root's; True where nobody knows."""
        return not self._knows or _owner(client, server) in (os.geteuid(), _ROOT)

    def may_answer(self, server: Address) -> bool:
        """Whether the program that listens at `server` is of this user, or root's; True where nobody knows."""
        # No connection has port 0: what is found is the listener.
        return self.may_connect(server, (server[0], 0))

    def _recognises_itself(self) -> bool:
        """Try it on a connection of one's own: some kernels have the family, and answer nothing or nonsense."""
        try:
            with (
                socket.create_server(("127.0.0.1", 0)) as listener,
                socket.create_connection(listener.getsockname(), 5) as client,
            ):
                here = listener.getsockname()
                found = {_owner(client.getsockname(), here), _owner(here, (here[0], 0))}
                return found == {os.geteuid()}
        except OSError:
            return False


def _owner(client: Address, server: Address) -> int | None:
    """Return the user of the socket at `client` that is connected with, or listens for, `server`; None without one."""
    question = (
        _QUESTION.pack(socket.AF_INET, socket.IPPROTO_TCP, 0, 0, _ANY_STATE)
        + struct.pack("!HH", client[1], server[1])
        + socket.inet_aton(client[0]).ljust(16, b"\0")
        + socket.inet_aton(server[0]).ljust(16, b"\0")
        + struct.pack("=I", 0)
        + _NO_COOKIE
    )
    head = _HEADER.pack(_HEADER.size + len(question), _SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST, 0, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_SOCK_DIAG) as kernel:
        kernel.settimeout(5)
        kernel.sendto(head + question, (0, 0))
        said = kernel.recv(4096)
    if len(said) < _OWNER_AT + _OWNER.size or _HEADER.unpack_from(said)[1] != _SOCK_DIAG_BY_FAMILY:
        return None
    user, inode = _OWNER.unpack_from(said, _OWNER_AT)
    # A socket that its program has let go has no inode, and is said to be root's.
    return int(user) if inode else None
