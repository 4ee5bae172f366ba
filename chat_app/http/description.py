"""The OpenAPI description, without what the framework says of errors that no route of ours answers with."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

_FOREIGN = ("HTTPValidationError", "ValidationError")


def describe(api: FastAPI) -> Callable[[], dict[str, Any]]:
    """What to use for `api.openapi`: made once, when it is first asked for."""
    generate = api.openapi

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            _clean(generate())
        return generate()

    return openapi


def _clean(description: dict[str, Any]) -> None:
    for item in description["paths"].values():
        for operation in item.values():
            if _FOREIGN[0] in str(operation["responses"].get("422")):
                del operation["responses"]["422"]
    for name in _FOREIGN:
        description["components"]["schemas"].pop(name, None)
