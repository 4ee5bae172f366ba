"""Invite links: ways into the installation, and into a group where they name one."""

from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from chat_app.errors import Conflict, Invalid, NotAllowed, NotFound
from chat_app.models import Conversation, Invite, InviteUse, User
from chat_app.models.actor import Actor
from chat_app.models.clock import iso, iso_or_none, now
from chat_app.models.ids import is_id
from chat_app.models.permissions import Action, Duty, may_in_installation
from chat_app.services import access, audit, conversation_view, members, rules
from chat_app.services.secrets import digest, new_secret
from chat_app.settings import Settings

_UNKNOWN = "There is no such invite."
_OVER = {
    "revoked": "This invite was taken back. Ask for a new one.",
    "expired": "This invite has expired. Ask for a new one.",
    "used_up": "This invite was used as often as it may be. Ask for a new one.",
    "gone": "This invite leads nowhere any more. Ask for a new one.",
}


def create_invite(
    session: Session,
    actor: Actor,
    *,
    conversation_id: str | None,
    expires_in: int | None,
    max_uses: int | None,
    settings: Settings,
) -> dict[str, Any]:
    """A new invite with its `code`, which is told this once. `expires_in` is in seconds.

    Into a group its admins invite; into the installation whose duty it is, and where anybody may register
    everybody.
    """
    name = ""
    if conversation_id is not None:
        name = _group(session, actor, conversation_id).name
    elif actor.role == "bot" or not (
        may_in_installation(Duty.INVITE_USERS, actor.role)
        or rules.read(session, settings).registration == "open"
    ):
        raise NotAllowed
    code, at = new_secret(), now()
    invite = Invite(
        code_hash=digest(code),
        conversation_id=conversation_id,
        created_by=actor.user_id,
        created_at=at,
        expires_at=None if expires_in is None else at + expires_in * 1000,
        max_uses=max_uses,
    )
    session.add(invite)
    session.flush()
    limits = {"conversation_id": conversation_id, "expires_in": expires_in, "max_uses": max_uses}
    audit.record(session, actor, "invite.create", target=("invite", invite.id, name), data=limits)
    return _json_of(invite, session.get_one(User, actor.user_id), None) | {"code": code}


def list_of_group(
    session: Session, actor: Actor, conversation_id: str, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """The invites into a group, newest first, those that are over too; and the cursor of the next page."""
    conversation = _group(session, actor, conversation_id)
    return _listed(session, col(Invite.conversation_id) == conversation.id, limit, cursor)


def list_of_installation(
    session: Session, actor: Actor, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """The invites into the installation that name no group, as `list_of_group`."""
    access.require_duty(actor, Duty.INVITE_USERS)
    return _listed(session, col(Invite.conversation_id).is_(None), limit, cursor)


def revoke_invite(session: Session, actor: Actor, invite_id: str) -> None:
    """Ends an invite: one's own, one of a group by its admins, the others by those whose duty it is."""
    invite = session.get(Invite, invite_id, with_for_update=True) if is_id(invite_id) else None
    if invite is None or not _may_revoke(session, actor, invite):
        raise NotFound(_UNKNOWN)
    if invite.revoked_at is None:
        invite.revoked_at = now()
        audit.record(session, actor, "invite.revoke", target=("invite", invite.id, ""))


def look_at(session: Session, code: str) -> dict[str, Any]:
    """What an invite leads to, for anybody who holds its code. Of one that is over, only whose it was."""
    invite, inviter, group = _by_code(session, code)
    over = _over(invite, inviter, group)
    return {
        "works": over is None,
        "over": over,
        "inviter": inviter.display_name,
        "group": {
            "name": group.name,
            "topic": group.topic,
            "avatar_url": group.avatar_url,
            "member_count": group.member_count,
        }
        if group is not None and over is None
        else None,
    }


def check(session: Session, code: str) -> None:
    """Raises NotFound, `invite_over` for one that was good once, unless the invite lets somebody in now."""
    _check(*_by_code(session, code))


def accept(session: Session, actor: Actor, code: str) -> dict[str, Any]:
    """Brings the caller into the group that the invite names, and returns it. For members nothing changes.

    Raises:
        NotFound: there is none; `invite_over` if there was.
        Conflict: it leads to no group, and the caller has an account already.
    """
    invite, _, _ = _by_code(session, code)
    if invite.conversation_id is None:
        raise Conflict("You have an account here already.", code="already_here")
    use(session, actor.user_id, code)
    conversation = access.find_conversation(session, invite.conversation_id)
    session.flush()
    return conversation_view.for_users(session, conversation, [actor.user_id])[actor.user_id]


def use(session: Session, user_id: str, code: str) -> None:
    """Lets somebody in, and counts them once. Whoever is in the group already uses nothing.

    Raises:
        NotFound: there is no such invite; `invite_over` if there was.
    """
    invite, inviter, group = _by_code(session, code)
    if group is not None:
        # The group's row is locked before the invite's, as everywhere.
        group = access.find_conversation(session, group.id, lock=True)
        session.refresh(group)
        if access.find_membership(session, group, user_id) is not None:
            return
    _check(invite, inviter, group)
    _count(session, invite, user_id)
    if group is not None:
        members.enter(session, group, user_id)


def _count(session: Session, invite: Invite, user_id: str) -> None:
    """Takes one of the uses that are left, which of many at once only so many can."""
    connection = session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    came = insert(InviteUse).values(invite_id=invite.id, user_id=user_id).on_conflict_do_nothing()
    is_new = connection.execute(came.returning(col(InviteUse.user_id))).first() is not None
    uses, most = col(Invite.uses), col(Invite.max_uses)
    taken = connection.execute(
        update(Invite)
        .where(
            col(Invite.id) == invite.id,
            col(Invite.revoked_at).is_(None),
            or_(col(Invite.expires_at).is_(None), col(Invite.expires_at) > now()),
            or_(most.is_(None), uses < most),
        )
        .values(uses=uses + int(is_new))
        .returning(uses)
    ).first()
    session.refresh(invite)
    if taken is None:
        raise _gone(_over(invite, None, None) or "used_up")


def _by_code(session: Session, code: str) -> tuple[Invite, User, Conversation | None]:
    row = session.execute(
        select(Invite, User, Conversation)
        .join(User, col(User.id) == col(Invite.created_by))
        .join(Conversation, col(Conversation.id) == col(Invite.conversation_id), isouter=True)
        .where(col(Invite.code_hash) == digest(code))
    ).first()
    if row is None:
        raise NotFound(_UNKNOWN)
    invite, inviter, group = row
    return invite, inviter, group


def _check(invite: Invite, inviter: User, group: Conversation | None) -> None:
    if over := _over(invite, inviter, group):
        raise _gone(over)


def _gone(over: str) -> NotFound:
    return NotFound(_OVER[over], code="invite_over")


def _over(invite: Invite, inviter: User | None, group: Conversation | None) -> str | None:
    """Why it lets nobody in. With its maker's account, and while its group is archived, it rests."""
    if invite.revoked_at is not None:
        return "revoked"
    if invite.expires_at is not None and invite.expires_at <= now():
        return "expired"
    if invite.max_uses is not None and invite.uses >= invite.max_uses:
        return "used_up"
    is_gone = (inviter is not None and not inviter.active) or (group is not None and group.archived)
    return "gone" if is_gone else None


def _may_revoke(session: Session, actor: Actor, invite: Invite) -> bool:
    if invite.created_by == actor.user_id:
        return True
    if invite.conversation_id is None:
        return may_in_installation(Duty.INVITE_USERS, actor.role)
    try:
        access.member_of(session, actor, invite.conversation_id, Action.INVITE)
    except (NotAllowed, NotFound):
        return False
    return True


def _group(session: Session, actor: Actor, conversation_id: str) -> Conversation:
    conversation, membership = access.member_of(session, actor, conversation_id, Action.READ)
    if conversation.kind == "direct":
        raise NotAllowed("A direct conversation is between its two people.")
    access.require(conversation, membership, Action.INVITE)
    return conversation


def _listed(
    session: Session, where: Any, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    statement = (
        select(Invite, User, Conversation)
        .join(User, col(User.id) == col(Invite.created_by))
        .join(Conversation, col(Conversation.id) == col(Invite.conversation_id), isouter=True)
        .where(where)
        .order_by(col(Invite.id).desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        if not is_id(cursor):
            raise Invalid(fields={"cursor": "is not a cursor of this list"})
        statement = statement.where(col(Invite.id) < cursor)
    found = session.execute(statement).all()
    page = [_json_of(invite, inviter, _over(invite, inviter, group)) for invite, inviter, group in found]
    return page[:limit], page[limit - 1]["id"] if len(found) > limit else None


def _json_of(invite: Invite, inviter: User, over: str | None) -> dict[str, Any]:
    return {
        "id": invite.id,
        "conversation_id": invite.conversation_id,
        "created_by": {
            "id": inviter.id,
            "username": inviter.username,
            "display_name": inviter.display_name,
            "avatar_url": inviter.avatar_url,
        },
        "created_at": iso(invite.created_at),
        "expires_at": iso_or_none(invite.expires_at),
        "max_uses": invite.max_uses,
        "uses": invite.uses,
        "over": over,
    }
