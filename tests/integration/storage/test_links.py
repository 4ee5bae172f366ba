"""Links that browsers fetch files by: right, the same for a while, and of no use for long."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from chat_app.errors import StartError
from chat_app.storage import Link, content_disposition, make_storage
from tests.support.s3 import CREDENTIALS, REGION, S3

KEY = "0a/0a1b2c/original"
DISPOSITION = content_disposition('ein "Bild" ä+b.png', inline=True)
MINUTE = 60
NOON = 1_800_000_000 // 3600 * 3600


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def cdn(key: rsa.RSAPrivateKey, tmp_path: Path) -> dict[str, str]:
    """The settings of an installation behind a CDN."""
    path = tmp_path / "cdn.pem"
    path.write_bytes(pem(key))
    return {
        "CHAT_CDN_BASE_URL": "https://cdn.example.org/parley/",
        "CHAT_CDN_KEY_PAIR_ID": "K2JCJMDEHXQW5F",
        "CHAT_CDN_PRIVATE_KEY_FILE": str(path),
    }


async def link_at(settings, moment: float, *, as_stored: bool = True) -> Link:
    """The link that a worker hands out at this moment; a worker of its own for each."""
    storage = make_storage(settings, clock=lambda: moment)
    await storage.start()
    link = await storage.link(KEY, mime="image/png", disposition=DISPOSITION, as_stored=as_stored)
    assert link
    assert storage.link_origin == "{0.scheme}://{0.netloc}".format(urlsplit(link.url))
    await storage.stop()
    return link


async def test_a_disk_without_a_cdn_has_no_links(settings_for):
    storage = make_storage(settings_for())
    assert await storage.link(KEY, mime="image/png", disposition=DISPOSITION) is None
    assert storage.link_origin is None


async def test_a_link_names_s3_as_browsers_know_it(s3: S3, settings_for, tmp_path):
    settings = settings_for(**s3.settings(), CHAT_S3_PUBLIC_URL=f"http://localhost:{s3.port}")
    assert settings.s3_endpoint_url == f"http://127.0.0.1:{s3.port}"
    storage = make_storage(settings)
    await storage.start()
    path = tmp_path / "staged"
    path.write_bytes(b"0123456789")
    await storage.put(KEY, path, mime="text/plain", disposition=DISPOSITION)
    link = await storage.link(KEY, mime="text/plain", disposition=DISPOSITION)
    await storage.stop()
    assert link
    assert storage.link_origin == f"http://localhost:{s3.port}"
    assert link.url.startswith(f"http://localhost:{s3.port}/{settings.s3_bucket}/")
    async with httpx.AsyncClient() as client:
        assert (await client.get(link.url)).content == b"0123456789"


async def test_a_link_of_s3_gives_the_bytes_as_we_would(s3: S3, settings_for, tmp_path):
    settings = settings_for(**s3.settings())
    storage = make_storage(settings)
    await storage.start()
    path = tmp_path / "staged"
    path.write_bytes(b"0123456789")
    await storage.put(KEY, path, mime="application/x-other", disposition="attachment")
    link = await storage.link(KEY, mime="text/plain", disposition=DISPOSITION)
    await storage.stop()
    assert link
    async with httpx.AsyncClient() as client:
        whole = await client.get(link.url)
        part = await client.get(link.url, headers={"Range": "bytes=2-4"})
    assert whole.content == b"0123456789"
    assert whole.headers["content-type"] == "text/plain; charset=utf-8"
    assert whole.headers["content-disposition"] == DISPOSITION
    assert part.status_code == 206
    assert part.content == b"234"


async def test_a_link_of_s3_has_the_bucket_in_its_path_and_a_signature_that_s3_accepts(s3: S3, settings_for):
    settings = settings_for(**s3.settings())
    link = await link_at(settings, NOON + 5 * MINUTE)
    assert link.url.startswith(f"{s3.url}/{settings.s3_bucket}/files/{KEY}?")
    assert signature_of_s3(link.url) == dict(parse_qsl(urlsplit(link.url).query))["X-Amz-Signature"]


def signature_of_s3(url: str) -> str:
    """What Amazon's documentation says that the signature must be (Signature Version 4, query string)."""
    parts = urlsplit(url)
    query = {k: v for k, v in parse_qsl(parts.query) if k != "X-Amz-Signature"}
    line = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(query.items()))
    request = "\n".join(("GET", parts.path, line, f"host:{parts.netloc}", "", "host", "UNSIGNED-PAYLOAD"))
    day = query["X-Amz-Date"][:8]
    scope = f"{day}/{REGION}/s3/aws4_request"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    signing = b"AWS4" + CREDENTIALS["AWS_SECRET_ACCESS_KEY"].encode()
    for step in (day, REGION, "s3", "aws4_request"):
        signing = hmac.digest(signing, step.encode(), "sha256")
    return hmac.digest(
        signing, f"AWS4-HMAC-SHA256\n{query['X-Amz-Date']}\n{scope}\n{hashed}".encode(), "sha256"
    ).hex()


def good_until_by_s3(url: str) -> float:
    query = dict(parse_qsl(urlsplit(url).query))
    signed_at = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return signed_at.timestamp() + int(query["X-Amz-Expires"])


def good_until_by_cdn(url: str) -> float:
    return float(dict(parse_qsl(urlsplit(url).query))["Expires"])


@pytest.mark.parametrize("kind", ["s3", "cdn", "cdn-before-s3"])
async def test_a_link_is_the_same_on_every_worker_for_a_quarter_of_an_hour_and_then_good_for_another(
    kind: str, request, settings_for, cdn
):
    env: dict[str, str] = {} if kind == "cdn" else request.getfixturevalue("s3").settings()
    good_until: Callable[[str], float] = good_until_by_s3
    if "cdn" in kind:
        env |= cdn
        good_until = good_until_by_cdn
    settings = settings_for(**env)
    moments = [NOON, NOON + 1, NOON + 7 * MINUTE, NOON + 15 * MINUTE - 1, NOON + 15 * MINUTE - 0.01]
    links = [await link_at(settings, moment) for moment in moments]
    assert len({link.url for link in links}) == 1
    assert [link.seconds for link in links] == [900, 899, 480, 1, 1]
    for moment, link in zip(moments, links, strict=True):
        # Whoever follows it as late as they were told to may take a quarter of an hour more.
        assert good_until(link.url) - (moment + link.seconds) >= 15 * MINUTE - 1
        assert good_until(link.url) - moment <= 30 * MINUTE
    following = await link_at(settings, NOON + 15 * MINUTE)
    assert following.url != links[0].url
    assert following.seconds == 900


async def test_a_link_of_the_cdn_is_signed_with_the_key_for_its_address_and_time(
    key: rsa.RSAPrivateKey, settings_for, cdn
):
    link = await link_at(settings_for(**cdn), NOON)
    address, _, query = link.url.partition("?")
    assert address == f"https://cdn.example.org/parley/files/{KEY}"
    said = dict(parse_qsl(query))
    assert set(said) == {"Expires", "Signature", "Key-Pair-Id"}
    assert said["Key-Pair-Id"] == "K2JCJMDEHXQW5F"
    verify(key, address, said)
    for changed in (address + "x", address.replace("0a1b2c", "0a1b2d")):
        with pytest.raises(InvalidSignature):
            verify(key, changed, said)
    with pytest.raises(InvalidSignature):
        verify(key, address, said | {"Expires": str(int(said["Expires"]) + 1)})


def verify(key: rsa.RSAPrivateKey, resource: str, said: dict[str, str]) -> None:
    """As CloudFront does with a canned policy."""
    condition = {"DateLessThan": {"AWS:EpochTime": int(said["Expires"])}}
    policy = json.dumps(
        {"Statement": [{"Resource": resource, "Condition": condition}]}, separators=(",", ":")
    )
    usual = said["Signature"].replace("-", "+").replace("_", "=").replace("~", "/")
    key.public_key().verify(base64.b64decode(usual), policy.encode(), padding.PKCS1v15(), hashes.SHA1())


async def test_what_is_to_be_served_otherwise_than_stored_is_asked_of_the_cdn_in_the_signed_address(
    key: rsa.RSAPrivateKey, settings_for, cdn
):
    link = await link_at(settings_for(**cdn), NOON, as_stored=False)
    said = dict(parse_qsl(urlsplit(link.url).query))
    assert said["response-content-disposition"] == DISPOSITION
    assert said["response-content-type"] == "image/png"
    verify(key, link.url.partition("&Expires=")[0], said)


@pytest.mark.parametrize("content", [None, b"", b"no key at all", "elliptic", "passphrase"])
async def test_a_cdn_key_that_cannot_be_used_stops_the_start_and_is_named(
    content, key: rsa.RSAPrivateKey, settings_for, cdn, tmp_path
):
    path = tmp_path / "wrong.pem"
    if content == "elliptic":
        path.write_bytes(pem(ec.generate_private_key(ec.SECP256R1())))
    elif content == "passphrase":
        secret = serialization.BestAvailableEncryption(b"secret")
        path.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret)
        )
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(StartError, match=r"^CHAT_CDN_PRIVATE_KEY_FILE: .*wrong\.pem[^\n]*$"):
        make_storage(settings_for(**cdn | {"CHAT_CDN_PRIVATE_KEY_FILE": str(path)}))


@pytest.mark.parametrize("url", ["cdn.example.org", "ftp://cdn.example.org", "https://", "https://a/?b=c"])
async def test_a_cdn_address_that_is_none_stops_the_start_and_is_named(url, settings_for, cdn):
    with pytest.raises(StartError, match=r"^CHAT_CDN_BASE_URL: "):
        make_storage(settings_for(**cdn | {"CHAT_CDN_BASE_URL": url}))
