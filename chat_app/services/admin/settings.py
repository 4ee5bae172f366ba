"""The settings page: what of the rules an admin sets."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.errors import Conflict, Invalid
from chat_app.models import Conversation
from chat_app.models.actor import Actor
from chat_app.models.permissions import Duty
from chat_app.services import audit, rules
from chat_app.services.access import require_duty
from chat_app.services.checks import checked
from chat_app.services.rules import Rules
from chat_app.settings import Settings

_GROUPS = (
    select(Conversation)
    .where(among(Conversation.id, "ids"), col(Conversation.kind) == "group")
    .order_by(col(Conversation.name), col(Conversation.id))
)


def get_settings(session: Session, actor: Actor, settings: Settings) -> dict[str, Any]:
    """For each of the rules its `value`, its `default`, and whether the environment fixes it (`fixed`).

    `default_group_ids` also has its `groups`, `{id, name}` of those that are still there.

    Raises:
        NotAllowed.
    """
    require_duty(actor, Duty.CHANGE_SETTINGS)
    values = rules.as_values(rules.read(session, settings))
    fixed = rules.fixed(settings)
    described: dict[str, dict[str, Any]] = {
        name: {"value": values[name], "default": default, "fixed": name in fixed}
        for name, default in rules.as_values(Rules()).items()
    }
    groups = session.scalars(_GROUPS, {"ids": values["default_group_ids"]})
    described["default_group_ids"]["groups"] = [{"id": group.id, "name": group.name} for group in groups]
    return described


def change_settings(
    session: Session, actor: Actor, settings: Settings, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Changes what is given; None takes a value back to its default. Returns `get_settings`.

    It acts at once, on every worker. Unknown names change nothing.

    Raises:
        NotAllowed.
        Invalid: with the reason for each field; one that the environment fixes cannot be changed.
    """
    require_duty(actor, Duty.CHANGE_SETTINGS)
    wanted = checked(changes, {name: _optional(check) for name, check in rules.CHECKS.items()})
    if refused := wanted.keys() & rules.fixed(settings):
        raise Invalid(fields=dict.fromkeys(refused, "is set in the environment of the server"))
    _check_groups(session, wanted.get("default_group_ids") or ())
    before = rules.as_values(rules.read(session, settings))
    rules.change(session, wanted)
    after = rules.as_values(rules.read(session, settings))
    data = {n: {"from": before[n], "to": after[n]} for n in after if before[n] != after[n]}
    if data:
        audit.record(session, actor, "settings.change", target=("settings", None, after["name"]), data=data)
    return get_settings(session, actor, settings)


def is_default_group(session: Session, actor: Actor, settings: Settings, group_id: str) -> bool:
    """Whether people who register join this group by themselves. Raises NotAllowed."""
    require_duty(actor, Duty.SEE_GROUPS)
    return group_id in rules.read(session, settings).default_group_ids


def set_default_group(
    session: Session, actor: Actor, settings: Settings, group_id: str, is_default: bool
) -> None:
    """Lets people who register join this group by themselves, or no longer; nothing where it is so already.

    Raises as `change_settings` does, and Conflict where there are too many of them.
    """
    require_duty(actor, Duty.CHANGE_SETTINGS)
    rules.lock(session, "default_group_ids")
    chosen = rules.read(session, settings).default_group_ids
    if (group_id in chosen) == is_default:
        return
    kept = {group.id for group in session.scalars(_GROUPS, {"ids": list(chosen)}) if _is_public(group)}
    ids = [one for one in chosen if one in kept and one != group_id]
    if is_default:
        ids.append(group_id)
    if len(ids) > rules.MOST_DEFAULT_GROUPS:
        raise Conflict(f"At most {rules.MOST_DEFAULT_GROUPS} groups can be for new people: take one out.")
    change_settings(session, actor, settings, {"default_group_ids": ids})


def _optional(check: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    return lambda name, value: None if value is None else check(name, value)


def _is_public(group: Conversation) -> bool:
    return group.visibility == "public"


def _check_groups(session: Session, ids: tuple[str, ...]) -> None:
    public = {group.id for group in session.scalars(_GROUPS, {"ids": list(ids)}) if _is_public(group)}
    if set(ids) - public:
        raise Invalid(fields={"default_group_ids": "names a group that is not there or not public"})
