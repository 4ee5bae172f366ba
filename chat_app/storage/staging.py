"""What is uploaded waits in a local file until it is examined and put into the storage."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

from chat_app.errors import TooLarge
from chat_app.storage.threads import in_thread
from chat_app.storage.writing import FileWriter


async def receive(path: Path, chunks: AsyncIterator[bytes], limit: int) -> int:
    """Writes the chunks to a new file and returns its size; memory stays at two megabytes.

    The file is on its way to the disk, and there for certain after `Storage.put`. After an error or a
    cancellation there is no file.

    Raises:
        TooLarge: there are more than `limit` bytes.
        Unavailable: the disk does not take it.
    """
    writer: FileWriter | None = None

    def create() -> None:
        nonlocal writer
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        writer = FileWriter(os.open(path, flags, 0o600))

    try:
        try:
            await in_thread(create)
            assert writer  # noqa: S101
            async for chunk in chunks:
                if writer.size + len(chunk) > limit:
                    raise TooLarge(f"A file may have {limit:,} bytes.")
                await writer.write(chunk)
        finally:
            if writer:
                await writer.close()
    except BaseException:
        if writer:
            await in_thread(path.unlink, missing_ok=True)
        raise
    return writer.size
