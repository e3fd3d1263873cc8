"""Stop listening without turning anybody away who is already in the queue.

Closing a listener resets every connection that the kernel has finished but nobody has accepted. So new ones
are refused first, packet by packet, while the event loop takes in the rest; then nothing is left to reset.
"""

import ctypes
import socket
import struct
import sys
from contextlib import suppress
from typing import Final

ADMITTING: Final = 0.1  # seconds for the loop to take in who is in the queue

_SO_ATTACH_FILTER: Final = 26
# A classic BPF program over the TCP header: load the flags, keep SYN and ACK, drop what is SYN alone.
_INSTRUCTIONS: Final = (
    (0x30, 0, 0, 13),
    (0x54, 0, 0, 0x12),
    (0x15, 0, 1, 0x02),
    (0x06, 0, 0, 0),
    (0x06, 0, 0, 0xFFFF_FFFF),
)


def refuse_new_connections(listener: socket.socket) -> None:
    """Let no handshake begin any more, in no process that shares the listener; only Linux can do it.

    Elsewhere a client that connects in the instant before the listener is closed may be reset.
    """
    if sys.platform != "linux":
        return
    program = b"".join(struct.pack("HBBI", *each) for each in _INSTRUCTIONS)
    kept = ctypes.create_string_buffer(program)
    described = struct.pack("HP", len(_INSTRUCTIONS), ctypes.addressof(kept))
    with suppress(OSError):  # where a sandbox forbids filters
        listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, described)
