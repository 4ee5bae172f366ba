"""Receipts: how far each member has read, and how far it was delivered to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from chat_app.bus import Envelope, Kind, conversation_channel
from chat_app.db.prepared import Found, Insert, KeyedSelect, Update, together
from chat_app.errors import ChatError, NotAllowed, NotFound
from chat_app.models import Membership, Message, Receipt, User
from chat_app.models.actor import Actor
from chat_app.models.clock import iso, now
from chat_app.models.ids import is_id
from chat_app.models.permissions import Action
from chat_app.models.receipt import LARGE_GROUP
from chat_app.services import access, events, receipt_privacy
from chat_app.services.presence import state_of
from chat_app.services.unread import Unread, unread
from chat_app.services.users import SOMEBODY, user_json

_POINTERS = KeyedSelect(
    """
    SELECT m.conversation_id, m.user_id, m.read_seq, m.delivered_seq,
           c.last_seq, c.member_count, c.members_version, u.receipts,
           (SELECT i.revocations FROM installation i WHERE i.id = 1) AS revocations
    FROM {keys} CROSS JOIN memberships m
    JOIN conversations c ON c.id = m.conversation_id JOIN users u ON u.id = m.user_id
    WHERE m.conversation_id = {k0} AND m.user_id = {k1}
    ORDER BY m.conversation_id, m.user_id
    {lock}
    """,
    locked="m",
)
_MOVE = Update("memberships", "read_seq", "delivered_seq", key=("conversation_id", "user_id"))
_STEP = Insert("receipts", "conversation_id", "user_id", "kind", "seq", "at", or_ignore=True)


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody read, or was delivered, a conversation up to `seq`.

    `force` lets `read` move back ("mark unread from here"). `origin` is the socket that it came from.
    """

    actor: Actor
    conversation_id: str
    kind: str
    seq: int
    force: bool = False
    origin: str = ""


@dataclass(slots=True)
class _Pointers:
    row: Found
    read: int
    delivered: int

    @property
    def moved(self) -> bool:
        return (self.read, self.delivered) != (self.row.read_seq, self.row.delivered_seq)


def mark_read(
    session: Session, actor: Actor, conversation_id: str, seq: int, *, force: bool = False, origin: str = ""
) -> dict[str, int]:
    """`{read_seq, unread, mentions}` after moving the caller's pointer; see `mark_many`."""
    result = mark_many(session, [Mark(actor, conversation_id, "read", seq, force, origin)])[0]
    if isinstance(result, ChatError):
        raise result
    return result


def mark_many(session: Session, marks: Sequence[Mark]) -> list[dict[str, int] | ChatError]:
    """Moves pointers, clamped to what exists and never back, but for a forced `read`.

    Answers `{read_seq, unread, mentions}` for a `read` and `{}` for a `delivered`, or an error.
    """
    pairs = sorted(
        {(mark.conversation_id, mark.actor.user_id) for mark in marks if is_id(mark.conversation_id)}
    )
    together(session)
    pointers = {
        (row.conversation_id, row.user_id): _Pointers(row, row.read_seq, row.delivered_seq)
        for row in _POINTERS.rows(session, pairs)
    }
    results: list[dict[str, int] | ChatError] = []
    origins: dict[tuple[str, str], str] = {}
    for mark in marks:
        key = (mark.conversation_id, mark.actor.user_id)
        if (pointer := pointers.get(key)) is None:
            results.append(_unknown(session, mark))
            continue
        _move(pointer, mark)
        if mark.kind == "read":
            origins[key] = mark.origin
            counts = _counts(session, key, pointer)
            results.append({"read_seq": pointer.read, "unread": counts.unread, "mentions": counts.mentions})
        else:
            results.append({})
    may_be_done = session.info.get("may_be_done", False)  # then nobody has been told, nor will be otherwise
    to_tell = {key: pointer for key, pointer in pointers.items() if pointer.moved or may_be_done}
    _store(session, to_tell, origins, may_be_done=may_be_done)
    return results


def _unknown(session: Session, mark: Mark) -> ChatError:
    try:
        access.member_of(session, mark.actor, mark.conversation_id, Action.READ)
    except (NotFound, NotAllowed) as error:
        return error
    return NotFound("There is no such conversation.")


def _move(pointer: _Pointers, mark: Mark) -> None:
    seq = max(0, min(mark.seq, pointer.row.last_seq))
    if mark.kind == "read":
        pointer.read = seq if mark.force else max(pointer.read, seq)
    pointer.delivered = max(pointer.delivered, seq, pointer.read)


def _counts(session: Session, key: tuple[str, str], pointer: _Pointers) -> Unread:
    return Unread() if pointer.read >= pointer.row.last_seq else unread(session, *key, pointer.read)


def _store(
    session: Session,
    moved: dict[tuple[str, str], _Pointers],
    origins: dict[tuple[str, str], str],
    *,
    may_be_done: bool,
) -> None:
    if not moved:
        return
    moves = [
        {"conversation_id": key[0], "user_id": key[1], "read_seq": p.read, "delivered_seq": p.delivered}
        for key, p in moved.items()
    ]
    at = now()
    steps = [
        {"conversation_id": key[0], "user_id": key[1], "kind": kind, "seq": new, "at": at}
        for key, pointer in moved.items()
        for kind, old, new in (
            ("read", pointer.row.read_seq, pointer.read),
            ("delivered", pointer.row.delivered_seq, pointer.delivered),
        )
        if new > old
    ]
    news = [_envelope(session, key, pointer) for key, pointer in moved.items()]
    together(session)
    _MOVE.run(session, moves)
    _STEP.run(session, steps)
    events.leave(session, news, durable=False)
    for key, pointer in moved.items():
        if pointer.read != pointer.row.read_seq or (may_be_done and key in origins):
            origin, seen = origins.get(key, ""), pointer.row.revocations
            events.conversation_changed_for(session, *key, origin=origin, seen=seen)


def _envelope(session: Session, key: tuple[str, str], pointer: _Pointers) -> Envelope:
    conversation_id, user_id = key
    only: tuple[str, ...] = ()
    if not pointer.row.receipts and pointer.delivered == pointer.row.delivered_seq:
        only = (user_id,)  # that something moved would tell the others when this person looks
    elif pointer.row.member_count > LARGE_GROUP:
        first = min(pointer.row.read_seq, pointer.row.delivered_seq, pointer.read)
        authors = session.scalars(
            select(col(Message.author_id))
            .where(
                col(Message.conversation_id) == conversation_id,
                col(Message.seq) > first,
                col(Message.seq) <= max(pointer.read, pointer.delivered),
            )
            .distinct()
        )
        only = tuple({user_id, *authors})
    return Envelope(
        conversation_channel(conversation_id),
        Kind.RECEIPT,
        events.receipt(conversation_id, user_id, pointer.read, pointer.delivered),
        rev=int(pointer.read < pointer.row.read_seq),
        members_version=pointer.row.members_version,
        revocations=pointer.row.revocations,
        only=only,
        subject=user_id,
    )


def of_message(session: Session, actor: Actor, message_id: str) -> dict[str, list[dict[str, Any]]]:
    """`{read: [{user, at}], delivered: [{user, at}]}` of the members, the author left out.

    `at` is when the pointer first reached the message: by a step, or by sending something later; for
    members whose pointer never moved there (they joined later) it is when they joined. Whose reading is
    not the caller's to know of (see `receipt_privacy`) does not stand in `read`.
    """
    message, conversation, _ = access.find_message(session, actor, message_id, Action.READ)
    rows = session.execute(
        select(Membership, User)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(
            col(Membership.conversation_id) == conversation.id,
            col(Membership.user_id) != message.author_id,
            SOMEBODY,
        )
    ).all()
    reached = _reached(session, message)
    private = {user.id for _, user in rows if not user.receipts}
    if receipt_privacy.is_private(session, actor.user_id):
        private.add(actor.user_id)
    answer: dict[str, list[dict[str, Any]]] = {"read": [], "delivered": []}
    for membership, user in rows:
        known = receipt_privacy.may_know(of=user.id, to=actor.user_id, private=private)
        read_seq = membership.read_seq if known else 0
        for kind, pointer in (("read", read_seq), ("delivered", membership.delivered_seq)):
            if pointer >= message.seq:
                at = max(reached.get((user.id, kind)) or membership.joined_at, message.created_at)
                answer[kind].append({"user": user_json(user, state_of(user.id)), "at": iso(at)})
    for entries in answer.values():
        entries.sort(key=lambda entry: (entry["at"], entry["user"]["id"]))
    return answer


def _reached(session: Session, message: Message) -> dict[tuple[str, str], int]:
    """When each (user, kind) first got to the message or past it."""
    steps = session.execute(
        select(col(Receipt.user_id), col(Receipt.kind), func.min(col(Receipt.at)))
        .where(col(Receipt.conversation_id) == message.conversation_id, col(Receipt.seq) >= message.seq)
        .group_by(col(Receipt.user_id), col(Receipt.kind))
    )
    reached = {(user_id, kind): at or 0 for user_id, kind, at in steps}
    sent = session.execute(
        select(col(Message.author_id), func.min(col(Message.created_at)))
        .where(col(Message.conversation_id) == message.conversation_id, col(Message.seq) > message.seq)
        .group_by(col(Message.author_id))
    )
    for user_id, first in sent:
        at = first or 0  # never NULL, which its type cannot say
        for kind in ("read", "delivered"):
            reached[user_id, kind] = min(at, reached.get((user_id, kind), at))
    return reached
