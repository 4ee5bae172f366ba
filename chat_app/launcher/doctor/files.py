"""Where files are kept: a folder that can be written to, or a bucket that takes, gives and forgets."""

import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chat_app.errors import StartError
from chat_app.launcher.doctor.clock import compared
from chat_app.launcher.doctor.finding import Finding, ok, problem
from chat_app.settings import Settings

_CONTENT = b"Parley looks whether it can keep files here."


def check(settings: Settings) -> Iterator[Finding]:
    yield from _folder(settings)
    if settings.s3_bucket:
        yield from _bucket(settings)


def _folder(settings: Settings) -> Iterator[Finding]:
    """Uploads wait here also where they go to S3."""
    folder = settings.data_dir
    if not folder.exists():
        yield ok("files", f"{folder} is not there yet: the first start makes it.")
        return
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(_CONTENT)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        advice = "See CHAT_DATA_DIR: this user must be able to write there."
        yield problem("files", f"{folder} cannot be written to: {error.strerror}.", advice)
    else:
        yield ok("files", f"{folder} can be written to.")


def _bucket(settings: Settings) -> Iterator[Finding]:
    from chat_app.storage.s3_bucket import Bucket  # boto3 takes long to load, and most do without it

    bucket = Bucket(settings)
    name = f"doctor/{secrets.token_hex(8)}"
    step = "connect"
    try:
        bucket.connect()
        client: Any = bucket.client
        step = "put"
        client.put_object(Bucket=bucket.name, Key=name, Body=_CONTENT)
        step = "get"
        answer = client.get_object(Bucket=bucket.name, Key=name)
        if answer["Body"].read() != _CONTENT:
            yield problem(
                "files", f"{bucket.name} gives back other bytes than it was given.", "Do not use it."
            )
        step = "delete"
        client.delete_object(Bucket=bucket.name, Key=name)
    except StartError as error:
        yield problem("files", str(error), "See CHAT_S3_BUCKET, CHAT_S3_ENDPOINT_URL and the credentials.")
    except (BotoCoreError, ClientError) as error:
        advice = "The credentials need s3:ListBucket, s3:PutObject, s3:GetObject and s3:DeleteObject."
        yield problem("files", f"{bucket.name} refuses to {step} an object: {error}", advice)
    else:
        yield ok("files", f"The bucket {bucket.name} takes, gives and forgets files.")
        with suppress(KeyError, ValueError):
            theirs = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
            yield compared("S3's", time.time() - theirs.timestamp(), exact=1)
    finally:
        bucket.close()
