"""Search: every operator, who finds what, and questions that nobody should ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from tests.contract.shapes import check_conversation, check_message
from tests.support.api import Api, Json, unique

BODIES = {
    "tomatoes": "The tomatoes in the Greenhouse are **ripe**",
    "cafe": "Shall we meet at the Café Müller?",
    "tokyo": "明日は東京都庁へ行きます",
    "link": "Look at https://example.org/gardening it is good",
    "phrase": "red beets and green beans",
    "mixed": "green beets and red beans",
    "thai": "สวัสดีครับ",
    "number": "Build 20471 failed at parse_body() in v1.2.3",
    "emoji": "Done 🎉🎉",
    "indonesian": "Besok kita menyiram tanaman",
}


class Garden:
    """A group of alice and bob with a message for each of BODIES, alternately theirs."""

    def __init__(self, alice: Api, bob: Api, group: Json, sent: dict[str, Json]) -> None:
        self.alice, self.bob, self.group, self.sent = alice, bob, group, sent
        self._names = {message["id"]: name for name, message in sent.items()}

    async def find(self, q: str, by: Api | None = None, **more: str) -> set[str]:
        items = await (by or self.alice).all("/search", 200, q=q, conversation_id=self.group["id"], **more)
        return {self._names[item["message"]["id"]] for item in items}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def garden(alice: Api, bob: Api) -> AsyncIterator[Garden]:
    group = await alice.group(bob, name=unique("Garden"))
    sent: dict[str, Json] = {}
    for number, (name, body) in enumerate(BODIES.items()):
        sent[name] = await (bob if number % 2 else alice).send(group["id"], body)
    await alice.react(sent["cafe"]["id"], "👍")
    await alice.pin(sent["phrase"]["id"])
    yield Garden(alice, bob, group, sent)


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("tomatoes", {"tomatoes"}),
        ("TOMATOES greenHOUSE", {"tomatoes"}),
        ("tomat", {"tomatoes"}),
        ("house", {"tomatoes"}),
        ("omato", {"tomatoes"}),
        ("tomatoes tokyo", set()),
        ("cafe", {"cafe"}),
        ("CAFÉ", {"cafe"}),
        ("cafe\u0301", {"cafe"}),
        ("muller", {"cafe"}),
        ("東京", {"tokyo"}),
        ("東京都庁", {"tokyo"}),
        ("京都", {"tokyo"}),
        ("庁", {"tokyo"}),
        ("京東", set()),
        ("สวัส", {"thai"}),
        ("red beans", {"phrase", "mixed"}),
        ('"red beets"', {"phrase"}),
        ('"red beet"', set()),
        ("“green beans”", {"phrase"}),
        ('"red bee', {"phrase"}),
        ("beans -beets", set()),
        ("red -greenhouse", {"phrase", "mixed"}),
        ('beets -"red beets"', {"mixed"}),
        ("20471", {"number"}),
        ("204", {"number"}),
        ("0471", set()),
        ("parse_body", {"number"}),
        ("v1.2", {"number"}),
        ("🎉", {"emoji"}),
        ("example.org", {"link"}),
        ("gardening", {"link"}),
        ("has:link", {"link"}),
        ("has:reaction", {"cafe"}),
        ("has:LINK look", {"link"}),
        ("has:image", set()),
        ("has:file tomatoes", set()),
        ("is:pinned", {"phrase"}),
        ("is:pinned beets", {"phrase"}),
        ("is:pinned tomatoes", set()),
        ("from:me", {"tomatoes", "tokyo", "phrase", "thai", "emoji"}),
        ("from:me be", {"phrase"}),
        ("menyi", {"indonesian"}),
        ("note:beets", set()),
        ("beets:red", set()),
        ("", set()),
        ("  ", set()),
        ("-beets", set(BODIES) - {"phrase", "mixed"}),
    ],
)
async def test_a_question_finds_what_it_says(garden, q, names):
    assert await garden.find(q) == names


async def test_people_are_named_with_and_without_an_at(garden):
    bobs = {name for name, message in garden.sent.items() if message["author"]["id"] == garden.bob.id}
    for name in (garden.bob.username, "@" + garden.bob.username, garden.bob.username.upper()):
        assert await garden.find(f"from:{name}") == bobs
    assert await garden.find(f"from:{garden.bob.username} from:me") == set(BODIES)
    assert await garden.find("from:nobody-has-this-name") == set()


async def test_people_are_named_by_the_name_they_show(newcomer, alice):
    ann = await newcomer(display_name=unique("Änn Łee"))
    direct = await ann.direct(alice)
    sent = await ann.send(direct["id"], "Here I am")
    found = await alice.get("/search", q=f'from:"{ann.user["display_name"].lower()}"')
    assert [item["message"]["id"] for item in found["items"]] == [sent["id"]]


async def test_conversations_are_named(garden, alice, bob, carol):
    word = unique("word").replace("-", "")
    direct = await alice.direct(bob)
    name = unique("Two words")
    other = await alice.group(bob, name=name)
    sent = {place["id"]: await alice.send(place["id"], word) for place in (direct, other, garden.group)}

    async def find(q: str) -> set[str]:
        return {item["message"]["id"] for item in await alice.all("/search", q=q)}

    assert await find(word) == {message["id"] for message in sent.values()}
    assert await find(f"{word} in:{garden.group['name'].lower()}") == {sent[garden.group["id"]]["id"]}
    assert await find(f'{word} in:"{name}"') == {sent[other["id"]]["id"]}
    assert await find(f"{word} in:#{garden.group['name']}") == {sent[garden.group["id"]]["id"]}
    assert await find(f"{word} in:@{bob.username}") == {sent[direct["id"]]["id"]}
    assert await find(f"{word} in:{other['id']}") == {sent[other["id"]]["id"]}
    assert await find(f"{word} in:@{carol.username}") == set()
    garden._names[sent[garden.group["id"]]["id"]] = word
    await alice.remove(sent[garden.group["id"]]["id"])


async def test_days_begin_where_the_reader_is(garden):
    today = datetime.now(UTC).date()
    day = timedelta(days=1)
    assert await garden.find(f"after:{today - day}") == set(BODIES)
    assert await garden.find(f"after:{today + day}") == set()
    assert await garden.find(f"before:{today + day} beets") == {"phrase", "mixed"}
    assert await garden.find(f"before:{today - day}") == set()
    assert await garden.find("after:yesterday beets") == {"phrase", "mixed"}
    at = garden.sent["phrase"]["created_at"]
    assert "phrase" in await garden.find(f"after:{at}")
    assert "phrase" not in await garden.find(f"before:{at}")
    assert await garden.find("after:yesterday beets", time_zone="Asia/Jakarta") == {"phrase", "mixed"}
    await garden.alice.refused("GET", "/search", 422, params={"q": "x", "time_zone": "Mars/Olympus"})


@pytest.mark.parametrize(
    "q",
    [
        "before:soon",
        "after:2026-13-01",
        "before:",
        "after:0001-01-01T99:00",
        "from:",
        "in:",
        "from:@",
        "has:wings",
        "is:open",
        "x" * 1001,
        "a " * 51,
        "x" * 10_000,
    ],
)
async def test_what_cannot_be_understood_is_said(garden, q):
    error = await garden.alice.refused("GET", "/search", 422, params={"q": q})
    assert error["fields"]["q"]


@pytest.mark.parametrize(
    "q",
    [
        '"',
        '"""',
        "NEAR(",
        "NEAR(beets beans, 3)",
        "beets AND",
        "NOT",
        "OR OR",
        "*",
        "be*ts",
        "^beets",
        "words:beets",
        "{words} : beets",
        "'; DROP TABLE messages; --",
        "%",
        "_",
        "\\",
        "-",
        "--",
        '-"',
        "-from:bob",
        "!?…",
        "\u202e\u202dbeets",
        "مرحبا",
        "👩‍👩‍👧‍👦",
        "\ufeff",
        "\U0010ffff",
        "a\u0300" * 300,
        "ﷺ",
        "İ",
        "before:9999-12-31",
        "after:0001-01-01",
        "x" * 1000,
        "東" * 1000,
        "before:2026-01-01T00:00:00+23:59",
    ],
)
async def test_strange_questions_break_nothing(garden, q):
    response = await garden.alice.call("GET", "/search", params={"q": q})
    assert response.status_code == 200, response.text


async def test_what_is_not_text_is_refused(alice):
    await alice.refused("GET", "/search", 422, params={"q": "a\0b"})
    for cursor in ("x", "-1", "1.5", "9" * 100, "\u0661"):
        await alice.refused("GET", "/search", 422, params={"q": "x", "cursor": cursor})


async def test_an_item_is_a_message_its_conversation_and_what_matched(garden):
    found = await garden.alice.get("/search", q="cafe shall", conversation_id=garden.group["id"])
    [item] = found["items"]
    assert set(item) == {"message", "conversation", "highlight"}
    check_message(item["message"])
    check_conversation(item["conversation"])
    assert item["message"] == await garden.alice.message(garden.sent["cafe"]["id"])
    assert item["conversation"] == await garden.alice.conversation(garden.group["id"])
    assert item["highlight"] == "<mark>Shall</mark> we meet at the <mark>Café</mark> Müller?"


async def test_the_newest_come_first_and_pages_fit_together_under_new_messages(alice, bob):
    group = await alice.group(bob)
    word = unique("pages").replace("-", "")
    sent = [(await alice.send(group["id"], f"{word} {n}"))["id"] for n in range(12)]
    seen: list[str] = []
    cursor = None
    while True:
        page = await alice.get("/search", q=word, limit=5, **({"cursor": cursor} if cursor else {}))
        seen += [item["message"]["id"] for item in page["items"]]
        await bob.send(group["id"], f"{word} again")
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == sent[::-1]


async def test_an_edited_message_is_found_by_its_new_words_only(garden, alice):
    message = await alice.send(garden.group["id"], "kohlrabi")
    garden._names[message["id"]] = "edited"
    assert await garden.find("kohlrabi") == {"edited"}
    await alice.edit(message["id"], "Rutabaga at https://example.org")
    assert await garden.find("kohlrabi") == set()
    assert await garden.find("rutabag") == {"edited"}
    assert await garden.find("has:link utabag") == {"edited"}
    await alice.remove(message["id"])
    assert await garden.find("rutabaga") == set()
    assert await garden.find("has:link") == {"link"}


async def test_only_who_is_in_a_conversation_finds_what_is_said_in_it(alice, bob, carol, dave):
    word = unique("secret").replace("-", "")
    group = await alice.group(bob, visibility="public")
    sent = await alice.send(group["id"], f"The {word}")

    async def finds(somebody: Api, q: str = word) -> bool:
        items = (await somebody.get("/search", q=q))["items"]
        return [item["message"]["id"] for item in items] == [sent["id"]]

    assert await finds(alice)
    assert await finds(bob)
    for q in (word, f"in:{group['id']}", f"from:{alice.username} {word}", f"has:link {word}", "is:pinned"):
        assert not await finds(dave, q)
    await dave.refused("GET", "/search", 403, params={"q": word, "conversation_id": group["id"]})
    await dave.refused("GET", "/search", 404, params={"q": word, "conversation_id": "nothing"})
    await alice.put(f"/conversations/{group['id']}/members/{carol.id}", {})
    assert await finds(carol)
    await alice.delete(f"/conversations/{group['id']}/members/{carol.id}")
    assert not await finds(carol)
    await alice.delete(f"/conversations/{group['id']}")
    assert not await finds(alice)


async def test_strangers_are_asked_to_sign_in(server):
    async with Api(server.url) as nobody:
        await nobody.refused("GET", "/search", 401, params={"q": "x"})


async def test_a_message_is_found_as_soon_as_it_is_acknowledged(alice, open_chat):
    group = await alice.group()
    chat = await open_chat(alice)
    words = [unique("soon").replace("-", "") for _ in range(20)]
    await asyncio.gather(*(chat.send(group["id"], word) for word in words))
    found = await asyncio.gather(*(alice.get("/search", q=word) for word in words))
    assert [len(page["items"]) for page in found] == [1] * len(words)
