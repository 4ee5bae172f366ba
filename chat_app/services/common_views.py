"""What every member is told alike when they come back, kept for those who come in the same moment."""

from collections import OrderedDict
from collections.abc import Callable, Collection
from threading import Lock
from typing import Any

from sqlmodel import Session

from chat_app.models import Conversation
from chat_app.services import conversation_view, history

MOST = 1000
"""Views that are kept."""
LARGEST = 16 * 1024
"""Characters of the texts of one that is."""

Message = dict[str, Any]
_Key = tuple[str, int, int, int]
"""Conversation, from which rev, to which, and how often names had changed: with these a view is always the
same. The last message is the view from -1."""


class CommonViews:
    """Read once and told to many. For threads; who is told changes nothing in it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, list[Message]] = OrderedDict()
        self._lock = Lock()

    def changed_since(
        self, session: Session, conversation: Conversation, rev: int, profiles: int
    ) -> list[Message]:
        """The messages changed after that rev, in the order of their latest change."""
        key = conversation.id, rev, conversation.last_rev, profiles
        return self._get(key, lambda: history.changed_since(session, conversation.id, rev))

    def last_messages(
        self, session: Session, conversations: Collection[Conversation], profiles: int
    ) -> dict[str, Message]:
        """The message with the highest seq of each conversation that has one."""
        keys = {c.id: (c.id, -1, c.last_rev, profiles) for c in conversations}
        with self._lock:
            kept = {id_: self._kept[key] for id_, key in keys.items() if key in self._kept}
        if missing := [id_ for id_ in keys if id_ not in kept]:
            found = conversation_view.last_messages(session, missing)
            for id_ in missing:
                kept[id_] = [found[id_]] if id_ in found else []
                self._keep(keys[id_], kept[id_])
        return {id_: messages[0] for id_, messages in kept.items() if messages}

    def _get(self, key: _Key, read: Callable[[], list[Message]]) -> list[Message]:
        with self._lock:
            kept = self._kept.get(key)
        if kept is None:
            kept = read()
            self._keep(key, kept)
        return kept

    def _keep(self, key: _Key, view: list[Message]) -> None:
        if sum(len(message["html"]) for message in view) > LARGEST:
            return
        with self._lock:
            self._kept[key] = view
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
