"""Mails that people have received, as they would read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import NamedTuple

from tests.support.servers import AppServer
from tests.support.waiting import eventually

_LINK = re.compile(r"https?://\S+")


class Received(NamedTuple):
    """A mail; `link` is the one address in its text, or empty."""

    sender: str
    to: str
    subject: str
    text: str
    html: str
    link: str
    message: EmailMessage

    @property
    def token(self) -> str:
        """What the link has in its fragment, which browsers tell no server."""
        return self.link.partition("#")[2]


def read_mail(content: bytes) -> Received:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    parts = {
        part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()
    }
    links = _LINK.findall(parts["text/plain"])
    return Received(
        str(message["From"]),
        str(message["To"]),
        str(message["Subject"]),
        parts["text/plain"],
        parts["text/html"],
        links[0] if links else "",
        message,
    )


def outbox_of(server: AppServer, address: str) -> list[Received]:
    """What the server has written to this address where it hands mails to nobody; the oldest first."""
    contents = (path.read_bytes() for path in sorted((server.data_dir / "outbox").glob("*.eml")))
    return mails_to(address, contents)


def mails_to(address: str, contents: Iterable[bytes]) -> list[Received]:
    return [read_mail(content) for content in contents if address.encode() in content]


async def mail_about(what: str, look: Callable[[], list[Received]], *, count: int = 1) -> Received:
    """The newest of the mails with `/what#` in their link, as soon as there are `count` of them."""

    def found() -> Received | None:
        about = [mail for mail in look() if f"/{what}#" in mail.link]
        return about[-1] if len(about) >= count else None

    return await eventually(found, f"mail {count} about {what}")
