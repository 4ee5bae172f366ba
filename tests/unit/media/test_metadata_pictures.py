"""Pictures say nothing of where and by whom they were made, and look as they did."""

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
import pyvips
from PIL import Image, ImageSequence

from chat_app.media.kinds import kind_of
from chat_app.media.metadata import remove_metadata
from tests.support import pictures
from tests.support.pictures import SECRET, jpeg_segment, png_chunk

Cleaned = Callable[[bytes, str], bytes]

SECRETIVE = {
    "jpeg": ("image/jpeg", pictures.jpeg(secret=True)),
    "png": ("image/png", pictures.png(secret=True)),
    "webp": ("image/webp", pictures.webp(secret=True)),
    "avif": ("image/avif", pictures.avif(secret=True)),
    "gif": ("image/gif", pictures.gif(secret=True)),
    "animated gif": ("image/gif", pictures.animated_gif(secret=True)),
    "animated webp": ("image/webp", pictures.animated_webp(secret=True)),
    "animated png": ("image/png", pictures.animated_png(secret=True)),
    "tiff": ("image/tiff", pictures.tiff(secret=True)),
    "big tiff": ("image/tiff", pictures.big_tiff(secret=True)),
}
GPS, EXIF = 34853, 34665
LATITUDE_BYTES = struct.pack("<6I", 6, 1, 55, 1, 13, 1)
IN_COLOUR = ("jpeg", "png", "webp")
MIMES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
PLAIN: dict[str, Callable[..., bytes]] = {
    "jpeg": pictures.jpeg,
    "png": pictures.png,
    "webp": pictures.webp,
}


@pytest.fixture
def cleaned(tmp_path: Path) -> Cleaned:
    """`cleaned(content, mime)`: what is left of it."""

    def clean(content: bytes, mime: str) -> bytes:
        path = tmp_path / "picture"
        path.write_bytes(content)
        remove_metadata(path, mime)
        assert [other.name for other in tmp_path.iterdir()] == ["picture"]
        return path.read_bytes()

    return clean


def decoded(content: bytes) -> Any:
    """Every frame, one below the other, and no mercy for what is not right."""
    pages = "n=-1" if content[:3] == b"GIF" or content[8:12] == b"WEBP" else ""
    return pyvips.Image.new_from_buffer(content, pages, fail_on="warning")


def told(content: bytes) -> str:
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return kind_of(Path(file.name)).mime


def fields(content: bytes) -> set[str]:
    return set(decoded(content).get_fields())


def same_pixels(one: bytes, other: bytes) -> bool:
    return decoded(one).write_to_memory() == decoded(other).write_to_memory()


@pytest.mark.parametrize("name", SECRETIVE)
def test_nothing_is_left_of_what_it_said(name: str, cleaned: Cleaned) -> None:
    mime, content = SECRETIVE[name]
    assert SECRET in content
    left = cleaned(content, mime)
    assert SECRET not in left
    assert not [field for field in fields(left) if "ifd3" in field or "Artist" in field]


@pytest.mark.parametrize("name", SECRETIVE)
def test_every_pixel_is_as_it_was(name: str, cleaned: Cleaned) -> None:
    mime, content = SECRETIVE[name]
    assert same_pixels(cleaned(content, mime), content)


@pytest.mark.parametrize("name", SECRETIVE)
def test_what_was_cleaned_stays_as_it_is(name: str, cleaned: Cleaned) -> None:
    mime, content = SECRETIVE[name]
    once = cleaned(content, mime)
    assert cleaned(once, mime) == once


@pytest.mark.parametrize("name", ["tiff", "big tiff"])
def test_another_reader_finds_no_place_and_no_time_in_a_tiff(name: str, cleaned: Cleaned) -> None:
    mime, content = SECRETIVE[name]
    assert Image.open(BytesIO(content)).getexif().get_ifd(GPS)
    said = Image.open(BytesIO(cleaned(content, mime))).getexif()
    assert not said.get_ifd(GPS)
    assert "".join(str(value) for value in said.get_ifd(EXIF).values()).strip("b'\\x0 ") == ""


def test_a_raw_picture_keeps_what_it_is_developed_by_and_nothing_else(cleaned: Cleaned) -> None:
    content = pictures.tiff(secret=True)
    # A picture within a picture is what makes a raw one: the first field becomes a way to the same directory.
    (directory,) = struct.unpack_from("<I", content, 4)
    first = directory + 2
    raw = content[:first] + struct.pack("<HHII", 330, 4, 1, directory) + content[first + 12 :]
    assert cleaned(raw, "image/tiff").count(SECRET) == 1  # the maker's note


@pytest.mark.parametrize("mark", [b"IIRO", b"IIRS", b"IIU\0"])
def test_raw_pictures_that_begin_otherwise_are_told_and_read_like_those_that_do_not(
    mark: bytes, cleaned: Cleaned
) -> None:
    content = mark + pictures.tiff(secret=True)[4:]
    left = cleaned(content, told(content))
    assert len(left) == len(content)
    assert left.count(SECRET) == 1  # the maker's note
    assert not Image.open(BytesIO(b"II*\0" + left[4:])).getexif().get_ifd(GPS)


def test_the_picture_to_look_at_inside_of_a_raw_one_says_nothing_either(cleaned: Cleaned) -> None:
    plain = pictures.jpeg()
    said = jpeg_segment(0xE1, b"Exif\0\0" + pictures.tiff(secret=True))
    said += jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)
    seen = plain[:2] + said + plain[2:]
    for before in (b"FUJIFILMCCD-RAW 0201".ljust(160, b"\0"), pictures.tiff().ljust(70_000 - 2, b"\0")):
        left = cleaned(before + seen, told(before))
        assert len(left) == len(before + seen)
        assert LATITUDE_BYTES in seen
        assert LATITUDE_BYTES not in left
        assert left.count(SECRET) == 1  # the maker's note
        inside = left[len(before) :]
        assert same_pixels(inside, seen)
        assert not Image.open(BytesIO(inside)).getexif().get_ifd(GPS)


@pytest.mark.parametrize("name", IN_COLOUR)
def test_its_colours_keep_their_profile(name: str, cleaned: Cleaned) -> None:
    mime, content = SECRETIVE[name]
    profile = decoded(content).get("icc-profile-data")
    assert decoded(cleaned(content, mime)).get("icc-profile-data") == profile


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("name", MIMES)
def test_what_was_turned_is_still_turned(name: str, orientation: int, cleaned: Cleaned) -> None:
    content = PLAIN[name](secret=True, orientation=orientation)
    left = cleaned(content, MIMES[name])
    assert SECRET not in left
    assert decoded(left).get("orientation") == orientation
    upright = decoded(left).autorot()
    assert (upright.width, upright.height) == ((48, 64) if orientation > 4 else (64, 48))
    assert upright.write_to_memory() == decoded(content).autorot().write_to_memory()


@pytest.mark.parametrize("name", MIMES)
def test_an_upright_picture_has_no_exif_at_all(name: str, cleaned: Cleaned) -> None:
    mime, content = SECRETIVE[name]
    assert "exif-data" in fields(content)
    assert "exif-data" not in fields(cleaned(content, mime))


@pytest.mark.parametrize("name", ["animated gif", "animated webp"])
def test_an_animation_moves_as_it_did(name: str, cleaned: Cleaned) -> None:
    mime, content = SECRETIVE[name]
    left = decoded(cleaned(content, mime))
    for field in ("n-pages", "delay", "loop", "page-height"):
        assert left.get(field) == decoded(content).get(field)


def test_an_animated_png_moves_as_it_did(cleaned: Cleaned) -> None:
    def frames(content: bytes) -> list[tuple[bytes, Any]]:
        with Image.open(BytesIO(content)) as image:
            return [
                (frame.convert("RGB").tobytes(), frame.info["duration"])
                for frame in ImageSequence.Iterator(image)
            ]

    mime, content = SECRETIVE["animated png"]
    assert len(frames(content)) == 2
    assert frames(cleaned(content, mime)) == frames(content)


def test_a_small_copy_inside_of_jfif_is_gone(cleaned: Cleaned) -> None:
    with BytesIO() as out:
        Image.new("RGB", (32, 32), "teal").save(out, "JPEG")
        plain = out.getvalue()
    assert plain[2:4] == b"\xff\xe0"
    thumbnail = jpeg_segment(0xE0, plain[6:18] + b"\x05\x01" + SECRET[:14] + b"x")
    left = cleaned(plain[:2] + thumbnail + plain[20:], "image/jpeg")
    assert left == cleaned(plain, "image/jpeg")


def test_a_progressive_picture_with_restarts_and_comments_between_its_scans_is_read_to_its_end(
    cleaned: Cleaned,
) -> None:
    content: bytes = pictures.drawing(300, 200).jpegsave_buffer(interlace=True, restart_interval=2)
    scans = [at for at in range(len(content)) if content[at : at + 2] == b"\xff\xda"]
    assert len(scans) > 3
    planted = content[: scans[2]] + jpeg_segment(0xFE, SECRET) + content[scans[2] :]
    assert cleaned(planted, "image/jpeg") == cleaned(content, "image/jpeg")
    assert same_pixels(cleaned(planted, "image/jpeg"), content)


def test_a_picture_in_inks_keeps_what_tells_its_inks(cleaned: Cleaned) -> None:
    with BytesIO() as out:
        Image.new("CMYK", (32, 32), (200, 10, 90, 5)).save(out, "JPEG", comment=SECRET)
        content = out.getvalue()
    assert b"Adobe" in content
    left = cleaned(content, "image/jpeg")
    assert SECRET not in left
    assert same_pixels(left, content)


def test_of_several_exif_the_first_tells_which_way_is_up(cleaned: Cleaned) -> None:
    first, second = (pictures.jpeg(orientation=number) for number in (6, 3))
    start = second.index(b"\xff\xe1")
    exif = second[start : start + 2 + int.from_bytes(second[start + 2 : start + 4])]
    after = first.index(b"\xff\xdb")
    left = cleaned(first[:after] + exif + first[after:], "image/jpeg")
    assert left.count(b"Exif") == 1
    assert decoded(left).get("orientation") == 6


def test_private_chunks_of_a_png_go_and_what_shows_stays(cleaned: Cleaned) -> None:
    plain = pictures.png()
    middle = plain.index(b"IDAT") - 4
    shows = png_chunk(b"pHYs", b"\0\0\x0b\x13\0\0\x0b\x13\1") + png_chunk(b"gAMA", b"\0\0\xb1\x8f")
    planted = plain[:middle] + shows + png_chunk(b"caBX", SECRET) + plain[middle:]
    left = cleaned(planted, "image/png")
    assert SECRET not in left
    assert shows in left


def test_other_types_are_left_alone(cleaned: Cleaned) -> None:
    assert cleaned(SECRET, "text/plain") == SECRET
    assert cleaned(pictures.jpeg(secret=True), "application/octet-stream") == pictures.jpeg(secret=True)
