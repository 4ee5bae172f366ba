"""What admins and the command line do to how people sign in."""

import re
import time

import pytest
from pyotp.totp import TOTP
from sqlalchemy import update
from sqlmodel import Session, col, select

from chat_app.db import Database
from chat_app.errors import Conflict, NotAllowed, NotFound, NotSignedIn, Unavailable
from chat_app.models import AuditEntry, User
from chat_app.models.actor import Actor
from chat_app.models.ids import new_id
from chat_app.services import otp, sessions
from chat_app.services.accounts import Accounts
from chat_app.services.limits import Limits
from chat_app.services.mail import Mail
from chat_app.services.sessions import Device
from chat_app.settings import Settings

PASSWORD = "correct horse battery staple"
ANOTHER = "seven green bottles on a wall"
LAPTOP = Device("Firefox on a laptop", "192.0.2.1")


@pytest.fixture
def mail(settings: Settings) -> Mail:
    return Mail(settings)


@pytest.fixture
def accounts(settings: Settings, database: Database, mail: Mail) -> Accounts:
    return Accounts(settings, database, Limits(settings), mail)


async def register(accounts: Accounts, database: Database, username: str) -> Actor:
    signed_in = await accounts.register(
        username=username,
        email=f"{username}@example.org",
        password=PASSWORD,
        display_name=None,
        device=LAPTOP,
    )
    return await database.read(sessions.actor_of_cookie, signed_in.cookie)


async def turn_on(accounts: Accounts, actor: Actor) -> tuple[str, list[str]]:
    secret = (await accounts.otp.begin(actor, PASSWORD)).secret
    return secret, await accounts.otp.confirm(actor, TOTP(secret).at(int(time.time())))


def audited(session: Session) -> list[tuple[str | None, str, str, str]]:
    entries = session.scalars(select(AuditEntry).order_by(col(AuditEntry.id)))
    return [(entry.actor_id, entry.action, entry.target_name, entry.ip) for entry in entries]


def change(session: Session, user_id: str, **values: object) -> None:
    session.connection().execute(update(User).where(col(User.id) == user_id).values(**values))


async def written(mail: Mail, settings: Settings) -> list[str]:
    """What of the mails are links to a new password."""
    mail.start()
    await mail.stop()
    return [
        found[1]
        for path in sorted((settings.data_dir / "outbox").glob("*-reset.eml"))
        if (found := re.search(r"/reset#([\w-]+)", path.read_text()))
    ]


async def test_an_admin_has_a_link_sent_to_somebody(
    accounts: Accounts, database: Database, mail: Mail, settings: Settings
) -> None:
    anna = await register(accounts, database, "anna")
    for _ in range(7):  # however often
        assert await accounts.mail_reset(anna.user_id)
    links = await written(mail, settings)
    assert len(links) == 7
    await accounts.passwords.reset(links[-1], ANOTHER)
    await accounts.login(login="anna", password=ANOTHER, device=LAPTOP)


async def test_no_link_is_sent_to_the_suspended_and_to_bots(
    accounts: Accounts, database: Database, mail: Mail, settings: Settings
) -> None:
    anna, bot = await register(accounts, database, "anna"), await register(accounts, database, "bot")
    await database.write(change, anna.user_id, active=False)
    await database.write(change, bot.user_id, role="bot")
    assert not await accounts.mail_reset(anna.user_id)
    assert not await accounts.mail_reset(bot.user_id)
    await database.write(change, anna.user_id, suspended_until=1)
    assert await accounts.mail_reset(anna.user_id)
    for unknown in (new_id(), "", "\0"):
        with pytest.raises(NotFound):
            await accounts.mail_reset(unknown)
    assert len(await written(mail, settings)) == 1


async def test_an_admin_takes_away_a_second_factor_of_whom_they_may_change(
    accounts: Accounts, database: Database
) -> None:
    owner, admin, anna = [await register(accounts, database, name) for name in ("owner", "admin", "anna")]
    await database.write(change, admin.user_id, role="admin")
    for actor in (owner, anna):
        await turn_on(accounts, actor)
    acting = Actor(admin.user_id, admin.session_id, "admin", "192.0.2.7")
    with pytest.raises(NotAllowed):
        await database.write(otp.remove_for, anna, admin.user_id)
    with pytest.raises(NotAllowed):
        await database.write(otp.remove_for, acting, owner.user_id)
    with pytest.raises(NotFound):
        await database.write(otp.remove_for, acting, new_id())
    with pytest.raises(NotAllowed):
        await database.write(otp.remove_for, anna, new_id())
    await database.write(otp.remove_for, acting, anna.user_id)
    with pytest.raises(Conflict):
        await database.write(otp.remove_for, acting, anna.user_id)
    await accounts.login(login="anna", password=PASSWORD, device=LAPTOP)
    assert (await database.read(audited))[-1] == (admin.user_id, "user.remove_otp", "anna", "192.0.2.7")


async def test_under_another_key_recovery_codes_still_let_one_in(
    accounts: Accounts, database: Database, settings: Settings
) -> None:
    anna = await register(accounts, database, "anna")
    secret, codes = await turn_on(accounts, anna)
    other = Settings(CHAT_DATA_DIR=settings.data_dir, CHAT_SECRET_KEY="x" * 32)  # type: ignore[call-arg]
    moved = Accounts(other, database, Limits(other))
    code = TOTP(secret).at(int(time.time()) + 30)
    with pytest.raises(Unavailable):
        await moved.login(login="anna", password=PASSWORD, otp_code=code, device=LAPTOP)
    await moved.login(login="anna", password=PASSWORD, otp_code=codes[0], device=LAPTOP)
    await moved.otp.remove(anna, PASSWORD, codes[1])
    await moved.login(login="anna", password=PASSWORD, device=LAPTOP)


async def test_nothing_is_changed_through_a_session_that_has_ended(
    accounts: Accounts, database: Database
) -> None:
    anna = await register(accounts, database, "anna")
    await database.write(sessions.sign_out, anna)
    for deed in (
        accounts.passwords.change(anna, PASSWORD, ANOTHER),
        accounts.addresses.change(anna, "new@example.org", PASSWORD),
        accounts.addresses.verify_again(anna),
        accounts.otp.begin(anna, PASSWORD),
        accounts.otp.confirm(anna, "000000"),
    ):
        with pytest.raises(NotSignedIn):
            await deed
    await accounts.login(login="anna", password=PASSWORD, device=LAPTOP)
