"""A great many messages: written past the server into a database that is then copied for each run."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, insert, text

from bench.disk import calm
from bench.people import Account, People
from bench.subjects import Product, Stage, gathered
from chat_app.models import Message, Reaction, SearchEntry, SearchWord
from chat_app.models.folding import fold, parts

GROUPS = 60
READABLE = 50
SENDERS = 12
VOCABULARY = 60_000
AT_A_TIME = 20_000
_APART = 30_000  # milliseconds between messages
_IDEOGRAPHS = "東京都庁行日本語明会議資料送付確認"


@dataclass(frozen=True)
class Archive:
    """Who wrote the messages, who can read most of them, and the words that questions are made of.

    The groups are ordered by how much was written in them; the reader is in the first `READABLE`.
    """

    reader: Account
    senders: list[Account]
    groups: list[str]
    words: dict[str, str]


async def archive(subject: Product, folder: Path, messages: int) -> tuple[Stage, Archive]:
    """A server with so many messages."""

    async def make(stage: Stage) -> Archive:
        people = stage.people
        assert people is not None
        reader, *senders = await gathered(
            people.register, ["reader", *(f"sender{number}" for number in range(SENDERS))]
        )
        groups = [await _group(people, number, reader, senders) for number in range(GROUPS)]
        words = await asyncio.to_thread(_seed, stage.database_url, messages, groups, senders)
        return Archive(reader, senders, groups, words)

    template, made = await subject.template(folder, make, "archive", messages)
    stage = subject.start(folder, template)
    await asyncio.to_thread(calm, folder)
    assert stage.people is not None
    reader, *senders = await gathered(stage.people.refresh, [made.reader, *made.senders])
    return stage, Archive(reader, senders, made.groups, made.words)


async def _group(people: People, number: int, reader: Account, senders: list[Account]) -> str:
    members = [*senders, reader] if number < READABLE else senders
    ids = [member.user_id for member in members if member is not senders[0]]
    body = {"kind": "group", "name": f"group{number}", "visibility": "private", "member_ids": ids}
    return (await people.call("POST", "/conversations", senders[0], json=body))["id"]


def _seed(url: str, count: int, groups: list[str], senders: list[Account]) -> dict[str, str]:
    """Writes the messages past the server, and returns the words that questions are made of."""
    chance = random.Random(4)
    vocabulary = _vocabulary(chance)
    engine = create_engine(url)
    with engine.begin() as connection:
        # The index is made at the end: what is measured is asking it.
        if engine.dialect.name == "postgresql":
            made = _scalar(connection, "SELECT pg_get_indexdef('ix_search_entries_words'::regclass)")
            connection.execute(text("DROP INDEX ix_search_entries_words"))
        else:
            made = _scalar(connection, "SELECT sql FROM sqlite_master WHERE name = 'search_entries_insert'")
            connection.execute(text("DROP TRIGGER search_entries_insert"))
            connection.execute(text("PRAGMA foreign_keys = OFF"))
        _write(connection, _rows(chance, vocabulary, count, groups, senders))
        _count(connection)
        if engine.dialect.name == "sqlite":
            connection.execute(text("INSERT INTO search_index (search_index) VALUES ('rebuild')"))
        connection.execute(text(made))
        connection.execute(text("ANALYZE"))
    if engine.dialect.name == "postgresql":  # as its own service does where messages come one by one
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE)"))
    engine.dispose()
    rare, rare2, rare3 = vocabulary[30_000], vocabulary[40_000], vocabulary[50_000]
    return {
        "rare": rare,
        "rare2": rare2,
        "rare3": rare3,
        "rare_begin": rare[:5],
        "rare_inside": rare2[1:6],
        "middle": vocabulary[300],
        "middle2": vocabulary[900],
        "middle3": vocabulary[3_000],
        "middle_begin": vocabulary[900][:4],
        "middle_inside": vocabulary[3_000][1:5],
        "common": vocabulary[3],
        "common2": vocabulary[12],
        "two": vocabulary[3_000][:2],
        "half": time.strftime("%Y-%m-%d", time.gmtime(time.time() - count * _APART / 2000)),
    }


def _vocabulary(chance: random.Random) -> list[str]:
    """Words, the most frequent first and shortest."""
    syllables = [a + b for a in "bcdfghjklmnprstvwz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choices(syllables, k=1 + min(4, len(words) // 60 + chance.randint(0, 2))))] = (
            None
        )
    return list(words)


def _rows(
    chance: random.Random, vocabulary: list[str], count: int, groups: list[str], senders: list[Account]
) -> Iterator[dict[str, Any]]:
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
    group_weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(len(groups))))
    seqs = dict.fromkeys(groups, 0)
    now = int(time.time() * 1000)
    for number in range(count):
        body = " ".join(chance.choices(vocabulary, cum_weights=weights, k=chance.randint(3, 16)))
        if number % 50 == 0:
            body += " " + "".join(chance.choices(_IDEOGRAPHS, k=8)) + chance.choice(("", "東京都", "会議"))
        link = number % 40 == 0
        group = chance.choices(groups, cum_weights=group_weights)[0]
        seqs[group] += 1
        at = now - (count - number) * _APART
        row = Message(
            id=f"{at:012x}{number:016x}",
            conversation_id=group,
            seq=seqs[group],
            rev=seqs[group],
            author_id=chance.choice(senders).user_id,
            client_id=str(number),
            content_hash="-",
            body=body,
            html=f'<p>{body}</p><a href="https://example.org">x</a>' if link else f"<p>{body}</p>",
            created_at=at,
            pinned=number % 5_000 == 0,
        )
        yield row.model_dump()


def _write(connection: Connection, rows: Iterator[dict[str, Any]]) -> None:
    known: set[str] = set()
    while batch := list(itertools.islice(rows, AT_A_TIME)):
        connection.execute(insert(Message), batch)
        entries: list[dict[str, Any]] = [
            {
                "message_id": row["id"],
                "conversation_id": row["conversation_id"],
                "author_id": row["author_id"],
                "at": row["created_at"],
                "has_link": "<a " in row["html"],
                "words": fold(row["body"]),
            }
            for row in batch
        ]
        connection.execute(insert(SearchEntry).inline(), entries)
        new = {word for entry in entries for word in entry["words"].split()} - known
        known |= new
        ends = [{"part": part, "word": word} for word in new for part in parts(word)]
        if ends:
            connection.execute(insert(SearchWord), ends)
        reacted = [row for row in batch if int(row["client_id"]) % 100 == 0]
        reactions = [{"message_id": row["id"], "emoji": "👍", "user_id": row["author_id"]} for row in reacted]
        connection.execute(insert(Reaction), [{**row, "created_at": 0} for row in reactions])


_COUNTED = """
    UPDATE conversations SET last_seq =
        (SELECT count(*) FROM messages m WHERE m.conversation_id = conversations.id)
"""
_READ = """
    UPDATE memberships SET read_seq =
        (SELECT last_seq FROM conversations c WHERE c.id = memberships.conversation_id)
"""


def _count(connection: Connection) -> None:
    for statement in (_COUNTED, "UPDATE conversations SET last_rev = last_seq", _READ):
        connection.execute(text(statement))


def _scalar(connection: Connection, statement: str) -> str:
    return str(connection.execute(text(statement)).scalar_one())
