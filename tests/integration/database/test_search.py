"""Whichever way search takes (walking back, the index, a small conversation), it finds the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import MetaData, Table, create_engine, insert, select

from chat_app.db.engines import url_of
from chat_app.db.migrate import migrate
from chat_app.models.actor import Actor
from chat_app.models.folding import fold
from chat_app.services import messages, pins, reactions, search_candidates, search_words
from chat_app.services.search import search
from chat_app.services.search_query import parse
from chat_app.settings import Settings
from tests.support.world import World

WORDS = [
    "garden",
    "gardener",
    "gardening",
    "der",
    "den",
    "Café",
    "cafeteria",
    "Gärten",
    "東京",
    "東京都",
    "京都",
    "สวัสดี",
    "7",
    "77",
    "177",
    "a7f3e9",
    "the",
    "then",
    "other",
    "Straße",
    "strasse",
    "🎉",
    "über",
    "foo_bar",
    "x",
    "https://example.org/p",
]
QUESTIONS = (
    "garden", "arden", "gard cafe", "caf", "gart", "東京", "京", "都", "สวัส", "7", "77", "7f3", "the",
    "he", "ther", "t", "strasse", "trass", "🎉", "uber garden", '"the garden"', '"then the"',
    '"the gard', "foo_bar", "foo_b", "the -garden", "-the", "-garden -the 7", "from:me the", "from:me",
    "has:link", "has:link den", "has:reaction", "has:reaction garden", "is:pinned", "is:pinned the",
    "nowhere", "garden nowhere", "example.org", "x", "den der",
)  # fmt: skip


@pytest.fixture(params=["small", "walk", "index", "common"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Makes search believe that there is much, or little, so that it goes every way."""
    if request.param != "small":
        monkeypatch.setattr(search_candidates, "SMALL", 0)
    if request.param == "walk":
        monkeypatch.setattr(search_candidates, "WINDOW", 7)
    if request.param in {"index", "common"}:
        monkeypatch.setattr(search_candidates, "WINDOW", 3)
        monkeypatch.setattr(search_candidates, "FARTHEST_WALK", 3)
    if request.param == "common":
        monkeypatch.setattr(search_words, "MOST_WORDS", 2)
    return request.param


async def test_every_way_finds_what_the_question_says(world: World, way: str) -> None:
    chance = random.Random(way)
    ada, bob, eve = await world.people(3)
    rooms = [await world.group(ada, bob), await world.group(bob, ada), await world.group(ada)]
    elsewhere = await world.group(eve)
    written: list[dict[str, Any]] = []
    for number in range(60):
        body = " ".join(chance.choices(WORDS, k=chance.randint(1, 6)))
        room = chance.choice(rooms)
        author = bob if room != rooms[2] and chance.random() < 0.5 else ada
        sent, _ = await world.runtime.messages.send(author, room, client_id=str(number), body=body)
        written.append(orjson.loads(sent))
        await world.runtime.messages.send(eve, elsewhere, client_id=str(number), body=body)
    written = await _stir(world, chance, ada, written)
    for question in QUESTIONS:
        inside = chance.choice((None, None, rooms[0]))
        expected = [
            message["id"]
            for message in reversed(written)
            if inside in {None, message["conversation_id"]} and _is_answer(question, message, ada)
        ]
        assert await _all(world, ada, question, inside) == expected, (question, inside)


async def _stir(
    world: World, chance: random.Random, ada: Actor, written: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Edits, deletes, pins and reacts; returns what is left, as it is now."""
    left: list[dict[str, Any]] = []
    for message in written:
        now = message
        what = chance.random()
        if what < 0.1 and message["author"]["id"] == ada.user_id:
            await world.write(messages.delete_message, ada, message["id"])
            continue
        if what < 0.2 and message["author"]["id"] == ada.user_id:
            body = " ".join(chance.choices(WORDS, k=3))
            now = orjson.loads(await world.runtime.messages.edit(ada, message["id"], body))
        elif what < 0.3:
            now = orjson.loads(await world.write(pins.pin, ada, message["id"], True))
        elif what < 0.4:
            now = orjson.loads(await world.write(reactions.react, ada, message["id"], "👍", True))
        left.append(now)
    return left


def _is_answer(question: str, message: dict[str, Any], me: Actor) -> bool:
    query = parse(question)
    return (
        query.fits(fold(message["body"]))
        and (not query.people or message["author"]["id"] == me.user_id)
        and (not query.pinned or message["pinned"])
        and ("link" not in query.has or "<a " in message["html"])
        and ("reaction" not in query.has or bool(message["reactions"]))
    )


async def _all(world: World, actor: Actor, question: str, inside: str | None) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        answer = await world.read(search, actor, question, conversation_id=inside, limit=9, cursor=cursor)
        page = orjson.loads(answer)
        found += [item["message"]["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found


async def test_messages_from_before_there_was_search_are_found(
    database_env: dict[str, str],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search_candidates, "SMALL", 0)
    monkeypatch.setattr(search_candidates, "WINDOW", 1)
    monkeypatch.setattr(search_candidates, "FARTHEST_WALK", 1)
    world = await World.start(tmp_path / "new", **database_env)
    [ada] = await world.people(1)
    room = await world.group(ada)
    for number, body in enumerate(["An old Café", "Another", "東京"]):
        await world.runtime.messages.send(ada, room, client_id=str(number), body=body)
    await world.stop()
    env: dict[str, Any] = {}
    if "CHAT_DATABASE_URL" in database_env:
        env["CHAT_DATABASE_URL"] = request.getfixturevalue("new_postgres_database")()
    old = Settings(CHAT_DATA_DIR=tmp_path / "old", **env)  # pyright: ignore[reportCallIssue]
    migrate(old, "0003")
    _copy(world.settings, old, "users", "conversations", "memberships", "messages", "sessions")
    migrate(old)
    again = World(old)
    await again.runtime.start()
    for question, count in (("afe", 1), ("ano", 1), ("京", 1), ("an", 2)):
        assert len(await _all(again, ada, question, None)) == count, question
    await again.runtime.stop()


def _copy(source: Settings, target: Settings, *tables: str) -> None:
    """What both databases have of these tables."""
    theirs, ours = create_engine(url_of(source)), create_engine(url_of(target))
    with theirs.connect() as reading, ours.begin() as writing:
        for name in tables:
            table = Table(name, MetaData(), autoload_with=writing)
            newer = Table(name, MetaData(), autoload_with=reading)
            rows = reading.execute(select(*(newer.c[column.name] for column in table.c))).mappings().all()
            if rows:
                writing.execute(insert(table), [dict(row) for row in rows])
    theirs.dispose()
    ours.dispose()
