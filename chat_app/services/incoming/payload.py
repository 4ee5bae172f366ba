"""A payload as Slack's and Mattermost's incoming webhooks take it, as what is to be posted."""

from dataclasses import dataclass
from typing import Any, cast

import orjson

from chat_app.services.incoming.attachments import text_of_attachments
from chat_app.services.incoming.blocks import text_of_blocks
from chat_app.services.incoming.mrkdwn import plain, readable
from chat_app.services.message_content import LONGEST_BODY
from chat_app.services.users import LONGEST_DISPLAY_NAME

_CUT = "\n\n[…]"
_FENCE = "\n```"


class WrongPayload(Exception):
    """It is not a JSON object, or one whose parts are of the wrong kind."""


class NoText(Exception):
    """There is nothing to read in it."""


@dataclass(frozen=True, slots=True)
class Post:
    """`author_name` is what the sender calls itself this time, if it does."""

    body: str
    author_name: str | None


def read_payload(raw: bytes) -> Post:
    """What there is to post. Unknown fields are ignored, and so are `channel`, `icon_url` and `icon_emoji`:
    a webhook posts in one place, and pictures of other hosts are not shown.

    Where there are blocks, `text` is what Slack shows where it cannot show them, and left out. A text that is
    too long is cut, and says so.

    Raises:
        WrongPayload, NoText.
    """
    try:
        data: Any = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise WrongPayload from None
    if not isinstance(data, dict):
        raise WrongPayload
    payload = cast("dict[str, Any]", data)
    for name, kind in (("text", str), ("blocks", list), ("attachments", list), ("username", str)):
        if not isinstance(payload.get(name), kind | None):
            raise WrongPayload
    text: str = payload.get("text") or ""
    shown = plain(text) if payload.get("mrkdwn") is False else readable(text)
    parts = [text_of_blocks(payload.get("blocks")) or shown, text_of_attachments(payload.get("attachments"))]
    body = "\n\n".join(part for part in parts if part.strip()).strip()
    if not body:
        raise NoText
    return Post(_cut(body), _name(payload.get("username") or ""))


def _cut(body: str) -> str:
    if len(body) <= LONGEST_BODY:
        return body
    kept = body[: LONGEST_BODY - len(_CUT) - len(_FENCE)].rstrip()
    if sum(line.startswith("```") for line in kept.split("\n")) % 2:
        kept += _FENCE
    return kept + _CUT


def _name(username: str) -> str | None:
    """One line, as people's names are."""
    line = " ".join("".join(char if char.isprintable() else " " for char in username).split())
    return line[:LONGEST_DISPLAY_NAME].strip() or None
