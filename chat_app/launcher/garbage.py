"""When Python looks for cyclic garbage: at moments in which nobody waits for it.

A full collection walks every object and stops every thread meanwhile: 0.2 s with 1,000 sockets. Left to
itself it came every ten seconds while people wrote and uploaded: the slowest message of a hundred took 170
to 200 ms, and 70 to 88 without it.
"""

import asyncio
import gc
import time

_YOUNG = 2_000
"""Objects that are new: it takes a millisecond to look through them, and ten times that after ten times."""

_WORTH_IT = 10
"""Collections of the young ones after which a full one finds something."""

_OVERDUE = 100
"""So many that it is made whatever is going on: what survived them may take 200 MB."""

_NEVER = 2**31 - 1
_EVERY = 1.0
_QUIET = 0.1
"""Of a core, used within the last second."""


class GarbageCollector:
    """Makes full collections while little happens. `start` it in the event loop, when the app is up."""

    def start(self) -> None:
        # What lives now lives as long as the process: nobody need walk it again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(_YOUNG, 10, _NEVER)
        self._loop = asyncio.get_running_loop()
        self._again()

    def _again(self) -> None:
        self._used = time.process_time()
        self._loop.call_later(_EVERY, self._look)

    def _look(self) -> None:
        survived = gc.get_count()[2]
        is_quiet = time.process_time() - self._used < _EVERY * _QUIET
        if survived >= _OVERDUE or (is_quiet and survived >= _WORTH_IT):
            gc.collect()
        self._again()
