"""Which storage an installation has, by its settings."""

import time
from collections.abc import Callable

from chat_app.settings import Settings
from chat_app.storage.disk import DiskStorage
from chat_app.storage.interface import Storage
from chat_app.storage.links import Links


def make_storage(settings: Settings, clock: Callable[[], float] = time.time) -> Storage:
    """The storage, not yet started. `clock` is asked for the time at which links are signed.

    Raises:
        StartError: what the CDN's links are to be signed with cannot be used.
    """
    links: Links | None = None
    if settings.cdn_base_url and settings.cdn_key_pair_id and settings.cdn_private_key_file:
        from chat_app.storage.cdn import Cdn

        cdn = Cdn(settings.cdn_base_url, settings.cdn_key_pair_id, settings.cdn_private_key_file)
        links = Links(cdn, clock)
    if settings.s3_bucket:
        from chat_app.storage.s3 import S3Storage  # boto3 takes long to load, and most do without it

        return S3Storage(settings, links, clock)
    return DiskStorage(settings.data_dir, links)


async def check_storage(settings: Settings) -> None:
    """Starts it and ends it again.

    Raises:
        StartError: it cannot be used as it is set.
    """
    storage = make_storage(settings)
    try:
        await storage.start()
    finally:
        await storage.stop()
