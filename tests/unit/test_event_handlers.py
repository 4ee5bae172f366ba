"""Any browser can call any event handler of Reflex with any arguments: so each is known here."""

from reflex.state import BaseState, State

from chat_app.ui import pages
from chat_app.ui.states import session

BY_REFLEX = {
    "State": {"hydrate", "hydrate_and_load", "set_is_hydrated", "setvar"},
    "FrontendEventExceptionState": {"handle_frontend_exception", "setvar"},
    "OnLoadInternalState": {"on_load_internal", "set_is_hydrated", "setvar"},
    "UpdateVarsInternalState": {"update_vars_internal", "setvar"},
}
"""They change the caller's own disposable state, in which nothing is believed, and write to the log."""
_LISTED = {"load", "choose", "sort_by", "next_page", "previous_page", "setvar"}
OURS = {
    "Session": {"require", "require_admin", "skip_sign_in", "setvar"},
    "AdminOverview": {"load", "setvar"},
    "AdminUsers": _LISTED
    | {"open_person", "close_person", "ask", "suspend", "bring_back", "set_role", "end_sessions"}
    | {"mail_reset", "remove_second_factor"},
    "AdminInvites": {"open", "close", "set_lasts", "set_may_use", "create", "revoke", "setvar"},
    "AdminGroups": _LISTED,
    "AdminGroup": _LISTED
    | {
        "search",
        "turn_back",
        "save",
        "ask",
        "close",
        "set_typed",
        "archive",
        "set_role",
        "set_default",
        "delete",
    },
    "AdminModeration": _LISTED | {"ask", "close", "decide"},
    "AdminBots": _LISTED | {"begin", "close", "create", "open_bot", "switch", "make_token", "end_token"},
    "AdminAudit": _LISTED,
    "AdminSystem": {"load", "tick", "setvar"},
    "AdminSettings": {"load", "save", "setvar"},
}
"""By state, with `setvar`, which each has. `Session` asks who one is, and answers with an address of ours.
Those of the admin pages ask it for all that they read or write (tests/integration/test_admin_handlers.py)."""


def test_every_handler_that_a_browser_can_call_is_known() -> None:
    """A new one belongs into the table, with how it asks who acts."""
    assert pages.add_pages
    assert session.Session in State.get_substates()
    found: dict[str, set[str]] = {}
    waiting: list[type[BaseState]] = [State]
    while waiting:
        state = waiting.pop()
        waiting += state.get_substates()
        found[state.__name__] = set(state.event_handlers)
    found.pop("SharedStateBaseInternal", None)  # there as soon as an app is made
    assert found == BY_REFLEX | OURS
