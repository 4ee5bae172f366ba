"""Profiles and finding people."""

from typing import Any

import pytest
from sqlmodel import Session

from chat_app.db import Database
from chat_app.errors import Invalid
from chat_app.models import User
from chat_app.models.actor import Actor
from chat_app.services.users import get_me, search_users, update_profile, user_json

PEOPLE = {"anna": "Anna Öz", "annika": "Nika", "bob": "Joanna", "carl_x": "100% Carl", "dora": "ÖZLEM"}


@pytest.fixture
async def anna(database: Database) -> Actor:
    def make(session: Session) -> Actor:
        users = {
            name: User(username=name, email=f"{name}@example.org", display_name=shown, password_hash="")
            for name, shown in PEOPLE.items()
        }
        gone = User(
            username="annagone", email="g@example.org", display_name="", password_hash="", active=False
        )
        session.add_all([*users.values(), gone])
        session.flush()
        return Actor(users["anna"].id, "session", "member")

    return await database.write(make)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("", ["anna", "annika", "bob", "carl_x", "dora"]),
        ("ann", ["anna", "annika", "bob"]),
        ("ANN", ["anna", "annika", "bob"]),
        ("@anni", ["annika"]),
        ("öz", ["anna", "dora"]),
        ("l_", ["carl_x"]),
        ("%", ["carl_x"]),
        ("\\", []),
    ],
)
async def test_people_are_found_by_any_part_of_their_names(
    database: Database, anna: Actor, q: str, found: list[str]
) -> None:
    people, more = await database.read(search_users, anna, q, 50, None)
    assert [person["username"] for person in people] == found
    assert more is None


async def test_a_long_list_of_people_goes_on_where_it_stopped(database: Database, anna: Actor) -> None:
    seen: list[str] = []
    cursor = None
    for _ in range(5):
        people, cursor = await database.read(search_users, anna, "ann", 1, cursor)
        seen += [person["username"] for person in people]
        if cursor is None:
            break
    assert seen == ["anna", "annika", "bob"]


@pytest.mark.parametrize("cursor", ["", "x", "2.anna", "0.", "\0"])
async def test_a_cursor_that_is_none_is_refused(database: Database, anna: Actor, cursor: str) -> None:
    with pytest.raises(Invalid):
        await database.read(search_users, anna, "", 1, cursor)


async def test_a_profile_changes_and_everybody_hears_of_it_once(database: Database, anna: Actor) -> None:
    news: list[Any] = []
    database.publish = news.extend
    changes = {
        "display_name": "  Anna \n B ",
        "status_text": "On holiday",
        "status_emoji": ":palm_tree:",
        "locale": "pt-BR",
        "dnd_until": "2030-01-02T03:04:05+01:00",
    }
    me = await database.write(update_profile, anna, changes)
    assert me["display_name"] == "Anna B"
    assert me["status_text"] == "On holiday"
    assert me["status_emoji"] == "🌴"
    assert me["locale"] == "pt-BR"
    assert me["dnd_until"] == "2030-01-02T02:04:05.000Z"
    told, told_herself = news
    assert '"type":"user"' in told.event
    assert "email" not in told.event
    assert (told_herself.channel, '"type":"me"' in told_herself.event) == (f"u:{anna.user_id}", True)
    assert await database.write(update_profile, anna, changes) == me
    assert len(news) == 2


async def test_a_status_ends_by_itself(database: Database, anna: Actor) -> None:
    status = {"status_text": "Lunch", "status_emoji": ":pizza:", "status_until": "2999-01-02T03:04:05Z"}
    me = await database.write(update_profile, anna, status)
    assert (me["status_text"], me["status_until"]) == ("Lunch", "2999-01-02T03:04:05.000Z")
    me = await database.write(update_profile, anna, {"status_until": "2001-01-02T03:04:05Z"})
    assert (me["status_text"], me["status_emoji"], me["status_until"]) == ("", "", None)
    me = await database.write(update_profile, anna, {"status_emoji": ":palm_tree:"})
    assert (me["status_text"], me["status_emoji"], me["status_until"]) == ("", "🌴", None)


async def test_a_status_that_is_emptied_has_no_end(database: Database, anna: Actor) -> None:
    status = {"status_text": "Lunch", "status_until": "2999-01-02T03:04:05.000Z"}
    await database.write(update_profile, anna, status)
    await database.write(update_profile, anna, {"status_text": None})
    me = await database.write(update_profile, anna, {"status_text": "Back"})
    assert me["status_until"] is None


async def test_the_language_can_be_left_to_the_browser(database: Database, anna: Actor) -> None:
    assert (await database.read(get_me, anna))["locale"] is None
    assert (await database.write(update_profile, anna, {"locale": "id"}))["locale"] == "id"
    assert (await database.write(update_profile, anna, {"locale": None}))["locale"] is None


async def test_none_empties_a_status_and_ends_do_not_disturb(database: Database, anna: Actor) -> None:
    await database.write(update_profile, anna, {"status_text": "x", "dnd_until": "2030-01-02T03:04:05Z"})
    me = await database.write(
        update_profile, anna, {"status_text": None, "status_emoji": None, "dnd_until": None}
    )
    assert (me["status_text"], me["status_emoji"], me["dnd_until"]) == ("", "", None)


async def test_what_is_not_ones_own_to_change_does_not_change(database: Database, anna: Actor) -> None:
    before = await database.write(update_profile, anna, {})
    protected = {
        "id": "x",
        "username": "root",
        "role": "owner",
        "avatar_url": "x",
        "email": "x",
        "nonsense": 1,
    }
    assert await database.write(update_profile, anna, protected) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("display_name", None),
        ("display_name", " \n "),
        ("display_name", "\u200b\u200b"),
        ("display_name", "x" * 65),
        ("display_name", "a\0b"),
        ("display_name", "\ud800"),
        ("display_name", 5),
        ("status_text", "x" * 101),
        ("status_text", ["x"]),
        ("status_emoji", "no emoji"),
        ("status_until", "later"),
        ("receipts", None),
        ("receipts", "off"),
        ("locale", "not a language"),
        ("dnd_until", "tomorrow"),
        ("dnd_until", "2030-01-02T03:04:05"),
        ("dnd_until", "0001-01-01T00:00:00+12:00"),
        ("dnd_until", "9999-12-31T23:59:59-12:00"),
        ("dnd_until", 5),
    ],
)
async def test_a_value_that_cannot_be_shown_is_refused_and_nothing_changes(
    database: Database, anna: Actor, name: str, value: Any
) -> None:
    with pytest.raises(Invalid) as caught:
        await database.write(update_profile, anna, {"status_text": "changed"} | {name: value})
    assert list(caught.value.fields) == [name]
    people, _ = await database.read(search_users, anna, "anna", 1, None)
    assert people[0]["status_text"] == ""


def test_a_user_looks_as_the_contract_says() -> None:
    user = User(username="anna", email="a@example.org", display_name="Anna", password_hash="secret")
    assert user_json(user, "away") == {
        "id": user.id,
        "username": "anna",
        "display_name": "Anna",
        "avatar_url": None,
        "role": "member",
        "status_text": "",
        "status_emoji": "",
        "status_until": None,
        "dnd_until": None,
        "presence": "away",
        "last_seen_at": None,
    }
