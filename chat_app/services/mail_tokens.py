"""Secrets that go out by mail and come back once, as the proof that somebody reads an address."""

from typing import Literal

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from chat_app.errors import Invalid
from chat_app.models import MailToken
from chat_app.models.clock import now
from chat_app.services.secrets import digest, new_secret

Purpose = Literal["reset", "verify"]

LIFETIME: dict[Purpose, int] = {"reset": 30 * 60 * 1000, "verify": 24 * 3600 * 1000}
"""Milliseconds."""
MOST_IN_AN_HOUR = 5
"""Mails to one person for one purpose: nobody can have somebody's mailbox filled."""
_HOUR = 3600 * 1000
_KEPT = 2 * 24 * 3600 * 1000


def new(session: Session, user_id: str, purpose: Purpose, email: str) -> str:
    """A new token; those of before for the same purpose are good for nothing any more."""
    at = now()
    void(session, user_id, purpose)
    session.connection().execute(
        delete(MailToken).where(col(MailToken.user_id) == user_id, col(MailToken.created_at) < at - _KEPT)
    )
    token = new_secret()
    session.add(
        MailToken(
            token_hash=digest(token),
            user_id=user_id,
            purpose=purpose,
            email=email,
            created_at=at,
            expires_at=at + LIFETIME[purpose],
        )
    )
    session.flush()
    return token


def void(session: Session, user_id: str, purpose: Purpose) -> None:
    session.connection().execute(
        update(MailToken)
        .where(
            col(MailToken.user_id) == user_id,
            col(MailToken.purpose) == purpose,
            col(MailToken.used_at).is_(None),
        )
        .values(used_at=now())
    )


def are_too_many(session: Session, user_id: str, purpose: Purpose) -> bool:
    """Whether so many went out within the last hour that no more should."""
    statement = select(func.count()).where(
        col(MailToken.user_id) == user_id,
        col(MailToken.purpose) == purpose,
        col(MailToken.created_at) > now() - _HOUR,
    )
    return (session.scalar(statement) or 0) >= MOST_IN_AN_HOUR


def look(session: Session, token: str, purpose: Purpose) -> MailToken:
    """What the token stands for, without using it up.

    Raises:
        Invalid: `link_over`: there is no such token, or it was used, replaced, or is too old.
    """
    row = session.get(MailToken, digest(token))
    if row is None or row.purpose != purpose or row.used_at is not None or row.expires_at <= now():
        raise over()
    return row


def take(session: Session, token: str, purpose: Purpose) -> MailToken:
    """As `look`, and uses it up. Of several at once one gets it."""
    row = look(session, token, purpose)
    taken = session.connection().execute(
        update(MailToken)
        .where(col(MailToken.token_hash) == row.token_hash, col(MailToken.used_at).is_(None))
        .values(used_at=now())
    )
    if taken.rowcount == 0:
        raise over()
    return row


def over() -> Invalid:
    """What is said of every link that is good for nothing, whatever the reason."""
    return Invalid(
        "This link is not good any more. Ask for a new one.",
        code="link_over",
        fields={"token": "is not good any more"},
    )
