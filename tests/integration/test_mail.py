"""Handing mails in: encryption, servers that refuse, and what cannot be put into a mail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chat_app.errors import Unavailable
from chat_app.models import User
from chat_app.services.letters import LANGUAGES, Letter, language_for, letter
from chat_app.services.mail import Mail
from chat_app.settings import Settings, describe
from tests.support.mails import Received, mails_to
from tests.support.smtp import Smtp
from tests.support.waiting import eventually

SettingsWith = Callable[..., Settings]


@pytest.fixture
def settings_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SettingsWith:
    monkeypatch.chdir(tmp_path)

    def make(**given: Any) -> Settings:
        values: dict[str, Any] = {"CHAT_DATA_DIR": tmp_path / "data", **given}
        return Settings(**values)

    return make


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    with Smtp() as running:
        yield running


def to(address: str, settings: Settings) -> Letter:
    user = User(username="ann", email=address, display_name="Ann", password_hash="")
    return letter(settings, user, "reset", path="/reset#secret")


async def sent(settings: Settings, smtp: Smtp, *addresses: str) -> list[Received]:
    """What has arrived of a letter to each."""
    mail = Mail(settings)
    mail.start()
    mail.send(*(to(address, settings) for address in addresses))
    await mail.stop()
    return [got for address in addresses for got in mails_to(address, smtp.contents)]


async def test_a_mail_comes_from_the_host_of_the_public_address(
    smtp: Smtp, settings_with: SettingsWith
) -> None:
    settings = settings_with(CHAT_PUBLIC_URL="https://chat.example.org", CHAT_SMTP_URL=smtp.url)
    (mail,) = await sent(settings, smtp, "ann@example.org")
    assert mail.sender == "Parley <no-reply@chat.example.org>"
    assert mail.link == "https://chat.example.org/reset#secret"
    assert "account at chat.example.org." in mail.text
    assert not smtp.mails[0].was_encrypted  # it was not offered


async def test_smtps_is_encrypted_from_the_first_byte(
    tmp_path: Path, settings_with: SettingsWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Smtp("tls", tmp_path) as smtp:
        settings = settings_with(CHAT_SMTP_URL=smtp.url)
        assert await sent(settings, smtp, "ann@example.org") == []  # by a certificate that nobody vouches for
        monkeypatch.setenv("SSL_CERT_FILE", str(smtp.certificate))
        assert len(await sent(settings, smtp, "ann@example.org")) == 1
        assert smtp.mails[0].was_encrypted


async def test_a_server_that_cannot_take_a_mail_now_is_asked_again(
    smtp: Smtp, settings_with: SettingsWith, caplog: pytest.LogCaptureFixture
) -> None:
    smtp.answers.append("451 later, ann@example.org")
    assert len(await sent(settings_with(CHAT_SMTP_URL=smtp.url), smtp, "ann@example.org")) == 1
    assert smtp.tried == 2


async def test_a_mail_that_is_refused_is_not_sent_again(smtp: Smtp, settings_with: SettingsWith) -> None:
    smtp.answers.append("550 never")
    settings = settings_with(CHAT_SMTP_URL=smtp.url)
    assert len(await sent(settings, smtp, "ann@example.org", "ben@example.org")) == 1
    assert smtp.tried == 2


async def test_a_server_that_is_gone_holds_no_stop_up(settings_with: SettingsWith) -> None:
    gone = Smtp()
    async with asyncio.timeout(8):
        assert await sent(settings_with(CHAT_SMTP_URL=gone.url), gone, *["ann@example.org"] * 9) == []


async def test_a_letter_that_cannot_be_made_does_not_keep_others_from_theirs(
    smtp: Smtp, settings_with: SettingsWith
) -> None:
    settings = settings_with(CHAT_SMTP_URL=smtp.url)
    mail = Mail(settings)
    mail.start()

    async def broken() -> Letter:
        raise ZeroDivisionError

    for _ in range(5):
        mail.later(broken)
    mail.send(to("ann@example.org", settings))
    await eventually(lambda: smtp.mails, "the mail after the broken ones")
    await mail.stop()


async def test_no_more_wait_than_there_is_room_for(settings_with: SettingsWith) -> None:
    settings = settings_with()
    mail = Mail(settings)

    async def none() -> None:
        return None

    def fill() -> None:
        for _ in range(100_000):
            mail.later(none)

    with pytest.raises(Unavailable):
        fill()
    mail.send(to("ann@example.org", settings))  # is dropped, and nobody told but the log
    mail.start()
    await mail.stop()
    assert not (settings.data_dir / "outbox").exists()


@pytest.mark.parametrize(
    "address", ["ann@example.org\r\nBcc: ben@example.org", "ann@example.org\nSubject: x", "a, b@example.org"]
)
async def test_an_address_adds_no_header_and_nobody_to_a_mail(
    smtp: Smtp, settings_with: SettingsWith, address: str
) -> None:
    await sent(settings_with(CHAT_SMTP_URL=smtp.url), smtp, address)
    assert smtp.mails == []


async def test_what_is_written_in_place_of_a_mail_is_for_its_reader_alone(
    settings_with: SettingsWith, smtp: Smtp
) -> None:
    settings = settings_with()
    assert await sent(settings, smtp, "ann@example.org") == []
    (path,) = (settings.data_dir / "outbox").iterdir()
    assert path.name.endswith("-reset.eml")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    (mail,) = mails_to("ann@example.org", [path.read_bytes()])
    assert mail.link.endswith("/reset#secret")


def test_every_language_words_every_mail(settings_with: SettingsWith) -> None:
    values = {"username": "ann", "place": "chat.example.org", "address": "new@example.org"}
    for wordings in zip(*(sorted(language.items()) for language in LANGUAGES.values()), strict=True):
        assert len({purpose for purpose, _ in wordings}) == 1
        for part in ("before", "after", "subject"):
            used = [
                {name for name in values if f"{{{name}}}" in getattr(wording, part)}
                for _, wording in wordings
            ]
            assert used == [used[0]] * len(used), (wordings[0][0], part)
        assert len({bool(wording.action) for _, wording in wordings}) == 1


@pytest.mark.parametrize(
    ("locale", "accepted", "language"),
    [
        ("", "", "en"),
        ("id", "en", "id"),
        ("id-ID", "", "id"),
        ("fr", "id", "en"),
        ("", "fr, ID;q=0.8, en;q=0.5", "id"),
        ("", "x" * 5000, "en"),
        ("", ",;,\x00", "en"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers(locale: str, accepted: str, language: str) -> None:
    assert language_for(locale, accepted) == language


@pytest.mark.parametrize(
    "wrong",
    [
        {"CHAT_SMTP_URL": "mail.example.org"},
        {"CHAT_SMTP_URL": "http://mail.example.org"},
        {"CHAT_SMTP_URL": "smtp://"},
        {"CHAT_SMTP_URL": "smtp://mail.example.org:99999"},
        {"CHAT_SMTP_URL": "smtp://mail.example.org/path"},
        {"CHAT_MAIL_FROM": "nobody"},
        {"CHAT_MAIL_FROM": "a@example.org\nBcc: b@example.org"},
    ],
)
def test_a_wrong_setting_is_named(settings_with: SettingsWith, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))) as caught:
        settings_with(**wrong)
    assert describe(caught.value).startswith(f"Wrong setting: {next(iter(wrong))}: ")  # type: ignore[arg-type]
