"""Pictures of people and groups. A new one is a new file, so that its address can be kept for ever."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from chat_app.errors import NotAllowed, NotSignedIn
from chat_app.models import Conversation, User
from chat_app.models.actor import Actor
from chat_app.models.permissions import Action
from chat_app.services import access, attachments, conversation_view, events
from chat_app.services.presence import state_of
from chat_app.services.users import me_json, user_json

AVATARS = "/api/v1/avatars"


def of_me(file_id: str | None) -> Callable[[Session, Actor], dict[str, Any]]:
    """What gives the caller this picture, or none, and returns the profile as `me_json`."""

    def use(session: Session, actor: Actor) -> dict[str, Any]:
        user = session.get(User, actor.user_id)
        if user is None:
            raise NotSignedIn
        before = user_json(user)
        if _replaced(session, user, file_id):
            events.user_changed(session, user.id, user_json(user, state_of(user.id)), before)
            events.me_changed(session, user.id, me_json(user))
        return me_json(user)

    return use


def of_group(conversation_id: str, file_id: str | None) -> Callable[[Session, Actor], dict[str, Any]]:
    """What gives the group this picture, or none, and returns it as the caller sees it."""

    def use(session: Session, actor: Actor) -> dict[str, Any]:
        conversation = check_group(session, actor, conversation_id, lock=True)
        if _replaced(session, conversation, file_id):
            events.conversation_changed(session, conversation)
        return conversation_view.for_users(session, conversation, [actor.user_id])[actor.user_id]

    return use


def check_group(session: Session, actor: Actor, conversation_id: str, *, lock: bool = False) -> Conversation:
    """The group, if the caller may give it a picture.

    Raises:
        NotFound, NotAllowed.
    """
    conversation, membership = access.member_of(session, actor, conversation_id, Action.READ, lock=lock)
    if conversation.kind == "direct":
        raise NotAllowed("A direct conversation has the picture of the other person.")
    access.require(conversation, membership, Action.SET_PICTURE)
    return conversation


def _replaced(session: Session, subject: User | Conversation, file_id: str | None) -> bool:
    """Whether anything changed; the picture of before is discarded."""
    before = subject.avatar_url
    subject.avatar_url = f"{AVATARS}/{file_id}" if file_id else None
    session.add(subject)
    session.flush()
    if before is not None:
        attachments.discard(session, [before.rpartition("/")[2]])
    return before != subject.avatar_url
