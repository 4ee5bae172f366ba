"""A film for the tests: WebM, whose every frame is a picture of its own, so that one can seek to any."""

import struct

import pyvips

_FRAMES_IN_SECOND = 5
_HEAD = bytes.fromhex("1a45dfa3")
_SEGMENT = bytes.fromhex("18538067")
_UNSIZED = b"\x01" + b"\xff" * 7


def clip(seconds: int, *, width: int = 320, height: int = 180, weight: int = 90) -> bytes:
    """So many seconds, each brighter than the one before. `weight` is the quality, up to 100."""
    frames = [_frame(width, height, number / seconds, weight) for number in range(seconds)]
    head = _element(
        _HEAD,
        _element(bytes.fromhex("4282"), b"webm"),
        *(_number(code, value) for code, value in (("4286", 1), ("42f7", 1), ("42f2", 4), ("42f3", 8))),
        _number("4287", 2),
        _number("4285", 2),
    )
    info = _element(
        bytes.fromhex("1549a966"),
        _number("2ad7b1", 1_000_000),
        _element(bytes.fromhex("4489"), _float(seconds * 1000)),
        _element(bytes.fromhex("4d80"), b"tests"),
        _element(bytes.fromhex("5741"), b"tests"),
    )
    tracks = _element(
        bytes.fromhex("1654ae6b"),
        _element(
            b"\xae",
            *(_number(code, 1) for code in ("d7", "73c5", "83")),
            _number("9c", 0),
            _element(b"\x86", b"V_VP8"),
            _element(b"\xe0", _number("b0", width), _number("ba", height)),
        ),
    )
    clusters = [_cluster(number * 1000, frame) for number, frame in enumerate(frames)]
    before = len(info) + len(tracks)
    # The cues stand before the clusters that they point to, so their own length is needed first.
    length = len(_cues([0] * seconds))
    starts = [before + length + sum(map(len, clusters[:number])) for number in range(seconds)]
    return head + _SEGMENT + _UNSIZED + info + tracks + _cues(starts) + b"".join(clusters)


def _frame(width: int, height: int, light: float, weight: int) -> bytes:
    """A picture in WebP has the key frame of VP8 as its one part."""
    noise = pyvips.Image.gaussnoise(width, height, sigma=40, mean=40 + 160 * light, seed=1)
    picture = noise.bandjoin([noise * 0.8, noise * 0.5]).cast("uchar").copy(interpretation="srgb")
    written: bytes = picture.write_to_buffer(".webp", Q=weight, keep="none")
    at = written.index(b"VP8 ")
    return written[at + 8 : at + 8 + int.from_bytes(written[at + 4 : at + 8], "little")]


def _cluster(milliseconds: int, frame: bytes) -> bytes:
    step = 1000 // _FRAMES_IN_SECOND
    blocks = [
        _element(b"\xa3", b"\x81" + (number * step).to_bytes(2, "big") + b"\x80" + frame)
        for number in range(_FRAMES_IN_SECOND)
    ]
    return _element(bytes.fromhex("1f43b675"), _number("e7", milliseconds), *blocks)


def _cues(starts: list[int]) -> bytes:
    points = [
        _element(
            b"\xbb",
            _number("b3", number * 1000, 4),
            _element(b"\xb7", _number("f7", 1), _number("f1", start, 8)),
        )
        for number, start in enumerate(starts)
    ]
    return _element(bytes.fromhex("1c53bb6b"), *points)


def _element(code: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return code + (len(content) | 1 << 56).to_bytes(8, "big") + content


def _number(code: str, value: int, length: int | None = None) -> bytes:
    size = length or max(1, (value.bit_length() + 7) // 8)
    return _element(bytes.fromhex(code), value.to_bytes(size, "big"))


def _float(value: float) -> bytes:
    return struct.pack(">d", value)
