"""Links to a CDN that signs as CloudFront does: RSA, SHA-1, a canned policy."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from botocore.signers import CloudFrontSigner
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from chat_app.errors import StartError
from chat_app.storage.links import GOOD_FOR


class Cdn:
    """See `chat_app.storage.links.Signer`: the CDN shows the bucket, under the same paths."""

    def __init__(self, base_url: str, key_pair_id: str, private_key_file: Path) -> None:
        """Reads the key.

        Raises:
            StartError: a setting cannot be used.
        """
        url = urlsplit(base_url)
        if url.scheme not in ("https", "http") or not url.netloc or url.query or url.fragment:
            raise StartError("CHAT_CDN_BASE_URL: must be an address such as https://cdn.example.org.")
        self.origin = f"{url.scheme}://{url.netloc}"
        self._base_url = base_url.rstrip("/")
        self._signer: Any = CloudFrontSigner(key_pair_id, partial(_sign, _read_key(private_key_file)))

    def sign(self, path: str, mime: str, disposition: str, as_stored: bool, signed_at: int) -> str:
        url = f"{self._base_url}/{quote(path)}"
        if not as_stored:
            # S3's own parameters; a CDN that passes query strings on obeys them.
            url += "?" + urlencode(
                {"response-content-disposition": disposition, "response-content-type": mime},
                quote_via=quote,
            )
        return self._signer.generate_presigned_url(
            url, date_less_than=datetime.fromtimestamp(signed_at + GOOD_FOR, UTC)
        )


def _sign(key: rsa.RSAPrivateKey, policy: bytes) -> bytes:
    return key.sign(policy, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303  (what CloudFront verifies)


def _read_key(path: Path) -> rsa.RSAPrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        reason = error.strerror
    except (ValueError, TypeError, UnsupportedAlgorithm):
        reason = "it must be a private key in PEM, without a passphrase"
    else:
        if isinstance(key, rsa.RSAPrivateKey):
            return key
        reason = "it must be an RSA key"
    raise StartError(f"CHAT_CDN_PRIVATE_KEY_FILE: {path} cannot be used: {reason}.")
