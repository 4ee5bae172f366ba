"""Pictures for the tests, as bytes. With `secret=True` they say where and by whom they were made, in every
way that their format has: `SECRET` stands in them, and an Exif with GPS."""

import struct
from io import BytesIO
from typing import Any
from zlib import compress, crc32

import pyvips
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

SECRET = b"Jalan Braga 99"
LATITUDE = "6/1 55/1 13/1"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def drawing(width: int = 64, height: int = 48, blue: int = 77) -> Any:
    """Brighter to the right and towards the bottom, so that one sees which way it is turned."""
    ramps = pyvips.Image.xyz(width, height) * [200 / width, 250 / height]
    return ramps.bandjoin(blue).cast("uchar").copy(interpretation="srgb")


def jpeg(width: int = 64, height: int = 48, *, secret: bool = False, orientation: int = 1) -> bytes:
    image = _described(drawing(width, height), secret, orientation)
    if secret:
        image.set_type(pyvips.GValue.blob_type, "iptc-data", b"\x1c\x02\x5a\x00\x0e" + SECRET)
    written: bytes = image.jpegsave_buffer(profile="srgb")
    if not secret:
        return written
    planted = jpeg_segment(0xFE, SECRET) + jpeg_segment(0xE2, b"MPF\0" + SECRET)
    planted += jpeg_segment(0xE5, SECRET) + jpeg_segment(0xE0, b"JFXX\0\x10" + SECRET)
    return written[:2] + planted + written[2:] + SECRET


def png(width: int = 64, height: int = 48, *, secret: bool = False, orientation: int = 1) -> bytes:
    written: bytes = _described(drawing(width, height), secret, orientation).pngsave_buffer(profile="srgb")
    if not secret:
        return written
    planted = png_chunk(b"tEXt", b"Author\0" + SECRET) + png_chunk(b"tIME", b"\x07\xea\x01\x02\x03\x04\x05")
    planted += png_chunk(b"zTXt", b"Comment\0\0" + compress(SECRET)) + png_chunk(b"prVt", SECRET)
    planted += png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET)
    after_header = len(PNG_SIGNATURE) + 25
    return written[:after_header] + planted + written[after_header:] + SECRET


def webp(width: int = 64, height: int = 48, *, secret: bool = False, orientation: int = 1) -> bytes:
    written: bytes = _described(drawing(width, height), secret, orientation).webpsave_buffer(profile="srgb")
    return _with_riff_chunk(written, b"note", SECRET) + SECRET if secret else written


def avif(width: int = 64, height: int = 48, *, secret: bool = False) -> bytes:
    return _described(drawing(width, height), secret, 1).heifsave_buffer(compression="av1", effort=0)


def tiff(width: int = 64, height: int = 48, *, secret: bool = False, is_big: bool = False) -> bytes:
    page = Image.frombytes("RGB", (width, height), drawing(width, height).write_to_memory())
    fields = ImageFileDirectory_v2()
    if secret:
        said = SECRET.decode()
        fields[270], fields[315] = said, said
        fields[700], fields[33723], fields[34377] = SECRET, SECRET, SECRET
        fields[34665] = {36867: "2026:01:02 03:04:05", 37510: SECRET, 37500: SECRET}
        fields[34853] = {1: "S", 2: (6.0, 55.0, 13.0), 29: said}
    written = BytesIO()
    page.save(written, "TIFF", tiffinfo=fields, big_tiff=is_big)
    return written.getvalue()


def big_tiff(width: int = 64, height: int = 48, *, secret: bool = False) -> bytes:
    """The same with 64 bits."""
    return tiff(width, height, secret=secret, is_big=True)


def gif(width: int = 64, height: int = 48, *, secret: bool = False) -> bytes:
    return animated_gif(width, height, frames=1, secret=secret)


def animated_gif(width: int = 64, height: int = 48, *, frames: int = 3, secret: bool = False) -> bytes:
    written: bytes = _animation(width, height, frames).gifsave_buffer()
    if not secret:
        return written
    # XMP ends in a run of falling numbers, which lead every reader to its end.
    xmp = b"\x21\xff\x0bXMP DataXMP" + SECRET + b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    comment = b"\x21\xfe" + bytes([len(SECRET)]) + SECRET + b"\0"
    text = b"\x21\x01\x0c" + bytes(12) + bytes([len(SECRET)]) + SECRET + b"\0"
    first = 13 + (3 << (written[10] & 7) + 1 if written[10] & 0x80 else 0)
    return written[:first] + xmp + comment + text + written[first:] + SECRET


def animated_webp(width: int = 64, height: int = 48, *, frames: int = 3, secret: bool = False) -> bytes:
    image = _described(_animation(width, height, frames), secret, 1)
    return image.webpsave_buffer() + (SECRET if secret else b"")


def animated_png(width: int = 64, height: int = 48, *, secret: bool = False) -> bytes:
    """Two frames, half a second each, twice."""
    first, second = (_pixels_of_png(drawing(width, height, blue)) for blue in (77, 200))

    def frame(number: int) -> bytes:
        return png_chunk(b"fcTL", struct.pack(">5I2H2B", number, width, height, 0, 0, 1, 2, 0, 0))

    return (
        PNG_SIGNATURE
        + png_chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0))
        + png_chunk(b"acTL", struct.pack(">2I", 2, 2))
        + (png_chunk(b"tEXt", b"Author\0" + SECRET) if secret else b"")
        + frame(0)
        + png_chunk(b"IDAT", first)
        + frame(1)
        + png_chunk(b"fdAT", struct.pack(">I", 2) + second)
        + png_chunk(b"IEND", b"")
    )


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc32(kind + body))


def jpeg_segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def _described(image: Any, secret: bool, orientation: int) -> Any:
    described = image.copy()
    if orientation != 1:
        described.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    if secret:
        author = SECRET.decode()
        described.set_type(pyvips.GValue.gstr_type, "exif-ifd0-Artist", author)
        described.set_type(pyvips.GValue.gstr_type, "exif-ifd3-GPSLatitude", LATITUDE)
        described.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>")
    return described


def _animation(width: int, height: int, frames: int) -> Any:
    pictures = [drawing(width, height, 255 * number // frames) for number in range(frames)]
    image = pyvips.Image.arrayjoin(pictures, across=1).copy()
    image.set_type(pyvips.GValue.gint_type, "page-height", height)
    image.set_type(pyvips.GValue.array_int_type, "delay", [100] * frames)
    image.set_type(pyvips.GValue.gint_type, "loop", 4)
    return image


def _pixels_of_png(image: Any) -> bytes:
    pixels: bytes = image.write_to_memory()
    row = image.width * image.bands
    return compress(b"".join(b"\0" + pixels[at : at + row] for at in range(0, len(pixels), row)))


def _with_riff_chunk(riff: bytes, kind: bytes, body: bytes) -> bytes:
    content = riff[8:] + kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
    return riff[:4] + struct.pack("<I", len(content)) + content
