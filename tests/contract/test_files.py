"""Files: uploading, sending, reading, and who may not."""

from __future__ import annotations

import asyncio

import pytest

from tests.contract.conftest import STORAGES
from tests.contract.shapes import check_file, check_message
from tests.support.api import Api, error_of, unique
from tests.support.waiting import eventually

STACKS = STORAGES
TEXT = "Grüße aus Bandung\n".encode()


async def test_an_uploaded_file_is_known_by_its_bytes_and_comes_back_as_it_was(alice):
    file = await alice.upload(TEXT, "Grüße.txt")
    check_file(file)
    assert (file["name"], file["size"], file["kind"]) == ("Grüße.txt", len(TEXT), "document")
    assert file["mime"] == "text/plain"
    assert (file["width"], file["thumb_url"], file["thumbhash"]) == (None, None, None)
    assert await alice.get(f"/files/{file['id']}") == file
    answer = await alice.bytes_at(file["url"])
    assert (answer.status_code, answer.content) == (200, TEXT)


async def test_an_empty_file_is_a_file(alice):
    file = await alice.upload(b"", "nothing")
    assert file["size"] == 0
    assert (await alice.bytes_at(file["url"])).content == b""


async def test_a_file_is_its_owners_alone_until_it_is_sent(alice, bob):
    file = await alice.upload()
    for method, path in (("GET", f"/files/{file['id']}"), ("GET", f"/{file['url']}")):
        await bob.refused(method, path, 404)
    await bob.refused("DELETE", f"/files/{file['id']}", 404)


async def test_members_read_a_sent_file_and_nobody_else(alice, bob, carol, server):
    group = await alice.group(bob)
    file = await alice.upload(TEXT)
    message = await alice.send_file(group["id"], file, body="Here")
    check_message(message)
    assert message["attachments"] == [file]
    assert (await bob.bytes_at(file["url"])).content == TEXT
    await carol.refused("GET", f"/{file['url']}", 404)
    await carol.refused("GET", f"/files/{file['id']}", 404)
    async with Api(server.url) as stranger:
        assert (await stranger.call("GET", f"/{file['url']}")).status_code == 401


async def test_who_was_removed_reads_no_file_any_more_by_any_address(alice, bob):
    group = await alice.group(bob)
    file = await bob.upload(TEXT)
    await bob.send_file(group["id"], file)
    assert (await bob.bytes_at(file["url"])).status_code == 200
    await alice.delete(f"/conversations/{group['id']}/members/{bob.id}")
    for path in (f"/{file['url']}", f"/files/{file['id']}", f"/files/{file['id']}/preview/html"):
        await bob.refused("GET", path, 404)
    assert (await alice.bytes_at(file["url"])).content == TEXT


async def test_a_browser_that_signed_out_reads_no_file_any_more(alice, bob, server):
    group = await alice.group(bob)
    file = await alice.upload(TEXT)
    await alice.send_file(group["id"], file)
    browser = await bob.another_device()
    cookie = {"Cookie": browser.cookie}
    token, browser.token = browser.token, None
    assert (await browser.call("GET", f"/{file['url']}", headers=cookie)).status_code in {200, 302}
    browser.token = token
    await browser.logout()
    browser.token = None
    assert (await browser.call("GET", f"/{file['url']}", headers=cookie)).status_code == 401
    assert (
        await browser.call("GET", f"/{file['url']}", headers={"Authorization": f"Bearer {token}"})
    ).status_code == 401
    await browser.aclose()


async def test_browsers_may_keep_a_file_as_long_as_they_are_signed_in(alice):
    file = await alice.upload(TEXT)
    answer = await alice.call("GET", f"/{file['url']}")
    if answer.status_code == 200:
        assert "immutable" in answer.headers["cache-control"]
        assert "private" in answer.headers["cache-control"]
        assert "cookie" in answer.headers["vary"].lower()
        again = await alice.call("GET", f"/{file['url']}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


async def test_a_part_of_a_file_can_be_asked_for(alice):
    file = await alice.upload(bytes(range(256)) * 8, "bytes.bin")
    part = await alice.bytes_at(file["url"], headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, bytes(range(10, 20)))
    assert part.headers["content-range"] == "bytes 10-19/2048"
    end = await alice.bytes_at(file["url"], headers={"Range": "bytes=-4"})
    assert end.content == bytes(range(252, 256))


async def test_a_part_beyond_the_end_is_416(alice):
    file = await alice.upload(TEXT)
    answer = await alice.bytes_at(file["url"], headers={"Range": "bytes=9999-"})
    assert answer.status_code == 416


async def test_a_message_has_its_files_in_the_order_of_the_sender_for_every_reader(alice, bob, open_chat):
    group = await alice.group(bob)
    files = [await alice.upload(name=f"{number}.txt") for number in range(10)]
    files = files[5:] + files[:5]
    theirs = await open_chat(bob)
    sent = await alice.send_file(group["id"], *files, body="Ten")
    assert sent["attachments"] == files
    assert (await theirs.wait_for_message(sent))["message"] == sent
    assert (await bob.page(group["id"]))["items"][-1] == sent
    assert (await bob.message(sent["id"])) == sent
    assert (await bob.conversation(group["id"]))["last_message"] == sent


async def test_a_message_with_a_file_needs_no_text(alice, bob, open_chat):
    direct = await alice.direct(bob)
    chat = await open_chat(alice)
    file = await alice.upload()
    content = {"conversation_id": direct["id"], "client_id": unique("c"), "attachment_ids": [file["id"]]}
    message = (await chat.ok("send", content))["message"]
    assert (message["body"], message["html"], message["attachments"]) == ("", "", [file])
    await alice.refused(
        "POST", f"/conversations/{direct['id']}/messages", 422, json={"client_id": unique("c"), "body": " "}
    )


async def test_the_words_beside_a_file_can_be_taken_back_and_others_cannot(alice, bob):
    group = await alice.group(bob)
    with_file = await alice.send_file(group["id"], await alice.upload(), body="Look")
    edited = await alice.edit(with_file["id"], "")
    assert (edited["body"], edited["html"], len(edited["attachments"])) == ("", "", 1)
    plain = await alice.send(group["id"], "Only words")
    await alice.refused("PATCH", f"/messages/{plain['id']}", 422, json={"body": "  "})


async def test_a_retry_with_files_is_the_same_message(alice, bob):
    group = await alice.group(bob)
    one, other = await alice.upload(), await alice.upload()
    content = {"client_id": unique("c"), "body": "Once", "attachment_ids": [one["id"]]}
    path = f"/conversations/{group['id']}/messages"
    first = await alice.ok("POST", path, json=content, status=201)
    assert await alice.ok("POST", path, json=content, status=200) == first
    error = await alice.refused("POST", path, 409, json=content | {"attachment_ids": [other["id"]]})
    assert error["code"] == "client_id_reused"


@pytest.mark.parametrize("ids", [["nonsense"], ["0" * 28], [""], [None], ["x"] * 11, "x"])
async def test_files_that_do_not_exist_cannot_be_sent(alice, bob, ids):
    group = await alice.group(bob)
    content = {"client_id": unique("c"), "body": "With", "attachment_ids": ids}
    error = await alice.refused("POST", f"/conversations/{group['id']}/messages", 422, json=content)
    assert any(name.startswith("attachment_ids") for name in error["fields"])
    assert (await alice.conversation(group["id"]))["last_seq"] == group["last_seq"]


async def test_nobody_sends_a_file_of_somebody_else(alice, bob):
    group = await alice.group(bob)
    file = await alice.upload()
    await alice.send_file(group["id"], file)
    content = {"client_id": unique("c"), "body": "Mine?", "attachment_ids": [file["id"]]}
    await bob.refused("POST", f"/conversations/{group['id']}/messages", 422, json=content)


async def test_one_file_can_be_sent_to_several_conversations(alice, bob, carol):
    first, second = await alice.direct(bob), await alice.direct(carol)
    file = await alice.upload(TEXT)
    message = await alice.send_file(first["id"], file)
    await alice.send_file(second["id"], file)
    await alice.remove(message["id"])
    assert (await carol.bytes_at(file["url"])).content == TEXT
    await bob.refused("GET", f"/{file['url']}", 404)


async def test_a_deleted_message_takes_its_files_along(alice, bob):
    group = await alice.group(bob)
    file = await alice.upload(TEXT)
    message = await alice.send_file(group["id"], file, body="Look")
    await alice.remove(message["id"])
    assert (await bob.message(message["id"]))["attachments"] == []
    for person in (alice, bob):
        await person.refused("GET", f"/{file['url']}", 404)


async def test_a_deleted_group_takes_its_files_along(alice, bob):
    group = await alice.group(bob)
    file = await alice.upload(TEXT)
    await alice.send_file(group["id"], file)
    await alice.delete(f"/conversations/{group['id']}")
    await alice.refused("GET", f"/{file['url']}", 404)


async def test_an_unsent_file_can_be_taken_back_and_a_sent_one_not(alice, bob):
    group = await alice.group(bob)
    unsent, sent = await alice.upload(), await alice.upload()
    await alice.send_file(group["id"], sent)
    await alice.ok("DELETE", f"/files/{unsent['id']}", status=204)
    await alice.refused("GET", f"/files/{unsent['id']}", 404)
    assert (await alice.refused("DELETE", f"/files/{sent['id']}", 409))["code"] == "file_in_use"


async def test_a_reply_quotes_a_message_without_words_by_the_names_of_its_files(alice, bob):
    group = await alice.group(bob)
    message = await alice.send_file(group["id"], await alice.upload(name="plan.txt"))
    reply = await bob.send(group["id"], "Good", reply_to=message["id"])
    assert reply["reply_to"]["excerpt"] == "plan.txt"
    assert await bob.message(reply["id"]) == reply
    await alice.remove(message["id"])
    assert (await bob.message(reply["id"]))["reply_to"]["excerpt"] == ""


async def test_messages_are_found_by_the_names_of_their_files_and_by_having_some(alice, bob):
    group = await alice.group(bob)
    word = unique("quarterly").replace("-", "")
    with_file = await alice.send_file(group["id"], await alice.upload(name=f"{word}.txt"), body="Numbers")
    await alice.send(group["id"], "Numbers without")
    found = await bob.get("/search", q=word)
    assert [item["message"] for item in found["items"]] == [with_file]
    assert f"<mark>{word}</mark>" in found["items"][0]["highlight"]
    of_group = await bob.get("/search", q="has:file numbers", conversation_id=group["id"])
    assert [item["message"]["id"] for item in of_group["items"]] == [with_file["id"]]
    assert not (await bob.get("/search", q="has:image", conversation_id=group["id"]))["items"]
    await alice.edit(with_file["id"], "Figures")
    assert (await bob.get("/search", q=word))["items"]


async def test_a_text_is_previewed_with_colours_and_other_files_are_not(alice):
    code = await alice.upload(b"def f():\n    return '<b>'\n", "f.py")
    preview = await alice.get(f"/files/{code['id']}/preview/html")
    assert (preview["lines"], preview["truncated"]) == (2, False)
    assert "language-python" in preview["html"]
    assert "<b>" not in preview["html"]
    other = await alice.upload(bytes(range(256)), "x.bin")
    await alice.refused("GET", f"/files/{other['id']}/preview/html", 415)
    long = await alice.upload("ä".encode() * 100_000, "long.txt")
    assert (await alice.get(f"/files/{long['id']}/preview/html"))["truncated"]


async def test_what_was_shared_in_a_conversation_is_listed_newest_first(alice, bob, carol):
    group = await alice.group(bob)
    names = [f"{number}.txt" for number in range(7)]
    for name in names:
        await alice.send_file(group["id"], await alice.upload(name=name))
    await bob.send(group["id"], "See [the plan](https://example.org/a?b=1&c=2) and https://example.net")
    path = f"/conversations/{group['id']}/files"
    shared = await bob.all(path, limit=3, kind="file")
    assert [item["file"]["name"] for item in shared] == names[::-1]
    assert shared[0]["author"]["id"] == alice.id
    links = await bob.all(path, kind="link")
    assert [(link["url"], link["title"]) for link in links] == [
        ("https://example.org/a?b=1&c=2", "the plan"),
        ("https://example.net", "https://example.net"),
    ]
    assert await bob.all(path, kind="media") == []
    await carol.refused("GET", path, 404)
    await bob.refused("GET", path, 422, params={"kind": "nonsense"})
    await bob.refused("GET", path, 422, params={"kind": "file", "cursor": "x"})


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"json": {"file": "x"}}, 415),
        ({"content": b"bare bytes", "headers": {"Content-Type": "application/octet-stream"}}, 415),
        ({"content": b"", "headers": {"Content-Type": "multipart/form-data"}}, 400),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, 400),
        (
            {
                "content": b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
                "headers": {"Content-Type": "multipart/form-data; boundary=b"},
            },
            400,
        ),
        ({"files": {"picture": ("a.txt", b"x")}}, 422),
        ({"files": [("file", ("a.txt", b"x")), ("file", ("b.txt", b"y"))]}, 422),
        ({"files": {"file": ("a.txt", b"x")}, "data": {f"field{n}": "x" for n in range(20)}}, 400),
        ({"files": {"file": ("a.txt", b"x")}, "data": {"field": "x" * 10_000}}, 422),
    ],
)
async def test_what_is_no_upload_is_refused(alice, options, status):
    await alice.refused("POST", "/files", status, **options)


async def test_nobody_uploads_without_signing_in(server):
    async with Api(server.url) as stranger:
        response = await stranger.call("POST", "/files", files={"file": ("a.txt", b"x")})
        assert response.status_code == 401
        error_of(response)


async def test_many_files_at_once_are_all_there(alice, bob):
    group = await alice.group(bob)
    contents = [bytes([number]) * (number * 10_007) for number in range(1, 21)]
    files = await asyncio.gather(*(alice.upload(c, f"{n}.bin") for n, c in enumerate(contents)))
    for at in (0, 10):
        await alice.send_file(group["id"], *files[at : at + 10])
    answers = await asyncio.gather(*(bob.bytes_at(file["url"]) for file in files))
    assert [answer.content for answer in answers] == contents


async def test_the_bytes_of_a_deleted_file_are_removed(alice, bob, server, stack, request):
    group = await alice.group(bob)
    file = await alice.upload(TEXT)
    message = await alice.send_file(group["id"], file)
    if "s3" in stack:
        client, bucket = request.getfixturevalue("s3").client, server.env["CHAT_S3_BUCKET"]

        def there() -> list[str]:
            stored = client.list_objects_v2(Bucket=bucket).get("Contents", [])
            return [one["Key"] for one in stored if file["id"] in one["Key"]]

    else:

        def there() -> list[str]:
            return [str(path) for path in (server.data_dir / "files").rglob(f"*{file['id']}*")]

    assert there()
    await alice.remove(message["id"])
    await eventually(lambda: not there(), "the removal of the bytes")
