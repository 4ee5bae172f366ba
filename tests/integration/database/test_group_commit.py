"""Writes that arrive together are committed together, and refused alone."""

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlmodel import Session, col

from chat_app.db.database import Database
from chat_app.errors import Conflict, Unavailable
from chat_app.models import Conversation, Outbox, User
from chat_app.services import access, receipts
from tests.support.world import World


def add_user(session: Session, name: str) -> str:
    user = User(username=name, email=f"{name}@example.org", display_name=name, password_hash="-")
    session.add(user)
    session.flush()
    return user.id


def add_and_refuse(session: Session, name: str) -> None:
    add_user(session, name)
    raise Conflict("not this one")


def names(session: Session) -> set[str]:
    return set(session.scalars(select(col(User.username))))


async def test_what_was_answered_is_there_for_the_next_read(world: World) -> None:
    await world.write(add_user, "anna")
    assert await world.read(names) == {"anna"}


async def test_a_refused_write_leaves_nothing_and_takes_nobody_with_it(world: World) -> None:
    results = await asyncio.gather(
        world.write(add_user, "anna"),
        world.write(add_and_refuse, "bert"),
        world.write(add_user, "cora"),
        return_exceptions=True,
    )
    assert isinstance(results[1], Conflict)
    assert await world.read(names) == {"anna", "cora"}


async def test_a_write_that_breaks_a_constraint_fails_alone_in_its_batch(world: World) -> None:
    await world.write(add_user, "anna")
    results = await asyncio.gather(
        world.write(add_user, "bert"),
        world.write(add_user, "anna"),
        world.write(add_user, "cora"),
        return_exceptions=True,
    )
    assert isinstance(results[1], Unavailable)
    assert await world.read(names) == {"anna", "bert", "cora"}


async def test_many_writes_share_few_transactions_and_keep_their_order(world: World) -> None:
    seen: list[int] = []

    def note(_session: Session, items: Sequence[int]) -> list[Any]:
        seen.extend(items)
        return list(items)

    database = world.runtime.database
    before = database.transactions
    results = await asyncio.gather(*(database.submit(note, number) for number in range(500)))
    assert results == seen == list(range(500))
    assert database.transactions - before < 50


async def test_what_can_wait_lets_the_rest_go_first_and_is_done_also_by_a_server_that_ends(
    world: World,
) -> None:
    database = world.runtime.database
    seen: list[str] = []
    loop, is_blocked, free = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def block(_session: Session) -> None:
        loop.call_soon_threadsafe(is_blocked.set)
        free.wait(10)

    def note(_session: Session, what: str) -> None:
        seen.append(what)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(database.write(block))
        await is_blocked.wait()
        for number in range(5):
            tasks.create_task(database.write_patiently(note, f"file {number}"))
        for number in range(2):
            tasks.create_task(database.write(note, f"message {number}"))
        await asyncio.sleep(0)
        closing = tasks.create_task(database.close())
        tasks.create_task(asyncio.to_thread(free.set))
    assert closing.done()
    assert seen == ["message 0", "message 1", *(f"file {number}" for number in range(5))]


async def test_a_read_sees_one_moment_however_many_statements_it_has(world: World) -> None:
    reading = asyncio.Event()
    go_on = asyncio.Event()
    loop = asyncio.get_running_loop()

    def count_twice(session: Session) -> tuple[int, int]:
        statement = select(func.count()).select_from(User)
        first = session.scalar(statement) or 0
        loop.call_soon_threadsafe(reading.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
        return first, session.scalar(statement) or 0

    counting = asyncio.ensure_future(world.read(count_twice))
    await reading.wait()
    await world.write(add_user, "anna")
    go_on.set()
    assert await counting == (0, 0)


def outbox_depth(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Outbox)) or 0


async def test_a_write_that_gives_way_to_another_servers_is_done_again(world: World) -> None:
    if not world.runtime.database.is_postgres:
        pytest.skip("Nobody else writes to a file.")
    await world.write(add_user, "anna")
    await world.write(add_user, "bert")
    lock = text("UPDATE users SET display_name = display_name || '!' WHERE username = :name")
    locked, entangled = threading.Event(), threading.Event()
    attempts = 0

    def be_undone(session: Session) -> None:
        nonlocal attempts
        attempts += 1
        session.connection().execute(text("SET LOCAL deadlock_timeout = '100ms'"))
        session.connection().execute(lock, {"name": "anna"})
        entangled.set()
        assert locked.wait(10)
        session.connection().execute(lock, {"name": "bert"})

    def stand_in_the_way(session: Session) -> None:
        connection = session.connection()
        with connection.engine.begin() as other:
            other.execute(text("SET LOCAL deadlock_timeout = '60s'"))
            other.execute(lock, {"name": "bert"})
            locked.set()
            assert entangled.wait(10)
            other.execute(lock, {"name": "anna"})

    await asyncio.gather(world.write(be_undone), world.read(stand_in_the_way))
    assert attempts == 2
    names_now = select(col(User.display_name)).order_by(col(User.username))
    assert await world.read(lambda session: list(session.scalars(names_now))) == ["anna!!", "bert!!"]


@pytest.mark.parametrize("rest", ["", "2"], ids=["the commit", "more"])
async def test_a_worker_that_stops_in_the_middle_of_a_write_holds_nobody_up_and_does_it_again(
    world: World, rest: str
) -> None:
    if not world.runtime.database.is_postgres:
        pytest.skip("Nobody else writes to a file.")
    await world.write(add_user, "anna")
    change = text("UPDATE users SET display_name = display_name || :mark WHERE username = 'anna'")
    loop, is_held, other_wrote = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    attempts: list[bool] = []

    def stop_once(session: Session) -> None:
        session.connection().execute(change, {"mark": "1"})
        if not attempts:
            loop.call_soon_threadsafe(is_held.set)
        attempts.append(other_wrote.wait(20))
        if rest:
            session.connection().execute(change, {"mark": rest})

    other = Database(world.settings)
    writing = asyncio.ensure_future(world.write(stop_once))
    await is_held.wait()
    await other.write(lambda session: session.connection().execute(change, {"mark": "!"}))
    other_wrote.set()
    await writing
    await other.close()
    assert attempts == [True, True]
    assert await world.read(lambda session: session.scalar(select(col(User.display_name)))) == f"anna!1{rest}"


async def test_a_send_and_a_receipt_of_two_servers_do_not_wait_for_each_other(world: World) -> None:
    if not world.runtime.database.is_postgres:
        pytest.skip("Nobody else writes to a file.")
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    await world.runtime.messages.send(anna, conversation_id, client_id="1", body="hello")

    def read_while_another_sends(session: Session) -> int:
        access.find_conversation(session, conversation_id, lock=True)
        with Session(session.connection().engine) as other:
            other.info.update(left=[], has_outbox=False)
            other.connection().execute(text("SET LOCAL lock_timeout = '5s'"))
            moved = receipts.mark_read(other, bert, conversation_id, 1)
            other.rollback()
        return moved["read_seq"]

    assert await world.read(read_while_another_sends) == 1


async def test_the_outbox_is_empty_once_everything_is_published(world: World) -> None:
    anna, bert = await world.people(2)
    world.runtime.database.has_outbox = True
    conversation_id = await world.group(anna, bert)
    await world.runtime.messages.send(anna, conversation_id, client_id="1", body="hello")
    assert await world.read(outbox_depth) > 0
    await world.runtime.database.tidy()
    await world.runtime.database.tidy()
    assert await world.read(outbox_depth) == 0


async def test_a_worker_that_is_alone_with_its_file_keeps_no_outbox(world: World) -> None:
    if world.runtime.database.is_postgres:
        pytest.skip("The answer to a commit can be lost on the way from a server.")
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    await world.runtime.messages.send(anna, conversation_id, client_id="1", body="hello")
    assert await world.read(outbox_depth) == 0


async def test_a_database_that_is_away_is_said_to_be_and_changes_nothing(world: World) -> None:
    def break_it(session: Session) -> None:
        session.add(Conversation(kind="group", name="lost"))
        session.flush()
        session.execute(text("SELECT * FROM there_is_no_such_table"))

    with pytest.raises(Unavailable):
        await world.write(break_it)
    assert (
        await world.read(lambda session: session.scalar(select(func.count()).select_from(Conversation))) == 0
    )
