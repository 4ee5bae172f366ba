"""Mails: handed to a server of the installation's choice, or written to `outbox/` in the data dir.

They are made and sent behind the requests that ask for them, so that neither an answer nor the time that it
takes tells whether there is anybody to write to. Links in them are worth an account: no log has any, nor an
address, nor what a server said, which may repeat either.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, make_msgid, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from chat_app.errors import Unavailable
from chat_app.models.ids import new_id
from chat_app.services.letters import Letter
from chat_app.settings import SMTP_PORTS, Settings

MakeLetter = Callable[[], Awaitable[Letter | None]]

_LONGEST_QUEUE = 1000
_AT_ONCE = 3
_PAUSES = (1.0, 5.0, 20.0)
"""Seconds before each further try."""
_PATIENCE = 15.0
"""Seconds for a server to answer."""
_LAST_PATIENCE = 4.0
"""Seconds for what is waiting when the worker stops."""
_REFUSED = 500

log = structlog.get_logger(__name__)


class Mail:
    """Sends between `start` and `stop`; what is asked for before waits in a queue of bounded length."""

    def __init__(self, settings: Settings) -> None:
        self._smtp = settings.smtp_url.get_secret_value() if settings.smtp_url else None
        self._outbox = settings.data_dir / "outbox"
        self._place = urlsplit(settings.base_url).hostname or "localhost"
        self._sender = _sender(settings, self._place)
        self._waiting: asyncio.Queue[MakeLetter] = asyncio.Queue(_LONGEST_QUEUE)
        self._tasks: list[asyncio.Task[None]] = []
        self.outcomes: dict[tuple[str, ...], int] = {
            (o,): 0 for o in ("sent", "written", "failed", "dropped")
        }
        """What became of mails since the start."""

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._send_forever()) for _ in range(_AT_ONCE)]

    async def stop(self) -> None:
        """Sends what is waiting, for as long as there is time."""
        try:
            await asyncio.wait_for(self._waiting.join(), _LAST_PATIENCE)
        except TimeoutError:
            log.warning("mails_lost", waiting=self._waiting.qsize())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def waiting(self) -> int:
        return self._waiting.qsize()

    def later(self, make: MakeLetter) -> None:
        """Has a letter made and sent; None from `make` means that there is none to send.

        Raises:
            Unavailable: too many are waiting.
        """
        try:
            self._waiting.put_nowait(make)
        except asyncio.QueueFull:
            raise Unavailable from None

    def send(self, *letters: Letter) -> None:
        """Has letters sent that are there already; where too many are waiting, the log tells of it alone."""
        for letter in letters:
            try:
                self.later(_there(letter))
            except Unavailable:
                self.outcomes["dropped",] += 1
                log.warning("mail_dropped", purpose=letter.purpose)

    async def _send_forever(self) -> None:
        while True:
            make = await self._waiting.get()
            try:
                letter = await make()
                if letter is not None:
                    await self._deliver(letter)
            except Exception:
                log.exception("mail_broke")
            finally:
                self._waiting.task_done()

    async def _deliver(self, letter: Letter) -> None:
        message = self._message(letter)
        if self._smtp is None:
            path = self._outbox / f"{new_id()}-{letter.purpose}.eml"
            await asyncio.to_thread(_write, path, message.as_bytes())
            self.outcomes["written",] += 1
            log.warning("mail_written", purpose=letter.purpose, path=str(path))
            return
        for pause in (*_PAUSES, None):
            try:
                await self._hand_in(self._smtp, message)
            except (aiosmtplib.SMTPException, OSError, ValueError) as error:
                code = _code(error)
                is_over = pause is None or (code is not None and code >= _REFUSED)
                log.warning(
                    "mail_failed" if is_over else "mail_delayed",
                    purpose=letter.purpose,
                    error=type(error).__name__,
                    code=code,
                )
                if is_over or pause is None:
                    self.outcomes["failed",] += 1
                    return
                await asyncio.sleep(pause)
            else:
                self.outcomes["sent",] += 1
                log.info("mail_sent", purpose=letter.purpose)
                return

    async def _hand_in(self, smtp: str, message: EmailMessage) -> None:
        url = urlsplit(smtp)
        await aiosmtplib.send(
            message,
            hostname=url.hostname,
            port=url.port or SMTP_PORTS[url.scheme],
            username=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            use_tls=url.scheme == "smtps",
            local_hostname=self._place,
            timeout=_PATIENCE,
        )

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(SMTP)
        message["From"] = self._sender
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(localtime())
        message["Message-ID"] = make_msgid(domain=self._sender.domain)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message


def _there(letter: Letter) -> MakeLetter:
    async def make() -> Letter:
        return letter

    return make


def _sender(settings: Settings, place: str) -> Address:
    if settings.mail_from is None:
        # An address of numbers is no domain that a mail could come from.
        domain = "localhost" if ":" in place or place.replace(".", "").isdecimal() else place
        return Address("Parley", "no-reply", domain)
    name, address = parseaddr(settings.mail_from)
    return Address(name, addr_spec=address)


def _code(error: Exception) -> int | None:
    """What the server answered, where it did. Of several recipients there is always one."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return error.recipients[0].code
    return error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.rename(path)
