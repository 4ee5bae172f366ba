"""Whom and which conversations the operators of a search name."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.models import Conversation, Membership, User
from chat_app.models.actor import Actor
from chat_app.models.folding import fold


def people(session: Session, actor: Actor, names: Sequence[str]) -> list[str]:
    """The ids of everybody called one of these: by username, else by the name they show; `me` is oneself."""
    found: set[str] = set()
    for name in names:
        if name.lower() == "me":
            found.add(actor.user_id)
            continue
        by_username = session.scalars(select(col(User.id)).where(col(User.username) == name.lower())).all()
        found.update(by_username or _called(session, name))
    return sorted(found)


def _called(session: Session, name: str) -> list[str]:
    wanted = fold(name)
    rows = session.execute(select(col(User.id), col(User.display_name)))
    return [user_id for user_id, shown in rows if wanted and fold(shown) == wanted]


def places(session: Session, actor: Actor, names: Sequence[str]) -> list[str]:
    """The ids of the caller's conversations that are called one of these.

    `@ada` is the direct conversation with ada; a group is named whole, or by the beginning of its name
    where none has that for a name, or by its id.
    """
    mine = session.execute(
        select(col(Conversation.id), col(Conversation.kind), col(Conversation.name))
        .join(Membership, col(Membership.conversation_id) == col(Conversation.id))
        .where(col(Membership.user_id) == actor.user_id)
    ).all()
    groups = {row.id: fold(row.name) for row in mine if row.kind == "group"}
    ids = {row.id for row in mine}
    found: set[str] = set()
    for name in names:
        wanted = fold(name)
        if name in ids:
            found.add(name)
        elif name.startswith("@"):
            found.update(_direct(session, actor, name.removeprefix("@")))
        elif wanted:
            called = {i for i, folded in groups.items() if folded == wanted}
            found |= called or {i for i, folded in groups.items() if folded.startswith(wanted)}
    return sorted(found)


def _direct(session: Session, actor: Actor, name: str) -> Sequence[str]:
    keys = [":".join(sorted((actor.user_id, user_id))) for user_id in people(session, actor, [name])]
    return session.scalars(select(col(Conversation.id)).where(col(Conversation.direct_key).in_(keys))).all()
