"""Pictures in messages: their size, their smaller copies, and those that cannot be taken."""

from __future__ import annotations

import struct
from base64 import b64decode
from typing import Any
from zlib import compress

import pytest
import pyvips as _pyvips

from tests.contract.conftest import STORAGES
from tests.contract.shapes import check_file
from tests.support.api import Api, Json
from tests.support.pictures import (
    PNG_SIGNATURE,
    animated_gif,
    animated_webp,
    drawing,
    jpeg,
    png_chunk,
)

STACKS = STORAGES
pyvips: Any = _pyvips  # whose methods come from the library at run time


def png_of_size(width: int, height: int) -> bytes:
    """The beginning of a PNG that says it is so large; its few bytes are not the point."""
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", compress(bytes(1_000))), (b"IEND", b""))
    return PNG_SIGNATURE + b"".join(png_chunk(kind, body) for kind, body in chunks)


async def picture(api: Api, content: bytes, name: str = "picture") -> Json:
    file = await api.upload(content, name)
    check_file(file)
    assert file["kind"] == "image"
    assert b64decode(file["thumbhash"], validate=True)
    assert file["thumb_url"] == f"/api/v1/files/{file['id']}/thumb/320"
    return file


async def thumb(api: Api, file: Json, size: int) -> Any:
    """A smaller copy, decoded to its last frame."""
    answer = await api.bytes_at(f"/api/v1/files/{file['id']}/thumb/{size}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/webp"
    image = pyvips.Image.new_from_buffer(answer.content, "[n=-1]")
    image.avg()
    return image


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_width_and_height_are_of_the_picture_as_it_is_shown(alice, orientation):
    file = await picture(alice, jpeg(90, 40, orientation=orientation), "turned.jpg")
    upright = (90, 40) if orientation < 5 else (40, 90)
    assert (file["width"], file["height"]) == upright
    small = await thumb(alice, file, 320)
    assert (small.width, small.height) == upright
    # What a browser would show: by their corners one knows all eight ways to lie.
    shown = pyvips.Image.new_from_buffer(jpeg(90, 40, orientation=orientation), "").autorot()
    for x in (3, upright[0] - 4):
        for y in (3, upright[1] - 4):
            near = zip(small.getpoint(x, y)[:2], shown.getpoint(x, y)[:2], strict=True)
            assert all(abs(a - b) < 40 for a, b in near), (x, y)


@pytest.mark.parametrize(("width", "height"), [(2400, 1200), (600, 1800)])
async def test_a_large_picture_has_copies_of_320_800_and_1600_pixels(alice, width, height):
    file = await picture(alice, drawing(width, height).jpegsave_buffer(Q=75), "large.jpg")
    assert (file["width"], file["height"]) == (width, height)
    longest, shortest = max(width, height), min(width, height)
    for size in (320, 800, 1600):
        small = await thumb(alice, file, size)
        assert max(small.width, small.height) == size
        assert min(small.width, small.height) == pytest.approx(size * shortest / longest, abs=1)


async def test_a_size_between_is_answered_with_the_next_larger_copy(alice):
    file = await picture(alice, drawing(2400, 1200).jpegsave_buffer(Q=75), "large.jpg")
    for asked, given in ((1, 320), (321, 800), (1000, 1600)):
        assert (await thumb(alice, file, asked)).width == given


async def test_where_no_copy_is_large_enough_the_picture_itself_is_answered(alice):
    content = drawing(500, 250).pngsave_buffer()
    file = await picture(alice, content, "small.png")
    assert (await thumb(alice, file, 320)).width == 320
    whole = await alice.bytes_at(file["url"])
    for size in (800, 1600, 5000):
        answer = await alice.bytes_at(f"/api/v1/files/{file['id']}/thumb/{size}")
        assert answer.headers["content-type"] == "image/png"
        assert answer.content == whole.content


async def test_a_small_picture_is_not_blown_up(alice):
    file = await picture(alice, drawing(40, 30).pngsave_buffer(), "icon.png")
    small = await thumb(alice, file, 320)
    assert (small.width, small.height) == (40, 30)


@pytest.mark.parametrize(
    ("suffix", "mime"),
    [
        (".png", "image/png"),
        (".jpg", "image/jpeg"),
        (".webp", "image/webp"),
        (".gif", "image/gif"),
        (".avif", "image/avif"),
    ],
)
async def test_every_kind_of_picture_that_browsers_show_has_a_copy(alice, suffix, mime):
    file = await picture(alice, drawing(480, 360).write_to_buffer(suffix), "named.something-else")
    assert (file["mime"], file["animated"]) == (mime, False)
    assert (file["width"], file["height"]) == (480, 360)
    small = await thumb(alice, file, 320)
    assert (small.width, small.height) == (320, 240)
    answer = await alice.bytes_at(file["url"])
    assert answer.headers["content-type"] == mime
    assert answer.headers["content-disposition"].startswith("inline")


@pytest.mark.parametrize("made", [animated_gif, animated_webp])
async def test_an_animation_moves_in_its_copies_too(alice, made):
    file = await picture(alice, made(400, 300, frames=4), "dance")
    assert (file["animated"], file["width"], file["height"]) == (True, 400, 300)
    small = await thumb(alice, file, 320)
    assert (small.width, small.get_page_height(), small.get("n-pages")) == (320, 240, 4)
    assert small.get("delay") == [100] * 4
    blues = [small.getpoint(160, 120 + 240 * frame)[2] for frame in range(4)]
    assert blues == sorted(blues)
    assert blues[-1] - blues[0] > 100


async def test_what_is_see_through_stays_so(alice):
    image = drawing(600, 400).bandjoin(pyvips.Image.xyz(600, 400)[0] / 600 * 255).cast("uchar")
    file = await picture(alice, image.copy(interpretation="srgb").pngsave_buffer(), "glass.png")
    small = await thumb(alice, file, 320)
    assert small.hasalpha()
    assert small.getpoint(10, 100)[3] < 40
    assert small.getpoint(310, 100)[3] > 215


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".gif", ".avif"])
async def test_a_picture_that_breaks_off_is_refused_and_leaves_nothing(alice, server, suffix):
    whole = drawing(640, 480).write_to_buffer(suffix)
    error = await alice.refused("POST", "/files", 422, files={"file": ("cut", whole[: len(whole) // 2])})
    assert error["code"] == "broken_image"
    assert not list((server.data_dir / "staging").iterdir())


async def test_what_only_begins_like_a_picture_is_refused(alice):
    for begin in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\x10\0\0\0WEBPVP8 "):
        form = {"file": ("picture.png", begin + bytes(range(256)) * 20)}
        assert (await alice.refused("POST", "/files", 422, files=form))["code"] == "broken_image"


@pytest.mark.parametrize(("width", "height"), [(10_001, 10_000), (30_001, 1), (2, 30_001)])
async def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(alice, width, height):
    form = {"file": ("vast.png", png_of_size(width, height))}
    assert (await alice.refused("POST", "/files", 422, files=form))["code"] == "image_too_large"
    error = await alice.refused("PUT", "/me/avatar", 422, files=form)
    assert error["code"] == "image_too_large"


async def test_pictures_go_on_after_one_that_was_refused(alice):
    for _ in range(4):
        await alice.refused("POST", "/files", 422, files={"file": ("x.png", png_of_size(90, 90))})
    await picture(alice, drawing(50, 50).pngsave_buffer())


async def test_what_is_no_picture_has_no_copies(alice):
    file = await alice.upload(b"Only words\n")
    for size in ("320", "0", "-1", "99999999"):
        await alice.refused("GET", f"/files/{file['id']}/thumb/{size}", 404)
    await alice.refused("GET", f"/files/{file['id']}/thumb/large", 422)


async def test_copies_are_for_whom_the_picture_is(alice, bob, carol, server):
    group = await alice.group(bob)
    file = await picture(alice, drawing(900, 600).pngsave_buffer())
    path = f"/files/{file['id']}/thumb/320"
    await bob.refused("GET", path, 404)
    message = await alice.send_file(group["id"], file)
    await thumb(bob, file, 320)
    await carol.refused("GET", path, 404)
    async with Api(server.url) as stranger:
        assert (await stranger.call("GET", path)).status_code == 401
    await alice.remove(message["id"])
    await bob.refused("GET", path, 404)


async def test_a_picture_is_found_and_shown_as_one(alice, bob):
    group = await alice.group(bob)
    file = await picture(alice, drawing(60, 40).pngsave_buffer(), "garden.png")
    words = await alice.upload(b"Words", "words.txt")
    sent = await alice.send_file(group["id"], file, words, body="Both")
    shared = await bob.all(f"/conversations/{group['id']}/files", kind="media")
    assert [(item["message_id"], item["file"]) for item in shared] == [(sent["id"], file)]
    found = await bob.get("/search", q="has:image", conversation_id=group["id"])
    assert [item["message"]["id"] for item in found["items"]] == [sent["id"]]
