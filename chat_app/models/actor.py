"""Who acts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person or bot, known from a living session."""

    user_id: str
    session_id: str
    role: str
    """The role in the installation: owner, admin, member or bot."""
    ip: str = ""
    """Where they act from, as the audit log will have it; empty where the road does not know."""
