"""Values as people give them, whatever road they came by."""

from collections.abc import Callable, Mapping
from typing import Any

from chat_app.errors import Invalid
from chat_app.models.clock import from_iso
from chat_app.services.message_content import check_text

_LAST_MOMENT = from_iso("9999-12-31T23:59:59Z")


def checked(changes: Mapping[str, Any], checks: Mapping[str, Callable[[str, Any], Any]]) -> dict[str, Any]:
    """Those of the changes for which there is a check, as it returns them; others are ignored.

    Raises:
        Invalid: with the reason for each field that is wrong.
    """
    wanted: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for name, check in checks.items():
        if name in changes:
            try:
                wanted[name] = check(name, changes[name])
            except Invalid as error:
                refused[name] = error.fields.get(name) or next(iter(error.fields.values()))
    if refused:
        raise Invalid(fields=refused)
    return wanted


def checked_text(name: str, value: Any) -> str:
    """Raises Invalid unless it is text that every database and every client can take."""
    if not isinstance(value, str):
        raise Invalid(fields={name: "must be text"})
    return check_text(name, value)


def checked_switch(name: str, value: Any) -> bool:
    """Raises Invalid unless it is true or false."""
    if not isinstance(value, bool):
        raise Invalid(fields={name: "must be true or false"})
    return value


def checked_moment(name: str, value: Any) -> int | None:
    """Milliseconds since 1970 from an RFC 3339 time with an offset; None stays None.

    Raises:
        Invalid: it is no such time, or not one between 1970 and 9999.
    """
    if value is None:
        return None
    try:
        at = from_iso(checked_text(name, value))
    except (ValueError, OverflowError):
        at = -1
    if not 0 <= at <= _LAST_MOMENT:
        raise Invalid(fields={name: "must be a time such as 2026-01-02T03:04:05Z"})
    return at
