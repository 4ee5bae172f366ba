"""When Python looks for cyclic garbage, and how much of the memory it looks through.

A full collection walks every object and stops every thread meanwhile: 0.2 to 0.3 s with 1,000 sockets. Left
to itself it comes every ten seconds while people write and upload, and then a message of a hundred waits for
it. So what has survived a full collection is frozen: the next one walks only what is new, which takes
milliseconds, and everything is walked again when the server rests.
"""

import asyncio
import gc
import time

_YOUNG = 2_000
"""Objects that are new: it takes a millisecond to look through them, and ten times that after ten times."""

_WORTH_IT = 4
"""Collections of the young ones after which a full one finds something."""

_NEVER = 2**31 - 1
_EVERY = 1.0
_QUIET = 0.1
"""Of a core, used within the last second."""

_RESTED = 600.0
"""Seconds between two walks through everything while the server rests."""

_MOST_FROZEN = 1_000_000
"""Objects frozen since, that bring such a walk whatever is going on: if all were garbage by now, 200 MB."""


class GarbageCollector:
    """Makes full collections: small ones at any time, large ones while little happens.

    `start` it in the event loop, when the app is up.
    """

    def start(self) -> None:
        gc.set_threshold(_YOUNG, 10, _NEVER)
        self._loop = asyncio.get_running_loop()
        self._walk_everything()
        self._again()

    def _again(self) -> None:
        self._used = time.process_time()
        self._loop.call_later(_EVERY, self._look)

    def _look(self) -> None:
        if gc.get_count()[2] >= _WORTH_IT:
            gc.collect()
            self._frozen += len(gc.get_objects(generation=2))
            gc.freeze()
        is_quiet = time.process_time() - self._used < _EVERY * _QUIET
        has_rested = is_quiet and self._loop.time() - self._walked > _RESTED
        if self._frozen > _MOST_FROZEN or (self._frozen and has_rested):
            self._walk_everything()
        self._again()

    def _walk_everything(self) -> None:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._frozen = 0  # to ask for their number takes as long as half a walk
        self._walked = self._loop.time()
