"""The composition root: builds the Reflex app and mounts everything on it."""

import os
from functools import partial

import reflex as rx
from socketio import ASGIApp as EngineIOApp

from chat_app.http.app import create_api
from chat_app.http.edge import Edge
from chat_app.http.siblings import Siblings
from chat_app.lifespan import lifespan
from chat_app.logs import log_plainly
from chat_app.realtime.door import Door, Entrance
from chat_app.realtime.leaving import send_elsewhere
from chat_app.realtime.server import ChatNamespace, ChatServer
from chat_app.services.runtime import Runtime
from chat_app.settings import get_settings
from chat_app.ui import current_user, frontend_errors
from chat_app.ui.components.broken import error_boundary
from chat_app.ui.pages import STYLESHEETS, add_pages, head
from chat_app.ui.serving import PageServing

log_plainly()
runtime = Runtime(get_settings())
door = Door()
chat = ChatNamespace(runtime, door)
sockets = ChatServer(runtime.settings, runtime.limits)
sockets.register_namespace(chat)  # pyright: ignore[reportUnknownMemberType]
siblings = Siblings.of(os.environ)
api = create_api(runtime, siblings, chat.figures)

app = rx.App(
    sio=sockets,
    api_transformer=[
        api,
        partial(PageServing, files_from=lambda: runtime.storage.link_origin),
        partial(Edge, settings=runtime.settings),
        partial(Entrance, sockets=EngineIOApp(sockets, socketio_path=""), door=door),
    ],
    # No toasts and no connection pop-ups of Reflex's: the pages say in their own way what there is to say.
    app_wraps={(55, "ErrorBoundary"): error_boundary},
    toaster=None,
    reset_style=False,
    stylesheets=STYLESHEETS,
    head_components=head(),
    frontend_exception_handler=frontend_errors.note,
    html_lang="en",
)
app.register_lifespan_task(lifespan(runtime, chat, siblings, api.state.context.figures))  # pyright: ignore[reportUnknownMemberType]
current_user.ask(runtime)
add_pages(app)


async def leave() -> None:
    """The first of what a worker does that is asked to end: nobody new is to come, and the sockets go."""
    runtime.is_leaving = True
    await send_elsewhere(sockets)
