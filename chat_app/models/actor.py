"""Who acts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person or bot, known from a living session."""

    user_id: str
    session_id: str
    role: str
    """The role in the installation: owner, admin, member or bot."""
