"""What an admin sets acts at once, and what the environment sets stays."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.api import Api, unique

NAMES = {
    "name", "registration", "max_upload_bytes", "user_quota_bytes", "message_of_sign_in", "accent",
    "default_group_ids",
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def setting(boss: Api) -> AsyncIterator[Api]:
    """Somebody who sets; everything is taken back afterwards, as the server is shared."""
    yield boss
    await boss.patch("/admin/settings", dict.fromkeys(NAMES))


def newcomer_body() -> dict[str, str]:
    name = unique()
    return {"username": name, "email": f"{name}@example.org", "password": "correct horse battery staple"}


async def test_each_setting_has_its_value_its_default_and_who_fixes_it(admin):
    settings = await admin.get("/admin/settings")
    assert settings.keys() == NAMES
    for name, rule in settings.items():
        assert rule["value"] == rule["default"], name
        assert rule["fixed"] is False, name
    assert settings["name"]["value"] == "Parley"
    assert settings["max_upload_bytes"]["value"] == 100 * 1024 * 1024


async def test_how_the_installation_presents_itself_is_set(server, setting):
    changes = {"name": "  The  Garden ", "message_of_sign_in": "Ask Ada.\n", "accent": "violet"}
    settings = await setting.patch("/admin/settings", changes)
    assert [settings[name]["value"] for name in changes] == ["The Garden", "Ask Ada.", "violet"]
    async with Api(server.url) as visitor:
        said = await visitor.get("/instance")
    assert (said["name"], said["message"], said["accent"]) == ("The Garden", "Ask Ada.", "violet")
    (entry, *_) = await setting.all("/admin/audit", action="settings.change")
    assert entry["data"]["name"] == {"from": "Parley", "to": "The Garden"}
    assert entry["data"].keys() == changes.keys()
    assert (await setting.patch("/admin/settings", {"name": None}))["name"]["value"] == "Parley"
    assert len(await setting.all("/admin/audit", action="settings.change")) >= 2


async def test_a_change_that_changes_nothing_is_not_told(setting):
    before = await setting.all("/admin/audit", action="settings.change")
    await setting.patch("/admin/settings", {"name": "Parley", "unknown": 5, "smtp_url": "smtp://x"})
    assert await setting.all("/admin/audit", action="settings.change") == before
    assert (await setting.get("/admin/settings")).keys() == NAMES


async def test_registration_closes_and_opens_at_once(server, setting):
    async with Api(server.url) as visitor:
        for mode in ("closed", "invite"):
            await setting.patch("/admin/settings", {"registration": mode})
            assert (await visitor.get("/instance"))["registration"] == mode
            error = await visitor.refused("POST", "/auth/register", 403, json=newcomer_body())
            assert error["code"] == "registration_closed"
        await setting.patch("/admin/settings", {"registration": "open"})
        await visitor.register()


async def test_the_largest_upload_is_set_for_both_ways_of_uploading(server, setting, alice):
    await setting.patch("/admin/settings", {"max_upload_bytes": 1000})
    assert (await alice.get("/instance"))["max_upload_bytes"] == 1000
    await alice.upload(b"x" * 1000)
    large = {"file": ("large.txt", b"x" * 1001)}
    assert (await alice.refused("POST", "/files", 413, files=large))["code"] == "too_large"
    tus = {"Tus-Resumable": "1.0.0", "Upload-Length": "1001"}
    assert (await alice.refused("POST", "/files/resumable", 413, headers=tus))["code"] == "too_large"
    described = await alice.call("OPTIONS", "/files/resumable")
    assert described.headers["tus-max-size"] == "1000"


async def test_the_quota_of_a_person_is_set(setting, newcomer):
    ann = await newcomer()
    await ann.upload(b"x" * 600)
    await setting.patch("/admin/settings", {"user_quota_bytes": 1000})
    error = await ann.refused("POST", "/files", 413, files={"file": ("more.txt", b"x" * 600)})
    assert error["code"] == "quota_exceeded"
    await setting.patch("/admin/settings", {"user_quota_bytes": 0})
    await ann.upload(b"x" * 600)


async def test_who_is_new_joins_the_groups_that_are_for_all(setting, alice, newcomer, open_chat):
    groups = [await alice.group(name=f"For all {n}", visibility="public") for n in range(3)]
    ids = [group["id"] for group in groups]
    settings = await setting.patch("/admin/settings", {"default_group_ids": [*ids, ids[0]]})
    assert settings["default_group_ids"]["value"] == ids
    assert [group["name"] for group in settings["default_group_ids"]["groups"]] == [g["name"] for g in groups]
    # What became of a group since then keeps nobody from registering.
    await alice.ok("DELETE", f"/conversations/{ids[1]}", status=204)
    await alice.patch(f"/conversations/{ids[2]}", {"archived": True})
    chat = await open_chat(alice)
    ann = await newcomer()
    assert [c["id"] for c in await ann.all("/conversations")] == [ids[0]]
    event = await chat.wait_for(lambda e: e["type"] == "member" and e["user_id"] == ann.id)
    assert (event["conversation_id"], event["role"]) == (ids[0], "member")


async def test_what_is_not_acceptable_changes_nothing(setting, alice):
    private = await alice.group()
    before = await setting.get("/admin/settings")
    for name, value in (
        ("name", ""), ("name", "x" * 41), ("name", 5), ("registration", "maybe"), ("max_upload_bytes", 0),
        ("max_upload_bytes", 1.5), ("max_upload_bytes", True), ("max_upload_bytes", 2**70),
        ("user_quota_bytes", -1), ("message_of_sign_in", "x" * 301), ("message_of_sign_in", "\0"),
        ("accent", "mauve"), ("default_group_ids", "x"), ("default_group_ids", ["x"]),
        ("default_group_ids", [private["id"]]), ("default_group_ids", ["0" * 28]),
        ("default_group_ids", ["0" * 28] * 11),
    ):  # fmt: skip
        error = await setting.refused("PATCH", "/admin/settings", 422, json={"name": "New", name: value})
        assert name in error["fields"], (name, value)
    await setting.refused("PATCH", "/admin/settings", 422, json=[])
    assert await setting.get("/admin/settings") == before


async def test_what_the_environment_sets_cannot_be_changed_here(start_on):
    server = start_on("sqlite", CHAT_REGISTRATION="closed", CHAT_MAX_UPLOAD_BYTES="5000")
    async with Api(server.url) as owner:
        await owner.register()
        settings = await owner.get("/admin/settings")
        fixed = {name: rule["value"] for name, rule in settings.items() if rule["fixed"]}
        assert fixed == {"registration": "closed", "max_upload_bytes": 5000}
        for name, value in (("registration", "open"), ("max_upload_bytes", None)):
            error = await owner.refused("PATCH", "/admin/settings", 422, json={name: value})
            assert name in error["fields"]
        assert (await owner.get("/instance"))["max_upload_bytes"] == 5000
