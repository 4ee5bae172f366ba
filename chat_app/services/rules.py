"""What an admin has set: it goes before the defaults, and what the environment says goes before it.

Read in the transaction to which it matters, so that a change acts at once on every worker.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast

import orjson
from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.errors import Invalid
from chat_app.models import Setting
from chat_app.models.ids import is_id
from chat_app.services.checks import checked_text
from chat_app.settings import Settings

ACCENTS = ("blue", "green", "violet", "rose", "amber")
"""What the pages can be coloured with, besides Parley's own teal."""
LONGEST_NAME = 40
LONGEST_MESSAGE = 300
MOST_DEFAULT_GROUPS = 10
_MOST_BYTES = 2**50


@dataclass(frozen=True, slots=True)
class Rules:
    """`message_of_sign_in` is shown to whoever signs in, `accent` colours the pages (empty: Parley's own).

    Whoever registers joins the groups of `default_group_ids`, as far as they are there and public. A quota of
    0 is none.
    """

    name: str = "Parley"
    registration: Literal["open", "invite", "closed"] = Settings.model_fields["registration"].default
    max_upload_bytes: int = Settings.model_fields["max_upload_bytes"].default
    user_quota_bytes: int = Settings.model_fields["user_quota_bytes"].default
    message_of_sign_in: str = ""
    accent: str = ""
    default_group_ids: tuple[str, ...] = ()


def read(session: Session, settings: Settings) -> Rules:
    """The rules as of this transaction."""
    rows = session.execute(select(col(Setting.name), col(Setting.value)))
    stored = {name: orjson.loads(value) for name, value in rows}
    values: dict[str, Any] = {}
    for name, check in CHECKS.items():
        if name in stored:
            try:
                values[name] = check(name, stored[name])
            except Invalid:  # another version may have had other bounds
                continue
    return Rules(**values | {name: getattr(settings, name) for name in fixed(settings)})


def fixed(settings: Settings) -> frozenset[str]:
    """The names of those that the environment sets: nothing else does then."""
    return frozenset(CHECKS.keys() & settings.model_fields_set)


def lock(session: Session, name: str) -> None:
    """Whoever reads a value to change it: nobody else does until this transaction ends."""
    session.get(Setting, name, with_for_update=True, populate_existing=True)


def change(session: Session, changes: Mapping[str, Any]) -> None:
    """Stores what was checked; None takes a value back to its default."""
    for name, value in changes.items():
        row = session.get(Setting, name)
        if value is None:
            if row is not None:
                session.delete(row)
        elif row is None:
            session.add(Setting(name=name, value=orjson.dumps(value).decode()))
        else:
            row.value = orjson.dumps(value).decode()
    session.flush()


def as_values(rules: Rules) -> dict[str, Any]:
    """The rules by their names, as JSON has them."""
    return asdict(rules) | {"default_group_ids": list(rules.default_group_ids)}


def _checked_name(name: str, value: Any) -> str:
    text = " ".join(checked_text(name, value).split())
    if not 1 <= len(text) <= LONGEST_NAME:
        raise Invalid(fields={name: f"must have 1 to {LONGEST_NAME} characters"})
    return text


def _checked_message(name: str, value: Any) -> str:
    text = checked_text(name, value).strip()
    if len(text) > LONGEST_MESSAGE:
        raise Invalid(fields={name: f"is longer than {LONGEST_MESSAGE} characters"})
    return text


def _one_of(*allowed: str) -> Callable[[str, Any], str]:
    def check(name: str, value: Any) -> str:
        if checked_text(name, value) not in allowed:
            raise Invalid(fields={name: f"must be one of {', '.join(one for one in allowed if one)}"})
        return value

    return check


def _bytes(least: int) -> Callable[[str, Any], int]:
    def check(name: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _MOST_BYTES:
            raise Invalid(fields={name: f"must be a number of bytes from {least} to {_MOST_BYTES:,}"})
        return value

    return check


def _checked_groups(name: str, value: Any) -> tuple[str, ...]:
    ids: Sequence[Any] = cast("Sequence[Any]", value) if isinstance(value, list | tuple) else [None]
    if not all(isinstance(one, str) and is_id(one) for one in ids):
        raise Invalid(fields={name: "must be a list of ids of public groups"})
    if len(ids) > MOST_DEFAULT_GROUPS:
        raise Invalid(fields={name: f"has more than {MOST_DEFAULT_GROUPS} groups"})
    return tuple(dict.fromkeys(ids))


CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "name": _checked_name,
    "registration": _one_of("open", "invite", "closed"),
    "max_upload_bytes": _bytes(1),
    "user_quota_bytes": _bytes(0),
    "message_of_sign_in": _checked_message,
    "accent": _one_of("", *ACCENTS),
    "default_group_ids": _checked_groups,
}
"""What is acceptable, by name; each takes the name and the value, and raises Invalid."""
