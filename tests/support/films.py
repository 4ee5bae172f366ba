"""Films and sounds for the tests, as bytes: the smallest that browsers play."""

import struct
import wave
from io import BytesIO

from tests.support.pictures import SECRET, avif

_SECOND = 1000
_UNITY = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def mp4(seconds: int = 2, *, width: int = 64, height: int = 48, secret: bool = False) -> bytes:
    """AV1, a picture a second. With `secret`, its places stand where phones and cameras write them, `SECRET`
    in each, the second of them second by second."""
    picture = avif(width, height)
    frame, configuration = _av1_of(picture)
    notes = [SECRET] * seconds if secret else []
    head = box(b"ftyp", b"isom\0\0\2\0isomav01mp42")
    media = box(b"mdat", b"".join([frame] * seconds + notes))
    offset = len(head) + 8
    sample_entry = box(
        b"av01",
        bytes(6) + struct.pack(">H16xHHIII", 1, width, height, 0x480000, 0x480000, 0),
        struct.pack(">H32xHh", 1, 24, -1),
        configuration,
    )
    frames = [len(frame)] * seconds
    tracks = [_track(1, b"vide", sample_entry, frames, at=offset, size=(width, height))]
    about: list[bytes] = []
    if secret:
        entry = box(b"gpmd", bytes(6) + struct.pack(">H", 1))
        tracks.append(_track(2, b"meta", entry, [len(SECRET)] * seconds, at=offset + sum(frames)))
        about = [
            box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(SECRET), 0x15C7) + SECRET)),
            _apples_place(),
            box(b"uuid", XMP_UUID + SECRET),
            box(b"free", SECRET),
        ]
    header = struct.pack(">IIII IHH8x", 1, 1, _SECOND, seconds * _SECOND, 0x10000, 0x100, 0)
    movie = box(b"moov", full_box(b"mvhd", header, _UNITY, bytes(24), struct.pack(">I", 3)), *tracks, *about)
    return head + media + movie + (box(b"uuid", XMP_UUID + SECRET) if secret else b"")


def wav(seconds: float = 1.0) -> bytes:
    """Silence."""
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(2 * int(8000 * seconds)))
    return out.getvalue()


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def full_box(kind: bytes, *parts: bytes) -> bytes:
    """One that begins with its version and flags."""
    return box(kind, bytes(4), *parts)


def _apples_place() -> bytes:
    key = box(b"mdta", b"com.apple.quicktime.location.ISO6709")
    return box(
        b"meta",
        full_box(b"hdlr", bytes(4), b"mdta", bytes(13)),
        full_box(b"keys", struct.pack(">I", 1), key),
        box(b"ilst", box(b"\0\0\0\1", box(b"data", struct.pack(">II", 1, 0), SECRET))),
    )


def _track(
    number: int, handler: bytes, entry: bytes, sizes: list[int], *, at: int, size: tuple[int, int] = (0, 0)
) -> bytes:
    duration = len(sizes) * _SECOND
    shown = struct.pack(">IIIxxxxI8x4h", 1, 1, number, duration, 0, 0, 0, 0)
    table = box(
        b"stbl",
        full_box(b"stsd", struct.pack(">I", 1), entry),
        full_box(b"stts", struct.pack(">III", 1, len(sizes), _SECOND)),
        full_box(b"stsc", struct.pack(">IIII", 1, 1, len(sizes), 1)),
        full_box(b"stsz", struct.pack(f">II{len(sizes)}I", 0, len(sizes), *sizes)),
        full_box(b"stco", struct.pack(">II", 1, at)),
    )
    kind = full_box(b"vmhd", bytes(8)) if handler == b"vide" else full_box(b"nmhd")
    source = box(b"dinf", full_box(b"dref", struct.pack(">I", 1), box(b"url ", b"\0\0\0\1")))
    return box(
        b"trak",
        box(b"tkhd", b"\0\0\0\7", shown, _UNITY, struct.pack(">II", size[0] << 16, size[1] << 16)),
        box(
            b"mdia",
            full_box(b"mdhd", struct.pack(">IIIIHH", 1, 1, _SECOND, duration, 0x55C4, 0)),
            full_box(b"hdlr", bytes(4), handler, bytes(13)),
            box(b"minf", kind, source, table),
        ),
    )


def _av1_of(picture: bytes) -> tuple[bytes, bytes]:
    """The picture's frame, and the box that says how to decode it."""
    at = picture.index(b"av1C") - 4
    configuration = picture[at : at + int.from_bytes(picture[at : at + 4])]
    at = picture.index(b"mdat") - 4
    return picture[at + 8 : at + int.from_bytes(picture[at : at + 4])], configuration
