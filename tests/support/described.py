"""What the API says of itself, as calls that can be made: every route, with a body that fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.support.api import Json, unique
from tests.support.pictures import png

METHODS = ("get", "head", "post", "put", "patch", "delete")
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Operation:
    """One method of one address. `signed_in`: only for people who are."""

    method: str
    path: str
    parameters: tuple[str, ...]
    """Those in the path, by name."""
    content: Mapping[str, Json]
    """The schema of the body for each media type that it may have."""
    signed_in: bool
    schemas: Mapping[str, Json]

    def __str__(self) -> str:
        return f"{self.method} {self.path.removeprefix('/api/v1')}"

    @property
    def has_json(self) -> bool:
        return "application/json" in self.content

    def address(self, values: Mapping[str, str]) -> str:
        """The path with these values for its parameters, below /api/v1."""
        path = self.path.removeprefix("/api/v1")
        for name in self.parameters:
            path = path.replace("{" + name + "}", quote(values[name], safe="%"))
        return path

    def body(self, **more: Any) -> dict[str, Any]:
        """What `Api.call` needs for a body that fits the description, with `more` in its JSON."""
        if self.has_json:
            return {"json": self._example(self.content["application/json"]) | more}
        if "multipart/form-data" in self.content:
            return {"files": {"file": ("a.png", png())}}
        return {}

    @property
    def names(self) -> frozenset[str]:
        """The fields that its JSON may have."""
        return frozenset(self._names(self.content.get("application/json", {})))

    def _names(self, schema: Json) -> Iterator[str]:
        schema = self._resolved(schema)
        yield from schema.get("properties", {})
        for one in schema.get("oneOf", schema.get("anyOf", ())):
            yield from self._names(one)

    def _resolved(self, schema: Json) -> Json:
        reference = schema.get("$ref")
        return self.schemas[reference.rpartition("/")[2]] if reference else schema

    def _example(self, schema: Json) -> Any:
        schema = self._resolved(schema)
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self._example(schema[several][0])
        if "const" in schema or "enum" in schema:
            return schema["const"] if "const" in schema else schema["enum"][0]
        match schema.get("type"):
            case "object":
                fields = schema.get("properties", {})
                return {name: self._example(fields[name]) for name in schema.get("required", fields)}
            case "array":
                return [self._example(schema["items"])] * schema.get("minItems", 0)
            case "integer" | "number":
                return schema.get("minimum", 1)
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return "2027-01-01T00:00:00Z" if schema.get("format") == "date-time" else unique("t")


def operations(description: Json) -> list[Operation]:
    """Every route of the description (`/openapi.json`)."""
    schemas = description["components"]["schemas"]
    return [
        Operation(
            method.upper(),
            path,
            tuple(p["name"] for p in item[method].get("parameters", ()) if p["in"] == "path"),
            {
                kind: content["schema"]
                for kind, content in item[method].get("requestBody", {}).get("content", {}).items()
            },
            bool(item[method].get("security")),
            schemas,
        )
        for path, item in description["paths"].items()
        for method in METHODS
        if method in item
    ]
