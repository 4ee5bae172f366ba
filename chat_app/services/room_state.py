"""What a worker needs to know of a conversation before it delivers anything in it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.models import Conversation, Membership, User, UserSession
from chat_app.services import conversation_view, events, history

_MEMBERS = (
    select(
        col(Membership.conversation_id),
        col(Membership.user_id),
        col(Membership.role),
        col(Membership.read_seq),
        col(Membership.delivered_seq),
        col(User.receipts),
    )
    .join(User, col(User.id) == col(Membership.user_id))
    .where(among(Membership.conversation_id, "ids"))
)
_COUNTERS = select(col(Conversation.id), col(Conversation.last_rev), col(Conversation.members_version)).where(
    among(Conversation.id, "ids")
)


@dataclass(frozen=True, slots=True)
class RoomState:
    """A conversation's numbers and members (user id → role), all as of one moment.

    `private` are those members who keep to themselves how far they have read; `pointers` is how far each has
    read, and how far it was delivered to them.
    """

    id: str
    last_rev: int
    members_version: int
    members: dict[str, str]
    private: set[str]
    pointers: dict[str, tuple[int, int]]


def load(session: Session, conversation_ids: Collection[str]) -> dict[str, RoomState]:
    """The conversations that exist, by id."""
    if not conversation_ids:
        return {}
    members: dict[str, dict[str, str]] = {}
    private: dict[str, set[str]] = {}
    pointers: dict[str, dict[str, tuple[int, int]]] = {}
    connection, values = session.connection(), {"ids": list(conversation_ids)}
    rows = connection.execute(_MEMBERS, values)
    for conversation_id, user_id, role, read, delivered, has_receipts in rows:
        members.setdefault(conversation_id, {})[user_id] = role
        pointers.setdefault(conversation_id, {})[user_id] = read, delivered
        if not has_receipts:
            private.setdefault(conversation_id, set()).add(user_id)
    counters = connection.execute(_COUNTERS, values)
    return {
        id_: RoomState(
            id_, rev, version, members.get(id_, {}), private.get(id_, set()), pointers.get(id_, {})
        )
        for id_, rev, version in counters
    }


def changes(
    session: Session, conversation_id: str, since_rev: int
) -> tuple[RoomState | None, list[dict[str, Any]]]:
    """The state, and each message changed since, in the order of their revs."""
    state = load(session, [conversation_id]).get(conversation_id)
    if state is None:
        return None, []
    return state, history.changed_since(session, conversation_id, since_rev)


def memberships(session: Session, user_ids: Collection[str]) -> list[tuple[str, str]]:
    """Each of these people with each conversation that they are in."""
    rows = session.execute(
        select(col(Membership.user_id), col(Membership.conversation_id)).where(
            among(Membership.user_id, "user_ids")
        ),
        {"user_ids": list(user_ids)},
    )
    return [(user_id, conversation_id) for user_id, conversation_id in rows]


def receipts(session: Session, conversation_id: str) -> list[tuple[str, str]]:
    """Where everybody's pointers stand: each member, and their `receipt` event."""
    rows = session.execute(
        select(col(Membership.user_id), col(Membership.read_seq), col(Membership.delivered_seq)).where(
            col(Membership.conversation_id) == conversation_id
        )
    )
    return [
        (user_id, events.receipt(conversation_id, user_id, read, delivered))
        for user_id, read, delivered in rows
    ]


def receipt(session: Session, conversation_id: str, user_id: str) -> tuple[int, str] | None:
    """Where somebody's pointers stand, as their `receipt` event, and the `members_version` of this moment.
    None where they are no member."""
    row = session.execute(
        select(col(Conversation.members_version), col(Membership.read_seq), col(Membership.delivered_seq))
        .join(Membership, col(Membership.conversation_id) == col(Conversation.id))
        .where(col(Conversation.id) == conversation_id, col(Membership.user_id) == user_id)
    ).one_or_none()
    if row is None:
        return None
    version, read, delivered = row
    return version, events.receipt(conversation_id, user_id, read, delivered)


def stale(session: Session, known: dict[str, tuple[int, int]]) -> list[str]:
    """Those whose (last_rev, members_version) are not what this worker knows, also where they are gone."""
    rows = session.connection().execute(_COUNTERS, {"ids": list(known)})
    current = {id_: (rev, version) for id_, rev, version in rows}
    return [id_ for id_, numbers in known.items() if current.get(id_) != numbers]


def views(session: Session, conversation_id: str, user_ids: Collection[str]) -> dict[str, str]:
    """The `conversation` event for each of these members, as JSON text."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        return {}
    found = conversation_view.for_users(session, conversation, user_ids)
    return {
        user_id: events.encode({"type": "conversation", "conversation": view})
        for user_id, view in found.items()
    }


def with_revocations(session: Session, function: Callable[..., Any], *args: Any) -> tuple[Any, int]:
    """What a function reads, and how many sessions had ended by then."""
    return function(session, *args), events.revocations(session)


def ended_sessions(session: Session, session_ids: Sequence[str]) -> tuple[int, dict[str, str]]:
    """How many sessions ended so far in all, and why each of these that did."""
    count = events.revocations(session)
    ended: dict[str, str] = {}
    for start in range(0, len(session_ids), 500):
        rows: Any = session.execute(
            select(col(UserSession.id), col(UserSession.end_reason)).where(
                col(UserSession.id).in_(session_ids[start : start + 500]),
                col(UserSession.ended_at).is_not(None),
            )
        )
        ended.update({id_: reason or "signed_out" for id_, reason in rows})
    return count, ended
