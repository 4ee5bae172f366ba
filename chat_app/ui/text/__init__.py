"""Every text that a person sees, by language: Fluent catalogues, and how components say what is in them.

A text's id begins with its area, and `en/<area>.ftl` and `id/<area>.ftl` hold it. The client modules have a
`say` of their own, in `client/text.js`.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import Var, VarData
from reflex.vars.function import FunctionStringVar

LANGUAGES = ("en", "id")
"""The first is in the shells and stands in for what could not be loaded."""

LATE = frozenset({"admin"})
"""Areas whose texts are loaded with `client/words.js`, as few people ever see them."""

_HERE = Path(__file__).parent
_ID = re.compile(r"^([a-z][a-z0-9-]*) *=", re.MULTILINE)
_MODULE = "$/client/saying.js"


def say(text: str, **values: Any) -> Var[str]:
    """The text of this id, in the language of whoever sees it, with `values` for its placeholders.

    Raises:
        LookupError: the English catalogue has no such text.
    """
    data = VarData(hooks={"const say = useSay()": None}, imports={_MODULE: [ImportVar(tag="useSay")]})
    call: Any = FunctionStringVar.create("say", _var_data=data)
    said = call.call(_known(text), values) if values else call.call(_known(text))
    return said.to(str)


def say_parts(text: str, **parts: rx.Component) -> rx.Component:
    """A text in which components stand for the placeholders: `say_parts("pins-by", who=rx.el.b(name))`.

    Raises:
        LookupError: as for `say`.
    """
    said: Any = _Said
    return said.create(*parts.values(), text=_known(text), names=list(parts))


class _Said(rx.Component):
    library = _MODULE
    tag = "Said"

    text: Var[str]
    names: Var[list[str]]


def catalogue(language: str, *, is_late: bool = False) -> str:
    """The texts of a language as one Fluent source, without the translators' comments: those of the first
    load, or those that come with the pages that say them."""
    files = sorted(file for file in (_HERE / language).glob("*.ftl") if (file.stem in LATE) == is_late)
    lines = (line for file in files for line in file.read_text("utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("#")) + "\n"


def _known(text: str) -> str:
    if text not in _english():
        raise LookupError(f"The English catalogue has no text {text}")
    return text


@cache
def _english() -> frozenset[str]:
    return frozenset(_ID.findall(catalogue("en") + catalogue("en", is_late=True)))
