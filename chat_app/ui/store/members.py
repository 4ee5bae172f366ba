"""The members panel."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import does, known
from chat_app.ui.store.new_conversation import Person


@dataclass(frozen=True)
class Member:
    """`role` is its word, empty for plain members."""

    id: str
    name: str
    username: str
    initials: str
    tint: int
    avatar: str
    presence: str
    status_emoji: str
    status: str
    is_undisturbed: bool
    role: str
    is_bot: bool
    is_me: bool
    is_busy: bool
    has_menu: bool


@dataclass(frozen=True)
class Peer:
    """The other one of a direct conversation."""

    name: str
    username: str
    initials: str
    tint: int
    avatar: str
    presence: str
    status: str
    is_undisturbed: bool
    seen: str


@dataclass(frozen=True)
class MembersPanel:
    """Of the open conversation."""

    is_open: bool
    is_group: bool
    is_loading: bool
    failure: str
    name: str
    topic: str
    initials: str
    tint: int
    avatar: str
    is_public: bool
    is_archived: bool
    is_restricted: bool
    count: int
    can_manage: bool
    is_admin: bool
    is_owner: bool
    has_more: bool
    query: str
    members: list[Member]
    is_adding: bool
    is_searched: bool
    found: list[Person]
    is_editing: bool
    is_saving: bool
    fields: dict[str, str]
    peer: Peer


@dataclass(frozen=True)
class MemberMenu:
    """What one may do with the member that the menu was opened for."""

    can_be_owner: bool
    can_be_admin: bool
    can_be_member: bool
    can_remove: bool
    can_be_handed: bool


members_panel = known("useMembers", MembersPanel, "membersView")
load_members_again = does("loadMembersAgain", "membersPanel")
more_members = does("moreMembers", "membersPanel")
search_members = does("searchMembers", "membersPanel")

start_adding = does("startAdding", "members")
stop_adding = does("stopAdding", "members")
search_to_add = does("searchToAdd", "members")

start_editing = does("startEditing", "groupDetails")
stop_editing = does("stopEditing", "groupDetails")
save_group = does("saveGroup", "groupDetails")

member_menu = known("useMemberMenu", MemberMenu, "membersView")
remove_member = does("removeMember", "members")
leave_open_group = does("leaveOpenGroup", "members")


def add_member(user_id: Any) -> Var[Any]:
    return does("addMember", "members", user_id)


def make_role(role: str) -> Var[Any]:
    return does("makeRole", "members", role)
