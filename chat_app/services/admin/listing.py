"""Long lists, sorted and paged in SQL.

A page goes on after the last row of the one before, by what it is sorted by and then by id: what came or went
in between shifts nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, tuple_
from sqlmodel import Session, col

from chat_app.errors import Invalid
from chat_app.models.ids import is_id
from chat_app.services.message_content import check_text


def page(
    session: Session,
    statement: Select[Any],
    row: Any,
    sort: str,
    keys: Mapping[str, Any],
    *,
    limit: int,
    cursor: str | None,
) -> tuple[Sequence[Row[Any]], str | None]:
    """A page of what the statement selects, and the cursor of the next one.

    `row` is the model whose `id` tells rows apart. `sort` is one of `keys`, with a minus for the other way.

    Raises:
        Invalid: there is no such order, or it is not a cursor of it.
    """
    key = keys.get(sort.removeprefix("-"))
    if key is None:
        names = ", ".join(f"{name}, -{name}" for name in keys)
        raise Invalid(fields={"sort": f"must be one of {names}"})
    place = tuple_(key, col(row.id))
    if cursor is not None:
        last = _last_of(cursor, as_text=key.type.python_type is str)
        statement = statement.where(place < last if sort.startswith("-") else place > last)
    order = [part.desc() if sort.startswith("-") else part for part in (key, col(row.id))]
    found = session.execute(
        statement.add_columns(col(row.id).label("place_id"), key.label("place_key"))
        .order_by(*order)
        .limit(limit + 1)
    ).all()
    if len(found) <= limit:
        return found, None
    return found[:limit], f"{found[limit - 1].place_id}.{found[limit - 1].place_key}"


def _last_of(cursor: str, *, as_text: bool) -> tuple[str | int, str]:
    last_id, _, value = check_text("cursor", cursor).partition(".")
    is_number = value.isascii() and value.isdecimal() and len(value) <= 16
    if not is_id(last_id) or not (as_text or is_number):
        raise Invalid(fields={"cursor": "is not a cursor of this list"})
    return (value if as_text else int(value)), last_id
