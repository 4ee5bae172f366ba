"""Free ports, and waiting for something to listen on them."""

import socket
import time
from collections.abc import Callable


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Returns as soon as the condition holds.

    Raises:
        TimeoutError: it did not in the given time; `what` was waited for.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {seconds} s")
        time.sleep(0.02)  # the pause between two looks, not a wait for luck


def listens(port: int) -> bool:
    """Whether something accepts connections on the port of this machine."""
    with socket.socket() as sock:
        sock.settimeout(1)
        return sock.connect_ex(("127.0.0.1", port)) == 0
