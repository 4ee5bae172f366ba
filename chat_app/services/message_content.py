"""What a message may be made of; the same rules on every road."""

import re

from chat_app.errors import Invalid
from chat_app.models.ids import is_id

LONGEST_BODY = 20_000
LONGEST_CLIENT_ID = 64
MOST_ATTACHMENTS = 10
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


def check_text(name: str, value: str) -> str:
    """Refuses what no database and no other client could take: NUL and lone surrogates."""
    if ("\0" in value) if value.isascii() else _NOT_TEXT.search(value):
        raise Invalid(fields={name: "contains characters that are not text"})
    return value


def check_body(body: str) -> str:
    """Raises Invalid unless it is text of 1 to 20,000 characters that shows something."""
    if len(body) > LONGEST_BODY:
        raise Invalid(fields={"body": f"is longer than {LONGEST_BODY:,} characters"})
    if not body or body.isspace():
        raise Invalid(fields={"body": "is blank"})
    return check_text("body", body)


def check_send(
    client_id: str, body: str, reply_to: str | None, thread_root: str | None, attachment_ids: list[str]
) -> tuple[str, str, str | None, str | None, tuple[str, ...]]:
    """What a `send` carries besides its conversation, checked:
    (client_id, body, reply_to, thread_root, attachment_ids). With files the body may be blank."""
    if not 1 <= len(client_id) <= LONGEST_CLIENT_ID:
        raise Invalid(fields={"client_id": f"must have 1 to {LONGEST_CLIENT_ID} characters"})
    check_text("client_id", client_id)
    _check_attachments(attachment_ids)
    if attachment_ids and (not body or body.isspace()):
        body = ""
    else:
        check_body(body)
    for name, value in (("reply_to", reply_to), ("thread_root", thread_root)):
        if value is not None:
            check_text(name, value)
    return client_id, body, reply_to, thread_root, tuple(attachment_ids)


def _check_attachments(ids: list[str]) -> None:
    if len(ids) > MOST_ATTACHMENTS:
        raise Invalid(fields={"attachment_ids": f"has more than {MOST_ATTACHMENTS} files"})
    if len(set(ids)) < len(ids):
        raise Invalid(fields={"attachment_ids": "names a file twice"})
    if not all(map(is_id, ids)):
        raise Invalid(fields={"attachment_ids": "names a file that is not yours or does not exist"})
