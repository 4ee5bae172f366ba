"""The listening sockets: one port, one socket for each worker."""

import errno
import socket
import sys

from chat_app.errors import StartError
from chat_app.settings import Settings

BACKLOG = 2048
"""How many connections may wait to be accepted: a thousand clients come back in the same second."""


def bind_address(settings: Settings) -> str:
    """`HOST`, and every address of the machine where it is not set: this is how an installation is served."""
    return settings.host if "host" in settings.model_fields_set else "0.0.0.0"  # noqa: S104 (so by contract)


def shown_url(settings: Settings) -> str:
    """Where a person on this machine opens it."""
    if settings.public_url:
        return settings.public_url
    host = bind_address(settings)
    if host in ("0.0.0.0", "::"):  # noqa: S104 (a comparison)
        host = "localhost"
    elif ":" in host:
        host = f"[{host}]"
    return f"http://{host}:{settings.port}"


def listen(settings: Settings) -> list[socket.socket]:
    """One bound socket for each worker.

    The kernel spreads new connections evenly over sockets that share a port (on Linux), while workers that
    accept from one socket race for it, and the first one awake takes a whole reconnect storm.

    Raises:
        StartError: the port is taken, or the address is not one of this machine.
    """
    if settings.workers == 1:
        return [_bind(settings, shared=False)]
    # A shared port could be shared with another installation too; a plain bind tells.
    _bind(settings, shared=False).close()
    if not sys.platform.startswith("linux"):
        return [_bind(settings, shared=False)] * settings.workers
    return [_bind(settings, shared=True) for _ in range(settings.workers)]


def rebound(sock: socket.socket) -> socket.socket:
    """Another socket in the place of one whose worker has died, which is closed: the kernel goes on giving it
    its share of the connections, and nobody takes them. Until it listens the new one gets none.

    A socket that is the only one of its port is returned as it is, and one that cannot be bound anew.
    """
    if not (sys.platform.startswith("linux") and sock.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT)):
        return sock
    try:
        fresh = socket.socket(sock.family, sock.type)
    except OSError:  # the machine has no descriptor left
        return sock
    fresh.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    fresh.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        fresh.bind(sock.getsockname())
    except OSError:
        fresh.close()
        return sock
    sock.close()
    return fresh


def _bind(settings: Settings, *, shared: bool) -> socket.socket:
    host = bind_address(settings)
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        sock.bind((host, settings.port))
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise StartError(f"PORT: {settings.port} is already in use.") from None
        if error.errno == errno.EACCES:
            raise StartError(f"PORT: {settings.port} may not be opened by this user.") from None
        raise StartError(f"HOST: {host!r} is no address of this machine ({error.strerror}).") from None
    return sock
