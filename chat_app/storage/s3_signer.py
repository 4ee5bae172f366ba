"""Links that S3 itself signs."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest

from chat_app.storage.links import GOOD_FOR
from chat_app.storage.s3_bucket import Bucket


class S3Signer:
    """See `chat_app.storage.links.Signer`."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    @property
    def origin(self) -> str:
        url = urlsplit(self._plain("any"))
        return f"{url.scheme}://{url.netloc}"

    def sign(self, path: str, mime: str, disposition: str, as_stored: bool, signed_at: int) -> str:
        del as_stored  # what is asked for stands in every link
        url = self._plain(path, ResponseContentType=mime, ResponseContentDisposition=disposition)
        request: Any = AWSRequest("GET", url)
        credentials = self._bucket.session.get_credentials().get_frozen_credentials()
        region: str = self._bucket.client.meta.region_name
        auth: Any = _DatedAuth(credentials, region, datetime.fromtimestamp(signed_at, UTC))
        auth.add_auth(request)
        return request.url

    def _plain(self, path: str, **response: str) -> str:
        return self._bucket.unsigned.generate_presigned_url(
            "get_object", Params={"Bucket": self._bucket.name, "Key": path, **response}
        )


class _DatedAuth(S3SigV4QueryAuth):
    """Signs as of a given time; botocore reads the clock, so that each link would be another."""

    def __init__(self, credentials: Any, region: str, signed_at: datetime) -> None:
        super().__init__(credentials, "s3", region, GOOD_FOR)
        self._timestamp = f"{signed_at:%Y%m%dT%H%M%SZ}"

    def _modify_request_before_signing(self, request: Any) -> None:
        request.context["timestamp"] = self._timestamp
        super()._modify_request_before_signing(request)  # pyright: ignore[reportUnknownMemberType]
