"""The ways to other places of the open conversation."""

from dataclasses import dataclass
from typing import Any, Literal

from reflex.vars import Var

from chat_app.ui.store.face import does, known

Back = Literal["today", "yesterday", "week", "month", "beginning"]


@dataclass(frozen=True)
class Jumps:
    """What there is to go to: `day` is the one whose messages are uppermost, where nothing else says it."""

    day: str
    is_line_above: bool
    news: str
    is_away: bool
    unread: int
    unread_text: str


jumps = known("useJumps", Jumps, "jumps")
to_newest = does("toNewest", "places")
to_first_new = does("toFirstNew", "jumps")
put_news_away = does("putNewsAway", "jumps")
open_dates = does("openDates", "jumpToDate")
jump_to_date = does("jumpToDate", "jumpToDate")


def jump_back(back: Back) -> Var[Any]:
    return does("jumpBack", "jumpToDate", back)
