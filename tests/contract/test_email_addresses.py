"""E-mail addresses: verified by a mail that comes back, and changed only then."""

from __future__ import annotations

import pytest

from tests.contract.test_password_reset import address_of, ask, over
from tests.support.api import PASSWORD, Api, unique
from tests.support.mails import Received, mail_about, outbox_of
from tests.support.rows import run_sql
from tests.support.servers import AppServer


async def verification(server: AppServer, address: str, count: int = 1) -> Received:
    return await mail_about("verify", lambda: outbox_of(server, address), count=count)


async def test_registering_sends_a_mail_whose_link_verifies_the_address(server, newcomer, open_chat):
    ann = await newcomer()
    me = await ann.get("/me")
    assert (me["email_verified"], me["pending_email"], me["otp"]) == (False, None, False)
    mail = await verification(server, address_of(ann))
    assert mail.link.startswith(f"{server.url.replace('127.0.0.1', 'localhost')}/verify#")
    chat = await open_chat(ann)
    async with Api(server.url) as anywhere:
        await anywhere.ok("POST", "/auth/verify", json={"token": mail.token}, status=204)
        error = await anywhere.refused("POST", "/auth/verify", 422, json={"token": mail.token})
        assert error["code"] == "link_over"
    told = await chat.wait_for(lambda event: event["type"] == "me")
    assert told["me"]["email_verified"] is True
    assert await ann.get("/me") == told["me"]


async def test_nobody_else_sees_ones_address_or_how_one_signs_in(alice, bob):
    (user,) = (await bob.get("/users", ids=alice.id))["items"]
    assert not {"email", "email_verified", "pending_email", "otp"} & set(user)


async def test_a_link_is_good_for_24_hours(server, newcomer):
    ann = await newcomer()
    mail = await verification(server, address_of(ann))
    (left,) = run_sql(
        server, "SELECT expires_at - created_at FROM mail_tokens WHERE user_id = :id", id=ann.id
    )
    assert left[0] == 24 * 3600 * 1000
    late = "UPDATE mail_tokens SET expires_at = expires_at - 86400001 WHERE user_id = :id"
    run_sql(server, late, id=ann.id)
    await ann.refused("POST", "/auth/verify", 422, json={"token": mail.token})
    assert (await ann.get("/me"))["email_verified"] is False


async def test_a_mail_can_be_asked_for_again_and_then_the_older_is_void(server, newcomer):
    ann = await newcomer()
    first = await verification(server, address_of(ann))
    await ann.ok("POST", "/me/email/verify", status=202)
    second = await verification(server, address_of(ann), 2)
    await ann.refused("POST", "/auth/verify", 422, json={"token": first.token})
    await ann.ok("POST", "/auth/verify", json={"token": second.token})
    await ann.ok("POST", "/me/email/verify", status=202)  # there is nothing to verify any more
    for _ in range(3):
        await ann.ok("POST", "/me/email/verify", status=202)
    assert len(outbox_of(server, address_of(ann))) == 2


async def test_nobody_sends_mails_without_end(server, newcomer):
    ann = await newcomer()
    for _ in range(4):
        await ann.ok("POST", "/me/email/verify", status=202)
    response = await ann.call("POST", "/me/email/verify")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    body = {"email": f"{unique()}@example.org", "password": PASSWORD}
    await ann.refused("POST", "/me/email", 429, json=body)


async def test_a_new_address_counts_once_it_is_verified_and_the_old_one_is_told(server, newcomer):
    ann = await newcomer()
    old, new = address_of(ann), f"{unique()}@example.org"
    me = await ann.post("/me/email", {"email": new.upper(), "password": PASSWORD})
    assert (me["email"], me["pending_email"]) == (old, new)
    await ann.refused("POST", "/auth/login", 401, json={"login": new, "password": PASSWORD})
    await ann.login(old)
    mail = await verification(server, new)
    told = [mail for mail in outbox_of(server, old) if mail.to == old and not mail.link]
    assert [new in mail.text for mail in told] == [True]
    reset = await ask(server, ann)
    assert reset.to == old
    await ann.ok("POST", "/auth/verify", json={"token": mail.token}, status=204)
    me = await ann.get("/me")
    assert (me["email"], me["email_verified"], me["pending_email"]) == (new, True, None)
    await ann.login(new)
    await ann.refused("POST", "/auth/login", 401, json={"login": old, "password": PASSWORD})
    await over(server, reset.token)  # it went to an address that is theirs no more
    rows = run_sql(server, "SELECT action, data FROM audit_log WHERE target_id = :id", id=ann.id)
    assert rows == [("user.change_email", f'{{"email":"{new}"}}')]


async def test_a_change_of_address_can_be_taken_back(server, newcomer):
    ann = await newcomer()
    new = f"{unique()}@example.org"
    await ann.post("/me/email", {"email": new, "password": PASSWORD})
    mail = await verification(server, new)
    me = await ann.post("/me/email", {"email": address_of(ann), "password": PASSWORD})
    assert me["pending_email"] is None
    await ann.refused("POST", "/auth/verify", 422, json={"token": mail.token})
    assert (await ann.get("/me"))["email"] == address_of(ann)


async def test_an_address_that_somebody_has_or_gets_meanwhile_is_taken(server, newcomer):
    ann, ben = await newcomer(), await newcomer()
    error = await ann.refused("POST", "/me/email", 409, json={"email": address_of(ben), "password": PASSWORD})
    assert (error["code"], set(error["fields"])) == ("taken", {"email"})
    wanted = f"{unique()}@example.org"
    await ann.post("/me/email", {"email": wanted, "password": PASSWORD})
    mail = await verification(server, wanted)
    await newcomer(email=wanted)  # who has not verified it does not keep it from others
    error = await ann.refused("POST", "/auth/verify", 409, json={"token": mail.token})
    assert error["code"] == "taken"
    assert (await ann.get("/me"))["email"] == address_of(ann)


async def test_an_address_is_changed_by_who_knows_the_password(server, newcomer):
    ann = await newcomer()
    new = f"{unique()}@example.org"
    error = await ann.refused("POST", "/me/email", 422, json={"email": new, "password": "wrong"})
    assert (error["code"], set(error["fields"])) == ("wrong_password", {"password"})
    assert (await ann.get("/me"))["pending_email"] is None
    async with Api(server.url) as stranger:
        await stranger.refused("POST", "/me/email", 401, json={"email": new, "password": PASSWORD})
        await stranger.refused("POST", "/me/email/verify", 401)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nobody",
        "a@b",
        "x" * 321,
        "a\u0000@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org, b@example.org",
        None,
        5,
        [],
    ],
)
async def test_what_is_no_address_is_a_field_error(server, alice, email):
    error = await alice.refused("POST", "/me/email", 422, json={"email": email, "password": PASSWORD})
    assert "email" in error["fields"]
