"""Addresses under `/api` that no route knows; without this the page's HTML would answer."""

import re
from functools import cached_property

from fastapi import FastAPI
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

from chat_app.errors import MethodNotAllowed, NotFound
from chat_app.http.errors import error_answer


class UnknownAddress:
    """The last route under `/api`: 404, or 405 where the address knows other methods."""

    def __init__(self, api: FastAPI) -> None:
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        methods = next((methods for address, methods in self._known if address.match(path)), None)
        if methods is None:
            response = error_answer(NotFound("There is no such address."))
        else:
            response = error_answer(MethodNotAllowed())
            response.headers["Allow"] = methods
        await response(scope, receive, send)

    @cached_property
    def _known(self) -> list[tuple[re.Pattern[str], str]]:
        return [
            (compile_path(path)[0], ", ".join(sorted(method.upper() for method in item)))
            for path, item in self._api.openapi()["paths"].items()
        ]
