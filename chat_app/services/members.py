"""Who is in a conversation: joining, leaving, adding, removing, roles."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, delete, func, or_, select
from sqlmodel import Session, col

from chat_app.errors import Conflict, Invalid, NotAllowed, NotFound
from chat_app.models import Conversation, Hook, Membership, User
from chat_app.models.actor import Actor
from chat_app.models.clock import iso
from chat_app.models.ids import is_id
from chat_app.models.permissions import Action, Role, may, needed_to_change_role
from chat_app.services import (
    access,
    audit,
    conversation_view,
    events,
    receipt_privacy,
    system_messages,
)
from chat_app.services.message_content import check_text
from chat_app.services.presence import state_of
from chat_app.services.users import named, user_json


def list_members(
    session: Session, actor: Actor, conversation_id: str, limit: int, cursor: str | None, *, q: str = ""
) -> tuple[list[dict[str, Any]], str | None]:
    """The members with `q` in a name, first come first, and the cursor of the next page."""
    conversation, _ = access.member_of(session, actor, conversation_id, Action.READ)
    found, following = page_of(session, conversation.id, q=q, limit=limit, cursor=cursor)
    is_private = receipt_privacy.is_private(session, actor.user_id)
    return [_json_of(membership, user, actor, is_private) for membership, user in found], following


def page_of(
    session: Session, conversation_id: str, *, q: str, limit: int, cursor: str | None
) -> tuple[list[tuple[Membership, User]], str | None]:
    """As `list_members`, for whoever may see them."""
    q = check_text("q", q).strip().removeprefix("@")
    statement = (
        select(Membership, User)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(col(Membership.conversation_id) == conversation_id, *([named(q)] if q else ()))
        .order_by(col(Membership.joined_at), col(Membership.user_id))
        .limit(limit + 1)
    )
    if cursor is not None:
        at, _, last_id = cursor.partition(".")
        if not at.isdecimal() or len(at) > 16 or not is_id(last_id):
            raise Invalid(fields={"cursor": "is not a cursor of this list"})
        joined_at = col(Membership.joined_at)
        statement = statement.where(
            or_(joined_at > int(at), and_(joined_at == int(at), col(Membership.user_id) > last_id))
        )
    found = [(membership, user) for membership, user in session.execute(statement)]
    if len(found) <= limit:
        return found, None
    last = found[limit - 1][0]
    return found[:limit], f"{last.joined_at}.{last.user_id}"


def put_member(
    session: Session, actor: Actor, conversation_id: str, user_id: str, role: str | None
) -> tuple[dict[str, Any], bool]:
    """Adds somebody, or changes the role of a member; the member, and whether they are new.

    Without a `role` a new member is a plain one and an old one stays what they are.
    """
    conversation, mine = _group(session, actor, conversation_id)
    user = find_user(session, user_id)
    membership = access.find_membership(session, conversation, user_id)
    if role is not None:
        check_role(role)
    old = membership.role if membership else None
    new = role or old or Role.MEMBER.value
    if old is None:
        access.require(conversation, mine, Action.ADD_MEMBER)
    for action in needed_to_change_role(old, new):
        access.require(conversation, mine, action)
    membership = give_role(session, actor.user_id, conversation, user_id, new)
    is_private = receipt_privacy.is_private(session, actor.user_id)
    return _json_of(membership, user, actor, is_private), old is None


def add_members(
    session: Session, actor: Actor, conversation_id: str, user_ids: Sequence[str]
) -> list[dict[str, Any]]:
    """Adds all of them as plain members, as one action; those who are in it stay what they are.

    Returns all of them as members, in the order given.

    Raises:
        Invalid: somebody is not here; nobody is added.
    """
    conversation, mine = _group(session, actor, conversation_id)
    access.require(conversation, mine, Action.ADD_MEMBER)
    wanted = list(dict.fromkeys(user_ids))
    statement = select(User).where(col(User.id).in_({i for i in wanted if is_id(i)}), col(User.active))
    people = {user.id: user for user in session.scalars(statement)}
    if len(people) < len(wanted):
        raise Invalid(fields={"user_ids": "names somebody who is not here"})
    statement = select(Membership).where(
        col(Membership.conversation_id) == conversation.id, col(Membership.user_id).in_(wanted)
    )
    members = {membership.user_id: membership for membership in session.scalars(statement)}
    if new := [user_id for user_id in wanted if user_id not in members]:
        taken_in = take_in(session, conversation, new, Role.MEMBER.value)
        members |= {membership.user_id: membership for membership in taken_in}
        system_messages.tell(session, actor.user_id, conversation, "added", new)
    is_private = receipt_privacy.is_private(session, actor.user_id)
    return [_json_of(members[user_id], people[user_id], actor, is_private) for user_id in wanted]


def transfer(session: Session, actor: Actor, conversation_id: str, user_id: str) -> dict[str, Any]:
    """Makes another member the owner and the caller an admin; returns the group as the caller sees it."""
    conversation, mine = _group(session, actor, conversation_id)
    access.require(conversation, mine, Action.CHANGE_OWNERS)
    theirs = access.find_membership(session, conversation, user_id)
    if theirs is None:
        raise Invalid(fields={"user_id": "is not a member of this group"})
    user = session.get_one(User, user_id)
    if user_id == actor.user_id or not user.active or user.role == "bot":
        raise Invalid(fields={"user_id": "cannot be made the owner"})
    mine.role, theirs.role = Role.ADMIN.value, Role.OWNER.value
    conversation.members_version += 1
    session.flush()
    events.members_changed(session, conversation, {user_id: theirs.role, actor.user_id: mine.role})
    system_messages.tell(session, actor.user_id, conversation, "transferred", [user_id])
    group = ("group", conversation.id, conversation.name)
    audit.record(session, actor, "group.transfer", target=group, data={"to": user.username})
    return _as_seen_by(session, conversation, actor.user_id)


def change_role(
    session: Session, actor: Actor, conversation_id: str, user_id: str, role: str | None
) -> dict[str, Any]:
    """As `put_member`, for somebody who is a member already."""
    conversation, _ = _group(session, actor, conversation_id)
    if access.find_membership(session, conversation, user_id) is None:
        raise NotFound("There is no such member.")
    return put_member(session, actor, conversation_id, user_id, role)[0]


def remove_member(session: Session, actor: Actor, conversation_id: str, user_id: str) -> None:
    """Removes somebody; oneself is leaving. With what a webhook posts as, the webhook is gone."""
    if user_id == actor.user_id:
        leave(session, actor, conversation_id)
        return
    conversation, mine = _group(session, actor, conversation_id)
    membership = access.find_membership(session, conversation, user_id)
    if membership is None:
        access.require(conversation, mine, Action.REMOVE_MEMBER)
        raise NotFound("There is no such member.")
    needed = needed_to_change_role(membership.role, None)
    for action in needed:
        access.require(conversation, mine, action)
    let_go(session, actor.user_id, conversation, membership)


def join(session: Session, actor: Actor, conversation_id: str) -> dict[str, Any]:
    """Joins a public group and returns it; joining again changes nothing."""
    conversation = access.find_conversation(session, conversation_id, lock=True)
    membership = access.find_membership(session, conversation, actor.user_id)
    if membership is None:
        if conversation.visibility != "public":
            raise NotFound("There is no such conversation.")
        if conversation.archived:
            raise NotAllowed("This group is archived: it can be read, not changed.", code="archived")
        enter(session, conversation, actor.user_id)
    return _as_seen_by(session, conversation, actor.user_id)


def enter(session: Session, conversation: Conversation, user_id: str) -> None:
    """Somebody comes into a locked group by themselves; whether they may was asked before."""
    take_in(session, conversation, [user_id], Role.MEMBER.value)
    system_messages.tell(session, user_id, conversation, "joined")


def join_by_default(session: Session, user_id: str, group_ids: Collection[str]) -> None:
    """Takes somebody who is new here into those of these groups that are there, public and not archived."""
    for group_id in sorted(group_ids):
        group = session.get(Conversation, group_id, with_for_update=access.LOCKED)
        is_open = group is not None and group.visibility == "public" and not group.archived
        if group is not None and is_open and access.find_membership(session, group, user_id) is None:
            enter(session, group, user_id)


def leave(session: Session, actor: Actor, conversation_id: str) -> None:
    """Leaves a group; the last owner cannot."""
    conversation, membership = access.member_of(session, actor, conversation_id, Action.READ, lock=True)
    if not may(Action.LEAVE, kind=conversation.kind, role=membership.role):
        raise NotAllowed("A direct conversation cannot be left.")
    let_go(session, actor.user_id, conversation, membership)


def _group(session: Session, actor: Actor, conversation_id: str) -> tuple[Conversation, Membership]:
    conversation, mine = access.member_of(session, actor, conversation_id, Action.READ, lock=True)
    if conversation.kind == "direct":
        raise NotAllowed("A direct conversation is between its two people.")
    return conversation, mine


def give_role(session: Session, by: str, conversation: Conversation, user_id: str, role: str) -> Membership:
    """Takes somebody into a locked group, or changes their role in it, as somebody (`by`) has decided.

    Raises:
        Conflict: nobody would own the group any more.
    """
    membership = access.find_membership(session, conversation, user_id)
    if membership is None:
        (membership,) = take_in(session, conversation, [user_id], role)
        system_messages.tell(session, by, conversation, "added", [user_id])
        return membership
    old = membership.role
    if old != role:
        _check_owner_remains(session, conversation, membership, role)
        membership.role = role
        conversation.members_version += 1
        session.flush()
        events.members_changed(session, conversation, {user_id: role})
        if Role.OWNER in {old, role}:
            what = "owner_added" if role == Role.OWNER else "owner_removed"
            system_messages.tell(session, by, conversation, what, [user_id])
    return membership


def take_in(
    session: Session, conversation: Conversation, user_ids: Sequence[str], role: str
) -> list[Membership]:
    """Takes people into a locked group; what was said before they came counts as read by them."""
    members = [
        Membership(
            conversation_id=conversation.id,
            user_id=user_id,
            role=role,
            read_seq=conversation.last_seq,
            delivered_seq=conversation.last_seq,
        )
        for user_id in user_ids
    ]
    session.add_all(members)
    conversation.member_count += len(members)
    conversation.members_version += 1
    session.flush()
    events.members_changed(session, conversation, dict.fromkeys(user_ids, role))
    for one in members:
        events.receipt_moved(session, conversation, one.user_id, one.read_seq, one.delivered_seq)
    return members


def let_go(session: Session, by: str, conversation: Conversation, membership: Membership) -> None:
    """Takes somebody out of a locked group, as somebody (`by`) has decided, and says so.

    Raises as `give_role` does.
    """
    user_id = membership.user_id
    take_out(session, conversation, membership)
    if by == user_id:
        system_messages.tell(session, by, conversation, "left")
    else:
        system_messages.tell(session, by, conversation, "removed", [user_id])


def take_out(session: Session, conversation: Conversation, membership: Membership) -> None:
    """Takes somebody out of a locked group. The webhook that posts as them ends."""
    _check_owner_remains(session, conversation, membership, None)
    user_id = membership.user_id
    session.connection().execute(delete(Hook).where(col(Hook.bot_id) == user_id))
    session.connection().execute(
        delete(Membership).where(
            col(Membership.conversation_id) == conversation.id, col(Membership.user_id) == user_id
        )
    )
    session.expunge(membership)
    conversation.member_count -= 1
    conversation.members_version += 1
    session.flush()
    events.members_changed(session, conversation, {user_id: None})


def _check_owner_remains(
    session: Session, conversation: Conversation, membership: Membership, role: str | None
) -> None:
    if membership.role != Role.OWNER or role == Role.OWNER:
        return
    owners = session.scalar(
        select(func.count())
        .select_from(Membership)
        .where(col(Membership.conversation_id) == conversation.id, col(Membership.role) == Role.OWNER.value)
    )
    if owners == 1:
        raise Conflict("A group needs an owner: make somebody else one first.", code="last_owner")


def _as_seen_by(session: Session, conversation: Conversation, user_id: str) -> dict[str, Any]:
    session.flush()
    return conversation_view.for_users(session, conversation, [user_id])[user_id]


def check_role(role: str) -> None:
    """Raises Invalid unless it is a role in a group."""
    if role not in set(Role):
        raise Invalid(fields={"role": "must be owner, admin or member"})


def find_user(session: Session, user_id: str) -> User:
    """Somebody who can be taken in. Raises NotFound."""
    user = session.get(User, user_id) if is_id(user_id) else None
    if user is None or not user.active or (user.role == "bot" and user.bot_owner_id is None):
        raise NotFound("There is no such person.")
    return user


def _json_of(membership: Membership, user: User, actor: Actor, is_private: bool) -> dict[str, Any]:
    known = user.id == actor.user_id or (user.receipts and not is_private)
    return {
        "user": user_json(user, state_of(user.id)),
        "role": membership.role,
        "joined_at": iso(membership.joined_at),
        "read_seq": membership.read_seq if known else 0,
        "delivered_seq": membership.delivered_seq,
    }
