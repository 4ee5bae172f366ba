"""Oneself, signing in and signing out."""

from dataclasses import dataclass

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Me:
    id: str
    name: str
    username: str
    initials: str
    tint: int
    avatar: str
    presence: str


@dataclass(frozen=True)
class Form:
    """A form that was sent: `fields` says by name what is wrong."""

    is_busy: bool
    message: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Instance:
    is_known: bool
    is_empty: bool
    registration: str


me = known("useMe", Me)
form = known("useForm", Form, "account")
instance = known("useInstance", Instance, "account")
sign_in = does("signIn", "account")
register = does("register", "account")
sign_out = does("signOut", "account")
