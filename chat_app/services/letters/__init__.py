"""What mails say: plain text and simple HTML, in the language of whom they are for.

They name people by their username, which cannot be made to look like anything else: whoever registers with
the address of a stranger writes to them.
"""

from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from chat_app.models import User
from chat_app.services.letters.english import ENGLISH
from chat_app.services.letters.indonesian import INDONESIAN
from chat_app.services.letters.wording import Purpose, Wording
from chat_app.settings import Settings

LANGUAGES: dict[str, dict[Purpose, Wording]] = {"en": ENGLISH, "id": INDONESIAN}

_PAGE = """\
<!doctype html>
<html lang="{language}">
<body style="margin:0;padding:24px;background:#fbfaf8;color:#23211e;font:16px/1.5 sans-serif">
<div style="max-width:480px;margin:0 auto">
<p style="font-weight:600">Parley</p>
{content}
</div>
</body>
</html>
"""
_BUTTON = (
    '<p><a href="{link}" style="display:inline-block;padding:10px 18px;border-radius:10px;'
    'background:#0f6466;color:#ffffff;text-decoration:none">{words}</a></p>'
    '<p style="font-size:13px;color:#5f5a53;word-break:break-all">{link}</p>'
)


class Letter(NamedTuple):
    """A mail that is ready to be sent to one address."""

    purpose: Purpose
    to: str
    subject: str
    text: str
    html: str


def letter(
    settings: Settings,
    user: User,
    purpose: Purpose,
    *,
    to: str = "",
    path: str = "",
    address: str = "",
    accepted: str = "",
) -> Letter:
    """A letter to a user, at `to` where that is not their own address.

    The one button leads to `path` of our pages, `address` is the one that the letter is about, `accepted` an
    `Accept-Language` header for who has chosen no language.
    """
    language = language_for(user.locale, accepted)
    said = LANGUAGES[language][purpose]
    link = settings.base_url + path if path else ""
    values = {"username": user.username, "place": urlsplit(settings.base_url).netloc, "address": address}
    before, after = said.before.format(**values), said.after.format(**values)
    text = "\n\n".join(filter(None, (before, link, after))) + "\n"
    button = _BUTTON.format(link=escape(link), words=escape(said.action)) if link else ""
    content = "\n".join((_paragraphs(before), button, _paragraphs(after)))
    page = _PAGE.format(language=language, content=content)
    return Letter(purpose, to or user.email, said.subject, text, page)


def language_for(locale: str, accepted: str = "") -> str:
    """The first that we write of what a person has chosen, or else of an `Accept-Language` header."""
    wanted = [locale] if locale else [part.partition(";")[0] for part in accepted.split(",")]
    spoken = (tag.strip().partition("-")[0].lower() for tag in wanted)
    return next((language for language in spoken if language in LANGUAGES), "en")


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n") if part)
