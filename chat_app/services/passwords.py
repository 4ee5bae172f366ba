"""Passwords: which are good enough, and their hashes (argon2id).

Hashing takes a processor for tens of milliseconds by design: it happens in threads of its own, never
in the event loop, never where the database is written, and never more than a few at a time.
"""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn import zxcvbn

R = TypeVar("R")

SHORTEST = 8
LONGEST = 1024
_ESTIMATED = 24
"""So much of a password is looked at for patterns: twice as much may keep a processor for seconds."""
_GOOD_ENOUGH = 2

# OWASP's recommendation for argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")


async def why_refused(password: str, *about: str) -> str | None:
    """Why this password is not good enough, or None. `about` is what an attacker knows of the person."""
    return await _in_thread(_why_refused, password, about)


async def hashed(password: str) -> str:
    return await _in_thread(_HASHER.hash, _composed(password))


async def verify(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Whether it is the password, and a new hash to store where the old one is of an earlier strength.

    Takes as long for nobody (`stored` is None) as for somebody.
    """
    return await _in_thread(_verify, _composed(password), stored)


def _verify(password: str, stored: str | None) -> tuple[bool, str | None]:
    try:
        good, better = _HASHER.verify_and_update(password, stored or _nobodys())
    except UnknownHashError:
        return False, None
    return good and stored is not None, better


def _why_refused(password: str, about: tuple[str, ...]) -> str | None:
    if len(password) < SHORTEST:
        return f"must have at least {SHORTEST} characters"
    if len(password) > LONGEST:
        return f"is longer than {LONGEST} characters"
    folded = password.casefold()
    if any(len(word) > 2 and word.casefold() in folded for word in about[:1]):
        return "must not contain the username"
    found: Any = zxcvbn(password[:_ESTIMATED], user_inputs=["parley", *filter(None, about)])
    if found["score"] >= _GOOD_ENOUGH:
        return None
    warning = str(found["feedback"]["warning"]).rstrip(".")
    return f"is too easy to guess: {warning[:1].lower()}{warning[1:]}" if warning else "is too easy to guess"


def _composed(password: str) -> str:
    """Keyboards differ in how they put accents; the password is the same."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")


async def _in_thread(function: Callable[..., R], *args: Any) -> R:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, function, *args)
