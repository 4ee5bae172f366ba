"""Registering, signing in, staying signed in."""

import asyncio
from typing import Any

import pytest

from chat_app.db import Database
from chat_app.errors import ChatError, Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, TooMany
from chat_app.models.actor import Actor
from chat_app.services import instance, sessions
from chat_app.services.accounts import Accounts, SignedIn
from chat_app.services.limits import FAILED_SIGN_INS, REGISTRATIONS, Limits
from chat_app.services.sessions import Device
from chat_app.services.tokens import read_access
from chat_app.settings import Settings

PASSWORD = "correct horse battery staple"
LAPTOP = Device("Firefox on a laptop", "192.0.2.1")


@pytest.fixture
def accounts(settings: Settings, database: Database) -> Accounts:
    return Accounts(settings, database, Limits(settings))


async def register(accounts: Accounts, username: str = "anna", **fields: Any) -> SignedIn:
    address = f"{username.replace(' ', '')}@example.org"
    given: dict[str, Any] = {"email": address, "password": PASSWORD, "display_name": None}
    given.update(fields)
    return await accounts.register(username=username, device=LAPTOP, **given)


async def actor_of(settings: Settings, database: Database, signed_in: SignedIn | dict[str, Any]) -> Actor:
    answer = signed_in if isinstance(signed_in, dict) else signed_in.answer
    claims = read_access(settings, answer["access_token"])
    return await database.read(sessions.actor_of_access, claims.session_id, claims.user_id)


async def test_the_first_account_is_the_owner_and_the_next_is_not(
    accounts: Accounts, database: Database
) -> None:
    assert await database.read(instance.is_empty)
    assert (await register(accounts, "anna")).answer["user"]["role"] == "owner"
    assert (await register(accounts, "bob")).answer["user"]["role"] == "member"
    assert not await database.read(instance.is_empty)


async def test_of_many_who_are_first_at_once_one_is_the_owner(accounts: Accounts) -> None:
    made = await asyncio.gather(*(register(accounts, f"user{n}") for n in range(6)))
    assert sorted(signed_in.answer["user"]["role"] for signed_in in made) == ["member"] * 5 + ["owner"]


@pytest.mark.parametrize("mode", ["closed", "invite"])
async def test_where_registration_is_not_open_only_the_first_gets_in(
    settings: Settings, database: Database, mode: str
) -> None:
    changed = settings.model_copy(update={"registration": mode})
    accounts = Accounts(changed, database, Limits(changed))
    await register(accounts, "anna")
    with pytest.raises(NotAllowed) as caught:
        await register(accounts, "bob")
    assert caught.value.code == "registration_closed"


async def test_names_and_addresses_are_folded_and_taken_once(accounts: Accounts) -> None:
    user = (await register(accounts, "Anna.B", email="Anna@Example.ORG")).answer["user"]
    assert user["username"] == "anna.b"
    assert user["display_name"] == "anna.b"
    with pytest.raises(Conflict) as caught:
        await register(accounts, "ANNA.b", email="anna@EXAMPLE.org")
    assert caught.value.fields == {"username": "is taken", "email": "is taken"}


async def test_of_two_who_want_a_name_at_once_one_is_told_that_it_is_taken(accounts: Accounts) -> None:
    made = await asyncio.gather(
        register(accounts, "anna", email="a@example.org"),
        register(accounts, "anna", email="b@example.org"),
        return_exceptions=True,
    )
    refused = [result for result in made if isinstance(result, Conflict)]
    assert [error.fields for error in refused] == [{"username": "is taken"}]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "a"}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": "a" * 33}, "username"),
        ({"username": "\u212aarl"}, "username"),  # the Kelvin sign, whose lower case is k
        ({"username": "everyone"}, "username"),
        ({"email": "anna"}, "email"),
        ({"email": "anna@localhost"}, "email"),
        ({"email": "anna@@example.org"}, "email"),
        ({"email": "Anna <anna@example.org>"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "password1"}, "password"),
        ({"password": "anna and the rest"}, "password"),
        ({"password": "x" * 1025}, "password"),
        ({"display_name": "x" * 65}, "display_name"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_reason_for_its_field(
    accounts: Accounts, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await register(accounts, **({"username": "anna"} | wrong))
    assert set(caught.value.fields) == {field}


async def test_everything_that_is_wrong_is_said_at_once(accounts: Accounts) -> None:
    await register(accounts, "anna")
    with pytest.raises(Invalid) as caught:
        await register(accounts, "Anna", email="nowhere", password="12345678")
    assert set(caught.value.fields) == {"username", "email", "password"}


async def test_one_signs_in_by_name_or_address_however_written(accounts: Accounts) -> None:
    user = (await register(accounts, "anna")).answer["user"]
    for login in ("anna", "ANNA", " Anna@example.org "):
        signed_in = await accounts.login(login=login, password=PASSWORD, device=LAPTOP)
        assert signed_in.answer["user"] == user
        assert signed_in.cookie


async def test_a_password_with_accents_is_the_same_from_every_keyboard(accounts: Accounts) -> None:
    await register(accounts, "anna", password="Caf\u00e9 und Kr\u00e4henfu\u00df")
    await accounts.login(login="anna", password="Cafe\u0301 und Kra\u0308henfu\u00df", device=LAPTOP)


async def test_a_wrong_name_looks_like_a_wrong_password(accounts: Accounts) -> None:
    await register(accounts, "anna")
    said: list[dict[str, Any]] = []
    for login in ("anna", "nobody", "nobody@example.org", "", "x" * 5000):
        with pytest.raises(NotSignedIn) as caught:
            await accounts.login(login=login, password="wrong", device=LAPTOP)
        said.append(caught.value.as_json())
    assert said == [said[0]] * 5


async def test_after_ten_failures_an_account_rests_even_from_the_right_password(accounts: Accounts) -> None:
    await register(accounts, "anna")
    await register(accounts, "bob")
    tries = [accounts.login(login="anna", password="wrong", device=LAPTOP) for _ in range(14)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(result) for result in results].count(NotSignedIn) == 10
    with pytest.raises(TooMany) as caught:
        await accounts.login(login="anna@example.org", password=PASSWORD, device=LAPTOP)
    assert 1 <= caught.value.retry_after <= 60
    await accounts.login(login="bob", password=PASSWORD, device=LAPTOP)


async def test_an_address_that_tries_many_accounts_rests_and_others_do_not(
    settings: Settings, database: Database
) -> None:
    counted = Limits(settings)
    accounts = Accounts(settings, database, counted)
    await register(accounts, "anna")
    for _ in range(100):
        await counted.note(FAILED_SIGN_INS, address=LAPTOP.ip)
    with pytest.raises(TooMany):
        await accounts.login(login="anna", password=PASSWORD, device=LAPTOP)
    await accounts.login(login="anna", password=PASSWORD, device=Device("Elsewhere", "192.0.2.99"))


async def test_new_accounts_from_one_address_come_to_an_end(settings: Settings, database: Database) -> None:
    counted = Limits(settings)
    accounts = Accounts(settings, database, counted)
    for _ in range(600):
        await counted.note(REGISTRATIONS, address=LAPTOP.ip)
    with pytest.raises(TooMany):
        await register(accounts, "anna")


async def test_without_rate_limits_nobody_rests(settings: Settings, database: Database) -> None:
    changed = settings.model_copy(update={"rate_limits": "off"})
    accounts = Accounts(changed, database, Limits(changed))
    await register(accounts, "anna")
    for _ in range(12):
        with pytest.raises(NotSignedIn):
            await accounts.login(login="anna", password="wrong", device=LAPTOP)
    await accounts.login(login="anna", password=PASSWORD, device=LAPTOP)


async def test_a_cookie_and_an_access_token_stand_for_the_same_session(
    accounts: Accounts, settings: Settings, database: Database
) -> None:
    signed_in = await register(accounts)
    assert signed_in.cookie
    by_cookie = await database.read(sessions.actor_of_cookie, signed_in.cookie)
    assert by_cookie == await actor_of(settings, database, signed_in)
    for cookie in ("", "x", signed_in.cookie + "x", "x" * 5000):
        with pytest.raises(NotSignedIn):
            await database.read(sessions.actor_of_cookie, cookie)


async def test_a_refresh_token_is_good_once_and_betrays_its_second_use(
    accounts: Accounts, settings: Settings, database: Database
) -> None:
    first = await register(accounts)
    actor = await actor_of(settings, database, first)
    second = await accounts.refresh(first.answer["refresh_token"])
    assert await actor_of(settings, database, second) == actor
    with pytest.raises(NotSignedIn):
        await accounts.refresh(first.answer["refresh_token"])
    for dead in (second["refresh_token"], "", "x" * 5000):
        with pytest.raises(NotSignedIn):
            await accounts.refresh(dead)
    with pytest.raises(NotSignedIn):
        await actor_of(settings, database, second)
    with pytest.raises(NotSignedIn):
        await database.read(sessions.actor_of_cookie, first.cookie)


async def test_of_a_refresh_token_used_twice_at_once_no_more_than_one_is_answered(accounts: Accounts) -> None:
    token = (await register(accounts)).answer["refresh_token"]
    results = await asyncio.gather(*(accounts.refresh(token) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(result, dict) for result in results) == 1
    assert all(isinstance(result, dict | NotSignedIn) for result in results)


async def test_signing_out_ends_this_session_and_no_other(
    accounts: Accounts, settings: Settings, database: Database
) -> None:
    laptop = await register(accounts)
    phone = await accounts.login(login="anna", password=PASSWORD, device=Device("Phone", "192.0.2.2"))
    actor = await actor_of(settings, database, laptop)
    await database.write(sessions.sign_out, actor)
    for ended in (
        actor_of(settings, database, laptop),
        database.read(sessions.actor_of_cookie, laptop.cookie),
        accounts.refresh(laptop.answer["refresh_token"]),
    ):
        with pytest.raises(NotSignedIn):
            await ended
    await actor_of(settings, database, phone)


async def test_the_news_of_an_ended_session_is_left_for_the_other_workers(
    accounts: Accounts, settings: Settings, database: Database
) -> None:
    actor = await actor_of(settings, database, await register(accounts))
    news: list[Any] = []
    database.publish = news.extend
    await database.write(sessions.sign_out, actor)
    await database.write(sessions.sign_out, actor)
    assert [(envelope.kind, envelope.subject, envelope.revocations) for envelope in news] == [
        ("session", actor.session_id, 1)
    ]


async def test_people_see_their_devices_and_end_only_their_own(
    accounts: Accounts, settings: Settings, database: Database
) -> None:
    anna = await actor_of(settings, database, await register(accounts, "anna"))
    phone = await accounts.login(login="anna", password=PASSWORD, device=Device("Phone\n", "192.0.2.2"))
    bob = await actor_of(settings, database, await register(accounts, "bob"))
    listed, more = await database.read(sessions.list_sessions, anna, 50, None)
    assert more is None
    assert [(row["user_agent"], row["ip"], row["current"]) for row in listed] == [
        ("Phone ", "192.0.2.2", False),
        ("Firefox on a laptop", "192.0.2.1", True),
    ]
    for unknown in (listed[0]["id"], "no id", "\0"):
        with pytest.raises(NotFound):
            await database.write(sessions.end_own, bob, unknown)
    await database.write(sessions.end_own, anna, listed[0]["id"])
    with pytest.raises(NotSignedIn):
        await actor_of(settings, database, phone)
    with pytest.raises(ChatError):
        await database.write(sessions.end_own, anna, listed[0]["id"])
