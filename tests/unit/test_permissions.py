"""Who may do what in a conversation, as the table of the contract says it."""

import pytest

from chat_app.models.permissions import (
    Action,
    Role,
    may,
    may_mention_everybody,
    may_post,
    needed_to_change_role,
)

TABLE = {
    Action.READ: "member admin owner",
    Action.SEND: "member admin owner",
    Action.REACT: "member admin owner",
    Action.PIN: "member admin owner",
    Action.LEAVE: "member admin owner",
    Action.REPORT: "member admin owner",
    Action.CHANGE_OWN_MESSAGE: "member admin owner",
    Action.DELETE_OTHERS_MESSAGE: "admin owner",
    Action.ADD_MEMBER: "admin owner",
    Action.REMOVE_MEMBER: "admin owner",
    Action.RENAME: "admin owner",
    Action.SET_TOPIC: "admin owner",
    Action.SET_POSTING: "admin owner",
    Action.SET_PICTURE: "admin owner",
    Action.MANAGE_HOOKS: "admin owner",
    Action.INVITE: "admin owner",
    Action.EXPORT: "admin owner",
    Action.CHANGE_ADMINS: "owner",
    Action.CHANGE_OWNERS: "owner",
    Action.SET_VISIBILITY: "owner",
    Action.ARCHIVE: "owner",
    Action.DELETE_CONVERSATION: "owner",
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_every_role_may_do_in_a_group_what_the_table_says_and_no_more(role: Role, action: Action) -> None:
    assert may(action, kind="group", role=role) == (role in TABLE[action].split())


@pytest.mark.parametrize("action", Action)
def test_in_a_direct_conversation_both_may_what_members_may_except_leave(action: Action) -> None:
    expected = "member" in TABLE[action].split() and action is not Action.LEAVE
    assert may(action, kind="direct", role=Role.MEMBER) == expected


@pytest.mark.parametrize("role", Role)
def test_an_archived_group_can_be_read_and_left_and_by_its_owner_brought_back(role: Role) -> None:
    left = {action for action in Action if may(action, kind="group", role=role, archived=True)}
    assert Action.READ in left
    assert Action.SEND not in left
    assert (Action.ARCHIVE in left) == (role is Role.OWNER)


@pytest.mark.parametrize(
    ("old", "new", "needed"),
    [
        (None, "member", {Action.ADD_MEMBER}),
        (None, "admin", {Action.ADD_MEMBER, Action.CHANGE_ADMINS}),
        (None, "owner", {Action.ADD_MEMBER, Action.CHANGE_OWNERS}),
        ("member", None, {Action.REMOVE_MEMBER}),
        ("admin", None, {Action.REMOVE_MEMBER}),
        ("owner", None, {Action.REMOVE_MEMBER, Action.CHANGE_OWNERS}),
        ("member", "admin", {Action.CHANGE_ADMINS}),
        ("admin", "member", {Action.CHANGE_ADMINS}),
        ("admin", "owner", {Action.CHANGE_OWNERS}),
        ("owner", "member", {Action.CHANGE_OWNERS}),
        ("admin", "admin", set()),
    ],
)
def test_changing_a_role_takes_the_right_that_the_table_gives_for_it(
    old: str | None, new: str | None, needed: set[Action]
) -> None:
    assert needed_to_change_role(old, new) == needed


@pytest.mark.parametrize(
    ("kind", "role", "member_count", "reaches"),
    [
        ("group", "member", 100, True),
        ("group", "member", 101, False),
        ("group", "admin", 101, True),
        ("group", "owner", 5000, True),
        ("direct", "member", 2, False),
    ],
)
def test_everybody_may_call_all_of_a_group_up_to_a_hundred_and_above_it_takes_an_admin(
    kind: str, role: str, member_count: int, reaches: bool
) -> None:
    assert may_mention_everybody(kind=kind, role=role, member_count=member_count) == reaches


@pytest.mark.parametrize("role", Role)
def test_where_only_admins_write_members_do_not(role: Role) -> None:
    assert may_post("everyone", role)
    assert may_post("admins", role) == (role is not Role.MEMBER)
