"""Mails through a server, and the count of failures where it is on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.contract.conftest import StartOn
from tests.contract.test_two_factor import code_of, turn_on
from tests.support.api import PASSWORD, Api
from tests.support.mails import mail_about, mails_to
from tests.support.servers import AppServer
from tests.support.smtp import PASSWORD as SMTP_PASSWORD
from tests.support.smtp import Smtp


@pytest.fixture(scope="module")
def stack() -> str:
    """Mails are the same on every stack; one is enough here."""
    return "sqlite"


@pytest.fixture(scope="module")
def smtp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Smtp]:
    with Smtp("starttls", tmp_path_factory.mktemp("smtp")) as running:
        yield running


@pytest.fixture(scope="module")
def server(start_on: StartOn, smtp: Smtp) -> AppServer:
    return start_on(
        "sqlite", CHAT_RATE_LIMITS="on", CHAT_MAIL_FROM="The Garden <chat@garden.example>", **smtp.settings()
    )


async def test_mails_go_to_the_server_encrypted_and_by_its_password(server, smtp, newcomer):
    ann = await newcomer()
    address = f"{ann.username}@example.org"
    mail = await mail_about("verify", lambda: mails_to(address, smtp.contents))
    assert mail.sender == "The Garden <chat@garden.example>"
    assert mail.to == address
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Date"]
    assert mail.message["Message-ID"].endswith("@garden.example>")
    (accepted,) = [mail for mail in smtp.mails if mail.recipients == [address]]
    assert accepted.sender == "chat@garden.example"
    assert accepted.was_encrypted
    assert not (server.data_dir / "outbox").exists()
    for secret in (mail.token, address, SMTP_PASSWORD):
        assert secret not in server.log


async def test_what_was_asked_for_before_a_stop_is_still_sent(server, smtp, newcomer):
    ann = await newcomer()
    async with Api(server.url) as stranger:
        await stranger.ok("POST", "/auth/reset", json={"login": ann.username}, status=202)
    await asyncio.to_thread(server.stop)
    sent = mails_to(f"{ann.username}@example.org", smtp.contents)
    assert [mail.link.partition("#")[0].rpartition("/")[2] for mail in sent] == ["verify", "reset"]
    await asyncio.to_thread(server.start)


async def test_at_most_ten_wrong_codes_a_minute_for_one_account(server, newcomer):
    ann, ben = await newcomer(), await newcomer()
    secret, codes = await turn_on(ann)
    body = {"login": ann.username, "password": PASSWORD}
    async with Api(server.url) as guesser:
        for _ in range(3):
            error = await guesser.refused("POST", "/auth/login", 401, json=body)
            assert error["code"] == "otp_required"  # which is no failure
        tries = [
            guesser.call("POST", "/auth/login", json={**body, "otp": f"{number:06}x"}) for number in range(14)
        ]
        statuses = sorted(response.status_code for response in await asyncio.gather(*tries))
        assert statuses == [401] * 10 + [429] * 4
        for code in (code_of(secret, 1), codes[0]):  # the right guess is no better than a wrong one
            await guesser.refused("POST", "/auth/login", 429, json={**body, "otp": code})
    for path, proof in (
        ("/me/password", {"current_password": PASSWORD, "password": "x" * 20}),
        ("/me/email", {"email": "x@example.org", "password": PASSWORD}),
        ("/me/otp", {"password": PASSWORD}),
        ("/me/otp/codes", {"password": PASSWORD, "code": codes[0]}),
        ("/me/otp/remove", {"password": PASSWORD, "code": codes[0]}),
    ):
        await ann.refused("POST", path, 429, json=proof)
    await ann.get("/me")
    await ben.login()


async def test_at_most_ten_wrong_passwords_a_minute_for_who_is_signed_in(newcomer):
    ann = await newcomer()
    wrong = {"current_password": "wrong", "password": "x" * 20}
    for _ in range(10):
        await ann.refused("POST", "/me/password", 422, json=wrong)
    await ann.refused("POST", "/me/otp", 429, json={"password": PASSWORD})


async def test_at_most_ten_wrong_codes_confirm_a_device(newcomer):
    ann = await newcomer()
    secret = (await ann.post("/me/otp", {"password": PASSWORD}))["secret"]
    for _ in range(10):
        await ann.refused("POST", "/me/otp/confirm", 422, json={"code": "00000x"})
    await ann.refused("POST", "/me/otp/confirm", 429, json={"code": code_of(secret)})
