"""The public groups of an installation, for finding one to join."""

from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from chat_app.errors import Invalid
from chat_app.models import Conversation, Membership
from chat_app.models.actor import Actor
from chat_app.models.ids import is_id
from chat_app.services import conversation_view
from chat_app.services.message_content import check_text
from chat_app.services.users import has_part


def list_groups(
    session: Session, actor: Actor, q: str, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """Public groups with `q` in name or topic, archived ones left out, those with most members first.

    Each as a stranger sees it, with `joined`; and the cursor of the next page.
    """
    q = check_text("q", q).strip()
    statement = (
        select(Conversation, col(Membership.user_id))
        .join(
            Membership,
            and_(
                col(Membership.conversation_id) == col(Conversation.id),
                col(Membership.user_id) == actor.user_id,
            ),
            isouter=True,
        )
        .where(
            col(Conversation.kind) == "group",
            col(Conversation.visibility) == "public",
            col(Conversation.archived).is_(False),
        )
        .order_by(col(Conversation.member_count).desc(), col(Conversation.id))
        .limit(limit + 1)
    )
    if q:
        statement = statement.where(or_(has_part(Conversation.name, q), has_part(Conversation.topic, q)))
    if cursor is not None:
        statement = statement.where(_after(cursor))
    found = session.execute(statement).all()
    page = found[:limit]
    following = f"{page[-1][0].member_count}.{page[-1][0].id}" if len(found) > limit else None
    return [
        conversation_view.for_stranger(group) | {"joined": member is not None} for group, member in page
    ], following


def _after(cursor: str) -> Any:
    count, _, last_id = cursor.partition(".")
    if not count.isdecimal() or len(count) > 9 or not is_id(last_id):
        raise Invalid(fields={"cursor": "is not a cursor of this list"})
    members = col(Conversation.member_count)
    return or_(members < int(count), and_(members == int(count), col(Conversation.id) > last_id))
