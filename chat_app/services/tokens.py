"""Access tokens: signed, short-lived, and worth nothing once their session has ended."""

import time
from typing import Any, NamedTuple

import jwt

from chat_app.errors import NotSignedIn
from chat_app.settings import Settings

LIFETIME = 15 * 60
"""Seconds."""
_ALGORITHM = "HS256"
_ISSUER = "parley"
_AUDIENCE = "parley"
_TYPE = "access"
_LONGEST = 4096


class Claims(NamedTuple):
    """What a good access token says."""

    user_id: str
    session_id: str


def new_access(settings: Settings, user_id: str, session_id: str) -> str:
    issued = int(time.time())
    claims = {
        "iss": _ISSUER,
        "aud": _AUDIENCE,
        "typ": _TYPE,
        "sub": user_id,
        "sid": session_id,
        "iat": issued,
        "exp": issued + LIFETIME,
    }
    return jwt.encode(claims, settings.secret_key, _ALGORITHM)


def read_access(settings: Settings, token: str) -> Claims:
    """The claims of a token that was signed here and is not over. Whether its session lives is for SQL.

    Raises:
        NotSignedIn: it is not such a token.
    """
    refused = NotSignedIn("This access token is not valid or is over.", code="bad_token")
    if len(token) > _LONGEST:
        raise refused
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            settings.secret_key,
            algorithms=[_ALGORITHM],
            issuer=_ISSUER,
            audience=_AUDIENCE,
            options={"require": ["iss", "aud", "sub", "sid", "iat", "exp"]},
        )
    except (jwt.PyJWTError, ValueError):
        raise refused from None
    user_id, session_id = claims["sub"], claims["sid"]
    if claims.get("typ") != _TYPE or not isinstance(user_id, str) or not isinstance(session_id, str):
        raise refused
    return Claims(user_id, session_id)
