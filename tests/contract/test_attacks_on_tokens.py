"""Tokens that were not made here, not for this, or not any more."""

from __future__ import annotations

import base64
import hmac
import json
import time
from typing import Any

import jwt
import pytest

from tests.support.api import Api
from tests.support.chat import Chat, RefusedError

STACKS = ("sqlite",)
pytestmark = pytest.mark.usefixtures("holds")


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def bare(header: dict[str, Any], claims: dict[str, Any], signature: str = "") -> str:
    return f"{part(header)}.{part(claims)}.{signature}"


def signed_by(key: bytes, claims: dict[str, Any]) -> str:
    """HS256 with a key that libraries refuse to sign with, as it should be known to all."""
    text = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    signature = hmac.digest(key, text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


@pytest.fixture(scope="module")
def key(server) -> str:
    """What this server signs with: an attacker does not have it; to make tokens that lack one thing only."""
    return (server.data_dir / "secret.key").read_text().strip()


@pytest.fixture(scope="module")
def claims(alice) -> dict[str, Any]:
    return jwt.decode(alice.token, options={"verify_signature": False})


def forged(claims: dict[str, Any], key: str, other: dict[str, Any]) -> dict[str, str]:
    soon = {**claims, "exp": int(time.time()) + 600}
    head, body, signature = jwt.encode(soon, key, "HS256").split(".")
    return {
        "alg none": bare({"alg": "none", "typ": "JWT"}, soon),
        "alg None": bare({"alg": "None"}, soon, signature),
        "no alg": bare({"typ": "JWT"}, soon, signature),
        "another key": jwt.encode(soon, "x" * 48, "HS256"),
        "a key of nothing": jwt.encode(soon, "\0" * 32, "HS256"),
        "another algorithm": jwt.encode(soon, key, "HS512"),
        "signed by a public key": signed_by(b"ssh-rsa AAAAB3NzaC1yc2E", soon),
        "kid is a file": jwt.encode(soon, "x" * 48, "HS256", headers={"kid": "../../dev/null"}),
        "kid is SQL": jwt.encode(soon, "x" * 48, "HS256", headers={"kid": "' UNION SELECT 'x"}),
        "jku elsewhere": jwt.encode(soon, "x" * 48, "HS256", headers={"jku": "https://evil.example/keys"}),
        "a key of its own": jwt.encode(soon, "x" * 48, "HS256", headers={"jwk": {"kty": "oct", "k": "eA"}}),
        "crit": jwt.encode(soon, key, "HS256", headers={"crit": ["b64"], "b64": False}),
        "over": jwt.encode({**soon, "exp": int(time.time()) - 5}, key, "HS256"),
        "over by an hour": jwt.encode({**soon, "exp": int(time.time()) - 3600}, key, "HS256"),
        "from the future": jwt.encode({**soon, "iat": int(time.time()) + 3600}, key, "HS256"),
        "another audience": jwt.encode({**soon, "aud": "other"}, key, "HS256"),
        "another issuer": jwt.encode({**soon, "iss": "other"}, key, "HS256"),
        "another type": jwt.encode({**soon, "typ": "refresh"}, key, "HS256"),
        "the session of somebody else": jwt.encode({**soon, "sid": other["sid"]}, key, "HS256"),
        "somebody else in one's own session": jwt.encode({**soon, "sub": other["sub"]}, key, "HS256"),
        "a list for a session": jwt.encode({**soon, "sid": [soon["sid"]]}, key, "HS256"),
        "no session": jwt.encode({n: v for n, v in soon.items() if n != "sid"}, key, "HS256"),
        "another body under the signature": f"{head}.{part({**soon, 'sub': other['sub']})}.{signature}",
        "no signature": f"{head}.{body}.",
        "two parts": f"{head}.{body}",
        "much": "x" * 20_000,
        "a dot": ".",
    }


async def test_the_token_that_the_forgeries_are_made_from_is_good(server, claims, key):
    async with Api(server.url, jwt.encode(claims, key, "HS256")) as api:
        await api.get("/me")


async def test_no_forged_token_is_believed_on_any_road(server, alice, bob, claims, key):
    other = jwt.decode(bob.token, options={"verify_signature": False})
    tokens = forged(claims, key, other) | {"a refresh token": alice.refresh_token}
    for name, token in tokens.items():
        async with Api(server.url) as api:
            response = await api.call("GET", "/me", headers={"Authorization": f"Bearer {token}"})
            assert response.status_code == 401, name
        with pytest.raises(RefusedError):
            await Chat.connect(server.url, auth={"token": token})


async def test_a_token_in_an_address_is_no_token(server, alice):
    async with Api(server.url) as api:
        for query in ("token", "access_token", "auth", "jwt"):
            await api.refused("GET", f"/me?{query}={alice.token}", 401)


async def test_an_access_token_refreshes_nothing(server, alice):
    async with Api(server.url) as api:
        for token in (alice.token, alice.cookie.partition("=")[2], "", "x" * 200):
            await api.refused("POST", "/auth/refresh", 401, 422, json={"refresh_token": token})


async def test_no_secret_is_stored_as_it_is(server, newcomer):
    ann = await newcomer(password="grey heron at noon")
    stored = b"".join(path.read_bytes() for path in server.data_dir.glob("parley.db*"))
    for secret in (ann.token, ann.refresh_token, ann.cookie.partition("=")[2], "grey heron at noon"):
        assert secret.encode() not in stored


async def test_a_stolen_refresh_token_used_again_ends_the_whole_session(server, newcomer):
    ann = await newcomer()
    stolen, access = ann.refresh_token, ann.token
    await ann.refresh()
    async with Api(server.url) as thief:
        await thief.refused("POST", "/auth/refresh", 401, json={"refresh_token": stolen})
        for token in (access, ann.token):
            await thief.refused("GET", "/me", 401, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize(
    "auth", [[], "x", 5, {"token": None}, {"token": ["x"]}, {"token": {"$ne": ""}}], ids=repr
)
async def test_a_socket_takes_nothing_for_a_token_that_is_none(server, auth):
    with pytest.raises(RefusedError):
        await Chat.connect(server.url, auth=auth)
