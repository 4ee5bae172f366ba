"""News of a change, left in the transaction of the change and published after its commit.

A durable envelope also gets an outbox row in the same transaction, so that a crash between commit and
publication loses nothing: another worker, or the next start, publishes what was left behind. A worker that
is alone with its SQLite file keeps none: such a crash takes everybody with it who would have heard.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import case, select, update
from sqlmodel import Session, col

from chat_app.bus import EVERYONE, Envelope, Kind, conversation_channel, user_channel
from chat_app.db.prepared import Insert
from chat_app.models import Conversation, Installation, User
from chat_app.models.clock import now
from chat_app.models.ids import new_id

_OUTBOX = Insert("outbox", "id", "created_at", "envelope")
_REVOCATIONS = select(col(Installation.revocations)).where(col(Installation.id) == 1)
_COUNTS = select(col(Installation.revocations), col(Installation.profiles)).where(col(Installation.id) == 1)
_LOOKS = ("username", "display_name", "avatar_url")
"""What of a profile stands in messages."""


def encode(event: dict[str, Any]) -> str:
    """The JSON text of one event, the same for every reader."""
    return orjson.dumps(event).decode()


def revocations(session: Session) -> int:
    """How many sessions have been ended so far, as this transaction sees it."""
    return session.scalar(_REVOCATIONS) or 0


def counts(session: Session) -> tuple[int, int]:
    """The revocations, and how often names and pictures have changed so far. Who reads names reads this
    before, so that it never counts a change that they do not show."""
    found = session.connection().execute(_COUNTS).first()
    return (found.revocations, found.profiles) if found else (0, 0)


def leave(session: Session, envelopes: Sequence[Envelope], *, durable: bool = True) -> None:
    """Leaves the news for the bus."""
    if durable and session.info["has_outbox"]:
        at = now()
        envelopes = [replace(envelope, outbox_id=new_id()) for envelope in envelopes]
        # A message is read again from SQL if it comes to that: no second copy of the text.
        rows = [
            {
                "id": envelope.outbox_id,
                "created_at": at,
                "envelope": envelope.encode(with_event=envelope.kind is not Kind.MESSAGE).decode(),
            }
            for envelope in envelopes
        ]
        _OUTBOX.run(session, rows)
    session.info["left"].extend(envelopes)


def message_event(conversation_id: str, rev: int, message_json: str) -> str:
    """The `message` event: the whole message, as the change that made `rev` left it."""
    return f'{{"type":"message","conversation_id":"{conversation_id}","rev":{rev},"message":{message_json}}}'


def message_envelope(
    conversation_id: str,
    rev: int,
    message_json: str,
    *,
    members_version: int,
    revocations: int,
    profiles: int,
    received_at: float = 0.0,
) -> Envelope:
    """A message as it is after the change that made `rev`; `received_at` is when a new one came in."""
    return Envelope(
        conversation_channel(conversation_id),
        Kind.MESSAGE,
        message_event(conversation_id, rev, message_json),
        rev=rev,
        members_version=members_version,
        revocations=revocations,
        received_at=received_at,
        profiles=profiles,
    )


def receipt(conversation_id: str, user_id: str, read_seq: int, delivered_seq: int) -> str:
    """The `receipt` event."""
    return (
        f'{{"type":"receipt","conversation_id":"{conversation_id}","user_id":"{user_id}",'
        f'"read_seq":{read_seq},"delivered_seq":{delivered_seq}}}'
    )


def receipt_moved(
    session: Session, conversation: Conversation, user_id: str, read_seq: int, delivered_seq: int
) -> None:
    """Everybody learns where somebody's pointers stand. Not durable: the next move says the same and more."""
    news = Envelope(
        conversation_channel(conversation.id),
        Kind.RECEIPT,
        receipt(conversation.id, user_id, read_seq, delivered_seq),
        members_version=conversation.members_version,
        revocations=revocations(session),
        subject=user_id,
    )
    leave(session, [news], durable=False)


def conversation_changed(session: Session, conversation: Conversation) -> None:
    """Every member is told how the conversation looks to them now."""
    leave(session, [_of(session, conversation, Kind.CONVERSATION)])


def conversation_changed_for(
    session: Session,
    conversation_id: str,
    user_id: str,
    *,
    origin: str = "",
    durable: bool = False,
    seen: int | None = None,
) -> None:
    """Only this person's devices are told, but for the one that it came from. `seen`: the revocations, where
    they are known."""
    envelope = Envelope(
        user_channel(user_id),
        Kind.CONVERSATION,
        subject=conversation_id,
        origin=origin,
        revocations=revocations(session) if seen is None else seen,
    )
    leave(session, [envelope], durable=durable)


def conversation_made(session: Session, conversation: Conversation, user_ids: Iterable[str]) -> None:
    """Each of its first members is told on their own channel: nobody listens to the new one yet."""
    seen = revocations(session)
    leave(
        session,
        [_taken_in(user_id, conversation, seen) for user_id in user_ids],
    )


def _taken_in(user_id: str, conversation: Conversation, seen: int) -> Envelope:
    """`rev` is where the conversation stood when they came: they are told of everything after it."""
    return Envelope(
        user_channel(user_id),
        Kind.MEMBERS,
        rev=conversation.last_rev,
        revocations=seen,
        subject=conversation.id,
    )


def conversation_gone(session: Session, conversation: Conversation) -> None:
    """The rooms read SQL, find no members, and let everybody go."""
    leave(session, [_of(session, conversation, Kind.MEMBERS)])


def members_changed(session: Session, conversation: Conversation, roles: dict[str, str | None]) -> None:
    """`roles` has the new role of everybody concerned, None for who is gone. The rooms tell it."""
    seen = revocations(session)
    news = [_taken_in(user_id, conversation, seen) for user_id, role in roles.items() if role is not None]
    news.append(_of(session, conversation, Kind.MEMBERS, seen=seen))
    news.append(_of(session, conversation, Kind.CONVERSATION, seen=seen))
    leave(session, news)


def member_event(conversation_id: str, user_id: str, role: str | None) -> str:
    return encode({"type": "member", "conversation_id": conversation_id, "user_id": user_id, "role": role})


def user_changed(session: Session, user_id: str, user: dict[str, Any], before: dict[str, Any]) -> None:
    """`user` is the new profile; it goes to the person and to everybody who shares a conversation."""
    if any(user[name] != before[name] for name in _LOOKS):
        session.connection().execute(
            update(Installation).where(col(Installation.id) == 1).values(profiles=Installation.profiles + 1)
        )
    at, seen = _note_change(session, user_id), revocations(session)
    leave(session, [Envelope(EVERYONE, Kind.EVENT, user_event(user), at, subject=user_id, revocations=seen)])


def me_changed(session: Session, user_id: str, me: dict[str, Any]) -> None:
    """The person's own devices learn of their whole profile, with what is nobody else's business."""
    at, seen = _note_change(session, user_id), revocations(session)
    leave(session, [Envelope(user_channel(user_id), Kind.EVENT, me_event(me), at, revocations=seen)])


def user_event(user: dict[str, Any]) -> str:
    return encode({"type": "user", "user": user})


def me_event(me: dict[str, Any]) -> str:
    return encode({"type": "me", "me": me})


def _note_change(session: Session, user_id: str) -> int:
    """When it is, in milliseconds since 1970 UTC; later than the change before, whatever the clocks say."""
    at = now()
    later = case((col(User.changed_at) >= at, col(User.changed_at) + 1), else_=at)
    noted = update(User).where(col(User.id) == user_id).values(changed_at=later)
    return session.connection().execute(noted.returning(col(User.changed_at))).scalar() or at


def privacy_changed(session: Session, conversations: Iterable[Conversation]) -> None:
    """The rooms read anew whose reading is whose business."""
    seen = revocations(session)
    leave(session, [_of(session, conversation, Kind.MEMBERS, seen=seen) for conversation in conversations])


def session_ended(session: Session, user_id: str, session_id: str, reason: str) -> None:
    """Counts the revocation and tells the workers, whose sockets of that session then close."""
    session.connection().execute(
        update(Installation).where(col(Installation.id) == 1).values(revocations=Installation.revocations + 1)
    )
    event = encode({"type": "session_ended", "reason": reason})
    envelope = Envelope(
        user_channel(user_id),
        Kind.SESSION,
        event,
        subject=session_id,
        revocations=revocations(session),
    )
    leave(session, [envelope])


def _of(session: Session, conversation: Conversation, kind: Kind, *, seen: int | None = None) -> Envelope:
    return Envelope(
        conversation_channel(conversation.id),
        kind,
        rev=conversation.last_rev,
        members_version=conversation.members_version,
        revocations=revocations(session) if seen is None else seen,
    )
