"""One-time codes: what they are made of, and their secrets as they are stored."""

import base64
import io
import secrets
import time
from hmac import compare_digest

import segno
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyotp import random_base32
from pyotp.totp import TOTP

from chat_app.errors import Unavailable
from chat_app.settings import Settings

_STEP = 30
_DIGITS = 6
_DRIFT = 1
"""Steps by which a clock may be off, either way."""
_RECOVERY_BYTES = 10
_GROUP = 4


class Vault:
    """Encrypts secrets by a key that is derived from the installation's."""

    def __init__(self, settings: Settings) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"parley otp secrets").derive(
            settings.secret_key.encode()
        )
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def close(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, closed: str) -> str:
        """Raises Unavailable if it was closed under another key: an admin has to remove the second factor."""
        try:
            return self._fernet.decrypt(closed.encode()).decode()
        except InvalidToken:
            raise Unavailable("The codes of this account cannot be checked here any more.") from None


def new_otp_secret() -> str:
    """160 random bits in base32."""
    return random_base32()


def uri_of(secret: str, name: str) -> str:
    """What an app that makes codes reads; `name` is what it shows beside them."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name="Parley")


def qr_of(uri: str) -> str:
    """A picture of it, as SVG that has a size of its own and is dark on light whatever lies around it."""
    drawn = io.BytesIO()
    segno.make(uri, micro=False).save(
        drawn, kind="svg", scale=5, border=2, dark="#000000", light="#ffffff", xmldecl=False, nl=False
    )
    return drawn.getvalue().decode()


def is_of_device(code: str) -> bool:
    """Whether it looks like a code that a device makes, and not like a recovery code."""
    digits = _digits(code)
    return len(digits) == _DIGITS and digits.isascii() and digits.isdecimal()


def step_of(secret: str, code: str) -> int | None:
    """The time step that a device's code is of, or None if it is of none that is good now."""
    digits = _digits(code)
    here = int(time.time()) // _STEP
    totp = TOTP(secret)
    good = [
        step
        for step in range(here - _DRIFT, here + _DRIFT + 1)
        if compare_digest(totp.generate_otp(step), digits)
    ]
    return good[-1] if good else None


def _digits(code: str) -> str:
    return code.replace(" ", "")


def new_recovery_code() -> str:
    """80 random bits, in groups that can be read to somebody and typed."""
    text = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def plain_recovery_code(typed: str) -> str:
    """However it was typed, the same text."""
    return "".join(typed.split()).replace("-", "").lower()
