"""Who keeps to themselves how far they have read; who does, learns it of nobody else either.

To others such a person's `read_seq` is 0, and to that person everybody else's is. What was delivered is
told all the same: it says that a message arrived, not that anybody looked.
"""

from collections.abc import Container

from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.models import Conversation, Membership, User
from chat_app.services import events


def is_private(session: Session, user_id: str) -> bool:
    return session.scalar(select(col(User.receipts)).where(col(User.id) == user_id)) is False


def may_know(*, of: str, to: str, private: Container[str]) -> bool:
    """Whether `to` may know how far `of` has read."""
    return of == to or (of not in private and to not in private)


def switched(session: Session, user_id: str) -> None:
    """The rooms read anew who is private; each then tells its people what they may know from now on.

    It counts as a change of membership, so that nothing committed later is delivered by a room that has
    not heard of it.
    """
    mine = select(col(Membership.conversation_id)).where(col(Membership.user_id) == user_id)
    conversations = list(
        session.scalars(
            select(Conversation)
            .where(col(Conversation.id).in_(mine))
            .order_by(col(Conversation.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    for conversation in conversations:
        conversation.members_version += 1
    session.flush()
    events.privacy_changed(session, conversations)
