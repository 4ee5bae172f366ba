"""Pictures of people and groups: giving them, taking them back, and who may see them."""

from __future__ import annotations

from typing import Any

import pytest
import pyvips as _pyvips

from tests.contract.conftest import STORAGES
from tests.contract.shapes import check_conversation, check_stranger
from tests.support.api import Api, Json

STACKS = STORAGES
pyvips: Any = _pyvips  # whose methods come from the library at run time

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 30), (30, 30, 220), (250, 250, 250)


def picture(*colours: tuple[int, int, int], width: int = 400, height: int = 200) -> bytes:
    """A PNG of upright stripes of these colours, from left to right."""
    stripes = [
        pyvips.Image.black(width // len(colours), height, bands=3) + list(colour) for colour in colours
    ]
    return pyvips.Image.arrayjoin([stripe.cast("uchar") for stripe in stripes]).pngsave_buffer()


def colour_at(content: bytes, x: int, y: int) -> tuple[int, int, int]:
    """The colour that is nearest to what stands there."""
    pixel = pyvips.Image.new_from_buffer(content, "").getpoint(x, y)
    return min(
        (RED, GREEN, BLUE, WHITE), key=lambda c: sum(abs(a - b) for a, b in zip(c, pixel, strict=False))
    )


async def give(api: Api, path: str, content: bytes, **square: int) -> Json:
    """Sends a picture; `square` is x, y and side."""
    fields = {name: str(value) for name, value in square.items()}
    return await api.ok("PUT", path, files={"file": ("me.png", content)}, data=fields)


async def seen(api: Api, url: str) -> bytes:
    """The picture at the address of an avatar, which is what one must be."""
    answer = await api.bytes_at(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/webp"
    image = pyvips.Image.new_from_buffer(answer.content, "")
    assert (image.width, image.height) == (256, 256)
    return answer.content


def group_avatar(group: Json) -> str:
    return f"/conversations/{group['id']}/avatar"


async def test_ones_picture_is_the_square_in_the_middle_and_stands_in_ones_profile(alice, bob):
    me = await give(alice, "/me/avatar", picture(RED, GREEN, GREEN, BLUE))
    assert (await alice.get("/me"))["avatar_url"] == me["avatar_url"]
    content = await seen(alice, me["avatar_url"])
    assert [colour_at(content, x, 128) for x in (8, 128, 248)] == [GREEN] * 3
    (as_bob_sees,) = (await bob.get("/users", ids=alice.id))["items"]
    check_stranger(as_bob_sees)
    assert as_bob_sees["avatar_url"] == me["avatar_url"]
    assert await seen(bob, me["avatar_url"]) == content


async def test_a_picture_is_cut_where_its_owner_says(alice):
    me = await give(alice, "/me/avatar", picture(RED, GREEN, BLUE, WHITE), x=150, y=20, side=100)
    content = await seen(alice, me["avatar_url"])
    assert [colour_at(content, x, 128) for x in (8, 100, 156, 248)] == [GREEN, GREEN, BLUE, BLUE]


async def test_what_lies_beyond_the_picture_is_left_out(alice):
    me = await give(alice, "/me/avatar", picture(RED, GREEN, BLUE, WHITE), x=300, y=0, side=5_000)
    content = await seen(alice, me["avatar_url"])
    assert [colour_at(content, x, 128) for x in (8, 248)] == [WHITE, WHITE]
    me = await give(alice, "/me/avatar", picture(RED, GREEN, BLUE, WHITE), x=9_000, y=9_000, side=10)
    assert colour_at(await seen(alice, me["avatar_url"]), 128, 128) == WHITE


async def test_the_square_is_one_of_the_upright_picture(alice):
    lying = pyvips.Image.new_from_buffer(picture(RED, GREEN, BLUE, WHITE), "").rot("d270").copy()
    lying.set_type(pyvips.GValue.gint_type, "orientation", 6)  # to be turned by 90° when it is shown
    me = await give(alice, "/me/avatar", lying.jpegsave_buffer(Q=95), x=10, y=10, side=80)
    content = await seen(alice, me["avatar_url"])
    assert {colour_at(content, x, y) for x in (8, 248) for y in (8, 248)} == {RED}


@pytest.mark.parametrize(
    ("square", "wrong"),
    [
        ({"x": "0"}, {"y", "side"}),
        ({"x": "0", "y": "0", "side": "0"}, {"side"}),
        ({"x": "-1", "y": "0", "side": "9"}, {"x"}),
        ({"x": "0", "y": "1.5", "side": "9"}, {"y"}),
        ({"x": "0", "y": "0", "side": "9999999"}, {"side"}),
    ],
)
async def test_a_square_that_is_none_is_refused_and_changes_nothing(alice, square, wrong):
    before = (await alice.get("/me"))["avatar_url"]
    form = {"files": {"file": ("me.png", picture(RED))}, "data": square}
    error = await alice.refused("PUT", "/me/avatar", 422, **form)
    assert set(error["fields"]) == wrong
    assert (await alice.get("/me"))["avatar_url"] == before


async def test_what_is_no_picture_is_refused_and_changes_nothing(alice, bob):
    await give(alice, "/me/avatar", picture(RED))
    before = (await alice.get("/me"))["avatar_url"]
    group = await alice.group(bob)
    for path in ("/me/avatar", group_avatar(group)):
        text = {"files": {"file": ("me.png", b"no picture at all")}}
        assert "file" in (await alice.refused("PUT", path, 422, **text))["fields"]
        cut = {"files": {"file": ("me.png", picture(RED, GREEN)[:200])}}
        assert (await alice.refused("PUT", path, 422, **cut))["code"] == "broken_image"
    assert (await alice.get("/me"))["avatar_url"] == before
    assert (await alice.conversation(group["id"]))["avatar_url"] is None


async def test_others_learn_of_a_new_picture_at_once_and_messages_show_it(alice, bob, open_chat):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    theirs, mine = await open_chat(bob), await open_chat(alice)
    me = await give(alice, "/me/avatar", picture(BLUE))

    def is_it(event: Json) -> bool:
        return event["type"] == "user" and event["user"]["avatar_url"] == me["avatar_url"]

    assert (await theirs.wait_for(is_it))["user"]["id"] == alice.id
    await mine.wait_for(lambda event: event["type"] == "me" and event["me"] == me)
    assert (await bob.message(sent["id"]))["author"]["avatar_url"] == me["avatar_url"]
    again = await alice.send(group["id"])
    assert again["author"]["avatar_url"] == me["avatar_url"]
    assert (await bob.page(group["id"]))["items"][-1] == again
    await seen(bob, me["avatar_url"])


async def test_a_replaced_picture_is_gone_and_its_address_is_never_used_again(alice, bob):
    first = (await give(alice, "/me/avatar", picture(RED)))["avatar_url"]
    second = (await give(alice, "/me/avatar", picture(RED)))["avatar_url"]
    assert first != second
    await bob.refused("GET", f"/{first}", 404)
    await seen(bob, second)


async def test_a_picture_can_be_taken_back(alice, bob, open_chat):
    url = (await give(alice, "/me/avatar", picture(GREEN)))["avatar_url"]
    theirs = await open_chat(bob)
    assert (await alice.delete("/me/avatar"))["avatar_url"] is None
    await theirs.wait_for(
        lambda event: (
            event["type"] == "user" and event["user"]["id"] == alice.id and not event["user"]["avatar_url"]
        )
    )
    await bob.refused("GET", f"/{url}", 404)
    assert (await alice.delete("/me/avatar"))["avatar_url"] is None  # twice is as good as once


async def test_a_group_has_the_picture_that_an_admin_gave_it(alice, bob, carol, open_chat):
    group = await alice.group(bob, carol)
    await alice.patch(f"/conversations/{group['id']}/members/{bob.id}", {"role": "admin"})
    theirs = await open_chat(carol)
    as_bob_sees = await give(bob, group_avatar(group), picture(RED, BLUE), x=0, y=0, side=100)
    check_conversation(as_bob_sees)
    url = as_bob_sees["avatar_url"]

    def is_it(event: Json) -> bool:
        return event["type"] == "conversation" and event["conversation"]["avatar_url"] == url

    assert (await theirs.wait_for(is_it))["conversation"]["my"]["role"] == "member"
    assert (await carol.conversation(group["id"]))["avatar_url"] == url
    assert colour_at(await seen(carol, url), 128, 128) == RED
    another = await give(alice, group_avatar(group), picture(GREEN))
    await carol.refused("GET", f"/{url}", 404)
    await seen(carol, another["avatar_url"])
    removed = await alice.delete(group_avatar(group))
    assert removed["avatar_url"] is None
    await theirs.wait_for(
        lambda event: (
            event["type"] == "conversation"
            and event["conversation"]["id"] == group["id"]
            and event["conversation"]["avatar_url"] is None
        )
    )
    await alice.refused("GET", f"/{another['avatar_url']}", 404)


async def test_a_direct_conversation_takes_no_picture(alice, bob):
    direct = await alice.direct(bob)
    form = {"files": {"file": ("us.png", picture(RED))}}
    await alice.refused("PUT", group_avatar(direct), 403, **form)
    await alice.refused("DELETE", group_avatar(direct), 403)
    assert (await alice.conversation(direct["id"]))["avatar_url"] is None


async def test_whoever_is_signed_in_may_see_pictures_and_nobody_else(alice, bob, carol, dave, server):
    group = await alice.group(bob)
    url = (await give(alice, group_avatar(group), picture(BLUE)))["avatar_url"]
    mine = (await give(alice, "/me/avatar", picture(RED)))["avatar_url"]
    for each in (url, mine):
        await seen(dave, each)
        async with Api(server.url) as stranger:
            answer = await stranger.call("GET", f"/{each}")
            assert answer.status_code == 401
            assert "location" not in answer.headers
    await alice.delete(f"/conversations/{group['id']}/members/{bob.id}")
    await seen(bob, url)


async def test_a_picture_of_somebody_is_no_file_that_can_be_sent_or_deleted(alice, bob):
    group = await alice.group(bob)
    file_id = (await give(alice, "/me/avatar", picture(RED)))["avatar_url"].rpartition("/")[2]
    await alice.refused("GET", f"/files/{file_id}", 404)
    await alice.refused("GET", f"/files/{file_id}/thumb/320", 404)
    await alice.refused("DELETE", f"/files/{file_id}", 404)
    content = {"client_id": "a picture", "body": "", "attachment_ids": [file_id]}
    await alice.refused("POST", f"/conversations/{group['id']}/messages", 422, json=content)
    file = await alice.upload(picture(RED), "me.png")
    await alice.refused("GET", f"/avatars/{file['id']}", 404)


async def test_the_picture_of_a_deleted_group_is_gone(alice, bob):
    group = await alice.group(bob)
    url = (await give(alice, group_avatar(group), picture(RED)))["avatar_url"]
    await alice.delete(f"/conversations/{group['id']}")
    await alice.refused("GET", f"/{url}", 404)


async def test_browsers_may_keep_a_picture(alice):
    url = (await give(alice, "/me/avatar", picture(RED)))["avatar_url"]
    answer = await alice.call("GET", f"/{url}")
    assert answer.headers["cache-control"].startswith("private, max-age=")
    if answer.status_code == 200:
        known = {"If-None-Match": answer.headers["etag"]}
        assert (await alice.call("GET", f"/{url}", headers=known)).status_code == 304
