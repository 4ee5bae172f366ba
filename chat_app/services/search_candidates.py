"""What a search has to look at, newest first, by as little work as possible.

Statements are put together from pieces that stand here; whatever comes from outside is a parameter.
"""
# ruff: noqa: S608

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from chat_app.models.actor import Actor
from chat_app.services import search_words
from chat_app.services.search_query import Query, Term

WINDOW = 3_000
"""So many of the newest entries are read first."""

FARTHEST_WALK = 40_000
"""Entries that may be read where the first window promises that they are enough."""

SMALL = 8_000
"""Messages in all conversations concerned up to which all of them are read, without any index of words."""

_COMMON = 0.05
"""Words in more than this share of the messages are not worth looking up, if there is a rarer one."""

_SLACK = 256
"""Entries that may lie before one that is older, as workers write at the same time."""

_KEPT_APART = {
    "file": "attachments x WHERE true",
    "image": "attachments x JOIN files f ON f.id = x.file_id WHERE f.kind = 'image'",
    "reaction": "reactions x WHERE true",
}
"""What a message has that stands in a table of its own, as rows `x`."""


class Found(NamedTuple):
    no: int
    message_id: str
    words: str


@dataclass
class _Source:
    """Where rows `e` of search_entries come from, and on what conditions."""

    table: str
    where: list[str]
    number: str = "e.no"
    """What the bounds and the order are of."""
    materialized: bool = False


class Candidates:
    """The entries that the conditions of a query let through, words only coarsely.

    `places` are conversations of the caller (None: all of them), `people` authors (None: all). Only entries
    below the number `below` are looked at; `count` is how many will be wanted.
    """

    def __init__(
        self,
        session: Session,
        actor: Actor,
        query: Query,
        *,
        places: list[str] | None,
        people: list[str] | None,
        below: int,
        count: int,
    ) -> None:
        self._session = session
        self._connection = session.connection()
        self._postgres = self._connection.dialect.name == "postgresql"
        self._query = query
        self._count = count
        self._below = below
        self._above = -1
        self._walked = 0
        self._given: dict[str, Any] = {"me": actor.user_id}
        self._driver, self._filters = self._conditions(places, people)
        self._needles = [self._has_needle(f"n{n}", term) for n, term in enumerate(query.wanted)]

    def newest_first(self) -> Iterator[Found]:
        """In the order of time, the newest first, none twice."""
        self._narrow_to_times()
        if self._query.pinned:
            yield from self._rows(self._joined("(SELECT id FROM messages WHERE pinned) p", "p.id"))
        elif self._is_small():
            # By conversation: the sum keeps SQLite from following the numbers instead.
            yield from self._rows(self._entries("e.no + 0"))
        elif not self._needles and not self._query.has & _KEPT_APART.keys():
            yield from self._rows(self._entries())
        else:
            yield from self._walk_then_look_up()

    def _walk_then_look_up(self) -> Iterator[Found]:
        found = 0
        window = WINDOW
        while True:
            for row in self._walk(window):
                found += 1
                yield row
            if self._is_at_end():
                return
            # As many entries as it takes, if they hold as much as those that were walked over.
            promised = 1.3 * self._walked * (self._count - found) / found if found >= 5 else FARTHEST_WALK
            window = max(WINDOW, int(promised))
            if self._walked + window > FARTHEST_WALK:
                break
        source = self._looked_up() if self._needles else self._with_what_is_apart()
        if source is not None:
            yield from self._rows(source)

    def _conditions(self, places: list[str] | None, people: list[str] | None) -> tuple[str, list[str]]:
        """The condition whose index is walked along, and all the others."""
        driver, filters = "", list[str]()
        if people is not None:
            (one, several) = self._one_of("e.author_id", "p", people)
            driver = one or driver
            filters += [] if one else [several]
        if places is not None:
            (one, several) = self._one_of("e.conversation_id", "c", places)
            if one and driver:
                filters.append(driver.replace("e.author_id", "e.author_id || ''"))
            driver = one or driver
            filters += [] if one else [several]
        else:
            # Nothing is appended; it keeps SQLite from going through the conversations one by one.
            filters.append(
                "e.conversation_id || '' IN (SELECT conversation_id FROM memberships WHERE user_id = :me)"
            )
        if "link" in self._query.has:
            filters.append("e.has_link")
        for name in sorted(self._query.has & _KEPT_APART.keys()):
            filters.append(f"EXISTS (SELECT 1 FROM {_KEPT_APART[name]} AND x.message_id = e.message_id)")
        self._places = places
        return driver, filters

    def _one_of(self, column: str, prefix: str, values: Sequence[str]) -> tuple[str, str]:
        names = [f"{prefix}{number}" for number in range(len(values))]
        self._given |= dict(zip(names, values, strict=True))
        if len(values) == 1:
            return f"{column} = :{names[0]}", ""
        return "", f"{column} || '' IN ({', '.join(f':{name}' for name in names)})"

    def _has_needle(self, name: str, term: Term) -> str:
        self._given[name] = term.needle
        position = "strpos" if self._postgres else "instr"
        return f"{position}(' ' || e.words || ' ', :{name}) > 0"

    def _narrow_to_times(self) -> None:
        if self._query.before is not None:
            self._filters.append("e.at < :before")
            self._given["before"] = self._query.before
            self._below = min(self._below, self._first_at(self._query.before) + _SLACK)
        if self._query.after is not None:
            self._filters.append("e.at >= :after")
            self._given["after"] = self._query.after
            self._above = self._first_at(self._query.after) - _SLACK

    def _first_at(self, at: int) -> int:
        """The number of the first entry at or after a time, by halving: numbers follow the time."""
        low, high = 0, self._scalar("SELECT max(no) FROM search_entries") or 0
        while low < high:
            middle = (low + high) // 2
            there = self._scalar(
                "SELECT at FROM search_entries WHERE no > :middle ORDER BY no LIMIT 1", middle=middle
            )
            if there is not None and there < at:
                low = middle + 1
            else:
                high = middle
        return low

    def _is_small(self) -> bool:
        where = (
            ""
            if self._places is None
            else "AND "
            + "".join(one or several for one, several in [self._one_of("c.id", "c", self._places)])
        )
        size = self._scalar(
            "SELECT sum(c.last_seq) FROM memberships m JOIN conversations c ON c.id = m.conversation_id"
            f" WHERE m.user_id = :me {where}"
        )
        if (size or 0) > SMALL:
            return False
        if self._places is None:
            self._filters[:] = [
                f.replace("e.conversation_id || ''", "e.conversation_id") for f in self._filters
            ]
        return True

    def _entries(self, number: str = "e.no") -> _Source:
        return _Source("search_entries e", [self._driver, *self._needles], number)

    def _joined(self, table: str, key: str) -> _Source:
        return _Source(
            f"{table} CROSS JOIN search_entries e",
            [f"e.message_id = {key}", self._driver, *self._needles],
            materialized=True,
        )

    def _with_what_is_apart(self) -> _Source:
        kept = next(iter(sorted(self._query.has & _KEPT_APART.keys())))
        return self._joined(f"(SELECT DISTINCT x.message_id FROM {_KEPT_APART[kept]}) x", "x.message_id")

    def _walk(self, window: int) -> Iterator[Found]:
        """The matches among the next entries, as far down as they reach."""
        floor = self._floor(window)
        self._walked += window
        above, self._above = self._above, max(self._above, floor)
        yield from self._rows(self._entries())
        self._below, self._above = self._above + 1, above

    def _floor(self, window: int) -> int:
        """The number above which the window lies; where all entries are walked over, numbers count them."""
        if self._driver:
            of_theirs = (
                f"SELECT e.no FROM search_entries e WHERE {self._driver} AND e.no < :below AND e.no > :above"
                " ORDER BY e.no DESC LIMIT 1 OFFSET :window"
            )
            return self._scalar(of_theirs, window=window) or -1
        newest = self._scalar("SELECT max(e.no) FROM search_entries e WHERE e.no < :below") or 0
        return newest - window

    def _is_at_end(self) -> bool:
        return self._below <= self._above + 1

    def _looked_up(self) -> _Source | None:
        """By the rarest of the words; None where one of them is in no message at all."""
        groups = search_words.to_look_up(self._session, self._rare_terms())
        if groups is None:
            return None
        if not groups:
            return self._entries()
        if self._postgres:
            where: list[str] = []
            for number, words in enumerate(groups):
                self._given[f"w{number}"] = list(words)
                where.append(f"string_to_array(e.words, ' ') && CAST(:w{number} AS text[])")
            return _Source("search_entries e", [*where, self._driver, *self._needles], materialized=True)
        self._given["match"] = search_words.fts(groups)
        return _Source(
            "search_index CROSS JOIN search_entries e",
            ["search_index MATCH :match", "search_index.rowid = e.no", self._driver, *self._needles],
            "search_index.rowid",
        )

    def _rare_terms(self) -> list[Term]:
        """Those that are rare among the newest entries, the rarest first; one at least."""
        if len(self._needles) == 1:
            return self._query.wanted
        counts = ", ".join(f"sum(CASE WHEN {needle} THEN 1 ELSE 0 END)" for needle in self._needles)
        newest = "(SELECT words FROM search_entries ORDER BY no DESC LIMIT :window) e"
        row = self._connection.execute(
            text(f"SELECT count(*), {counts} FROM {newest}"), self._given | {"window": WINDOW}
        ).one()
        seen = sorted(zip(row[1:], range(len(self._needles)), strict=True))
        rarest = [number for count, number in seen if (count or 0) <= _COMMON * (row[0] or 1)]
        return [self._query.wanted[number] for number in rarest or [seen[0][1]]]

    def _rows(self, source: _Source) -> Iterator[Found]:
        """Everything of the source between the bounds, in batches that grow."""
        number = source.number
        conditions = [*source.where, *self._filters, f"{number} < :below", f"{number} > :above"]
        where = " AND ".join(condition for condition in conditions if condition)
        select = f"SELECT e.no, e.message_id, e.words FROM {source.table} WHERE {where}"
        if source.materialized:
            statement = f"WITH e AS MATERIALIZED ({select}) SELECT * FROM e ORDER BY no DESC LIMIT :most"
        else:
            statement = f"{select} ORDER BY {number} DESC LIMIT :most"
        below, most = self._below, self._count + 8
        while True:
            given = self._given | {"below": below, "above": self._above, "most": most}
            rows = self._connection.execute(text(statement), given).all()
            for row in rows:
                yield Found(row[0], row[1], row[2])
            if len(rows) < most:
                return
            below, most = rows[-1][0], min(4 * most, 2_000)

    def _scalar(self, statement: str, **given: Any) -> Any:
        parameters = self._given | {"below": self._below, "above": self._above} | given
        return self._connection.execute(text(statement), parameters).scalar()
