"""The parts of a mail, as each language words them."""

from typing import Literal, NamedTuple

Purpose = Literal["reset", "verify", "address-change"]


class Wording(NamedTuple):
    """`before` and `after` stand around the link, whose button says `action`.

    In both there may be `{username}`, `{place}` and, where one is concerned, `{address}`.
    """

    subject: str
    before: str
    action: str
    after: str
