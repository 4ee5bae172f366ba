"""Accounts where two workers share a PostgreSQL and a Valkey."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from chat_app.db import Database
from chat_app.db.migrate import migrate
from chat_app.errors import NotSignedIn, TooMany
from chat_app.services.accounts import Accounts, SignedIn
from chat_app.services.limits import Limits
from chat_app.services.sessions import Device
from chat_app.settings import Settings
from tests.support.valkey import Valkey

PASSWORD = "correct horse battery staple"
DEVICE = Device("", "192.0.2.1")


@pytest.fixture
async def workers(
    tmp_path: Path, new_postgres_database: Callable[[], str], valkey: Valkey
) -> AsyncIterator[list[Accounts]]:
    valkey.flush()
    given: Any = {
        "CHAT_DATA_DIR": tmp_path,
        "CHAT_DATABASE_URL": new_postgres_database(),
        "CHAT_REDIS_URL": valkey.url,
        "CHAT_SECRET_KEY": "x" * 32,
        "CHAT_RATE_LIMITS": "on",
    }
    settings = Settings(**given)
    migrate(settings)
    databases = [Database(settings) for _ in range(2)]
    yield [Accounts(settings, database, Limits(settings)) for database in databases]
    for database in databases:
        await database.close()


async def register(accounts: Accounts, username: str, address: str = "") -> SignedIn:
    email = f"{address or username}@example.org"
    return await accounts.register(
        username=username, email=email, password=PASSWORD, display_name=None, device=DEVICE
    )


async def test_of_many_who_are_first_at_once_one_is_the_owner(workers: list[Accounts]) -> None:
    made = await asyncio.gather(*(register(workers[n % 2], f"user{n}") for n in range(6)))
    assert sorted(signed_in.answer["user"]["role"] for signed_in in made) == ["member"] * 5 + ["owner"]


async def test_a_name_is_given_once(workers: list[Accounts]) -> None:
    made = await asyncio.gather(
        *(register(workers[n % 2], "anna", f"anna{n}") for n in range(6)), return_exceptions=True
    )
    assert sorted(str(getattr(result, "fields", "in")) for result in made) == [
        "in",
        *["{'username': 'is taken'}"] * 5,
    ]


async def test_of_a_refresh_token_used_twice_at_once_no_more_than_one_is_answered(
    workers: list[Accounts],
) -> None:
    token = (await register(workers[0], "anna")).answer["refresh_token"]
    results = await asyncio.gather(*(workers[n % 2].refresh(token) for n in range(6)), return_exceptions=True)
    assert sum(isinstance(result, dict) for result in results) == 1
    assert all(isinstance(result, dict | NotSignedIn) for result in results)
    for result in results:
        if isinstance(result, dict):
            with pytest.raises(NotSignedIn):
                await workers[0].refresh(result["refresh_token"])


async def test_failures_are_counted_together(workers: list[Accounts]) -> None:
    await register(workers[0], "anna")
    for n in range(10):
        with pytest.raises(NotSignedIn):
            await workers[n % 2].login(login="anna", password="wrong", device=DEVICE)
    for worker in workers:
        with pytest.raises(TooMany):
            await worker.login(login="anna", password=PASSWORD, device=DEVICE)


async def test_without_redis_people_still_sign_in_and_failures_still_count(
    workers: list[Accounts], valkey: Valkey
) -> None:
    await register(workers[0], "anna")
    valkey.stop()
    try:
        await workers[0].login(login="anna", password=PASSWORD, device=DEVICE)
        for _ in range(10):
            with pytest.raises(NotSignedIn):
                await workers[0].login(login="anna", password="wrong", device=DEVICE)
        with pytest.raises(TooMany):
            await workers[0].login(login="anna", password=PASSWORD, device=DEVICE)
    finally:
        valkey.start()
