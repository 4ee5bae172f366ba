"""Signing in with a code besides the password."""

from __future__ import annotations

import asyncio
import time
from xml.etree import ElementTree as ET

from pyotp import parse_uri
from pyotp.totp import TOTP

from tests.contract.test_password_reset import ANOTHER, ask, confirm
from tests.support.api import PASSWORD, Api
from tests.support.rows import run_sql
from tests.support.servers import AppServer


def code_of(secret: str, steps: int = 0) -> str:
    """What the device shows, so many steps of 30 seconds from now."""
    return TOTP(secret).at(int(time.time()) + 30 * steps)


async def turn_on(person: Api) -> tuple[str, list[str]]:
    """The secret and the recovery codes."""
    secret = (await person.post("/me/otp", {"password": PASSWORD}))["secret"]
    answer = await person.post("/me/otp/confirm", {"code": code_of(secret)})
    return secret, answer["recovery_codes"]


def wait_for_new_code(server: AppServer, person: Api) -> None:
    """As if half a minute and more had gone by since the last code was used."""
    run_sql(server, "UPDATE users SET otp_step = otp_step - 3 WHERE id = :id", id=person.id)


async def login_error(server: AppServer, person: Api, status: int = 401, **fields: object) -> str:
    async with Api(server.url) as stranger:
        body = {"login": person.username, "password": PASSWORD} | fields
        return (await stranger.refused("POST", "/auth/login", status, json=body))["code"]


async def test_a_secret_comes_as_text_as_an_address_and_as_a_picture(newcomer):
    ann = await newcomer()
    answer = await ann.post("/me/otp", {"password": PASSWORD})
    parsed = parse_uri(answer["uri"])
    assert (parsed.secret, parsed.issuer) == (answer["secret"], "Parley")
    assert ann.username in (parsed.name or "")
    assert ET.fromstring(answer["qr"]).tag == "{http://www.w3.org/2000/svg}svg"
    assert (await ann.get("/me"))["otp"] is False
    await ann.login()  # nothing is asked for before a code has come back
    again = await ann.post("/me/otp", {"password": PASSWORD})
    assert again["secret"] != answer["secret"]
    stale = {"code": code_of(answer["secret"])}
    assert (await ann.refused("POST", "/me/otp/confirm", 422, json=stale))["code"] == "wrong_otp"


async def test_once_confirmed_signing_in_takes_a_code(server, newcomer, open_chat):
    ann = await newcomer()
    chat = await open_chat(ann)
    secret, codes = await turn_on(ann)
    assert len(set(codes)) == 10
    assert (await chat.wait_for(lambda event: event["type"] == "me"))["me"]["otp"] is True
    assert await login_error(server, ann) == "otp_required"
    assert await login_error(server, ann, otp=None) == "otp_required"
    assert await login_error(server, ann, otp=" ") == "otp_required"
    assert await login_error(server, ann, otp="000000") == "wrong_otp"
    code = code_of(secret, 1)
    await ann.login(otp=f"{code[:3]} {code[3:]}")
    assert (await ann.get("/me"))["otp"] is True
    assert await login_error(server, ann, password="wrong", otp=code_of(secret)) == "wrong_login"
    assert await login_error(server, ann, password="wrong") == "wrong_login"


async def test_a_code_is_good_once(server, newcomer):
    ann = await newcomer()
    secret, _ = await turn_on(ann)
    assert await login_error(server, ann, otp=code_of(secret)) == "wrong_otp"  # it has confirmed the device
    wait_for_new_code(server, ann)
    code = code_of(secret, 1)
    tries = [
        ann.call("POST", "/auth/login", json={"login": ann.username, "password": PASSWORD, "otp": code})
        for _ in range(5)
    ]
    assert sorted(response.status_code for response in await asyncio.gather(*tries)) == [200, *[401] * 4]
    # nor is the code of a time before it
    assert await login_error(server, ann, otp=code_of(secret)) == "wrong_otp"


async def test_a_clock_may_be_off_by_one_step(server, newcomer):
    ann = await newcomer()
    secret, _ = await turn_on(ann)
    for steps in (-3, 3):
        wait_for_new_code(server, ann)
        assert await login_error(server, ann, otp=code_of(secret, steps)) == "wrong_otp"
    wait_for_new_code(server, ann)
    await ann.login(otp=code_of(secret, 1))


async def test_a_recovery_code_is_good_once_in_place_of_a_code(server, newcomer):
    ann = await newcomer()
    _, codes = await turn_on(ann)
    await ann.login(otp=codes[0].upper().replace("-", " "))
    assert await login_error(server, ann, otp=codes[0]) == "wrong_otp"
    tries = [
        ann.call("POST", "/auth/login", json={"login": ann.username, "password": PASSWORD, "otp": codes[1]})
        for _ in range(5)
    ]
    assert sorted(response.status_code for response in await asyncio.gather(*tries)) == [200, *[401] * 4]
    await ann.login(otp=codes[2])


async def test_recovery_codes_can_be_made_anew(server, newcomer):
    ann = await newcomer()
    secret, old = await turn_on(ann)
    body = {"password": "wrong", "code": old[0]}
    assert (await ann.refused("POST", "/me/otp/codes", 422, json=body))["code"] == "wrong_password"
    body = {"password": PASSWORD, "code": "123"}
    assert (await ann.refused("POST", "/me/otp/codes", 422, json=body))["code"] == "wrong_otp"
    wait_for_new_code(server, ann)
    answer = await ann.post("/me/otp/codes", {"password": PASSWORD, "code": code_of(secret)})
    new = answer["recovery_codes"]
    assert len(set(new) | set(old)) == 20
    assert await login_error(server, ann, otp=old[0]) == "wrong_otp"
    await ann.login(otp=new[0])


async def test_it_is_turned_off_by_password_and_code(server, newcomer):
    ann = await newcomer()
    secret, codes = await turn_on(ann)
    for body, code in (
        ({"password": "wrong", "code": codes[0]}, "wrong_password"),
        ({"password": PASSWORD, "code": "000000"}, "wrong_otp"),
    ):
        assert (await ann.refused("POST", "/me/otp/remove", 422, json=body))["code"] == code
    await ann.ok("POST", "/me/otp/remove", json={"password": PASSWORD, "code": codes[0]}, status=204)
    assert (await ann.get("/me"))["otp"] is False
    await ann.login()
    left = run_sql(server, "SELECT count(*) FROM recovery_codes WHERE user_id = :id", id=ann.id)
    assert left[0][0] == 0
    again, _ = await turn_on(ann)
    assert again != secret


async def test_what_is_on_is_not_begun_again_and_what_is_off_not_used(newcomer):
    ann, ben = await newcomer(), await newcomer()
    _, codes = await turn_on(ann)
    for path, body in (("/me/otp", {"password": PASSWORD}), ("/me/otp/confirm", {"code": "000000"})):
        assert (await ann.refused("POST", path, 409, json=body))["code"] == "otp_on"
    for path, body in (
        ("/me/otp/confirm", {"code": "000000"}),
        ("/me/otp/codes", {"password": PASSWORD, "code": codes[0]}),
        ("/me/otp/remove", {"password": PASSWORD, "code": codes[0]}),
    ):
        assert (await ben.refused("POST", path, 409, json=body))["code"] == "otp_off"
    wrong = {"password": "wrong"}
    assert (await ben.refused("POST", "/me/otp", 422, json=wrong))["code"] == "wrong_password"


async def test_ones_codes_are_nobody_elses(server, newcomer):
    ann, ben = await newcomer(), await newcomer()
    secret, codes = await turn_on(ann)
    await turn_on(ben)
    wait_for_new_code(server, ben)
    for code in (code_of(secret), codes[0]):
        assert await login_error(server, ben, otp=code) == "wrong_otp"


async def test_neither_secret_nor_recovery_codes_can_be_read_in_the_database(server, newcomer):
    ann = await newcomer()
    secret, codes = await turn_on(ann)
    kept = str(
        run_sql(server, "SELECT * FROM users WHERE id = :id", id=ann.id)
        + run_sql(server, "SELECT * FROM recovery_codes WHERE user_id = :id", id=ann.id)
    )
    assert secret not in kept
    assert [code for code in codes if code in kept or code.replace("-", "") in kept] == []


async def test_turning_it_on_and_off_is_told_in_the_audit_log(server, newcomer):
    ann = await newcomer()
    _, codes = await turn_on(ann)
    await ann.post("/me/otp/codes", {"password": PASSWORD, "code": codes[0]})
    rows = run_sql(server, "SELECT action, data FROM audit_log WHERE target_id = :id ORDER BY id", id=ann.id)
    assert rows == [("user.add_otp", "{}"), ("user.renew_recovery_codes", "{}")]


async def test_a_new_password_by_mail_does_not_do_without_the_code(server, newcomer):
    ann = await newcomer()
    await turn_on(ann)
    assert await confirm(server, (await ask(server, ann)).token) == 204
    assert await login_error(server, ann, password=ANOTHER) == "otp_required"


async def test_somebody_suspended_is_let_in_again_when_the_time_has_come(server, newcomer):
    ann = await newcomer()
    suspend = "UPDATE users SET active = :off, suspended_until = :until WHERE id = :id"
    for until in (None, int(time.time() * 1000) + 60_000):
        run_sql(server, suspend, off=False, until=until, id=ann.id)
        assert await login_error(server, ann, 403) == "account_suspended"
        assert await login_error(server, ann, 401, password="wrong") == "wrong_login"
        await ann.refused("GET", "/me", 401)
    run_sql(server, suspend, off=False, until=int(time.time() * 1000) - 1, id=ann.id)
    await ann.login()
    await ann.get("/me")
    rows = run_sql(server, "SELECT active, suspended_until FROM users WHERE id = :id", id=ann.id)
    assert [(bool(row[0]), row[1]) for row in rows] == [(True, None)]


async def test_what_is_no_code_is_refused(server, newcomer):
    ann, ben = await newcomer(), await newcomer()
    await turn_on(ann)
    await ben.post("/me/otp", {"password": PASSWORD})
    for wrong in ("a\u0000b", "x" * 65, 123456, ["000000"], {}, True):
        assert await login_error(server, ann, 422, otp=wrong) == "invalid"
    for wrong in ("x" * 64, "１２３４５６", "-", "' OR 1=1 --"):
        assert await login_error(server, ann, 401, otp=wrong) == "wrong_otp"
    for wrong in ("", "a\u0000b", "x" * 65, "１２３４５６", None, 123456, ["000000"], {}):
        await ben.refused("POST", "/me/otp/confirm", 422, json={"code": wrong})
        await ann.refused("POST", "/me/otp/codes", 422, json={"password": PASSWORD, "code": wrong})
        await ann.refused("POST", "/me/otp/remove", 422, json={"password": PASSWORD, "code": wrong})
    async with Api(server.url) as stranger:
        for path in ("/me/otp", "/me/otp/confirm", "/me/otp/codes", "/me/otp/remove"):
            await stranger.refused("POST", path, 401, json={"password": PASSWORD, "code": "000000"})
            for body in ({}, [], "text", {"password": 5, "code": 5}):
                await ann.refused("POST", path, 422, json=body)
