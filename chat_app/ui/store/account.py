"""Oneself, signing in and signing out."""

from dataclasses import dataclass
from typing import Any, Literal

from reflex.vars import Var

from chat_app.ui.store.face import does, known

Kind = Literal["signIn", "register", "askReset", "newPassword"]


@dataclass(frozen=True)
class Me:
    id: str
    name: str
    username: str
    initials: str
    tint: int
    avatar: str
    presence: str
    status_emoji: str
    status: str
    is_undisturbed: bool
    quiet_until: str
    is_owner: bool
    is_admin: bool
    """Runs this place, as its owner or an admin."""


@dataclass(frozen=True)
class Form:
    """A form that was sent: `fields` says by name what is wrong.

    `needs_code` is the second step of signing in.
    """

    is_busy: bool
    needs_code: bool
    message: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Instance:
    """`registration` is `open`, `invite` or `closed`; `trouble` a sentence where this address cannot work."""

    is_known: bool
    is_unreachable: bool
    is_empty: bool
    registration: str
    is_invited: bool
    trouble: str
    message: str
    """What an admin says to whoever signs in."""


me = known("useMe", Me)
form = known("useForm", Form, "account")
brand = known("useBrand", str, "brand")
"""The name of this place."""
instance = known("useInstance", Instance, "account")
ask_instance = does("askInstance", "account")
forget_account = does("forgetAccount", "account")
sign_out = does("signOut", "leaving")


def submit_account(kind: Kind) -> Var[Any]:
    return does("submitAccount", "account", kind)


def check_field(kind: Kind) -> Var[Any]:
    return does("checkField", "account", kind)
