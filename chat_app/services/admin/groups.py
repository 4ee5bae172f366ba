"""The groups of an installation, as those who run it see them: names, members and numbers, never messages.

Direct conversations are nobody's business but of the two: here there are none.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, ColumnElement, String, func, literal_column, select
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.errors import Invalid, NotFound
from chat_app.models import Attachment, Conversation, File, Membership, User
from chat_app.models.actor import Actor
from chat_app.models.clock import iso
from chat_app.models.permissions import Action, Duty, Role
from chat_app.services import access, audit, conversations, members
from chat_app.services.access import require_duty
from chat_app.services.admin import listing
from chat_app.services.checks import checked, checked_switch, checked_text
from chat_app.services.message_content import check_text
from chat_app.services.presence import state_of
from chat_app.services.users import has_part, short_json, user_json

_IS_GROUP = col(Conversation.kind) == "group"
# In these words, so that the index over owners is used.
_IS_OWNER: ColumnElement[bool] = literal_column("memberships.role = 'owner'", Boolean)

_SORTS: dict[str, Any] = {
    "name": func.lower(col(Conversation.name), type_=String),
    "members": col(Conversation.member_count),
    "created": col(Conversation.created_at),
    "active": col(Conversation.active_at),
}
_OWNERS = (
    select(col(Membership.conversation_id), User)
    .join(User, col(User.id) == col(Membership.user_id))
    .where(among(Membership.conversation_id, "ids"), _IS_OWNER)
    .order_by(col(Membership.joined_at), col(Membership.user_id))
)
_MAKERS = select(User).where(among(User.id, "ids"))


def list_groups(
    session: Session,
    actor: Actor,
    *,
    q: str = "",
    state: str = "",
    visibility: str = "",
    sort: str = "-active",
    limit: int,
    cursor: str | None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Those with `q` in their name, and the cursor of the next page.

    `state` is active or archived, `visibility` private or public, empty for all. `sort` is name, members,
    created or active (when something was last said), with a minus for the other way.

    Raises:
        NotAllowed, Invalid.
    """
    require_duty(actor, Duty.SEE_GROUPS)
    statement = select(Conversation).where(*_matching(q, state, visibility))
    found, following = listing.page(
        session, statement, Conversation, sort, _SORTS, limit=limit, cursor=cursor
    )
    return _json_of_many(session, [row[0] for row in found]), following


def count_groups(
    session: Session, actor: Actor, *, q: str = "", state: str = "", visibility: str = ""
) -> int:
    """How many `list_groups` has on all of its pages."""
    require_duty(actor, Duty.SEE_GROUPS)
    where = _matching(q, state, visibility)
    return session.scalar(select(func.count()).select_from(Conversation).where(*where)) or 0


def get_group(session: Session, actor: Actor, group_id: str) -> dict[str, Any]:
    """As `list_groups` has them, with how many `files` were sent there and how many `bytes` they have.

    Raises:
        NotAllowed, NotFound.
    """
    require_duty(actor, Duty.SEE_GROUPS)
    group = _find(session, group_id)
    sent = select(col(Attachment.file_id)).where(col(Attachment.conversation_id) == group.id)
    files, size = session.execute(
        select(func.count(), func.coalesce(func.sum(col(File.size)), 0)).where(col(File.id).in_(sent))
    ).one()
    return _json_of_many(session, [group])[0] | {"files": files, "bytes": int(size)}


def list_group_members(
    session: Session, actor: Actor, group_id: str, *, q: str = "", limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """Its members with `q` in a name, first come first, and the cursor of the next page."""
    require_duty(actor, Duty.SEE_GROUPS)
    group = _find(session, group_id)
    found, following = members.page_of(session, group.id, q=q, limit=limit, cursor=cursor)
    return [_member_json(membership, user) for membership, user in found], following


def change_group(session: Session, actor: Actor, group_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes what is given of `name`, `topic`, `archived` and `owner_id`, who becomes an owner, and a member
    where they are none; the owners there are stay owners. Its members hear of it. Returns `get_group`.

    Raises:
        Invalid: with the reason for each field.
        NotAllowed, NotFound.
    """
    require_duty(actor, Duty.CHANGE_GROUPS)
    wanted = checked(changes, _CHECKS)
    group = _find(session, group_id, lock=True)
    owner_id = wanted.pop("owner_id", None)
    changed = conversations.change(session, actor, group, wanted, _anything)
    archived = changed.pop("archived", None)
    if changed:
        data = {name: {"from": old, "to": new} for name, (old, new) in changed.items()}
        _record(session, actor, "group.change", group, data)
    if owner_id is not None:
        set_member(session, actor, group.id, owner_id, Role.OWNER.value)
    if archived is not None:
        _record(session, actor, "group.archive" if archived[1] else "group.unarchive", group)
    return get_group(session, actor, group.id)


def set_member(
    session: Session, actor: Actor, group_id: str, user_id: str, role: str | None
) -> dict[str, Any] | None:
    """Gives somebody this role in a group, taking them in where they are no member; None removes them.

    Returns the member, None for who was removed. The same again changes nothing.

    Raises:
        NotFound: there is no such group, person, or, for removing, member.
        Conflict: `last_owner`, nobody would own the group.
        NotAllowed, Invalid.
    """
    require_duty(actor, Duty.CHANGE_GROUPS)
    group = _find(session, group_id, lock=True)
    membership = access.find_membership(session, group, user_id)
    if role is None:
        if membership is None:
            raise NotFound("There is no such member.")
        user = session.get_one(User, user_id)
        members.let_go(session, actor.user_id, group, membership)
        _record(
            session, actor, "group.remove_member", group, _of(user) | {"from": membership.role, "to": None}
        )
        return None
    members.check_role(role)
    old = membership.role if membership else None
    user = session.get_one(User, user_id) if membership else members.find_user(session, user_id)
    if role != old:
        membership = members.give_role(session, actor.user_id, group, user.id, role)
        action = "group.add_member" if old is None else "group.change_role"
        _record(session, actor, action, group, _of(user) | {"from": old, "to": role})
    return _member_json(membership, user) if membership else None


def delete_group(session: Session, actor: Actor, group_id: str) -> None:
    """Deletes a group with everything in it.

    Raises:
        NotAllowed, NotFound.
    """
    require_duty(actor, Duty.CHANGE_GROUPS)
    group = _find(session, group_id, lock=True)
    _record(
        session,
        actor,
        "group.delete",
        group,
        {"members": group.member_count, "messages": group.last_seq},
    )
    conversations.remove_for_good(session, group)


def _anything(_action: Action) -> None:
    """Those who run the installation may do everything in its groups, through here."""


_CHECKS = {
    "name": checked_text,
    "topic": checked_text,
    "archived": checked_switch,
    "owner_id": checked_text,
}


def _find(session: Session, group_id: str, *, lock: bool = False) -> Conversation:
    unknown = NotFound("There is no such group.")
    try:
        group = access.find_conversation(session, group_id, lock=lock)
    except NotFound:
        raise unknown from None
    if group.kind != "group":
        raise unknown
    return group


def _record(
    session: Session, actor: Actor, action: str, group: Conversation, data: Mapping[str, Any] | None = None
) -> None:
    audit.record(session, actor, action, target=("group", group.id, group.name), data=data)


def _of(user: User) -> dict[str, Any]:
    return {"user": {"id": user.id, "username": user.username}}


def _matching(q: str, state: str, visibility: str) -> list[Any]:
    where: list[Any] = [_IS_GROUP]
    if q := check_text("q", q).strip().removeprefix("#"):
        where.append(has_part(Conversation.name, q))
    if state not in {"", "active", "archived"}:
        raise Invalid(fields={"state": "must be active or archived"})
    if state:
        archived = col(Conversation.archived)
        where.append(archived if state == "archived" else ~archived)
    if visibility not in {"", "private", "public"}:
        raise Invalid(fields={"visibility": "must be private or public"})
    if visibility:
        where.append(col(Conversation.visibility) == visibility)
    return where


def _json_of_many(session: Session, groups: Sequence[Conversation]) -> list[dict[str, Any]]:
    owners: dict[str, list[dict[str, Any]]] = {group.id: [] for group in groups}
    for group_id, user in session.execute(_OWNERS, {"ids": list(owners)}):
        owners[group_id].append(short_json(user))
    made_by = {group.created_by for group in groups if group.created_by}
    makers = {user.id: short_json(user) for user in session.scalars(_MAKERS, {"ids": list(made_by)})}
    return [
        {
            "id": group.id,
            "name": group.name,
            "topic": group.topic,
            "visibility": group.visibility,
            "posting": group.posting,
            "archived": group.archived,
            "member_count": group.member_count,
            "avatar_url": group.avatar_url,
            "created_at": iso(group.created_at),
            "active_at": iso(group.active_at),
            "last_seq": group.last_seq,
            "owners": owners[group.id],
            "created_by": makers.get(group.created_by or ""),
        }
        for group in groups
    ]


def _member_json(membership: Membership, user: User) -> dict[str, Any]:
    return {
        "user": user_json(user, state_of(user.id)),
        "role": membership.role,
        "joined_at": iso(membership.joined_at),
    }
