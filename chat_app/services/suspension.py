"""Who may not come in for now: for good, or until a time, after which they may again by themselves."""

from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlmodel import Session, col

from chat_app.models import User
from chat_app.models.clock import is_over, now
from chat_app.services import sessions


def is_suspended(user: User) -> bool:
    return not user.active and not is_over(user.suspended_until)


def suspended() -> Any:
    """The same as a condition on users."""
    until = col(User.suspended_until)
    return and_(~col(User.active), or_(until.is_(None), until > now()))


def suspend(session: Session, user: User, until: int | None = None) -> int:
    """Ends somebody's sessions and lets them begin no other; for good, or until a time in milliseconds.

    Returns how many sessions ended.
    """
    user.active, user.suspended_until = False, until
    session.flush()
    return sessions.end_all(session, user.id, "suspended")


def lift(user: User) -> None:
    """They may come in again."""
    user.active, user.suspended_until = True, None


def lift_those_over(session: Session) -> None:
    """Whose time has come is a person like others again."""
    session.connection().execute(update(User).where(_over()).values(active=True, suspended_until=None))


def any_over(session: Session) -> bool:
    """Whether there is anybody to lift a suspension of; asked often, so it does not write."""
    return session.scalar(select(col(User.id)).where(_over()).limit(1)) is not None


def _over() -> Any:
    return and_(~col(User.active), col(User.suspended_until) <= now())
