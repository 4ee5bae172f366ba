"""Films, sounds and HEIF pictures say nothing of where they were made, and nothing in them has moved."""

from collections.abc import Callable
from pathlib import Path
from struct import pack

import pytest

from chat_app.media.metadata import remove_metadata
from chat_app.media.problems import Broken
from tests.support.films import box, full_box, mp4
from tests.support.pictures import SECRET

Cleaned = Callable[..., bytes]

FTYP = box(b"ftyp", b"isom\0\0\2\0isom")


@pytest.fixture
def cleaned(tmp_path: Path) -> Cleaned:
    """`cleaned(content)`: what is left of a film."""

    def clean(content: bytes, mime: str = "video/mp4") -> bytes:
        path = tmp_path / "film"
        path.write_bytes(content)
        try:
            remove_metadata(path, mime)
        except Broken:
            assert path.read_bytes() == content
            raise
        left = path.read_bytes()
        assert len(left) == len(content)
        return left

    return clean


@pytest.mark.parametrize("mime", ["video/mp4", "video/quicktime", "audio/mp4"])
def test_places_are_gone_from_a_film_wherever_cameras_write_them(cleaned: Cleaned, mime: str) -> None:
    content = mp4(secret=True)
    assert content.count(SECRET) == 7
    left = cleaned(content, mime)
    assert SECRET not in left
    assert b"com.apple.quicktime.location" not in left
    assert b"gpmd" not in left


def test_what_is_seen_stays_byte_for_byte(cleaned: Cleaned) -> None:
    content = mp4(seconds=3)
    left = cleaned(content)
    media = content.index(b"mdat"), content.index(b"moov")
    assert left[: media[1]] == content[: media[1]]
    table = content.index(b"stbl")
    assert left[table:] == content[table:]


def test_when_it_was_made_is_gone(cleaned: Cleaned) -> None:
    made, changed = b"\xe5\x01\x02\x03", b"\xe5\x01\x02\x04"
    short = full_box(b"mvhd", made, changed, bytes(88))
    long = box(b"tkhd", b"\1\0\0\7", bytes(4), made, bytes(4), changed, bytes(76))
    content = FTYP + box(b"moov", short, box(b"trak", long))
    left = cleaned(content)
    assert made not in left
    assert changed not in left
    assert left == content.replace(made, bytes(4)).replace(changed, bytes(4))


def test_boxes_with_long_sizes_and_one_that_goes_to_the_end_are_read(cleaned: Cleaned) -> None:
    def long_box(kind: bytes, content: bytes) -> bytes:
        return pack(">I4sQ", 1, kind, 16 + len(content)) + content

    content = (
        FTYP
        + long_box(b"mdat", b"media")
        + long_box(b"moov", long_box(b"udta", SECRET) + box(b"trak", long_box(b"uuid", SECRET)))
        + pack(">I4s", 0, b"uuid")
        + SECRET * 3
    )
    left = cleaned(content)
    assert SECRET not in left
    assert b"media" in left
    assert left.count(b"free") == 3


def test_what_makers_of_cameras_add_behind_a_film_is_gone(cleaned: Cleaned) -> None:
    content = mp4() + box(b"sefd", SECRET) + box(b"meta", bytes(4), box(b"xml ", SECRET))
    assert SECRET not in cleaned(content)


def test_a_film_that_was_cut_off_while_it_was_copied_tells_no_place_either(cleaned: Cleaned) -> None:
    content = FTYP + box(b"moov", box(b"udta", SECRET)) + box(b"mdat", bytes(5000))
    left = cleaned(content[:-3000])
    assert SECRET not in left


def test_a_places_track_in_several_chunks_is_blanked_and_its_neighbours_are_not(cleaned: Cleaned) -> None:
    content, media = _film_with_places(wide=True)
    left = cleaned(content)
    assert SECRET not in left
    assert left.count(b"seen") == content.count(b"seen")
    assert len(media) == 5


def test_a_places_track_that_points_at_something_else_is_refused(cleaned: Cleaned) -> None:
    content, _ = _film_with_places(wide=False)
    chunks = content.index(b"stco") + 12
    with pytest.raises(Broken):
        cleaned(content[:chunks] + pack(">I", 4) + content[chunks + 4 :])


def _film_with_places(*, wide: bool) -> tuple[bytes, list[bytes]]:
    """What is seen and where it was, in turns: chunks of two places, of two, and of one."""
    media = [b"seen" + SECRET * 2, b"seen", b"seen" + SECRET * 2, b"seen" + SECRET, b"seen"]
    at = len(FTYP) + 8
    offsets: list[int] = []
    for part in media:
        if SECRET in part:
            offsets.append(at + 4)
        at += len(part)
    form = f">I{len(offsets)}{'Q' if wide else 'I'}"
    table = box(
        b"stbl",
        full_box(b"stsc", pack(">7I", 2, 1, 2, 1, 3, 1, 1)),
        full_box(b"stsz", pack(">II", len(SECRET), 5)),
        full_box(b"co64" if wide else b"stco", pack(form, len(offsets), *offsets)),
    )
    handler = full_box(b"hdlr", bytes(4), b"meta", bytes(13))
    track = box(b"trak", box(b"mdia", handler, box(b"minf", table)))
    return FTYP + box(b"mdat", *media) + box(b"moov", track), media


PICTURE = b"picture's own bytes"
FTYP_AVIF = box(b"ftyp", b"avif\0\0\0\0mif1avif")


def _heif(version: int, *, method: int = 0, long: bool = False, wide: bool = False) -> bytes:
    """A picture, its Exif in two parts and its XMP, with the tables of items as the version has them."""
    width, form = (8, "Q") if wide else (4, "I")
    contents = {1: [PICTURE], 2: [SECRET[:6], SECRET[6:]], 3: [SECRET]}
    together = b"".join(part for parts in contents.values() for part in parts)
    id_form = "I" if version == 2 else "H"

    def infe(number: int, kind: bytes, rest: bytes = b"") -> bytes:
        numbers = pack(">IH" if long else ">HH", number, 0)
        return box(b"infe", bytes([3 if long else 2, 0, 0, 0]), numbers, kind, b"\0", rest)

    entries = infe(1, b"av01") + infe(2, b"Exif") + infe(3, b"mime", b"application/rdf+xml\0")
    count = pack(">I" if long else ">H", 3)
    iinf = box(b"iinf", bytes([1 if long else 0, 0, 0, 0]), count, entries)

    def meta(begin: int) -> bytes:
        at, rows = 0, b""
        for number, parts in contents.items():
            rows += pack(f">{id_form}", number) + (pack(">H", method) if version else b"") + pack(">H", 0)
            rows += pack(f">{form}H", begin, len(parts))
            for part in parts:
                rows += bytes(4) if version else b""
                rows += pack(f">{form}{form}", at, len(part))
                at += len(part)
        sizes = bytes([width << 4 | width, width << 4 | (4 if version else 0)])
        iloc = box(b"iloc", bytes([version, 0, 0, 0]), sizes, pack(f">{id_form}", 3), rows)
        idat = box(b"idat", together) if method else b""
        handler = full_box(b"hdlr", bytes(4), b"pict", bytes(13))
        return full_box(b"meta", handler, iinf, iloc, idat, box(b"uuid", bytes(16), SECRET))

    if method:
        return FTYP_AVIF + meta(0)
    begin = len(FTYP_AVIF) + len(meta(0)) + 8
    return FTYP_AVIF + meta(begin) + box(b"mdat", together)


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize(("version", "method"), [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1)])
def test_items_that_are_about_a_picture_are_blanked(
    cleaned: Cleaned, version: int, method: int, wide: bool, long: bool
) -> None:
    content = _heif(version, method=method, wide=wide, long=long)
    for mime in ("image/avif", "image/heic"):
        left = cleaned(content, mime)
        assert SECRET not in left
        assert SECRET[:6] not in left
        assert PICTURE in left


def test_an_item_that_is_said_to_be_where_the_file_is_described_is_refused(cleaned: Cleaned) -> None:
    content = _heif(0)
    begin = pack(">I", content.index(PICTURE))
    assert content.count(begin) == 3
    with pytest.raises(Broken):
        cleaned(content.replace(begin, bytes(4)), "image/avif")


def test_an_item_in_a_place_that_nobody_knows_is_refused(cleaned: Cleaned) -> None:
    content = _heif(1, method=2)
    with pytest.raises(Broken):
        cleaned(content, "image/avif")
