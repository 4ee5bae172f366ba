"""The parent app: the API and the addresses of operations; pages are mounted behind it."""

from fastapi import FastAPI
from starlette.routing import Route

from chat_app import __version__
from chat_app.http import docs, incoming, operations
from chat_app.http.api import PREFIX, router
from chat_app.http.context import Context
from chat_app.http.description import describe
from chat_app.http.errors import translate_errors
from chat_app.http.gate import Gate
from chat_app.http.request_log import RequestLog
from chat_app.http.siblings import Siblings
from chat_app.http.unknown import UnknownAddress
from chat_app.models.buckets import Figures
from chat_app.services.runtime import Runtime

_DESCRIPTION = """
Team chat. JSON in and out; times are RFC 3339 UTC, ids are opaque, lists come in pages.
Live events come over Socket.IO, namespace `/chat`: see `docs/api.md`.
"""


def create_api(runtime: Runtime, siblings: Siblings, *figures: Figures) -> FastAPI:
    """The app with every route under `/api`, and `/healthz`, `/readyz`, `/metrics`, `/hooks/{token}`.

    It answers for all of `/api` and `/hooks`, so another app can be mounted at `""` behind it. `figures` of
    other parts of the worker, such as its sockets, stand in `/metrics` beside those of the runtime, and so
    do those of its `siblings`.
    """
    api = FastAPI(
        title="Parley",
        version=__version__,
        description=_DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    api.state.context = context = Context(runtime, siblings, *figures)
    api.include_router(router)
    api.include_router(operations.router)
    api.include_router(incoming.router)
    api.include_router(docs.router)
    api.openapi = describe(api)  # pyright: ignore[reportAttributeAccessIssue]
    unknown = UnknownAddress(api)
    api.router.routes += [
        Route(address, unknown) for address in ("/api", "/api/{rest:path}", "/hooks/{rest:path}")
    ]
    translate_errors(api)
    api.add_middleware(Gate, context=context)
    api.add_middleware(RequestLog)  # the last is the outermost
    return api
