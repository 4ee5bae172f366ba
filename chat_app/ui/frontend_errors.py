"""Faults of scripts in a browser, as its page tells of them. Anybody can tell us anything."""

import structlog
from reflex.state import FrontendEventExceptionState

_LONGEST = 1_000

log = structlog.get_logger(__name__)

# Reflex searches each for reasons to load the page anew, by expressions that a text can make slow.
FrontendEventExceptionState.auto_reload_on_errors = []


def note(exception: Exception) -> None:
    """One line in the log."""
    log.warning("page_broke", error=str(exception)[:_LONGEST])
