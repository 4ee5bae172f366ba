"""Reading, editing and deleting one message; sending is in `sending`."""

from dataclasses import dataclass

import orjson
from sqlalchemy import delete
from sqlmodel import Session, col

from chat_app.db import Database
from chat_app.errors import Conflict, NotAllowed
from chat_app.models import Conversation, Membership, Mention, Message, Reaction
from chat_app.models.actor import Actor
from chat_app.models.clock import now
from chat_app.models.folding import fold
from chat_app.models.permissions import Action
from chat_app.services import access, attachments, events, message_view, revisions, search_index, sending_sql
from chat_app.services.markdown import excerpt, mentioned_names, render
from chat_app.services.mentioning import HERE, mentioned
from chat_app.services.message_content import check_body, check_send
from chat_app.services.sending import Draft, Sent, send_many


def get_message(session: Session, actor: Actor, message_id: str) -> str:
    """The message as JSON text."""
    message, _, _ = access.find_message(session, actor, message_id, Action.READ)
    return message_view.encode(message_view.load_one(session, message.id))


@dataclass(frozen=True, slots=True)
class Edit:
    """A new body, rendered before anything is locked."""

    body: str
    html: str
    names: frozenset[str]
    words: str

    @classmethod
    def of(cls, body: str) -> "Edit":
        """Raises Invalid for a body that no message may have. A blank one is for messages with files."""
        body = check_body(body) if body and not body.isspace() else ""
        names = frozenset(mentioned_names(body)) if "@" in body else frozenset[str]()
        return cls(body, render(body), names, fold(body))


def edit_message(session: Session, actor: Actor, message_id: str, edit: Edit) -> str:
    """Changes one's own message; returns it as JSON text. The same body again changes nothing."""
    message, conversation, membership = access.find_message(
        session, actor, message_id, Action.CHANGE_OWN_MESSAGE, lock=True
    )
    if message.author_id != actor.user_id or message.kind != "user":
        raise NotAllowed("Only its author can edit a message.")
    if message.deleted:
        raise Conflict("This message was deleted.", code="message_deleted")
    if not edit.body and not message.attachment_count:
        check_body(edit.body)
    if message.body == edit.body:
        return message_view.encode(message_view.load_one(session, message.id))
    quoted_changes = excerpt(message.body) != excerpt(edit.body)
    mentions_change = _set_mentions(
        session, message, _mentioned(session, message, conversation, membership, edit.names)
    )
    message.body, message.html, message.edited_at = edit.body, edit.html, now()
    search_index.change(session, message.id, edit.html, _words(session, message, edit))
    changed = [message, *(revisions.quoting(session, message) if quoted_changes else ())]
    json = revisions.record(session, conversation, changed)[0]
    if mentions_change:
        events.conversation_changed(session, conversation)
    return json


def delete_message(session: Session, actor: Actor, message_id: str) -> str:
    """Leaves a tombstone; returns it as JSON text. Deleting again changes nothing."""
    message, conversation, membership = access.find_message(
        session, actor, message_id, Action.CHANGE_OWN_MESSAGE, lock=True
    )
    if message.author_id != actor.user_id or message.kind == "system":
        access.require(conversation, membership, Action.DELETE_OTHERS_MESSAGE)
    if message.deleted:
        return message_view.encode(message_view.load_one(session, message.id))
    return bury(session, conversation, message)


def bury(session: Session, conversation: Conversation, message: Message) -> str:
    """Turns a message of a locked conversation into a tombstone; returns it as JSON text."""
    message.body, message.html, message.deleted, message.pinned = "", "", True, False
    message.event = None
    message.reply_to = None  # else it would go on changing with what it quoted
    _set_mentions(session, message, [])
    if message.attachment_count:
        message.attachment_count = 0
        attachments.release_message(session, message.id)
    search_index.remove(session, message.id)
    session.connection().execute(delete(Reaction).where(col(Reaction.message_id) == message.id))
    changed = [message, *revisions.quoting(session, message)]
    root = session.get(Message, message.thread_root) if message.thread_root else None
    if root is not None:
        root.reply_count -= 1
        if root not in changed:
            changed.append(root)
    json = revisions.record(session, conversation, changed)[0]
    # Whoever had it among the unread does not hold it, perhaps, and cannot count for themselves.
    events.conversation_changed(session, conversation)
    return json


def _words(session: Session, message: Message, edit: Edit) -> str:
    """What a changed message is found by: its new words, and the names of its files."""
    if not message.attachment_count:
        return edit.words
    files = attachments.of_messages(session, [message.id])[message.id]
    return search_index.words_with_files(edit.words, files)


def _mentioned(
    session: Session,
    message: Message,
    conversation: Conversation,
    membership: Membership,
    names: frozenset[str],
) -> list[str]:
    if not names:
        return []
    was_to_here = HERE in names and HERE in mentioned_names(message.body)
    return mentioned(
        session,
        names,
        conversation_id=conversation.id,
        kind=conversation.kind,
        member_count=conversation.member_count,
        role=membership.role,
        author_id=message.author_id,
        here_before=frozenset(orjson.loads(message.mentions)) if was_to_here else frozenset(),
    )


def _set_mentions(session: Session, message: Message, user_ids: list[str]) -> bool:
    if orjson.loads(message.mentions) == user_ids:
        return False
    session.connection().execute(delete(Mention).where(col(Mention.message_id) == message.id))
    rows = [(message.id, user_id, message.conversation_id, message.seq) for user_id in user_ids]
    sending_sql.insert_mentions(session, rows)
    message.mentions = orjson.dumps(user_ids).decode()
    return True


class Messages:
    """Sending and editing for async callers: rendering first, then the transaction."""

    def __init__(self, database: Database) -> None:
        """The caller keeps the database open."""
        self._database = database

    async def send(
        self,
        actor: Actor,
        conversation_id: str,
        *,
        client_id: str,
        body: str,
        reply_to: str | None = None,
        thread_root: str | None = None,
        attachment_ids: list[str] | None = None,
        author_name: str | None = None,
    ) -> tuple[str, bool]:
        """The message as JSON text, and whether it is new (false for a retry with the same `client_id`).

        `author_name` is what a webhook calls itself; people have none.

        Raises:
            Invalid, NotFound, NotAllowed; Conflict where the `client_id` was used for another content.
        """
        draft = Draft(
            actor,
            conversation_id,
            *check_send(client_id, body, reply_to, thread_root, attachment_ids or []),
            author_name=author_name,
        )
        sent: Sent = await self._database.submit(send_many, draft.prepare())
        return sent.json, sent.created

    async def edit(self, actor: Actor, message_id: str, body: str) -> str:
        """The message after the edit, as JSON text.

        Raises:
            Invalid, NotFound, NotAllowed; Conflict for a deleted message.
        """
        return await self._database.write(edit_message, actor, message_id, Edit.of(body))
