"""Which access tokens are believed."""

import time
from typing import Any

import jwt
import pytest

from chat_app.errors import NotSignedIn
from chat_app.services.tokens import new_access, read_access
from chat_app.settings import Settings


def test_a_token_says_who_and_which_session(settings: Settings) -> None:
    assert read_access(settings, new_access(settings, "user", "session")) == ("user", "session")


GOOD: dict[str, Any] = {
    "iss": "parley",
    "aud": "parley",
    "typ": "access",
    "sub": "user",
    "sid": "session",
    "iat": 0,
    "exp": 1 << 40,
}


def test_the_good_token_of_these_tests_is_good(settings: Settings) -> None:
    assert read_access(settings, jwt.encode(GOOD, settings.secret_key, "HS256"))


@pytest.mark.parametrize("missing", GOOD)
def test_a_token_that_lacks_anything_is_refused(settings: Settings, missing: str) -> None:
    claims = {name: value for name, value in GOOD.items() if name != missing}
    with pytest.raises(NotSignedIn):
        read_access(settings, jwt.encode(claims, settings.secret_key, "HS256"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "other"},
        {"aud": "other"},
        {"typ": "refresh"},
        {"exp": int(time.time()) - 1},
        {"iat": 1 << 39},
        {"sid": 5},
        {"exp": "soon"},
    ],
)
def test_a_token_that_says_anything_wrong_is_refused(settings: Settings, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        read_access(settings, jwt.encode(GOOD | wrong, settings.secret_key, "HS256"))


def test_only_our_key_and_our_algorithm_are_believed(settings: Settings) -> None:
    for token in (
        jwt.encode(GOOD, "x" * 48, "HS256"),
        jwt.encode(GOOD, settings.secret_key, "HS512"),
        jwt.encode(GOOD, "", "none"),
        new_access(settings, "user", "session")[:-2],
        "",
        "a.b.c",
        "\ud800",
        "x" * 10_000,
    ):
        with pytest.raises(NotSignedIn):
            read_access(settings, token)
