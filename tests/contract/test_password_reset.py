"""A new password by mail: for whoever reads the address of an account, and for nobody else."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.api import PASSWORD, Api, unique
from tests.support.mails import Received, mail_about, outbox_of
from tests.support.rows import run_sql
from tests.support.servers import AppServer

ANOTHER = "seven green bottles on a wall"


async def ask(server: AppServer, person: Api, *, login: str = "", count: int = 1) -> Received:
    """The mail that comes of asking; `count` is how many there are to be with it."""
    async with Api(server.url) as stranger:
        await stranger.ok("POST", "/auth/reset", json={"login": login or person.username}, status=202)
    return await mail_about("reset", lambda: outbox_of(server, address_of(person)), count=count)


def address_of(person: Api) -> str:
    return f"{person.username}@example.org"


async def confirm(server: AppServer, token: str, password: str = ANOTHER) -> int:
    async with Api(server.url) as stranger:
        body = {"token": token, "password": password}
        return (await stranger.call("POST", "/auth/reset/confirm", json=body)).status_code


async def over(server: AppServer, token: str) -> None:
    async with Api(server.url) as stranger:
        body = {"token": token, "password": ANOTHER}
        error = await stranger.refused("POST", "/auth/reset/confirm", 422, json=body)
        assert error["code"] == "link_over"


async def test_whoever_follows_the_link_has_a_new_password(server, newcomer):
    ann = await newcomer()
    mail = await ask(server, ann)
    assert mail.to == address_of(ann)
    assert mail.link.startswith(f"{server.url.replace('127.0.0.1', 'localhost')}/reset#")
    assert mail.link in mail.html
    assert ann.username in mail.text
    assert len(mail.token) >= 43  # 256 bits
    assert await confirm(server, mail.token) == 204
    await ann.refused("POST", "/auth/login", 401, json={"login": ann.username, "password": PASSWORD})
    await ann.login(password=ANOTHER)
    assert (await ann.get("/me"))["email_verified"] is True  # they read the mail


async def test_a_new_password_ends_every_session_at_once_and_closes_its_sockets(server, newcomer, open_chat):
    ann = await newcomer()
    phone = await ann.another_device()
    sockets = [await open_chat(ann), await open_chat(phone)]
    mail = await ask(server, ann)
    assert await confirm(server, mail.token) == 204
    for device in (ann, phone):
        await device.refused("GET", "/me", 401)
        await device.refused("POST", "/auth/refresh", 401, json={"refresh_token": device.refresh_token})
        await device.refused(
            "GET", "/me", 401, headers={"Cookie": device.cookie, "Authorization": "Bearer x"}
        )
    for socket in sockets:
        assert (await socket.wait_closed())[0] == 4001
    await phone.aclose()


async def test_a_link_is_good_once(server, newcomer):
    ann = await newcomer()
    mail = await ask(server, ann, login=address_of(ann).upper())
    statuses = await asyncio.gather(*(confirm(server, mail.token) for _ in range(5)))
    assert sorted(statuses) == [204, 422, 422, 422, 422]
    await over(server, mail.token)


async def test_asking_again_makes_older_links_void(server, newcomer):
    ann = await newcomer()
    first = await ask(server, ann)
    second = await ask(server, ann, count=2)
    await over(server, first.token)
    assert await confirm(server, second.token) == 204


async def test_a_link_is_good_for_30_minutes(server, newcomer):
    ann = await newcomer()
    mail = await ask(server, ann)
    (left,) = run_sql(
        server,
        "SELECT expires_at - created_at FROM mail_tokens WHERE user_id = :id AND purpose = 'reset'",
        id=ann.id,
    )
    assert left[0] == 30 * 60 * 1000
    late = "UPDATE mail_tokens SET expires_at = expires_at - 1800001 WHERE user_id = :id"
    run_sql(server, late, id=ann.id)
    await over(server, mail.token)
    await ann.login()


async def test_a_password_that_is_too_weak_leaves_the_link_good(server, newcomer):
    ann = await newcomer()
    mail = await ask(server, ann)
    async with Api(server.url) as stranger:
        for weak in ("short7!", "password", f"{ann.username} and more"):
            body = {"token": mail.token, "password": weak}
            error = await stranger.refused("POST", "/auth/reset/confirm", 422, json=body)
            assert (error["code"], set(error["fields"])) == ("invalid", {"password"})
    assert await confirm(server, mail.token) == 204


async def test_nobody_can_tell_by_the_answer_whether_an_account_exists(server, newcomer):
    ann = await newcomer()
    suspended = await newcomer()
    run_sql(server, "UPDATE users SET active = :off WHERE id = :id", off=False, id=suspended.id)
    answers = []
    async with Api(server.url) as stranger:
        for login in (ann.username, address_of(ann), suspended.username, unique(), "", "x@example.org", "%"):
            response = await stranger.call("POST", "/auth/reset", json={"login": login})
            headers = {
                name: value
                for name, value in response.headers.items()
                if name not in ("date", "x-request-id")
            }
            answers.append((response.status_code, response.content, headers))
    assert answers[0][0] == 202
    assert answers == [answers[0]] * len(answers)


async def test_suspended_people_and_bots_get_no_mail(server, newcomer):
    suspended, bot, ann = await newcomer(), await newcomer(), await newcomer()
    before = await ask(server, suspended)
    run_sql(server, "UPDATE users SET active = :off WHERE id = :id", off=False, id=suspended.id)
    run_sql(server, "UPDATE users SET role = 'bot' WHERE id = :id", id=bot.id)
    async with Api(server.url) as stranger:
        for person in (suspended, bot):
            await stranger.ok("POST", "/auth/reset", json={"login": person.username}, status=202)
    await ask(server, ann)  # what was asked for before is done by now, but for what goes on beside it
    await ask(server, ann, count=2)
    assert len([mail for mail in outbox_of(server, address_of(suspended)) if "/reset#" in mail.link]) == 1
    assert [mail for mail in outbox_of(server, address_of(bot)) if "/reset#" in mail.link] == []
    await over(server, before.token)


async def test_nobodys_mailbox_can_be_filled(server, newcomer):
    ann, ben = await newcomer(), await newcomer()
    async with Api(server.url) as stranger:
        for _ in range(8):
            await stranger.ok("POST", "/auth/reset", json={"login": ann.username}, status=202)
    for count in (1, 2):
        await ask(server, ben, count=count)
    sent = [mail for mail in outbox_of(server, address_of(ann)) if "/reset#" in mail.link]
    assert 1 <= len(sent) <= 5


async def test_a_reset_is_told_in_the_audit_log(server, newcomer):
    ann = await newcomer()
    assert await confirm(server, (await ask(server, ann)).token) == 204
    rows = run_sql(
        server, "SELECT actor_id, action, data, ip FROM audit_log WHERE target_id = :id", id=ann.id
    )
    assert rows == [(ann.id, "user.reset_password", "{}", "127.0.0.1")]


async def test_only_hashes_of_links_are_kept(server, newcomer):
    mail = await ask(server, await newcomer())
    rows = run_sql(server, "SELECT * FROM mail_tokens")
    assert mail.token not in str(rows)


async def test_the_log_tells_where_a_mail_is_and_nothing_of_its_link(server, newcomer):
    mail = await ask(server, await newcomer())
    assert "mail_written purpose='reset' path='" in server.log
    assert mail.token not in server.log
    assert mail.to not in server.log


async def test_a_mail_is_written_in_the_language_of_whom_it_is_for(server, newcomer):
    ann, ben = await newcomer(), await newcomer()
    await ann.patch("/me", {"locale": "id"})
    mail = await ask(server, ann)
    assert mail.subject == "Kata sandi baru untuk Parley"
    assert f"Halo {ann.username}" in mail.text
    async with Api(server.url) as stranger:
        for person in (ann, ben):
            await stranger.ok(
                "POST",
                "/auth/reset",
                json={"login": person.username},
                headers={"Accept-Language": "fr;q=0.9, id-ID, en"},
            )
    assert (await mail_about("reset", lambda: outbox_of(server, address_of(ben)))).subject == mail.subject


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"login": None},
        {"login": 5},
        {"login": ["a"]},
        {"login": "a\u0000b"},
        {"login": "x" * 321},
        [],
        "text",
    ],
)
async def test_what_is_no_login_is_refused(server, body):
    async with Api(server.url) as stranger:
        await stranger.refused("POST", "/auth/reset", 422, json=body)


@pytest.mark.parametrize(
    "token", ["", "nonsense", "x" * 256, "x" * 257, "a\u0000b", None, 5, ["x"], {}, "' OR 1=1 --"]
)
async def test_what_is_no_link_is_refused(server, token):
    async with Api(server.url) as stranger:
        body = {"token": token, "password": ANOTHER}
        await stranger.refused("POST", "/auth/reset/confirm", 422, json=body)
        await stranger.refused("POST", "/auth/verify", 422, json={"token": token})


async def test_a_link_of_another_kind_opens_nothing(server, newcomer):
    ann = await newcomer()
    reset = await ask(server, ann)
    verify = await mail_about("verify", lambda: outbox_of(server, address_of(ann)))
    await over(server, verify.token)
    await ann.refused("POST", "/auth/verify", 422, json={"token": reset.token})
    assert await confirm(server, reset.token) == 204


async def test_a_foreign_page_asks_for_nothing(server, newcomer):
    ann = await newcomer()
    async with Api(server.url) as stranger:
        headers = {"Origin": "https://elsewhere.example"}
        body = {"login": ann.username}
        await stranger.refused("POST", "/auth/reset", 403, json=body, headers=headers)


async def test_changing_ones_password_ends_ones_other_sessions(server, newcomer, open_chat):
    ann = await newcomer()
    phone = await ann.another_device()
    here, there = await open_chat(ann), await open_chat(phone)
    body = {"current_password": PASSWORD, "password": ANOTHER}
    await ann.ok("POST", "/me/password", json=body, status=204)
    assert (await there.wait_closed())[0] == 4001
    await phone.refused("GET", "/me", 401)
    await here.sync()
    await ann.get("/me")
    await ann.refused("POST", "/auth/login", 401, json={"login": ann.username, "password": PASSWORD})
    await ann.login(password=ANOTHER)
    await phone.aclose()


async def test_a_password_is_changed_by_who_knows_it(server, newcomer):
    ann = await newcomer()
    mail = await ask(server, ann)
    wrong = {"current_password": "wrong", "password": ANOTHER}
    error = await ann.refused("POST", "/me/password", 422, json=wrong)
    assert (error["code"], set(error["fields"])) == ("wrong_password", {"current_password"})
    error = await ann.refused(
        "POST", "/me/password", 422, json={"current_password": PASSWORD, "password": "12345678"}
    )
    assert set(error["fields"]) == {"password"}
    for body in ({}, {"current_password": PASSWORD}, {"current_password": 1, "password": []}):
        await ann.refused("POST", "/me/password", 422, json=body)
    async with Api(server.url) as stranger:
        await stranger.refused("POST", "/me/password", 401, json=wrong)
    await ann.ok("POST", "/me/password", json={"current_password": PASSWORD, "password": ANOTHER})
    await over(server, mail.token)  # a link that was on its way would undo it
