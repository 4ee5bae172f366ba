"""One shell for each kind of address: that of `/c/{conversation_id}` is built once, as `/c/_`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PARAMETER = re.compile(r"\[\w+\]")


@dataclass(frozen=True)
class Shell:
    """`path` is where it is built and asked for; `pattern` matches the addresses that it is for."""

    path: str
    pattern: str

    @property
    def file(self) -> str:
        """Where it lies in the build."""
        return f"{self.path.strip('/')}/index.html".lstrip("/")


def shells(routes: Iterable[str]) -> list[Shell]:
    """The shells of Reflex's routes (`login`, `c/[conversation_id]`), what is most exact first."""
    pages = sorted((route for route in routes if route != "404"), key=_parameters)
    return [_shell("" if route == "index" else route) for route in pages]


def _parameters(route: str) -> int:
    return len(_PARAMETER.findall(route))


def _shell(route: str) -> Shell:
    parts = [re.escape(part) for part in _PARAMETER.split(route)]
    return Shell("/" + _PARAMETER.sub("_", route), f"^/{'[^/]+'.join(parts)}{'/?' if route else ''}$")
