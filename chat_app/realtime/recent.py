"""The newest messages of the conversations that are open in this worker, encoded: what opening one asks for.

They are a copy of what SQL has at one `rev`, moved on by the same news that the sockets hear, and dropped as
soon as anything is in doubt.
"""

import re
from collections import OrderedDict

from chat_app.services.history import Newest

KEPT = 60
"""Messages of a conversation: a page of our own client, and some more, so that a page stays whole."""
BUDGET = 32 * 2**20
"""Characters in all; the conversations that nobody has opened for longest go first."""

_MESSAGE = '"message":'
_SEQ = re.compile(r'"seq":(\d+)')
"""A message has its own number before anything that a person wrote."""


class RecentMessages:
    """By conversation, each as of the rev of the last news that was taken."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._size = 0
        self.names = 0
        """How often somebody's name has changed: what was read before that is not kept."""
        self._kept: OrderedDict[str, Newest] = OrderedDict()

    def fill(self, conversation_id: str, newest: Newest) -> None:
        """Takes what SQL had."""
        self.drop(conversation_id)
        self._kept[conversation_id] = newest
        self._size += sum(map(len, newest.messages.values()))
        while self._size > self._budget:
            self.drop(next(iter(self._kept)))

    def take(self, conversation_id: str, rev: int, event: str) -> None:
        """Moves on by the `message` event of the next rev; one that does not follow ends the copy."""
        kept = self._kept.get(conversation_id)
        if kept is None or rev <= kept.rev:
            return
        message = event[event.index(_MESSAGE) + len(_MESSAGE) : -1]
        seq = _seq(message)
        last = next(reversed(kept.messages), 0)
        if rev != kept.rev + 1 or seq > last + 1:
            self.drop(conversation_id)
            return
        kept.rev = rev
        if seq <= last and seq not in kept.messages:  # older than what is kept
            return
        change = len(message) - len(kept.messages.get(seq, ""))
        kept.messages[seq] = message
        while len(kept.messages) > KEPT:
            change -= len(kept.messages.pop(next(iter(kept.messages))))
        self._size += change

    def at(self, conversation_id: str, rev: int) -> Newest | None:
        """What is kept, if it is as of `rev`."""
        kept = self._kept.get(conversation_id)
        if kept is None or kept.rev != rev:
            return None
        self._kept.move_to_end(conversation_id)
        return kept

    def drop(self, conversation_id: str) -> None:
        if (kept := self._kept.pop(conversation_id, None)) is not None:
            self._size -= sum(map(len, kept.messages.values()))

    def rename(self) -> None:
        """Somebody has another name or picture, which stands in the messages without changing their rev."""
        self.names += 1
        self._kept.clear()
        self._size = 0


def _seq(message: str) -> int:
    found = _SEQ.search(message)
    if found is None:
        raise ValueError("A message without a seq")
    return int(found[1])
