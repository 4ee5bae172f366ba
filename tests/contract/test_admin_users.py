"""What those who run an installation see of its people, and do to them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.contract.shapes import check_time, check_user
from tests.support.api import Api, Json, unique


def in_seconds(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


async def told(boss: Api, action: str, user: Api) -> list[Json]:
    """What the log says of what was done to somebody, the newest first."""
    entries = await boss.all("/admin/audit", action=action)
    return [entry for entry in entries if entry["target"]["id"] == user.id]


async def test_people_are_listed_with_what_only_those_who_run_it_see(admin, newcomer):
    name = unique("listed")
    ann = await newcomer(name)
    await ann.group()
    await ann.direct(admin)
    (user,) = (await admin.get("/admin/users", q=name))["items"]
    check_user(user)
    check_time(user["created_at"])
    assert (user["id"], user["email"], user["groups"]) == (ann.id, f"{name}@example.org", 1)
    assert (user["active"], user["suspended_until"]) == (True, None)
    assert (user["otp"], user["email_verified"]) == (False, False)


async def test_people_are_found_by_any_part_of_names_and_addresses(boss, newcomer):
    name = unique("findable")
    ann = await newcomer(name, display_name="Ännchen Quendel", email=f"{unique('post')}@quendel.example")
    for q in (name[3:], "nnchen", "QUENDEL", ann.user["username"], "@quendel.example"):
        assert ann.id in [user["id"] for user in await boss.all("/admin/users", q=q)], q
    assert (await boss.get("/admin/users", q=unique("nobody")))["items"] == []


@pytest.mark.parametrize("sort", ["name", "-name", "created", "-created", "seen", "-seen"])
async def test_every_order_is_paged_without_holes_or_doubles(boss, newcomer, sort):
    tag = unique("sorted")
    shown = ("beta", "Alpha", "alpha", "Gamma")  # two that differ in case alone
    people = [await newcomer(f"{tag}-{n}", display_name=name) for n, name in enumerate(shown)]
    whole = [user["id"] for user in (await boss.get("/admin/users", q=tag, sort=sort))["items"]]
    assert [user["id"] for user in await boss.all("/admin/users", q=tag, sort=sort, limit=1)] == whole
    assert sorted(whole) == sorted(one.id for one in people)
    other_way = sort[1:] if sort.startswith("-") else f"-{sort}"
    turned = [user["id"] for user in (await boss.get("/admin/users", q=tag, sort=other_way))["items"]]
    assert turned == whole[::-1]
    if sort == "name":
        assert [shown[[p.id for p in people].index(id_)].lower() for id_ in whole] == [
            "alpha", "alpha", "beta", "gamma",
        ]  # fmt: skip
    if sort == "created":
        assert whole == [one.id for one in people]


async def test_a_page_goes_on_where_it_stopped_though_the_list_has_changed(boss, newcomer):
    tag = unique("moving")
    people = [await newcomer(f"{tag}-{n}", display_name=f"M {n}") for n in range(1, 4)]
    first = await boss.get("/admin/users", q=tag, sort="name", limit=2)
    before = await newcomer(f"{tag}-0", display_name="M 0")
    after = await newcomer(f"{tag}-9", display_name="M 9")
    await boss.patch(f"/admin/users/{people[0].id}", {"display_name": "M 8"})
    rest = await boss.get("/admin/users", q=tag, sort="name", cursor=first["next"])
    assert [user["id"] for user in first["items"]] == [people[0].id, people[1].id]
    assert [user["id"] for user in rest["items"]] == [people[2].id, people[0].id, after.id]
    assert before.id not in [user["id"] for user in rest["items"]]


async def test_filters_and_the_total_agree(boss, admin, newcomer):
    tag = unique("filtered")
    people = [await newcomer(f"{tag}-{n}") for n in range(3)]
    await boss.patch(f"/admin/users/{people[0].id}", {"role": "admin"})
    await boss.patch(f"/admin/users/{people[1].id}", {"active": False})
    for which, expected in (
        ({}, people),
        ({"role": "admin"}, people[:1]),
        ({"role": "member"}, people[1:]),
        ({"role": "bot"}, []),
        ({"state": "suspended"}, people[1:2]),
        ({"state": "active", "role": "member"}, people[2:]),
    ):
        page = await admin.get("/admin/users", q=tag, limit=1, **which)
        found = await admin.all("/admin/users", q=tag, limit=1, **which)
        assert sorted(user["id"] for user in found) == sorted(one.id for one in expected), which
        assert page["total"] == len(expected), which


@pytest.mark.parametrize(
    "query",
    [{"sort": "age"}, {"role": "king"}, {"state": "asleep"}, {"cursor": "x"}, {"limit": 0}, {"q": "\0"}],
)
async def test_a_question_that_makes_no_sense_is_told_what_is_wrong(boss, query):
    error = await boss.refused("GET", "/admin/users", 422, params=query)
    assert set(error["fields"]) >= set(query)


async def test_one_person_is_shown_with_devices_and_groups_but_no_direct_conversations(admin, newcomer, bob):
    ann = await newcomer()
    phone = await ann.another_device()
    group = await ann.group(bob, name="Shown with me")
    await ann.direct(bob)
    user = await admin.get(f"/admin/users/{ann.id}")
    assert {session["id"] for session in user["sessions"]} == {s["id"] for s in await phone.all("/sessions")}
    assert [(one["id"], one["name"], one["role"]) for one in user["conversations"]] == [
        (group["id"], "Shown with me", "owner")
    ]
    shown = str(user)
    for secret in (ann.refresh_token, ann.cookie.split("=", 1)[1], "password", "otp_secret", "hash"):
        assert secret not in shown


async def test_whoever_is_suspended_is_out_at_once_everywhere(boss, newcomer, bob, open_chat):
    ann = await newcomer()
    phone = await ann.another_device()
    group = await ann.group(bob)
    sockets = [await open_chat(ann), await open_chat(phone)]
    user = await boss.patch(f"/admin/users/{ann.id}", {"active": False})
    assert (user["active"], user["suspended_until"], user["sessions"]) == (False, None, [])
    for socket in sockets:
        await socket.wait_for(lambda event: event["type"] == "session_ended")
        assert (await socket.wait_closed())[0] == 4001
    for one in (ann, phone):
        await one.refused("GET", "/me", 401)
        await one.refused("POST", "/auth/refresh", 401, json={"refresh_token": one.refresh_token})
        await one.refused("POST", f"/conversations/{group['id']}/messages", 401, json={"client_id": "x"})
    body = {"login": ann.username, "password": ann.password}
    assert (await ann.refused("POST", "/auth/login", 403, json=body))["code"] == "account_suspended"
    (entry,) = await told(boss, "user.suspend", ann)
    assert entry["actor"]["id"] == boss.id
    assert entry["data"] == {"until": None, "sessions": 2}
    assert entry["ip"] == "127.0.0.1"


async def test_whoever_is_brought_back_signs_in_again(boss, newcomer):
    ann = await newcomer()
    await boss.patch(f"/admin/users/{ann.id}", {"active": False})
    assert (await boss.patch(f"/admin/users/{ann.id}", {"active": True}))["active"] is True
    await ann.refused("GET", "/me", 401)  # the old session stays over
    await ann.login()
    assert (await ann.get("/me"))["id"] == ann.id
    assert len(await told(boss, "user.restore", ann)) == 1


async def test_a_suspension_until_a_time_ends_by_itself(boss, newcomer):
    ann = await newcomer()
    until = in_seconds(1.5)
    user = await boss.patch(f"/admin/users/{ann.id}", {"suspended_until": until})
    assert user["active"] is False
    assert datetime.fromisoformat(user["suspended_until"]) <= datetime.fromisoformat(until)
    await ann.refused("GET", "/me", 401)
    body = {"login": ann.username, "password": ann.password}
    async with asyncio.timeout(20):
        while (tried := await ann.call("POST", "/auth/login", json=body)).status_code == 403:  # noqa: ASYNC110
            await asyncio.sleep(0.1)  # between two tries
    assert tried.status_code == 200
    assert datetime.now(UTC) >= datetime.fromisoformat(user["suspended_until"])
    assert (await boss.get(f"/admin/users/{ann.id}"))["active"] is True


async def test_a_suspension_says_when_it_makes_no_sense(boss, newcomer):
    ann = await newcomer()
    path = f"/admin/users/{ann.id}"
    for changes in (
        {"suspended_until": in_seconds(-60)},
        {"suspended_until": "tomorrow"},
        {"active": True, "suspended_until": in_seconds(60)},
        {"active": None},
        {"active": "no"},
        {"role": "king"},
        {"role": "bot"},
        {"role": None},
        {"display_name": " "},
        {"display_name": "x" * 65},
    ):
        assert (await boss.refused("PATCH", path, 422, json=changes))["fields"], changes
    assert (await ann.get("/me"))["role"] == "member"


async def test_a_role_in_the_installation_is_given_and_seen_by_all(boss, newcomer, bob, open_chat):
    ann = await newcomer()
    await ann.group(bob)
    own, other = await open_chat(ann), await open_chat(bob)
    assert (await boss.patch(f"/admin/users/{ann.id}", {"role": "admin"}))["role"] == "admin"
    seen = await other.wait_for(lambda event: event["type"] == "user" and event["user"]["id"] == ann.id)
    assert seen["user"]["role"] == "admin"
    assert (await own.wait_for(lambda event: event["type"] == "me"))["me"]["role"] == "admin"
    assert (await ann.get("/admin/users", limit=1))["items"]  # at once, with the session that is there
    await boss.patch(f"/admin/users/{ann.id}", {"role": "member"})
    await ann.refused("GET", "/admin/users", 403)
    entries = await told(boss, "user.change_role", ann)
    assert [entry["data"] for entry in entries] == [
        {"from": "admin", "to": "member"},
        {"from": "member", "to": "admin"},
    ]


async def test_somebody_gets_another_name_and_everybody_hears_of_it(admin, newcomer, bob, open_chat):
    ann = await newcomer()
    await ann.group(bob)
    other = await open_chat(bob)
    await admin.patch(f"/admin/users/{ann.id}", {"display_name": "  A decent   name "})
    event = await other.wait_for(lambda e: e["type"] == "user" and e["user"]["id"] == ann.id)
    assert event["user"]["display_name"] == "A decent name"
    (entry,) = await told(admin, "user.rename", ann)
    assert entry["data"]["to"] == "A decent name"


async def test_only_what_is_meant_to_change_changes(boss, newcomer):
    ann = await newcomer()
    before = await boss.get(f"/admin/users/{ann.id}")
    changes = {"username": "other", "email": "x@example.org", "id": "x", "password_hash": "x", "otp": True,
               "email_verified": True, "created_at": "2020-01-01T00:00:00Z", "groups": 7}  # fmt: skip
    assert await boss.patch(f"/admin/users/{ann.id}", changes) == before
    assert await boss.patch(f"/admin/users/{ann.id}", {}) == before


async def test_all_sessions_of_somebody_are_ended_at_once(admin, newcomer, open_chat):
    ann = await newcomer()
    phone = await ann.another_device()
    socket = await open_chat(phone)
    await admin.ok("DELETE", f"/admin/users/{ann.id}/sessions", status=204)
    assert (await socket.wait_closed())[0] == 4001
    await ann.refused("GET", "/me", 401)
    await ann.login()  # they may come back
    (entry,) = await told(admin, "user.end_sessions", ann)
    assert entry["data"] == {"sessions": 2}


async def test_ending_ones_own_sessions_leaves_the_one_that_asks(boss, newcomer):
    ann = await newcomer()
    await boss.patch(f"/admin/users/{ann.id}", {"role": "admin"})
    phone = await ann.another_device()
    await ann.ok("DELETE", f"/admin/users/{ann.id}/sessions", status=204)
    await phone.refused("GET", "/me", 401)
    assert len((await ann.get("/sessions"))["items"]) == 1


async def test_nobody_suspends_themselves_or_changes_their_own_role(boss):
    for changes in ({"active": False}, {"suspended_until": in_seconds(60)}, {"role": "member"}):
        await boss.refused("PATCH", f"/admin/users/{boss.id}", 403, 409, json=changes)
    me = await boss.get(f"/admin/users/{boss.id}")
    assert (me["role"], me["active"]) == ("owner", True)


async def test_admins_touch_no_admin_and_no_owner_and_make_none(boss, admin, newcomer):
    other, member = await newcomer(), await newcomer()
    await boss.patch(f"/admin/users/{other.id}", {"role": "admin"})
    for somebody in (boss, other):
        for changes in ({"active": False}, {"role": "member"}, {"display_name": "Fool"}):
            await admin.refused("PATCH", f"/admin/users/{somebody.id}", 403, json=changes)
        await admin.refused("DELETE", f"/admin/users/{somebody.id}/sessions", 403)
    for role in ("admin", "owner"):
        await admin.refused("PATCH", f"/admin/users/{member.id}", 403, json={"role": role})
    await other.get("/me")
    assert await told(boss, "user", other) == await told(boss, "user.change_role", other)  # nothing else


async def test_of_two_owners_who_unmake_each_other_at_once_one_remains(boss, newcomer):
    one, other = await newcomer(), await newcomer()
    for somebody in (one, other):
        await boss.patch(f"/admin/users/{somebody.id}", {"role": "owner"})
    await asyncio.gather(
        one.call("PATCH", f"/admin/users/{other.id}", json={"role": "member"}),
        other.call("PATCH", f"/admin/users/{one.id}", json={"role": "member"}),
    )
    roles = {(await boss.get(f"/admin/users/{somebody.id}"))["role"] for somebody in (one, other)}
    assert "member" in roles
    for somebody in (one, other):
        await boss.patch(f"/admin/users/{somebody.id}", {"role": "member"})


CALLS = [
    ("GET", "/admin/users", None),
    ("GET", "/admin/users/{user}", None),
    ("PATCH", "/admin/users/{user}", {"active": False}),
    ("PATCH", "/admin/users/{me}", {"role": "owner"}),
    ("DELETE", "/admin/users/{user}/sessions", None),
    ("GET", "/admin/groups", None),
    ("GET", "/admin/groups/{group}", None),
    ("PATCH", "/admin/groups/{group}", {"owner_id": "{me}"}),
    ("DELETE", "/admin/groups/{group}", None),
    ("GET", "/admin/groups/{group}/members", None),
    ("PUT", "/admin/groups/{group}/members/{me}", {"role": "owner"}),
    ("DELETE", "/admin/groups/{group}/members/{user}", None),
    ("GET", "/admin/reports", None),
    ("PATCH", "/admin/reports/{user}", {"action": "dismiss"}),
    ("GET", "/admin/audit", None),
    ("GET", "/admin/audit/export", None),
    ("GET", "/admin/system", None),
    ("GET", "/admin/settings", None),
    ("PATCH", "/admin/settings", {"name": "Mine"}),
]


async def test_members_and_strangers_are_refused_everything(server, alice, bob):
    group = await alice.group(bob, name="Of others")
    names = {"user": bob.id, "me": alice.id, "group": group["id"]}
    async with Api(server.url) as stranger:
        for method, path, body in CALLS:
            filled = {name: names.get(str(value)[1:-1], value) for name, value in (body or {}).items()}
            options = {} if body is None else {"json": filled}
            await alice.refused(method, path.format(**names), 403, **options)  # the group's owner, too
            await stranger.refused(method, path.format(**names), 401, **options)
    assert (await bob.conversation(group["id"]))["name"] == "Of others"


async def test_whoever_does_not_exist_is_not_found(boss):
    nobody = "0" * 28
    for id_ in (nobody, "x", "%00"):
        await boss.refused("GET", f"/admin/users/{id_}", 404)
        await boss.refused("PATCH", f"/admin/users/{id_}", 404, json={"active": False})
        await boss.refused("DELETE", f"/admin/users/{id_}/sessions", 404)
