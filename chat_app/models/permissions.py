"""Who may do what, in a conversation and in the whole installation: the contract's tables, in one place.

Installation owners and admins have no rights in a conversation by that; they act through the admin calls.
"""

from enum import StrEnum

MENTIONED_BY_ALL = 100
"""Up to this many members everybody may call them all; above, it takes an admin."""


class Role(StrEnum):
    """A member's role in a group. In a direct conversation both are members."""

    MEMBER = "member"
    ADMIN = "admin"
    OWNER = "owner"


class Action(StrEnum):
    """What can be done in a conversation that one is in."""

    READ = "read"
    SEND = "send"
    REACT = "react"
    PIN = "pin"
    LEAVE = "leave"
    REPORT = "report"
    CHANGE_OWN_MESSAGE = "change_own_message"
    DELETE_OTHERS_MESSAGE = "delete_others_message"
    ADD_MEMBER = "add_member"
    REMOVE_MEMBER = "remove_member"
    RENAME = "rename"
    SET_TOPIC = "set_topic"
    SET_POSTING = "set_posting"
    SET_PICTURE = "set_picture"
    MANAGE_HOOKS = "manage_hooks"
    INVITE = "invite"
    EXPORT = "export"
    CHANGE_ADMINS = "change_admins"
    CHANGE_OWNERS = "change_owners"
    SET_VISIBILITY = "set_visibility"
    ARCHIVE = "archive"
    DELETE_CONVERSATION = "delete_conversation"


_MEMBER = frozenset(
    {
        Action.READ,
        Action.SEND,
        Action.REACT,
        Action.PIN,
        Action.LEAVE,
        Action.REPORT,
        Action.CHANGE_OWN_MESSAGE,
    }
)
_ADMIN = _MEMBER | {
    Action.DELETE_OTHERS_MESSAGE,
    Action.ADD_MEMBER,
    Action.REMOVE_MEMBER,
    Action.RENAME,
    Action.SET_TOPIC,
    Action.SET_POSTING,
    Action.SET_PICTURE,
    Action.MANAGE_HOOKS,
    Action.INVITE,
    Action.EXPORT,
}
_OWNER = _ADMIN | {
    Action.CHANGE_ADMINS,
    Action.CHANGE_OWNERS,
    Action.SET_VISIBILITY,
    Action.ARCHIVE,
    Action.DELETE_CONVERSATION,
}

IN_GROUP: dict[Role, frozenset[Action]] = {Role.MEMBER: _MEMBER, Role.ADMIN: _ADMIN, Role.OWNER: _OWNER}
IN_DIRECT: frozenset[Action] = _MEMBER - {Action.LEAVE}
IN_ARCHIVE: frozenset[Action] = frozenset(
    {Action.READ, Action.LEAVE, Action.REPORT, Action.EXPORT, Action.ARCHIVE, Action.DELETE_CONVERSATION}
)
"""What is left of anybody's rights once a group is archived."""


def may(action: Action, *, kind: str, role: str, archived: bool = False) -> bool:
    """Whether somebody with this role in a conversation of this kind may do it."""
    allowed = IN_DIRECT if kind == "direct" else IN_GROUP[Role(role)]
    return action in allowed and (not archived or action in IN_ARCHIVE)


def may_post(posting: str, role: str, *, is_hook: bool = False) -> bool:
    """Whether a group in which `everyone` or only `admins` may write lets somebody with this role.

    A webhook was made by an admin.
    """
    return posting == "everyone" or role != Role.MEMBER or is_hook


def may_mention_everybody(*, kind: str, role: str, member_count: int) -> bool:
    """Whether `@all` and `@here` of somebody with this role reach anybody."""
    return kind == "group" and (member_count <= MENTIONED_BY_ALL or role != Role.MEMBER)


def needed_to_change_role(old: str | None, new: str | None) -> frozenset[Action]:
    """What it takes to move a member from one role to another; `None` is not being a member."""
    if old == new:
        return frozenset()
    needed: set[Action] = set()
    if Role.OWNER in {old, new}:
        needed.add(Action.CHANGE_OWNERS)
    elif Role.ADMIN in {old, new} and new is not None:
        needed.add(Action.CHANGE_ADMINS)
    if old is None:
        needed.add(Action.ADD_MEMBER)
    if new is None:
        needed.add(Action.REMOVE_MEMBER)
    return frozenset(needed)


class Duty(StrEnum):
    """What can be done to an installation."""

    SEE_USERS = "see_users"
    INVITE_USERS = "invite_users"
    CHANGE_USERS = "change_users"
    CHANGE_ADMINS = "change_admins"
    CHANGE_OWNERS = "change_owners"
    MANAGE_BOTS = "manage_bots"
    SEE_GROUPS = "see_groups"
    CHANGE_GROUPS = "change_groups"
    EXPORT_GROUPS = "export_groups"
    MODERATE = "moderate"
    SEE_AUDIT_LOG = "see_audit_log"
    SEE_SYSTEM = "see_system"
    CHANGE_SETTINGS = "change_settings"


_OF_OWNER = frozenset(Duty)
IN_INSTALLATION: dict[str, frozenset[Duty]] = {
    "owner": _OF_OWNER,
    "admin": _OF_OWNER - {Duty.CHANGE_ADMINS, Duty.CHANGE_OWNERS},
    "member": frozenset(),
    "bot": frozenset(),
}


def may_in_installation(duty: Duty, role: str) -> bool:
    """Whether somebody with this role in the installation may do it."""
    return duty in IN_INSTALLATION[role]


def needed_for_user(role: str, new_role: str | None = None) -> frozenset[Duty]:
    """What it takes to do something to somebody with this role, or to give them another."""
    roles = {role, new_role or role}
    needed = {Duty.CHANGE_USERS}
    if "owner" in roles:
        needed.add(Duty.CHANGE_OWNERS)
    elif "admin" in roles:
        needed.add(Duty.CHANGE_ADMINS)
    return frozenset(needed)
