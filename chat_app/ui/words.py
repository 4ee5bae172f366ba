"""Bare numbers and times of the server, said in the browser: in the language of who reads them."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData
from reflex.vars.function import FunctionStringVar

_MODULE = "$/client/words.js"


@dataclass(frozen=True)
class Face:
    """What `theme/avatar` draws."""

    initials: str
    tint: int
    avatar: str


def person_face(user_id: Any, name: Any, avatar: Any) -> rx.Var[Face]:
    return _call("face", "person", user_id, name, avatar).to(Face)


def group_face(group_id: Any, name: Any, avatar: Any) -> rx.Var[Face]:
    return _call("face", "group", group_id, name, avatar).to(Face)


def full(iso: Any) -> rx.Var[str]:
    """Day and time at full length."""
    return _call("fullOf", iso).to(str)


def since(iso: Any) -> rx.Var[str]:
    """As one says it in a sentence, `today at 9:41`; nothing for nothing."""
    return _call("since", iso).to(str)


def size(count: Any) -> rx.Var[str]:
    """Of bytes: `4.2 MB`."""
    return _call("sizeOf", count).to(str)


def number(value: Any) -> rx.Var[str]:
    """`100,000`."""
    return _call("count", value).to(str)


def device_name(user_agent: Any) -> rx.Var[str]:
    """`Firefox on Linux`."""
    return _call("deviceName", user_agent).to(str)


def refusal(code: Any, message: Any) -> rx.Var[str]:
    """What the server refused."""
    return _call("refusal", code, message).to(str)


def _call(function: str, *arguments: Any) -> Any:
    data = VarData(imports={_MODULE: [ImportVar(tag=function)]})
    call: Any = FunctionStringVar.create(function, _var_data=data)
    return call.call(*arguments)
