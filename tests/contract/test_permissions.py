"""The table of the contract: who may do what in a group, walked for every role over both roads.

Rows that cannot be expressed for a role (an owner who touches an owner) are in the files of their nouns.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio

from chat_app.models.permissions import (
    IN_ARCHIVE,
    IN_DIRECT,
    Action,
    Duty,
    Role,
    may,
    may_in_installation,
)
from tests.contract.conftest import OpenChat
from tests.support.api import Api, Json, unique
from tests.support.pictures import png

ROLES = ("owner", "admin", "member")
OUTSIDE = ("outsider", "removed", "installation owner")


MakeScene = Callable[..., Awaitable["Scene"]]


@dataclass
class Scene:
    """A private group of an owner (alice), an admin (bob), a member (carol) and a bystander (erin)."""

    group: str
    people: dict[str, Api]
    bystander: Api
    admin: Api
    owner: Api
    spare: Api
    mine: Json
    others: Json

    def path(self, rest: str = "") -> str:
        return f"/conversations/{self.group}{rest}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(alice, bob, carol, dave, boss, people_aside) -> MakeScene:  # noqa: PLR0917
    """`await scene(role)`: a group, a message of who acts (where they may write) and one of a bystander.

    What must be refused must leave no trace, so such calls share one scene for each role (`untouched`).
    """
    people = {
        "owner": alice,
        "admin": bob,
        "member": carol,
        "outsider": dave,
        "removed": dave,
        "installation owner": boss,
    }

    untouched_scenes: dict[str, Scene] = {}

    async def make(role: str, *, untouched: bool = False) -> Scene:
        if untouched:
            if role not in untouched_scenes:
                untouched_scenes[role] = await make(role)
            return untouched_scenes[role]
        erin, spare = people_aside
        group = (await alice.group(bob, carol, erin, name="Before"))["id"]
        await alice.patch(f"/conversations/{group}/members/{bob.id}", {"role": "admin"})
        others = await erin.send(group, "Of a bystander")
        if role == "removed":
            await alice.put(f"/conversations/{group}/members/{dave.id}", {})
            mine = await dave.send(group, "Of who acts")
            await alice.delete(f"/conversations/{group}/members/{dave.id}")
        elif role in {"owner", "admin", "member"}:
            mine = await people[role].send(group, "Of who acts")
        else:
            mine = others
        return Scene(group, people, erin, bob, alice, spare, mine, others)

    return make


Call = Callable[[Scene], tuple[str, str, Json | bytes | None]]

EVERYONE = {"owner", "admin", "member"}
ADMINS = {"owner", "admin"}
OWNERS = {"owner"}


def content_of(body: Json | bytes | None) -> dict[str, Any]:
    """What a call carries: JSON, or a file in a form."""
    if isinstance(body, bytes):
        return {"files": {"file": ("a file", body)}}
    return {} if body is None else {"json": body}


async def done(caller: Api, method: str, path: str, body: Any) -> None:
    """What comes back may be a file."""
    response = await caller.call(method, path, **content_of(body))
    assert response.is_success, f"{method} {path} → {response.status_code} {response.text[:200]}"


def message_body(body: str = "x", **more: str) -> Json:
    return {"client_id": unique("c"), "body": body} | more


TABLE: dict[str, tuple[set[str], Call]] = {
    "read the conversation": (EVERYONE, lambda s: ("GET", s.path(), None)),
    "read its messages": (EVERYONE, lambda s: ("GET", s.path("/messages"), None)),
    "read one message": (EVERYONE, lambda s: ("GET", f"/messages/{s.others['id']}", None)),
    "see the members": (EVERYONE, lambda s: ("GET", s.path("/members"), None)),
    "see the files": (EVERYONE, lambda s: ("GET", s.path("/files"), None)),
    "see the pins": (EVERYONE, lambda s: ("GET", s.path("/pins"), None)),
    "read a thread": (EVERYONE, lambda s: ("GET", f"/messages/{s.others['id']}/replies", None)),
    "see receipts": (EVERYONE, lambda s: ("GET", f"/messages/{s.others['id']}/receipts", None)),
    "mark as read": (EVERYONE, lambda s: ("PUT", s.path("/read"), {"seq": 1})),
    "send": (EVERYONE, lambda s: ("POST", s.path("/messages"), message_body())),
    "reply": (EVERYONE, lambda s: ("POST", s.path("/messages"), message_body(reply_to=s.others["id"]))),
    "answer in a thread": (
        EVERYONE,
        lambda s: ("POST", s.path("/messages"), message_body(thread_root=s.others["id"])),
    ),
    "react": (EVERYONE, lambda s: ("PUT", f"/messages/{s.others['id']}/reactions/%F0%9F%91%8D", None)),
    "take a reaction back": (
        EVERYONE,
        lambda s: ("DELETE", f"/messages/{s.others['id']}/reactions/%F0%9F%91%8D", None),
    ),
    "pin": (EVERYONE, lambda s: ("PUT", f"/messages/{s.others['id']}/pin", None)),
    "report": (EVERYONE, lambda s: ("POST", f"/messages/{s.others['id']}/report", {"reason": "Rude"})),
    "unpin": (EVERYONE, lambda s: ("DELETE", f"/messages/{s.others['id']}/pin", None)),
    "edit one's own": (EVERYONE, lambda s: ("PATCH", f"/messages/{s.mine['id']}", {"body": "Changed"})),
    "delete one's own": (EVERYONE, lambda s: ("DELETE", f"/messages/{s.mine['id']}", None)),
    "edit others'": (set(), lambda s: ("PATCH", f"/messages/{s.others['id']}", {"body": "Changed"})),
    "delete others'": (ADMINS, lambda s: ("DELETE", f"/messages/{s.others['id']}", None)),
    "add a member": (ADMINS, lambda s: ("PUT", s.path(f"/members/{s.spare.id}"), {})),
    "remove a member": (ADMINS, lambda s: ("DELETE", s.path(f"/members/{s.bystander.id}"), None)),
    "rename": (ADMINS, lambda s: ("PATCH", s.path(), {"name": "After"})),
    "set the picture": (ADMINS, lambda s: ("PUT", s.path("/avatar"), png())),
    "remove the picture": (ADMINS, lambda s: ("DELETE", s.path("/avatar"), None)),
    "change the topic": (ADMINS, lambda s: ("PATCH", s.path(), {"topic": "After"})),
    "change who may write": (ADMINS, lambda s: ("PATCH", s.path(), {"posting": "admins"})),
    "add many": (ADMINS, lambda s: ("POST", s.path("/members"), {"user_ids": [s.spare.id]})),
    "invite": (ADMINS, lambda s: ("POST", "/invites", {"conversation_id": s.group})),
    "see the invites": (ADMINS, lambda s: ("GET", s.path("/invites"), None)),
    "hand over": (OWNERS, lambda s: ("POST", s.path("/transfer"), {"user_id": s.bystander.id})),
    "see the webhooks": (ADMINS, lambda s: ("GET", s.path("/hooks"), None)),
    "make a webhook": (ADMINS, lambda s: ("POST", s.path("/hooks"), {"name": "Builds"})),
    "make an admin": (OWNERS, lambda s: ("PATCH", s.path(f"/members/{s.bystander.id}"), {"role": "admin"})),
    "add somebody as an admin": (
        OWNERS,
        lambda s: ("PUT", s.path(f"/members/{s.spare.id}"), {"role": "admin"}),
    ),
    "unmake an admin": (OWNERS, lambda s: ("PATCH", s.path(f"/members/{s.admin.id}"), {"role": "member"})),
    "make an owner": (OWNERS, lambda s: ("PATCH", s.path(f"/members/{s.bystander.id}"), {"role": "owner"})),
    "change the visibility": (OWNERS, lambda s: ("PATCH", s.path(), {"visibility": "public"})),
    "archive": (OWNERS, lambda s: ("PATCH", s.path(), {"archived": True})),
    "rename and archive at once": (
        OWNERS,
        lambda s: ("PATCH", s.path(), {"name": "After", "archived": True}),
    ),
    "delete the group": (OWNERS, lambda s: ("DELETE", s.path(), None)),
    "export": (ADMINS, lambda s: ("GET", s.path("/export"), None)),
}


ROWS: dict[Action, tuple[str, ...]] = {
    Action.READ: (
        "read the conversation",
        "read its messages",
        "read one message",
        "see the members",
        "see the files",
        "see the pins",
        "read a thread",
        "see receipts",
        "mark as read",
    ),
    Action.SEND: ("send", "reply", "answer in a thread"),
    Action.REACT: ("react", "take a reaction back"),
    Action.PIN: ("pin", "unpin"),
    Action.REPORT: ("report",),
    Action.CHANGE_OWN_MESSAGE: ("edit one's own", "delete one's own"),
    Action.DELETE_OTHERS_MESSAGE: ("delete others'",),
    Action.ADD_MEMBER: ("add a member", "add many"),
    Action.REMOVE_MEMBER: ("remove a member",),
    Action.RENAME: ("rename",),
    Action.SET_TOPIC: ("change the topic",),
    Action.SET_POSTING: ("change who may write",),
    Action.SET_PICTURE: ("set the picture", "remove the picture"),
    Action.MANAGE_HOOKS: ("see the webhooks", "make a webhook"),
    Action.INVITE: ("invite", "see the invites"),
    Action.EXPORT: ("export",),
    Action.CHANGE_ADMINS: ("make an admin", "add somebody as an admin", "unmake an admin"),
    Action.CHANGE_OWNERS: ("make an owner", "hand over"),
    Action.SET_VISIBILITY: ("change the visibility",),
    Action.ARCHIVE: ("archive",),
    Action.DELETE_CONVERSATION: ("delete the group",),
}
ELSEWHERE = {Action.LEAVE: "test_everyone_but_the_last_owner_may_leave"}
"""Actions that need a scene of their own."""


async def look(api: Api, group: str) -> tuple[Json, dict[str, Json], list[Json]]:
    """All that an owner sees of a group, but for who is online, which comes and goes by itself."""
    members = await api.members(group)
    for member in members.values():
        member["user"] = {
            name: value for name, value in member["user"].items() if name not in {"presence", "last_seen_at"}
        }
    return await api.conversation(group), members, await api.history(group)


@pytest.mark.parametrize("action", TABLE)
async def test_who_is_outside_finds_nothing_over_http(scene, alice, action):
    for role in OUTSIDE:
        made = await scene(role, untouched=True)
        method, path, body = TABLE[action][1](made)
        before = await look(alice, made.group)
        await made.people[role].refused(method, path, 404, **content_of(body))
        assert await look(alice, made.group) == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", TABLE)
async def test_the_table_of_permissions_holds_over_http(scene, alice, action, role):
    allowed, call = TABLE[action]
    made = await scene(role, untouched=role not in allowed)
    method, path, body = call(made)
    caller = made.people[role]
    if role in allowed:
        await done(caller, method, path, body)
        return
    before = await look(alice, made.group)
    await caller.refused(method, path, 403, **content_of(body))
    assert await look(alice, made.group) == before


async def test_every_action_has_its_rows_and_they_say_what_the_permissions_do():
    assert set(ROWS) | set(ELSEWHERE) == set(Action)
    assert all(name in globals() for name in ELSEWHERE.values())
    for action, names in ROWS.items():
        expected = {role.value for role in Role if may(action, kind="group", role=role)}
        assert {name: TABLE[name][0] for name in names} == dict.fromkeys(names, expected)


async def test_an_archived_group_is_left_as_it_is(scene, alice):
    made = await scene("owner")
    await alice.patch(made.path(), {"archived": True})
    before = await look(alice, made.group)
    for action, names in ROWS.items():
        for name in names:
            method, path, body = TABLE[name][1](made)
            if action not in IN_ARCHIVE:
                error = await alice.refused(method, path, 403, **content_of(body))
                assert error["code"] == "archived", name
            elif method == "GET":
                await done(alice, method, path, None)
    assert await look(alice, made.group) == before


async def test_a_direct_conversation_is_of_two_equals(scene, alice, bob):
    made = await scene("owner")
    group = (await alice.direct(bob))["id"]
    mine, others = await alice.send(group, "Mine"), await bob.send(group, "Theirs")
    made = replace(made, group=group, mine=mine, others=others, bystander=bob)
    for action, names in ROWS.items():
        for name in names:
            method, path, body = TABLE[name][1](made)
            if action not in IN_DIRECT:
                before = await look(alice, group)
                await alice.refused(method, path, 403, 404, 409, 422, **content_of(body))
                assert await look(alice, group) == before, name
            elif name not in {"edit one's own", "delete one's own"}:
                await done(alice, method, path, body)
    for name in ("edit one's own", "delete one's own"):
        method, path, body = TABLE[name][1](made)
        await done(alice, method, path, body)


InstallationCall = Callable[[str, str], tuple[str, str, Json | None]]
DUTIES: dict[Duty, InstallationCall] = {
    Duty.SEE_USERS: lambda _user, _group: ("GET", "/admin/users", None),
    Duty.INVITE_USERS: lambda _user, _group: ("GET", "/invites", None),
    Duty.CHANGE_USERS: lambda user, _group: ("PATCH", f"/admin/users/{user}", {"active": True}),
    Duty.CHANGE_ADMINS: lambda user, _group: ("PATCH", f"/admin/users/{user}", {"role": "admin"}),
    Duty.CHANGE_OWNERS: lambda user, _group: ("PATCH", f"/admin/users/{user}", {"role": "owner"}),
    Duty.MANAGE_BOTS: lambda _user, _group: ("GET", "/bots", None),
    Duty.SEE_GROUPS: lambda _user, _group: ("GET", "/admin/groups", None),
    Duty.CHANGE_GROUPS: lambda _user, group: ("PATCH", f"/admin/groups/{group}", {"name": "After"}),
    Duty.EXPORT_GROUPS: lambda _user, group: ("GET", f"/admin/groups/{group}/export", None),
    Duty.MODERATE: lambda _user, _group: ("GET", "/admin/reports", None),
    Duty.SEE_AUDIT_LOG: lambda _user, _group: ("GET", "/admin/audit", None),
    Duty.SEE_SYSTEM: lambda _user, _group: ("GET", "/admin/system", None),
    Duty.CHANGE_SETTINGS: lambda _user, _group: ("PATCH", "/admin/settings", {}),
}


async def test_every_duty_has_a_call():
    assert set(DUTIES) == set(Duty)


@pytest.mark.parametrize("duty", sorted(Duty))
async def test_the_table_of_duties_holds_over_http(boss, newcomer, scene, duty):
    """The owner makes an admin, so that every role is there."""
    made = await scene("owner")
    admin, somebody = await newcomer(), await newcomer()
    await boss.patch(f"/admin/users/{admin.id}", {"role": "admin"})
    for role, caller in (("member", await newcomer()), ("admin", admin), ("owner", boss)):
        method, path, body = DUTIES[duty](somebody.id, made.group)
        content = {} if body is None else {"json": body}
        if may_in_installation(duty, role):
            await done(caller, method, path, body)
        else:
            await caller.refused(method, path, 403, **content)


CHAT_TABLE: dict[str, tuple[set[str], Callable[[Scene], tuple[str, Json]]]] = {
    "send": (EVERYONE, lambda s: ("send", message_body() | {"conversation_id": s.group})),
    "reply": (
        EVERYONE,
        lambda s: ("send", message_body(reply_to=s.others["id"]) | {"conversation_id": s.group}),
    ),
    "react": (EVERYONE, lambda s: ("react", {"message_id": s.others["id"], "emoji": "👍", "on": True})),
    "history": (EVERYONE, lambda s: ("history", {"conversation_id": s.group})),
    "pin": (EVERYONE, lambda s: ("pin", {"message_id": s.others["id"], "on": True})),
    "replies": (EVERYONE, lambda s: ("replies", {"message_id": s.others["id"]})),
    "changes": (EVERYONE, lambda s: ("changes", {"conversation_id": s.group, "since_rev": 0})),
    "read": (EVERYONE, lambda s: ("read", {"conversation_id": s.group, "seq": 1})),
    "delivered": (EVERYONE, lambda s: ("delivered", {"conversation_id": s.group, "seq": 1})),
    "edit one's own": (EVERYONE, lambda s: ("edit", {"message_id": s.mine["id"], "body": "Changed"})),
    "delete one's own": (EVERYONE, lambda s: ("delete", {"message_id": s.mine["id"]})),
    "edit others'": (set(), lambda s: ("edit", {"message_id": s.others["id"], "body": "Changed"})),
    "delete others'": (ADMINS, lambda s: ("delete", {"message_id": s.others["id"]})),
}


@pytest.mark.parametrize("action", CHAT_TABLE)
async def test_who_is_outside_finds_nothing_over_the_socket(scene, alice, open_chat, action):
    for role in OUTSIDE:
        made = await scene(role, untouched=True)
        chat = await open_chat(made.people[role])
        before = await look(alice, made.group)
        await chat.refused(*CHAT_TABLE[action][1](made))
        assert await look(alice, made.group) == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", CHAT_TABLE)
async def test_the_table_of_permissions_holds_over_the_socket(
    scene, alice, open_chat: OpenChat, action: str, role: str
):
    allowed, call = CHAT_TABLE[action]
    made = await scene(role, untouched=role not in allowed)
    event, payload = call(made)
    chat = await open_chat(made.people[role])
    if role in allowed:
        await chat.ok(event, payload)
        return
    before = await look(alice, made.group)
    await chat.refused(event, payload)
    assert await look(alice, made.group) == before


@pytest.mark.parametrize("role", ["admin", "member"])
async def test_nobody_but_an_owner_touches_an_owner(scene, alice, role):
    made = await scene(role)
    caller = made.people[role]
    owner = made.path(f"/members/{alice.id}")
    for new in ("member", "admin"):
        await caller.refused("PATCH", owner, 403, json={"role": new})
    await caller.refused("DELETE", owner, 403)
    await caller.refused("PATCH", made.path(f"/members/{caller.id}"), 403, json={"role": "owner"})
    assert (await alice.members(made.group))[alice.id]["role"] == "owner"


async def test_everyone_but_the_last_owner_may_leave(scene):
    for role in ("admin", "member"):
        made = await scene(role)
        await made.people[role].ok("POST", made.path("/leave"), status=204)


async def test_a_member_may_leave_but_not_send_others_away(scene, carol, bob):
    made = await scene("member")
    await carol.refused("DELETE", made.path(f"/members/{bob.id}"), 403)
    await carol.refused("PATCH", made.path(f"/members/{carol.id}"), 403, json={"role": "admin"})


async def test_an_owner_hands_over_and_steps_down(scene, alice, bob):
    made = await scene("owner")
    await alice.patch(made.path(f"/members/{bob.id}"), {"role": "owner"})
    await alice.patch(made.path(f"/members/{alice.id}"), {"role": "member"})
    roles = {id_: m["role"] for id_, m in (await bob.members(made.group)).items()}
    assert (roles[bob.id], roles[alice.id]) == ("owner", "member")
    await alice.refused("DELETE", made.path(), 403)


async def test_adding_with_a_role_never_changes_somebody_elses(scene, bob, alice):
    """PUT on a member who is there already must not be a way around the table."""
    made = await scene("admin")
    await bob.call("PUT", made.path(f"/members/{bob.id}"), json={"role": "owner"})
    await bob.call("PUT", made.path(f"/members/{alice.id}"), json={"role": "member"})
    await bob.call("PUT", made.path(f"/members/{made.bystander.id}"), json={"role": "admin"})
    roles = {id_: m["role"] for id_, m in (await alice.members(made.group)).items()}
    assert roles[alice.id] == "owner"
    assert roles[bob.id] == "admin"
    assert roles[made.bystander.id] == "member"


async def test_a_public_group_is_not_written_to_before_it_is_joined(alice, dave, open_chat):
    group = await alice.group(visibility="public")
    sent = await alice.send(group["id"])
    chat = await open_chat(dave)
    await dave.refused("POST", f"/conversations/{group['id']}/messages", 403, 404, json=message_body())
    await dave.refused("PUT", f"/messages/{sent['id']}/pin", 403, 404)
    await dave.refused("PATCH", f"/conversations/{group['id']}", 403, 404, json={"name": "Mine"})
    await dave.refused("DELETE", f"/conversations/{group['id']}", 403, 404)
    await dave.refused(
        "PUT", f"/conversations/{group['id']}/members/{dave.id}", 403, 404, json={"role": "owner"}
    )
    await chat.refused("send", message_body() | {"conversation_id": group["id"]})
    await chat.refused("react", {"message_id": sent["id"], "emoji": "👍", "on": True})
    assert (await alice.conversation(group["id"]))["last_rev"] == sent["rev"]
