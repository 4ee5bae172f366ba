"""Parts of a page whose code is not a part of the first load."""

from typing import Any

import reflex as rx

from chat_app.ui.store.face import on


def lazily(part: Any, **properties: rx.Var[Any]) -> rx.Component:
    """The memo `part` with these properties, loaded when it is first drawn; until then there is nothing.

    Nothing that comes with the page may import its module, or the module comes with the page after all.
    """
    drawn = part(**properties)
    load = rx.Var(f'() => import("{drawn.library}").then((module) => module.{drawn.tag})')
    return _Late.create(**on({"name": drawn.tag, "load": load, **properties}))


class _Late(rx.Component):
    library = "$/client/late.js"
    tag = "Late"
