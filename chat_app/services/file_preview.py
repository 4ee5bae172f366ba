"""The beginning of a text or of code, as it is shown beside its name."""

import asyncio
import codecs
from typing import Any

from chat_app.errors import UnsupportedType
from chat_app.media.kinds import is_text
from chat_app.models import File
from chat_app.services import files
from chat_app.services.highlight import Budget, highlighted
from chat_app.storage import Storage

LONGEST = 64 * 1024
"""Bytes that are looked at."""

_HIGHLIGHTING = 0.1
"""Seconds for the colours."""


async def preview(storage: Storage, file: File) -> dict[str, Any]:
    """`{html, lines, truncated}`: a `<pre>` block, how many lines it has, and whether there is more.

    Raises:
        UnsupportedType: the file is no text.
        NotFound, Unavailable: the storage does not have it, or does not answer.
    """
    if not is_text(file.mime):
        raise UnsupportedType("There is no preview of such a file.", code="no_preview")
    begun = bytearray()
    async with storage.open(files.key(file.id)) as stored:
        async for chunk in stored.chunks(0, min(stored.size, LONGEST)):
            begun += chunk
    return await asyncio.to_thread(_shown, bytes(begun), file)


def _shown(begun: bytes, file: File) -> dict[str, Any]:
    text = _decoded(begun).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    language = file.name.rpartition(".")[2] if "." in file.name else file.name
    return {
        "html": highlighted(text.rstrip("\n"), language, Budget(_HIGHLIGHTING)),
        "lines": text.rstrip("\n").count("\n") + 1,
        "truncated": file.size > LONGEST,
    }


def _decoded(begun: bytes) -> str:
    """A character that was cut at the end is left out."""
    wide = begun.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")(errors="replace")
    return decoder.decode(begun)
