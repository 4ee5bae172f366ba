"""A readable page of the API, made from its OpenAPI description and nothing from elsewhere."""

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font: 0.9em/1.5 ui-monospace, monospace }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid #8886; border-radius: 6px }
section > details { border-top: 1px solid #8884; padding: 0.5rem 0 }
summary { cursor: pointer }
b.method { display: inline-block; min-width: 4.5rem }
table { border-collapse: collapse; margin: 0.5rem 0 }
td, th { text-align: left; vertical-align: top; padding: 0.2rem 1rem 0.2rem 0 }
"""
_METHODS = ("get", "post", "put", "patch", "delete")


@router.get("/api/docs")
async def docs(request: Request) -> HTMLResponse:
    """The page. It needs no script and loads nothing."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return HTMLResponse(_page(request.app.openapi()), headers={"Content-Security-Policy": policy})


def _page(api: dict[str, Any]) -> str:
    sections: dict[str, list[str]] = {}
    for path, item in api["paths"].items():
        for method in _METHODS:
            if method in item:
                tag = (item[method].get("tags") or ["other"])[0]
                sections.setdefault(tag, []).append(_operation(method, path, item[method]))
    calls = "".join(
        f'<section id="{escape(tag)}"><h2>{escape(tag.capitalize())}</h2>{"".join(operations)}</section>'
        for tag, operations in sections.items()
    )
    schemas = "".join(
        f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>'
        f"{_fields(schema)}</details>"
        for name, schema in sorted(api["components"]["schemas"].items())
    )
    info = api["info"]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(info['title'])} API</title>"
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
        f"<h1>{escape(info['title'])} API {escape(info['version'])}</h1><p>{escape(info['description'])}</p>"
        '<p>The same for programs: <a href="/api/v1/openapi.json">openapi.json</a>.</p>'
        f"{calls}<section><h2>Objects</h2>{schemas}</section></main></body></html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    description = escape(operation.get("description") or operation["summary"])
    parameters = "".join(
        _row(parameter["name"], parameter["in"], _type(parameter["schema"]), parameter.get("description", ""))
        for parameter in operation.get("parameters", [])
        if parameter["in"] != "cookie"
    )
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body_row = _row("body", "json", _type(body), "") if body else ""
    answers = "".join(
        _row(status, "", _answer_type(response), response["description"])
        for status, response in operation["responses"].items()
    )
    return (
        f'<details><summary><b class="method">{method.upper()}</b> <code>{escape(path)}</code></summary>'
        f"<p>{description}</p><table>{parameters}{body_row}</table>"
        f"<h3>Answers</h3><table>{answers}</table></details>"
    )


def _answer_type(response: dict[str, Any]) -> str:
    content = response.get("content", {}).get("application/json")
    return _type(content["schema"]) if content else ""


def _fields(schema: dict[str, Any]) -> str:
    required = set(schema.get("required", []))
    rows = "".join(
        _row(name, "" if name in required else "optional", _type(field), field.get("description", ""))
        for name, field in schema.get("properties", {}).items()
    )
    return f"<p>{escape(schema.get('description', ''))}</p><table>{rows}</table>"


def _row(name: str, place: str, kind: str, description: str) -> str:
    return (
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(place)}</td><td>{kind}</td>"
        f"<td>{escape(description)}</td></tr>"
    )


def _type(schema: dict[str, Any]) -> str:
    """The type in a few words, with links to the objects."""
    if reference := schema.get("$ref"):
        name = escape(reference.rpartition("/")[2])
        return f'<a href="#{name}"><code>{name}</code></a>'
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " or ".join(_type(one) for one in schema[several])
    if "enum" in schema or "const" in schema:
        values = schema.get("enum") or [schema["const"]]
        return " or ".join(f"<code>{escape(str(value))}</code>" for value in values)
    kind = schema.get("type", "any")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return escape(kind if isinstance(kind, str) else " or ".join(kind))
