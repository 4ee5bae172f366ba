"""A whole group as one file, read page by page."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Literal

from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.errors import NotAllowed
from chat_app.models import Membership, Message, User
from chat_app.models.actor import Actor
from chat_app.models.clock import iso
from chat_app.models.permissions import Action
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


async def export_group(
    read: SessionReader, conversation_id: str, file_format: Format
) -> AsyncIterator[bytes]:
    """The file, piece by piece: the group, its members, and what was said up to now in the order of seq.

    Whether anybody may have it was asked before. What changes meanwhile is in it as it is when its page is
    read, and no more than a page is held at once.

    Raises:
        NotFound: there is no such conversation; before the first piece.
    """
    form = Lines() if file_format == "jsonl" else Page()
    conversation = await read(_conversation, conversation_id)
    yield form.beginning(conversation).encode()
    last = ""
    while people := await read(_members, conversation_id, last):
        yield "".join(map(form.member, people)).encode()
        last = people[-1]["user"]["id"]
    yield form.middle().encode()
    seq = 0
    # Without messages where there should be some, the conversation was deleted meanwhile.
    while messages := await read(_messages, conversation_id, seq, conversation["last_seq"]):
        yield "".join(map(form.message, messages)).encode()
        seq = messages[-1]["seq"]
    yield form.end().encode()


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
