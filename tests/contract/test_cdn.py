"""Files that others hand out for us, a CDN or S3: to whom a link is given, and what it is good for."""

from __future__ import annotations

import json
import re
import time
from base64 import b64decode
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
import pytest_asyncio
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.support.api import Api, Json
from tests.support.pictures import png

STACKS = ("sqlite", "sqlite-s3")
CDN = "https://cdn.example.org"
KEY_PAIR = "K2JCJMDEHXQW5F"
LONGEST = 3600
"""Seconds for which a link may be good."""

PICTURE = png(900, 600)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def server(stack, start_on, key, tmp_path_factory):
    """An installation behind a CDN."""
    path = tmp_path_factory.mktemp("cdn") / "cdn.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    settings = {
        "CHAT_CDN_BASE_URL": CDN,
        "CHAT_CDN_KEY_PAIR_ID": KEY_PAIR,
        "CHAT_CDN_PRIVATE_KEY_FILE": str(path),
    }
    return start_on(stack, **settings)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared_picture(alice, bob) -> Json:
    """A picture that alice sent to bob."""
    group = await alice.group(bob)
    file = await alice.upload(PICTURE, "Kölner Dom.png")
    await alice.send_file(group["id"], file)
    return file


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def addresses(alice, shared_picture) -> list[str]:
    """Of the picture, of a copy of it, and of alice's own."""
    me = await alice.ok("PUT", "/me/avatar", files={"file": ("me.png", PICTURE)})
    return [shared_picture["url"], shared_picture["thumb_url"], me["avatar_url"]]


async def link(api: Api, address: str) -> str:
    answer = await api.call("GET", f"/{address}")
    assert (answer.status_code, answer.content) == (302, b"")
    kept, _, seconds = answer.headers["cache-control"].partition("max-age=")
    assert kept.startswith("private")
    assert 0 < int(seconds) <= LONGEST
    assert "cookie" in answer.headers["vary"].lower()
    return answer.headers["location"]


def verify(key: rsa.RSAPrivateKey, url: str) -> int:
    """As CloudFront does with a canned policy; returns until when the link is good."""
    resource = re.split("[?&]Expires=", url)[0]
    said = dict(parse_qsl(urlsplit(url).query))
    assert said["Key-Pair-Id"] == KEY_PAIR
    condition = {"DateLessThan": {"AWS:EpochTime": int(said["Expires"])}}
    policy = {"Statement": [{"Resource": resource, "Condition": condition}]}
    signed = json.dumps(policy, separators=(",", ":")).encode()
    signature = b64decode(said["Signature"].translate(str.maketrans("-_~", "+=/")))
    key.public_key().verify(signature, signed, padding.PKCS1v15(), hashes.SHA1())
    return int(said["Expires"])


async def test_files_copies_and_avatars_are_handed_out_by_the_cdn(alice, bob, addresses, key, server):
    for address in addresses:
        url = await link(bob, address)
        assert url.startswith(f"{CDN}/files/")
        assert 0 < verify(key, url) - time.time() <= LONGEST
        with pytest.raises(InvalidSignature):
            verify(key, url.replace("/files/", "/other/", 1))


async def test_the_link_leads_to_what_the_storage_has(bob, addresses, server, stack, request):
    for address in addresses:
        path = urlsplit(await link(bob, address)).path.removeprefix("/")
        if "s3" in stack:
            client, bucket = request.getfixturevalue("s3").client, server.env["CHAT_S3_BUCKET"]
            stored = client.get_object(Bucket=bucket, Key=path)
            assert stored["ContentType"].startswith("image/")
            assert "immutable" in stored["CacheControl"]
            content = stored["Body"].read()
        else:
            content = (server.data_dir / path).read_bytes()
        assert content.startswith(b"\x89PNG" if address == addresses[0] else b"RIFF")


async def test_everybody_who_may_have_a_file_gets_the_same_link_again(alice, bob, addresses):
    for address in addresses:
        # Two in a row are of one quarter of an hour; were it just over, the next two would be.
        links = [await link(person, address) for person in (alice, bob, alice, bob)]
        assert links[0] == links[1] or links[2] == links[3]


async def test_a_download_is_asked_of_the_cdn_in_the_signed_address(bob, shared_picture, key):
    url = await link(bob, f"{shared_picture['url']}?download=1")
    verify(key, url)
    said = dict(parse_qsl(urlsplit(url).query))
    assert said["response-content-disposition"].startswith("attachment; ")
    assert "K%C3%B6lner%20Dom.png" in said["response-content-disposition"]
    assert said["response-content-type"] == "image/png"


async def test_who_may_not_have_a_file_gets_no_link(alice, dave, shared_picture, addresses, server):
    for address in (shared_picture["url"], shared_picture["thumb_url"]):
        answer = await dave.call("GET", f"/{address}")
        assert (answer.status_code, answer.headers.get("location")) == (404, None)
    async with Api(server.url) as stranger:
        for address in addresses:
            answer = await stranger.call("GET", f"/{address}")
            assert (answer.status_code, answer.headers.get("location")) == (401, None)


async def test_who_was_removed_gets_no_new_link(alice, bob):
    group = await alice.group(bob)
    file = await alice.upload(PICTURE, "plan.png")
    await alice.send_file(group["id"], file)
    await link(bob, file["url"])
    await alice.delete(f"/conversations/{group['id']}/members/{bob.id}")
    answer = await bob.call("GET", f"/{file['url']}")
    assert (answer.status_code, answer.headers.get("location")) == (404, None)


async def test_a_link_of_s3_is_good_for_less_than_an_hour(start_on, s3):
    """Without a CDN S3 signs itself."""
    server = start_on("sqlite-s3")
    async with Api(server.url) as ann:
        await ann.register()
        file = await ann.upload(PICTURE, "a.png")
        for address in (file["url"], file["thumb_url"]):
            url = await link(ann, address)
            assert url.startswith(f"{s3.url}/{server.env['CHAT_S3_BUCKET']}/files/")
            said = dict(parse_qsl(urlsplit(url).query))
            signed_at = (
                datetime.strptime(said["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
            )
            assert signed_at <= time.time() < signed_at + int(said["X-Amz-Expires"])
            assert int(said["X-Amz-Expires"]) <= LONGEST
            assert said["X-Amz-SignedHeaders"] == "host"
            assert (await ann.client.get(url)).status_code == 200
