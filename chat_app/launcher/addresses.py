"""Addresses that the framework below the app does not understand."""

from starlette.types import ASGIApp, Receive, Scope, Send

_IN_ITS_PLACE = "\ufffd"


def without_line_breaks(app: ASGIApp) -> ASGIApp:
    """No address of ours has a line break; one that has is unknown like any other.

    Starlette's mounts do not match it at all, and would answer past the app, in their own words.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if "\n" in scope.get("path", ""):
            scope = {**scope, "path": scope["path"].replace("\n", _IN_ITS_PLACE)}
        await app(scope, receive, send)

    return serve
