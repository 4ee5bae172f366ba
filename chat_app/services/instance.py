"""What this installation is, for whoever has not signed in yet."""

from sqlalchemy import select, update
from sqlmodel import Session, col

from chat_app.models import Installation, User


def is_empty(session: Session) -> bool:
    """Whether there is no account yet: the first one becomes the owner."""
    return session.scalar(select(col(User.id)).limit(1)) is None


def claim(session: Session) -> bool:
    """Whether the account that this transaction is about to make is the first, of several at once too."""
    if not is_empty(session):
        return False
    # Whoever else would be the first waits here for the end of this transaction, and then is not.
    session.connection().execute(
        update(Installation).where(col(Installation.id) == 1).values(revocations=Installation.revocations)
    )
    return is_empty(session)
