"""The relay: publishes what a crash left between commit and publication."""

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from chat_app.bus import Envelope
from chat_app.models import Outbox
from chat_app.models.clock import now

LEFT_BEHIND_AFTER_MS = 2_000
MOST_COUNTED = 10_000
AT_ONCE = 500


def left_behind(session: Session) -> list[Envelope]:
    """The envelopes that nobody published in time, oldest first.

    Each is claimed for another two seconds, so that of several workers one publishes it. A message
    among them comes without its text: the rooms read it from SQL.
    """
    at = now()
    rows = list(
        session.scalars(
            select(Outbox)
            .where(col(Outbox.created_at) < at - LEFT_BEHIND_AFTER_MS)
            .order_by(col(Outbox.created_at), col(Outbox.id))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    )
    if rows:
        claimed = update(Outbox).where(col(Outbox.id).in_([row.id for row in rows])).values(created_at=at)
        session.connection().execute(claimed)
    return [Envelope.decode(row.envelope) for row in rows]


def depth(session: Session) -> int:
    """How many rows there are, up to `MOST_COUNTED`: a backlog must not be made worse by counting it."""
    some = select(col(Outbox.id)).limit(MOST_COUNTED).subquery()
    return session.execute(select(func.count()).select_from(some)).scalar_one()


def anything_left(session: Session) -> bool:
    """Whether there is something to relay; asked often, so it does not write."""
    statement = select(col(Outbox.id)).where(col(Outbox.created_at) < now() - LEFT_BEHIND_AFTER_MS).limit(1)
    return session.scalar(statement) is not None
