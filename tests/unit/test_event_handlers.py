"""Any browser can call any event handler of Reflex with any arguments: so each is known here."""

from reflex.state import BaseState, State

from chat_app.ui.states import session

BY_REFLEX = {
    "State": {"hydrate", "hydrate_and_load", "set_is_hydrated", "setvar"},
    "FrontendEventExceptionState": {"handle_frontend_exception", "setvar"},
    "OnLoadInternalState": {"on_load_internal", "set_is_hydrated", "setvar"},
    "UpdateVarsInternalState": {"update_vars_internal", "setvar"},
}
"""They change the caller's own disposable state, in which nothing is believed, and write to the log."""
OURS = {"Session": {"require", "skip_sign_in", "setvar"}}
"""By state, with `setvar`, which each has. `Session`: ask who one is, and answer with an address of ours."""


def test_every_handler_that_a_browser_can_call_is_known() -> None:
    """A new one belongs into the table, with how it asks who acts."""
    assert session.Session in State.get_substates()
    found: dict[str, set[str]] = {}
    waiting: list[type[BaseState]] = [State]
    while waiting:
        state = waiting.pop()
        waiting += state.get_substates()
        found[state.__name__] = set(state.event_handlers)
    found.pop("SharedStateBaseInternal", None)  # there as soon as an app is made
    assert found == BY_REFLEX | OURS
