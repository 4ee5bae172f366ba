"""Whom a message mentions: members by name, `@all`, and `@here`, which is whoever is connected right then."""

from collections.abc import Collection

from sqlmodel import Session

from chat_app.models.permissions import may_mention_everybody
from chat_app.services import sending_sql
from chat_app.services.presence import state_of

ALL = "all"
HERE = "here"


def mentioned(
    session: Session,
    names: Collection[str],
    *,
    conversation_id: str,
    kind: str,
    member_count: int,
    role: str,
    author_id: str,
    here_before: frozenset[str] = frozenset(),
) -> list[str]:
    """The ids of the members that these folded names reach, ordered by username.

    `@all` and `@here` leave the author out; where the author may not use them they are words like others.
    `here_before` are those whom the `@here` of this very message had reached before an edit.
    """
    to_all, to_here = ALL in names, HERE in names
    if not (to_all or to_here) or not may_mention_everybody(kind=kind, role=role, member_count=member_count):
        return sending_sql.members_named(session, conversation_id, names)
    return [
        user_id
        for user_id, username in sending_sql.usernames(session, conversation_id)
        if username in names
        or (user_id != author_id and (to_all or user_id in here_before or state_of(user_id) != "offline"))
    ]
