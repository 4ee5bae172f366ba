"""What a client needs to be up to date: everything, or what it missed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, SQLModel, col

from chat_app.errors import NotSignedIn
from chat_app.models import Installation, Membership, User
from chat_app.models.actor import Actor
from chat_app.services import conversation_view, conversations, history
from chat_app.services.common_views import CommonViews
from chat_app.services.presence import state_of
from chat_app.services.receipt_privacy import may_know
from chat_app.services.users import me_json

_MINE = select(col(Membership.conversation_id)).where(col(Membership.user_id) == bindparam("user_id"))
_PROFILES = select(col(Installation.profiles)).where(col(Installation.id) == 1).scalar_subquery()
_ME: Any = select(SQLModel.metadata.tables["users"], _PROFILES.label("profiles")).where(
    col(User.id) == bindparam("user_id")
)
_POINTERS = (
    select(
        col(Membership.conversation_id),
        col(Membership.user_id),
        col(Membership.read_seq),
        col(Membership.delivered_seq),
        col(User.receipts),
    )
    .join(User, col(User.id) == col(Membership.user_id))
    .where(col(Membership.conversation_id).in_(_MINE))
)


def conversation_ids(session: Session, user_id: str) -> list[str]:
    return list(session.connection().execute(_MINE, {"user_id": user_id}).scalars())


def sync(session: Session, actor: Actor, known: Mapping[str, int], views: CommonViews) -> dict[str, Any]:
    """The acknowledgement of `sync`: see the contract. `known` is `{conversation_id: rev}`."""
    me: Any = session.connection().execute(_ME, {"user_id": actor.user_id}).one_or_none()
    if me is None:
        raise NotSignedIn
    found = conversations.of_user(session, actor.user_id)
    changes: dict[str, list[dict[str, Any]]] = {}
    reset: list[str] = []
    for conversation, _ in found:
        rev = known.get(conversation.id)
        if rev is None:
            continue
        if history.too_far_behind(conversation.last_rev, rev):
            reset.append(conversation.id)
        elif rev == conversation.last_rev:
            changes[conversation.id] = []
        else:
            changes[conversation.id] = views.changed_since(session, conversation, rev, me.profiles)
    last = views.last_messages(session, [conversation for conversation, _ in found], me.profiles)
    receipts = _receipts(session, actor.user_id)
    people = {user_id for pointers in receipts.values() for user_id in pointers}
    return {
        "me": me_json(me),
        "conversations": conversation_view.for_user(session, actor.user_id, found, last),
        "changes": changes,
        "reset": reset,
        "presence": {user_id: state_of(user_id) for user_id in people},
        "receipts": receipts,
    }


def _receipts(session: Session, user_id: str) -> dict[str, dict[str, list[int]]]:
    rows = session.connection().execute(_POINTERS, {"user_id": user_id}).all()
    private = {member_id for _, member_id, _, _, has_receipts in rows if not has_receipts}
    receipts: dict[str, dict[str, list[int]]] = {}
    for conversation_id, member_id, read_seq, delivered_seq, _ in rows:
        known = may_know(of=member_id, to=user_id, private=private)
        receipts.setdefault(conversation_id, {})[member_id] = [read_seq if known else 0, delivered_seq]
    return receipts
