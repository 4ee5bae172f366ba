"""Groups as a whole: finding them, inviting into them, putting them away, deleting them."""

from dataclasses import dataclass
from typing import Any, Literal

from reflex.vars import Var

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class ListedGroup:
    """`members` is their number in words."""

    id: str
    name: str
    topic: str
    initials: str
    tint: int
    avatar: str
    members: str
    is_joined: bool


@dataclass(frozen=True)
class Directory:
    """The public groups, as far as they are held. `busy` is the id of the one that is being joined."""

    is_open: bool
    is_loaded: bool
    query: str
    failure: str
    groups: list[ListedGroup]
    has_more: bool
    busy: str


@dataclass(frozen=True)
class InviteLink:
    """`name` is that of who made it, `about` what is left of it."""

    id: str
    name: str
    about: str


@dataclass(frozen=True)
class Invites:
    """The links into the open group; `url` is the one that was just made."""

    is_open: bool
    name: str
    url: str
    is_busy: bool
    is_loaded: bool
    failure: str
    invites: list[InviteLink]
    busy: str


@dataclass(frozen=True)
class Deletion:
    """`name` is what has to be typed."""

    is_open: bool
    is_busy: bool
    name: str
    error: str


@dataclass(frozen=True)
class Invitation:
    """What one has come by to the sign-up page. `is_here`: one has an account, and is signed in as `me`."""

    is_there: bool
    is_over: bool
    is_here: bool
    is_busy: bool
    me: str
    inviter: str
    group: str
    topic: str
    members: str
    message: str


directory = known("useDirectory", Directory, "directory")
browse_groups = does("browseGroups", "directory")
browse_open_change = does("browseOpenChange", "directory")
search_groups = does("searchGroups", "directory")
browse_again = does("browseAgain", "directory")
more_groups = does("moreGroups", "directory")


def enter_group(conversation_id: Any) -> Var[Any]:
    return does("enterGroup", "directory", conversation_id)


invites = known("useInvites", Invites, "invites")
open_invites = does("openInvites", "invites")
invites_open_change = does("invitesOpenChange", "invites")
load_invites = does("loadInvites", "invites")
make_invite = does("makeInvite", "invites")
copy_invite = does("copyInvite", "invites")
choose_invite = does("chooseInvite", "invites")


def revoke_invite(invite_id: Any) -> Var[Any]:
    return does("revokeInvite", "invites", invite_id)


invitation = known("useInvitation", Invitation, "invitation")
sign_in_address = known("useSignInAddress", str, "invitation")
accept_invitation = does("acceptInvitation", "invitation")

deletion = known("useDeletion", Deletion, "groupActions")
ask_to_delete = does("askToDelete", "groupActions")
deletion_open_change = does("deletionOpenChange", "groupActions")
typed_name = does("typedName", "groupActions")
delete_group = does("deleteGroup", "groupActions")
archive_group = does("archiveGroup", "groupActions")
bring_back = does("bringBack", "groupActions")
hand_over = does("handOver", "groupActions")


def export_group(file_format: Literal["html", "jsonl"]) -> Var[Any]:
    return does("exportGroup", "groupActions", file_format)
