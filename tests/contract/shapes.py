"""The objects of the contract, checked key by key."""

from __future__ import annotations

import re

from tests.support.api import Json

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")

USER = {
    "id": str,
    "username": str,
    "display_name": str,
    "avatar_url": (str, type(None)),
    "role": str,
    "status_text": (str, type(None)),
    "status_emoji": (str, type(None)),
    "status_until": (str, type(None)),
    "dnd_until": (str, type(None)),
    "presence": str,
    "last_seen_at": (str, type(None)),
}
CONVERSATION = {
    "id": str,
    "kind": str,
    "name": (str, type(None)),
    "topic": (str, type(None)),
    "visibility": (str, type(None)),
    "posting": str,
    "avatar_url": (str, type(None)),
    "archived": bool,
    "member_count": int,
    "created_at": str,
    "last_seq": int,
    "last_rev": int,
    "last_message": (dict, type(None)),
    "my": dict,
    "peer": (dict, type(None)),
}
MY = {
    "role": str,
    "read_seq": int,
    "unread": int,
    "mentions": int,
    "muted_until": (str, type(None)),
    "notify": str,
    "favourite": bool,
    "draft": str,
}
MEMBER = {"user": dict, "role": str, "joined_at": str, "read_seq": int, "delivered_seq": int}
MESSAGE = {
    "id": str,
    "conversation_id": str,
    "seq": int,
    "rev": int,
    "client_id": (str, type(None)),
    "kind": str,
    "author": dict,
    "body": str,
    "html": str,
    "reply_to": (dict, type(None)),
    "thread_root": (str, type(None)),
    "reply_count": int,
    "attachments": list,
    "reactions": list,
    "mentions": list,
    "pinned": bool,
    "created_at": str,
    "edited_at": (str, type(None)),
    "deleted": bool,
}
FILE = {
    "id": str,
    "name": str,
    "mime": str,
    "size": int,
    "kind": str,
    "width": (int, type(None)),
    "height": (int, type(None)),
    "animated": bool,
    "thumbhash": (str, type(None)),
    "url": str,
    "thumb_url": (str, type(None)),
}
AUTHOR = {
    "id": str,
    "username": str,
    "display_name": str,
    "avatar_url": (str, type(None)),
}
REPLY_TO = {"id": str, "seq": int, "author_name": str, "excerpt": str}


def check_time(value: object) -> None:
    assert isinstance(value, str), value
    assert _TIME.fullmatch(value), f"{value} is not RFC 3339 UTC with milliseconds"


def _check(what: str, value: object, shape: Json) -> None:
    assert isinstance(value, dict), f"{what}: {value!r}"
    for key, kinds in shape.items():
        assert key in value, f"{what} lacks {key}: {value}"
        assert isinstance(value[key], kinds), f"{what}.{key} is {value[key]!r}"
        if key.endswith("_at") and value[key] is not None:
            check_time(value[key])


def check_user(user: Json) -> None:
    _check("user", user, USER)
    assert user["role"] in {"owner", "admin", "member", "bot"}
    assert user["presence"] in {"online", "away", "offline"}


def check_stranger(user: Json) -> None:
    """A user as everybody may see them: the shape, and nothing private."""
    check_user(user)
    assert set(user) == set(USER), f"more than the contract gives away: {set(user) - set(USER)}"


def check_file(file: Json) -> None:
    _check("file", file, FILE)
    assert file["kind"] in {"image", "video", "audio", "document"}
    for url in (file["url"], file["thumb_url"]):
        assert url is None or url.startswith(("/", "http")), url


def check_conversation(conversation: Json) -> None:
    _check("conversation", conversation, CONVERSATION)
    _check("my", conversation["my"], MY)
    assert conversation["kind"] in {"group", "direct"}
    if conversation["kind"] == "group":
        assert conversation["visibility"] in {"private", "public"}
        assert conversation["peer"] is None
        assert conversation["my"]["role"] in {"owner", "admin", "member"}
    else:
        check_stranger(conversation["peer"])


def check_member(member: Json) -> None:
    _check("member", member, MEMBER)
    check_stranger(member["user"])
    assert member["role"] in {"owner", "admin", "member"}


def check_message(message: Json) -> None:
    _check("message", message, MESSAGE)
    expected = set(MESSAGE) | ({"event"} if message["kind"] == "system" and not message["deleted"] else set())
    assert set(message) == expected, f"unknown fields: {set(message) ^ expected}"
    assert message["kind"] in {"user", "system"}
    assert message["seq"] >= 1
    assert message["rev"] >= message["seq"]
    _check("author", message["author"], AUTHOR)
    assert set(message["author"]) - {"is_bot"} == set(AUTHOR)
    assert message["author"].get("is_bot", True) is True
    if message["reply_to"] is not None:
        _check("reply_to", message["reply_to"], REPLY_TO)
    for reaction in message["reactions"]:
        assert set(reaction) == {"emoji", "count", "user_ids"}
        assert reaction["count"] == len(reaction["user_ids"]) > 0
