"""The process that decodes pictures: a job a line on standard input, an answer a line on standard output.

It holds itself to limits of memory and time, has no rights to write large files, and ends with its input.
"""

import base64
import os
import queue
import resource
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

import orjson

os.environ["VIPS_CONCURRENCY"] = "1"

import pyvips as _pyvips
import thumbhash

from chat_app.models.file import VARIANTS

pyvips: Any = _pyvips  # whose methods come from the library at run time
to_thumb_hash: Any = thumbhash.rgba_to_thumb_hash  # pyright: ignore[reportUnknownMemberType]

SECONDS = 15
"""Of a processor, for one picture."""

MEMORY = 1536 * 1024 * 1024
LARGEST_FILE = 64 * 1024 * 1024
"""Of what is written here."""

MOST_PIXELS = 100_000_000
LONGEST_SIDE = 30_000

MOST_FRAMES = 100
MOST_MOVING_PIXELS = 20_000_000
"""Of all frames of an animation that is to stay one; else its first frame stands for it."""

_LOADERS = {"jpegload", "pngload", "gifload", "webpload", "heifload"}
_QUALITY = 80
_HASHED = 32
_GROUND = 255
"""What shows through where a picture is transparent, until it is there."""
_TURNED = range(5, 9)
"""Orientations in which width and height change places."""


class _TooLarge(Exception):
    pass


def make(path: str, folder: str) -> dict[str, Any]:
    """Size, thumbhash and smaller copies of a picture."""
    frames, upright = _header(path)
    width, height = upright
    longest = max(width, height)
    sizes = [size for size in VARIANTS if size < longest] or [VARIANTS[0]]
    pages = frames if frames <= MOST_FRAMES and frames * width * height <= MOST_MOVING_PIXELS else 1
    larger = _thumbnail(path, sizes[-1], pages).copy_memory()
    variants: list[dict[str, Any]] = []
    for size in reversed(sizes):
        # Animations are read anew for each size: resizing their frames as one tall picture would mix them.
        image = larger if size == sizes[-1] else _smaller(path, larger, size, pages)
        out = Path(folder) / f"{size}.webp"
        image.webpsave(str(out), Q=_QUALITY, effort=2, keep="none")
        variants.insert(
            0, {"size": size, "path": str(out), "width": image.width, "height": image.get_page_height()}
        )
    return {
        "width": width,
        "height": height,
        "animated": frames > 1,
        "thumbhash": _hash(larger.crop(0, 0, larger.width, larger.get_page_height())),
        "variants": variants,
    }


def crop(path: str, out: str, square: list[int] | None, size: int) -> dict[str, Any]:
    """A square of the upright picture, as a still one."""
    _header(path)
    image = pyvips.Image.new_from_file(path, fail_on="error").autorot()
    whole = min(image.width, image.height)
    x, y, side = square or ((image.width - whole) // 2, (image.height - whole) // 2, whole)
    x, y = min(x, image.width - 1), min(y, image.height - 1)
    side = max(1, min(side, image.width - x, image.height - y))
    small = image.crop(x, y, side, side).thumbnail_image(
        size, height=size, size="force", output_profile="srgb"
    )
    small.webpsave(out, Q=_QUALITY, effort=4, keep="none")
    return {}


def _header(path: str) -> tuple[int, tuple[int, int]]:
    """How many frames, and the size upright; nothing is decoded for it."""
    image = pyvips.Image.new_from_file(path, access="sequential")
    if image.get("vips-loader").removesuffix("_source") not in _LOADERS:
        raise ValueError("not a loader of ours")
    frames = image.get("n-pages") if image.get_typeof("n-pages") else 1
    width, height = image.width, image.height
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise _TooLarge
    turned = image.get_typeof("orientation") and image.get("orientation") in _TURNED
    return frames, (height, width) if turned else (width, height)


def _thumbnail(path: str, size: int, pages: int) -> Any:
    source = f"{path}[n=-1]" if pages > 1 else path
    return pyvips.Image.thumbnail(
        source, size, height=size, size="down", fail_on="error", output_profile="srgb"
    )


def _smaller(path: str, larger: Any, size: int, pages: int) -> Any:
    if pages > 1:
        return _thumbnail(path, size, pages)
    return larger.thumbnail_image(size, height=size, size="down")


def _hash(image: Any) -> str:
    small = image.thumbnail_image(_HASHED, height=_HASHED, size="down").colourspace("srgb")
    if small.hasalpha():  # which the library fails at
        small = small.flatten(background=_GROUND)
    pixels = list(bytes(small.cast("uchar").addalpha().write_to_memory()))
    return base64.b64encode(bytes(to_thumb_hash(small.width, small.height, pixels))).decode()


_JOBS = {"make": make, "crop": crop}


def answer(line: bytes) -> dict[str, Any]:
    """What a job came to: what its function returns, or a `problem`."""
    job = orjson.loads(line)
    try:
        return _JOBS[job.pop("do")](**job)
    except _TooLarge:
        return {"problem": "too_large"}
    except Exception as error:  # noqa: BLE001  # whatever a decoder or its binding fails at is the picture's fault
        return {"problem": f"{type(error).__name__}: {error}"[:500]}


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pyvips.block_untrusted_set(True)
    pyvips.cache_set_max(0)


def _limit_time() -> None:
    """Of the next job: whoever waits for it gives up sooner, if anybody still waits."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS + 1, resource.RLIM_INFINITY)
    )


def _read(jobs: BinaryIO, waiting: "queue.SimpleQueue[bytes]") -> None:
    for line in jobs:
        waiting.put(line)
    os._exit(0)  # nobody is there any more, however they ended: not even for what is being decoded


def main(jobs: BinaryIO, answers: BinaryIO) -> None:
    _limit()
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(jobs, waiting), daemon=True).start()
    while True:
        line = waiting.get()
        _limit_time()
        answers.write(orjson.dumps(answer(line)) + b"\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
