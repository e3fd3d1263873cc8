"""Stop listening without resetting the connections in the listener's backlog.

Closing a listener resets every connection whose handshake is complete but that is not accepted yet. So the
packets of new handshakes are dropped first, while the event loop accepts the rest; then nothing is reset.
"""

import ctypes
import socket
import struct
import sys
from contextlib import suppress
from typing import Final

ACCEPT_SECONDS: Final = 0.1  # for the event loop to accept the connections in the backlog

_SO_ATTACH_FILTER: Final = 26
# A classic BPF program over the TCP header: load the flags, keep SYN and ACK, drop a packet with SYN only.
_INSTRUCTIONS: Final = (
    (0x30, 0, 0, 13),
    (0x54, 0, 0, 0x12),
    (0x15, 0, 1, 0x02),
    (0x06, 0, 0, 0),
    (0x06, 0, 0, 0xFFFF_FFFF),
)


def refuse_new_connections(listener: socket.socket) -> None:
    """Drop new handshakes on the listener, in every process that shares it; only Linux supports it.

    Elsewhere a client that connects just before the listener is closed may be reset.
    """
    if sys.platform != "linux":
        return
    program = b"".join(struct.pack("HBBI", *each) for each in _INSTRUCTIONS)
    buffer = ctypes.create_string_buffer(program)
    header = struct.pack("HP", len(_INSTRUCTIONS), ctypes.addressof(buffer))
    with suppress(OSError):  # a sandbox may forbid filters
        listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, header)
