"""Where the bytes of files are kept: on disk or in S3, told apart by the settings alone."""

from chat_app.storage.choosing import check_storage, make_storage
from chat_app.storage.headers import content_disposition, content_type
from chat_app.storage.interface import Link, Partial, Storage, Stored, StoredKey
from chat_app.storage.staging import receive

__all__ = [
    "Link",
    "Partial",
    "Storage",
    "Stored",
    "StoredKey",
    "check_storage",
    "content_disposition",
    "content_type",
    "make_storage",
    "receive",
]
