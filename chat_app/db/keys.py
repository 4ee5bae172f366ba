"""Finding rows by many composite keys, with one statement whose text does not depend on how many.

The keys travel as one JSON parameter. `(a, b) IN (VALUES …)` reads well and made SQLite scan the whole
table; joining from the keys to the table uses its index on both databases.
"""

from collections.abc import Collection, Sequence
from typing import Any

import orjson
from sqlalchemy import Row, TextClause, text
from sqlmodel import Session

_SQLITE = ("json_each(:keys) AS k", "json_extract(k.value, '$[{}]')", "")
_POSTGRES = ("json_array_elements(CAST(:keys AS json)) AS k(value)", "k.value ->> {}", "FOR UPDATE OF {}")


class KeyedSelect:
    """A SELECT with placeholders: `{keys}` the keys to join from, `{k0}`, `{k1}` … their parts.

    `{lock}` stands at its end and locks the rows of the table alias `locked`, where there are row locks.
    """

    def __init__(self, template: str, *, locked: str = "") -> None:
        self._statements: dict[str, TextClause] = {}
        for dialect, (keys, part, lock) in (("sqlite", _SQLITE), ("postgresql", _POSTGRES)):
            parts = {f"k{n}": part.format(n) for n in range(4)}
            self._statements[dialect] = text(
                template.format(keys=keys, lock=lock.format(locked) if locked else "", **parts)
            )

    def rows(self, session: Session, keys: Collection[Sequence[str]]) -> Sequence[Row[Any]]:
        """The rows that have one of the keys."""
        if not keys:
            return ()
        connection = session.connection()
        statement = self._statements[connection.dialect.name]
        return connection.execute(statement, {"keys": orjson.dumps(list(keys)).decode()}).all()
