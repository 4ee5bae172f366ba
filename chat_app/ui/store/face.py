"""How a hook of the client store becomes a typed var, and a function of it an event trigger."""

from typing import Any, TypeVar

from reflex.utils.imports import ImportVar
from reflex.vars import Var, VarData
from reflex.vars.function import FunctionStringVar

Kind = TypeVar("Kind")


def known(hook: str, kind: type[Kind], module: str = "hooks") -> Var[Kind]:
    """A var with what the hook returns, of `client/<module>.js`."""
    name = f"known_{hook.removeprefix('use').lower()}"
    data = VarData(hooks={f"const {name} = {hook}()": None}, imports={_module(module): [ImportVar(tag=hook)]})
    return Var(_js_expr=name, _var_type=kind, _var_data=data).guess_type()


def asked(hook: str, kind: type[Kind], module: str, argument: Var[Any]) -> Var[Kind]:
    """A var with what the hook returns for an argument, which must be there where the component begins."""
    name = f"known_{hook.removeprefix('use').lower()}"
    data = VarData(
        hooks={f"const {name} = {hook}({argument!s})": None}, imports={_module(module): [ImportVar(tag=hook)]}
    )
    return Var(_js_expr=name, _var_type=kind, _var_data=data).guess_type()


def does(function: str, module: str, *arguments: Any) -> Var[Any]:
    """A function of `client/<module>.js`, called with the arguments and, after them, with the DOM event."""
    data = VarData(imports={_module(module): [ImportVar(tag=function)]})
    call: Any = FunctionStringVar.create(function, _var_data=data)
    return call.partial(*arguments) if arguments else call


def on(attributes: dict[str, Any] | None = None, **handlers: Var[Any]) -> dict[str, Any]:
    """Properties that give an element handlers in the browser: `**on(key_down=composer_key)`.

    They are called with the DOM event as it is; Reflex's own triggers would hand over a copy of a few of
    its fields, and load the event loop for it. Other attributes of the element go first.
    """
    named = {"on" + name.title().replace("_", ""): handler for name, handler in handlers.items()}
    return {"custom_attrs": {**(attributes or {}), **named}}


def _module(name: str) -> str:
    return f"$/client/{name}.js"
