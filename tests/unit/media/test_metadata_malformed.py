"""Whatever strangers make: metadata go, or the file is called broken, and it does not take long."""

from functools import cache
from pathlib import Path
from struct import pack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat_app.media.metadata import remove_metadata
from chat_app.media.problems import Broken
from tests.support import pictures
from tests.support.films import box, mp4

WHOLE = {
    "image/jpeg": (pictures.jpeg, b"\xff\xd8\xff\xe1"),
    "image/png": (pictures.png, pictures.PNG_SIGNATURE),
    "image/gif": (pictures.animated_gif, b"GIF89a"),
    "image/webp": (pictures.animated_webp, b"RIFF\xff\0\0\0WEBPVP8X"),
    "image/avif": (pictures.avif, box(b"ftyp", b"avif\0\0\0\0")),
    "image/tiff": (pictures.tiff, b"II*\0\x08\0\0\0"),
    "video/mp4": (mp4, box(b"ftyp", b"isom\0\0\0\0")),
}
MIMES = st.sampled_from(sorted(WHOLE))
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@cache
def whole(mime: str) -> bytes:
    return WHOLE[mime][0](secret=True)


def is_cleaned(folder: Path, content: bytes, mime: str) -> bool:
    """Whether it was; else it was called broken, and is as it was."""
    path = folder / "file"
    path.write_bytes(content)
    try:
        remove_metadata(path, mime)
    except Broken:
        assert path.read_bytes() == content
        return False
    finally:
        assert [other.name for other in folder.iterdir()] == ["file"]
    return True


@quick
@given(mime=MIMES, noise=st.binary(max_size=2000), genuine=st.booleans())
def test_noise(tmp_path: Path, mime: str, noise: bytes, genuine: bool) -> None:
    is_cleaned(tmp_path, (WHOLE[mime][1] if genuine else b"") + noise, mime)


@quick
@given(
    mime=MIMES,
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8))),
)
def test_files_with_other_bytes_here_and_there(
    tmp_path: Path, mime: str, changes: list[tuple[float, bytes]]
) -> None:
    content = bytearray(whole(mime))
    for place, put in changes:
        at = int(place * len(content))
        content[at : at + len(put)] = put
    is_cleaned(tmp_path, bytes(content), mime)


@quick
@given(mime=MIMES, place=st.floats(0, 1), left_out=st.integers(1, 300))
def test_files_with_a_hole(tmp_path: Path, mime: str, place: float, left_out: int) -> None:
    content = whole(mime)
    at = int(place * len(content))
    is_cleaned(tmp_path, content[:at] + content[at + left_out :], mime)


@pytest.mark.parametrize("mime", ["image/jpeg", "image/png", "image/gif", "image/webp"])
def test_a_picture_that_is_cut_off_anywhere_is_broken(tmp_path: Path, mime: str) -> None:
    plain: bytes = WHOLE[mime][0]()
    for end in range(0, len(plain) - 1, 1 + len(plain) // 200):
        assert not is_cleaned(tmp_path, plain[:end], mime)
    assert is_cleaned(tmp_path, plain, mime)


INSIDE = b"\xff\xe1\0\x0aExif\0\0II"
LARGE_INSIDE = pictures.jpeg_segment(
    0xE1, b"Exif\0\0II*\0\x08\0\0\0" + pack("<H", 5_400) + pack("<HHII", 34665, 4, 10, 8) * 5_400
)
MANY = {
    "segments": ("image/jpeg", b"\xff\xd8" + b"\xff\xfe\0\2" * 3_000_000),
    "markers in a scan": ("image/jpeg", b"\xff\xd8\xff\xda\0\2" + b"\xff\0" * 6_000_000),
    "fill bytes": ("image/jpeg", b"\xff\xd8" + b"\xff" * 12_000_000),
    "scans": ("image/jpeg", b"\xff\xd8" + b"\xff\xda\0\2" * 3_000_000),
    "chunks": ("image/png", pictures.png()[:33] + (bytes(4) + b"tEXt" + bytes(4)) * 1_000_000),
    "blocks": ("image/gif", pictures.gif()[:13].replace(b"\xf7", b"\0") + b"!\xfe\0" * 4_000_000),
    "sub-blocks": ("image/gif", b"GIF89a\1\0\1\0\0\0\0!\xfe" + b"\1\1" * 6_000_000),
    "chunks of WebP": (
        "image/webp",
        b"RIFF" + pack("<I", 12_000_004) + b"WEBP" + b"EXIF\0\0\0\0" * 1_500_000,
    ),
    "frames": ("image/webp", b"RIFF" + pack("<I", 12_000_004) + b"WEBP" + b"ANMF\x10\0\0\0" * 1_500_000),
    "boxes": ("video/mp4", box(b"moov", box(b"free") * 1_500_000)),
    "boxes in boxes": ("video/mp4", pack(">I4s", 0, b"moov") + pack(">I4s", 0, b"trak") * 1_500_000),
    "boxes without a size": ("video/mp4", bytes(12_000_000)),
    "fields": ("image/tiff", b"II*\0\x08\0\0\0" + pack("<H", 65_535) + b"\x69\x87\x04\0" * 3_000_000),
    "pictures inside": ("image/x-fuji-raf", b"FUJIFILMCCD-RAW " + INSIDE * 1_000_000),
    "large pictures inside": ("image/x-fuji-raf", b"FUJIFILMCCD-RAW " + LARGE_INSIDE * 19),
    "items": (
        "image/avif",
        box(
            b"meta",
            bytes(4),
            box(b"hdlr", bytes(8), b"pict"),
            box(b"iloc", b"\2\0\0\0\0\0\xff\xff\xff\xff", bytes(12_000_000)),
        ),
    ),
    "parts of an item": (
        "image/avif",
        box(
            b"meta",
            bytes(4),
            box(b"hdlr", bytes(8), b"pict"),
            box(b"iinf", b"\0\0\0\0\0\1", box(b"infe", b"\2\0\0\0\0\1\0\0Exif\0")),
            box(b"iloc", bytes(4), b"\0\x10\x7f\xff", (b"\0\1\0\0\xff\xff" + bytes(65535)) * 180),
        ),
    ),
}


@pytest.mark.timeout(60)  # reading them takes a second or two, what grows with their square takes hours
@pytest.mark.parametrize("name", MANY)
def test_more_parts_than_anything_has_take_no_longer_than_reading_them(tmp_path: Path, name: str) -> None:
    mime, content = MANY[name]
    is_cleaned(tmp_path, content, mime)
