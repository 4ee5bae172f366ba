"""Files as they are made to do harm, as bytes: two things at once, and more than they seem."""

import struct
from zlib import compressobj

from tests.support.documents import HTML, archive, pdf
from tests.support.pictures import PNG_SIGNATURE, animated_gif, gif, jpeg, png, png_chunk

SCRIPT = b"<script>taken()</script>"

POLYGLOTS = {
    "a GIF whose header begins a script": b"GIF89a/*" + bytes(8) + b"*/=1;taken();//" + SCRIPT,
    "a GIF with a page behind its end": gif() + HTML,
    "a JPEG with an archive behind its end": jpeg() + archive(),
    "a JPEG with a page behind its end": jpeg() + HTML,
    "a PDF that is a page": pdf() + HTML,
    "a page behind the signature of a PNG": PNG_SIGNATURE + HTML,
    "a PNG with a page behind its end": png() + HTML,
    "a page that begins as an archive": b"PK\x03\x04" + HTML,
    "a page behind a byte order mark": b"\xef\xbb\xbf" + HTML,
    "a page in UTF-16": HTML.decode().encode("utf-16"),
    "a page behind white space": b" \r\n" * 400 + HTML,
    "a page that claims to be a film": b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + HTML,
    "a page that claims to be a sound": b"RIFF\xff\xff\0\0WAVE" + HTML,
    "a page that claims to be an MP3": b"ID3\x04\0\0\0\0\0\0" + HTML,
}


def flat_png(width: int, height: int) -> bytes:
    """A picture of nothing but zeros: a bit for each pixel, a few bytes for thousands."""
    packer = compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    pixels = b"".join([*(packer.compress(row) for _ in range(height)), packer.flush()])
    header = struct.pack(">2I5B", width, height, 1, 0, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")
    return PNG_SIGNATURE + chunks


def endless_gif(frames: int = 50_000) -> bytes:
    """So many frames of one pixel."""
    frame = b"," + bytes(4) + b"\1\0\1\0\0\2\2D\1\0"
    return b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + frame * frames + b";"


NAMES = {
    "folders": b"../../../etc/passwd",
    "folders of Windows": b"C:\\Windows\\system32\\evil.txt",
    "folders in percent signs": b"..%2f..%2f..%2fevil.txt",
    "control characters": b"a\x01\x1b[31m\x7f\tb.txt",
    "NUL": b"picture.txt\0.exe",
    "400 characters": b"x" * 396 + b".txt",
    "400 characters of four bytes": "😀".encode() * 396 + b".txt",
    "another direction": "invoice\u202etxt.exe".encode(),
    "embeddings and isolates": "\u202a\u2066a\u2069\u202c\u200f.txt".encode(),
    "only dots": b"...",
    "nothing": b"",
    "only spaces": b"   ",
    "a device": b"CON.txt",
    "a family": "👩\u200d👩\u200d👧.txt".encode(),
    "lone surrogates": b"a\xed\xa0\x80b.txt",
    "lone surrogates in percent signs": b"a%ED%A0%80b.txt",
    "no UTF-8": b"\xff\xfe\xe9.txt",
    "quotes": b'a\\"; filename=\\"evil.html',
    "a header more": b"a%0d%0aSet-Cookie: parley_session=x.txt",
    "an element": b"<img src=x onerror=taken()>.txt",
    "a separator of lines": "a\u2028b\u2029c.txt".encode(),
    "a hundred accents": ("a" + "\u0301" * 100 + ".txt").encode(),
    "a query": b"a?download=0#b.txt",
}

BOMBS = {
    "just not too large": flat_png(10_000, 10_000),
    "too wide": flat_png(30_001, 10),
    "too high": flat_png(10, 30_001),
    "too many pixels": flat_png(20_000, 20_000),
    "too many frames": endless_gif(),
}

TRUNCATED = {
    f"{name} cut at {part:.0%}": whole[: int(len(whole) * part)]
    for name, whole in (("JPEG", jpeg()), ("PNG", png()), ("GIF", animated_gif()))
    for part in (0.3, 0.6, 0.95)
}
