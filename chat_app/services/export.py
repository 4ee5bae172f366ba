"""A whole group as one file, read page by page."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Literal, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.errors import NotAllowed, NotFound
from chat_app.models import Membership, Message, User
from chat_app.models.actor import Actor
from chat_app.models.clock import iso
from chat_app.models.permissions import Action, Duty
from chat_app.services import access, audit, conversation_view, message_view
from chat_app.services.export_lines import Lines
from chat_app.services.export_page import Page

Format = Literal["jsonl", "html"]
SessionReader = Callable[..., Awaitable[Any]]
"""`database.read`: runs `function(session, …)` on one snapshot."""

_AT_ONCE = 200
_OF_ONE_READER = frozenset({"my", "last_message", "peer"})


def begin(session: Session, actor: Actor, conversation_id: str, file_format: Format) -> str:
    """Notes in the audit log that the caller takes a group away, if they may; returns its name.

    Raises:
        NotFound, NotAllowed.
    """
    conversation, membership = access.member_of(session, actor, conversation_id, Action.READ)
    if conversation.kind == "direct":
        raise NotAllowed("A direct conversation is between its two people.")
    access.require(conversation, membership, Action.EXPORT)
    group = ("group", conversation.id, conversation.name)
    audit.record(session, actor, "group.export", target=group, data={"format": file_format})
    return conversation.name


class Piece(NamedTuple):
    """A part of the file, and how many messages there are up to its end."""

    messages: int
    content: bytes


def begin_as_admin(session: Session, actor: Actor, conversation_id: str, file_format: Format) -> str:
    """The same for whoever runs the installation, of any group.

    Raises:
        NotAllowed, NotFound.
    """
    access.require_duty(actor, Duty.EXPORT_GROUPS)
    conversation = access.find_conversation(session, conversation_id)
    if conversation.kind == "direct":
        raise NotFound("There is no such group.")
    group = ("group", conversation.id, conversation.name)
    audit.record(session, actor, "group.export", target=group, data={"format": file_format})
    return conversation.name


async def export_group(
    read: SessionReader, conversation_id: str, file_format: Format
) -> AsyncIterator[Piece]:
    """The file, piece by piece: the group, its members, and what was said up to now in the order of seq.

    Whether anybody may have it was asked before. What changes meanwhile is in it as it is when its page is
    read, and no more than a page is held at once.

    Raises:
        NotFound: there is no such conversation; before the first piece.
    """
    form = Lines() if file_format == "jsonl" else Page()
    conversation = await read(_conversation, conversation_id)
    yield Piece(0, form.beginning(conversation).encode())
    last = ""
    while people := await read(_members, conversation_id, last):
        yield Piece(0, "".join(map(form.member, people)).encode())
        last = people[-1]["user"]["id"]
    yield Piece(0, form.middle().encode())
    seq, count = 0, 0
    # Without messages where there should be some, the conversation was deleted meanwhile.
    while messages := await read(_messages, conversation_id, seq, conversation["last_seq"]):
        seq, count = messages[-1]["seq"], count + len(messages)
        yield Piece(count, "".join(map(form.message, messages)).encode())
    yield Piece(count, form.end().encode())


def _conversation(session: Session, conversation_id: str) -> dict[str, Any]:
    seen = conversation_view.for_stranger(access.find_conversation(session, conversation_id))
    return {name: value for name, value in seen.items() if name not in _OF_ONE_READER}


def _members(session: Session, conversation_id: str, after: str) -> list[dict[str, Any]]:
    statement = (
        select(Membership, User)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(col(Membership.conversation_id) == conversation_id, col(Membership.user_id) > after)
        .order_by(col(Membership.user_id))
        .limit(_AT_ONCE)
    )
    return [
        {
            "user": {"id": user.id, "username": user.username, "display_name": user.display_name},
            "role": membership.role,
            "joined_at": iso(membership.joined_at),
        }
        for membership, user in session.execute(statement)
    ]


def _messages(session: Session, conversation_id: str, after: int, last: int) -> list[dict[str, Any]]:
    return message_view.load(
        session,
        col(Message.conversation_id) == conversation_id,
        col(Message.seq) > after,
        col(Message.seq) <= last,
        limit=_AT_ONCE,
    )
