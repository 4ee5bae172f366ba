"""The newest messages of the conversations that are open in this worker, encoded: what opening one asks for.

They are a copy of what SQL has at one `rev`, moved on by the same news that the sockets hear, and dropped as
soon as anything is in doubt. What is let go of for another reason is left to others (`leave`).
"""

import re
from collections import OrderedDict
from collections.abc import Callable

from chat_app.bus import Envelope
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
        self.left: Callable[[str, Newest], None] = lambda _conversation_id, _newest: None
        """Called with what is no longer kept here, though nothing is wrong with it."""
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
            self.leave(next(iter(self._kept)))

    def take(self, conversation_id: str, news: Envelope) -> None:
        """Moves on by the `message` event of the next rev; one that does not follow, or that was written when
        people had other names than in the copy, ends it."""
        kept = self._kept.get(conversation_id)
        if kept is None or news.rev <= kept.rev:
            return
        message = news.event[news.event.index(_MESSAGE) + len(_MESSAGE) : -1]
        seq = seq_of(message)
        last = next(reversed(kept.messages), 0)
        if news.rev != kept.rev + 1 or news.profiles != kept.profiles or seq > last + 1:
            self.drop(conversation_id)
            return
        kept.rev = news.rev
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

    def leave(self, conversation_id: str) -> None:
        """Somebody else may want it."""
        if (kept := self._kept.get(conversation_id)) is not None:
            self.drop(conversation_id)
            self.left(conversation_id, kept)

    def leave_all(self) -> None:
        for conversation_id in list(self._kept):
            self.leave(conversation_id)

    def drop(self, conversation_id: str) -> None:
        if (kept := self._kept.pop(conversation_id, None)) is not None:
            self._size -= sum(map(len, kept.messages.values()))

    def rename(self) -> None:
        """Somebody has another name or picture, which stands in the messages without changing their rev."""
        self.names += 1
        self._kept.clear()
        self._size = 0


def seq_of(message: str) -> int:
    """The number of an encoded message."""
    found = _SEQ.search(message)
    if found is None:
        raise ValueError("A message without a seq")
    return int(found[1])
