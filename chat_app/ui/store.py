"""The client store, typed for Python: what it knows are vars, what it does are event triggers.

The modules behind it are in `client/`. Nothing here asks the server anything.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from reflex.utils.imports import ImportVar
from reflex.vars import Var, VarData
from reflex.vars.function import FunctionStringVar

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class ConversationRow:
    """A line of the sidebar (`views.js`, `conversationRows`)."""

    key: str
    href: str
    title: str
    is_direct: bool
    initials: str
    tint: int
    avatar: str
    preview: str
    time: str
    unread: int
    unread_text: str
    mentioned: bool
    presence: str
    is_open: bool


@dataclass(frozen=True)
class Reaction:
    emoji: str
    count: int
    user_ids: list[str]


@dataclass(frozen=True)
class MessageRow:
    """A row of the timeline (`views.js`, `messageRows`)."""

    key: str
    id: str
    seq: int
    is_mine: bool
    is_system: bool
    author_id: str
    author: str
    initials: str
    tint: int
    avatar: str
    html: str
    body: str
    at: str
    time: str
    status: str
    reason: str
    is_edited: bool
    is_deleted: bool
    quote_author: str
    quote: str
    reactions: list[Reaction]
    is_highlighted: bool
    day: str
    is_first: bool


@dataclass(frozen=True)
class OpenConversation:
    """The conversation on the screen (`views.js`, `openView`)."""

    id: str
    exists: bool
    is_loaded: bool
    is_empty: bool
    is_choosable: bool
    has_conversations: bool
    title: str
    is_direct: bool
    presence: str
    about: str
    is_archived: bool
    has_older: bool
    has_newer: bool
    highlighted: int


@dataclass(frozen=True)
class Connection:
    state: str
    text: str


@dataclass(frozen=True)
class Me:
    id: str
    name: str
    username: str
    initials: str
    tint: int


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


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    username: str
    is_chosen: bool


@dataclass(frozen=True)
class NewConversation:
    is_group: bool
    is_busy: bool
    people: list[Person]
    chosen: list[Person]
    is_searched: bool
    message: str
    fields: dict[str, str]


def _module(name: str) -> str:
    return f"$/client/{name}.js"


def _known(hook: str, kind: type[Kind], module: str = "hooks") -> Var[Kind]:
    """A var with what a hook of the store returns."""
    name = f"known_{hook.removeprefix('use').lower()}"
    data = VarData(hooks={f"const {name} = {hook}()": None}, imports={_module(module): [ImportVar(tag=hook)]})
    return Var(_js_expr=name, _var_type=kind, _var_data=data).guess_type()


def _does(function: str, module: str, *arguments: Any) -> Var[Any]:
    """A function of the store. It is called with the arguments, and after them with the DOM event."""
    data = VarData(imports={_module(module): [ImportVar(tag=function)]})
    call: Any = FunctionStringVar.create(function, _var_data=data)
    return call.partial(*arguments) if arguments else call


def on(attributes: dict[str, Any] | None = None, **handlers: Var[Any]) -> dict[str, Any]:
    """Properties that give an element handlers in the browser: `**on(key_down=composer_key)`.

    They are called with the DOM event as it is; Reflex's own triggers would hand over a copy of a few of
    its fields, and load the event loop for it. Other attributes of the element go first.
    """
    named = {"on" + name.title().replace("_", ""): handler for name, handler in handlers.items()}
    return {"custom_attrs": {**(attributes or {}), **named}}


conversations = _known("useConversations", list[ConversationRow])
messages = _known("useMessages", list[MessageRow])
open_conversation = _known("useOpen", OpenConversation)
connection = _known("useConnection", Connection)
me = _known("useMe", Me)
typing = _known("useTyping", str)
shown_pane = _known("usePane", str)
"""`list` or `conversation`: which of the two a narrow screen shows. Where it is used, the store runs."""
is_timeline_loaded = _known("useTimeline", bool)
"""Keeps the place of the timeline, and belongs to its element alone."""
composed_in = _known("useComposer", str)
"""The conversation that the composer writes to. Keeps its drafts, and belongs to its element alone."""

form = _known("useForm", Form, "account")
instance = _known("useInstance", Instance, "account")
sign_in = _does("signIn", "account")
register = _does("register", "account")
sign_out = _does("signOut", "account")

new_conversation = _known("useNewConversation", NewConversation, "newConversation")
open_new_conversation = _does("openNewConversation", "newConversation")
close_new_conversation = _does("closeNewConversation", "newConversation")
pressed_dialog = _does("pressedDialog", "newConversation")
search_people = _does("searchPeople", "newConversation")
create_group = _does("createGroup", "newConversation")

submit_message = _does("submitMessage", "composer")
composer_key = _does("composerKey", "composer")
composer_input = _does("composerInput", "composer")
timeline_scrolled = _does("timelineScrolled", "scroll")
to_newest = _does("toNewest", "opening")


def set_group(is_group: bool) -> Var[Any]:
    return _does("setGroup", "newConversation", is_group)


def pick_person(user_id: Any) -> Var[Any]:
    return _does("pick", "newConversation", user_id)


def retry(client_id: Any) -> Var[Any]:
    """Send a message again that was refused."""
    return _does("retry", "sending", client_id)


def discard(client_id: Any) -> Var[Any]:
    """Throw a message away that was never sent."""
    return _does("discard", "sending", client_id)
