"""Exit with one clear line if a port is taken: `port_free.py HOST PORT`."""

import socket
import sys

host, port = [*sys.argv[1:], "", ""][:2]
if not (port.isascii() and port.isdecimal()) or not 0 < int(port) < 65536:  # noqa: PLR2004  ports are 16 bits
    sys.exit(f"PORT={port} is no port; give a number from 1 to 65535.")
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host, int(port)))
    except OSError as error:
        sys.exit(
            f"Port {port} cannot be used ({error.strerror}); choose another: make run PORT=8502"
        )
